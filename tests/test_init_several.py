"""Setting up one more mailbox: its answers are its own, and what all share stays as it is."""

# ruff: noqa: F811 (a fixture that is imported is named again where it is used)

import tomllib

import pytest

from service.config_file import load_all
from service.setup.config_text import new_text
from tests.servers import mail
from tests.test_init import environment, home, init, path, terminal  # noqa: F401 (fixtures)

SECRET = b"secret\n"


@pytest.fixture
def at(dovecot):
    """What a script says of a new mailbox on the server."""

    def options(user, name, address=None):
        return (
            "--mailbox", name, "--address", address or f"{user}@example.org", "--username", user,
            "--host", "127.0.0.1", "--port", dovecot.port, "--security", "none",
            "--password-stdin", "--yes", "--no-read-sent", "--name", "Robin Winter",
        )  # fmt: skip

    return options


@pytest.fixture
def two(path, dovecot):
    """A config of two mailboxes that its owner has made their own; their text."""
    path.parent.mkdir(parents=True)
    for name in ("pw-work", "pw-home"):
        (path.parent / name).write_bytes(SECRET)
        (path.parent / name).chmod(0o600)
    path.write_text(
        f'# mine\npolicy = "gatekeeper"   # strict\n\n[mailbox]\nhost = "127.0.0.1"\n'
        f'port = {dovecot.port}  # all of them\nsecurity = "none"\n\n'
        f'[mailboxes.work]\nusername = "{dovecot.new_user()}"  # at work\n'
        'password_file = "pw-work"\n\n'
        f'[mailboxes.home]\nusername = "{dovecot.new_user()}"\npassword_file = "pw-home"\n'
        'policy = "benefit-of-the-doubt"\n[mailboxes.home.owner]\naddress = "robin@home.example"\n'
        '\n[owner]\nname = "Robin Winter"\naddress = "robin@work.example"  # theirs\n'
    )
    return path.read_text()


def test_the_first_mailbox_may_have_a_name(init, path, at):
    code, said, _ = init(*at("first", "work"), typed=SECRET)
    (work,) = load_all(path)
    assert (code, work.name, work.mailbox.username) == (0, "work", "first")
    assert (path.parent / "password-work").read_bytes() == SECRET
    assert tomllib.loads(path.read_text())["owner"]["address"] == "first@example.org"
    assert "once" in said


def test_one_more_is_added_and_the_rest_stays(init, path, two, at, dovecot):
    options = at(dovecot.new_user(), "club", "robin@club.example")
    assert init(*options, typed=SECRET)[0] == 0
    assert path.read_text().startswith(two)
    work, home_, club = load_all(path)
    assert (work.owner.address, home_.owner.address) == ("robin@work.example", "robin@home.example")
    assert (club.owner.address, club.owner.name) == ("robin@club.example", "Robin Winter")
    assert club.mailbox.password_file == path.parent / "password-club"


def test_only_what_differs_from_what_all_share_is_written(init, path, two, at, dovecot):
    options = at(dovecot.new_user(), "club", "robin@club.example")
    init(*options, "--policy", "gatekeeper", "--language", "de", typed=SECRET)
    club = tomllib.loads(path.read_text())["mailboxes"]["club"]
    assert club["owner"] == {"address": "robin@club.example", "languages": ["de"]}
    assert "policy" not in club
    init(*options, "--policy", "benefit-of-the-doubt", typed=SECRET)
    policies = [settings.policy for settings in load_all(path)]
    assert policies == ["gatekeeper", "benefit-of-the-doubt", "benefit-of-the-doubt"]


@pytest.mark.parametrize("name", ["work", "home"])
def test_run_again_for_one_of_them_not_an_octet_changes(init, path, two, name):
    code, said, complaint = init("--mailbox", name, "--yes")
    assert (code, complaint) == (0, "")
    assert "Nothing is new" in said
    assert path.read_text() == two


def test_an_answer_for_one_of_them_is_not_the_others(init, path, two):
    assert init("--mailbox", "work", "--yes", "--name", "R. Winter")[0] == 0
    assert [settings.owner.name for settings in load_all(path)] == ["R. Winter", "Robin Winter"]
    init("--mailbox", "home", "--yes", "--policy", "gatekeeper")
    assert [settings.policy for settings in load_all(path)] == ["gatekeeper", "gatekeeper"]
    kept = [line for line in path.read_text().splitlines() if "#" in line]
    assert kept == [line for line in two.splitlines() if "#" in line]


