"""What the owner's own provider says of linkedin.com, method by method.

LinkedIn signs twice, as linkedin.com and as mailX.linkedin.com, and has published DMARC p=reject
since 2017.
"""

from collections.abc import Iterable, Sequence

from rules.invitation import Authentic
from rules.reading.authenticity.hops import Run
from rules.reading.authenticity.proof import Proof
from rules.reading.authenticity.results import UNREAD, Result, Results
from rules.reading.clean import one_line
from rules.reading.links import is_linkedin_host

_METHODS = {"spf", "dkim", "dmarc"}
_SAYS_NOTHING = {"temperror"}  # either way (RFC 8601, 2.7.1)


def _about_linkedin(results: Iterable[Result], method: str) -> set[str]:
    """What a method found about linkedin.com.

    A pass that names no domain is anybody's: what a sender calls its server (HELO) may stand in
    the results, and may read like one.
    """
    found = set()
    for one in results:
        if one.method != method:
            continue
        aligned = bool(one.domains) and all(is_linkedin_host(d) for d in one.domains)
        nameless = not one.domains and one.value != "pass"
        if aligned or nameless:
            found.add(one.value)
    return found - _SAYS_NOTHING


def _agree(fields: Sequence[Results]) -> bool:
    """Whether several fields say nothing but pass: some providers write a field for each method.

    One right below the provider's own may have come with the mail; then they contradict each other.
    """
    telling = [f for f in fields if any(one.method in _METHODS for one in f.results)]
    return len(telling) < 2 or all(_fits(one) for field in telling for one in field.results)


def _fits(one: Result) -> bool:
    """Whether a result may stand beside a pass for linkedin.com."""
    elsewhere = any(not is_linkedin_host(domain) for domain in one.domains)
    if one.method == "dmarc":  # which is about From alone
        return one.value == "pass" and not elsewhere
    return one.value == "pass" or one.method not in _METHODS or elsewhere


def _passing(fields: Sequence[Results], method: str, values: set[str]) -> Proof:
    """What a pass proves: nothing, where anything else is said beside it."""
    listed = ", ".join(sorted(values))
    if values != {"pass"}:
        because = f"{method} is {listed} for linkedin.com: one is not true"
    elif not _agree(fields):
        because = f"{method}=pass for linkedin.com, but not all fields agree: one is not true"
    else:
        return Proof(Authentic.YES, f"{method}=pass for linkedin.com")
    return Proof(Authentic.UNKNOWN, because, wants_signatures=True)


def _answer(fields: Sequence[Results]) -> Proof:
    """DMARC decides; where it is silent, the aligned signatures do.

    A pass beside anything else proves nothing: one field may have come with the mail.
    """
    results = [result for field in fields for result in field.results]
    if any(one.method == UNREAD for one in results):
        because = "results that are larger than any real ones, or do not come to an end"
        return Proof(Authentic.UNKNOWN, because, wants_signatures=True)
    told = {method: _about_linkedin(results, method) for method in ("dmarc", "dkim")}
    if "fail" in told["dmarc"]:
        return Proof(Authentic.NO, "dmarc=fail for linkedin.com")
    for method, values in told.items():
        if "pass" in values:
            return _passing(fields, method, values)
        if "fail" in values:
            return Proof(Authentic.NO, f"{method}=fail for linkedin.com")
    because = "no result for linkedin.com that decides"
    return Proof(Authentic.UNKNOWN, because, wants_signatures=True)


def by_provider(run: Run) -> Proof:
    """What the trusted results say; where there are none, the signatures would decide."""
    if not run.results:
        return Proof(Authentic.UNKNOWN, run.because, wants_signatures=True)
    proof = _answer(run.results)
    writers = dict.fromkeys(one_line(field.writer, 100) for field in run.results)
    because = f"{proof.because}, says {next(iter(writers)) or 'your provider'}"
    if run.forged and proof.authentic is not Authentic.YES:
        because += "; the results under that name further down came with the mail"
    return Proof(proof.authentic, because, proof.wants_signatures)
