"""The counterfactual: what would have changed the verdict. One finding is changed at a time."""

from collections.abc import Iterator, Mapping

from rules.decision import Decision, Verdict
from rules.finding import Finding
from rules.policy import Policy
from rules.policy.when import asks, with_texts
from rules.signals import all_signals

#: Verdicts that are told of; more would not be one line.
SHOWN = 3


def otherwise(decision: Decision, policy: Policy) -> str:
    """In one line: which single other finding gives which other verdict, in the policy's order.

    Of the findings that lead to the same verdict the first is told.
    """
    findings = with_texts(decision.findings, decision.invitation)
    decided = policy.first_match(findings)[0].verdict
    told: dict[Verdict, str] = {}
    for signal, value in _changes(policy, findings):
        changed = {**findings, signal: Finding(signal, value)}
        verdict = policy.first_match(changed)[0].verdict
        if verdict is not decided and verdict not in told:
            told[verdict] = f"{verdict} if {signal} were {value}"
    if not told:
        return f"no other single answer would have changed {decided}"
    return "; ".join(list(told.values())[:SHOWN])


def _changes(policy: Policy, findings: Mapping[str, Finding]) -> Iterator[tuple[str, str]]:
    """Every other value of each signal that the policy asks for, in the order of its rules.

    That the mail be forged comes last: it changes everything, and says least.
    """
    values = {signal.name: signal.values for signal in all_signals()}
    subjects = dict.fromkeys(ask.subject for rule in policy.rules for ask in asks(rule.when))
    for signal in sorted(subjects, key=lambda name: name == "authentic"):
        for value in values.get(signal, ()):
            if value != findings[signal].value and value != "unknown":
                yield signal, value
