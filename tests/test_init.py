"""Setting up, as owners do it: on a terminal, by a script, once more, and stopped half-way."""

import io
import json
import os
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from service.cli import main
from service.config_file import load_settings
from service.setup.asking import Terminal as AtTerminal
from tests.pseudo_terminal import Terminal
from tests.servers import mail
from tests.servers.names import NameServer

ROOT = Path(__file__).parent.parent
RUN = "from service.cli import main; main()"
SECRET = "secret"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home with nothing in it, where a verb in this process lives too."""
    home = tmp_path / "home"
    home.mkdir()
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "COFFEEFIRST_PASSWORD", "LC_ALL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.chdir(home)
    return home


@pytest.fixture
def path(home):
    return home / ".config/coffeefirst/config.toml"


@pytest.fixture
def environment(home):
    return {
        "HOME": str(home), "PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8",
        "PYTHONUTF8": "1",
    }  # fmt: skip


@pytest.fixture
def init(home, monkeypatch, capsys):
    """The verb without a terminal; gives the exit code, and what it says and complains of."""

    def go(*options, typed=b""):
        monkeypatch.setattr(sys, "argv", ["coffeefirst", "init", *map(str, options)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed)))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        assert "a fault in Coffee First" not in said.err
        return ended.value.code or 0, said.out, said.err

    return go


@pytest.fixture
def terminal(environment):
    return lambda *options, code=RUN: Terminal(code, ["init", *options], environment)


@pytest.fixture
def named(dovecot, owner):
    """What a script says of the mailbox."""
    return (
        "--address", "robin.winter@example.org", "--host", "127.0.0.1", "--port", dovecot.port,
        "--security", "none", "--username", owner,
    )  # fmt: skip


def _mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def _questions(port, owner):
    """What is asked on a terminal, in its order, and what an owner says to it."""
    return [
        ("Your mail address: ", "robin.winter@example.org"),
        ("IMAP server [imap.example.org]: ", "127.0.0.1"),
        ("Encryption (tls, starttls) [tls]: ", "none"),
        ("Port [143]: ", str(port)),
        ("ways): ", SECRET),
        ("Choose [gatekeeper]: ", "2"),
        ("Languages [en]: ", "de, en"),
        ("Trades [none]: ", "5 sales"),
        ("Robin Winter]: ", ""),
        ("(Enter for none): ", ""),
        ("to whom you wrote? [Y/n] ", "y"),
    ]


# -- on a terminal --


def test_an_owner_is_led_from_an_address_to_a_plan(terminal, path, dovecot, owner):
    dovecot.deliver(owner, "INBOX", mail.invitation(1))
    with terminal("--offline", "--username", owner) as screen:
        for question, answer in _questions(dovecot.port, owner):
            screen.sees(question)
            screen.types(answer)
        screen.sees("what would be done with the last 30 days; nothing was touched")
        screen.sees("coffeefirst once")
        assert screen.ended() == 0
    assert SECRET not in screen.seen.replace("_secret", "")
    assert "drafts     Drafts" in screen.seen
    config = load_settings(path)
    assert (config.policy, config.owner.languages) == ("benefit-of-the-doubt", ("de", "en"))
    assert config.owner.interests.presets == ("journalist", "sales")
    assert config.owner.name == "Robin Winter"


def test_what_is_written_is_the_owners_alone_and_holds_no_secret(init, named, path):
    assert init(*named, "--name", "R W", "--password-stdin", typed=b"secret\n")[0] == 0
    assert [(p.name, _mode(p)) for p in sorted(path.parent.iterdir())] == [
        ("config.toml", 0o600), ("password", 0o600),
    ]  # fmt: skip
    assert _mode(path.parent) == 0o700
    assert SECRET not in path.read_text()
    assert (path.parent / "password").read_text() == "secret\n"


def test_a_mistyped_password_is_asked_for_again(terminal, path, dovecot, owner):
    options = ("--address", "r@example.org", "--host", "127.0.0.1", "--port", dovecot.port,
               "--security", "none", "--username", owner)  # fmt: skip
    with terminal(*options) as screen:
        screen.sees("ways): ")
        screen.types("wrong-3jx")
        screen.sees("AUTHENTICATIONFAILED")
        screen.sees(f"User name [{owner}]: ")
        screen.types("")
        screen.sees("ways): ")
        screen.types(SECRET)
        screen.sees("signed in; 0 messages")
    assert "wrong-3jx" not in screen.seen


def test_after_three_wrong_passwords_it_ends_and_nothing_is_written(terminal, home, dovecot, owner):
    options = ("--address", "r@example.org", "--host", "127.0.0.1", "--port", dovecot.port,
               "--security", "none", "--username", owner)  # fmt: skip
    before = dovecot.log().count(f"static({owner},")
    with terminal(*options) as screen:
        for tries in range(3):
            screen.sees("ways): ")
            screen.types("wrong-3jx")
            if tries < 2:
                screen.sees("User name")
                screen.types("")
        assert screen.ended() == 77
    assert list(home.rglob("*")) == []
    assert dovecot.log().count(f"static({owner},") - before == 3


def test_a_server_that_is_not_there_can_be_corrected(terminal, dovecot, owner):
    options = ("--address", "r@example.org", "--host", "127.0.0.1", "--port", 1,
               "--security", "none", "--username", owner)  # fmt: skip
    with terminal(*options) as screen:
        screen.sees("ways): ")
        screen.types(SECRET)
        screen.sees("it cannot be reached")
        for question, answer in (
            ("server [127.0.0.1]: ", ""),
            ("[tls]: ", "none"),
            ("[143]: ", ""),
        ):
            screen.sees(question)
            screen.types(answer or (str(dovecot.port) if "143" in question else ""))
        screen.sees("signed in; 0 messages")


def test_enter_at_the_password_offers_a_command(terminal, path, dovecot, owner):
    options = ("--address", "robin.winter@example.org", "--host", "127.0.0.1", "--port",
               dovecot.port, "--security", "none", "--username", owner)  # fmt: skip
    with terminal(*options) as screen:
        screen.sees("ways): ")
        screen.types("")
        screen.sees("Command: ")
        screen.types("echo secret")
        screen.sees("signed in")
        for _ in range(6):
            screen.presses("\n")
        assert screen.ended() == 0
    assert load_settings(path).mailbox.password_command == "echo secret"
    assert not (path.parent / "password").exists()


@pytest.mark.parametrize("stopped_at", [4, 9])
def test_control_c_on_a_real_terminal_is_answered_in_one_line(
    terminal, path, dovecot, owner, stopped_at
):
    with terminal("--offline", "--username", owner) as screen:
        for question, answer in _questions(dovecot.port, owner)[:stopped_at]:
            screen.sees(question)
            screen.types(answer)
        screen.sees(_questions(dovecot.port, owner)[stopped_at][0])
        assert screen.stops() == 130
    said = "The config is written" if path.exists() else "nothing was written"
    assert said in screen.seen.partition("coffeefirst: stopped: ")[2]


class _Person:
    """Somebody before a terminal who answers some questions, and then stops."""

    def __init__(self, answers, stops):
        self.answers, self.stops, self.asked = list(answers), stops, []

    def answer(self, question):
        self.asked.append(question)
        if not self.answers:
            raise self.stops
        return self.answers.pop(0)


@pytest.mark.parametrize("stopped_at", range(11))
def test_stopped_at_any_question_nothing_is_half_written(
    init, monkeypatch, home, path, dovecot, owner, stopped_at
):
    stops = EOFError if stopped_at % 2 else KeyboardInterrupt  # Control-D, Control-C
    questions = _questions(dovecot.port, owner)
    person = _Person([answer for _, answer in questions[:stopped_at]], stops)
    monkeypatch.setattr("builtins.input", person.answer)
    monkeypatch.setattr("getpass.getpass", person.answer)
    monkeypatch.setattr("service.setup.asker", lambda **_: AtTerminal())
    code, _, complaint = init("--offline", "--username", owner)
    assert code == 130
    assert questions[stopped_at][0] in f"{person.asked[-1]}: "
    if stopped_at < 9:
        assert "stopped: nothing was written" in complaint
        assert list(home.rglob("*")) == []
    else:
        assert "The config is written" in complaint
        assert load_settings(path).owner.name == "Robin Winter"


# -- without a terminal --


def test_over_tls_with_a_certificate_of_its_own(init, dressed, monkeypatch, path):
    server = dressed(tls=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    code, said, _ = init(
        "--address", "robin.winter@example.org", "--host", "localhost", "--port", server.port,
        "--username", server.new_user(), "--password-command", "echo secret",
    )  # fmt: skip
    assert code == 0
    assert "signed in" in said
    assert load_settings(path).mailbox.security == "tls"


def test_a_certificate_that_nobody_vouches_for_gets_no_password(init, dressed, home):
    server = dressed(tls=True)
    code, _, complaint = init(
        "--address", "robin.winter@example.org", "--host", "localhost", "--port", server.port,
        "--password-command", "echo secret",
    )  # fmt: skip
    assert code == 69
    assert "no password was sent" in complaint
    assert list(home.rglob("*")) == []


@pytest.mark.parametrize(
    ("left_out", "told"),
    [("--address", "--address is missing"), ("--password-command", "--password-file"),
     ("--name", "--name is missing"), ("--host", "--host is missing")],
)  # fmt: skip
def test_what_is_missing_is_named_in_one_line(init, home, left_out, told):
    options = {"--address": "r@example.org", "--host": "127.0.0.1",
               "--password-command": "echo secret", "--name": "Robin"}  # fmt: skip
    words = [word for name, value in options.items() if name != left_out for word in (name, value)]
    code, _, complaint = init(*words, "--no-connect", "--offline")
    assert code == 64
    assert told in complaint
    assert complaint.count("\n") == 1
    assert list(home.rglob("*")) == []


@pytest.mark.parametrize(
    ("option", "value"),
    [("--address", "robin"), ("--address", "röbin@example.org"), ("--address", "a@b@example.org"),
     ("--address", "a@localhost"), ("--host", "https://imap.example.org"), ("--host", "a b"),
     ("--security", "ssl"), ("--language", "german"), ("--language", "xx"), ("--interest", "cats"),
     ("--name", " "), ("--name", "a\x1b[31m"), ("--port", "0"), ("--policy", "strict")],
)  # fmt: skip
def test_an_answer_that_cannot_be_used_is_said_to_be_so(init, home, option, value):
    options = {"--address": "r@example.org", "--host": "127.0.0.1", "--name": "Robin",
               "--password-command": "echo secret", option: value}  # fmt: skip
    words = [word for name, value in options.items() for word in (name, value)]
    code, _, complaint = init(*words, "--no-connect")
    assert code in (64, 78)
    assert complaint.count("\n") == 1
    assert list(home.rglob("*")) == []


def test_a_domain_in_letters_of_its_own_is_written_as_dns_has_it(init, path):
    init("--address", "robin@bücher.example", "--host", "127.0.0.1", "--name", "R",
         "--password-command", "echo secret", "--no-connect")  # fmt: skip
    assert load_settings(path).owner.address == "robin@xn--bcher-kva.example"


def test_the_end_report_is_one_json_object_without_the_secret(init, named, path):
    code, said, _ = init(*named, "--name", "R", "--password-stdin", "--json", typed=b"secret\n")
    report = json.loads(said)
    assert code == 0
    assert report["config"] == str(path)
    assert report["folders"]["drafts"] == "Drafts"
    assert report["password"] == {"kept": "password_file", "place": "password"}
    assert SECRET not in said


def test_an_app_password_is_taken_without_the_spaces_it_is_shown_with(init, path):
    typed = "abcd efgh\u00a0ijkl mnop\n".encode()
    init("--address", "robin.winter@gmail.com", "--password-stdin", "--no-connect", typed=typed)
    assert (path.parent / "password").read_text() == "abcdefghijklmnop\n"


@pytest.mark.parametrize(
    ("address", "username"),
    [
        ("robin.winter@icloud.com", "robin.winter"),
        ("robin@web.de", "robin"),
        ("robin@gmx.de", "robin@gmx.de"),
    ],
)
def test_the_user_name_is_what_the_provider_calls_it(init, path, address, username):
    words = ("--address", address, "--name", "R", "--password-stdin", "--no-connect")
    init(*words, typed=b"secret\n")
    assert load_settings(path).mailbox.username == username


@pytest.mark.parametrize("typed", [b"", b"\n", b"\xff\xfe\n", b"a\x00b\n"])
def test_a_password_that_is_none_is_not_taken(init, named, home, typed):
    code, _, complaint = init(*named, "--name", "R", "--password-stdin", typed=typed)
    assert code in (64, 77, 78)
    assert complaint.count("\n") == 1
    assert list(home.rglob("*")) == []


def test_microsoft_wants_a_client_of_ones_own(init, path):
    address = ("--address", "robin.winter@outlook.com", "--no-connect")
    code, _, complaint = init(*address)
    assert (code, "--client-id is missing" in complaint) == (64, True)
    code, said, _ = init(*address, "--client-id", "11111111-2222-3333-4444-555555555555")
    assert (code, "coffeefirst sign-in" in said) == (0, True)
    mailbox = load_settings(path).mailbox
    assert (mailbox.host, mailbox.sign_in) == ("outlook.office365.com", "microsoft")
    assert mailbox.oauth.client_id == "11111111-2222-3333-4444-555555555555"


def test_google_takes_a_client_of_ones_own_or_an_app_password(init, path, home):
    (home / "client.json").write_text("{}")
    address = ("--address", "robin.winter@gmail.com", "--no-connect")
    code, _, _ = init(*address, "--client-file", str(home / "client.json"))
    assert (code, load_settings(path).mailbox.sign_in) == (0, "google")
    code, _, _ = init(*address, "--password-stdin", typed=b"abcdefghijklmnop\n")
    assert (code, load_settings(path).mailbox.sign_in) == (0, "password")
    assert load_settings(path).mailbox.oauth is None


def test_contacts_and_the_sent_folder_are_read(init, named, home, dovecot, owner):
    (home / "people.csv").write_text("Ada Quill, Northwind\n")
    sent = b"From: robin.winter@example.org\r\nTo: Bo Lind <bo@example.net>\r\n"
    dovecot.deliver(owner, "Sent", sent + b"Date: Sun, 22 Nov 2026 12:00:00 +0000\r\n\r\nHi\r\n")
    code, said, _ = init(
        *named, "--name", "R", "--password-command", "echo secret", "--contacts", "people.csv",
        "--read-sent",
    )  # fmt: skip
    assert code == 0
    assert "you wrote to 1 person" in said
    assert "people.csv" in said


def test_a_contact_file_that_is_not_there_is_told_and_the_config_is_written(init, named, path):
    code, _, complaint = init(
        *named, "--name", "R", "--password-command", "echo secret", "--contacts", "nosuch.csv"
    )
    assert code == 78
    assert "nosuch.csv" in complaint
    assert load_settings(path)


def test_what_dns_says_of_elsewhere_is_not_taken_unconfirmed(init, monkeypatch, home):
    with NameServer() as names:
        names.others["_imaps._tcp.winter.example", "SRV"] = ["0 1 993 imap.evil.example."]
        _ask(monkeypatch, names)
        code, _, complaint = init(
            "--address", "r@winter.example", "--yes", "--password-command", "echo secret"
        )
    assert code == 64
    assert "imap.evil.example" in complaint
    assert "--host" in complaint
    assert list(home.rglob("*")) == []


def test_what_dns_says_of_the_domain_itself_wants_a_yes(init, monkeypatch, path):
    with NameServer() as names:
        names.others["_imaps._tcp.winter.example", "SRV"] = ["0 1 993 imap.winter.example."]
        _ask(monkeypatch, names)
        options = ("--address", "r@winter.example", "--name", "R", "--no-connect",
                   "--password-command", "echo secret")  # fmt: skip
        assert init(*options)[0] == 64
        assert init(*options, "--yes")[0] == 0
    assert load_settings(path).mailbox.host == "imap.winter.example"


def _ask(monkeypatch, names):
    """Ask the double instead of the world."""
    from service.resolver import Resolver  # noqa: PLC0415 (only here)
    from service.setup import where  # noqa: PLC0415 (only here)
    from service.setup.finding_server import Network  # noqa: PLC0415 (only here)

    def nobody(host, port):
        raise OSError

    network = Network(Resolver(names.address, timeout=1), nobody)
    monkeypatch.setattr(where, "Network", lambda: network)


# -- once more --


@pytest.fixture
def own(path, dovecot, owner):
    """A config that its owner has made their own."""
    path.parent.mkdir(parents=True)
    (path.parent / "pw").write_text("secret\n")
    (path.parent / "pw").chmod(0o600)
    path.write_text(
        f'# mine\npolicy = "gatekeeper"   # strict\n\n[mailbox]\nusername="{owner}" # me\n'
        f'host = "127.0.0.1"\nport = {dovecot.port}\nsecurity = "none"\nlabels = "folders"\n'
        'password_file = "pw"\n\n[owner]\nname = "Robin Winter"\naddress = "robin@example.org"\n'
        'interests.companies = ["Northwind"]  # theirs\n'
    )
    return path.read_text()


def test_run_again_with_nothing_new_not_an_octet_changes(init, own, path):
    code, said, _ = init()
    assert code == 0
    assert "Nothing is new" in said
    assert path.read_text() == own
    assert sorted(p.name for p in path.parent.iterdir()) == ["config.toml", "pw"]


def test_run_again_only_what_is_answered_otherwise_is_changed(init, own, path):
    assert init("--policy", "benefit-of-the-doubt")[0] == 0
    assert path.read_text() == own.replace('"gatekeeper"', '"benefit-of-the-doubt"')
    assert (path.parent / "config.toml.old-1").read_text() == own


@pytest.mark.parametrize(("mark", "end"), [("", "\r\n"), ("\ufeff", "\n"), ("\ufeff", "\r\n")])
def test_another_systems_octets_stay(init, own, path, mark, end):
    theirs = (mark + own.replace("\n", end)).encode()
    path.write_bytes(theirs)
    assert init("--policy", "benefit-of-the-doubt")[0] == 0
    assert path.read_bytes() == theirs.replace(b'"gatekeeper"', b'"benefit-of-the-doubt"')


def test_run_again_on_a_terminal_enter_takes_what_is_there(terminal, own, path):
    with terminal() as screen:
        screen.sees("[robin@example.org]: ")
        screen.types("")
        screen.sees("Choose [gatekeeper]: ")
        for _ in range(6):
            screen.presses("\n")
        assert screen.ended() == 0
    assert path.read_text() == own


def test_every_old_config_is_kept(init, own, path):
    for policy in ("benefit-of-the-doubt", "gatekeeper", "benefit-of-the-doubt"):
        init("--policy", policy)
    kept = sorted(p.name for p in path.parent.glob("config.toml.*"))
    assert kept == ["config.toml.old-1", "config.toml.old-2", "config.toml.old-3"]


def test_a_new_password_goes_where_the_old_one_was(init, own, path):
    (path.parent / "pw").write_text("outdated\n")
    assert init("--password-stdin", typed=b"secret\n")[0] == 0
    assert (path.parent / "pw").read_text() == "secret\n"
    assert path.read_text() == own


def test_a_password_file_of_something_else_is_not_overwritten(init, named, path):
    path.parent.mkdir(parents=True)
    (path.parent / "password").write_text("another one\n")
    assert init(*named, "--name", "R", "--password-stdin", typed=b"secret\n")[0] == 0
    assert (path.parent / "password").read_text() == "another one\n"
    assert load_settings(path).mailbox.password_file == path.parent / "password-2"


def test_a_config_that_is_a_link_stays_one(init, own, path, tmp_path):
    real = tmp_path / "dotfiles.toml"
    path.rename(real)
    path.symlink_to(real)
    (tmp_path / "pw").write_text("x")
    assert init("--policy", "benefit-of-the-doubt")[0] == 0
    assert path.is_symlink()
    assert tomllib.loads(real.read_text())["policy"] == "benefit-of-the-doubt"


@pytest.mark.parametrize("text", ["policy = ", "nosuch = 1\n", "\udcff", "[mailbox]\n"])
def test_a_broken_config_is_told_and_left_unless_the_owner_says_so(init, named, path, text):
    path.parent.mkdir(parents=True)
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    rest = (*named, "--name", "R", "--password-command", "echo secret")
    code, _, complaint = init(*rest)
    assert code == 78
    assert "say --yes and it is kept aside" in complaint
    assert path.read_bytes() == text.encode("utf-8", "surrogateescape")
    assert init(*rest, "--yes")[0] == 0
    kept = path.with_name("config.toml.old-1").read_bytes()
    assert kept == text.encode("utf-8", "surrogateescape")
    assert load_settings(path)


def test_a_fault_of_the_environment_is_not_the_configs(init, own, path, monkeypatch):
    monkeypatch.setenv("COFFEEFIRST_NOSUCH", "1")
    code, _, complaint = init("--yes")
    assert code == 78
    assert "COFFEEFIRST_NOSUCH" in complaint
    assert path.read_text() == own


def test_what_the_environment_says_is_not_written_into_the_config(init, own, path, monkeypatch):
    monkeypatch.setenv("COFFEEFIRST_MAILBOX__USERNAME", "somebody.else")
    assert init("--no-connect")[0] == 0
    assert path.read_text() == own


def test_another_address_means_another_mailbox(init, own, path):
    code, _, complaint = init("--address", "robin@gmail.com")
    assert code == 64
    assert "--password-file" in complaint
    assert path.read_text() == own


def test_a_folder_that_filters_fill_is_watched_too(terminal, own, path, dovecot, owner):
    dovecot.doveadm("mailbox", "create", "-u", owner, "Lists/LinkedIn")
    with terminal() as screen:
        screen.sees("[robin@example.org]: ")
        screen.types("")
        screen.sees("into 'Lists/LinkedIn'? [Y/n] ")
        for _ in range(7):
            screen.presses("\n")
        assert screen.ended() == 0
    assert load_settings(path).mailbox.folders == ("INBOX", "Lists/LinkedIn")


# -- at the worst moment --

_KILLED = """
import os, signal
def killed(*_, **__): os.kill(os.getpid(), signal.SIGKILL)
os.{call} = killed
from service.cli import main; main()
"""


@pytest.mark.parametrize("call", ["replace", "fsync", "link"])
def test_killed_while_it_writes_the_old_config_is_whole(init, own, path, environment, call):
    done = subprocess.run(
        [sys.executable, "-c", _KILLED.format(call=call), "init", "--interest", "sales"],
        env=environment, check=False, capture_output=True, stdin=subprocess.DEVNULL, timeout=60,
    )  # fmt: skip
    assert done.returncode == -9
    assert path.read_text() == own
    assert init("--interest", "sales")[0] == 0
    assert not [p for p in path.parent.iterdir() if p.name.endswith(".new")]


@pytest.mark.parametrize("call", ["replace", "fsync"])
def test_killed_while_it_writes_the_first_config_there_is_none(
    named, path, environment, init, call
):
    command = [sys.executable, "-c", _KILLED.format(call=call), "init", *map(str, named)]
    rest = ["--name", "R", "--password-command", "echo secret"]
    done = subprocess.run(
        [*command, *rest], env=environment, check=False, capture_output=True,
        stdin=subprocess.DEVNULL, timeout=60,
    )  # fmt: skip
    assert done.returncode == -9
    assert not path.exists()
    assert init(*named, *rest)[0] == 0


@pytest.mark.parametrize("place", ["/dev/null/config.toml", "/proc/nosuch/config.toml", "."])
def test_where_nothing_can_be_written_that_is_said(init, named, place):
    code, _, complaint = init(
        "--config", place, *named, "--name", "R", "--password-command", "echo secret"
    )
    assert code in (74, 78)
    assert place in complaint
    assert complaint.count("\n") == 1


def test_the_mailbox_is_as_it_was(init, named, dovecot, owner, mailbox):
    dovecot.deliver(owner, "INBOX", mail.invitation(1))
    before = (mailbox.flags(), mailbox.folders())
    assert init(*named, "--name", "R", "--password-command", "echo secret", "--read-sent")[0] == 0
    assert (mailbox.flags(), mailbox.folders()) == before


def test_offline_the_mail_server_is_the_only_peer(named, tmp_path, environment, dovecot):
    verb = ["init", *map(str, named), "--offline", "--name", "R", "--password-command",
            "echo secret"]  # fmt: skip
    subprocess.run(
        [sys.executable, "-m", "tests.watched", tmp_path / "witness", json.dumps([verb])],
        cwd=ROOT, check=True, env=environment, stdin=subprocess.DEVNULL, timeout=60,
    )  # fmt: skip
    notes = [json.loads(line) for line in (tmp_path / "witness").read_text().splitlines()]
    peers = [n["told"][0] for n in notes if n["what"] in ("socket.connect", "socket.sendto")]
    assert {tuple(peer) for peer in peers} == {("127.0.0.1", dovecot.port)}
    looked_up = [n["told"][0] for n in notes if n["what"] == "socket.getaddrinfo"]
    assert set(looked_up) == {"127.0.0.1"}


def test_help_shows_an_example(init):
    assert "Example: coffeefirst init" in init("--help")[1]


def test_no_password_is_ever_an_argument(init):
    assert "--password " not in init("--help")[1]
    assert os.environ.get("COFFEEFIRST_PASSWORD") is None


@pytest.mark.parametrize(
    ("options", "told"),
    [(("--host", "imap.example.org", "--security", "none"), "is for this machine only"),
     (("--host", "imap.example.org", "--password-command", "'"), "quotes do not match")],
)  # fmt: skip
def test_what_does_not_go_together_is_said_before_anything_is_sent(init, home, options, told):
    code, _, complaint = init(
        "--address", "robin.winter@example.org", *options,
        *(() if "--password-command" in options else ("--password-command", "echo secret")),
    )  # fmt: skip
    assert code == 78
    assert told in complaint
    assert "secret" not in complaint
    assert list(home.rglob("*")) == []
