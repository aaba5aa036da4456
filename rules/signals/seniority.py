"""How high does the inviter stand?"""

from rules.invitation import Invitation
from rules.knowledge import Knowledge
from rules.reading.headline import read_headline
from rules.signals.signal import Signal, headline


def answer(invitation: Invitation, knowledge: Knowledge) -> tuple[str, str]:
    """The standing that the title tells, and the words that told it."""
    reading = read_headline(invitation.inviter.headline)
    return reading.seniority, reading.seniority_proof


RANKS = (
    "intern_student",
    "junior",
    "mid",
    "senior",
    "lead_manager",
    "director_vp",
    "c_level_owner",
)

SIGNAL = Signal(
    name="seniority",
    question="How high does the inviter stand?",
    why="Who decides something may be somebody the owner should know.",
    source="The words of standing in some twenty languages, looked for in the title.",
    blind_spots="What a title is worth in a company of two, or in a bank full of vice presidents.",
    values=(*RANKS, "unknown"),
    ranks=RANKS,
    examples=(
        headline("Geschäftsführerin bei Brunnthaler Holzbau", "c_level_owner"),
        headline("Directrice des achats chez Verrerie du Val", "director_vp"),
        headline("Head of Procurement", "lead_manager"),
        headline("Senior potter", "senior"),
        headline("Estudiante de Geología", "intern_student"),
        headline("Data analyst at Quillfeather", "mid"),
    ),
    silent=(
        headline("", "unknown"),
        headline("Assistant to the CEO at Tidewrack", "junior"),
        headline("Product owner at Larkspur", "mid"),
        headline("Project manager", "mid"),
    ),
    answer=answer,
)
