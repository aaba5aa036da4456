"""Bytes → lines of text: encodings, line ends and lengths, in memory that does not grow.

Contact files come as UTF-8 with and without BOM, as UTF-16 (Outlook, Excel, older Google) and in
a Windows code page. An 8-bit line that is not UTF-8 is taken to be in the code page.
"""

import codecs
import io
from collections import deque
from collections.abc import Iterable, Iterator
from typing import BinaryIO

#: Characters of a line that are kept; only a photo in a vCard is longer.
LONGEST_LINE = 1 << 18

_SAMPLE = 1 << 16

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def encoding_of(sample: bytes) -> str:
    """The encoding of a text that begins like this; "utf-8" stands for every 8-bit one."""
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    # In UTF-16 without BOM every second byte of Latin text is NUL, and commas always are.
    if odd > 8 * even and odd * 8 > len(sample):
        return "utf-16-le"
    if even > 8 * odd and even * 8 > len(sample):
        return "utf-16-be"
    return "utf-8"


def _peeked(stream: BinaryIO) -> bytes:
    sample = stream.read(_SAMPLE)
    stream.seek(0)
    return sample


class Lines(Iterator[str]):
    """The lines of a file, with their ends; what was given back is given out again.

    ``number`` is the line given out last, ``cut`` the last line that was too long to keep whole,
    ``code_page`` what a line is in that is not UTF-8, ``position`` how many bytes were read.
    """

    def __init__(self, stream: BinaryIO) -> None:
        encoding = encoding_of(_peeked(stream))
        self._wide = encoding.startswith("utf-16")
        errors = "replace" if self._wide else "surrogateescape"
        self._stream = stream
        self._text = io.TextIOWrapper(stream, encoding, errors, newline="")
        self._waiting: deque[str] = deque()
        self.number = 0
        self.cut = 0
        self.code_page = "cp1252"

    def close(self) -> None:
        """Lets go of the stream, which stays open: whoever opened it closes it."""
        self._text.detach()

    @property
    def position(self) -> int:
        """How many bytes of the file were read."""
        return self._stream.tell()

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else self._read()
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) > LONGEST_LINE:
            self.cut = self.number
            line = line[:LONGEST_LINE] + "\n"
        return line if line.isascii() or self._wide else self._decoded(line)

    def _read(self) -> str:
        line = self._text.readline(LONGEST_LINE + 1)
        if len(line) > LONGEST_LINE and not line.endswith(("\n", "\r")):
            while (more := self._text.readline(_SAMPLE)) and not more.endswith(("\n", "\r")):
                pass
        return line

    def _decoded(self, line: str) -> str:
        try:
            line.encode()
        except UnicodeEncodeError:
            raw = line.encode("utf-8", "surrogateescape")
            return raw.decode(self.code_page, "replace")
        return line

    def first(self, count: int) -> list[str]:
        """The next lines as they are in the file, undecoded; they are given out again."""
        while len(self._waiting) < count and (line := self._read()):
            self._waiting.append(line)
        return list(self._waiting)[:count]

    def give_back(self, lines: Iterable[str]) -> None:
        """Lines that were given out and are to be read again."""
        again = list(lines)
        self._waiting.extendleft(reversed(again))
        self.number -= len(again)
