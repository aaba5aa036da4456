"""A policy: an ordered table that a person can read aloud; the first rule that matches decides.

A policy is a TOML file. ``[[rule]]`` tables say *when* (signal = value, or a list of values; all
must hold) and the *verdict*; what the verdict does may be changed by ``archive`` and ``draft``.
``[[example]]`` tables are the policy's own tests: they are run before the policy is used.
"""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from rules.decision import Verdict
from rules.finding import Finding
from rules.signals import all_signals

Template = Literal["meet", "decline", "accept", "review"]

#: What a verdict does unless the rule says otherwise.
ARCHIVED = frozenset({Verdict.DECLINE, Verdict.IGNORE})
DRAFTED: Mapping[Verdict, Template] = {Verdict.MEET: "meet", Verdict.DECLINE: "decline"}


class PolicyError(Exception):
    """The policy cannot be used; the text says where and why, in one line a fault."""


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Values = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]


class Rule(BaseModel):
    """One line of the table: when all of ``when`` holds, this is the verdict."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    when: dict[str, Values] = Field(default_factory=dict)
    verdict: Verdict
    because: str
    archive: bool | None = None
    draft: Template | Literal[False] | None = None

    def matches(self, findings: Mapping[str, Finding]) -> bool:
        """Whether every condition holds."""
        return all(findings[signal].value in values for signal, values in self.when.items())

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


class PolicyExample(BaseModel):
    """An invitation, or findings about one, and the verdict it must get.

    ``given`` states findings outright; ``name``, ``headline`` and ``note`` are asked the signals.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    says: str
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
        """The rule that decides, and the signals that were looked at on the way to it."""
        looked_at: set[str] = set()
        for rule in self.rules:
            looked_at.update(rule.when)
            if rule.matches(findings):
                return rule, frozenset(looked_at)
        raise PolicyError(f"policy {self.name}: no rule matches, and the last should match all")


def builtin_policies() -> tuple[str, ...]:
    """The names of the policies that come with Coffee First."""
    names = (f.name for f in (files("rules") / "policies").iterdir())
    return tuple(sorted(n.removesuffix(".toml") for n in names if n.endswith(".toml")))


def builtin_policy(name: str) -> Policy:
    """One of the policies that come with Coffee First. Raises PolicyError for an unknown name."""
    if name not in builtin_policies():
        known = ", ".join(builtin_policies())
        raise PolicyError(f"policy {name!r} is not known: take one of {known}, or a .toml file")
    text = (files("rules") / "policies" / f"{name}.toml").read_text(encoding="utf-8")
    return parse_policy(text, name)


def parse_policy(text: str, source: str) -> Policy:
    """A policy out of TOML text; ``source`` names it in errors.

    Raises PolicyError, one line a fault, with the place.
    """
    try:
        policy = Policy.model_validate(tomllib.loads(text))
    except ValidationError as error:
        lines = (f"{source}: {_place(e['loc'])}: {e['msg']}" for e in error.errors())
        raise PolicyError("\n".join(lines)) from None
    except (ValueError, RecursionError) as error:
        raise PolicyError(f"{source}: not valid TOML: {error}") from None
    if faults := _faults(policy):
        raise PolicyError("\n".join(f"{source}: {fault}" for fault in faults))
    return policy


def _place(loc: tuple[int | str, ...]) -> str:
    """A pydantic place as a person counts: rule 3, when."""
    return ".".join(str(p + 1) if isinstance(p, int) else p for p in loc) or "the file"


def _faults(policy: Policy) -> list[str]:
    faults = [fault for rule in policy.rules for fault in _unknown_words(rule)]
    if policy.rules[-1].when:
        faults.append("the last rule must match everything: leave its 'when' out")
    values = {signal.name: signal.values for signal in all_signals()}
    for example in policy.examples:
        faults += [
            f"example {example.says!r}: {name} is never {value!r}"
            for name, value in example.given.items()
            if value not in values.get(name, ())
        ]
    return faults


def _unknown_words(rule: Rule) -> list[str]:
    """A misspelt signal or value would never match, silently; so it is a fault."""
    signals = {signal.name: signal for signal in all_signals()}
    faults = []
    for name, values in rule.when.items():
        if name not in signals:
            faults.append(f"rule {rule.name!r}: no signal {name!r} (have {', '.join(signals)})")
            continue
        if not values:
            faults.append(f"rule {rule.name!r}: {name} is one of nothing, which never matches")
        wrong = [value for value in values if value not in signals[name].values]
        faults += [f"rule {rule.name!r}: {name} is never {value!r}" for value in wrong]
    return faults
