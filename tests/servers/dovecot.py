"""A Dovecot of one's own: it starts in some 40 ms, is killed in 10, and leaves nothing behind.

Any name may sign in with the password "secret" and finds a new mailbox, so one server serves a
whole test session and every test takes a name of its own. For Dovecot 2.3: the configuration of
2.4 is another one.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self, TypedDict

from tests.servers.costume import (
    PASSWORD,
    PLAIN_CAPABILITY,
    SPECIAL_USE,
    Costume,
    give_away,
    runner,
)
from tests.servers.mailbox import Mailbox
from tests.servers.maildir import make_maildir, write

__all__ = ["PASSWORD", "PLAIN_CAPABILITY", "SPECIAL_USE", "Dovecot", "available", "why_missing"]

HOST = "127.0.0.1"
START_SECONDS = 10  # far more than it ever took; a busy machine must not fail a test

_serial = itertools.count(1)


@functools.cache
def why_missing() -> str:
    """Why no Dovecot can be started here, as one line; "" where one can."""
    if _program() is None:
        return "no Dovecot here; on Debian: apt-get install dovecot-imapd"
    asked = subprocess.run([_dovecot(), "--version"], capture_output=True, text=True, check=False)
    if not asked.stdout.startswith("2.3."):
        return f"these tests need Dovecot 2.3, here is {asked.stdout.strip() or asked.stderr}"
    return ""


def available() -> bool:
    """True where a Dovecot can be started."""
    return not why_missing()


class Dovecot(Costume):
    """A running Dovecot: `with Dovecot(separator=".") as server: connect(HOST, server.port)`.

    The parameters are those of Costume. Raises RuntimeError, with the log, where it cannot start.
    """

    def __enter__(self) -> Self:
        # Right under the temp root: the path of a Unix socket is limited to 107 characters.
        self.root = Path(tempfile.mkdtemp(prefix="dove-"))
        self._process: subprocess.Popen[bytes] | None = None
        try:
            self._prepare()
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Kill the server with all its children, and take its directory away."""
        self._kill()
        shutil.rmtree(self.root, ignore_errors=True)

    @property
    def certificate(self) -> Path | None:
        """The certificate to trust, where the server speaks TLS."""
        return self.root / "certificate.pem" if self.tls else None

    def new_user(self) -> str:
        """The name of somebody who has not been here before."""
        return f"owner{next(_serial)}"

    def mailbox(self, user: str) -> Mailbox:
        """A reader of what `user`'s mailbox holds, for assertions."""
        return Mailbox(HOST, self.port, user, self.password, certificate=self.certificate)

    def deliver(
        self, user: str, folder: str, raw: bytes, *, unseen: bool = True, when: float | None = None
    ) -> None:
        """Deliver one mail as a mail server would; `when` (epoch seconds) is its INTERNALDATE."""
        self.deliver_many(user, folder, [raw], unseen=unseen, when=when)

    def deliver_many(
        self,
        user: str,
        folder: str,
        mails: Iterable[bytes],
        *,
        unseen: bool = True,
        when: float | None = None,
    ) -> int:
        """Deliver mails in this order, and tell how many they were."""
        maildir = make_maildir(self.root / "home" / user, self._name_on_disk(folder))
        count = 0
        for raw in mails:
            write(maildir, raw, unseen, when)
            count += 1
        return count

    def doveadm(self, *arguments: str) -> str:
        """What `doveadm` prints on this server, say for `doveadm("kick", user)`.

        Raises subprocess.CalledProcessError where it fails.
        """
        command = ["doveadm", "-c", str(self.root / "dovecot.conf"), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=True, **_account())
        return done.stdout

    def log(self) -> str:
        """What the server has logged so far."""
        path = self.root / "dovecot.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def _prepare(self) -> None:
        (self.root / "home").mkdir()
        (self.root / "acl").write_text(self.acl())
        (self.root / "oauth2.conf").write_text(self.oauth2())
        if self.tls:
            make_certificate(self.root)
        for path in (self.root, *self.root.iterdir()):
            give_away(path)

    def _start(self) -> None:
        for _ in range(3):  # somebody else may take the free port before Dovecot does
            self.port = _free_port()
            (self.root / "dovecot.conf").write_text(self.config(self.root, self.port))
            self._launch()
            if self._answers():
                return
            self._kill()
        said = (self.root / "output").read_text(errors="replace")
        raise RuntimeError(f"Dovecot does not start:\n{said}{self.log()}")

    def _launch(self) -> None:
        command = [_dovecot(), "-F", "-c", str(self.root / "dovecot.conf")]
        if setpriv := shutil.which("setpriv"):  # PR_SET_PDEATHSIG: it dies with the tests
            command = [setpriv, "--pdeathsig", "KILL", *command]
        with (self.root / "output").open("wb") as output:
            self._process = subprocess.Popen(
                command, stdout=output, stderr=output, start_new_session=True, **_account()
            )

    def _answers(self) -> bool:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process and self._process.poll() is None:
            if _is_open(self.port):
                return True
            time.sleep(0.005)
        return False

    def _kill(self) -> None:
        if self._process is not None:
            # Its children are in its group, which outlives it where it died by itself.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            # The children hold the port too, and are init's to wait for.
            deadline = time.monotonic() + 2
            while _is_open(self.port) and time.monotonic() < deadline:
                time.sleep(0.001)
            self._process = None

    def _name_on_disk(self, folder: str) -> str:
        """Maildir++: the folders lie side by side, and a dot stands between their names."""
        if folder.upper() == "INBOX":
            return ""
        return "." + folder.removeprefix(self.prefix).replace(self.separator, ".")


class _Account(TypedDict):
    user: int | None
    group: int | None
    extra_groups: list[int] | None


def _program() -> str | None:
    # /usr/sbin is not on everybody's path.
    return shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin")


def _dovecot() -> str:
    program = _program()
    assert program is not None, why_missing()
    return program


def _account() -> _Account:
    """For subprocess: who Dovecot runs as, if not as ourselves."""
    if os.getuid() != 0:
        return {"user": None, "group": None, "extra_groups": None}
    _, _, uid, gid = runner()
    return {"user": uid, "group": gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def make_certificate(
    root: Path, *, days: int = 2, names: str = "DNS:localhost,IP:127.0.0.1"
) -> None:
    """Write key.pem and a certificate.pem, signed by itself, for this machine into `root`.

    With `days=0` it has ended already.
    """
    key, request = str(root / "key.pem"), str(root / "request.pem")
    asked = (
        "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost"
    )
    extension = ["-addext", f"subjectAltName={names}"]
    signed = f"openssl x509 -req -copy_extensions copy -days {days}"
    files = ["-in", request, "-signkey", key, "-out", str(root / "certificate.pem")]
    for command in (
        [*asked.split(), *extension, "-keyout", key, "-out", request],
        [*signed.split(), *files],
    ):
        subprocess.run(command, check=True, capture_output=True)
