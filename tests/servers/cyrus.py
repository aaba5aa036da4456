"""A Cyrus of one's own, the second real server: another people's reading of the same RFCs.

It writes special uses in lower case, keeps every folder under ``INBOX.`` in its classic form, and
makes a mailbox for whoever signs in for the first time. It has the face of Dovecot (dovecot.py);
``make cyrus`` unpacks it where it is not installed.
"""

from __future__ import annotations

import functools
import imaplib
import itertools
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from signal import SIGKILL
from types import TracebackType
from typing import Self

from tests.servers.costume import PASSWORD, give_away, runner
from tests.servers.mailbox import Mailbox

HOST = "127.0.0.1"
START_SECONDS = 20
UNPACKED = Path(__file__).parents[2] / ".servers" / "cyrus"
INSTALLED = Path("/usr/lib/cyrus/bin")

_serial = itertools.count(1)


@functools.cache
def why_missing() -> str:
    """Why no Cyrus can be started here, as one line; "" where one can."""
    return "" if _programs() else "no Cyrus here; on Debian: make cyrus"


class Cyrus:
    """A running Cyrus: `with Cyrus() as server: connect(HOST, server.port)`.

    ``classic``: all folders are under ``INBOX.``; else they stand beside the inbox with "/" between
    their names, as is its default since version 3. Any password will do.
    Raises RuntimeError, with what it said, where it cannot start.
    """

    def __init__(self, *, classic: bool = True) -> None:
        self.classic, self.password = classic, PASSWORD
        self.separator, self.prefix = (".", "INBOX.") if classic else ("/", "")

    def __enter__(self) -> Self:
        self.root = Path(tempfile.mkdtemp(prefix="cyrus-"))
        self._process: subprocess.Popen[bytes] | None = None
        self._programs = INSTALLED
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

    def new_user(self) -> str:
        """The name of somebody who has not been here before."""
        return f"cyrusowner{next(_serial)}"

    def mailbox(self, user: str) -> Mailbox:
        """A reader of what `user`'s mailbox holds, for assertions."""
        return Mailbox(HOST, self.port, user, self.password)

    def deliver(
        self, user: str, folder: str, raw: bytes, *, unseen: bool = True, when: float | None = None
    ) -> None:
        """Deliver one mail by APPEND; `when` (epoch seconds) is its INTERNALDATE."""
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
        date = imaplib.Time2Internaldate(time.time() if when is None else when)
        count = 0
        with imaplib.IMAP4(HOST, self.port, timeout=60) as imap:
            imap.login(user, self.password)
            for raw in mails:
                kind, told = imap.append(f'"{folder}"', "" if unseen else r"(\Seen)", date, raw)
                assert kind == "OK", told
                count += 1
        return count

    def _prepare(self) -> None:
        for name in ("conf", "conf/socket", "mail"):
            (self.root / name).mkdir()
        if _programs() == UNPACKED:  # the checkout may be where another account cannot look
            self._programs = shutil.copytree(UNPACKED, self.root / "programs", symlinks=True)
        for path in (self.root, *self.root.rglob("*")):
            give_away(path)

    def _start(self) -> None:
        for _ in range(3):  # somebody else may take the free port before Cyrus does
            self.port = _free_port()
            (self.root / "imapd.conf").write_text(self._imapd_conf())
            (self.root / "cyrus.conf").write_text(self._cyrus_conf())
            self._launch()
            if self._greets():
                return
            self._kill()
        raise RuntimeError(f"Cyrus does not start:\n{(self.root / 'output').read_text()}")

    def _kill(self) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, SIGKILL)
            self._process.wait()
            self._process = None

    def _launch(self) -> None:
        libraries = {"LD_LIBRARY_PATH": str(self._programs / "lib")}
        command = [str(self._programs / "master"), "-D", "-p", str(self.root / "master.pid")]
        command += ["-C", str(self.root / "imapd.conf"), "-M", str(self.root / "cyrus.conf")]
        if setpriv := shutil.which("setpriv"):  # it dies with the tests
            command = [setpriv, "--pdeathsig", "KILL", *command]
        _, _, uid, gid = runner()
        other = os.getuid() == 0
        with (self.root / "output").open("wb") as output:
            self._process = subprocess.Popen(
                command,
                stdout=output,
                stderr=output,
                start_new_session=True,
                env=os.environ | libraries,
                user=uid if other else None,
                group=gid if other else None,
                extra_groups=[] if other else None,
            )

    def _greets(self) -> bool:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process and self._process.poll() is None:
            with suppress(OSError, imaplib.IMAP4.error), imaplib.IMAP4(HOST, self.port, timeout=5):
                return True
            time.sleep(0.01)
        return False

    def _imapd_conf(self) -> str:
        name, group, _, _ = runner()
        yes = {True: "yes", False: "no"}
        return _IMAPD.format(
            root=self.root,
            name=name,
            group=group,
            slashes=yes[not self.classic],
            beside=yes[not self.classic],
        )

    def _cyrus_conf(self) -> str:
        imapd = self._programs / "imapd"
        return _CYRUS.format(imapd=imapd, root=self.root, host=HOST, port=self.port)


def _programs() -> Path | None:
    """The directory that holds master and imapd."""
    places = (INSTALLED, UNPACKED)
    return next((place for place in places if os.access(place / "master", os.X_OK)), None)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


# Whoever signs in is believed, and gets a mailbox with the usual folders at once.
_IMAPD = r"""configdirectory: {root}/conf
defaultpartition: default
partition-default: {root}/mail
cyrus_user: {name}
cyrus_group: {group}
admins: cyrus
allowplaintext: yes
sasl_pwcheck_method: alwaystrue
sasl_mech_list: PLAIN
autocreate_quota: 0
autocreate_post: yes
autocreate_inbox_folders: Drafts|Sent|Trash|Archive
autocreate_subscribe_folders: Drafts|Sent|Trash|Archive
xlist-drafts: Drafts
xlist-sent: Sent
xlist-trash: Trash
xlist-archive: Archive
specialuse_protect: \Junk
unixhierarchysep: {slashes}
altnamespace: {beside}
lmtpsocket: {root}/conf/socket/lmtp
idlesocket: {root}/conf/socket/idle
notifysocket: {root}/conf/socket/notify
"""

_CYRUS = """\
START {{
}}
SERVICES {{
  imap cmd="{imapd} -C {root}/imapd.conf -U 1000" listen="{host}:{port}" proto="tcp4" prefork=2
}}
EVENTS {{
}}
"""
