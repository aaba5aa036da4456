"""What does the inviter mainly do?"""

from rules.invitation import Invitation
from rules.knowledge import Knowledge
from rules.reading.headline import read_headline
from rules.signals.signal import Signal, headline


def answer(invitation: Invitation, knowledge: Knowledge) -> tuple[str, str]:
    """The category of the job in the headline, and the words that told it."""
    reading = read_headline(invitation.inviter.headline)
    return reading.role, reading.role_proof


SIGNAL = Signal(
    name="role",
    question="What does the inviter mainly do?",
    why="The owner may want to know some trades, and is wary of others.",
    source="The words of trades in some twenty languages, looked for in the title, then the line.",
    blind_spots="Trades told by a slogan; a company whose trade one has to know.",
    values=(
        "academic_research",
        "consultant_coach",
        "creative_design",
        "education",
        "engineer_it",
        "engineer_other",
        "finance",
        "founder_exec",
        "healthcare",
        "hospitality",
        "investor",
        "job_seeker",
        "journalist_media",
        "legal",
        "marketing",
        "nonprofit",
        "none",
        "open_networker",
        "operations_supply",
        "other",
        "product_project",
        "public_sector",
        "real_estate",
        "recruiter_hr",
        "sales_bizdev",
        "student",
        "trades_manufacturing",
    ),
    examples=(
        headline("Backend developer at Tidewrack", "engineer_it"),
        headline("Einkäuferin bei Nordlicht Papier", "operations_supply"),
        headline("Avocate au barreau de Nantes", "legal"),
        headline("Founder of Two Rivers", "founder_exec"),
        headline("Founder | We place nurses: recruiting for clinics", "recruiter_hr"),
        headline("Giornalista presso La Sponda", "journalist_media"),
    ),
    silent=(
        headline("", "none"),
        headline("Dog person. Mountains.", "other"),
        headline("Personal trainer", "consultant_coach"),
        headline("Legal search for law firms", "recruiter_hr"),
    ),
    answer=answer,
)
