"""An acquaintance: somebody the owner knows, with the record that shows it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """Somebody the owner knows. ``record`` says where that is written, in words for a person.

    ``addresses`` are mail addresses, the one to write to first; ``other_names`` are a nickname or
    a maiden name; ``profile`` is the clean LinkedIn link.
    """

    name: str = ""
    addresses: tuple[str, ...] = ()
    profile: str = ""
    company: str = ""
    title: str = ""
    other_names: tuple[str, ...] = ()
    record: str = ""
