"""Is there a sound business reason to know this person?"""

from collections.abc import Iterator

from rules.invitation import Invitation
from rules.knowledge import Knowledge
from rules.owner import Interests, Owner
from rules.reading.headline import HeadlineReading, read_headline
from rules.signals.signal import Signal, headline
from rules.wording import found_words

#: Where the owner told nothing: trades that are worth knowing, and standings that are, unless
#: it is somebody's trade to sell.
ROLES = frozenset({"founder_exec", "investor", "journalist_media", "academic_research"})
SENIORITIES = frozenset({"c_level_owner", "director_vp"})
SELLERS = frozenset(
    {"sales_bizdev", "recruiter_hr", "marketing", "consultant_coach", "open_networker"}
)


def answer(invitation: Invitation, knowledge: Knowledge) -> tuple[str, str]:
    """Yes with the wish and the words that match it."""
    text = invitation.inviter.headline
    if not text.strip():
        return "unknown", "the mail shows no headline"
    reading, interests = read_headline(text), knowledge.owner.interests
    if interests == Interests():
        return _by_default(reading)
    for reason in _reasons(text, reading, interests):
        return "yes", reason
    return "no", "nothing in the headline is what the owner named"


def _by_default(reading: HeadlineReading) -> tuple[str, str]:
    if reading.role in ROLES:
        return "yes", f"role {reading.role}: “{reading.role_proof}”"
    if reading.seniority in SENIORITIES and reading.role not in SELLERS:
        return "yes", f"seniority {reading.seniority}: “{reading.seniority_proof}”"
    return "no", f"role {reading.role}, seniority {reading.seniority}"


def _reasons(text: str, reading: HeadlineReading, interests: Interests) -> Iterator[str]:
    if reading.role in interests.roles:
        yield f"you named the role {reading.role}: “{reading.role_proof}”"
    if reading.seniority in interests.seniorities:
        yield f"you named the seniority {reading.seniority}: “{reading.seniority_proof}”"
    for company in interests.companies:
        if found := found_words(company, reading.company or text):
            yield f"you named the company {company}: “{found}”"
    for word in interests.words:
        if found := found_words(word, text):
            yield f"you named the word {word}: “{found}”"


_TELLS = Knowledge(
    owner=Owner(
        interests=Interests(
            roles=("hospitality",),
            seniorities=("lead_manager",),
            companies=("Two Rivers",),
            words=("kiln",),
        )
    )
)

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
        headline("Investor", "yes"),
        headline("Directeur technique chez Verrerie du Val", "yes"),
    ),
    silent=(
        headline("", "unknown"),
        headline("Sales director at Leadpump", "no"),
        headline("Accountant", "no"),
        headline("Kilnmaker", "no", knowledge=_TELLS),
    ),
    answer=answer,
)
