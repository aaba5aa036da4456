"""A ledger that is new, lost or damaged learns from the labels in the mailbox what was decided.

So a reminder of an invitation that was decided before gets the same verdict, and nobody gets a
second draft. A mailbox without labels of ours costs a few searches, once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rules import Judged, Verdict
from service.deciding import PAGE, Case, about
from service.judging import judge_letters
from service.ledger import Decided, Entry, FolderKey

#: Verdicts for which nobody gets a draft.
_UNANSWERED = (Verdict.IGNORE, Verdict.SUSPICIOUS)


def remember(case: Case, watched: Sequence[str]) -> None:
    """Write down what the labels say. Raises ServerRefused.

    ``case`` is that of a watched folder, which is open.
    """
    for selected, label, uids in case.box.borne_labels(watched):
        key = FolderKey(case.key.mailbox, selected.folder, selected.uidvalidity)
        for start in range(0, len(uids), PAGE):
            entries = list(_entries(case, label, uids[start : start + PAGE]))
            with case.ledger.writing():
                case.ledger.write(key, entries, _now(case))
                case.ledger.mark_labelled(_rows(case, key, entries), "done")
    with case.ledger.writing():
        case.ledger.note_remembered(case.key.mailbox)


def _rows(case: Case, key: FolderKey, entries: Sequence[Entry]) -> list[int]:
    """The rows of what was written just now: what waits for its label is not among them."""
    bearing = {(entry.uid, entry.label) for entry in entries}
    return [m.row for m in case.ledger.to_label(key) if (m.uid, m.label) in bearing]


def _entries(case: Case, label: str, uids: Sequence[int]) -> Iterator[Entry]:
    """What is not known already, as decided when it got its label: nobody is answered twice."""
    offline = replace(case.taste, resolver=None)  # whether it is genuine was asked before
    judged = judge_letters(case.box, uids, offline, case.keep_going)
    well = {uid: one for uid, one in judged.items() if isinstance(one, Judged)}
    known = case.ledger.labels(case.key.mailbox, (j.reading.message_id for j in well.values()))
    for uid, one in sorted(well.items()):
        if one.reading.message_id not in known:
            yield Entry(
                uid=uid,
                message_id=one.reading.message_id,
                kind=one.reading.kind.value,
                label=label,
                archive=False,
                decisions=_decisions(case, label, one),
            )


def _decisions(case: Case, label: str, judged: Judged) -> tuple[Decided, ...]:
    verdict = Verdict(label) if label in set(Verdict) else Verdict.REVIEW
    receipt = f"label {label}\n  because its label in the mailbox says so: the ledger was lost"
    return tuple(
        Decided(
            *about(decision.invitation),
            verdict=verdict.value,
            drafted=verdict not in _UNANSWERED,
            decided_at=_now(case),
            receipt=receipt,
        )
        for decision in judged.decisions
    )


def _now(case: Case) -> str:
    return case.now.isoformat(timespec="seconds")
