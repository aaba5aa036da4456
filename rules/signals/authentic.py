"""Is the mail what it claims to be?"""

from rules.invitation import Authentic, Invitation
from rules.knowledge import Knowledge
from rules.signals.signal import Example, Signal


def answer(invitation: Invitation, knowledge: Knowledge) -> tuple[str, str]:
    """What the reader found: in the provider's results, in the mail, in its signatures."""
    return invitation.authentic.value, invitation.authentic_because


SIGNAL = Signal(
    name="authentic",
    question="Is the mail what it claims to be?",
    why="A forged invitation is bait; nothing is archived or answered on its word.",
    source=(
        "Authentication-Results of the owner's own provider (RFC 8601), else LinkedIn's DKIM "
        "signatures (RFC 6376); and what such mail demands: sender, template, links, receiver."
    ),
    blind_spots=(
        "Where the provider writes no results and a forwarder has broken the signatures: unknown."
    ),
    values=("yes", "no", "unknown"),
    examples=(
        Example("yes", Invitation(authentic=Authentic.YES, authentic_because="dkim=pass")),
        Example("no", Invitation(authentic=Authentic.NO, authentic_because="dmarc=fail")),
    ),
    silent=(Example("unknown", Invitation()),),
    answer=answer,
)
