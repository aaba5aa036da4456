"""What LinkedIn's own signatures prove (RFC 6376), where no trusted provider has said so.

The hands verify them, for that needs DNS and the clock; what a pass is worth is judged here. It
proves the domain, not the kind of mail: what LinkedIn's staff write bears the same signatures.
"""

from dataclasses import dataclass
from enum import StrEnum

from rules.invitation import Authentic
from rules.reading.authenticity.proof import Proof
from rules.reading.links import is_linkedin_host
from rules.reading.message import Message


class SignatureResult(StrEnum):
    """What became of a signature, in the words of RFC 8601, 2.7.1."""

    PASS = "pass"  # noqa: S105 (a result, no password)
    FAIL = "fail"
    POLICY = "policy"
    PERMERROR = "permerror"
    TEMPERROR = "temperror"


@dataclass(frozen=True, slots=True)
class Signature:
    """One DKIM signature of a whole message, as it was verified.

    ``domain`` and ``selector`` are its d= and s=. ``signed`` are the header fields that it covers,
    in lower case. ``because`` says in a few words what is wrong where it is no pass.
    """

    domain: str
    selector: str
    result: SignatureResult
    signed: tuple[str, ...] = ()
    because: str = ""


_SIGNED = ("from", "subject", "to")
#: What decides how a mail is read, and so must be signed wherever the mail has it.
_SIGNED_WHERE_PRESENT = ("content-type", "x-linkedin-template", "x-linkedin-class")


def _unsigned(message: Message, signature: Signature) -> str:
    """A header field that the signature should cover, and does not; else ""."""
    present = {each.name for each in message.fields}
    wanted = (*_SIGNED, *(name for name in _SIGNED_WHERE_PRESENT if name in present))
    return next((name for name in wanted if name not in signature.signed), "")


def _fault(message: Message, signature: Signature) -> str:
    """Why this signature proves nothing, or ""."""
    if signature.result is not SignatureResult.PASS:
        return f"dkim={signature.result} for {signature.domain} ({signature.because})"
    if name := _unsigned(message, signature):
        return f"the signature of {signature.domain} does not cover {name.title()}"
    return ""


def _worth(signature: Signature) -> int:
    """What is told first of several: what may pass another time, then what was changed."""
    order = (SignatureResult.TEMPERROR, SignatureResult.FAIL)
    return order.index(signature.result) if signature.result in order else len(order)


def by_signature(message: Message, signatures: tuple[Signature, ...], before: str) -> Proof:
    """What the signatures prove: one that passes is enough.

    That none passes proves nothing: a forwarder or a list may have changed the mail on its way.
    """
    ours = [s for s in signatures if is_linkedin_host(s.domain)]
    for signature in ours:
        if not _fault(message, signature):
            proven = f"dkim=pass for {signature.domain}, verified here"
            return Proof(Authentic.YES, proven)
    if not ours:
        return Proof(Authentic.UNKNOWN, f"{before}; and LinkedIn has not signed it")
    first = min(ours, key=_worth)
    fault = _fault(message, first)
    if first.result is SignatureResult.FAIL:
        fault += "; a forwarder may have changed it"
    later = first.result is SignatureResult.TEMPERROR
    return Proof(Authentic.UNKNOWN, f"{before}; {fault}", later=later)
