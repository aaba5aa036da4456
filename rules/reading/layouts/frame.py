"""What is known of a mail before its body is read."""

import re
from dataclasses import dataclass

from rules.reading import subjects
from rules.reading.lines import Line
from rules.reading.message import Message
from rules.reading.names import is_nobody, looks_like_name, person, same_name

# "This email was intended for NAME (HEADLINE)": the recipient, in the footer.
_INTENDED = re.compile(
    r"(?:intended for|gerichtet an|bestimmt für|destinée? à|dirigido a|destinad[oa] a|destinata a|"
    r"bedoeld voor)\s+(?P<name>[^()]{2,80}?)\s*(?:\(|\.?$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Frame:
    """The inviter's name as From or the subject has it, and who must not be the inviter.

    ``html`` is True where the lines come from the HTML part. ``greets`` is False where the
    template has no greeting of its own: LinkedIn did not know the name of a guest.
    """

    name: str = ""
    recipients: tuple[str, ...] = ()
    html: bool = False
    greets: bool = True

    def is_recipient(self, text: str) -> bool:
        """Whether a line is the recipient's own name."""
        return any(same_name(text, one) for one in self.recipients)


def _inviter(message: Message) -> str:
    name = person(message.from_name)
    if name:
        return name
    named = subjects.name_in(message.subject)
    return person(named) if looks_like_name(named) and not is_nobody(named) else ""


def intended(footer: list[Line]) -> list[str]:
    """Whom the footer names as the recipient."""
    lines = (line.text[:300] for line in footer[:40] if "(" in line.text)
    found = (_INTENDED.search(text) for text in lines)
    return [one["name"] for one in found if one]


def frame_of(message: Message, owner_name: str, footer: list[Line]) -> Frame:
    """The frame of a message: its inviter and its recipients, never the same name."""
    name = _inviter(message)
    recipients = (owner_name, message.to_name, *intended(footer))
    others = tuple(dict.fromkeys(r for r in recipients if r and not same_name(r, name)))
    return Frame(name=name, recipients=others)
