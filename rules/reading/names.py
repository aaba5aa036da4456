"""People's names: out of a From display name, and two spellings of one name compared."""

import re
import unicodedata

from rules.acquaintance import name_key
from rules.reading.clean import one_line
from rules.reading.limits import NAME

# "NAME via LinkedIn" (en 2010 on), "NAME a través de LinkedIn" (es), and their like.
_VIA = re.compile(
    r"\s+(?:via|through|on|over|über|ueber|durch|auf|bei|sur|par|de|chez|a\s+través\s+de|en|por|"
    r"pelo|através\s+d[eo]|no|tramite|su|op|genom|på|przez|na|из|через|w)\s+LinkedIn$",
    re.IGNORECASE,
)
# "NAME (LinkedIn Invitations)", "NAME (Invitaciones LinkedIn)", reminders of 2011 and 2012.
_IN_PARENTHESES = re.compile(r"\s*[(（][^()（）]*LinkedIn[^()（）]*[)）]$", re.IGNORECASE)
_DEGREE = re.compile(r"\s*[·•]\s*(?:1st|2nd|3rd\+?|\d(?:\.|º|°|er|e|ème)?)\+?$")
# fmt: off
_NOBODY = frozenset((
    "linkedin", "invitations", "invitation", "notifications", "notification", "messages", "message",
    "messaging", "team", "corporation", "updates", "network", "member", "noreply", "no", "reply",
    "invitaciones", "einladungen", "convites", "inviti", "uitnodigingen", "the", "your", "by",
    "from",
))
# fmt: on
_ASCII_WORD = re.compile(r"[a-z0-9]+")


# Words of headings, which are short like names: "Ada Quill wants to connect".
_NO_NAME = re.compile(r"\b(?:wants?|would|invit\w+|connect\w*|network|people|you)\b", re.IGNORECASE)


def is_address(text: str) -> bool:
    """Whether a display name is a mail address in disguise."""
    return any("." in word.rpartition("@")[2] for word in text.split() if "@" in word[1:])


def is_undecoded(name: str) -> bool:
    """Whether a name is, or ends in, encoded words that nobody could read (RFC 2047)."""
    return "=?" in name or "?=" in name


def is_nobody(name: str) -> bool:
    """Whether a name is none: empty, an address, or only LinkedIn's own words."""
    words = re.findall(r"\w+", name.casefold())
    return not words or is_address(name) or all(w in _NOBODY for w in words)


def person(display: str) -> str:
    """The person's name in a display name, or "" where it holds none."""
    name = one_line(display, NAME).strip("\"' ")
    if "linkedin" in name.casefold():
        name = _VIA.sub("", _IN_PARENTHESES.sub("", name)).strip("\"' ")
    if "·" in name or "•" in name:
        name = _DEGREE.sub("", name)
    return "" if is_nobody(name) or is_undecoded(name) else name


def _key(name: str) -> str:
    """``name_key``, faster for the names that need no more than lower case."""
    if name.isascii():
        return " ".join(sorted(_ASCII_WORD.findall(name.lower())))
    return name_key(name)


def _letters(name: str) -> str:
    """The letters alone, in their order: "山田 太郎" is also written without the space."""
    return "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if c.isalnum())


def _far(one: str, other: str) -> bool:
    """Whether two lines are too unlike in length to be spellings of one name."""
    return len(one) > 2 * len(other) + 16 or len(other) > 2 * len(one) + 16


def same_name(one: str, other: str) -> bool:
    """Whether two spellings are one name: case, accents, order and spaces do not count."""
    if not one or not other or _far(one, other):
        return False
    if one == other:
        return True
    key, other_key = _key(one), _key(other)
    if not key or len(key.replace(" ", "")) != len(other_key.replace(" ", "")):
        return False
    return key == other_key or _letters(one) == _letters(other)


def near_name(one: str, other: str) -> bool:
    """Whether one spelling is the other with up to two words more (titles, a middle name)."""
    if _far(one, other):
        return False
    few, many = sorted((set(_key(one).split()), set(_key(other).split())), key=len)
    return len(few) >= 2 and few <= many and len(many) - len(few) <= 2


def looks_like_name(text: str) -> bool:
    """Whether a line could be a person's name: short, without a sentence's punctuation."""
    if not 1 < len(text) <= 80 or text[0] in '-–—*•>#"“«(' or text[-1] in "!?:;,…":
        return False
    if len(text.split()) > 7 or _NO_NAME.search(text):
        return False
    return not re.search(r"[@/\\=<>|]|https?:|\d", text)
