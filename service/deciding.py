"""Waiting messages → what is to be written down about them. Nothing is written or done here."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rules import (
    Decision,
    Invitation,
    Judged,
    Kind,
    Owner,
    Reading,
    Verdict,
    one_label,
)
from service.errors import what_failed
from service.judging import judge_letters
from service.ledger import Decided, Entry, FolderKey, Ledger, PlannedDraft
from service.mailbox import Mailbox
from service.mailbox.drafts import compose, draft_id, fingerprint
from service.taste import Taste

#: After so many rounds a message that cannot be judged is labelled so, and left alone.
TRIES = 3

#: Messages that are decided and written down together: their decisions are held in memory.
PAGE = 1_000

#: Within so many days a second mail about the same person gets no second draft.
ONE_DRAFT_DAYS = 60


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of one message. ``entry`` is None where it is left alone.

    ``fault`` says why it could not be judged. Without any of them it vanished meanwhile.
    """

    uid: int
    judged: Judged | None = None
    entry: Entry | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """What is needed to decide about the messages of one folder.

    ``labels_unseen``: labels of ours that the search does not see may be on messages that the
    ledger does not know, because it was lost, or because they are older than it.
    """

    box: Mailbox
    ledger: Ledger
    key: FolderKey
    taste: Taste
    now: datetime
    keep_going: Callable[[], None]
    labels_unseen: bool


def decide_letters(case: Case, uids: Sequence[int], size: int = PAGE) -> Iterator[list[Outcome]]:
    """The outcome of every message, a page at a time, in the order of their UIDs."""
    labelled = frozenset[str]()
    if uids and case.labels_unseen:
        labelled = case.box.way().labelled_message_ids()
    tried = case.ledger.broken(case.key)
    for start in range(0, len(uids), size):
        page = uids[start : start + size]
        judged = judge_letters(case.box, page, case.taste, case.keep_going)
        yield _Page(case, tried, labelled, judged).outcomes(page)


class _Before:
    """What was decided before, in its order, to be asked by who invites."""

    def __init__(self, decided: Sequence[Decided]) -> None:
        self._all: list[Decided] = []
        self._places: dict[str, set[int]] = defaultdict(set)
        self.add(decided)

    def add(self, decided: Sequence[Decided]) -> None:
        """Some more, later than what is there."""
        for one in decided:
            for key in filter(None, (one.profile, one.name)):
                self._places[key].add(len(self._all))
            self._all.append(one)

    def about(self, profile: str, name: str) -> list[Decided]:
        """What concerns this person, the latest last."""
        places = sorted(self._places.get(profile, set()) | self._places.get(name, set()))
        return [self._all[at] for at in places if self._all[at].concerns(profile, name)]


