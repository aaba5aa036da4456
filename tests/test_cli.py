"""The command line as its owner meets it: what it prints, and how it ends."""

import json
import mailbox
import subprocess
import sys
from pathlib import Path

import pytest

from service import commands
from service.config_file import Chosen
from service.errors import CoffeeFirstError, Locked
from service.lock import mailbox_lock, round_lock
from tests.servers import mail
from tests.servers.costume import PASSWORD

STOCK = "I'd like to add you to my professional network on LinkedIn."
CONTRACT = {"source", "kind", "authentic", "because", "decisions"}
DECISION = {
    "invitation",
    "role",
    "seniority",
    "known",
    "findings",
    "rule",
    "verdict",
    "actions",
    "draft",
}
INVITATION = {"inviter", "note", "note_kind", "note_elements", "language"}


@pytest.fixture
def letter(tmp_path):
    path = tmp_path / "letter.eml"
    path.write_bytes(mail.invitation(1, note=STOCK, headline="Potter at Kiln"))
    return path


@pytest.fixture
def config(tmp_path, dovecot, owner):
    people = tmp_path / "people.txt"
    people.write_text("Ada Quill\n")
    path = tmp_path / "config.toml"
    path.write_text(
        f'authserv_ids = ["{mail.AUTHSERV_ID}"]\nacquaintances = ["people.txt"]\n'
        f'state_dir = "state"\n[mailbox]\nhost = "127.0.0.1"\nport = {dovecot.port}\n'
        f'security = "none"\nusername = "{owner}"\npassword_command = "echo {PASSWORD}"\n'
        '[owner]\nname = "Robin Falkenrath"\naddress = "robin@example.org"\n'
    )
    return path


def _one_line(finished):
    (line,) = finished.stderr.splitlines()
    return line


# -- without a mailbox --


def test_explain_json_keeps_to_its_contract(run, letter):
    finished = run("explain", letter, "--json", "--authserv-id", mail.AUTHSERV_ID)
    told = json.loads(finished.stdout)
    assert set(told) >= CONTRACT
    assert (told["kind"], told["authentic"]) == ("invitation", "yes")
    (decision,) = told["decisions"]
    assert set(decision) >= DECISION
    assert set(decision["invitation"]) >= INVITATION
    assert set(decision["invitation"]["note_elements"]) == {"who", "how", "why"}
    assert decision["invitation"]["inviter"]["company"] == "Kiln"
    assert decision["invitation"]["note_kind"] == "default"
    assert set(decision["draft"]) >= {"to", "subject", "body", "language"}


def test_explain_tells_a_person_why(run, letter):
    told = run("explain", letter, "--policy", "benefit-of-the-doubt").stdout
    assert "because" in told
    assert "benefit-of-the-doubt: " in told
    assert "authentic: unknown" in told


def test_replay_takes_folders_mboxes_maildirs_and_lines(run, letter, tmp_path):
    raw = letter.read_bytes()
    box = mailbox.mbox(tmp_path / "old.mbox")
    box.add(raw)
    box.close()
    maildir = mailbox.Maildir(tmp_path / "Maildir")
    maildir.add(raw)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.eml").write_bytes(raw)
    line = {"name": "Bo Lind", "headline": "Potter at Kiln", "note": STOCK}
    (tmp_path / "lines.jsonl").write_text(json.dumps(line) + "\n")
    places = [tmp_path / name for name in ("old.mbox", "Maildir", "folder", "lines.jsonl")]
    told = [json.loads(x) for x in run("replay", "--json", *places).stdout.splitlines()]
    assert [t["decisions"][0]["invitation"]["note_kind"] for t in told] == ["default"] * 4
    assert [t["decisions"][0]["invitation"]["inviter"]["company"] for t in told] == ["Kiln"] * 4


def test_replay_shows_a_summary(run, letter):
    told = run("replay", letter).stdout
    assert "summary" in told
    assert "meet" in told


def test_a_line_that_is_no_json_is_told_and_the_rest_is_read(run, tmp_path):
    path = tmp_path / "lines.jsonl"
    path.write_text('{"name": "Bo"\n[]\n{"name": "Ada", "headline": "", "note": ""}\n')
    finished = run("replay", "--json", path)
    assert len(finished.stdout.splitlines()) == 1
    assert f"{path}:1: not JSON" in finished.stderr
    assert f"{path}:2: want an object" in finished.stderr


