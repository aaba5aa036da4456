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

# What only LinkedIn's links hold, however it is written down; and what is a word of its own too.
_TELLING = (
    "otpToken|midToken|midSig|sharedKey|authToken|trkEmail|loid|mboxid|lipi|invAcpt|csrfToken"
)
_PLAIN = "eid|tok|ticket|sig|token"
# Mail filters write ? & = as %3F %26 %3D (or with "-"), once or several times over.
_EQUALS = "=|[%-](?:25)*3D"
# A value that was broken over two lines goes on after the break, with letters and a digit.
_VALUE = r"[^\s&#<>\"']*(?:\s(?=\S{0,200}\d)[\w%=&~.+-]{12,2000}(?=[:;,)]?(?!\S)))?"
_TOKEN = re.compile(
    r"(?i)(?:[?&;]|[%-](?:25)*(?:3F|26|3B)|\b)"
    rf"(?:(?:{_TELLING})[\"']?\s{{0,3}}(?:{_EQUALS}|:)\s{{0,3}}[\"']?"
    rf"|(?:{_PLAIN})(?:\s{{0,3}}=\s{{0,3}}|{_EQUALS}))"
    rf"{_VALUE}"
)
# The end of a link that was broken over two lines: what stands before the name is a token too.
_BROKEN = re.compile(r"(?i)(?<!\S)(?!https?:)\S*?&(?:midToken|midSig|otpToken|eid|trk|lipi)=\S*")
_KEY_IN_PATH = re.compile(r"(?i)(?:[/_]|%(?:25)*2F)sharedKey(?:[/_]|%(?:25)*2F)[^\s]*")
_SOFT_BREAK = re.compile(r"=\s{1,3}")  # quoted-printable that nobody has decoded
_SIGNED_IN_AS = re.compile(r"(?i)(\bhttps?:[/\\]{1,9})[^\s/@<>]{1,200}@")
_PATH = re.compile(r"(?i)\b(linkedin\.com)\.?(?::\d{1,5})?([/\\?#][^\s<>\"']*)")
# The same inside another link: Proofpoint writes / as _ and ? as -3F.
_PATH_IN_LINK = re.compile(
    r"(?i)\b(linkedin\.com)(?:%(?:25)*(?:2F|3F|3A|5C)|-2F|-3F|_)[^\s<>\"'&]*"
)
#: What may be shown of LinkedIn; under every other path a key may stand.
_PUBLIC = {
    "company", "events", "feed", "groups", "in", "jobs", "learning", "newsletters", "posts", "pub",
    "pulse", "school", "showcase",
}  # fmt: skip


def _public_path(found: re.Match[str]) -> str:
    """The address without query, fragment or any path that may hold a key."""
    path = re.split(r"[?#&;]", found[2], maxsplit=1)[0]
    parts = [part for part in re.split(r"[/\\]", path) if part not in ("", ".")]
    if [part.lower() for part in parts[:2]] == ["comm", "in"]:
        parts = parts[1:]
    if not parts or parts[0].lower() not in _PUBLIC:
        return found[1]
    return f"{found[1]}/{'/'.join(parts[: 2 if parts[0].lower() == 'in' else 4])}"


def _may_hold_token(text: str) -> bool:
    """Whether the slow search is worth it: most texts hold neither a sign nor a name."""
    if "=" in text or "%" in text or "-3D" in text:
        return True
    return ":" in text and any(name in text.lower() for name in _TELLING.lower().split("|"))


def ends_in_token(line: str) -> bool:
    """Whether the line's last word is a link with a token, which may go on in the next line."""
    last = line.rsplit(None, 1)[-1].lower() if line.strip() else ""
    return any(f"{name}=" in last for name in _TELLING.lower().split("|"))


def without_tokens(text: str) -> str:
    """The text with LinkedIn's links cut down to their clean part and every token removed."""
    if "=3D" in text:
        text = _SOFT_BREAK.sub("", text)
    if _may_hold_token(text):
        text = _TOKEN.sub("", _BROKEN.sub("", text))
    if "linkedin" in text.lower():
        text = _SIGNED_IN_AS.sub(r"\1", text)
        text = _PATH_IN_LINK.sub(r"\1", _PATH.sub(_public_path, text))
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
    if text.isascii() and text.isalnum():  # most of what is shown is a word
        return text
    return without_tokens(_UNSAFE.sub("", _NEWLINES.sub("\n", text)))
