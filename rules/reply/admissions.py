"""Whether a text admits, in any reply language, that its writer does not know the reader.

No list of sentences could hold all the ways to say so. ``admissions.toml`` has word classes per
language instead; a sentence admits it where what the two share (a pair: "we met", "your name",
"who you are") stands near a lack or doubt of it ("not", "forgot", "remind me"), or is asked; or
where a clause denies a relation of the two of them, and to no other thing ("the way", "whether").
"""

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

_LONGEST = 8000  # a longer draft is refused for its length already
_NEAR = 8  # words between a lack and what it is about; more is another matter
_FAR = 200  # characters; nothing farther has its words counted
_PARAGRAPH_END = re.compile(r"\n[^\S\n]*\n")
_SENTENCE_END = re.compile(r"(?<=[.!?]) ")
_WORD = re.compile(r"[\w']{1,40}")
_ASIDE = re.compile(r", (?:\w{1,40} ){0,3}\w{1,40},")  # "we have, I fear, never met"
_GAP = r"(?:\w{1,40},? ){0,3}?"  # written ~ in the file
_CLASS = re.compile(r"\{([a-z]+)\}")


class _Language(NamedTuple):
    """One language's table, compiled; what each part means is said in the file."""

    spelling: dict[str, str]
    clause: re.Pattern[str]
    harmless: re.Pattern[str]
    since: re.Pattern[str]
    alone: re.Pattern[str]
    asked: re.Pattern[str]
    lack: re.Pattern[str]
    pair: re.Pattern[str]
    deny: re.Pattern[str]
    us: re.Pattern[str]
    relation: re.Pattern[str]


_PATTERNS = _Language._fields[2:]  # all but spelling and clause


def admission(text: str) -> str:
    """The words that admit, in any reply language, not to know the reader; "" where none do."""
    for paragraph in _PARAGRAPH_END.split(text[:_LONGEST]):
        for sentence in _SENTENCE_END.split(bare_text(paragraph)):
            if said := _admission_in(sentence):
                return said
    return ""


@lru_cache(maxsize=4096)  # most sentences of a draft are ours, and come again and again
def _admission_in(sentence: str) -> str:
    for language in _languages():
        read = language.harmless.sub(" · ", _spelled(sentence, language.spelling))
        if said := _said_in(read, language) or _said_in(_ASIDE.sub("", read), language):
            return said
    return ""


def _said_in(sentence: str, language: _Language) -> str:
    if said := language.alone.search(sentence):
        return said.group()
    for clause in language.clause.split(sentence):
        if language.since.search(clause):
            continue
        if sentence.endswith("?") and (asked := language.asked.search(clause)):
            return asked.group()
        if said_here := _lacking(clause, language) or _unrelated(clause, language):
            return said_here
    return ""


def _lacking(clause: str, language: _Language) -> str:
    """From the lack to the pair, or the other way round, where they stand near each other."""
    pairs = [m.span() for m in language.pair.finditer(clause)]
    if not pairs:
        return ""
    for lack in language.lack.finditer(clause):
        for start, end in pairs:
            first, last = min(lack.end(), end), max(lack.start(), start)
            if last - first < _FAR and clause.count(" ", first, max(first, last)) <= _NEAR + 1:
                return clause[min(lack.start(), start) : max(lack.end(), end)]
    return ""


def _unrelated(clause: str, language: _Language) -> str:
    """The part between commas that denies, of the two of them, a relation to no other thing."""
    if language.deny.search(clause):
        for part in clause.split(","):
            if language.us.search(part) and language.relation.search(part):
                return part.strip()
    return ""


def bare_text(text: str) -> str:
    """The text in lower case without accents, hidden letters, emphasis and quotation marks."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    shown = (c for c in letters if not unicodedata.combining(c) and not _is_hidden(c))
    plain = re.sub(r"[’‘`´ʼ]", "'", "".join(shown))
    return " ".join(re.sub(r"[*_~\"“”„«»]", "", plain).split())


def _is_hidden(c: str) -> bool:
    return not c.isspace() and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn")


def _spelled(sentence: str, spelling: dict[str, str]) -> str:
    """Contractions and chat spellings in full; elided and hyphened words one by one."""
    full = _WORD.sub(lambda word: spelling.get(word.group(), word.group()), sentence)
    apart = full.replace(" - ", "; ").replace("'", " ").replace("-", " ").replace(" ?", "?")
    return " ".join(apart.split())


@cache
def _languages() -> tuple[_Language, ...]:
    written = (files("rules.reply") / "admissions.toml").read_text(encoding="utf-8")
    return tuple(_compiled(table) for table in tomllib.loads(written).values())


def _compiled(table: dict[str, Any]) -> _Language:
    words = {name: "|".join(listed) for name, listed in table["words"].items()}
    patterns = {part: _any_of(table[part], words) for part in _PATTERNS}
    but, thing = "|".join(table["but"]), "|".join(table["thing"])
    clause = re.compile(rf"[;:()¿–—·]|, (?=(?:{but})\b)")
    relation = re.compile(rf"{patterns.pop('relation')}(?! (?:{thing})\b)")
    compiled = {part: re.compile(pattern) for part, pattern in patterns.items()}
    return _Language(table["spelling"], clause, relation=relation, **compiled)


def _any_of(patterns: list[str], words: dict[str, str]) -> str:
    """One expression for all patterns: {class} is one of its words, ~ up to three others."""
    full = "|".join(f"(?:{pattern.replace('~', _GAP)})" for pattern in patterns)
    return rf"\b(?:{_CLASS.sub(lambda name: f'(?:{words[name.group(1)]})', full)})(?!\w)"
