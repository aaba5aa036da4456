"""What a round did, to be told."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from service.carrying import Carried
from service.deciding import Outcome
from service.errors import CoffeeFirstError, ServerRefused


@dataclass(slots=True)
class Report:
    """What a round did; ``problems`` are one line each, ``refused`` the folders with work left.

    ``refusals`` are the problems that the server made there. ``round`` is its number in the
    journal, 0 where nothing was done.
    """

    round: int = 0
    looked_at: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    labelled: int = 0
    drafted: int = 0
    archived: int = 0
    problems: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)

    def add_outcomes(self, folder: str, outcomes: Sequence[Outcome]) -> None:
        """Count a page of decisions."""
        self.looked_at += len(outcomes)
        for outcome in outcomes:
            if outcome.judged is not None and outcome.entry is not None and not outcome.fault:
                self.verdicts.update(d.verdict for d in outcome.entry.decisions)
            if outcome.fault:
                self.problems.append(f"{folder}, message {outcome.uid}: {outcome.fault}")
            self.problems += [
                f"{folder}, message {outcome.uid}: {reason}" for reason in _no_draft(outcome)
            ]

    def add_refused(self, folder: str, error: CoffeeFirstError) -> None:
        """A folder that cannot be worked on."""
        self._add_refusals(folder, [f"{folder}: {error}"])

    def add_carried(self, folder: str, carried: Carried) -> None:
        """Count what was done."""
        self.labelled += carried.labelled
        self.drafted += carried.drafted
        self.archived += carried.archived
        if carried.refused:
            self._add_refusals(folder, [f"{folder}: {refusal}" for refusal in carried.refused])

    def _add_refusals(self, folder: str, told: list[str]) -> None:
        self.refused.append(folder)
        self.refusals += told
        self.problems += told

    @property
    def trouble(self) -> ServerRefused | None:
        """What the server did not let us do, None where it let us do everything."""
        return ServerRefused("; ".join(self.refusals)) if self.refusals else None

    def as_object(self) -> dict[str, Any]:
        """The same as plain data, for programs."""
        return {
            "round": self.round,
            "looked_at": self.looked_at,
            "verdicts": dict(self.verdicts),
            "labelled": self.labelled,
            "drafted": self.drafted,
            "archived": self.archived,
            "problems": list(self.problems),
        }


def _no_draft(outcome: Outcome) -> list[str]:
    """Why a draft that a rule asked for could not be written."""
    decisions = outcome.judged.decisions if outcome.judged and outcome.entry else ()
    reasons = [reason for decision in decisions for reason in decision.withheld]
    return [reason for reason in reasons if reason.startswith("no draft: reply text")]
