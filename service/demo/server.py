r"""A small IMAP server inside this process, for the demo; the home of pymap.

pymap keeps the mailbox in memory (its "dict" backend) and serves it over a real connection on the
loopback interface. It is meant for some dozens of messages: each SEARCH parses all headers anew.

Where pymap 0.36 differs from the servers that people have, a small subclass mends it:

* ``_Folder`` keeps keywords, and says so by ``\*`` in PERMANENTFLAGS (RFC 3501, section 7.1);
* ``_Folders`` and ``_Entry`` tell in LIST what a folder is for (RFC 6154, section 2);
* ``_Config`` greets without the host's name, because looking it up can take seconds.
"""

import asyncio
import logging
import secrets
import ssl
import threading
from argparse import Namespace
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from proxyprotocol.sock import SocketInfo
from pymap.backend.dict import Config, Login
from pymap.backend.dict.filter import FilterSet
from pymap.backend.dict.mailbox import MailboxData, MailboxSet
from pymap.concurrent import Subsystem
from pymap.imap import IMAPServer
from pymap.listtree import ListEntry, ListTree
from pymap.mailbox import MailboxSnapshot
from pymap.parsing.message import AppendMessage
from pymap.parsing.specials import ObjectId
from pymap.parsing.specials.flag import Flag, Wildcard
from pymap.user import UserMetadata
from pysasl.hashing import BuiltinHash

HOST = "127.0.0.1"
FOLDERS = {"Drafts": b"Drafts", "Archive": b"Archive", "Sent": b"Sent"}  # name: special use
_LARGEST_APPEND = 10_000_000
_GOODBYE_SECONDS = 1.0

_log = logging.getLogger(__name__)


class _Snapshot(MailboxSnapshot):
    r"""A folder's state. FLAGS name the flags in use; ``\*`` is for PERMANENTFLAGS alone."""

    @property
    def flags(self) -> frozenset[Flag]:
        return super().flags - {Wildcard}


class _Folder(MailboxData):
    """A folder that keeps keywords; pymap's own answers OK and drops them."""

    @property
    def permanent_flags(self) -> frozenset[Flag]:
        return super().permanent_flags | {Wildcard}

    async def snapshot(self) -> MailboxSnapshot:
        now = await super().snapshot()
        in_use = [flag for message in self._messages.values() for flag in message.permanent_flags]
        return _Snapshot(
            now.mailbox_id,
            now.readonly,
            now.uid_validity,
            now.permanent_flags,
            now.session_flags.union(in_use),
            now.exists,
            now.recent,
            now.unseen,
            now.first_unseen,
            now.next_uid,
        )


@dataclass(frozen=True)
class _Entry(ListEntry):
    """A folder in the answer to LIST, with its special use."""

    @property
    def attributes(self) -> Sequence[bytes]:
        special = FOLDERS.get(self.name)
        return [*super().attributes, special] if special else super().attributes


class _Tree(ListTree):
    """The folders as LIST shows them."""

    def list(self) -> Iterable[ListEntry]:
        for entry in super().list():
            yield _Entry(entry.name, entry.exists, entry.marked, entry.has_children)


class _Folders(MailboxSet):
    """One person's folders."""

    def __init__(self) -> None:
        super().__init__()
        self._inbox = self._new_folder()

    def _new_folder(self) -> _Folder:
        return _Folder(self._content_cache, self._thread_cache)

    async def add_mailbox(self, name: str) -> ObjectId:
        await super().add_mailbox(name)  # raises ValueError where there is one of that name
        self._set[name] = folder = self._new_folder()
        return folder.mailbox_id

    async def list_mailboxes(self) -> ListTree:
        plain = await super().list_mailboxes()
        names = (entry.name for entry in plain.list() if entry.exists)
        return _Tree(self.delimiter).update(*names)


class _Config(Config):
    """pymap's settings, but for what it can only be told by a subclass."""

    @property
    def greeting(self) -> bytes:
        return b"Coffee First demo mailbox ready"


