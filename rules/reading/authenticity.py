"""Is the mail from LinkedIn? Only the owner's own provider is asked.

Authentication-Results (RFC 8601) can be written by anybody; only those count that bear the name
under which the owner's provider writes them, and of these only the topmost: whatever lies below
may have come with the mail. LinkedIn signs twice, as linkedin.com and as mailX.linkedin.com, and
has published DMARC p=reject since 2017.
"""

import re
from dataclasses import dataclass, field

from rules.invitation import Authentic
from rules.reading.clean import one_line
from rules.reading.links import is_linkedin_host
from rules.reading.message import Message
from rules.reading.origin import Origin, Sender
from rules.reading.wire import Field

_MAX_RESULTS = 8 * 1024
_NAME = "authentication-results"
_METHOD = re.compile(r"\s*([a-z0-9-]+)(?:/\d+)?\s*=\s*([a-z]+)", re.IGNORECASE)
_PROPERTY = re.compile(r"\bheader\.(from|d|i)\s*=\s*\"?([^\s\";]+)", re.IGNORECASE)
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')


def _unquoted(found: re.Match[str]) -> str:
    """A quoted string as a plain word; what it says beyond that may be the sender's own text."""
    inside = found[0][1:-1]
    return inside if re.fullmatch(r"[\w.@-]+", inside) else "quoted"


def _without_comments(text: str) -> str:
    """The text without (comments), however they are nested (RFC 5322, 3.2.2)."""
    kept, depth = [], 0
    text = _QUOTED.sub(_unquoted, text)
    for piece in re.split(r"([()])", text):
        if piece == "(":
            depth += 1
        elif piece == ")":
            depth = max(0, depth - 1)
        elif not depth:
            kept.append(piece)
    return " ".join(kept)


def _writer(results: Field) -> str:
    """The authserv-id of a field; a version number may follow it. Some write none."""
    first = _without_comments(results.text.partition(";")[0]).split()
    return first[0].casefold().strip('"').rstrip(".") if first and "=" not in first[0] else ""


def trusted_results(message: Message, authserv_ids: frozenset[str]) -> list[Field]:
    """The topmost run of results that the owner's provider wrote.

    It ends at anything else, and it must lie above the first DKIM-Signature: that one came with
    the mail, and so may all that lies below it.
    """
    known = {one.casefold().rstrip(".") for one in authserv_ids}
    run: list[Field] = []
    for each in message.fields:
        ours = each.name == _NAME and len(each.value) <= _MAX_RESULTS and _writer(each) in known
        if ours:
            run.append(each)
        elif run or each.name == "dkim-signature":
            break
    return run


@dataclass(slots=True)
class _Verdicts:
    """What the trusted results say about linkedin.com, method by method."""

    dmarc: list[str] = field(default_factory=list)
    dkim: list[str] = field(default_factory=list)

    def read(self, results: Field) -> None:
        """Take up one field."""
        for part in _without_comments(results.text).split(";")[1:]:
            method = _METHOD.match(part)
            if method is None:
                continue
            domains = [v.rpartition("@")[2] for _, v in _PROPERTY.findall(part)]
            aligned = bool(domains) and all(is_linkedin_host(d) for d in domains)
            name, result = method[1].lower(), method[2].lower()
            if name == "dmarc" and (aligned or not domains):
                self.dmarc.append(result)
            elif name == "dkim" and (aligned or (not domains and result != "pass")):
                self.dkim.append(result)

    def answer(self) -> tuple[Authentic, str]:
        """DMARC decides; where it is silent, the aligned signatures do.

        A pass beside anything else proves nothing: one field may have come with the mail.
        """
        if "fail" in self.dmarc:
            return Authentic.NO, "dmarc=fail for linkedin.com"
        passing = {"temperror"}  # says nothing, either way (RFC 8601, 2.7.1)
        for name, told in (("dmarc", self.dmarc), ("dkim", self.dkim)):
            results = set(told) - passing
            if results == {"pass"}:
                return Authentic.YES, f"{name}=pass for linkedin.com"
            if "pass" in results:
                listed = ", ".join(sorted(results))
                return Authentic.UNKNOWN, f"{name} is {listed} for linkedin.com: one is not true"
            if "fail" in results:
                return Authentic.NO, f"{name}=fail for linkedin.com"
        return Authentic.UNKNOWN, "no result for linkedin.com that decides"


def _by_results(message: Message, authserv_ids: frozenset[str]) -> tuple[Authentic, str]:
    trusted = trusted_results(message, authserv_ids)
    if not trusted:
        return Authentic.UNKNOWN, _untrusted(message)
    verdicts = _Verdicts()
    for results in trusted:
        verdicts.read(results)
    answer, because = verdicts.answer()
    return answer, f"{because}, says {one_line(_writer(trusted[0]), 100)}"


def _untrusted(message: Message) -> str:
    """Why nobody is believed; names the topmost writer, for the owner to recognise."""
    because = "no Authentication-Results by a provider that you named"
    top = next((each for each in message.fields if each.name == _NAME), None)
    writer = one_line(_writer(top), 100) if top else ""
    return f"{because}; the topmost is by {writer}" if writer else because


def authenticity(
    message: Message, sender: Sender, authserv_ids: frozenset[str]
) -> tuple[Authentic, str]:
    """Whether the mail is LinkedIn's, and why. Unknown where nobody trusted has said so."""
    if sender.origin is Origin.DRESSED:
        return Authentic.NO, sender.because
    if sender.origin is not Origin.LINKEDIN:
        return Authentic.UNKNOWN, sender.because
    if message.from_fields > 1:
        return Authentic.NO, f"it has {message.from_fields} From fields; one hides the other"
    return _by_results(message, authserv_ids)
