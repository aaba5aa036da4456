"""A list written by hand, one person a line; ``#`` begins a comment."""

import re

from rules import Acquaintance, clean_profile
from service.acquaintances.cells import plain
from service.acquaintances.contact_file import Gathered
from service.errors import SettingsError

#: Characters of a line; a person needs fewer.
_LONGEST = 500

_ADDRESS = re.compile(r"[^\s<>,;]{1,64}@[^\s<>,;]{1,255}")  # RFC 5321, 4.5.3.1
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*")
_LETTER = re.compile(r"[^\W\d_]")

#: What columns are called in tables that are none of those we read.
_COLUMNS = frozenset(
    [
        *("name", "full name", "phone", "telephone", "mobile", "email", "e-mail", "mail"),
        *("company", "address", "city", "country", "title", "notes", "telefon", "firma", "nom"),
    ]
)

_NO_LIST = (
    "neither LinkedIn's Connections.csv nor contacts from Google, Outlook or a .vcf (with the "
    "header they were exported with), nor one person a line, like: Ada Quill, Northwind"
)

#: What no text has: a picture, a program, a damaged file.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
#: How files of other kinds begin their lines: JSON, XML, PDF, RTF.
_FOREIGN = re.compile(r"\s*(?:[\[{}\]]|<[?!/a-z]|%PDF|\{\\rtf)", re.IGNORECASE)


def add_listed(number: int, line: str, gathered: Gathered) -> None:
    """The person on one line, if there is one. Raises SettingsError where this is no such list."""
    place = f"{gathered.source}, line {number}"
    if _CONTROL.search(line):
        raise SettingsError(
            f"acquaintances: {place}: not a text file: save your contacts as .csv or .vcf"
        )
    text = _COMMENT.sub("", line[: _LONGEST + 1]).strip()
    if not text:
        return
    if _is_table(line if len(line) > _LONGEST else text):
        if not gathered.people:  # then the whole file is no such list
            raise SettingsError(f"acquaintances: {place}: {_NO_LIST}")
        gathered.fault(number, "not a person: write one a line, like: Ada Quill, Northwind")
        return
    found = _person(text, place)
    if found is None:
        gathered.fault(number, "no name, no address and no LinkedIn profile")
    else:
        gathered.add(found)


def _is_table(line: str) -> bool:
    """A table read as a list would make strangers of the people in it."""
    table = ";" in line or "\t" in line or line.count(",") > 2 or _is_header(line)
    return len(line) > _LONGEST or table or bool(_FOREIGN.match(line))


def _is_header(line: str) -> bool:
    """Whether a line names columns: Name, Phone."""
    cells = [cell.strip().casefold() for cell in line.split(",")]
    return len(cells) > 1 and all(cell in _COLUMNS for cell in cells)


def _person(text: str, place: str) -> Acquaintance | None:
    record = f"you listed them ({place})"
    if profile := clean_profile(text):
        return Acquaintance(profile=profile, record=record)
    address = _ADDRESS.search(text)
    if address:
        text = text.replace(address[0], "")
    name, _, company = text.partition(",")
    name = plain(name).strip(' <>"')
    if not address and not _LETTER.search(name):
        return None
    return Acquaintance(
        name=name,
        addresses=(plain(address[0]),) if address else (),
        company=plain(company).strip(' <>"'),
        record=record,
    )
