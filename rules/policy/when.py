"""The condition of a rule: what ``when`` says, as a table that is read aloud.

    when = { known = "no", note_kind = ["default", "generic"] }        equals; one of
    when = { seniority = { at_least = "director_vp" } }                for answers with an order
    when = { headline = { contains = ["kiln", "recruit*"] } }          any of these words
    when = { role = { not = "investor" } }
    when = { any = [{ known = "yes" }, { not = { note_kind = "pitch" } }] }    also: all

All that stands in one table must hold. Besides the signals, these texts of the mail can be asked:
TEXTS. For a signal, ``contains`` looks in the words that it shows as its proof.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from rules.finding import Finding
from rules.invitation import Invitation
from rules.signals import all_signals
from rules.wording import found_words

#: The texts of an invitation that a rule can ask for.
TEXTS = ("name", "headline", "title", "company", "location", "note")

#: How a signal or text is asked, and how that is read aloud.
OPERATORS: Mapping[str, str] = {
    "equals": "is",
    "one_of": "is",
    "at_least": "is at least",
    "contains": "contains",
    "not": "is not",
}

#: Tables within tables; a person follows no more.
DEEPEST = 12

Findings = Mapping[str, Finding]


def with_texts(found: Iterable[Finding], invitation: Invitation) -> dict[str, Finding]:
    """The findings by name, and with them the texts of the mail; "unknown" what it does not show.

    A note is never unknown: that there is none says something.
    """
    texts = {name: getattr(invitation.inviter, name, "").strip() or "unknown" for name in TEXTS}
    texts["note"] = invitation.note
    asked = (*found, *(Finding(name, text) for name, text in texts.items()))
    return {finding.signal: finding for finding in asked}


class ConditionError(ValueError):
    """A condition that cannot be understood. ``word`` is what in the file is wrong."""

    def __init__(self, word: str, message: str) -> None:
        super().__init__(message)
        self.word = word


@dataclass(frozen=True, slots=True)
class Ask:
    """One question: is the subject's value among these, or do its words hold one of these?"""

    subject: str
    how: Literal["is", "contains"]
    values: tuple[str, ...]
    said: str

    def holds(self, findings: Findings) -> bool:
        """Whether it is so."""
        finding = findings[self.subject]
        if self.how == "contains":
            text = finding.value if self.subject in TEXTS else finding.proof
            return any(found_words(word, text) for word in self.values)
        if self.subject in TEXTS:
            return finding.value.casefold() in {value.casefold() for value in self.values}
        return finding.value in self.values

    def __str__(self) -> str:
        return self.said


@dataclass(frozen=True, slots=True)
class Group:
    """Several conditions: all must hold, or any, or (``none``) not one may."""

    how: Literal["all", "any", "none"]
    parts: tuple["Condition", ...]

    def holds(self, findings: Findings) -> bool:
        """Whether it is so."""
        held = (part.holds(findings) for part in self.parts)
        if self.how == "all":
            return all(held)
        return any(held) if self.how == "any" else not any(held)

    def __str__(self) -> str:
        told = [str(part) for part in self.parts]
        if self.how == "none":
            inner = " or ".join(told)
            several = len(self.parts) > 1 or _is_several(self.parts[0])
            return f"not ({inner})" if several and not inner.startswith("(") else f"not {inner}"
        word = " and " if self.how == "all" else " or "
        return f"({word.join(told)})" if self.how == "any" and len(told) > 1 else word.join(told)


def _is_several(part: "Condition") -> bool:
    return isinstance(part, Group) and part.how == "all" and len(part.parts) > 1


Condition = Ask | Group
ALWAYS = Group("all", ())


def asks(condition: Condition) -> Iterator[Ask]:
    """Every question in it, from the left."""
    if isinstance(condition, Ask):
        yield condition
    else:
        for part in condition.parts:
            yield from asks(part)


