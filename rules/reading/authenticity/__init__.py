"""Is the mail what it claims to be? Asked of the whole mail, before anything is judged.

    origin          who sent it, by its own words: a forger in LinkedIn's dress is told here
    results, hops   Authentication-Results: which fields count, and what they hold
    providers       whose results count: the owner's list, or the table of known providers
    by_provider     what they say of linkedin.com
    demands         what the kind of mail demands: sender, template, links, whom it names
    by_signature    LinkedIn's signatures, where no provider has spoken; the hands verify them

In this order: who fails is *no*, who is doubtful is *unknown*, and only then is a pass a *yes*.
"""

from rules.invitation import Authentic
from rules.knowledge import Knowledge
from rules.reading.authenticity.by_provider import by_provider
from rules.reading.authenticity.by_signature import Signature, SignatureResult, by_signature
from rules.reading.authenticity.demands import INVITATIONS, Mail, doubt, forged
from rules.reading.authenticity.hops import trusted_results
from rules.reading.authenticity.proof import Proof
from rules.reading.authenticity.providers import trust_of, trusted_writers
from rules.reading.origin import Origin

__all__ = ["Mail", "Proof", "Signature", "SignatureResult", "authenticity", "trusted_writers"]


def authenticity(
    mail: Mail, knowledge: Knowledge, signatures: tuple[Signature, ...] | None = None
) -> Proof:
    """Whether the mail is LinkedIn's, and why.

    ``signatures`` are those of the whole mail, verified; None where nobody has verified them.
    """
    if mail.sender.origin is Origin.DRESSED:
        return Proof(Authentic.NO, mail.sender.because)
    if mail.sender.origin is not Origin.LINKEDIN:
        return Proof(Authentic.UNKNOWN, mail.sender.because)
    return _from_linkedin(mail, knowledge, signatures)


def _from_linkedin(
    mail: Mail, knowledge: Knowledge, signatures: tuple[Signature, ...] | None
) -> Proof:
    """Whether a mail is LinkedIn's whose From field says so."""
    trust = trust_of(knowledge.authserv_ids, knowledge.mailbox_host)
    proof = by_provider(trusted_results(mail.message.fields, trust))
    if proof.authentic is Authentic.NO:
        return proof
    if because := forged(mail):
        return Proof(Authentic.NO, because)
    if because := doubt(mail, knowledge.owner):
        return Proof(Authentic.UNKNOWN, f"{because}; {proof.because}")
    if not proof.wants_signatures or mail.kind not in INVITATIONS:
        return Proof(proof.authentic, proof.because)
    return proof if signatures is None else by_signature(mail.message, signatures, proof.because)