class _Page:
    """The judged messages of a page, and what is known of them and of their inviters already."""

    def __init__(
        self,
        case: Case,
        tried: dict[int, int],
        labelled: frozenset[str],
        judged: dict[int, Judged | str],
    ) -> None:
        self._case, self._tried, self._labelled, self._judged = case, tried, labelled, judged
        mailbox = case.key.mailbox
        well = [item for item in judged.values() if isinstance(item, Judged) and item.decisions]
        people = [about(d.invitation) for item in well for d in item.decisions]
        self._before = _Before(case.ledger.decided(mailbox, people))
        message_ids = [item.reading.message_id for item in well]
        self._labels = case.ledger.labels(mailbox, message_ids)
        self._undone = case.ledger.undone(mailbox, message_ids)

    def outcomes(self, uids: Sequence[int]) -> list[Outcome]:
        """What becomes of each, in the order of their UIDs."""
        return [self._outcome(uid) for uid in sorted(uids)]

    def _outcome(self, uid: int) -> Outcome:
        item = self._judged.get(uid)
        if item is None:
            return Outcome(uid)
        if isinstance(item, str):
            return self._not_judged(uid, "", item)
        reading = item.reading
        if reading.kind is Kind.UNREADABLE:
            return self._not_judged(uid, reading.message_id, reading.because, item)
        if not item.decisions or reading.message_id in self._labelled:
            return Outcome(uid, item)
        try:
            return self._decided(uid, item)
        except Exception as error:  # nor must writing its draft
            return self._not_judged(uid, reading.message_id, f"undecided: {what_failed(error)}")

    def _not_judged(
        self, uid: int, message_id: str, fault: str, judged: Judged | None = None
    ) -> Outcome:
        """It stays where it is; after three tries it gets a label that says so."""
        entry = None
        if self._tried.get(uid, 0) + 1 >= TRIES:
            entry = Entry(uid, message_id, Kind.UNREADABLE.value, "not-understood", archive=False)
        return Outcome(uid, judged, entry, fault)

    def _decided(self, uid: int, judged: Judged) -> Outcome:
        """What is to be done: all of it for what is new, the label alone for what came before."""
        reading = judged.reading
        if reading.later and self._tried.get(uid, 0) + 1 < TRIES:
            return Outcome(uid, judged, fault=f"not yet decided: {reading.authentic_because}")
        suspicious = any(d.verdict is Verdict.SUSPICIOUS for d in judged.decisions)
        if reading.message_id in self._undone and not suspicious:  # as the owner wants it
            return Outcome(uid, replace(judged, decisions=()))
        label = self._labels.get(reading.message_id)
        if label and not suspicious:
            return self._copy(uid, judged, label)
        decisions = one_label(tuple(map(self._in_view_of_before, judged.decisions)))
        entry = _entry(self._case, uid, reading, decisions)
        self._before.add(entry.decisions)
        if reading.message_id:
            self._labels[reading.message_id] = entry.label
        return Outcome(uid, Judged(reading, decisions), entry)

    def _copy(self, uid: int, judged: Judged, label: str) -> Outcome:
        """A message that was decided at another place: a copy, or moved by the owner."""
        reading = judged.reading
        known = replace(judged, decisions=())
        if not self._case.box.way().on_message:
            return Outcome(uid, known)
        return Outcome(uid, known, Entry(uid, reading.message_id, reading.kind, label, False))

    def _in_view_of_before(self, decision: Decision) -> Decision:
        """A reminder gets its invitation's verdict; nobody gets two drafts within some weeks."""
        before = self._before.about(*about(decision.invitation))
        if not before or decision.verdict is Verdict.SUSPICIOUS:
            return decision
        standing = [known for known in before if not known.undone]
        if standing and decision.invitation.kind is not Kind.INVITATION:
            return _as_before(decision, standing[-1].verdict)
        if decision.draft and any(self._lately(known) for known in before if known.drafted):
            reason = "no draft: there was one for this person a short while ago"
            return replace(decision, draft=None, withheld=(*decision.withheld, reason))
        return decision

    def _lately(self, known: Decided) -> bool:
        """Also where it is dated a little ahead; not for the years that a clock once was ahead."""
        apart = self._case.now - datetime.fromisoformat(known.decided_at)
        return abs(apart) < timedelta(days=ONE_DRAFT_DAYS)


def about(invitation: Invitation) -> tuple[str, str]:
    """Profile and name of an inviter, as two mails about the same person share them."""
    return invitation.inviter.profile, " ".join(invitation.inviter.name.casefold().split())


def _as_before(decision: Decision, verdict: str) -> Decision:
    """The verdict that the invitation got when it first came."""
    return replace(
        decision,
        verdict=Verdict(verdict),
        because=f"this invitation was decided before: {verdict}",
        rule="decided before",
        label=decision.label if decision.verdict.value == verdict else verdict,
        archive=decision.archive and decision.verdict.value == verdict,
        mark_read=decision.mark_read and decision.verdict.value == verdict,
        draft=None,
        withheld=(),
    )


def _entry(case: Case, uid: int, reading: Reading, decisions: tuple[Decision, ...]) -> Entry:
    owner, now = case.taste.knowledge.owner, case.now.isoformat(timespec="seconds")
    return Entry(
        uid=uid,
        message_id=reading.message_id,
        kind=reading.kind.value,
        label=decisions[0].label,
        archive=decisions[0].archive,
        mark_read=decisions[0].mark_read,
        decisions=tuple(
            Decided(*about(d.invitation), d.verdict.value, d.draft is not None, now, d.receipt())
            for d in decisions
        ),
        drafts=tuple(_draft(d, owner, case.now) for d in decisions if d.draft),
    )


def _draft(decision: Decision, owner: Owner, written: datetime) -> PlannedDraft:
    invitation, content = decision.invitation, compose(decision, owner, written)
    saved_as = draft_id(invitation.message_id, invitation.key)
    return PlannedDraft(saved_as, content, fingerprint(content))
