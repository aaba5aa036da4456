"""What a client says: a command as words, strings and lists (RFC 3501, 9)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

#: The longest literal that needs no leave under LITERAL- (RFC 7888, 5).
LITERAL_MINUS = 4096

_LITERAL = re.compile(rb"\{(\d{1,9})(\+?)\}\r?\n\Z")
_WORD = re.compile(
    rb'\s*(?:("(?:[^"\\]|\\.)*")|([()])|([^\s()"\[]*\[[^\]]*\](?:<[\d.]+>)?)|([^\s()"]+))'
)


class NotModelledError(Exception):
    """Something that this double does not do: the test that leads here must fail."""


class BadCommandError(Exception):
    """Something that no IMAP server takes: it answers BAD."""


@dataclass(frozen=True)
class Quoted:
    """A quoted string, or a literal; words that are not quoted are plain ``str``."""

    data: bytes

    @property
    def text(self) -> str:
        """As text; what is not UTF-8 is kept apart from all that is."""
        return self.data.decode("utf-8", "surrogateescape")


def read_command(lines: BinaryIO, invite: Callable[[], None]) -> tuple[str, list[object]] | None:
    """The next command's tag and words, None where the client has left."""
    words: list[object] = []
    while True:
        line = lines.readline()
        if not line.endswith(b"\n"):
            return None
        literal = _LITERAL.search(line)
        words += _split(line[: literal.start()] if literal else line)
        if not literal:
            break
        size = int(literal[1])
        if not literal[2]:
            invite()
        elif size > LITERAL_MINUS:
            raise NotModelledError(f"a literal of {size} octets that waits for no leave: LITERAL-")
        words.append(Quoted(lines.read(size)))
    if not words or not isinstance(words[0], str):
        raise NotModelledError(f"a line that is no command: {words!r}")
    return words[0], _nested(words[1:])


def text_of(word: object) -> str:
    """A word or string as text. Raises BadCommandError for a list."""
    if isinstance(word, Quoted):
        return word.text
    if isinstance(word, str):
        return word
    raise BadCommandError(f"a string is wanted, not {word!r}")


def quoted(text: str) -> bytes:
    """A string as a server says it."""
    return b'"' + text.encode().replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def _split(line: bytes) -> list[object]:
    found: list[object] = []
    at = 0
    while match := _WORD.match(line, at):
        string, paren, section, atom = match.groups()
        if string:
            found.append(Quoted(re.sub(rb"\\(.)", rb"\1", string[1:-1])))
        else:
            found.append((paren or section or atom).decode("utf-8", "surrogateescape"))
        at = match.end()
    if line[at:].strip():
        raise BadCommandError(f"what is this: {line[at:]!r}")
    return found


def _nested(words: list[object]) -> list[object]:
    stack: list[list[object]] = [[]]
    for word in words:
        if word == "(":
            stack.append([])
        elif word == ")":
            if len(stack) < 2:
                raise BadCommandError("a parenthesis too many")
            inner = stack.pop()
            stack[-1].append(inner)
        else:
            stack[-1].append(word)
    if len(stack) > 1:
        raise BadCommandError("a parenthesis is missing")
    return stack[0]


def numbers(text: str, largest: int) -> Callable[[int], bool]:
    """Whether a number is in a sequence set like "1:3,7,9:*" (RFC 3501, 9)."""
    spans = []
    for part in text.split(","):
        first, _, last = part.partition(":")
        ends = [largest if end == "*" else _number(end) for end in (first, last or first)]
        spans.append((min(ends), max(ends)))
    return lambda number: any(low <= number <= high for low, high in spans)


def _number(text: str) -> int:
    if not text.isdigit():
        raise BadCommandError(f"no number: {text!r}")
    return int(text)
