"""The counterfactual: what would have changed the verdict. One finding is changed at a time."""

from collections.abc import Iterator, Mapping

from rules.decision import Decision, Verdict
from rules.finding import Finding
from rules.invitation import Authentic
from rules.judge import first_match
from rules.policy import Policy
from rules.policy.when import TEXTS, asks, with_texts
from rules.signals import all_signals

#: Verdicts that are told of; more would not be one line.
SHOWN = 3


def otherwise(decision: Decision, policy: Policy) -> str:
    """In one line: which single other finding gives which other verdict, in the policy's order.

    Of the findings that lead to the same verdict the first is told.
    """
    findings = with_texts(decision.findings, decision.invitation)
    decided = first_match(policy, findings)[0].verdict
    told: dict[Verdict, str] = {}
    for change, said in _changes(policy, findings):
        verdict = first_match(policy, {**findings, change.signal: change})[0].verdict
        if verdict is not decided and verdict not in told:
            told[verdict] = f"{verdict} if {said}"
    if not told:
        return f"no other single answer would have changed {decided}"
    return "; ".join(list(told.values())[:SHOWN])


def _changes(policy: Policy, findings: Mapping[str, Finding]) -> Iterator[tuple[Finding, str]]:
    """Every other answer that the policy asks for, in the order of its rules; how it is said.

    That the mail be forged comes last: it changes everything, and says least. Where it is forged,
    that decided, whether the policy asks for it or not.
    """
    values = {signal.name: signal.values for signal in all_signals()}
    asked = [ask for rule in policy.rules for ask in asks(rule.when)]
    forged = ["authentic"] * (findings["authentic"].value == Authentic.NO)
    subjects = dict.fromkeys([*(ask.subject for ask in asked), *forged])
    for name in sorted(subjects, key="authentic".__eq__):
        for value in values.get(name, ()):
            if value != findings[name].value and value != "unknown":
                yield Finding(name, value), f"{name} were {value}"
    for ask in asked:
        if ask.subject in TEXTS and not ask.holds(findings):
            word = ask.values[0].strip(" *")
            held = f"{findings[ask.subject].value} {word}" if ask.how == "contains" else word
            yield Finding(ask.subject, held), f"{ask.subject} held “{word}”"
