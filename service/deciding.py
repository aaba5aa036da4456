"""Waiting messages → what is to be written down about them. Nothing is written or done here."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rules import (
    Decision,
    Judged,
    Kind,
    Verdict,
    judge_reading,
    one_label,
    read,
)
from service.ledger import Entry, FolderKey, Ledger
from service.mailbox import Letter, Mailbox
from service.mailbox.drafts import compose, draft_id
from service.taste import Taste

#: After so many rounds a message that cannot be judged is labelled so, and left alone.
TRIES = 3

#: Messages that are decided and written down together: their decisions are held in memory.
PAGE = 2_000

#: Kinds of mail that hold invitations.
INVITING = frozenset({Kind.INVITATION, Kind.REMINDER, Kind.DIGEST})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of one message. ``entry`` is None where it is left alone.

    ``fault`` says why it could not be judged; ``moved`` that it was decided at another place.
    """

    uid: int
    judged: Judged | None = None
    entry: Entry | None = None
    fault: str = ""
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """What is needed to decide about the messages of one folder."""

    box: Mailbox
    ledger: Ledger
    key: FolderKey
    taste: Taste
    now: datetime
    keep_going: Callable[[], None]
    since_days: int


def decide_letters(case: Case, uids: Sequence[int]) -> Iterator[list[Outcome]]:
    """The outcome of every message, a page at a time, in the order of their UIDs."""
    labelled = frozenset[str]()
    if uids and not case.ledger.uidnext(case.key):  # the ledger may have been lost
        labelled = case.box.way().labelled_message_ids()
    tried = case.ledger.broken(case.key)
    for start in range(0, len(uids), PAGE):
        judged = _judged(case, uids[start : start + PAGE])
        yield _outcomes(case, judged, tried, labelled)


def _judged(case: Case, uids: Sequence[int]) -> dict[int, Judged | str]:
    """Each message judged, or why it cannot be; from the whole mail where a part is too little."""
    found: dict[int, Judged | str] = {}
    short: list[Letter] = []
    for batch in case.box.letters(uids):
        case.keep_going()
        found.update({letter.uid: _judge(letter, case.taste) for letter in batch})
        short += [
            replace(letter, message=b"")
            for letter in batch
            if not letter.whole and _too_little(found[letter.uid])
        ]
    for batch in case.box.whole(short):
        case.keep_going()
        found.update({letter.uid: _judge(letter, case.taste) for letter in batch})
    return found


def _too_little(judged: Judged | str) -> bool:
    return isinstance(judged, Judged) and not judged.reading.sufficient


def _judge(letter: Letter, taste: Taste) -> Judged | str:
    if letter.fault:
        return letter.fault
    try:
        reading = read(letter.message, taste.knowledge)
        return judge_reading(reading, taste.policy, taste.knowledge)
    except Exception as error:  # one message must not end the round
        return f"judging it failed: {error!r}"


def _outcomes(
    case: Case, judged: dict[int, Judged | str], tried: dict[int, int], labelled: frozenset[str]
) -> list[Outcome]:
    read_well = [item for item in judged.values() if isinstance(item, Judged)]
    keys = [d.invitation.key for item in read_well for d in item.decisions]
    before = case.ledger.decided(case.key.mailbox, keys)
    ids = [item.reading.message_id for item in read_well if item.decisions]
    known = case.ledger.known_message_ids(case.key.mailbox, ids)
    outcomes = []
    for uid in sorted(judged):
        item = judged[uid]
        if isinstance(item, str):
            outcomes.append(_not_judged(uid, "", item, tried))
        elif item.reading.kind is Kind.UNREADABLE:
            outcomes.append(
                _not_judged(uid, item.reading.message_id, item.reading.because, tried, item)
            )
        elif item.reading.message_id in labelled or known.get(item.reading.message_id):
            outcomes.append(Outcome(uid))  # decided and done: where it is now, the owner put it
        elif item.reading.message_id in known:
            outcomes.append(Outcome(uid, item, _moved(uid, item), moved=True))
        elif item.reading.kind in INVITING and item.decisions:
            outcomes.append(_decided(case, uid, item, before))
        else:
            outcomes.append(Outcome(uid, item))
    return outcomes


def _not_judged(
    uid: int, message_id: str, fault: str, tried: dict[int, int], judged: Judged | None = None
) -> Outcome:
    """It stays where it is; after three tries it gets a label that says so."""
    entry = None
    if tried.get(uid, 0) + 1 >= TRIES:
        entry = Entry(uid, message_id, Kind.UNREADABLE.value, "not-understood", archive=False)
    return Outcome(uid, judged, entry, fault)


def _moved(uid: int, judged: Judged) -> Entry:
    reading = judged.reading
    return Entry(uid, reading.message_id, reading.kind.value, "", archive=False)


def _decided(case: Case, uid: int, judged: Judged, before: dict[str, str]) -> Outcome:
    """What is to be done; a reminder of a decided invitation gets its label and no second draft."""
    reading = judged.reading
    again = reading.kind is not Kind.INVITATION
    decisions = one_label(
        tuple(
            _as_before(decision, before.get(decision.invitation.key, "")) if again else decision
            for decision in judged.decisions
        )
    )
    before.update({d.invitation.key: d.verdict.value for d in decisions})
    return Outcome(uid, Judged(reading, decisions), _entry(case, uid, reading.kind, decisions))


def _as_before(decision: Decision, verdict: str) -> Decision:
    """The verdict that the invitation got when it first came; a forged mail stays suspicious."""
    if not verdict or decision.verdict is Verdict.SUSPICIOUS:
        return decision
    return replace(
        decision,
        verdict=Verdict(verdict),
        because=f"this invitation was decided before: {verdict}",
        rule="decided before",
        archive=decision.archive and decision.verdict.value == verdict,
        draft=None,
        withheld=(),
    )


def _entry(case: Case, uid: int, kind: Kind, decisions: tuple[Decision, ...]) -> Entry:
    owner = case.taste.knowledge.owner
    drafted = [decision for decision in decisions if decision.draft]
    return Entry(
        uid=uid,
        message_id=decisions[0].invitation.message_id,
        kind=kind.value,
        label=decisions[0].label.value,
        archive=decisions[0].archive,
        decisions=tuple((d.invitation.key, d.verdict.value, d.receipt()) for d in decisions),
        drafts=tuple(
            (
                draft_id(d.invitation.message_id, d.invitation.key),
                compose(d, owner, case.now),
            )
            for d in drafted
        ),
    )
