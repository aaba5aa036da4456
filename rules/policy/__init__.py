"""A policy: an ordered table that a person can read aloud; the first rule that matches decides.

A policy is a TOML file. ``[[rule]]`` tables say *when* (``when.py`` has the language), the
*verdict*, and why. What the verdict does may be changed: ``label``, ``archive``, ``mark_read``,
``draft``. ``[[example]]`` tables are the policy's own tests: they are run before it is used.

    when.py       the conditions
    places.py     where in the file a fault is
    unreached.py  rules that can never match
    schema.py     the language as a JSON Schema, for editors
    compare.py    what differs between two policies
"""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from rules.decision import Verdict
from rules.finding import Finding
from rules.policy.places import line_of
from rules.policy.unreached import unreached
from rules.policy.when import ALWAYS, Ask, Condition, Group, asks, read_condition, with_texts
from rules.signals import all_signals

__all__ = ["Policy", "PolicyError", "PolicyExample", "Rule", "warnings", "with_texts"]

Template = Literal["meet", "decline", "accept", "review"]

#: What a verdict does unless the rule says otherwise.
ARCHIVED = frozenset({Verdict.DECLINE, Verdict.IGNORE})
DRAFTED: Mapping[Verdict, Template] = {Verdict.MEET: "meet", Verdict.DECLINE: "decline"}


class PolicyError(Exception):
    """The policy cannot be used; the text says where and why, in one line a fault."""


def _condition(value: object) -> object:
    return value if isinstance(value, Ask | Group) else read_condition(value)


class Rule(BaseModel):
    """One line of the table: when the condition holds, this is the verdict.

    ``label`` is the verdict's own unless said; ``draft`` false means none.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    name: str = Field(min_length=1)
    when: Annotated[Condition, BeforeValidator(_condition)] = ALWAYS
    verdict: Verdict
    because: str = Field(min_length=1)
    label: str | None = Field(default=None, pattern=r"^[a-z][a-z0-9-]{0,29}$")
    archive: bool | None = None
    mark_read: bool = False
    draft: Template | Literal[False] | None = None

    def matches(self, findings: Mapping[str, Finding]) -> bool:
        """Whether its condition holds."""
        return self.when.holds(findings)

    @property
    def archives(self) -> bool:
        """Whether the mail is to leave the inbox."""
        wanted = self.verdict in ARCHIVED if self.archive is None else self.archive
        return wanted and self.verdict is not Verdict.SUSPICIOUS

    @property
    def template(self) -> Template | None:
        """Which reply is drafted, if any; never one to a suspicious mail."""
        if self.verdict is Verdict.SUSPICIOUS:
            return None
        wanted = DRAFTED.get(self.verdict) if self.draft is None else self.draft
        return wanted or None

    @property
    def reads(self) -> bool:
        """Whether the mail is marked as read; a suspicious one never is."""
        return self.mark_read and self.verdict is not Verdict.SUSPICIOUS


class PolicyExample(BaseModel):
    """An invitation, or findings about one, and the verdict it must get.

    ``given`` states findings outright; ``name``, ``headline`` and ``note`` are asked the signals.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    says: str = Field(min_length=1)
    name: str = ""
    headline: str = ""
    note: str = ""
    given: dict[str, str] = Field(default_factory=dict)
    verdict: Verdict


