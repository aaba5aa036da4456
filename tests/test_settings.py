from pathlib import Path

import pytest

from service.config_file import load_settings
from service.errors import SettingsError
from service.secrets import password
from service.settings import Settings

EXAMPLE = Path(__file__).parent.parent / "deploy" / "config.example.toml"
SMALL = """
[mailbox]
host = "imap.example.org"
username = "robin"
[owner]
name = "Robin Winter"
address = "robin@example.org"
"""


@pytest.fixture
def config(tmp_path):
    def write(text):
        path = tmp_path / "config.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def _error(path):
    with pytest.raises(SettingsError) as told:
        load_settings(path)
    return str(told.value)


def test_the_commented_example_loads():
    assert load_settings(EXAMPLE).mailbox.folders == ("INBOX",)


def test_the_example_shows_every_key():
    text = EXAMPLE.read_text(encoding="utf-8")
    settings = load_settings(EXAMPLE)
    for name, section in settings:
        assert name in text
        for key in getattr(type(section), "model_fields", {}):
            assert key.removesuffix("_lines") in text, key


def test_defaults_are_enough(config):
    settings = load_settings(config(SMALL))
    assert (settings.policy, settings.mailbox.port) == ("gatekeeper", 993)


def test_a_misspelt_key_is_told_with_its_line_and_the_likely_word(config):
    told = _error(config(SMALL.replace("host =", "hots =")))
    assert "config.toml:3: mailbox.hots: there is no such key: did you mean 'host'?" in told
    assert "mailbox.host: is missing" in told


def test_a_wrong_value_is_told_with_its_line(config):
    told = _error(config(SMALL.replace("[owner]", "port = 70000\n[owner]")))
    assert "config.toml:5: mailbox.port: " in told


def test_plain_text_is_for_this_machine_only(config):
    told = _error(config(SMALL.replace("[owner]", 'security = "none"\n[owner]')))
    assert "is for this machine only" in told


def test_an_unknown_role_is_told_with_the_known_ones(config):
    told = _error(config(SMALL + '[owner.interests]\nroles = ["wizard"]\n'))
    assert "'wizard' is none of" in told


def test_no_file_is_told_with_what_to_do(tmp_path):
    assert "no such file: 'coffeefirst init' makes one" in _error(tmp_path / "none.toml")


def test_broken_toml_is_one_line(config):
    assert len(_error(config("[mailbox\n")).splitlines()) == 1


def test_the_environment_goes_before_the_file(config, monkeypatch):
    monkeypatch.setenv("COFFEEFIRST_MAILBOX__HOST", "other.example.org")
    monkeypatch.setenv("COFFEEFIRST_PASSWORD", "secret")
    settings = load_settings(config(SMALL))
    assert (settings.mailbox.host, settings.mailbox.username) == ("other.example.org", "robin")


def test_paths_are_meant_from_the_files_own_folder(config, tmp_path):
    path = config('acquaintances = ["people.csv"]\npolicy = "mine.toml"\n' + SMALL)
    settings = load_settings(path)
    assert settings.acquaintances == (tmp_path / "people.csv",)
    assert settings.policy == str(tmp_path / "mine.toml")


# -- the password --


def _mailbox(config, extra=""):
    return load_settings(config(SMALL.replace("[owner]", f"{extra}\n[owner]"))).mailbox


def test_the_password_comes_from_the_environment_first(config, monkeypatch):
    monkeypatch.setenv("COFFEEFIRST_PASSWORD", "from the environment")
    assert password(_mailbox(config, 'password_command = "false"')) == "from the environment"


def test_the_password_comes_from_a_file(config, tmp_path):
    (tmp_path / "secret").write_text("s3cret\nand a second line\n")
    (tmp_path / "secret").chmod(0o600)
    assert password(_mailbox(config, 'password_file = "secret"')) == "s3cret"


def test_a_file_that_others_may_read_is_refused(config, tmp_path):
    (tmp_path / "secret").write_text("s3cret")
    (tmp_path / "secret").chmod(0o644)
    with pytest.raises(SettingsError, match=r"others may read it \(mode 0644\): chmod 600"):
        password(_mailbox(config, 'password_file = "secret"'))


def test_the_password_comes_from_a_command(config):
    assert password(_mailbox(config, 'password_command = "echo s3cret"')) == "s3cret"


@pytest.mark.parametrize("command", ["false", "no-such-program-at-all", "printf ''"])
def test_a_command_without_an_answer_is_told(config, command):
    with pytest.raises(SettingsError, match="password_command"):
        password(_mailbox(config, f'password_command = "{command}"'))


def test_no_password_at_all_is_told_with_what_to_do(config):
    with pytest.raises(SettingsError, match="set COFFEEFIRST_PASSWORD"):
        password(_mailbox(config))


@pytest.mark.parametrize("name", ["*", "*.com", "mx *", "mx.example.org; dmarc", " "])
def test_a_writer_of_results_that_would_be_anybody_or_nobody_is_refused(name):
    with pytest.raises(ValueError, match="Authentication-Results"):
        Settings(
            mailbox={"host": "imap.example.org", "username": "robin"},
            owner={"name": "Robin", "address": "robin@example.org"},
            authserv_ids=(name,),
        )
