"""Interests: what makes an inviter somebody the owner should know for sound business reasons."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from rules.wording import found_words

if TYPE_CHECKING:  # the reader asks for the owner, and the owner has interests
    from rules.invitation import Invitation
    from rules.reading.headline import HeadlineReading


@dataclass(frozen=True, slots=True)
class Interests:
    """The owner's wishes. One that comes true is enough.

    ``presets`` are the wishes of a trade, as ``rules/interests.toml`` has them. ``roles`` and
    ``seniorities`` are the categories of the signals of the same name; ``companies`` are looked
    for in the present company, ``industries`` (those of the file, or words) in company and
    headline, ``topics`` in headline and note, ``places`` in location and headline, ``alumni``
    (schools that the owner went to) in headline and note. All are whole words in any case;
    ``recruit*`` stands for any ending. ``words`` is the older name of topics in the headline alone.
    """

    presets: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    seniorities: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    alumni: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def with_presets(self) -> "Interests":
        """The wishes of the presets beside the owner's own."""
        if not self.presets:
            return self
        added = [presets()[name] for name in self.presets if name in presets()]
        joined = {
            field.name: _joined(getattr(self, field.name), added, field.name)
            for field in fields(self)
            if field.name != "presets"
        }
        return Interests(**joined)


def _joined(own: tuple[str, ...], added: list[Mapping[str, Any]], name: str) -> tuple[str, ...]:
    wishes = (wish for preset in added for wish in preset.get(name, ()))
    return tuple(dict.fromkeys((*own, *wishes)))


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads((files("rules") / "interests.toml").read_text(encoding="utf-8"))


def presets() -> Mapping[str, Mapping[str, list[str]]]:
    """The wishes of each trade that has some here."""
    found: Mapping[str, Mapping[str, list[str]]] = _data()["presets"]
    return found


def wishes_come_true(
    interests: Interests, invitation: "Invitation", reading: "HeadlineReading"
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
    """The words by which a wish is told: an industry by its usual ones."""
    usual: Mapping[str, list[str]] = _data()["industries"] if kind == "industry" else {}
    return [wish, *usual.get(wish.strip().casefold().replace(" ", "_"), ())]


def _first_found(wanted: list[str], texts: tuple[str, ...]) -> str:
    hits = (found_words(word, text) for word in wanted for text in texts)
    return next((hit for hit in hits if hit), "")
