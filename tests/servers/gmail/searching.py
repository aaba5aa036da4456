"""SEARCH as Gmail does it: by whole words, and by X-GM-LABELS, which hides the open folder's own.

Where it is not documented how Gmail would search, NotModelledError is raised.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from email.header import decode_header, make_header

from tests.servers.gmail.store import Message, View
from tests.servers.gmail.words import BadCommandError, NotModelledError, numbers, text_of

#: A message in the open folder: its number, its UID, itself.
Place = tuple[int, int, Message]
Test = Callable[[Place], bool]

_FLAGS = {"SEEN", "ANSWERED", "DELETED", "FLAGGED", "DRAFT"}
_WORDS = re.compile(r"\w+")
_WHOLE_ID = re.compile(r"<[^<>\s]+>")
#: Header fields in which Gmail is known to find a whole Message-ID.
_ID_FIELDS = ("message-id", "in-reply-to")


def found(keys: list[object], places: list[Place], view: View) -> list[Place]:
    """The places that answer all the keys."""
    words = iter(_without_charset(keys))
    largest = (len(places), max((uid for _, uid, _ in places), default=0))
    tests = list(_tests(words, _Folder(view, *largest)))
    if not tests:
        raise BadCommandError("SEARCH for nothing")
    return [place for place in places if all(test(place) for test in tests)]


class _Folder:
    def __init__(self, view: View, largest_number: int, largest_uid: int) -> None:
        self.view, self.largest_number, self.largest_uid = view, largest_number, largest_uid


def _without_charset(keys: list[object]) -> list[object]:
    if keys and str(keys[0]).upper() == "CHARSET":
        if text_of(keys[1]).upper() not in ("UTF-8", "US-ASCII"):
            raise NotModelledError(f"SEARCH CHARSET {keys[1]}")
        return keys[2:]
    if keys and str(keys[0]).upper() == "RETURN":
        raise NotModelledError("ESEARCH")
    return keys


def _tests(words: Iterator[object], folder: _Folder) -> Iterator[Test]:
    for word in words:
        yield _test(word, words, folder)


def _next(words: Iterator[object], folder: _Folder) -> Test:
    for word in words:
        return _test(word, words, folder)
    raise BadCommandError("SEARCH wants one more key")


def _text(words: Iterator[object]) -> str:
    for word in words:
        return text_of(word)
    raise BadCommandError("SEARCH wants one more word")


def _test(word: object, words: Iterator[object], folder: _Folder) -> Test:
    if isinstance(word, list):
        tests = list(_tests(iter(word), folder))
        return lambda place: all(test(place) for test in tests)
    key = text_of(word).upper()
    if key == "NOT":
        test = _next(words, folder)
        return lambda place: not test(place)
    if key == "OR":
        one, other = _next(words, folder), _next(words, folder)
        return lambda place: one(place) or other(place)
    return _by_place(key, words, folder) or _by_content(key, words, folder)


def _by_place(key: str, words: Iterator[object], folder: _Folder) -> Test | None:
    if key == "ALL":
        return lambda _: True
    if key.removeprefix("UN") in _FLAGS:
        flag = "\\" + key.removeprefix("UN").capitalize()
        return lambda place: (flag in place[2].flags) != key.startswith("UN")
    if key == "UID":
        uids = numbers(_text(words), folder.largest_uid)
        return lambda place: uids(place[1])
    if re.fullmatch(r"[\d:*,]+", key):
        wanted = numbers(key, folder.largest_number)
        return lambda place: wanted(place[0])
    return None


def _by_content(key: str, words: Iterator[object], folder: _Folder) -> Test:
    if key in ("FROM", "TO", "CC", "SUBJECT"):
        phrase = _words_of(_text(words))
        return lambda place: _holds(_words_of(_field(place[2], key)), phrase)
    if key in ("SINCE", "BEFORE", "ON"):
        day = datetime.strptime(_text(words), "%d-%b-%Y").date()
        return lambda place: _compare(key, place[2].when.date(), day)
    if key == "HEADER":
        return _header(_text(words).lower(), _text(words))
    if key == "X-GM-MSGID":
        return _numbered(_text(words), lambda message: message.id)
    if key == "X-GM-THRID":
        return _numbered(_text(words), lambda message: message.thread)
    if key == "X-GM-LABELS":
        label = _text(words)
        hidden = folder.view.label
        return lambda place: label != hidden and label in place[2].labels
    raise NotModelledError(f"SEARCH {key}")


def _numbered(text: str, of: Callable[[Message], int]) -> Test:
    if not text.isdigit():
        raise BadCommandError(f"no number: {text!r}")
    return lambda place: of(place[2]) == int(text)


def _header(name: str, value: str) -> Test:
    if name not in _ID_FIELDS or not _WHOLE_ID.fullmatch(value):
        raise NotModelledError(f"SEARCH HEADER {name} {value!r}: only a whole Message-ID is")
    return lambda place: value in _WHOLE_ID.findall(_field(place[2], name))


def _compare(key: str, when: date, day: date) -> bool:
    return {"SINCE": when >= day, "BEFORE": when < day, "ON": when == day}[key]


def _field(message: Message, name: str) -> str:
    if not message.indexed:
        return ""
    raw = " ".join(str(value) for value in message.header.get_all(name, []))
    try:
        return str(make_header(decode_header(raw)))
    except (LookupError, ValueError):  # hostile mail: as it stands
        return raw


def _words_of(text: str) -> list[str]:
    return _WORDS.findall(text.casefold())


def _holds(words: list[str], phrase: list[str]) -> bool:
    """Whether the phrase is in the words, each of them whole."""
    starts = range(len(words) - len(phrase) + 1)
    return bool(phrase) and any(words[at : at + len(phrase)] == phrase for at in starts)