def test_hostile_names_print_no_control_characters(run, tmp_path):
    path = tmp_path / "lines.jsonl"
    evil = {"name": "\x1b[31mEve\u202e", "headline": "[bold]x[/bold]\x07", "note": "a\x00\ud800b"}
    path.write_text(json.dumps(evil) + "\n")
    for options in ((), ("--json",)):
        finished = run("replay", path, *options)
        assert finished.returncode == 0
        assert not {"\x1b", "\x07", "\u202e", "\x00"} & set(finished.stdout)


def test_signals_lists_every_question(run):
    told = [json.loads(line) for line in run("signals", "--json").stdout.splitlines()]
    assert {"known", "note_kind", "role", "authentic"} <= {signal["name"] for signal in told}
    assert "Does the owner know this person?" in run("signals").stdout


@pytest.mark.parametrize(
    "verb",
    ["demo", "once", "run", "plan", "explain", "replay", "backfill", "check", "doctor", "signals"],
)
def test_every_verb_has_help_with_an_example(run, verb):
    finished = run(verb, "--help")
    assert finished.returncode == 0
    assert f"Example: coffeefirst {verb}" in finished.stdout


def test_the_demo_needs_nothing_and_shows_what_became_of_each_letter(run):
    finished = run("demo")
    assert finished.returncode == 0, finished.stderr
    for word in ("meet", "accept", "decline", "ignore", "review", "suspicious", "Subject: "):
        assert word in finished.stdout


# -- how it ends --


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["explain"], 64, "Missing argument"),
        (["plan", "--nonsense"], 64, "--nonsense"),
        (["frobnicate"], 64, "frobnicate"),
        (["backfill", "--since", "yesterday"], 64, "write it as 2026-01-31"),
        (["explain", "/nowhere.eml"], 66, "there is no such file"),
        (["check"], 78, "no such file: 'coffeefirst init' makes one"),
        (["once", "--config", "/nowhere.toml"], 78, "no such file"),
        (["replay", "/dev/null", "--policy", "doorman"], 78, "take one of"),
    ],
)
def test_what_is_wrong_is_one_line_and_an_exit_code(run, arguments, code, told):
    finished = run(*arguments)
    assert finished.returncode == code
    assert told in _one_line(finished)
    assert finished.stdout == ""


def test_no_server_is_69(run, config):
    finished = run("once", "--config", config, COFFEEFIRST_MAILBOX__PORT="1")
    assert finished.returncode == 69
    assert "127.0.0.1:1" in _one_line(finished)


def test_a_wrong_password_is_77_and_is_not_told(run, config):
    finished = run("once", "--config", config, COFFEEFIRST_PASSWORD="open sesame")
    assert finished.returncode == 77
    assert "app password" in _one_line(finished)
    assert "open sesame" not in finished.stderr


def test_two_who_change_the_same_mailbox_at_once_are_75(config, owner, tmp_path, monkeypatch):
    monkeypatch.setattr(commands, "PATIENCE", 0.2)
    locked = pytest.raises(Locked, match=r"another coffeefirst \(process ")
    with round_lock(tmp_path / "state", owner, 0), locked as told:
        commands.once(Chosen(config), json=False)
    assert told.value.exit_code == 75


def test_a_verb_by_hand_comes_between_two_rounds_of_a_daemon(run, config, owner, tmp_path):
    with mailbox_lock(tmp_path / "state", owner):
        assert run("once", "--config", config).returncode == 0


def test_a_wrong_key_is_78_with_its_line(run, config):
    config.write_text(config.read_text().replace("security", "securty"))
    finished = run("check", "--config", config)
    assert finished.returncode == 78
    assert "config.toml:7: mailbox.securty" in finished.stderr


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("[owner]", 'folders = ["Nosuch"]\n[owner]'), "there is no folder 'Nosuch'"),
        (('name = "Robin', 'name = "Robin\\u0000'), "owner.name"),
        (("robin@example.org", "röbin@example.org"), "owner.address"),
        (('"people.txt"', '"~nosuchuser/x"'), "nosuchuser"),
        (('"people.txt"', "[" * 5000), "cannot be read"),
    ],
)
def test_a_config_that_cannot_work_is_78_and_one_line(run, config, change, told):
    config.write_text(config.read_text().replace(*change, 1))
    finished = run("once", "--config", config)
    assert finished.returncode == 78
    assert told in _one_line(finished)


