"""The head of Coffee First: a message in, decisions out.

    message ──read──▶ Reading ──ask──▶ Findings ──policy──▶ Decision
    (bytes)           Invitations      with proof           verdict, actions, draft, receipt

Everything here is pure: no clock, no disk but its own data files, no net, no chance; the same
message always gets the same decision. The hands (``service``) see the head only through the names
below.

    reading/     message → Invitations; the only place that knows LinkedIn's mail
    note/        the inviter's own words: which kind of note, what it says
    acquaintance/  whom the owner knows: who is the same person, who may be
    interests.py whom the owner should know; wishes.py what of it comes true; wording.py finds words
    signals/     one file a question; each finding carries its proof
    policy/      the table that decides; policies/ holds the two that come with it
    judge.py     invitation → decision
    reply/       decision → draft, and the checks that every draft passes
    languages/   one data file a language
    contract.py  a decision as plain data, for programs
"""

from dataclasses import dataclass

from rules.acquaintance import (
    Acquaintance,
    Acquaintances,
    could_be_called,
    identity_keys,
)
from rules.contract import decision_object, message_object
from rules.decision import Decision, Draft, Verdict, one_label
from rules.finding import Finding
from rules.interests import Interests, presets
from rules.invitation import Authentic, Invitation, Inviter, Kind
from rules.judge import examples_otherwise, failing_examples, judge
from rules.knowledge import Knowledge
from rules.owner import Owner
from rules.policy import (
    Policy,
    PolicyError,
    builtin_policies,
    builtin_policy,
    builtin_text,
    parse_policy,
    warnings,
)
from rules.policy.compare import differences, rule_line
from rules.policy.otherwise import otherwise
from rules.policy.schema import policy_schema
from rules.reading import Reading, read, read_fields, search_hint
from rules.reading.authenticity import Signature, SignatureResult, trusted_writers
from rules.reading.clean import printable
from rules.reading.links import clean_profile
from rules.reply import check_texts, paste_hint
from rules.signals import Signal, all_signals

__all__ = [
    "Acquaintance",
    "Acquaintances",
    "Authentic",
    "Decision",
    "Draft",
    "Finding",
    "Interests",
    "Invitation",
    "Inviter",
    "Judged",
    "Kind",
    "Knowledge",
    "Owner",
    "Policy",
    "PolicyError",
    "Reading",
    "Signal",
    "Signature",
    "SignatureResult",
    "Verdict",
    "all_signals",
    "builtin_policies",
    "builtin_policy",
    "builtin_text",
    "check_texts",
    "clean_profile",
    "could_be_called",
    "decide",
    "decision_object",
    "differences",
    "examples_otherwise",
    "failing_examples",
    "identity_keys",
    "judge",
    "judge_reading",
    "message_object",
    "one_label",
    "otherwise",
    "parse_policy",
    "paste_hint",
    "policy_schema",
    "presets",
    "printable",
    "read",
    "read_fields",
    "rule_line",
    "search_hint",
    "trusted_writers",
    "warnings",
]


@dataclass(frozen=True, slots=True)
class Judged:
    """A message that was read, and what was decided about each of its invitations."""

    reading: Reading
    decisions: tuple[Decision, ...]


def judge_reading(reading: Reading, policy: Policy, knowledge: Knowledge) -> Judged:
    """What becomes of each invitation in a message that was read."""
    decided = (judge(invitation, policy, knowledge) for invitation in reading.invitations)
    return Judged(reading, one_label(tuple(decided)))


def decide(
    message: bytes,
    policy: Policy,
    knowledge: Knowledge,
    signatures: tuple[Signature, ...] | None = None,
) -> Judged:
    """The straight line in one call: an RFC 5322 message in, its decisions out. Never raises.

    ``signatures`` are the whole message's, verified; None where nobody has verified them.
    """
    return judge_reading(read(message, knowledge, signatures), policy, knowledge)
