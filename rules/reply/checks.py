"""The checks that every draft passes before it is saved: ours, and the owner's own texts alike."""

import re
import unicodedata

from rules.decision import Draft
from rules.reply.admissions import admission
from rules.reply.slots import address

__all__ = ["LONGEST", "admission", "problems"]

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
    if draft.to is not None and address(draft.to) is None:
        found.append("it is addressed to something that is no mail address")
    if draft.paste_at and not _PROFILE.fullmatch(draft.paste_at):
        found.append("the place to paste it at is no clean LinkedIn profile")
    return found