@pytest.mark.parametrize(
    ("name", "value"),
    [("AUTHSERV_IDS", "mx.example.org"), ("NOSUCH", "1"), ("MAILBOX__PORT", "many")],
)
def test_a_wrong_variable_is_78_and_named(run, config, name, value):
    finished = run("check", "--config", config, **{f"COFFEEFIRST_{name}": value})
    assert finished.returncode == 78
    assert "environment: " in _one_line(finished)


def test_a_table_is_not_read_as_a_list_of_names(run, config, tmp_path):
    (tmp_path / "people.txt").write_text("Stadt;Kilometer;Notiz\nUlm;12;schön\n")
    finished = run("check", "--config", config)
    assert finished.returncode == 78
    assert "people.txt, line 1: neither LinkedIn's Connections.csv" in _one_line(finished)


def test_a_letter_can_come_through_a_pipe(letter):
    coffeefirst = Path(sys.executable).parent / "coffeefirst"
    finished = subprocess.run(
        [coffeefirst, "explain", "/dev/stdin", "--json"],
        input=letter.read_bytes(),
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert json.loads(finished.stdout)["kind"] == "invitation"


def test_a_terminal_without_unicode_is_served_too(run, letter):
    finished = run("explain", letter, LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert finished.returncode == 0, finished.stderr


# -- with a mailbox --


def test_plan_tells_what_folders_would_be_made(run, config, dovecot, owner):
    dovecot.deliver(owner, "INBOX", mail.invitation(1, note=STOCK, headline="Potter at Kiln"))
    dated = {"COFFEEFIRST_MAILBOX__LABELS": "folders", "COFFEEFIRST_MAILBOX__SINCE_DAYS": "3650"}
    assert "would make: Coffee First/Meet\n" in run("plan", "-c", config, **dated).stdout
    *_, told = run("plan", "-c", config, "--json", **dated).stdout.splitlines()
    assert json.loads(told) == {"would_make": ["Coffee First/Meet"]}
    assert "Coffee First/Meet" not in dovecot.mailbox(owner).folders()


def test_once_plan_backfill_and_check(run, config, dovecot, owner):
    dovecot.deliver(owner, "INBOX", mail.invitation(1, note=STOCK, headline="Potter"))
    assert "contacts: 1 person in 1 file" in run("check", "--config", config).stdout
    checked = [json.loads(x) for x in run("check", "-c", config, "--json").stdout.splitlines()]
    assert {line["level"] for line in checked} == {"ok"}
    plan = [json.loads(x) for x in run("plan", "-c", config, "--json").stdout.splitlines()]
    assert plan[0]["decisions"][0]["verdict"] == "meet"
    assert "1 meet" in run("once", "-c", config).stdout
    again = json.loads(run("once", "-c", config, "--json").stdout)
    assert again["looked_at"] == 0
    dry = run("backfill", "--since", "2020-01-01", "--dry-run", "-c", config)
    assert dry.returncode == 0
    assert "no invitation" in run("backfill", "--since", "2020-01-01", "-c", config).stdout


# -- what the README says --

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def test_the_readme_shows_the_demo_as_it_is(run):
    shown = README.split("```text\n")[1].split("\n```")[0]
    printed = [line.rstrip() for line in run("demo").stdout.rstrip().splitlines()]
    assert shown.splitlines() == printed


def test_the_readme_names_every_verb_and_every_exit_code(run):
    verbs = ("demo", "once", "run", "plan", "explain", "replay", "backfill", "check", "signals")
    assert [verb for verb in verbs if f"`coffeefirst {verb}" not in README] == []
    codes = {kind.exit_code for kind in CoffeeFirstError.__subclasses__() if kind.exit_code}
    assert [code for code in codes if str(code) not in README] == []
