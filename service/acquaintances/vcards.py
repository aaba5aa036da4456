"""vCards (2.1, 3.0 = RFC 2426, 4.0 = RFC 6350) → acquaintances. The only home of vobject.

vobject stops at the first broken card, and its pattern for a line's parameters takes minutes on
hostile ones. So the file is cut into cards and each line into name, parameters and value here;
vobject gets the values that say who somebody is and are encoded, and turns quoted-printable and
escapes into text. Photos and keys are dropped before that.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

import vobject
from vobject.base import ContentLine

from rules import Acquaintance
from service.acquaintances.cells import addresses_in, distinct, plain, profile_in
from service.acquaintances.contact_file import Gathered
from service.acquaintances.lines import Lines

# fmt: off
_WANTED = frozenset((
    "N", "FN", "EMAIL", "ORG", "TITLE", "NICKNAME", "URL", "X-SOCIALPROFILE", "SOCIALPROFILE",
    "X-MAIDENNAME", "KIND", "X-ADDRESSBOOKSERVER-KIND", "X-ABSHOWAS",
))
# fmt: on
_IN_PARTS = frozenset(("N", "ORG"))
_KINDS = ("KIND", "X-ADDRESSBOOKSERVER-KIND", "X-ABSHOWAS")

_BLANKS = (" ", "\t")

#: Bounds on one card: lines that are kept, and characters of each.
_MOST_LINES = 100
_LONGEST_VALUE = 4_000

#: Name and parameters up to the first colon outside quotes; possessive, so never tried twice.
_HEAD = re.compile(r'((?:[^":]++|"[^"]*+")*+):')
_CHARSET = re.compile(r"CHARSET=\"?([\w.:-]{1,40})", re.IGNORECASE)
_COMMA = re.compile(r"(?<!\\)(,)")
_COMMA_IN_QUOTED = re.compile(r"(?<!\\)(,|=2C)", re.IGNORECASE)


class _Property(NamedTuple):
    name: str
    parameters: str
    value: str

    @property
    def quoted(self) -> bool:
        return "QUOTED-PRINTABLE" in self.parameters


_AGENT = _Property("AGENT", "", "")


class _Card(NamedTuple):
    line: int
    properties: list[_Property]
    closed: bool


def is_vcards(first: list[str]) -> bool:
    """Whether these first lines are a vCard's."""
    return any(_plainly(line) == "BEGIN:VCARD" for line in first)


def read_vcards(lines: Lines, gathered: Gathered) -> Iterator[None]:
    """Gathers everybody in the file; comes back after each card, for whoever watches."""
    for card in _cards(lines):
        if not card.closed:
            gathered.fault(card.line, "a card begins that has no END:VCARD")
        else:
            _add(card, gathered)
        yield


def _plainly(line: str) -> str:
    return line.strip("\ufeff \t\r\n").upper()


def _cards(lines: Lines) -> Iterator[_Card]:
    card: _Card | None = None
    nested = 0
    for number, line in _unfolded(lines):
        border = _plainly(line[:40]) if line[:1] in "BbEe \ufeff" else ""
        if border == "BEGIN:VCARD" and card and card.properties[-1:] == [_AGENT]:
            nested += 1  # 2.1 writes the card of somebody's agent into their own
        elif border == "BEGIN:VCARD":
            if card:
                yield card
            card, nested = _Card(number, [], closed=False), 0
        elif border == "END:VCARD" and nested:
            nested -= 1
        elif border == "END:VCARD" and card:
            yield card._replace(closed=True)
            card = None
        elif card and not nested and len(card.properties) < _MOST_LINES:
            card.properties.extend(_property(line))
    if card:
        yield card


def _unfolded(lines: Lines) -> Iterator[tuple[int, str]]:
    """Whole lines: RFC 6350 §3.2 folds with a blank, 2.1's quoted-printable with "="."""
    start, whole = 0, ""
    for line in lines:
        text = line.rstrip("\r\n")
        if whole and text[:1] in _BLANKS and text:
            whole = _joined(whole, text[1:])
        elif whole[-1:] == "=" and "QUOTED-PRINTABLE" in whole[:200].upper():
            whole = _joined(whole[:-1], text)
        else:
            if whole:
                yield start, whole
            start, whole = lines.number, text
    if whole:
        yield start, whole


def _joined(whole: str, more: str) -> str:
    """The line with its continuation, as long as anybody needs it."""
    return whole + more if len(whole) <= _LONGEST_VALUE else whole