def read_condition(table: object, depth: int = 0) -> Condition:
    """What a ``when`` table says. Raises ConditionError."""
    if depth > DEEPEST:
        raise ConditionError("when", f"not, all, any: over {DEEPEST} deep: split the rule")
    if not isinstance(table, dict):
        raise ConditionError("when", 'want a table, like { known = "no" }')
    parts = tuple(_entry(key, value, depth) for key, value in table.items())
    return parts[0] if len(parts) == 1 else Group("all", parts)


def _entry(key: str, value: object, depth: int = 0) -> Condition:
    if key == "not":
        return Group("none", (read_condition(value, depth + 1),))
    if key in ("all", "any"):
        if not isinstance(value, list) or not value:
            raise ConditionError(key, f'{key}: want a list of tables, like [{{ known = "no" }}]')
        parts = tuple(read_condition(one, depth + 1) for one in value)
        return Group("all" if key == "all" else "any", parts)
    _known_subject(key)
    if not isinstance(value, dict):
        return _ask(key, "one_of", value)
    if not value:
        raise ConditionError(key, f"{key}: asks nothing: say one of {', '.join(OPERATORS)}")
    parts = tuple(_operator(key, operator, wanted) for operator, wanted in value.items())
    return parts[0] if len(parts) == 1 else Group("all", parts)


def _known_subject(name: str) -> None:
    signals = [signal.name for signal in all_signals()]
    if name not in signals and name not in TEXTS:
        known = ", ".join((*signals, *TEXTS))
        raise ConditionError(name, f"no signal {name!r} (have {known}; not, all, any)")


def _operator(subject: str, operator: str, wanted: object) -> Condition:
    if operator not in OPERATORS:
        raise ConditionError(operator, f"{subject}: no {operator!r}, only {', '.join(OPERATORS)}")
    if operator == "not" and isinstance(wanted, dict):
        return Group("none", (_entry(subject, wanted),))
    if operator == "not":
        return Group("none", (_ask(subject, "one_of", wanted),))
    return _ask(subject, operator, wanted)


def _ask(subject: str, operator: str, wanted: object) -> Ask:
    values = _words(subject, wanted)
    said = f"{subject} {OPERATORS[operator]} {' or '.join(values)}"
    if operator == "contains":
        return Ask(subject, "contains", values, said)
    if operator == "at_least":
        return Ask(subject, "is", _from_here_up(subject, values), said)
    if subject not in TEXTS:
        _answers(subject, values, _values(subject))
    return Ask(subject, "is", values, said)


def _words(subject: str, wanted: Any) -> tuple[str, ...]:
    listed = (wanted,) if isinstance(wanted, str) else wanted
    if not isinstance(listed, list | tuple) or not all(isinstance(one, str) for one in listed):
        raise ConditionError(subject, f"{subject}: want a text or a list of texts")
    if not listed or not all(one.strip(" *") for one in listed):
        raise ConditionError(subject, f"{subject}: is one of nothing, which never matches")
    return tuple(listed)


def _values(subject: str) -> tuple[str, ...]:
    return next(signal.values for signal in all_signals() if signal.name == subject)


def _from_here_up(subject: str, values: tuple[str, ...]) -> tuple[str, ...]:
    """The values that are at least this one, in the signal's own order."""
    ranks = next((s.ranks for s in all_signals() if s.name == subject), ())
    if not ranks:
        ranked = ", ".join(signal.name for signal in all_signals() if signal.ranks)
        raise ConditionError(subject, f"{subject}: has no order for at_least (these do: {ranked})")
    if len(values) != 1:
        raise ConditionError(subject, f"{subject}: at_least wants one value")
    _answers(subject, values, ranks)
    return ranks[ranks.index(values[0]) :]


def _answers(subject: str, values: tuple[str, ...], known: tuple[str, ...]) -> None:
    """A misspelt value would never match, silently; so it is a fault."""
    for value in values:
        if value not in known:
            raise ConditionError(value, f"{subject} is never {value!r} (but {', '.join(known)})")
