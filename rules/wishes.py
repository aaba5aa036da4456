"""Which of the owner's wishes an invitation fulfils, and by which words."""

from collections.abc import Iterator

from rules.interests import Interests, usual_words
from rules.invitation import Invitation
from rules.reading.headline import HeadlineReading
from rules.wording import found_words


def wishes_come_true(
    interests: Interests, invitation: Invitation, reading: HeadlineReading
) -> Iterator[str]:
    """Each wish that the invitation fulfils, with the words that fulfil it."""
    wanted = interests.with_presets()
    if reading.role in wanted.roles:
        yield f"you named the role {reading.role}: “{reading.role_proof}”"
    if reading.seniority in wanted.seniorities:
        yield f"you named the seniority {reading.seniority}: “{reading.seniority_proof}”"
    who, note = invitation.inviter, invitation.note
    for kind, wishes, texts in (
        ("company", wanted.companies, (reading.company,)),
        ("industry", wanted.industries, (reading.company, who.headline)),
        ("topic", wanted.topics, (who.headline, note)),
        ("place", wanted.places, (who.location, who.headline)),
        ("school", wanted.alumni, (who.headline, note)),
        ("word", wanted.words, (who.headline,)),
    ):
        for wish in wishes:
            if found := _first_found(_told_by(kind, wish), texts):
                yield f"you named the {kind} {wish}: “{found}”"


def _told_by(kind: str, wish: str) -> list[str]:
    """The words by which a wish is told: an industry by its usual ones as well."""
    return [wish, *usual_words(wish)] if kind == "industry" else [wish]


def _first_found(wanted: list[str], texts: tuple[str, ...]) -> str:
    hits = (found_words(word, text) for word in wanted for text in texts)
    return next((hit for hit in hits if hit), "")
