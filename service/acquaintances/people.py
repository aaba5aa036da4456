"""The one reader of the table of layouts: a row → the acquaintance in it."""

from rules import Acquaintance
from service.acquaintances.cells import addresses_in, distinct, plain, profile_in
from service.acquaintances.contact_file import Gathered
from service.acquaintances.dates import shown
from service.acquaintances.header import Header
from service.acquaintances.rows import Row

#: How LinkedIn names an account that is closed or hidden.
HIDDEN = "linkedin member"


class Cells:
    """A row's cells by what their columns mean."""

    def __init__(self, header: Header) -> None:
        self._columns = header.columns
        self._width = len(header.cells)
        self._cells: list[str] = []

    def of(self, row: Row) -> "Cells":
        """The same columns, this row; one object serves a whole file."""
        self._cells = row.cells + [""] * (self._width - len(row.cells))
        return self

    def all(self, meaning: str) -> list[str]:
        """Every cell of this meaning, in the order of the columns."""
        return [self._cells[n] for n in self._columns.get(meaning, ())]

    def one(self, meaning: str) -> str:
        """The first such cell that is not empty, clean, or ""."""
        for n in self._columns.get(meaning, ()):
            if text := plain(self._cells[n]):
                return text
        return ""


def person(cells: Cells, header: Header, source: str) -> Acquaintance | None:
    """Who is in this row, or None where it has neither name nor address nor profile."""
    name, other_names = _names(cells)
    addresses = _addresses(cells)
    profile = profile_in(cells.all("profile"))
    if name.casefold() == HIDDEN:
        name = ""
    if not (name or addresses or profile):
        return None
    since = shown(cells.one("since"))
    return Acquaintance(
        name=name,
        addresses=addresses,
        profile=profile,
        company=cells.one("company"),
        title=cells.one("title"),
        other_names=other_names,
        record=f"{header.layout.record}{since and f' since {since}'} ({source})",
    )


def add_person(header: Header, gathered: Gathered, row: Row, cells: Cells) -> None:
    """The person of one row, or one nobody more."""
    gathered.add(person(cells.of(row), header, gathered.source))


def _names(cells: Cells) -> tuple[str, tuple[str, ...]]:
    """The name as LinkedIn would show it, and the others this person goes by.

    A last name may carry credentials ("Smith, PhD"); without them it is another name.
    """
    first, last, full = cells.one("first"), cells.one("last"), cells.one("full")
    name = f"{first} {last}".strip() or full
    bare = f"{first} {last.partition(',')[0]}".strip() if "," in last else ""
    middle = cells.one("middle")
    with_middle = f"{first} {middle} {last}".strip() if middle else ""
    nicknames = (plain(part) for cell in cells.all("nickname") for part in cell.split(","))
    others = (bare, with_middle, full, cells.one("maiden"), *nicknames)
    return name, distinct(others, apart_from=name) if name else ()


def _addresses(cells: Cells) -> tuple[str, ...]:
    """The addresses, first the one that Google marks with a "*"."""
    written, marks = cells.all("address"), cells.all("address_mark")
    if any(mark.startswith("*") for mark in marks) and len(marks) == len(written):
        pairs = sorted(zip(marks, written, strict=True), key=lambda pair: pair[0][:1] != "*")
        written = [address for _, address in pairs]
    return addresses_in(written)
