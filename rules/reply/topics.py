"""What a reply takes up of the inviter's: what their note said, else their company or title."""

from collections.abc import Mapping, Sequence
from typing import Any

from rules.finding import Finding
from rules.invitation import Invitation
from rules.owner import Owner
from rules.reply import names as reply_names
from rules.reply import slots as reply_slots
from rules.reply.checks import admission

Findings = Mapping[str, Finding]


def slots(invitation: Invitation, owner: Owner) -> dict[str, str]:
    """The slots of a reply text, each with a safe value or empty."""
    inviter = invitation.inviter
    return {
        "first_name": reply_names.first_name(inviter.name),
        "name": reply_names.full_name(inviter.name),
        "company": reply_slots.company(inviter.company),
        "title": reply_slots.title(inviter.title),
        "owner_name": owner.name,
        "owner_first_name": owner.first_name,
    }


def topics(findings: Findings) -> tuple[str, ...]:
    """What the note said that can be answered: why they write, then how they know each other.

    A request waits for an answer, so it comes first.
    """
    if value(findings, "note_kind") == "pitch":
        return ("pitch",)  # a sales talk is declined by its name, but not praised
    said = [t for t in ("why", "how") if value(findings, f"note_{t}") == "yes"]
    personal = "personal" in (value(findings, "note_kind"), value(findings, "note"))
    return (*said, "note") if said or personal else ()


def value(findings: Findings, signal: str) -> str:
    """What a signal answered; "" where it was not asked."""
    return findings[signal].value if signal in findings else ""


def quotes(code: str, invitation: Invitation, findings: Findings) -> dict[str, str]:
    """The words of the note's how and why, where they may be quoted in a reply in this language.

    A note in another language is not quoted, nor words that the reader could take for ours.
    """
    if value(findings, "language") not in (code, "") or value(findings, "note_kind") == "pitch":
        return {}
    found = {}
    for topic in ("how", "why"):
        if value(findings, f"note_{topic}") == "yes":
            words = reply_slots.quote(invitation.note, findings[f"note_{topic}"].proof)
            found[f"{topic}_quote"] = "" if admission(words) else words
    return found


def taken_up(
    table: Mapping[str, Any], known: Mapping[str, str], said: Sequence[str]
) -> tuple[str, Mapping[str, str]]:
    """Which sentence takes something of theirs up, and the slots with its quote filled in."""
    for topic in said:
        if f"{topic}_quote" in table and known.get(f"{topic}_quote"):
            return f"{topic}_quote", {**known, "quote": known[f"{topic}_quote"]}
    found = [topic for topic in said if topic in table]
    found += [slots for slots in _SLOTS if slots in table and _are_known(slots, known)]
    return (found or ["nothing"])[0], known


_SLOTS = ("title_company", "company", "title")


def _are_known(slots: str, known: Mapping[str, str]) -> bool:
    return all(known.get(slot) for slot in slots.split("_"))
