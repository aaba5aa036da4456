"""Is the mail what it claims to be?"""

from rules.invitation import Authentic, Invitation
from rules.knowledge import Knowledge
from rules.signals.signal import Example, Signal


def answer(invitation: Invitation, knowledge: Knowledge) -> tuple[str, str]:
    """What the reader found in the headers that the owner's own provider wrote."""
    return invitation.authentic.value, invitation.authentic_because


SIGNAL = Signal(
    name="authentic",
    question="Is the mail what it claims to be?",
    why="A forged invitation is bait; nothing is archived or answered on its word.",
    source="Authentication-Results of the owner's own provider (RFC 8601).",
    blind_spots="Where the provider writes none, or is not named in the config: unknown.",
    values=("yes", "no", "unknown"),
    examples=(
        Example("yes", Invitation(authentic=Authentic.YES, authentic_because="dkim=pass")),
        Example("no", Invitation(authentic=Authentic.NO, authentic_because="dmarc=fail")),
    ),
    silent=(Example("unknown", Invitation()),),
    answer=answer,
)
