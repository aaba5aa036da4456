"""A double of Gmail's IMAP server: one store of messages with labels, folders are views on it.

No server that one can install speaks X-GM-EXT-1. This one does what is known of Gmail's, and fails
loudly where a client leads it beyond that: the connection ends with BYE, and ``faults`` says why.
A test that uses it has to see that ``faults`` is empty; the fixture ``gmail`` does.

    with Gmail() as server:
        user = server.new_user()
        server.deliver(user, "INBOX", letter)
        ...                                          # connect to 127.0.0.1, server.port
        assert server.labels(user) == {"<1@example.org>": {"Coffee First/Meet"}}
        assert not server.faults

What is modelled, and where it is told:

- X-GM-MSGID, X-GM-THRID, X-GM-LABELS, special uses in LIST:
  developers.google.com/workspace/gmail/imap/imap-extensions
- X-GM-LABELS does not tell the open folder's own label (github.com/dlech/gmailbuttons/issues/10),
  and taking that off by STORE is OK and changes nothing (github.com/gmailgem/gmail/issues/160 and
  168); so SEARCH X-GM-LABELS is taken not to find it either. MOVE to All Mail takes it off.
- A label has to exist before STORE: metacpan.org/pod/Net::IMAP::Simple::Gmail; other clients seem
  to live without, so STORE of an unknown one is not modelled.
- SEARCH finds whole words, there is no \\Recent, \\Deleted is expunged at once:
  javaee.github.io/javamail/Gmail. HEADER finds whole Message-IDs in Message-ID and In-Reply-To;
  in References it is told to find nothing, which is not modelled:
  github.com/mscdex/node-imap/issues/831
- COPY to INBOX is told to do nothing (github.com/gmailgem/gmail/issues/63), and to do what one
  expects: not modelled. STORE of \\Inbox is documented.
- Trash takes a message out of every other folder: yz.mit.edu/wp/gmail-and-imap
- COPYUID comes in the tagged answer, also to MOVE: github.com/ruby/net-imap/pull/398
- PERMANENTFLAGS has \\* (github.com/DirectoryTree/ImapEngine/issues/94), but what becomes of a
  keyword is not documented: STORE of one is not modelled.
- A conversation wants the same subject beside In-Reply-To or References:
  developers.google.com/workspace/gmail/api/guides/threads
- The owner may hide any folder from IMAP, and has them in their own language.

Not modelled besides: X-GM-RAW, tokens, COMPRESS, CONDSTORE, ESEARCH, LIST-EXTENDED, UTF8=ACCEPT,
limits of bandwidth; MOVE out of All Mail, Trash or Spam; APPEND of a Message-ID that is there.

- words.py: what a client says · session.py: one connection · store.py: messages, labels, views
- greeting.py, folders.py, changing.py: the commands · searching.py, fetching.py: SEARCH, FETCH
"""

from __future__ import annotations

import contextlib
import itertools
import socket
import threading
from collections.abc import Iterable

from tests.servers.gmail.changing import CHANGING
from tests.servers.gmail.folders import FOLDERS
from tests.servers.gmail.greeting import GREETING
from tests.servers.gmail.session import Session
from tests.servers.gmail.store import ENGLISH, GERMAN, Account, Message, epoch
from tests.servers.listener import HOST, Listener
from tests.servers.mailbox import Mailbox

__all__ = ["ENGLISH", "GERMAN", "PASSWORD", "Gmail"]

PASSWORD = "secret"

_COMMANDS = {**GREETING, **FOLDERS, **CHANGING}
_serial = itertools.count(1)


class Gmail(Listener):
    """A running double. Any name may sign in with the password, and has a mailbox of its own.

    ``names`` are the folders in the owner's language; ``hidden`` those that IMAP does not show.
    """

    def __init__(
        self,
        *,
        names: tuple[tuple[str, str, str], ...] = ENGLISH,
        hidden: tuple[str, ...] = (),
        password: str = PASSWORD,
    ) -> None:
        super().__init__()
        self.password, self.faults = password, list[str]()
        self._names, self._hidden = names, hidden
        self._accounts: dict[str, Account] = {}
        self._lock = threading.Lock()
        self._clients: list[socket.socket] = []
        self._threads: list[threading.Thread] = []

    def met(self, caller: socket.socket) -> None:
        """A client, with a thread of its own."""
        caller.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._clients.append(caller)
        thread = threading.Thread(target=self._talk, args=(caller,), daemon=True)
        self._threads.append(thread)
        thread.start()

    def leave(self) -> None:
        """Cut all clients, and wait for what they were told."""
        for end in self._clients:
            with contextlib.suppress(OSError):  # it may be gone already
                end.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(timeout=10)

    @property
    def certificate(self) -> None:
        """None: it speaks no TLS."""

    def new_user(self) -> str:
        """The name of somebody who has not been here before."""
        return f"owner{next(_serial)}"

    def mailbox(self, user: str) -> Mailbox:
        """A reader of what the folders of `user` show, for assertions."""
        return Mailbox(HOST, self.port, user, self.password)

    def labels(self, user: str) -> dict[str, set[str]]:
        r"""The labels of every message by Message-ID, with Gmail's own such as \\Inbox."""
        account = self.account(user)
        with account.lock:
            return {m.message_id: set(m.labels) for m in account.messages.values()}

    def deliver(
        self, user: str, folder: str, raw: bytes, *, unseen: bool = True, when: float | None = None
    ) -> None:
        """Deliver one mail with the label of a folder, which is made where there is none."""
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
        account, count = self.account(user), 0
        with account.lock:
            view = account.views.get(folder) or account.create(folder)
            for raw in mails:
                seen = set() if unseen else {"\\Seen"}
                account.add(Message(raw, epoch(when), seen=seen), view.label)
                count += 1
        return count

    def label(self, user: str, message_id: str, name: str, *, off: bool = False) -> None:
        """The owner puts a label on, or takes it off, at Gmail's own pages."""
        account = self.account(user)
        with account.lock:
            for message in account.messages.values():
                if message.message_id == message_id:
                    (account.take_off if off else account.put_on)(message, name)

    def stop_indexing(self, user: str) -> None:
        """From now on SEARCH finds no text of new messages, as of an index that lags behind."""
        self.account(user).indexing = False

    def renumber(self, user: str, folder: str) -> None:
        """A folder gets another UIDVALIDITY, and its messages other UIDs."""
        account = self.account(user)
        with account.lock:
            account.renumber(folder)

    def account(self, user: str) -> Account:
        """The account of this name."""
        with self._lock:
            if user not in self._accounts:
                self._accounts[user] = Account(self._names, self._hidden)
            return self._accounts[user]

    def _found(self, name: str, password: str) -> Account | None:
        return self.account(name) if password == self.password else None

    def _talk(self, client: socket.socket) -> None:
        with client, client.makefile("rb") as lines:
            try:
                Session(client, lines, self._found, _COMMANDS).serve()
            except OSError:
                return  # the client went away
            except Exception as error:  # the test's fixture tells it
                self.faults.append(f"{type(error).__name__}: {error}")
                with contextlib.suppress(OSError):
                    client.sendall(b"* BYE this double does not model that\r\n")
