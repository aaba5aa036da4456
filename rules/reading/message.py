"""The one home of mail-parser: bytes in, our own frozen Message out."""

import re
from dataclasses import dataclass

import mailparser

from rules.reading.clean import one_line
from rules.reading.limits import HTML, NAME, SUBJECT, TEXT, refuse_over
from rules.reading.wire import Field, Wire, for_parser

_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,990}>")
_PLAIN_NAME = re.compile(r"\s*\"?([^\"<>,@]+)\"?\s*<")


class BrokenError(Exception):
    """The bytes cannot be parsed; the text says why."""


@dataclass(frozen=True, slots=True)
class Message:
    """A mail as far as it is read here. What it does not say is empty.

    ``from_addresses`` are all addresses of the From field, in lower case. ``fields`` are all
    header fields from the top, for whatever turns on their order.
    """

    from_name: str
    from_addresses: tuple[str, ...]
    from_fields: int
    to_name: str
    subject: str
    message_id: str
    template: str
    mail_class: str
    answers: bool
    fields: tuple[Field, ...]
    text: str
    html: str

    @property
    def from_address(self) -> str:
        """The first From address, or an empty string."""
        return self.from_addresses[0] if self.from_addresses else ""


def _template(wire: Wire) -> str:
    """LinkedIn's name for this kind of mail: its own header, else ``TEMPLATE:linkedin``."""
    if named := wire.first("x-linkedin-template"):
        return one_line(named, 80)
    feedback, _, sender = wire.first("feedback-id").rpartition(":")
    return one_line(feedback, 80) if sender.strip().casefold() == "linkedin" else ""


def _people(parsed: object) -> list[tuple[str, str]]:
    """Name and address of each; mail-parser answers "" where the field is missing."""
    if not isinstance(parsed, list):
        return []
    return [(str(pair[0]), str(pair[1])) for pair in parsed]


def _mended(text: str, wire: Wire) -> str:
    """A text with undeclared bytes read again as Windows-1252, where it is the only part."""
    encoding = wire.first("content-transfer-encoding").lower()
    single = not wire.first("content-type").lower().startswith("multipart")
    if "\ufffd" not in text or not single or encoding in ("base64", "quoted-printable"):
        return text
    return wire.body.decode("cp1252", "replace")[: len(text)]


def _to_name(wire: Wire, parsed: object) -> str:
    """The first receiver's display name; the parser is asked only where it is encoded."""
    receivers = _people(parsed)
    if receivers:
        return one_line(receivers[0][0], NAME)
    found = _PLAIN_NAME.match(wire.first("to")[:1000])
    return one_line(found[1], NAME) if found else ""


def _body(parts: list[str], limit: int, what: str) -> str:
    """The first part that holds anything. Raises TooBigError."""
    for part in parts:
        if part.strip():
            refuse_over(limit, len(part), f"characters of {what}")
            return _from_escapes(part)
    return ""


def _from_escapes(text: str) -> str:
    """Seven-bit ISO-2022-JP comes out of mail-parser with its escapes: read them."""
    if "\x1b$" not in text and "\x1b(" not in text:
        return text
    try:
        return text.encode("ascii").decode("iso2022_jp")
    except UnicodeError:
        return text


def _message_id(field: str) -> str:
    """The Message-ID as it stands, if it is one (RFC 5322, 3.6.4): others compare it to theirs."""
    found = _MESSAGE_ID.search(field)
    return found[0] if found else ""


def _looks_like_html(text: str) -> bool:
    start = text[:200].lstrip().lower()
    return start.startswith(("<!doctype html", "<html", "<body", "<table"))


def parse(wire: Wire) -> Message:
    """The message of these bytes.

    Raises TooBigError for a part over its limit, and BrokenError for whatever mail-parser cannot
    read (its own errors, and those of the standard library beneath it).
    """
    try:
        mail = mailparser.parse_from_bytes(for_parser(wire))
    except Exception as bad:  # what the parsers raise for hostile bytes is not all documented
        raise BrokenError(f"its parts are no MIME ({type(bad).__name__})") from bad
    senders = _people(mail.from_)
    text = _mended(_body(mail.text_plain, TEXT, "text"), wire)
    html = _body(mail.text_html, HTML, "HTML")
    if text and not html and _looks_like_html(text):
        text, html = "", text
    return Message(
        from_name=one_line(senders[0][0], NAME) if senders else "",
        from_addresses=tuple(one_line(a.casefold(), NAME) for _, a in senders),
        from_fields=wire.count("from"),
        to_name=_to_name(wire, mail.to),
        subject=one_line(str(mail.subject) or wire.first("subject"), SUBJECT),
        message_id=_message_id(wire.first("message-id")),
        template=_template(wire),
        mail_class=one_line(wire.first("x-linkedin-class"), 80),
        answers=bool(wire.first("in-reply-to") or wire.first("references")),
        fields=wire.fields,
        text=text,
        html=html,
    )
