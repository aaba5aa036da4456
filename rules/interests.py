"""Interests: what makes an inviter somebody the owner should know for sound business reasons."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any


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


def usual_words(industry: str) -> list[str]:
    """The words by which an industry is told; none where it is the owner's own word."""
    usual: Mapping[str, list[str]] = _data()["industries"]
    return usual.get(industry.strip().casefold().replace(" ", "_"), [])
