"""A note as words: normalised once, bounded, with each word's place in the inviter's own text."""

import re
import unicodedata
from typing import NamedTuple

LONGEST = 3000  # LinkedIn allows 300 characters; ten times that is more than any true note

_QUOTES = dict.fromkeys(map(ord, "’‘ʼ`´′＇"), "'")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2007\u3000\t"), " ")
_PLAIN = {**_QUOTES, **_DASHES, **_SPACES}

# Combining marks that belong to their word; str.isalnum() says no to them.
_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0980-\u0dff"
# Scripts written without spaces, and Hangul, whose endings grow onto the word: a letter is a word.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u3005"
# Every repeat is bounded, so a hostile note costs no more than its length.
_TOKEN = re.compile(
    r"(?P<link>https?://\S{1,300}|www\.\S{1,300}|[a-z0-9-]{1,40}\.[a-z]{2,10}/\S{1,300})"
    r"|(?P<number>\d{1,15}(?:[.,:]\d{1,15}){0,4})"
    rf"|(?P<letter>[{_UNSPACED}])"
    rf"|(?P<word>(?:(?![{_UNSPACED}])[^\W\d_][{_MARKS}]{{0,4}}){{1,60}}|[%€$£#@])"
    r"|(?P<stop>[.!?。;:]{1,20}(?=\s|$|[^\w/])|[!?。؟।]|\n\s{0,20}\n)"
    r"|(?P<line>\n)",
    re.IGNORECASE,
)


class Token(NamedTuple):
    """A word, number, link or stop of a note; ``start`` and ``end`` are its place in the text."""

    word: str
    kind: str
    start: int
    end: int
    line: int
    capital: bool


class Words(NamedTuple):
    """A note's text, normalised but still the inviter's own words, and its tokens."""

    text: str
    tokens: tuple[Token, ...]

    def quote(self, first: int, last: int) -> str:
        """The text from token ``first`` up to, not including, token ``last``; at most 160 long."""
        if last <= first:
            return ""
        words = " ".join(self.text[self.tokens[first].start : self.tokens[last - 1].end].split())
        return words if len(words) <= 160 else words[:159] + "…"


def clean(text: str) -> str:
    """NFKC, plain quotes, dashes and spaces; no control or zero-width characters; bounded."""
    text = text[:LONGEST].replace("\r\n", "\n").replace("\r", "\n").translate(_PLAIN)
    text = unicodedata.normalize("NFKC", text)[:LONGEST]
    if not text.replace("\n", "").isprintable():
        text = "".join(c for c in text if c == "\n" or unicodedata.category(c)[0] != "C")
    return text.strip()


def fold(word: str) -> str:
    """A word as it is compared: any case, and without accents ("Olá" is "ola")."""
    if word.isascii():
        return word.lower()
    apart = unicodedata.normalize("NFD", word.casefold())
    bare = "".join(c for c in apart if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFC", bare)


def words_of(note: str) -> Words:
    """The note's words in order, with stops between sentences; commas and emoji are left out."""
    text = clean(note)
    return Words(text, tuple(_tokens(text)))


def _tokens(text: str) -> list[Token]:
    tokens: list[Token] = []
    line = 0
    for match in _TOKEN.finditer(text):
        kind, found = match.lastgroup or "", match.group()
        line += found.count("\n")
        if kind == "line":
            continue
        word = fold(found) if kind in ("word", "letter") else found
        if kind == "stop":
            word = "?" if "?" in found or "؟" in found else "."
        tokens.append(Token(word, kind, match.start(), match.end(), line, found[0].isupper()))
    return tokens
