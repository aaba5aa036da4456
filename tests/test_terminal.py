"""Nothing that strangers write reaches a terminal as more than text: every verb, as raw bytes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from service.cli import main
from service.log import set_up
from service.mailbox.connection.faults import one_line
from service.settings import LogSettings
from service.shown import shown
from tests.hostile.server import NASTY, NastyServer
from tests.hostile.words import PIECES, UNSAFE
from tests.reading_letters import DIGEST, Letter, accept, phoenix, profile, s3
from tests.servers.costume import PASSWORD

ROOT = Path(__file__).parent.parent
EVIL = "Eve\x1b[31m\u202e\x9b\u200b\x07[red]x[/red]"
NAMES = ("Ada\nQuill: ok", "a\x1b[31mb", "a\u202eb", "[red]a[link]", "a\rb", os.fsdecode(b"a\xffb"))
POLICY = """name = "p\\u001b[31m"
says = "s\\u202e"
[[rule]]
name = "r\\ncoffeefirst: all is well\\u001b[31m"
because = "b\\u009b\\nno"
verdict = "VERDICT"
[[example]]
says = "x\\ncoffeefirst: fine\\u001b[0m"
verdict = "accept"
"""


def _harmless(code, stdout, stderr, told):
    """The exit code and what was printed, where a terminal obeys none of it."""
    printed = (stdout + stderr).decode("utf-8")
    assert not UNSAFE.search(printed), UNSAFE.search(printed)
    assert "Traceback" not in printed
    assert "a fault in Coffee First" not in printed
    assert told in printed
    assert all(line.startswith(b"coffeefirst: ") for line in stderr.splitlines())
    return code, printed


@pytest.fixture
def run(tmp_path, monkeypatch, capfdbinary):
    """Run a verb here; gives the exit code and what was printed, which must be harmless."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)

    def go(*arguments, told=""):
        capfdbinary.readouterr()
        monkeypatch.setattr(sys, "argv", ["coffeefirst", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        return _harmless(ended.value.code or 0, *capfdbinary.readouterr(), told)

    return go


@pytest.fixture
def spawn(tmp_path):
    """Run a verb in a process of its own, as a shell does."""

    def go(*arguments, told=""):
        done = subprocess.run(
            [sys.executable, "-c", "from service.cli import main; main()", *map(str, arguments)],
            check=False, capture_output=True, timeout=60, cwd=tmp_path,
            env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        return _harmless(done.returncode, done.stdout, done.stderr, told)

    return go


@pytest.fixture
def config(tmp_path):
    """A config for a server at a port."""

    def write(port, user="robin"):
        (tmp_path / "people.csv").write_text(
            "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
            + "".join(f'"{EVIL}{n}","{_cell(p)}",,,"{_cell(p)}",,\n' for n, p in enumerate(PIECES)),
            encoding="utf-8",
            errors="replace",
        )
        path = tmp_path / "config.toml"
        path.write_text(
            'authserv_ids = ["mx.example.net"]\nacquaintances = ["people.csv"]\n'
            f'state_dir = "state"\n[mailbox]\nhost = "127.0.0.1"\nport = {port}\n'
            f'security = "none"\nusername = "{user}"\npassword_command = "echo {PASSWORD}"\n'
            '[owner]\nname = "Robin Falkenrath"\naddress = "robin@example.org"\n'
        )
        return path

    return write


def _cell(piece):
    return piece.replace('"', '""')


def _letters():
    yield Letter().text(s3(EVIL, f"Eve {EVIL}", EVIL), encoding="base64")
    yield Letter().both(s3(EVIL), phoenix(f"{EVIL}<script>x</script>"))
    yield DIGEST.text(
        f"{EVIL}\n\nEve Moor\n{EVIL}\n\nAccept: {accept(1)}\nView profile: {profile('eve')}\n",
        encoding="base64",
    )
    for piece in PIECES[::3]:
        word = f"=?utf-8?q?{''.join(f'={b:02X}' for b in piece[:20].encode('utf-8', 'replace'))}?="
        subject = f"{word} I want to connect"
        yield Letter(sender=f"{word} <invitations@linkedin.com>", subject=subject).text(
            s3(piece.replace("\ud800", "").replace("\udc80", "")), encoding="base64"
        )
    many = (
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: a/\x1b[31m\r\n\r\nx"
    )
    yield Letter().head().replace("\n", "\r\n").encode() + many.encode()


@pytest.fixture
def folder(tmp_path):
    """Hostile letters, in files whose names are no better."""
    folder = tmp_path / "letters"
    folder.mkdir()
    for number, letter in enumerate(_letters()):
        name = NAMES[number % len(NAMES)]
        (folder / f"{number}{name}.eml").write_bytes(letter.replace(b"<1.2.", b"<%d.2." % number))
    return folder


def test_hostile_mail_in_hostile_files_prints_plain_text(run, spawn, folder):
    assert spawn("replay", folder)[0] == 0
    code, printed = spawn("replay", folder, "--json")
    assert code == 0
    assert len([json.loads(line) for line in printed.splitlines()]) == len(list(folder.iterdir()))
    run("replay", folder, "--against", "benefit-of-the-doubt")
    for file in sorted(folder.iterdir())[:3]:
        assert spawn("explain", file)[0] == 0
        assert run("explain", file, "--json")[0] == 0


def test_hostile_mail_in_the_mailbox_prints_plain_text(run, spawn, config, dovecot, owner):
    for number, letter in enumerate(_letters()):
        dovecot.deliver(owner, "INBOX", letter.replace(b"<1.2.", b"<%d.2." % number))
    path = config(dovecot.port, owner)
    for options in ((), ("--json",)):
        assert run("plan", "--config", path, *options)[0] == 0
    spawn("once", "--config", path, told="looked at")
    run("once", "--config", path, "--json")
    run("check", "--config", path, told="ok")
    run("doctor", "--config", path, told="contacts")


def test_hostile_contacts_print_plain_text(run, spawn, config, tmp_path):
    path = config(1)
    for name in NAMES:
        copy = tmp_path / f"{name}.csv"
        copy.write_bytes((tmp_path / "people.csv").read_bytes())
        assert run("contacts", "import", copy, "--config", path)[0] == 0
    for options in ((), ("--json",), ("--source", "nosuch\n\x1b[31m")):
        run("contacts", "list", "--config", path, *options)
    spawn("contacts", "list", "--config", path)
    run("contacts", "show", "Eve[31m", "--config", path)
    run("contacts", "show", EVIL, "--config", path, "--json")
    run("contacts", "forget", f"{EVIL}\nx", "--config", path)
    run("contacts", "forget", "--source", tmp_path / f"{NAMES[0]}.csv", "--config", path)


@pytest.mark.parametrize("refuses", [b"LOGIN", b"LIST", b"SELECT", b"UID SEARCH", b"CAPABILITY"])
def test_a_server_that_refuses_with_escapes_is_quoted_without(run, config, refuses):
    with NastyServer(refuses) as server:
        code, _ = run("once", "--config", config(server.port))
        assert code in (69, 75, 77, 78)
        run("plan", "--config", config(server.port), "--json")
        for options in ((), ("--json",)):
            run("doctor", "--config", config(server.port), *options, told="sign-in")


@pytest.mark.parametrize("greeting", [b"* BYE ", b"* NO ", b"", b"\x1b[31m", b"+ "])
def test_a_greeting_with_escapes_is_quoted_without(run, config, greeting):
    with NastyServer(greeting=greeting) as server:
        code, printed = run("once", "--config", config(server.port))
    assert code in (69, 75, 77)
    assert len(printed.splitlines()) == 1


@pytest.mark.parametrize("verdict", ["accept", "ignore", "nonsense\\n\\u001b[31m"])
def test_a_hostile_policy_prints_plain_text(run, tmp_path, verdict):
    path = tmp_path / "p\x1b[31m\n.toml"
    path.write_text(POLICY.replace("VERDICT", verdict))
    lines = tmp_path / "lines.jsonl"
    lines.write_text('{"name": "Ada Quill"}\n')
    for command in (("check", path), ("show", path), ("diff", path, "gatekeeper")):
        run("policy", *command)
        run("policy", *command, "--json")
    run("replay", lines, "--policy", path)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "verb", [("explain",), ("replay",), ("policy", "check"), ("check", "--config"),
             ("contacts", "import")],
)  # fmt: skip
def test_a_name_of_a_file_that_is_not_there_is_told_on_one_line(run, name, verb):
    code, printed = run(*verb, f"{name}.toml")
    assert code in (66, 78)
    assert len(printed.splitlines()) == 1


@pytest.mark.parametrize("verb", [("explain",), ("replay",), ("policy", "check")])
def test_a_pipe_is_not_waited_for(spawn, tmp_path, verb):
    os.mkfifo(tmp_path / "pipe.toml")
    code, printed = spawn(*verb, "pipe.toml", told="not a regular file")
    assert code == 66
    assert len(printed.splitlines()) == 1


def test_a_policy_that_is_no_utf8_says_so(run, tmp_path):
    (tmp_path / "latin.toml").write_bytes(b'name = "Z\xfcrich"\n')
    code, printed = run("policy", "check", "latin.toml")
    assert code == 78
    assert (
        printed == "coffeefirst: policy latin.toml: not UTF-8 text (octet 10): save it as UTF-8\n"
    )


def test_a_verb_that_is_none_is_quoted_without_escapes(run):
    assert run(EVIL)[0] == 64
    assert run("plan", f"--{EVIL}\nx")[0] == 64
    assert run("backfill", "--since", f"{EVIL}\nx")[0] == 64


@pytest.mark.parametrize("as_json", [False, True])
def test_a_log_line_is_one_line_of_plain_text(capfd, as_json):
    import structlog  # noqa: PLC0415 (its home is service/log.py; here only to speak through it)

    set_up(LogSettings(json=as_json))
    structlog.get_logger().error("round failed", problem="".join(PIECES[:60]), folder=EVIL)
    printed = capfd.readouterr().err
    assert not UNSAFE.search(printed)
    assert printed.count("\n") == 1


def test_what_a_server_said_is_one_line():
    assert not UNSAFE.search(one_line(OSError(NASTY)))


@pytest.mark.parametrize(
    ("name", "told"), [("a b.eml", "a b.eml"), ("a\nb", r"a\nb"), ("\x1b[1m", r"\x1b[1m"),
                       ("\u202e", r"\u202e"), ("Zoë", "Zoë"), (os.fsdecode(b"\xff"), r"\udcff")],
)  # fmt: skip
def test_a_files_name_is_shown_as_it_can_be_typed(name, told):
    assert shown(name) == told
