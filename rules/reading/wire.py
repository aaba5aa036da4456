"""A message's bytes before any parser sees them: its header fields in order, and its limits.

mail-parser has no limits of its own: a hundred thousand parts take it seconds, and a long run of
encoded words in one header is quadratic. So the header section is read here first, what is too
big is refused, and only the few fields that are needed are handed on, each of them capped.
"""

import re
from typing import NamedTuple

from rules.reading.limits import (
    BOUNDARY_LINES,
    FIELD_OCTETS,
    FIELDS,
    HEADER_OCTETS,
    MESSAGE_OCTETS,
    PART_FIELD_OCTETS,
    PARTS,
    refuse_over,
)

_HEADER_END = re.compile(rb"\r?\n\r?\n")
_SPACE = 0x20
_FOLD = re.compile(rb"\r?\n[ \t]+")
_ENCODED_WORD_END = b"?="
# A field that says what a part is, with its folded lines; the parsers know no other kind of part.
_PART_FIELD = re.compile(rb"\ncontent-[^:\n]{0,80}:[^\n]*(?:\n[ \t][^\n]*)*")
# The fields that mail-parser is asked for; everything else is read from the list.
_PARSED = ("from", "to", "subject", "content-type", "content-transfer-encoding")
_IF_ENCODED = ("to", "subject")  # the others are plain text, and read without the parser


class Field(NamedTuple):
    """One header field, unfolded; its name in lower case.

    A lone CR ends no line (RFC 5322, 2.2). It stays in ``value``, where it shows a forger's hand.
    """

    name: str
    value: bytes

    @property
    def line(self) -> bytes:
        """The value as one line, whoever reads it."""
        return self.value.replace(b"\r", b" ")

    @property
    def text(self) -> str:
        """The same as text: as UTF-8, else as Latin-1, which never fails."""
        try:
            return self.line.decode("utf-8").strip()
        except UnicodeDecodeError:
            return self.line.decode("latin-1").strip()


class Wire(NamedTuple):
    """A message split once: its header fields from the top, and the rest as it stands."""

    fields: tuple[Field, ...]
    body: bytes

    def first(self, name: str) -> str:
        """The first field of this name as text, or an empty string."""
        return next((f.text for f in self.fields if f.name == name), "")

    def count(self, name: str) -> int:
        """How often this field occurs."""
        return sum(f.name == name for f in self.fields)


def _after_envelope(message: bytes) -> bytes:
    """The message without blank lines before it and without an mbox "From " line (RFC 4155)."""
    message = message.lstrip(b"\r\n")
    if message.startswith((b"From ", b">From ")):
        return message.partition(b"\n")[2]
    return message


def _fields(section: bytes) -> tuple[Field, ...]:
    """The fields from the top."""
    found = []
    for line in _FOLD.sub(b" ", section).split(b"\n"):
        name, colon, value = line.rstrip().partition(b":")
        if colon and name and name[0] > _SPACE:
            found.append(Field(name.decode("latin-1").rstrip().lower(), value))
    return tuple(found)


def _refuse_many_parts(wire: Wire) -> None:
    """Raises TooBigError for a body that would cost the parser its square."""
    kind = wire.first("content-type").lower()
    if not kind.startswith(("multipart", "message")):
        return
    body = b"\n" + wire.body.lower()
    body = body.replace(b"\r\n", b"\n").replace(b"\r", b"\n")  # as the parser takes lines
    refuse_over(PARTS, body.count(b"content-type:"), "parts")
    refuse_over(BOUNDARY_LINES, body.count(b"\n--"), "boundary lines")
    longest = max((len(found[0]) for found in _PART_FIELD.finditer(body)), default=0)
    refuse_over(PART_FIELD_OCTETS, longest, "octets in a field of a part")


def split_message(message: bytes) -> Wire:
    """The fields and the body of a message. Raises TooBigError where a limit is exceeded."""
    refuse_over(MESSAGE_OCTETS, len(message), "octets")
    message = _after_envelope(message)
    end = _HEADER_END.search(message, 0, HEADER_OCTETS + 4)
    if end is None:
        refuse_over(HEADER_OCTETS, len(message), "octets of header fields")
    section = message if end is None else message[: end.start()]
    fields = _fields(section)
    refuse_over(FIELDS, len(fields), "header fields")
    wire = Wire(fields, b"" if end is None else message[end.end() :])
    _refuse_many_parts(wire)
    return wire


def claims_linkedin(message: bytes) -> bool:
    """Whether the top of a message that was not read says it is LinkedIn's."""
    head = _after_envelope(message[: 8 * HEADER_OCTETS])
    end = _HEADER_END.search(head)
    for field in _fields(head[: end.start()] if end else head):
        if field.name.startswith("x-linkedin-"):
            return True
        if field.name == "from" and b"linkedin" in field.value.lower():
            return True
    return False


def _capped(value: bytes) -> bytes:
    """At most FIELD_OCTETS, not cut inside an encoded word; bytes outside ASCII as UTF-8."""
    if len(value) > FIELD_OCTETS:
        value = value[:FIELD_OCTETS]
        whole = value.rfind(_ENCODED_WORD_END)
        value = value[: whole + 2] if whole > 0 else value
    if value.isascii():
        return value
    try:
        return value.decode("utf-8").encode("utf-8")
    except UnicodeDecodeError:  # mail-parser drops such bytes; most are Windows-1252
        return value.decode("cp1252", "replace").encode("utf-8")


def is_encoded(name: str, value: bytes) -> bool:
    """Whether a field needs the parser: it may hold encoded words (RFC 2047)."""
    return name not in _IF_ENCODED or b"=?" in value


def for_parser(wire: Wire) -> bytes:
    """The message as mail-parser may see it: the first of each field it is asked for, capped."""
    kept: dict[str, bytes] = {}
    for field in wire.fields:
        if field.name in _PARSED and field.name not in kept:
            kept[field.name] = field.line
    head = b"".join(
        name.encode() + b":" + _capped(value) + b"\r\n"
        for name, value in kept.items()
        if is_encoded(name, value)
    )
    return (head + b"\r\n" + wire.body).replace(b"\0", b"")  # the codecs choke on a NUL
