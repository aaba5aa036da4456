"""The checks that every draft passes before it is saved: ours, and the owner's own texts alike."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

from rules.decision import Draft
from rules.languages import codes, language

LONGEST = 1900  # LinkedIn refuses longer messages in answer to an invitation

_PLACEHOLDER = re.compile(
    r"\{\{|\}\}|\{%|%\}|\{#|#\}|\{\w{0,30}\}"  # a template's own marks
    r"|\[[^\W\d][\w .'’-]{0,40}\]|<[^\W\d][\w .'’-]{0,40}>"  # [Name], <first name>
    r"|%\(\w{1,30}\)s|%[sd]\b|\$\{?[A-Za-z_]\w*|\bX{3,}\b|\b__\w+__\b"
    r"|\bNone\b(?! of\b)|\bundefined\b|\bNULL\b|\bTODO\b|\bTBD\b"
)
_GAP = re.compile(r"\w[^\S\n],|[^\S\n]\.(?=\s|$)|“\s*”|„\s*“|«\s*»")
# One-click sign-in and tracking words in LinkedIn's links; the short ones only as a parameter.
_TOKEN = re.compile(
    r"otp_?token|mid_?token|mid_?sig|shared_?key|auth_?token|invitation_?id|loid="
    r"|\b(?:eid|lipi|trk|trkemail|ek|tok)(?:=|%3d)",
    re.I,
)
_LINK = re.compile(
    r"[a-z][a-z0-9+.-]{1,20}://\S+|\bwww\.\S+|\b(?:[\w-]{1,63}\.){1,5}[a-z]{2,24}[/?]\S+", re.I
)
_PARAGRAPH_END = re.compile(r"\n[^\S\n]*\n")
_SENTENCE_END = re.compile(r"(?<=[.!?]) ")
_PROFILE = re.compile(r"https://www\.linkedin\.com/in/[\w%-]{1,200}/?")


def problems(draft: Draft, *, never_admit: bool) -> list[str]:
    """Why the draft must not be saved, one line each; nothing where it may be.

    ``never_admit`` asks besides that no wording in any reply language says that the owner
    does not know or recall the person.
    """
    body = draft.body[: 4 * LONGEST]  # a longer one is refused for its length already
    found = [*_length(draft.body), *_hidden(body, "body"), *_hidden(draft.subject, "subject")]
    found += [*_placeholders(body), *_links(body), *_head(draft)]
    if never_admit and (said := admission(body)):
        found.append(f"it admits that the owner does not know the person: “{said}”")
    return found


def _length(body: str) -> list[str]:
    if not body.strip():
        return ["it is empty"]
    if len(body) > LONGEST:
        return [f"it has {len(body)} characters; LinkedIn takes {LONGEST}"]
    return []


def _hidden(text: str, where: str) -> list[str]:
    """Control characters, bidi overrides, zero-width letters; a body may have line breaks."""
    allowed = "\n" if where == "body" else ""
    if (text.replace("\n", "") if allowed else text).isprintable():
        return []  # the usual case, forty times as fast as asking each character
    bad = [c for c in text if c not in allowed and _is_hidden(c)]
    return [f"its {where} has a hidden character, U+{ord(bad[0]):04X}"] if bad else []


def _is_hidden(c: str) -> bool:
    return unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def _placeholders(body: str) -> list[str]:
    if left := _PLACEHOLDER.search(body):
        return [f"a placeholder is left: “{left.group()}”"]
    if gap := _GAP.search(body):
        return [f"a word is missing before “{gap.group().strip()}”"]
    return []


def _links(text: str) -> list[str]:
    if token := _TOKEN.search(text):
        return [f"it holds a sign-in or tracking token: “{token.group()}”"]
    for link in _LINK.findall(text):
        if not _PROFILE.fullmatch(link.rstrip(".,;:!?)]}>\"'”’»")):
            return ["it holds a link other than a clean LinkedIn profile"]  # never shown: tokens
    return []


def _head(draft: Draft) -> list[str]:
    """What is wrong with the subject, the address, or the place to paste the reply at."""
    found = [] if draft.subject.strip() else ["its subject is empty"]
    if len(draft.subject) > 200:
        found.append("its subject is longer than 200 characters")
    if _links(draft.subject):
        found.append("its subject holds a link or a token")
    if draft.to is not None and not re.fullmatch(r"[^\s<>,;@]{1,64}@[^\s<>,;@]{1,190}", draft.to):
        found.append("it is addressed to something that is no mail address")
    if draft.paste_at and not _PROFILE.fullmatch(draft.paste_at):
        found.append("the place to paste it at is no clean LinkedIn profile")
    return found


def admission(text: str) -> str:
    """The words that admit, in any reply language, not to know somebody; "" where none do.

    Source: the patterns under ``[reply.admissions]`` of each language. They are matched
    against lower case without accents, emphasis and typographic apostrophes.
    """
    for paragraph in _PARAGRAPH_END.split(text[: 4 * LONGEST]):
        for sentence in _SENTENCE_END.split(bare_text(paragraph)):
            if said := _admission_in(sentence):
                return said
    return ""


@lru_cache(maxsize=4096)  # most sentences of a draft are ours, and come again and again
def _admission_in(sentence: str) -> str:
    for code in codes():
        read = sentence
        for written, meant in _spelling(code):
            read = written.sub(meant, read)
        if said := _admits(code).search(read):
            return said.group().strip()
    return ""


def bare_text(text: str) -> str:
    """The text as the admissions are written: lower case, no accents, one space, plain signs."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    shown = (c for c in letters if not unicodedata.combining(c) and not _is_hidden_but_space(c))
    plain = re.sub(r"[’‘`´ʼ]", "'", "".join(shown))
    return " ".join(re.sub(r"[*_~\"“”„«»]", "", plain).split())


def _is_hidden_but_space(c: str) -> bool:
    return not c.isspace() and _is_hidden(c)


@cache
def _spelling(code: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """What is read as something else first: contractions, and look-alikes that are harmless."""
    table = _admissions(code)
    pairs = [*table.get("spelling", ()), *((h, " · ") for h in table.get("harmless", ()))]
    return tuple((re.compile(written), meant) for written, meant in pairs)


@cache
def _admits(code: str) -> re.Pattern[str]:
    says = _admissions(code).get("says", ())
    return re.compile("|".join(f"(?:{s})" for s in says) or r"(?!)")  # (?!) matches nothing


def _admissions(code: str) -> dict[str, Any]:
    table: dict[str, Any] = language(code).get("reply", {}).get("admissions", {})
    return table
