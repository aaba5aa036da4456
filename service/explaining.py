"""What ``explain`` and ``replay`` do: letters from files are judged, and nothing is touched."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from rules import (
    Judged,
    Knowledge,
    Policy,
    builtin_policy,
    message_object,
    otherwise,
)
from service import screen
from service.config_file import Chosen
from service.errors import InputError
from service.lab import Tally, compare
from service.offline import Replayed, judge_source, replay, sources
from service.resolver import Resolver
from service.shown import shown
from service.taste import Taste, load_policy, load_taste


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the command line says otherwise than the config."""

    chosen: Chosen
    policy: str | None
    authserv_ids: tuple[str, ...]
    dkim: bool = False

    def taste(self) -> Taste:
        """The owner's taste where there is a config file, else a plain one; with these changes.

        Offline nothing is asked of the network unless that is said.
        """
        taste = replace(self._configured(), resolver=Resolver() if self.dkim else None)
        if self.policy is not None:
            taste = replace(taste, policy=load_policy(self.policy))
        if self.authserv_ids:
            trusted = replace(taste.knowledge, authserv_ids=frozenset(self.authserv_ids))
            taste = replace(taste, knowledge=trusted)
        return taste

    def _configured(self) -> Taste:
        if self.chosen.config or self.chosen.path.exists():
            return load_taste(self.chosen.one())
        return Taste(builtin_policy("gatekeeper"), Knowledge())


def explain(file: Path, overrides: Overrides, *, json: bool) -> None:
    """Why one message gets the decision it gets."""
    if file.is_dir():
        raise InputError(
            f"{shown(file)}: is a folder: 'coffeefirst replay' judges all that is in it"
        )
    taste = overrides.taste()
    several = list(islice(sources(file), 2))
    if len(several) != 1:
        held = "several messages: 'coffeefirst replay' judges them all" if several else "nothing"
        raise InputError(f"{shown(file)}: holds {held}")
    source = several[0]
    if source.fault:
        raise InputError(source.fault)
    judged = judge_source(source, taste)
    changes = [otherwise(decision, taste.policy) for decision in judged.decisions]
    if json:
        screen.as_json(_explained_object(source.place, judged, changes))
    else:
        screen.show_explained(judged, changes)


def _explained_object(place: str, judged: Judged, changes: Sequence[str]) -> dict[str, Any]:
    told = as_object(place, judged)
    for decision, change in zip(told["decisions"], changes, strict=True):
        decision["otherwise"] = change
    return told


def show_replay(
    paths: list[Path], overrides: Overrides, against: str | None, *, json: bool
) -> None:
    """Judge everything in the paths, offline; ``against``: by another policy as well."""
    taste = overrides.taste()
    replayed = replay(paths, taste)
    if against is not None:
        _show_compared(replayed, taste, load_policy(against), json=json)
        return
    if json:
        for one in replayed:
            _as_json(one)
        return
    counted: Counter[str] = Counter()
    faults: list[str] = []
    rows = []
    for one in replayed:
        if one.judged is None:
            faults.append(one.source.fault)
            continue
        rows.append((one.source.place, one.judged))
        verdicts = [decision.verdict.value for decision in one.judged.decisions]
        counted.update(verdicts or [one.judged.reading.kind.value])
    screen.show_judged(rows, "what would be decided")
    screen.show_summary(counted, faults)


def _as_json(one: Replayed) -> None:
    if one.judged is None:
        screen.complain(one.source.fault)
        return
    screen.as_json(as_object(one.source.place, one.judged))


def _show_compared(
    replayed: Iterator[Replayed], taste: Taste, against: Policy, *, json: bool
) -> None:
    """What another policy would do otherwise, and on which grounds."""
    tally = Tally()
    for one in compare(replayed, taste, against, tally):
        if json:
            screen.as_json(one.as_object())
        elif one.differ:
            screen.show_compared(one)
    if json:
        screen.complain("\n".join(tally.faults))
    else:
        screen.show_tally(tally, taste.policy.name, against.name)


def as_object(place: str, judged: Judged, fault: str = "") -> dict[str, Any]:
    """A judged message as plain data, for programs."""
    reading = judged.reading
    because = fault or reading.because
    return message_object(place, reading.kind, reading.authentic, because, judged.decisions)
