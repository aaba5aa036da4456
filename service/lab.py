"""The policy lab: the same letters judged by two policies, before anything is touched."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from rules import Decision, Judged, Policy, decision_object, judge_reading
from service.offline import Replayed, Source
from service.taste import Taste


@dataclass(frozen=True, slots=True)
class Compared:
    """A decision by the one policy, and that by the other about the same invitation."""

    place: str
    one: Decision
    other: Decision

    @property
    def differ(self) -> bool:
        """Whether anything else would be done, or drafted."""
        return (self.one.verdict, self.one.actions, _body(self.one)) != (
            self.other.verdict,
            self.other.actions,
            _body(self.other),
        )

    def as_object(self) -> dict[str, Any]:
        """Plain data for JSON."""
        one, other = decision_object(self.one), decision_object(self.other)
        return {"source": self.place, "differ": self.differ, "policy": one, "against": other}


def _body(decision: Decision) -> str:
    return decision.draft.body if decision.draft else ""


@dataclass(slots=True)
class Tally:
    """How many invitations were compared, and how often a verdict became another."""

    compared: int = 0
    differing: int = 0
    faults: list[str] = field(default_factory=list)
    changed: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, one: Compared) -> None:
        """One more."""
        self.compared += 1
        self.differing += one.differ
        if one.one.verdict is not one.other.verdict:
            self.changed[one.one.verdict.value, one.other.verdict.value] += 1


def compare(
    replayed: Iterable[Replayed], taste: Taste, against: Policy, tally: Tally
) -> Iterator[Compared]:
    """Every invitation judged by both policies; what cannot be read goes into the tally."""
    for source, judged in ((one.source, one.judged) for one in replayed):
        if judged is None:
            tally.faults.append(source.fault)
            continue
        for compared in _pairs(source, judged, replace(taste, policy=against)):
            tally.add(compared)
            yield compared


def _pairs(source: Source, judged: Judged, other: Taste) -> Iterator[Compared]:
    again = judge_reading(judged.reading, other.policy, other.knowledge)
    for one, two in zip(judged.decisions, again.decisions, strict=True):
        yield Compared(source.place, one, two)
