"""Several mailboxes in one config: what all share, and over it what is each one's own."""

import pytest

from service.config_file import Chosen, load_all
from service.errors import SettingsError, UsageError

TWO = """\
policy = "gatekeeper"
state_dir = "state"
[mailbox]
since_days = 7
[owner]
name = "Robin Winter"
address = "robin@example.org"
[mailboxes.work]
host = "imap.work.example"
username = "robin"
policy = "benefit-of-the-doubt"
since_days = 14
[mailboxes.work.owner]
address = "robin@work.example"
[mailboxes.work.schedule]
every_minutes = 1
[mailboxes.home]
host = "imap.home.example"
username = "robin"
"""


@pytest.fixture
def config(tmp_path):
    def write(text=TWO):
        path = tmp_path / "config.toml"
        path.write_text(text)
        return path

    return write


def _fault(path):
    with pytest.raises(SettingsError) as told:
        load_all(path)
    return str(told.value)


# -- what each has --


def test_each_has_its_own_host_policy_and_schedule(config):
    work, home = load_all(config())
    assert (work.name, work.mailbox.host, work.policy) == (
        "work",
        "imap.work.example",
        "benefit-of-the-doubt",
    )
    assert (home.name, home.mailbox.host, home.policy) == (
        "home",
        "imap.home.example",
        "gatekeeper",
    )
    assert (work.schedule.every_minutes, home.schedule.every_minutes) == (1, 5)


def test_what_all_share_is_laid_under_it(config):
    work, home = load_all(config())
    assert (work.mailbox.since_days, home.mailbox.since_days) == (14, 7)
    assert (work.owner.name, home.owner.name) == ("Robin Winter", "Robin Winter")
    assert (work.owner.address, home.owner.address) == ("robin@work.example", "robin@example.org")


def test_each_remembers_in_a_folder_of_its_own(config, tmp_path):
    work, home = load_all(config())
    assert work.ledger == tmp_path / "state" / "work" / "ledger.sqlite"
    assert home.ledger == tmp_path / "state" / "home" / "ledger.sqlite"


def test_or_where_it_says(config, tmp_path):
    text = TWO.replace("[mailboxes.work.owner]", 'state_dir = "elsewhere"\n[mailboxes.work.owner]')
    work, _ = load_all(config(text))
    assert work.state_dir == tmp_path / "elsewhere"


def test_one_mailbox_without_a_name_is_as_ever(config, tmp_path):
    text = TWO.split("[mailboxes.work]", maxsplit=1)[0].replace(
        "[mailbox]", '[mailbox]\nhost = "imap.example"\nusername = "robin"'
    )
    (only,) = load_all(config(text))
    assert (only.name, only.state_dir) == ("", tmp_path / "state")


# -- which one is meant --


def test_one_is_chosen_by_its_name(config):
    assert Chosen(config(), "home").one().mailbox.host == "imap.home.example"
    assert [s.name for s in Chosen(config(), "home").all()] == ["home"]


def test_all_are_meant_where_none_is_named(config):
    assert [s.name for s in Chosen(config()).all()] == ["work", "home"]


def test_where_one_is_wanted_and_none_is_named_it_says_which_there_are(config):
    with pytest.raises(UsageError, match="--mailbox: work, home"):
        Chosen(config()).one()


def test_a_name_that_is_not_there_is_told_with_those_that_are(config):
    with pytest.raises(UsageError, match="no such mailbox: it has: work, home"):
        Chosen(config(), "office").one()


# -- what is wrong, and where --


def test_a_fault_in_a_mailbox_is_told_with_its_own_line(config):
    path = config(TWO.replace("every_minutes = 1", "every_minutes = -1"))
    assert _fault(path).startswith(f"{path}:16: mailboxes.work.schedule.every_minutes: ")


