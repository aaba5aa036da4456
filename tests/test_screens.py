"""What an owner reads on a screen of 80 columns, and where the screen itself is what is wrong."""

import resource
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from service.errors import StateError
from service.lock import round_lock
from tests.pseudo_terminal import Terminal

ROOT = Path(__file__).parent.parent
RUN = "from service.cli import main; main()"


@pytest.fixture
def environment(tmp_path):
    return {
        "HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8",
        "PYTHONUTF8": "1", "COLUMNS": "80",
    }  # fmt: skip


@pytest.fixture
def config(tmp_path, dovecot, owner):
    """A config that works; it stands in the middle of a long folder's name."""
    folder = tmp_path / "settings of mine"
    folder.mkdir()
    (folder / "pw").write_text("secret\n")
    (folder / "pw").chmod(0o600)
    text = (
        f'state_dir = "{tmp_path / "state"}"\ndkim = false\n[mailbox]\nhost = "127.0.0.1"\n'
        f'port = {dovecot.port}\nsecurity = "none"\nusername = "{owner}"\npassword_file = "pw"\n'
        '[owner]\nname = "Robin Winter"\naddress = "robin@example.org"\n'
    )
    (folder / "config.toml").write_text(text)
    return folder / "config.toml"


@pytest.fixture
def run(environment):
    """A verb in a process of its own."""

    def go(*arguments, **how):
        return subprocess.run(
            [sys.executable, "-c", RUN, *map(str, arguments)], env=environment, text=True,
            check=False, **({"capture_output": True, "input": ""} | how),
        )  # fmt: skip

    return go


def _on_screen(environment, *arguments):
    """The lines, as a terminal of 80 columns gets them."""
    with Terminal(RUN, arguments, environment) as screen:
        screen.ended()
    return [line.rstrip("\r") for line in screen.seen.splitlines()]


@pytest.mark.parametrize("verb", ["check", "status", "doctor"])
def test_no_line_is_wider_than_the_screen_where_it_can_be_broken(environment, config, verb):
    for line in _on_screen(environment, verb, "--config", config):
        assert len(line) <= 80 or len(line.split()) == 1, line


def test_what_is_wrong_is_broken_between_words(environment):
    lines = _on_screen(environment, "once", "--config", "/a/folder that/is not there/" + "x" * 40)
    assert lines[0].startswith("coffeefirst: /a/folder that")
    assert all(len(line) <= 80 for line in lines)
    assert " ".join(map(str.strip, lines)).endswith("no such file: 'coffeefirst init' makes one")


def test_what_is_wrong_is_one_line_where_no_terminal_is(run):
    told = run("once", "--config", "/a/folder that/is not there/" + "x" * 90).stderr
    assert told.count("\n") == 1


def test_a_plan_without_anything_to_do_says_so(run, config):
    told = run("plan", "--config", config).stdout
    assert told == "no new invitation is there: the next round would do nothing\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("verb", [["check"], ["doctor", "--json"], ["status"]])
def test_output_that_cannot_be_written_is_one_line(run, config, verb):
    with Path("/dev/full").open("w") as full:
        done = run(*verb, "--config", config, stdout=full, capture_output=False,
                   stderr=subprocess.PIPE)  # fmt: skip
    assert (done.returncode, done.stderr) == (74, "coffeefirst: output: No space left on device\n")


def _locked(folder):
    return round_lock(folder, "robin", 0)


def test_a_lock_that_finds_no_room_names_its_file(tmp_path):
    """As on a full disk: nothing can be written into a file, though it can be made."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        with pytest.raises(StateError, match=r"state_dir: .*lock: cannot"), _locked(tmp_path):
            pass
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_server_that_is_not_there_is_told_without_the_systems_numbers(run, config):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        lines = config.read_text().splitlines()
        lines = [f"port = {port}" if line.startswith("port") else line for line in lines]
        config.write_text("\n".join(lines))
        for verb in ("once", "doctor"):
            done = run(verb, "--config", config)
            assert "Connection refused" in done.stdout + done.stderr
            assert "Errno" not in done.stdout + done.stderr


def test_a_table_that_is_none_is_told_in_the_owners_words(run, config):
    config.write_text('mailbox = 3\n[owner]\nname = "R"\naddress = "r@example.org"\n')
    told = run("once", "--config", config).stderr
    assert told == f"coffeefirst: {config}:1: mailbox: is a table: write [mailbox]\n"


def test_what_the_server_said_of_a_password_ends_in_one_mark(run, config):
    (config.parent / "pw").write_text("wrong\n")
    told = run("once", "--config", config).stderr
    assert "Authentication failed: check" in told


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("password_file", "the password is in mailbox.password_file"),
        ("password_command", "the password is printed by mailbox.password_command"),
    ],
)
def test_sign_out_names_where_the_password_is(run, config, place, told):
    config.write_text(config.read_text().replace("password_file", place))
    said = run("sign-out", "--config", config).stderr
    assert told in said


@pytest.mark.parametrize(
    ("typed", "help_of"),
    [
        (["undo"], "coffeefirst undo --help"),
        (["contacts", "import"], "coffeefirst contacts import --help"),
        (["nonsense"], "coffeefirst --help"),
        (["once", "--nonsense"], "coffeefirst once --help"),
    ],
)
def test_what_cannot_be_understood_names_the_help_that_is_of_use(run, typed, help_of):
    done = run(*typed)
    assert (done.returncode, done.stderr.count("\n")) == (64, 1)
    assert f"see '{help_of}'" in done.stderr


def test_where_no_tls_is_spoken_the_port_is_named(run, config):
    config.write_text(config.read_text().replace('"none"', '"tls"'))
    done = run("once", "--config", config)
    assert done.returncode == 69
    assert "no TLS is spoken there" in done.stderr
    assert "mailbox.port" in done.stderr


def test_the_owner_is_told_where_the_password_went(run, dovecot, owner):
    options = (
        "--yes", "--address", "robin@example.org", "--host", "127.0.0.1", "--port", dovecot.port,
        "--security", "none", "--username", owner, "--name", "Robin", "--password-stdin",
    )  # fmt: skip
    done = run("init", *options, input="secret\n")
    assert "The password is kept in " in done.stdout
