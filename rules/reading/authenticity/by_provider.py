"""What the owner's own provider says of linkedin.com, method by method.

LinkedIn signs twice, as linkedin.com and as mailX.linkedin.com, and has published DMARC p=reject
since 2017.
"""

from collections.abc import Iterable

from rules.invitation import Authentic
from rules.reading.authenticity.hops import Run
from rules.reading.authenticity.proof import Proof
from rules.reading.authenticity.results import Result
from rules.reading.clean import one_line
from rules.reading.links import is_linkedin_host

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


def _answer(results: list[Result]) -> Proof:
    """DMARC decides; where it is silent, the aligned signatures do.

    A pass beside anything else proves nothing: one field may have come with the mail.
    """
    told = {method: _about_linkedin(results, method) for method in ("dmarc", "dkim")}
    if "fail" in told["dmarc"]:
        return Proof(Authentic.NO, "dmarc=fail for linkedin.com")
    for method, values in told.items():
        if values == {"pass"}:
            return Proof(Authentic.YES, f"{method}=pass for linkedin.com")
        if "pass" in values:
            listed = ", ".join(sorted(values))
            return Proof(
                Authentic.UNKNOWN,
                f"{method} is {listed} for linkedin.com: one is not true",
                wants_signatures=True,
            )
        if "fail" in values:
            return Proof(Authentic.NO, f"{method}=fail for linkedin.com")
    because = "no result for linkedin.com that decides"
    return Proof(Authentic.UNKNOWN, because, wants_signatures=True)


def by_provider(run: Run) -> Proof:
    """What the trusted results say; where there are none, the signatures would decide."""
    if not run.results:
        return Proof(Authentic.UNKNOWN, run.because, wants_signatures=True)
    proof = _answer([result for field in run.results for result in field.results])
    writers = dict.fromkeys(one_line(field.writer, 100) for field in run.results)
    because = f"{proof.because}, says {next(iter(writers)) or 'your provider'}"
    if run.forged and proof.authentic is not Authentic.YES:
        because += "; the results under that name further down came with the mail"
    return Proof(proof.authentic, because, proof.wants_signatures)
