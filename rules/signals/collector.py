"""Does the inviter collect connections?"""

import re

from rules.invitation import Invitation
from rules.knowledge import Knowledge
from rules.signals.signal import Signal, headline

_SIGNS = re.compile(
    r"\bL\.I\.O\.N\b"
    r"|(?<!\w)LION(?!\w)(?!\s+(?i:air|king|capital|group|insurance))"
    r"|(?i:\bopen\s+networker\b|\bnever\s+idk\b|\binvites?\s+welcome\b)"
    r"|(?i:\b\d{1,3}(?:[.,]\d{3}|\s?k)\+?\s+(?:\w+\s+)?"
    r"(?:connections|contacts|kontakte|contactos|contatos|relations|connexions|connessioni|contatti))",
)


def answer(invitation: Invitation, knowledge: Knowledge) -> tuple[str, str]:
    """Yes with the words that say so."""
    found = _SIGNS.search(invitation.inviter.headline[:500])
    return ("yes", found[0]) if found else ("no", "")


SIGNAL = Signal(
    name="collector",
    question="Does the inviter collect connections?",
    why="Who connects with everybody connects with nobody in particular.",
    source="What open networkers call themselves: LION, 30k+ connections, never IDK.",
    blind_spots="Collectors who do not say so; a surname or company LION in capitals.",
    values=("yes", "no"),
    examples=(
        headline("LION | Trade and logistics", "yes"),
        headline("L.I.O.N. - accepting all", "yes"),
        headline("Open Networker, Lisbon", "yes"),
        headline("Career coach | 25k+ connections", "yes"),
        headline("Berater, 30.000 Kontakte", "yes"),
    ),
    silent=(
        headline("Keeper of lions at the city zoo", "no"),
        headline("Pilot at LION AIR", "no"),
        headline("Networking engineer", "no"),
        headline("", "no"),
    ),
    answer=answer,
)
