"""The output contract of explain --json and replay --json: keys are added, never renamed."""

from typing import Any

from rules.decision import Decision
from rules.invitation import Authentic, Kind


def message_object(
    source: str, kind: Kind, authentic: Authentic, because: str, decisions: tuple[Decision, ...]
) -> dict[str, Any]:
    """One message (or line) as plain data, ready for JSON."""
    return {
        "source": source,
        "kind": kind.value,
        "authentic": authentic.value,
        "because": because,
        "decisions": [decision_object(decision) for decision in decisions],
    }


def decision_object(decision: Decision) -> dict[str, Any]:
    """One decision as plain data."""
    value = {finding.signal: finding.value for finding in decision.findings}
    return {
        "invitation": _invitation_object(decision, value),
        "role": value["role"],
        "seniority": value["seniority"],
        "known": value["known"],
        "findings": [
            {"signal": f.signal, "value": f.value, "proof": f.proof} for f in decision.findings
        ],
        "rule": decision.rule,
        "verdict": decision.verdict.value,
        "label": decision.label,
        "because": decision.because,
        "actions": list(decision.actions),
        "withheld": list(decision.withheld),
        "draft": _draft_object(decision),
    }


def _invitation_object(decision: Decision, value: dict[str, str]) -> dict[str, Any]:
    inviter, note = decision.invitation.inviter, decision.invitation.note
    fields = ("name", "headline", "title", "company", "location", "profile")
    return {
        "inviter": {name: getattr(inviter, name) for name in fields},
        "note": note,
        "note_kind": value["note_kind"],
        "note_elements": {e: value[f"note_{e}"] == "yes" for e in ("who", "how", "why")},
        "language": value["language"],
    }


def _draft_object(decision: Decision) -> dict[str, Any] | None:
    draft = decision.draft
    if draft is None:
        return None
    return {
        "to": draft.to,
        "subject": draft.subject,
        "body": draft.body,
        "language": draft.language,
        "paste_at": draft.paste_at,
    }
