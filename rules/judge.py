"""The judge: a reading in, decisions out; and the policy's own examples."""

from dataclasses import replace
from typing import TYPE_CHECKING

from rules.decision import Decision, Draft, Verdict
from rules.finding import Finding
from rules.invitation import Authentic, Invitation
from rules.knowledge import Knowledge
from rules.policy import Policy, PolicyExample, Rule, with_texts
from rules.policy.places import line_of
from rules.reading import read_fields
from rules.reply import write
from rules.signals import ask_all

if TYPE_CHECKING:
    from collections.abc import Mapping


#: What every policy does about a mail that is not what it claims to be, whatever its rules say.
FORGED = Rule(
    name="forged",
    verdict=Verdict.SUSPICIOUS,
    because="the mail is not what it claims to be, whatever the policy says of it",
)


def judge(invitation: Invitation, policy: Policy, knowledge: Knowledge) -> Decision:
    """The decision about one invitation: ask every signal, take the first rule that matches."""
    found = ask_all(invitation, knowledge)
    findings = with_texts(found, invitation)
    rule, looked_at = first_match(policy, findings)
    draft, no_draft = _draft(rule, invitation, findings, policy, knowledge)
    stays = _why_it_stays(rule, invitation, [findings[name] for name in sorted(looked_at)])
    if no_draft and rule.archives:
        stays = stays or "not archived: the answer that belongs to it could not be written"
    return Decision(
        invitation=invitation,
        findings=found,
        rule=f"{policy.name}: {rule.name}",
        verdict=rule.verdict,
        label=rule.label or rule.verdict.value,
        because=rule.because,
        archive=rule.archives and not stays,
        mark_read=rule.reads and not stays,
        draft=draft,
        withheld=tuple(r for r in (_overruled(rule, policy, findings), no_draft, stays) if r),
    )


def first_match(policy: Policy, findings: "Mapping[str, Finding]") -> tuple[Rule, frozenset[str]]:
    """The rule that decides, and what was looked at on the way to it.

    No policy can trust a forged mail: its own rule decides only where it says the same.
    """
    rule, looked_at = policy.first_match(findings)
    forged = findings["authentic"].value == Authentic.NO
    return (FORGED if forged and rule.verdict is not Verdict.SUSPICIOUS else rule), looked_at


def _overruled(rule: Rule, policy: Policy, findings: "Mapping[str, Finding]") -> str:
    """The policy's own rule that would have trusted a forged mail; else ""."""
    if rule is not FORGED:
        return ""
    own = policy.first_match(findings)[0]
    return f"not {own.verdict}: rule {own.name!r} does not ask whether the mail is authentic"


def _draft(
    rule: Rule,
    invitation: Invitation,
    findings: "Mapping[str, Finding]",
    policy: Policy,
    knowledge: Knowledge,
) -> tuple[Draft | None, str]:
    """The draft that the rule asks for, or why there is none."""
    if rule.template is None:
        return None, ""
    reachable = _with_address(invitation, knowledge)
    draft, why = write(
        rule.template, reachable, findings, knowledge.owner, never_admit=policy.never_admit
    )
    return draft, f"no draft: {why}" if draft is None else ""


def _with_address(invitation: Invitation, knowledge: Knowledge) -> Invitation:
    """The invitation with the address that the owner's records hold for this very person."""
    person = knowledge.acquaintances.certain(invitation.inviter)
    if invitation.inviter.address or person is None or not person.addresses:
        return invitation
    return replace(invitation, inviter=replace(invitation.inviter, address=person.addresses[0]))


def _why_it_stays(rule: Rule, invitation: Invitation, looked_at: list[Finding]) -> str:
    """Unknown never archives: neither an unproven mail nor a question without an answer."""
    if not rule.archives:
        return ""
    if invitation.authentic is not Authentic.YES:
        return f"not archived: authentic is {invitation.authentic}"
    unknown = [finding for finding in looked_at if finding.value == "unknown"]
    if unknown:
        return "not archived: " + "; ".join(
            f"{f.signal} is unknown" + f" ({f.proof})" * bool(f.proof) for f in unknown
        )
    return ""


def failing_examples(policy: Policy, text: str = "", source: str = "") -> list[str]:
    """The policy's own examples that do not come out as they say; one line each.

    ``text`` and ``source`` are the policy's file, to tell the line; without them its name is told.
    """
    return [
        f"{_example_place(policy, number, text, source)}: example {example.says!r} should be "
        f"{example.verdict}, but rule {rule.name!r} says {rule.verdict}"
        for number, example in enumerate(policy.examples)
        if (rule := _rule_for(example, policy)).verdict is not example.verdict
    ]


def _example_place(policy: Policy, number: int, text: str, source: str) -> str:
    if not text:
        return f"policy {policy.name}"
    return f"{source}:{line_of(text, ('example', number), '')}"


def examples_otherwise(one: Policy, other: Policy) -> list[str]:
    """The examples of one policy that another decides otherwise; one line each."""
    return [
        f"{one.name} says {example.verdict}, {other.name} {rule.verdict}: {example.says}"
        for example in one.examples
        if (rule := _rule_for(example, other)).verdict is not example.verdict
    ]


def _rule_for(example: PolicyExample, policy: Policy) -> Rule:
    (invitation,) = read_fields(example.name, example.headline, example.note).invitations
    findings = with_texts(ask_all(invitation, Knowledge()), invitation)
    stated = {name: Finding(name, value, "stated") for name, value in example.given.items()}
    return first_match(policy, {**findings, **stated})[0]
