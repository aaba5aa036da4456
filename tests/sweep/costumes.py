"""What the server of a sweep looks like, and how the owner's settings tell to keep labels there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from rules import builtin_text
from tests.servers.bridge import COSTUME, Bridge
from tests.servers.costume import PLAIN_CAPABILITY
from tests.servers.dovecot import Dovecot
from tests.servers.gmail import Gmail

#: What the owner's settings say of labels.
Labels = Literal["auto", "keywords", "folders"]

_UNREADABLE = "no inviter was found"

MOVES = " MOVE UIDPLUS"


@dataclass(frozen=True)
class SweepCostume:
    """A server (the parameters of tests.servers.costume.Costume) and a way to keep labels.

    `never` are commands that a client must not give here: the server would carry them out all the
    same, for it only hides that it can. `mark_read`: by the policy, what is declined is read.
    `problems` are what each faultless round tells the owner of, as far as words say it. `kind` is
    what stands there: a Dovecot, one behind the filter that is Proton's Bridge, the Gmail double.
    """

    labels: Labels = "keywords"
    server: Mapping[str, Any] = field(default_factory=dict)
    never: frozenset[str] = frozenset()
    mark_read: bool = False
    problems: tuple[str, ...] = (_UNREADABLE,)
    kind: Literal["dovecot", "bridge", "gmail"] = "dovecot"

    def opened(self) -> Dovecot | Gmail:
        """The server, which is still to be entered."""
        return Gmail() if self.kind == "gmail" else Dovecot(**self.server)

    @contextmanager
    def entrance(self, server: Dovecot | Gmail) -> Iterator[int]:
        """The port for clients. Raises AssertionError where they went beyond what is modelled."""
        if self.kind == "bridge":
            with Bridge(server.port) as front:
                yield front.port
                assert not front.unmodelled, front.unmodelled
            return
        yield server.port
        if isinstance(server, Gmail):
            assert not server.faults, server.faults


_STAYS = "the server knows neither MOVE nor UIDPLUS, so mail stays"
_NO_MOVE = frozenset({"UID MOVE", "MOVE"})
_NO_UIDPLUS = frozenset({"UID EXPUNGE", "EXPUNGE", "CLOSE"})
_PLAIN = {"capability": PLAIN_CAPABILITY}
_UIDPLUS = {"capability": PLAIN_CAPABILITY + " UIDPLUS MULTIAPPEND LITERAL+"}

COSTUMES: Mapping[str, SweepCostume] = {
    # All that Dovecot can; labels are keywords, the archive is a folder.
    "keywords": SweepCostume(),
    # The same server, where labels are folders.
    "folders": SweepCostume("folders"),
    # Without MOVE an archived mail is copied, and then just this one is expunged.
    "uidplus": SweepCostume(server=_UIDPLUS, never=_NO_MOVE),
    "uidplus-folders": SweepCostume("folders", server=_UIDPLUS, never=_NO_MOVE),
    # With neither, mail stays where it is, and drafts go one by one.
    "plain": SweepCostume(
        server=_PLAIN, never=_NO_MOVE | _NO_UIDPLUS, problems=(_UNREADABLE, _STAYS)
    ),
    "plain-folders": SweepCostume(
        "folders", server=_PLAIN, never=_NO_MOVE | _NO_UIDPLUS, problems=(_UNREADABLE, _STAYS)
    ),
    # Drafts several at once, but a command for each.
    "literals": SweepCostume(server={"capability": PLAIN_CAPABILITY + MOVES + " LITERAL+"}),
    # Each draft waits for leave.
    "one-by-one": SweepCostume(server={"capability": PLAIN_CAPABILITY + MOVES}, mark_read=True),
    # Courier's way with folders, where no folder is there yet; what is declined is marked as read.
    "courier": SweepCostume(
        "folders", server={"separator": ".", "prefix": "INBOX.", "folders": {}}, mark_read=True
    ),
    # Labels of the server's own, which it shows as folders.
    "bridge": SweepCostume("auto", server=COSTUME, mark_read=True, kind="bridge"),
    # One store of messages with labels; the archive is all of it.
    "gmail": SweepCostume("auto", mark_read=True, kind="gmail"),
}


def policy_text() -> str:
    """The gatekeeper, which also marks what it declines as read."""
    text, declines = builtin_text("gatekeeper"), 'verdict = "decline"\nbecause'
    assert declines in text, "the policy has other words now"
    return text.replace(declines, 'verdict = "decline"\nmark_read = true\nbecause')
