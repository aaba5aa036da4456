"""The owner: whose mailbox it is, and what they told us about themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rules.interests import Interests


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose mailbox it is. ``languages`` are ISO 639-1 codes, the preferred one first.

    ``texts`` are the owner's own reply texts: language → template → variants; they replace ours.
    """

    name: str = ""
    address: str = ""
    languages: tuple[str, ...] = ("en",)
    interests: Interests = field(default_factory=Interests)
    texts: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    @property
    def first_name(self) -> str:
        """The name by which people greet the owner; the first word of the name."""
        return self.name.split()[0] if self.name.split() else ""
