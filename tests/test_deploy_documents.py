"""What deploy/ says can be done: each verb, option, key, variable and exit code is there."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from service import secrets
from service.cli import app
from service.config_file import load_settings
from service.errors import Refused, SettingsError, UsageError
from service.oauth_settings import OAuthSettings
from service.settings import MailboxSettings, Settings

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
UNIT = DEPLOY / "coffeefirst.service"
CONFIGS = [DEPLOY / "config.example.toml", ROOT / "service/setup/new_config.toml"]
GUIDES = sorted(DEPLOY.glob("*.md"))
ALL = [*GUIDES, *CONFIGS, UNIT]

COMMANDS = typer.main.get_command(app)
#: Settings' tables, by the name of the key that holds them.
TABLES = {name: field.annotation for name, field in Settings.model_fields.items()} | {
    "interests": Settings.model_fields["owner"].annotation.model_fields["interests"].annotation
}

_CALLED = re.compile(r"(?<!service )coffeefirst ((?:--?[\w-]+|[\w.-]+)(?: +[^\s'\"`;,)#]+)*)")
_KEY = re.compile(r"^(?:# )?([a-z_]+) = \S")
_INLINE = re.compile(r"`([a-z_]+) = ")
_HEADING = re.compile(r"^#? ?\[([\w.]+)\]\s*$")
_VARIABLE = re.compile(r"\bCOFFEEFIRST_[A-Z_]+")


def _calls(text: str) -> Iterator[list[str]]:
    """The words after 'coffeefirst' wherever it is called: in code, or in single quotes."""
    for code in re.findall(r"`[^`\n]+`|'[^'\n]+'|ExecStart=\S*?(?=coffeefirst).*", text):
        if "systemctl" not in code:
            yield from (found.split() for found in _CALLED.findall(code))


def _own_keys() -> set[str]:
    """Every key that a config may have."""
    oauth = OAuthSettings.model_fields
    names = {*Settings.model_fields, *MailboxSettings.model_fields, *oauth}
    for table in TABLES.values():
        fields = getattr(table, "model_fields", {})
        names |= {field.alias or name for name, field in fields.items()}
    return names


@pytest.mark.parametrize("document", ALL, ids=lambda path: path.name)
def test_each_verb_and_option_that_it_names_is_there(document):
    for words in _calls(document.read_text("utf-8")):
        command = COMMANDS
        while words and words[0] in getattr(command, "commands", {}):
            command = command.commands[words.pop(0)]
        assert not hasattr(command, "commands"), f"no such verb: {words}"
        known = {o for p in command.params for o in (*p.opts, *p.secondary_opts)}
        assert {word for word in words if word.startswith("-")} <= known


@pytest.mark.parametrize("document", ALL, ids=lambda path: path.name)
def test_each_key_that_it_names_is_one_of_the_configs(document):
    text = document.read_text("utf-8")
    named = {m[1] for m in map(_KEY.match, re.sub(r"(?m)^ {7}", "", text).splitlines()) if m}
    assert named | set(_INLINE.findall(text)) <= _own_keys()


@pytest.mark.parametrize("document", ALL, ids=lambda path: path.name)
def test_each_variable_that_it_names_is_known(document):
    for name in _VARIABLE.findall(document.read_text("utf-8")):
        first = name.removeprefix("COFFEEFIRST_").split("__")[0].lower()
        live = first == "live" or first.startswith("live_")  # tests/live.py
        assert live or first in Settings.model_fields or name.startswith(secrets.ENVIRONMENT)


def test_the_example_has_every_key():
    lines = CONFIGS[0].read_text("utf-8").splitlines()
    keys = {m[1] for m in map(_KEY.match, lines) if m}
    headings = {part for m in map(_HEADING.match, lines) if m for part in m[1].split(".")}
    assert _own_keys() - {"words"} <= keys | headings  # that is the older name of topics


def test_the_units_exit_codes_are_those_where_a_person_must_act():
    (told,) = re.findall(r"^RestartPreventExitStatus=(.*)$", UNIT.read_text(), re.MULTILINE)
    acting = {UsageError.exit_code, Refused.exit_code, SettingsError.exit_code}
    assert {int(code) for code in told.split()} == acting


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
@pytest.mark.parametrize("commented", [False, True], ids=["as it is", "with all it offers"])
def test_systemd_can_use_the_unit(tmp_path, commented):
    text = UNIT.read_text("utf-8")
    if commented:
        text = re.sub(r"(?m)^# ([A-Z]\w+=)", r"\1", text)
        assert "\nLoadCredential=" in text
    program = tmp_path / "bin/coffeefirst"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o700)
    unit = tmp_path / "coffeefirst.service"
    unit.write_text(text.replace("%h/.local/bin/coffeefirst", str(program)))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--user", str(unit)],
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_the_example_of_several_mailboxes_can_be_used(tmp_path):
    text = (DEPLOY / "config.example.toml").read_text("utf-8")
    own = "\n".join(re.findall(r"(?m)^#     (.*)$", text))
    path = tmp_path / "config.toml"
    path.write_text(text + "\n" + own)
    settings = load_settings(path)
    assert (settings.name, settings.owner.address) == ("work", "robin@work.example")


@pytest.mark.parametrize("way", ["google", "microsoft"])
def test_the_configs_in_the_guide_to_signing_in_can_be_used(tmp_path, way):
    """As they are shown, with an [owner]."""
    guide = (DEPLOY / "SIGN-IN.md").read_text("utf-8")
    blocks = re.findall(r"(?:^ {7}\S.*\n)+", guide, re.MULTILINE)
    (shown,) = [block for block in blocks if f'sign_in = "{way}"' in block]
    path = tmp_path / "config.toml"
    owner = '[owner]\nname = "Robin"\naddress = "robin@example.org"\n'
    path.write_text(re.sub(r"(?m)^ {7}", "", shown) + owner)
    assert load_settings(path).mailbox.sign_in == way