def _config(user: str, password: str) -> _Config:
    """Settings with which pymap starts no thread, reads no environment and looks up no name."""
    return _Config(
        Namespace(passlib_cfg=None, proxy_protocol=None),
        host=HOST,
        port=0,
        demo_data=False,
        demo_user=user,
        demo_password=password,
        tls_enabled=False,  # nothing leaves the loopback interface
        ssl_context=ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER),
        hash_context=BuiltinHash(rounds=1),  # a password that lives for minutes, in memory only
        cpu_subsystem=Subsystem.for_asyncio(),
        max_append_len=_LARGEST_APPEND,
        reject_dnsbl=False,
    )


async def _login(config: _Config, folders: _Folders) -> Login:
    """Who may sign in: the one user, to these folders."""
    for name in FOLDERS:
        await folders.add_mailbox(name)
    config.set_cache[config.demo_user] = (folders, FilterSet())
    login = Login(config)
    secret = config.hash_context.hash(config.demo_password)
    await login.demo_user_identity.set(UserMetadata(config, config.demo_user, password=secret))
    return login


class DemoServer:
    """An IMAP server with one mailbox, up from ``with`` to the end of its block.

    ``user`` and ``password`` sign in at ``host`` and ``port``; the connection is not encrypted.
    Port 0 takes a free one, an empty password a random one. Nothing is kept when the block ends.
    """

    def __init__(self, user: str, password: str = "", *, port: int = 0) -> None:
        self.host = HOST
        self.port = port
        self.user = user
        self.password = password or secrets.token_urlsafe(12)
        self._folders = _Folders()
        self._connections: set[asyncio.StreamWriter] = set()
        self._thread = threading.Thread(target=self._run, name="demo-imap", daemon=True)
        self._started: Future[int] = Future()
        self._loop: asyncio.AbstractEventLoop
        self._stop: asyncio.Event

    def __enter__(self) -> Self:
        """Start to serve. Raises OSError where the port is taken."""
        logging.getLogger("pymap").setLevel(logging.ERROR)  # below that it writes passwords
        self._thread.start()
        self.port = self._started.result()
        return self

    def __exit__(self, *_: object) -> None:
        """Say BYE to whoever is connected, and end the thread."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def deliver(self, messages: Iterable[bytes], folder: str = "INBOX") -> None:
        """Put messages (RFC 5322, CRLF) into a folder, unread, as new mail arrives.

        Raises KeyError where there is no such folder. Only inside the block.
        """
        asyncio.run_coroutine_threadsafe(self._deliver(messages, folder), self._loop).result()

    async def _deliver(self, messages: Iterable[bytes], folder: str) -> None:
        mailbox = await self._folders.get_mailbox(folder)
        for message in messages:
            arrived = AppendMessage(message, datetime.now(UTC), frozenset())
            await mailbox.append(arrived, recent=True)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception as error:
            if self._started.done():
                raise
            self._started.set_exception(error)  # raised again where the block begins

    async def _serve(self) -> None:
        """Serve until told to stop.

        Not ``async with listener``: from Python 3.12 on that waits until every client has gone.
        """
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        config = _config(self.user, self.password)
        imap = IMAPServer(await _login(config, self._folders), config)

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await self._converse(imap, reader, writer)

        listener = await asyncio.start_server(answer, self.host, self.port)
        self._started.set_result(listener.sockets[0].getsockname()[1])
        await self._stop.wait()
        listener.close()
        await self._hang_up()

    async def _converse(
        self, imap: IMAPServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._connections.add(writer)
        try:
            await imap(reader, writer, SocketInfo.get(writer, None))
            await writer.wait_closed()
        except asyncio.CancelledError:  # before 3.12 asyncio reports a cancelled one as an error
            pass
        except Exception:  # pymap has said BYE [SERVERBUG]; the other connections go on
            _log.debug("a connection to the demo mailbox broke", exc_info=True)
        finally:
            writer.transport.abort()
            self._connections.discard(writer)

    async def _hang_up(self) -> None:
        """End every conversation: with a BYE where the client listens, else without one."""
        talking = asyncio.all_tasks() - {asyncio.current_task()}
        for conversation in talking:
            conversation.cancel()
        for _ in range(2):  # the second time for those that only end once they are cut off
            if talking:
                _, talking = await asyncio.wait(talking, timeout=_GOODBYE_SECONDS)
            for writer in tuple(self._connections):
                writer.transport.abort()
