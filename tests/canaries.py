"""LinkedIn's sign-in links with tokens like no other text, written down in every way.

A canary says the same word again and again, so that it is found even where a table folds it over
several lines. A mail is poisoned where such links stand in its name, its headline, its note and
its subject, besides those of LinkedIn's own.
"""

from __future__ import annotations

import re
from email import message_from_bytes
from email.header import Header
from html import escape
from pathlib import Path
from urllib.parse import quote

from tests.servers import mail

WORD = "Qz7xJ"
CANARY = 4 * WORD
NAMES = (
    "otpToken", "midToken", "midSig", "sharedKey", "authToken", "eid", "trkEmail", "loid", "mboxid",
    "lipi",
)  # fmt: skip
LETTERS = sorted(
    path
    for folder in ("tests/letters", "service/demo/letters")
    for path in (Path(__file__).parent.parent / folder).glob("*.eml")
)

_HOST = "https://www.linkedin.com"
_QUERY = "&".join(f"{name}={CANARY}{name}" for name in NAMES)
_LINK = f"{_HOST}/comm/in/ada-quill?{_QUERY}"
_QUOTED = quote(_LINK, safe="")
_PROOFPOINT = _QUOTED.replace("%2F", "_").replace("%", "-")

#: The same link, or another one with a key, as texts hold it.
LINKS = {
    "plain": _LINK,
    "upper case": _LINK.upper(),
    "without https": _LINK.removeprefix("https://"),
    "percent-encoded": _QUOTED,
    "percent-encoded twice": quote(_QUOTED, safe=""),
    "percent-encoded in lower case": re.sub("%..", lambda found: found[0].lower(), _QUOTED),
    "entities": escape(_LINK),
    "entities twice": escape(escape(_LINK)),
    "numbered entities": _LINK.replace("&", "&#38;"),
    "semicolons": _LINK.replace("&", ";"),
    "safelinks": f"https://eur01.safelinks.protection.outlook.com/?url={_QUOTED}&data=05%7C01",
    "proofpoint v2": f"https://urldefense.proofpoint.com/v2/url?u={_PROOFPOINT}&d=DwMFaQ",
    "proofpoint v3": f"https://urldefense.com/v3/__{_LINK}__;!!abc$",
    "javascript": f"javascript:location='{_LINK}'",
    "JSON": f'{{"midToken":"{CANARY}", "otpToken": "{CANARY}"}}',
    "spaces": _LINK.replace("=", " = "),
    "undecoded quoted-printable": _LINK.replace("=", "=3D").replace(CANARY, f"{WORD}=\n{CANARY}"),
    "broken": f"{_HOST}/comm/in/ada?midToken=a1\n{CANARY}bcdef&otpToken={CANARY}",
    "broken at its end": f"{_HOST}/comm/in/ada?midToken=a1\n{CANARY}bcdef",
    "zero-width": _LINK.replace("Token", "To\u200bken"),
    "path of 2009": f"http://www.linkedin.com/e/{CANARY}-gz5/isd/12_{CANARY}/eml-comm_invm-b/",
    "path without http": f"www.linkedin.com/e/v2/{CANARY}/",
    "path, percent-encoded": quote(f"{_HOST}/e/{CANARY}", safe=""),
    "path, proofpoint": f"https://urldefense.proofpoint.com/v2/url?u=https-3A__www.linkedin.com_e_{CANARY}",
    "path with backslashes": f"https:\\\\www.linkedin.com\\e\\{CANARY}",
    "path with dots": f"{_HOST}/.//e/{CANARY}",
    "uas": f"{_HOST}/uas/login?session={CANARY}",
    "checkpoint": f"https://de.linkedin.com/checkpoint/rp/{CANARY}",
    "key in the path": f"{_HOST}/comm/mynetwork/accept/1/sharedKey/{CANARY}/",
    "signed in as": f"https://{CANARY}:x@www.linkedin.com/in/ada",
}  # fmt: skip

_TOKEN = re.compile(
    rf"(?:{'|'.join(NAMES)})(?:=|/)(?!urn|eml)([\w%~-]{{8,}})|linkedin\.com/e/([\w-]{{8,}})/"
)


def poisoned(number: int, link: str, *, named: bool = False) -> bytes:
    """An invitation with `link` in all that a stranger may write; `named`: even in their name."""
    raw = mail.invitation(
        number,
        name=f"Ada Quill{number}",
        headline=f"Potter at Kiln {link}",
        note=f"Hi Robin, we met at the kiln seminar, see {link} and write to me. {link}",
    )
    if named:
        name = Header(f"Ada Quill{number} {link}", "utf-8").encode(linesep="\r\n")
        sender = f"From: {name} <invitations@linkedin.com>\r\n"
        raw = re.sub(rb"(?m)^From: .*\r\n", lambda _: sender.encode(), raw, count=1)
    subject = Header(f"Robin, see {link}", "utf-8").encode(linesep="\r\n")
    line = f"Subject: {subject}\r\n".encode()
    return re.sub(rb"(?m)^Subject: .*\r\n", lambda _: line, raw, count=1)


def decoded(raw: bytes) -> str:
    """All text of a mail, its parts decoded, as a mail program would read it."""
    parts = [part.get_payload(decode=True) for part in message_from_bytes(raw).walk()]
    texts = [part.decode("utf-8", "replace") for part in parts if isinstance(part, bytes)]
    return raw.decode("latin-1") + "".join(texts)


def tokens_of(raw: bytes) -> set[str]:
    """The values of LinkedIn's own tokens in a mail."""
    found = _TOKEN.findall(decoded(raw).replace("&amp;", "&"))
    return {query or path for query, path in found if re.search(r"\d", query or path)}


def sings(text: bytes) -> bool:
    """Whether a canary is in it, in any case."""
    return WORD.lower().encode() in text.lower()
