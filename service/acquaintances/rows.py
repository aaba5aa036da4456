"""Lines → the rows of a table. A row that cannot be read is passed over, and the rest is read."""

import csv
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from service.acquaintances.contact_file import Gathered
from service.acquaintances.header import Header
from service.acquaintances.lines import LONGEST_LINE, Lines
from service.acquaintances.words import MULTILINE

#: Characters of one row over all its lines.
_LONGEST_ROW = 1 << 19

#: How often lines are read again after a row that ate them: what bounds a hostile file's cost.
_AGAIN = 50


class Row(NamedTuple):
    """The cells of a row, and the line of the file it begins on."""

    line: int
    cells: list[str]


class _Feed(Iterator[str]):
    """The lines of one row at a time, kept so that they can be read again."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self.begin()

    def begin(self) -> None:
        self.row: list[str] = []
        self.start = self._lines.number + 1
        self._size = 0

    def __next__(self) -> str:
        line = next(self._lines)
        self.row.append(line)
        self._size += len(line)
        if self._size > _LONGEST_ROW:
            raise csv.Error("row too long")
        return line


class Rows(Iterator[Row]):
    """The rows below a header; what is wrong with those passed over is gathered."""

    def __init__(self, lines: Lines, header: Header, gathered: Gathered) -> None:
        for _ in range(header.number):
            next(lines)
        self._lines, self._header, self._gathered = lines, header, gathered
        self._feed = _Feed(lines)
        self._reader = csv.reader(self._feed, delimiter=header.delimiter)
        self._one_line = [
            n for name, ns in header.columns.items() if name not in MULTILINE for n in ns
        ]
        self._again = _AGAIN
        self._lost = False

    def __next__(self) -> Row:
        while True:
            self._feed.begin()
            row = self._read()
            if row is not None and self._wanted(row.cells):
                return row

    def _read(self) -> Row | None:
        try:
            cells = next(self._reader)
            wrong = self._wrong(cells)
        except csv.Error as error:
            cells, wrong = [], self._too_long() or f"not a row of a table: {error}"
        if not wrong:
            return Row(self._feed.start, cells)
        if not self._lost:
            self._gathered.fault(self._feed.start, wrong)
        self._read_again()
        return None

    def _wanted(self, cells: Sequence[str]) -> bool:
        """Whether this is a row of its own; after a fault, only one as long as the header is."""
        if not cells or tuple(cells) == self._header.cells:
            return False
        self._lost = self._lost and len(cells) != len(self._header.cells)
        return not self._lost

    def _wrong(self, cells: Sequence[str]) -> str:
        width = len(self._header.cells)
        if too_long := self._too_long():
            return too_long
        if len(self._feed.row) > 1 and self._ate_rows(cells):
            return "a quote is opened that is never closed"
        if any(cells[width:]):
            return f"{len(cells)} cells, but the header has {width}: is a quote missing?"
        if len(cells) == 1 and width > 2 and cells[0].strip():
            return f"1 cell, but the header has {width}"
        return ""

    def _too_long(self) -> str:
        cut = self._lines.cut >= self._feed.start
        return f"longer than {LONGEST_LINE} characters" if cut else ""

    def _ate_rows(self, cells: Sequence[str]) -> bool:
        """Whether a cell that has one line holds other rows: many delimiters and a line break."""
        few = max(2, len(self._header.cells) // 2)
        mine = (cells[n] for n in self._one_line if n < len(cells))
        return any("\n" in cell and cell.count(self._header.delimiter) >= few for cell in mine)

    def _read_again(self) -> None:
        if len(self._feed.row) > 1 and self._again:
            self._again -= 1
            self._lines.give_back(self._feed.row[1:])
            self._lost = True