def _property(line: str) -> tuple[_Property, ...]:
    """The property on a line, if it is one that says who somebody is."""
    head = _HEAD.match(line[:_LONGEST_VALUE])
    written = head[1] if head else line.partition(":")[0]
    name, _, parameters = written.partition(";")
    name = name.rpartition(".")[2].strip().upper()  # Apple and Google group: item1.URL
    if name == "AGENT":
        return (_AGENT,)
    if name not in _WANTED:
        return ()
    value = line[len(written) + 1 :][:_LONGEST_VALUE].replace("\\:", ":")  # as Apple wrote
    return (_Property(name, parameters.upper(), value),)


def _add(card: _Card, gathered: Gathered) -> None:
    try:
        gathered.add(_person(card, gathered.source))
    except Exception as error:  # vobject raises whatever its innards do
        gathered.fault(card.line, f"a card that cannot be read: {plain(str(error), 80)}")


def _person(card: _Card, source: str) -> Acquaintance | None:
    if any(
        p.name in _KINDS and p.value.strip().casefold() != "individual" for p in card.properties
    ):
        return None  # a group, an organisation, a place
    found = _values(card)
    name, other_names = _names(found)
    person = Acquaintance(
        name=name,
        addresses=addresses_in(found["EMAIL"]),
        profile=profile_in(found["X-SOCIALPROFILE"] + found["SOCIALPROFILE"] + found["URL"]),
        company=plain(next(iter(found["ORG"]), "")),
        title=plain(next(iter(found["TITLE"]), "")),
        other_names=other_names,
        record=f"in your address book ({source})",
    )
    return person if person.name or person.addresses or person.profile else None


def _names(found: dict[str, list[str]]) -> tuple[str, tuple[str, ...]]:
    """The name, and the others this person goes by; a display name may be "Quill, Dr. Ada"."""
    family, given, middle = (*found["N"], "", "", "")[:3]
    full = next(iter(found["FN"]), "")
    name = plain(f"{given} {family}") or plain(full)
    with_middle = f"{given} {middle} {family}" if middle else ""
    nicknames = (part for value in found["NICKNAME"] for part in value.split(","))
    others = (with_middle, full, *nicknames, *found["X-MAIDENNAME"])
    return name, distinct(map(plain, others), apart_from=name) if name else ()


def _values(card: _Card) -> dict[str, list[str]]:
    """The texts of each property, the preferred one first; of N and ORG the parts."""
    found: dict[str, list[str]] = defaultdict(list)
    for p in sorted(card.properties, key=lambda p: "PREF" not in p.parameters):
        if p.quoted or "\\" in p.value:
            found[p.name] += _decoded(p)
        elif p.name in _IN_PARTS:
            found[p.name] += p.value.replace(",", " " if p.name == "N" else ",").split(";")
        else:
            found[p.name].append(p.value)
    return found


def _decoded(p: _Property) -> list[str]:
    """What vobject makes of a value that is encoded: a text, or the parts of N and ORG."""
    card = vobject.vCard()
    card.add(_content_line(p))
    card.transformChildrenToNative()
    line: Any = card.contents[p.name.lower()][0]
    if p.name == "N":
        parts = [line.value.family, line.value.given, line.value.additional]
    else:
        parts = line.value if p.name == "ORG" else [line.value]
    return [_text(part) for part in parts]


def _text(value: object) -> str:
    """A part of a name, of which there may be several."""
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _content_line(p: _Property) -> ContentLine:
    """A line of vobject's. It keeps only what stands before a bare comma, so commas are escaped."""
    commas = _COMMA_IN_QUOTED if p.quoted else _COMMA
    value = p.value if p.name == "N" else commas.sub(r"\\\1", p.value)
    if not p.quoted:
        return ContentLine(p.name, _parameters(), value, encoded=True)
    charset = _CHARSET.search(p.parameters)
    try:
        written = _parameters(charset[1] if charset else "UTF-8")
        return ContentLine(p.name, written, value, encoded=True)
    except (UnicodeError, LookupError):  # said to be UTF-8, or in a charset nobody knows
        return ContentLine(p.name, _parameters("CP1252"), value, encoded=True)


def _parameters(charset: str = "") -> Any:  # vobject's stubs promise a dict, its code reads a list
    return [["CHARSET", charset], ["ENCODING", "QUOTED-PRINTABLE"]] if charset else []