def test_a_fault_in_what_all_share_is_told_once(config):
    path = config(TWO.replace("[mailbox]\nsince_days = 7", "[mailbox]\nsince_dais = 7"))
    assert _fault(path).splitlines() == [
        f"{path}:4: mailbox.since_dais: there is no such key: did you mean 'since_days'?"
    ]


def test_what_is_missing_is_missing_in_the_mailbox(config):
    path = config(TWO.replace('host = "imap.home.example"\n', ""))
    assert _fault(path) == f"{path}: mailboxes.home.host: is missing: add it to the file"


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ("password_keyring = true", "has the username, and so the password in the keyring, of"),
        ("state_dir = 'one'", "has the state_dir of"),
    ],
)
def test_what_two_mailboxes_must_not_share_is_refused(config, more, fault):
    lines = (f'username = "robin"\n{more}\n' + line for line in TWO.split('username = "robin"\n'))
    path = config("".join(lines).split("\n", 2)[2])
    assert _fault(path) == f"{path}: mailboxes.home: {fault} mailboxes.work"


def test_two_names_that_share_a_variable_are_refused(config):
    path = config(TWO.replace("mailboxes.work", "mailboxes.at_a").replace(".home]", ".at-a]"))
    said = "has the environment variable for a password of"
    assert _fault(path) == f"{path}: mailboxes.at-a: {said} mailboxes.at_a"


def test_a_variable_of_a_mailbox_that_is_not_there_is_told(config, monkeypatch):
    monkeypatch.setenv("COFFEEFIRST_PASSWORD_WORK", "x")
    load_all(config())
    monkeypatch.setenv("COFFEEFIRST_PASSWORD_WROK", "x")
    assert "COFFEEFIRST_PASSWORD_WROK: no mailbox is called so" in _fault(config())


@pytest.mark.parametrize(
    "key", ["HOST", "PORT", "USERNAME", "PASSWORD_COMMAND", "OAUTH__TOKEN_URI"]
)
def test_no_variable_sends_the_passwords_of_all_to_one_server(config, monkeypatch, key):
    monkeypatch.setenv(f"COFFEEFIRST_MAILBOX__{key}", "1143")
    assert "it would be every mailbox's" in _fault(config())


def test_a_variable_may_say_what_is_no_secret_for_all(config, monkeypatch):
    monkeypatch.setenv("COFFEEFIRST_MAILBOX__SINCE_DAYS", "3")
    assert [one.mailbox.since_days for one in load_all(config())] == [3, 3]


def test_the_same_mailbox_twice_is_refused(config):
    path = config(TWO.replace("imap.home.example", "imap.Work.example"))
    assert _fault(path) == f"{path}: mailboxes.home: is the same mailbox as mailboxes.work"


@pytest.mark.parametrize("name", ["../etc", "Work", "a b", "-x", "x" * 65])
def test_a_name_that_could_be_no_folder_is_refused(config, name):
    path = config(TWO.replace("mailboxes.home", f'mailboxes."{name}"'))
    assert "name it in small letters and digits" in _fault(path)


@pytest.mark.parametrize("wrong", ["mailboxes = 3", "mailboxes = {}", "[mailboxes]\nwork = 3"])
def test_mailboxes_are_tables(config, wrong):
    path = config(f"{wrong}\n[owner]\nname = 'R'\naddress = 'r@example.org'\n")
    assert "mailboxes: write a table for each: [mailboxes.work]" in _fault(path)


def test_how_it_logs_is_nobodys_own(config):
    path = config(TWO.replace("[mailboxes.work.schedule]", "[mailboxes.work.log]"))
    assert "mailboxes.work.log: there is no such key" in _fault(path)


def test_a_relative_config_path_is_resolved_once(config, monkeypatch, tmp_path):
    config()
    monkeypatch.chdir(tmp_path.parent)
    work, home = load_all(config().relative_to(tmp_path.parent))
    assert {work.state_dir.parent, home.state_dir.parent} == {
        (tmp_path / "state").relative_to(tmp_path.parent)
    }
