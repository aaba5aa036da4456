"""Text from outside made safe to show: no control characters, no tricks with direction, no tokens.

What LinkedIn's links carry (``otpToken``, ``midToken`` …) signs the owner in with one click, so
it must not reach any field that is logged, stored or quoted.
"""

import re

from rules.reading.limits import NOTE

# C0 and C1 controls, soft hyphen, bidi marks and overrides, zero-width characters, the combining
# grapheme joiner that LinkedIn fills its preheader with, interlinear marks, lone surrogates, tags.
_UNSAFE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
_NEWLINES = re.compile("[\r\x0b\x0c\x85\u2028\u2029]")
_MANY_BLANKS = re.compile(r"\n{3,}")

_IN_LINKS = (
    "otpToken|midToken|midSig|sharedKey|authToken|trkEmail|eid|loid|mboxid|tok|lipi|"
    "invAcpt|ticket|csrfToken|sig|token"
)
# Mail filters write ? & = as %3F %26 %3D (or with "-"), once or several times over.
_TOKEN = re.compile(
    rf"(?i)(?:[?&;]|[%-](?:25)*(?:3F|26|3B)|\b)(?:{_IN_LINKS})(?:=|[%-](?:25)*3D)[^\s&#<>\"']*"
)
# The end of a link that was broken over two lines: what stands before the name is a token too.
_BROKEN = re.compile(r"(?i)(?<!\S)(?!https?:)\S*?&(?:midToken|midSig|otpToken|eid|trk|lipi)=\S*")
_KEY_IN_PATH = re.compile(r"(?i)(?:[/_]|%(?:25)*2F)sharedKey(?:[/_]|%(?:25)*2F)[^\s]*")
_LINKEDIN_URL = re.compile(
    r"(?i)\bhttps?://(?:[^\s/@<>]{0,200}@)?((?:[a-z0-9-]+\.)*linkedin\.com)(?::\d{1,5})?"
    r"(/[^\s<>\"']*)?"
)
_PRIVATE_PATH = re.compile(r"(?i)/(?:e|comm|uas|checkpoint)(?:/|\?|$)")
_PROFILE_PATH = re.compile(r"(?i)/(?:comm/)?in/[^/?#\s]+")


def _bare_url(found: re.Match[str]) -> str:
    """A LinkedIn address without query, fragment or any path that may hold a key."""
    path = re.split(r"[?#]", found[2] or "", maxsplit=1)[0]
    if profile := _PROFILE_PATH.match(path):
        path = profile[0].replace("/comm/", "/", 1)
    elif _PRIVATE_PATH.match(path):
        path = ""
    return f"https://{found[1]}{path}"


def without_tokens(text: str) -> str:
    """The text with LinkedIn's links cut down to their clean part and every token removed."""
    if "http" in text or "HTTP" in text:
        text = _LINKEDIN_URL.sub(_bare_url, text)
    if "=" in text or "%" in text or "-3D" in text:
        text = _TOKEN.sub("", _BROKEN.sub("", text))
    return _KEY_IN_PATH.sub("", text)


def safe(text: str) -> str:
    """The text without unsafe characters, each of its line breaks as one newline."""
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    return _UNSAFE.sub("", _NEWLINES.sub("\n", text))


def flat(text: str) -> str:
    """The text as one line without unsafe characters; it may still hold tokens."""
    if not (text.isascii() and text.isprintable()):
        text = safe(text)
    return " ".join(text.split())


def one_line(text: str, limit: int) -> str:
    """The text as one clean line: whitespace collapsed, at most ``limit`` characters."""
    return without_tokens(flat(text[: 4 * limit]))[:limit].rstrip() if text else ""


def paragraphs(text: str, limit: int = NOTE) -> str:
    """The text with its line breaks kept and its blank lines at most one in a row."""
    lines = (" ".join(line.split()) for line in safe(text[: 4 * limit]).split("\n"))
    joined = _MANY_BLANKS.sub("\n\n", "\n".join(lines)).strip()
    return without_tokens(joined)[:limit].rstrip()


def printable(text: str) -> str:
    """The text as it may be shown on a terminal or written to a log, line breaks kept."""
    return without_tokens(_UNSAFE.sub("", _NEWLINES.sub("\n", text)))
