"""The program's regular expressions, what each gets to see, and texts that are hard for them.

A pattern that tries each of n places with a run of n characters takes n² steps; one mail of a
stranger's would hold a round up.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from rules.reading.clean import (
    flat,
    one_line,
    paragraphs,
)
from rules.reading.limits import HEADLINE, NAME, SUBJECT

ROOT = Path(__file__).parent.parent
_METHODS = ("match", "fullmatch", "search", "sub", "split", "findall", "finditer")
_PIECES = [
    *'<(["\'=%/&@_;:|aA0', " ", "\n", "é", "中", "\\", "a ", "A ", "0 ", ". ", "- ", "a.", "a-",
    "a,", "a=", "=a", "a@", "a/", "1.", ") (", "=?", "%25", "://", "http://",
]  # fmt: skip


@dataclass(frozen=True)
class Pattern:
    """A compiled pattern, where it stands, and by which methods it is used."""

    place: str
    compiled: re.Pattern[Any]
    methods: tuple[str, ...]

    def seconds(self, text: str, limit: float) -> float:
        """CPU seconds that all its uses take on a text; they are stopped soon after the limit."""
        seen = text.encode() if isinstance(self.compiled.pattern, bytes) else self.gate(text)
        signal.signal(signal.SIGVTALRM, _stop)
        began = time.process_time()
        signal.setitimer(signal.ITIMER_VIRTUAL, 1.2 * limit)
        try:
            for method in self.methods:
                _use(self.compiled, method, seen)
        except TimeoutError:
            pass
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        return time.process_time() - began

    @property
    def gate(self) -> Callable[[str], str]:
        """What its texts have been through, with their limits: the longest name that fits."""
        fitting = [name for name in GATES if self.place.startswith(name)]
        return GATES[max(fitting, key=len)]


def _line(text: str) -> str:
    return flat(text[:2_000])


def _headline(text: str) -> str:
    return one_line(text, HEADLINE)


#: Through which gate the texts come that the patterns of a module see.
GATES: dict[str, Callable[[str], str]] = {
    "": lambda text: text[:20_000],
    "rules.reading": _line,
    "rules.reading.authenticity": lambda text: text[:20_000],
    "rules.reading.clean": lambda text: text[:20_000],
    "rules.reading.html": lambda text: text[:20_000],
    "rules.reading.lines": lambda text: text[:2_000],
    "rules.reading.wire": lambda text: text[:20_000],
    "rules.reading.headline": _headline,
    "rules.reading.names": lambda text: one_line(text, NAME),
    "rules.reading.subjects": lambda text: one_line(text, SUBJECT),
    "rules.reading.message": lambda text: text[:1_000].strip(),
    "rules.reading.links": lambda text: text[:4_000],
    "rules.signals": _headline,
    "rules.note": paragraphs,
    "rules.reply": paragraphs,
    "rules.acquaintance": _headline,
}


def _stop(_number: int, _frame: object) -> None:
    raise TimeoutError


def _use(pattern: re.Pattern[Any], method: str, text: Any) -> None:
    if method == "sub":
        pattern.sub(text[:0], text)
    elif method == "finditer":
        for _ in pattern.finditer(text):
            pass
    else:
        getattr(pattern, method)(text)


def patterns(*packages: str) -> list[Pattern]:
    """Every compiled pattern that a module of these packages holds."""
    found: dict[tuple[object, int], Pattern] = {}
    for package in packages:
        for name in _modules(package):
            module = importlib.import_module(name)
            source = Path(str(module.__file__)).read_text(encoding="utf-8")
            for key, value in vars(module).items():
                for compiled in _held(value):
                    one = Pattern(f"{name}.{key}", compiled, _methods(key, source))
                    found.setdefault((compiled.pattern, compiled.flags), one)
    return list(found.values())


def _modules(package: str) -> list[str]:
    top = importlib.import_module(package)
    return [module.name for module in pkgutil.walk_packages(top.__path__, f"{package}.")]


def _held(value: Any, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict) and depth < 3:
        for inner in (*value.keys(), *value.values()):
            yield from _held(inner, depth + 1)
    elif isinstance(value, tuple | list | set | frozenset) and depth < 3:
        for inner in value:
            yield from _held(inner, depth + 1)


def _methods(name: str, source: str) -> tuple[str, ...]:
    """How a constant is used; where that cannot be seen, it is searched for everywhere."""
    used = {m for m in re.findall(rf"\b{re.escape(name)}\.(\w+)\(", source) if m in _METHODS}
    used |= {m for m in re.findall(rf"\b{re.escape(name)}\.(\w+)\b(?!\()", source) if m in _METHODS}
    return tuple(sorted(used)) or ("finditer",)


def hard_texts(pattern: Pattern) -> Iterator[str]:
    """Texts that almost match again and again, or that repeat one thing; as long as come in."""
    length = len(pattern.gate("a" * 20_000))
    sample = _sample(pattern.compiled)
    own = {ch for ch in sample if not ch.isspace()}
    pieces = [
        *_PIECES,
        *sorted(own),
        sample,
        sample[:-1],
        f"{sample} ",
        f"{sample[:-1]} ",
        sample[1:],
    ]
    for piece in filter(None, dict.fromkeys(pieces)):
        run = piece * max(1, (length - len(sample) - 1) // len(piece))
        yield run
        yield sample[:-1] + run + "¬"


def _sample(pattern: re.Pattern[Any]) -> str:
    """A text that comes near to what it matches."""
    return "".join(_spelt(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)))[:300]


def _spelt(tree: Any) -> Iterator[str]:
    for kind, value in tree:
        if kind in _REPEATS:
            yield "".join(_spelt(value[2])) * min(max(value[0], 1), 20)
        elif kind in _INNER:
            yield from _spelt(_INNER[kind](value))
        else:
            yield _character(kind, value)


_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
_INNER: dict[Any, Callable[[Any], Any]] = {
    sre.BRANCH: lambda value: value[1][0],
    sre.SUBPATTERN: lambda value: value[-1],
    sre.ATOMIC_GROUP: lambda value: value,
}


def _character(kind: Any, value: Any) -> str:
    if kind is sre.LITERAL:
        return chr(value)
    if kind is sre.IN:
        return _of_class(value)
    if kind is sre.NOT_LITERAL:
        return "x" if value != ord("x") else "y"
    return "x" if kind is sre.ANY else ""


def _of_class(items: Any) -> str:
    categories = {sre.CATEGORY_DIGIT: "1", sre.CATEGORY_SPACE: " ", sre.CATEGORY_WORD: "a"}
    for kind, value in items:
        if kind is sre.LITERAL:
            return chr(value)
        if kind is sre.RANGE:
            return chr(value[0])
        if kind is sre.CATEGORY and value in categories:
            return categories[value]
    return "x"
