"""Rules that can never match, because those above them match all that they would.

Signals have few values, so this is proven by trying: for every rule, each case that its own
conditions can tell apart is put to the rules above. Two values that no condition so far tells
apart are one case. Questions about free words are cases of their own: they hold or they do not.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import prod

from rules.policy.when import TEXTS, Ask, Condition, Group, asks
from rules.signals import all_signals

#: Cases that are tried for one rule; a policy of a hundred rules takes well under this.
MOST_CASES = 200_000

#: Rules that are looked at; nobody reads a longer policy aloud, and it would take too long.
MOST_RULES = 300

#: A case: the value of each signal that is asked, and whether each question for words holds.
Case = Mapping[str, str]


def unreached(conditions: Sequence[Condition]) -> list[tuple[int, str]]:
    """The numbers of the rules that can never match, each with the reason."""
    found = []
    for number, condition in enumerate(conditions[:MOST_RULES]):
        if why := _why_never(condition, conditions[:number]):
            found.append((number, why))
    return found


def _why_never(condition: Condition, above: Sequence[Condition]) -> str:
    own = _cases([condition])
    if own is None:
        return ""
    if not any(_holds(condition, case) for case in own):
        return "its conditions exclude each other"
    cases = _cases([condition, *above])
    if cases is None:
        return ""
    for case in cases:
        if _holds(condition, case) and not any(_holds(other, case) for other in above):
            return ""
    return "the rules above it match all that it would"


def _cases(conditions: Sequence[Condition]) -> Iterator[Case] | None:
    """Every case that these conditions tell apart; None where there are too many."""
    questions = [ask for condition in conditions for ask in asks(condition)]
    choices: dict[str, list[str]] = {}
    for ask in questions:
        if _is_free(ask):
            choices[str(ask)] = ["yes", "no"]
        elif ask.subject not in choices:
            choices[ask.subject] = _told_apart(ask.subject, questions)
    if prod(len(values) for values in choices.values()) > MOST_CASES:
        return None
    return (dict(zip(choices, case, strict=True)) for case in product(*choices.values()))


def _is_free(ask: Ask) -> bool:
    return ask.how == "contains" or ask.subject in TEXTS


def _told_apart(subject: str, questions: Sequence[Ask]) -> list[str]:
    """One value for each way in which the questions about a signal can be answered."""
    (values,) = (signal.values for signal in all_signals() if signal.name == subject)
    mine = [ask.values for ask in questions if ask.subject == subject and not _is_free(ask)]
    one_each = {tuple(value in asked for asked in mine): value for value in values}
    return list(one_each.values())


def _holds(condition: Condition, case: Case) -> bool:
    if isinstance(condition, Ask):
        if _is_free(condition):
            return case[str(condition)] == "yes"
        return case[condition.subject] in condition.values
    return _group_holds(condition, case)


def _group_holds(group: Group, case: Case) -> bool:
    held = (_holds(part, case) for part in group.parts)
    if group.how == "all":
        return all(held)
    return any(held) if group.how == "any" else not any(held)
