"""Is there a sound business reason to know this person?"""

from rules.interests import Interests
from rules.invitation import Invitation, Inviter
from rules.knowledge import Knowledge
from rules.owner import Owner
from rules.reading.headline import HeadlineReading, read_headline
from rules.signals.signal import Example, Signal, headline
from rules.wishes import wishes_come_true

#: Where the owner told nothing: trades that are worth knowing, and standings that are, unless
#: it is somebody's trade to sell.
ROLES = frozenset({"founder_exec", "investor", "journalist_media", "academic_research"})
SENIORITIES = frozenset({"c_level_owner", "director_vp"})
SELLERS = frozenset(
    {"sales_bizdev", "recruiter_hr", "marketing", "consultant_coach", "open_networker"}
)


def answer(invitation: Invitation, knowledge: Knowledge) -> tuple[str, str]:
    """Yes with the wish and the words that match it."""
    text, interests = invitation.inviter.headline, knowledge.owner.interests
    reading = read_headline(text)
    for reason in wishes_come_true(interests, invitation, reading):
        return "yes", reason
    if not text.strip():
        return "unknown", "the mail shows no headline"
    if interests == Interests():
        return _by_default(reading)
    return "no", "nothing that the mail shows is what the owner named"


def _by_default(reading: HeadlineReading) -> tuple[str, str]:
    if reading.role in ROLES:
        return "yes", f"role {reading.role}: “{reading.role_proof}”"
    if reading.seniority in SENIORITIES and reading.role not in SELLERS:
        return "yes", f"seniority {reading.seniority}: “{reading.seniority_proof}”"
    return "no", f"role {reading.role}, seniority {reading.seniority}"


_TELLS = Knowledge(
    owner=Owner(
        interests=Interests(
            roles=("hospitality",),
            seniorities=("lead_manager",),
            companies=("Two Rivers",),
            words=("kiln",),
            industries=("energy",),
            topics=("footbridge*",),
            places=("Delft",),
            alumni=("Chalmers",),
        )
    )
)

_FOUNDER = Knowledge(owner=Owner(interests=Interests(presets=("founder",))))
_IN_DELFT = Invitation(inviter=Inviter(headline="Carpenter", location="Delft, Netherlands"))

SIGNAL = Signal(
    name="business_reason",
    question="Is there a sound business reason to know this person?",
    why="benefit-of-the-doubt accepts whom the owner should know, judging by the title.",
    source="What the owner named in the config; where nothing is named, a default (see ROLES).",
    blind_spots="Reasons that only the owner knows; titles that promise more than they are.",
    values=("yes", "no", "unknown"),
    examples=(
        headline("Hotelier in Turku", "yes", knowledge=_TELLS),
        headline("Teamleiterin Versand", "yes", knowledge=_TELLS),
        headline("Clerk at Two Rivers", "yes", knowledge=_TELLS),
        headline("I fire every Kiln myself", "yes", knowledge=_TELLS),
        headline("Grid planner at Nordkraft", "yes", knowledge=_TELLS),
        headline("Civil engineer, footbridges", "yes", knowledge=_TELLS),
        headline("Student at Chalmers", "yes", knowledge=_TELLS),
        headline("Angel investor", "yes", knowledge=_FOUNDER),
        Example("yes", _IN_DELFT, _TELLS),
        headline("Investor", "yes"),
        headline("Directeur technique chez Verrerie du Val", "yes"),
    ),
    silent=(
        headline("", "unknown"),
        headline("Sales director at Leadpump", "no"),
        headline("Accountant", "no"),
        headline("Kilnmaker", "no", knowledge=_TELLS),
        headline("Powerful words for brands", "no", knowledge=_TELLS),
        headline("Dentist", "no", knowledge=_FOUNDER),
    ),
    answer=answer,
)
