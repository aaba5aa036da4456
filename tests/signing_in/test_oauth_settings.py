"""``sign_in`` and ``[mailbox.oauth]``: what belongs together, and a line for what does not."""

import re
import textwrap

import pytest

from service.config_file import load_settings
from service.errors import SettingsError
from tests.signing_in.conftest import ROOT

OAUTH = "[mailbox.oauth]\n"
GOOGLE = f'sign_in = "google"\n{OAUTH}client_file = "client.json"\n'
MICROSOFT = f'sign_in = "microsoft"\n{OAUTH}client_id = "x"\n'


@pytest.fixture
def load(tmp_path):
    def go(lines):
        path = tmp_path / "config.toml"
        path.write_text(
            '[owner]\nname = "Robin"\naddress = "robin@example.org"\n'
            f'[mailbox]\nhost = "imap.example.org"\nusername = "robin"\n{lines}'
        )
        return load_settings(path)

    return go


@pytest.mark.parametrize("lines", [
    "", GOOGLE, MICROSOFT, f'{MICROSOFT}tenant = "consumers"\ntokens = "keyring"\n',
    f'sign_in = "google"\n{OAUTH}client_id = "x"\nclient_secret_file = "y"\n',
    f'{MICROSOFT}authority = "https://login.microsoftonline.us"\n',
])  # fmt: skip
def test_what_belongs_together_is_taken(load, lines):
    assert load(lines).mailbox.sign_in in lines or not lines


@pytest.mark.parametrize(("lines", "words"), [
    ('sign_in = "yahoo"', "mailbox.sign_in"),
    ('sign_in = "google"', "sign_in = 'google' wants a client of your own: add oauth.client_file"),
    ('sign_in = "microsoft"', "add oauth.client_id"),
    (f"{OAUTH}client_id = 'x'", "oauth is for sign_in = 'google' or 'microsoft'"),
    (f'password_file = "x"\n{GOOGLE}', "password_file is for sign_in = 'password'"),
    (f"password_keyring = true\n{MICROSOFT}", "password_keyring is for sign_in = 'password'"),
    ('password_file = "x"\npassword_command = "y"', "the password can come from one place"),
    (f'{GOOGLE}tenant = "x"', "oauth.tenant is for sign_in = 'microsoft'"),
    (f'{MICROSOFT}client_file = "x"', "oauth.client_file is for sign_in = 'google'"),
    (f'{GOOGLE}client_id = "x"', "oauth.client_file holds client_id"),
    (f'sign_in = "google"\n{OAUTH}client_id = "x"', "oauth.client_secret_file is missing"),
    (f'{MICROSOFT}authority = "http://x"', "mailbox.oauth.authority: write it as https://host/path"),
    (f'{MICROSOFT}authority = "https://a:b@x"', "write it as https://host/path"),
    (f'{MICROSOFT}tenant = "a/b"', "mailbox.oauth.tenant"),
    (f'{MICROSOFT}tokenz = "file"', "there is no such key: did you mean 'tokens'?"),
])  # fmt: skip
def test_what_does_not_is_one_clear_line(load, lines, words):
    with pytest.raises(SettingsError) as told:
        load(lines)
    (line,) = str(told.value).splitlines()
    assert words in line


def test_what_the_guide_says_to_write_is_taken(tmp_path):
    guide = (ROOT / "deploy" / "SIGN-IN.md").read_text(encoding="utf-8")
    shown = re.findall(r"\n\n((?: {7}.*\n)+)", guide)
    configs = [textwrap.dedent(one) for one in shown if "[mailbox.oauth]" in one]
    assert len(configs) == 2
    for text in configs:
        path = tmp_path / "config.toml"
        path.write_text(f'{text}[owner]\nname = "Robin"\naddress = "robin@example.org"\n')
        assert load_settings(path).mailbox.oauth


def test_paths_are_meant_from_the_configs_folder_but_for_credentials(load, tmp_path):
    assert load(GOOGLE).mailbox.oauth.client_file == tmp_path / "client.json"
    credential = "${CREDENTIALS_DIRECTORY}/mailbox"
    assert str(load(f'password_file = "{credential}"').mailbox.password_file) == credential


@pytest.mark.parametrize(
    ("variable", "fault"),
    [
        ("COFFEEFIRST_PASSWORT", "there is no such setting"),
        ("COFFEEFIRST_PASSWORD_FILE", "no mailbox is called so"),
    ],
)
def test_a_misspelt_variable_is_told(load, monkeypatch, variable, fault):
    monkeypatch.setenv("COFFEEFIRST_PASSWORD", "x")
    load("")
    monkeypatch.setenv(variable, "x")
    with pytest.raises(SettingsError, match=f"{variable}: {fault}"):
        load("")