def test_several_and_none_named_asks_for_it_in_one_line(init, path, two):
    code, said, complaint = init("--yes")
    assert (code, said) == (64, "")
    assert complaint.strip() == (
        "coffeefirst: there are several mailboxes: name one with --mailbox: work, home; a "
        "new name adds one"
    )
    assert path.read_text() == two


def test_the_only_one_that_has_a_name_need_not_be_named(init, path, at, dovecot):
    init(*at(dovecot.new_user(), "work"), typed=SECRET)
    before = path.read_text()
    code, said, _ = init("--yes", "--no-read-sent")
    assert (code, path.read_text()) == (0, before)
    assert "Nothing is new" in said


def test_beside_a_mailbox_without_a_name_none_is_added(init, path, at, home):
    path.parent.mkdir(parents=True)
    path.write_text(
        '[mailbox]\nhost = "imap.example.org"\nusername = "robin"\npassword_command = "pass"\n'
        '[owner]\nname = "Robin"\naddress = "robin@example.org"\n'
    )
    before = path.read_text()
    code, said, complaint = init(*at("other", "work"), typed=SECRET)
    assert (code, said, complaint.count("\n")) == (64, "", 1)
    assert "[mailboxes.NAME]" in complaint
    assert str(home / ".local/state/coffeefirst") in complaint
    assert path.read_text() == before


@pytest.mark.parametrize("name", ["Work", "a b", "../x", "", "é", "x" * 65])
def test_a_name_that_is_none_is_told_before_anything_else(init, path, at, name):
    code, said, complaint = init(*at("first", name), typed=SECRET)
    assert (code, said, complaint.count("\n")) == (64, "", 1)
    assert "small letters" in complaint
    assert not path.exists()


def test_a_mailbox_that_is_there_by_another_name_is_not_added(init, path, two, at):
    user = load_all(path)[0].mailbox.username
    before = sorted(path.parent.iterdir())
    code, _, complaint = init(*at(user, "club", "robin@club.example"), typed=SECRET)
    assert (code, complaint.count("\n")) == (64, 1)
    assert "mailboxes.work" in complaint
    assert (path.read_text(), sorted(path.parent.iterdir())) == (two, before)


def test_no_others_password_is_sent_to_its_server(init, path, two, at, dovecot, monkeypatch):
    monkeypatch.setenv("COFFEEFIRST_PASSWORD", "secret")
    options = [word for word in at(dovecot.new_user(), "club") if word != "--password-stdin"]
    assert init(*options)[0] == 64
    monkeypatch.setenv("COFFEEFIRST_PASSWORD_CLUB", "secret")
    assert init(*options)[0] == 0
    assert load_all(path)[2].name == "club"


def test_what_comes_next_names_the_mailbox(init, path, two, at, dovecot):
    user = dovecot.new_user()
    dovecot.deliver(user, "INBOX", mail.invitation(1))
    _, said, _ = init(*at(user, "club", "robin@club.example"), typed=SECRET)
    assert "coffeefirst once --mailbox club" in said
    assert "last 30 days" in said


def test_on_a_terminal_the_address_of_another_is_not_proposed(terminal, path, two):
    with terminal("--mailbox", "club", "--offline") as screen:
        screen.sees("Your mail address: ")
        screen.presses("\x03")
        assert screen.ended() == 130
    assert path.read_text() == two


def test_a_table_whose_keys_come_in_any_order_is_changed_where_they_are(init, path, two):
    path.write_text(two.replace("[mailboxes.home.owner]", "[mailboxes.home.schedule]\n"
                                "every_minutes = 9\n[mailboxes.home.owner]"))  # fmt: skip
    assert init("--mailbox", "home", "--yes", "--name", "R.", "--interest", "sales")[0] == 0
    home_ = load_all(path)[1]
    assert (home_.owner.name, home_.owner.interests.presets) == ("R.", ("sales",))
    assert home_.schedule.every_minutes == 9


def test_a_named_mailboxs_text_is_that_of_the_template():
    assert new_text(("mailboxes", "work")).count("[mailboxes.work]") == 1


@pytest.mark.parametrize("wrong", ["policy = 3\n", "policy =\n"])
def test_a_broken_config_of_several_is_corrected_and_never_put_aside(init, path, two, wrong):
    path.write_text(wrong + two.partition("strict\n")[2])
    before = path.read_text()
    for options in ((), ("--mailbox", "work")):
        code, _, complaint = init("--yes", *options)
        assert code == 78
        assert "correct it first" in complaint
    assert path.read_text() == before
