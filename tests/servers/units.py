"""What one side of an IMAP conversation says, cut into lines and literals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# The header of a literal ends its line: {12}, {12+} (RFC 7888), ~{12} (RFC 3516).
_LITERAL = re.compile(rb"\{(\d{1,18})(\+?)\}\r\n\Z")
_STATUS = (b"* OK", b"* NO", b"* BAD", b"* BYE", b"* PREAUTH")


@dataclass(frozen=True)
class Unit:
    """A line with its CRLF, or a whole literal.

    `first`: a command or an answer begins; `last`: it ends; `invites`: a literal comes only when
    the server asks for it.
    """

    data: bytes
    first: bool
    last: bool
    invites: bool = False

    @property
    def tag(self) -> bytes:
        """The first word: a tag, `*`, or `+`."""
        return self.data.split(maxsplit=1)[0] if self.data.strip() else b""


class Units:
    """One direction of a conversation."""

    def __init__(self) -> None:
        self._rest = b""
        self._literal: int | None = None  # octets that are still to come, in one piece
        self._tag = b""  # of what has begun and not ended

    def cut(self, data: bytes) -> Iterator[Unit]:
        """The units that `data` completes."""
        self._rest += data
        while (unit := self._next()) is not None:
            yield unit

    def answered(self, tag: bytes) -> None:
        """A command has its answer: a literal that it still owes will not come."""
        if tag == self._tag:
            self._tag, self._literal = b"", None

    def _next(self) -> Unit | None:
        if self._literal is not None:
            if len(self._rest) < self._literal:
                return None
            data, self._rest = self._rest[: self._literal], self._rest[self._literal :]
            self._literal = None
            return Unit(data, first=False, last=False)
        end = self._rest.find(b"\r\n") + 2
        if end < 2:
            return None
        line, self._rest = self._rest[:end], self._rest[end:]
        return self._line(line)

    def _line(self, line: bytes) -> Unit:
        header = None if line.startswith(_STATUS) else _LITERAL.search(line)
        self._literal = int(header[1]) if header else None
        unit = Unit(line, not self._tag, not header, bool(header and not header[2]))
        self._tag = (self._tag or unit.tag) if header else b""
        return unit
