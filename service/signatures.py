"""The DKIM signatures of a whole message, each verified for itself. The home of dkimpy.

Only LinkedIn's own are looked at, and of these a few: LinkedIn signs twice. What a pass is worth,
the head says. dkimpy reads the clock (for t= and x=) and knows no limits, so both are kept here.
"""

import logging
import re

import dkim
import dkim.util

from rules import Signature, SignatureResult
from service.resolver import Key, Resolver, is_askable

#: Signatures of LinkedIn's that are verified, and signatures that are looked at for them.
MOST, LOOKED_AT = 4, 12

#: Octets of a message, of its header and of one signature; LinkedIn's have 60,000, 6,000 and 700.
LARGEST, LARGEST_HEADER, LARGEST_SIGNATURE = 524_288, 65_536, 4_096

#: Octets of a line (RFC 5322, 2.1.1), and blanks in a row: dkimpy's time is their square.
LONGEST_LINE, MOST_BLANKS = 998, 100

_HEADER_END = re.compile(rb"\r?\n\r?\n")
_BLANKS = re.compile(rb"[ \t]{%d}" % (MOST_BLANKS + 1))
_HASHES = (b"rsa-sha256", b"ed25519-sha256")  # rsa-sha1 proves nothing any more (RFC 8301, 3.1)

Tags = dict[bytes, bytes]


def verified(message: bytes, resolver: Resolver) -> tuple[Signature, ...]:
    """LinkedIn's signatures of a whole message (RFC 5322 bytes), verified now. Never raises."""
    ours = _linkedins(message)
    if not ours:
        return ()
    if too_much := _too_much(message):
        return tuple(_signature(t, SignatureResult.POLICY, too_much) for t in ours.values())
    mail = dkim.DKIM(message, logger=_quiet(), minkey=1024)
    return tuple(_verified(mail, at, tags, resolver) for at, tags in ours.items())


def _linkedins(message: bytes) -> dict[int, Tags]:
    """The tags of each signature that claims to be LinkedIn's, by its place among all of them."""
    end = _HEADER_END.search(message, 0, LARGEST_HEADER)
    if end is None:
        return {}
    try:
        fields = dkim.DKIM(message[: end.end()], logger=_quiet()).headers
    except Exception:  # dkimpy's own error, or an IndexError where the first line is folded
        return {}
    values = [value for name, value in fields if name.lower() == b"dkim-signature"]
    found = {at: _tags(value) for at, value in enumerate(values[:LOOKED_AT])}
    ours = [at for at, tags in found.items() if is_askable(_text(tags, b"s"), _text(tags, b"d"))]
    return {at: found[at] for at in ours[:MOST]}


def _tags(value: bytes) -> Tags:
    """The tags of a signature (RFC 6376, 3.2); none of one that is too large or none at all."""
    if len(value) > LARGEST_SIGNATURE:
        return {}
    try:
        tags: Tags = dkim.util.parse_tag_value(value)
    except dkim.util.InvalidTagValueList:
        return {}
    return tags


def _text(tags: Tags, name: bytes) -> str:
    return tags.get(name, b"").decode("ascii", "replace").lower()


def _too_much(message: bytes) -> str:
    """Which limit a message exceeds, or ""."""
    if len(message) > LARGEST:
        return f"the mail has more than {LARGEST} octets"
    if any(len(line) > LONGEST_LINE + 1 for line in message.split(b"\n")):
        return f"the mail has a line of more than {LONGEST_LINE} octets"
    if _BLANKS.search(message):
        return f"the mail has more than {MOST_BLANKS} blanks in a row"
    return ""


def _signature(tags: Tags, result: SignatureResult, because: str) -> Signature:
    signed = tuple(name.strip() for name in _text(tags, b"h").split(":"))
    return Signature(_text(tags, b"d"), _text(tags, b"s"), result, signed, because)


def _verified(mail: dkim.DKIM, at: int, tags: Tags, resolver: Resolver) -> Signature:
    if because := _weak(tags):
        return _signature(tags, SignatureResult.POLICY, because)
    key = resolver.key(_text(tags, b"s"), _text(tags, b"d"))
    if key.later:
        return _signature(tags, SignatureResult.TEMPERROR, key.fault)
    if because := key.fault or _useless(key):
        return _signature(tags, SignatureResult.PERMERROR, because)
    return _signature(tags, *_checked(mail, at, key))


def _weak(tags: Tags) -> str:
    """Why a signature would prove too little even if it were right, or ""."""
    if tags.get(b"a") not in _HASHES:
        return "it is not made with SHA-256"
    if b"l" in tags:
        return "it leaves the end of the body open"
    return ""


def _useless(key: Key) -> str:
    """Why a key is none (RFC 6376, 3.6.1), or ""."""
    tags = _tags(key.record)
    if tags.get(b"p") == b"":
        return "its key was revoked"
    if b"y" in tags.get(b"t", b"").split(b":"):
        return "its key is for tests only"
    try:
        dkim.evaluate_pk(b"", key.record)
    except Exception:  # dkimpy's own error, or whatever lies beneath a key that is none
        return "its key cannot be read"
    return ""


def _checked(mail: dkim.DKIM, at: int, key: Key) -> tuple[SignatureResult, str]:
    """Whether header and body are as they were when they were signed."""

    def record(name: bytes, timeout: float) -> bytes:  # noqa: ARG001 (dkimpy gives both by name)
        return key.record

    try:
        if mail.verify(idx=at, dnsfunc=record):
            return SignatureResult.PASS, ""
    except dkim.ValidationError as error:
        return SignatureResult.FAIL, _said(error)
    except Exception as error:  # what hostile bytes do to it is not all documented
        return SignatureResult.PERMERROR, f"it cannot be read: {type(error).__name__}"
    return SignatureResult.FAIL, "the header is not as it was signed"


def _said(error: Exception) -> str:
    """What the owner is told of a signature that is not right; never what the mail itself says."""
    text = str(error)
    if "body hash" in text:
        return "the body is not as it was signed"
    return "it has run out" if "x= value is past" in text else "it is not well formed"


def _quiet() -> logging.Logger:
    """A logger that says nothing: dkimpy tells it what it reads in a mail."""
    return logging.Logger("dkim", level=logging.CRITICAL + 1)