class Policy(BaseModel):
    """The whole table. ``never_admit``: no draft may say that the owner does not know somebody."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    name: str
    says: str
    never_admit: bool = False
    rules: tuple[Rule, ...] = Field(alias="rule", min_length=1)
    examples: tuple[PolicyExample, ...] = Field(alias="example", min_length=1)

    def first_match(self, findings: Mapping[str, Finding]) -> tuple[Rule, frozenset[str]]:
        """The rule that decides, and what was looked at on the way to it."""
        looked_at: set[str] = set()
        for rule in self.rules:
            looked_at.update(ask.subject for ask in asks(rule.when))
            if rule.matches(findings):
                return rule, frozenset(looked_at)
        raise PolicyError(f"policy {self.name}: no rule matches, and the last should match all")

    @property
    def labels(self) -> frozenset[str]:
        """The labels that its rules name beyond those of the verdicts."""
        return frozenset(rule.label for rule in self.rules if rule.label) - set(Verdict)


def builtin_policies() -> tuple[str, ...]:
    """The names of the policies that come with Coffee First."""
    names = (f.name for f in (files("rules") / "policies").iterdir())
    return tuple(sorted(n.removesuffix(".toml") for n in names if n.endswith(".toml")))


def builtin_policy(name: str) -> Policy:
    """One of the policies that come with Coffee First. Raises PolicyError for an unknown name."""
    return parse_policy(builtin_text(name), name)


def builtin_text(name: str) -> str:
    """The file of a policy that comes with Coffee First. Raises PolicyError for an unknown name."""
    if name not in builtin_policies():
        known = ", ".join(builtin_policies())
        raise PolicyError(f"policy {name!r} is not known: take one of {known}, or a .toml file")
    return (files("rules") / "policies" / f"{name}.toml").read_text(encoding="utf-8")


def parse_policy(text: str, source: str) -> Policy:
    """A policy out of TOML text; ``source`` names it in errors.

    Raises PolicyError, one line a fault, with the line of the file.
    """
    try:
        policy = Policy.model_validate(tomllib.loads(text))
    except ValidationError as error:
        told = dict.fromkeys(_told(text, source, e) for e in error.errors())
        raise PolicyError("\n".join(told)) from None
    except (ValueError, RecursionError) as error:
        raise PolicyError(f"{source}: not valid TOML: {error}") from None
    if faults := list(_faults(policy)):
        lines = (f"{source}:{line_of(text, place, word)}: {told}" for place, word, told in faults)
        raise PolicyError("\n".join(lines))
    return policy


def warnings(policy: Policy, text: str, source: str) -> list[str]:
    """What is allowed but cannot be meant: rules that never match, or share a name; a line each.

    The last rule must match everything, so it may be one that the others leave nothing to.
    """
    told = unreached([rule.when for rule in policy.rules[:-1]])
    found = [(number, f"can never match: {why}") for number, why in told]
    names = [rule.name for rule in policy.rules]
    found += [
        (number, "has the name of an earlier rule: a receipt would not tell them apart")
        for number, name in enumerate(names)
        if name in names[:number]
    ]
    return [
        f"{source}:{line_of(text, ('rule', number), '')}: rule {names[number]!r} {why}"
        for number, why in sorted(found)
    ]


#: What pydantic says in its own words, said in those of a person who writes a policy.
_SAID = {
    "missing": "is missing",
    "extra_forbidden": "there is no such key",
    "string_type": "want a text",
    "bool_type": "want true or false",
    "string_too_short": "must not be empty",
    "string_pattern_mismatch": "want small letters, digits and hyphens, at most 30",
    "tuple_type": "want a list of tables",
}


def _told(text: str, source: str, error: Any) -> str:
    """One line: file and line, which rule, which key, what is wrong."""
    loc = tuple(part for part in error["loc"] if not str(part).startswith("literal"))
    cause = (error.get("ctx") or {}).get("error")
    word = getattr(cause, "word", "") or str(loc[-1] if loc else "")
    said = _SAID.get(error["type"], error["msg"].removeprefix("Value error, "))
    if loc[-1:] == ("draft",):
        said = "want one of meet, decline, accept, review, or false"
    return f"{source}:{line_of(text, loc, word)}: {_place(loc)}: {said}"


def _place(loc: tuple[int | str, ...]) -> str:
    """A pydantic place as a person counts: rule.3.when."""
    return ".".join(str(p + 1) if isinstance(p, int) else p for p in loc) or "the file"


Fault = tuple[tuple[int | str, ...], str, str]


def _faults(policy: Policy) -> "list[Fault]":
    """What is well written and yet wrong: the place, the word there, and what to say."""
    faults: list[Fault] = []
    last = len(policy.rules) - 1
    if policy.rules[last].when != ALWAYS:
        told = "the last rule must match everything: leave its 'when' out"
        faults.append((("rule", last), "when", told))
    values = {signal.name: signal.values for signal in all_signals()}
    for number, example in enumerate(policy.examples):
        for name, value in example.given.items():
            if name not in values:
                told = f"example {example.says!r}: no signal {name!r} (have {', '.join(values)})"
                faults.append((("example", number), name, told))
            elif value not in values[name]:
                told = f"example {example.says!r}: {name} is never {value!r}"
                faults.append((("example", number), value, told))
    return faults
