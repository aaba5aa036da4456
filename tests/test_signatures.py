"""LinkedIn's signatures verified here: real keys, a real name server, and everybody's tricks."""

import re
import time

import dns.rcode
import pytest

from rules import Authentic, Knowledge, Owner, SignatureResult, read
from service.resolver import LARGEST as LARGEST_KEY
from service.resolver import PAUSE, Resolver
from service.signatures import LARGEST, MOST, verified
from tests.servers import mail, signing
from tests.servers.names import NameServer
from tests.servers.signing import MAIL_HOST, ORGANISATION

KNOWLEDGE = Knowledge(Owner("Robin Falkenrath", "robin@example.org"))
GENUINE = signing.as_linkedin(mail.invitation(1))
PLAIN = signing.bare(mail.invitation(1))


@pytest.fixture
def names():
    with NameServer(signing.keys()) as server:
        yield server


@pytest.fixture
def resolver(names):
    return Resolver(names.address, timeout=2)


def answers(message, resolver):
    """What is known of a mail from nobody's results but its signatures alone."""
    reading = read(message, KNOWLEDGE, verified(message, resolver))
    return reading.authentic, reading.authentic_because


def results(message, resolver):
    return [one.result for one in verified(message, resolver)]


# ---- what passes ----


def test_both_of_linkedins_signatures_pass(resolver):
    found = verified(GENUINE, resolver)
    assert [one.domain for one in found] == ["maild.linkedin.com", "linkedin.com"]
    assert {one.result for one in found} == {SignatureResult.PASS}
    assert set(map(str.lower, signing.SIGNED)) == set(found[0].signed)


def test_a_signature_that_passes_makes_it_authentic(resolver):
    authentic, because = answers(GENUINE, resolver)
    assert authentic is Authentic.YES
    assert because == "dkim=pass for maild.linkedin.com, verified here"


def test_one_of_the_two_is_enough(names, resolver):
    del names.records[signing.name(MAIL_HOST)]
    assert answers(GENUINE, resolver)[0] is Authentic.YES


def test_a_mail_that_was_only_folded_otherwise_still_passes(resolver):
    folded = GENUINE.replace(b"Subject: ", b"Subject:\r\n  ", 1)
    assert answers(folded, resolver)[0] is Authentic.YES


# ---- what does not ----


def _replaced(old, new):
    assert old in GENUINE
    return GENUINE.replace(old, new, 1)


CHANGED = {
    "the body": lambda: _replaced(b"View profile", b"View Profile"),
    "the subject": lambda: _replaced(b"Subject: ", b"Subject: Re "),
    "the sender's name": lambda: _replaced(b"From: ", b"From: x"),
    "the template": lambda: _replaced(b"Template: email_m2m_invite_single_01", b"Template: x"),
    "the receiver": lambda: _replaced(b"To: Robin", b"To: Rubin"),
}


@pytest.mark.parametrize("what", CHANGED)
def test_a_change_on_the_way_is_unknown_and_says_so(what, resolver):
    authentic, because = answers(CHANGED[what](), resolver)
    assert authentic is Authentic.UNKNOWN
    assert "dkim=fail" in because
    assert "a forwarder may have changed it" in because


def test_a_mail_without_signatures_says_so(resolver, names):
    assert answers(PLAIN, resolver)[0] is Authentic.UNKNOWN
    assert "LinkedIn has not signed it" in answers(PLAIN, resolver)[1]
    assert not names.asked


def test_a_signature_of_another_domain_is_not_even_asked_for(resolver, names):
    theirs = signing.signed(PLAIN, ("evil.example", "mail"))
    assert verified(theirs, resolver) == ()
    assert not names.asked


@pytest.mark.parametrize(
    "domain",
    ["linkedin.com.evil.example", "notlinkedin.com", "a.b.linkedin.com", "linkedin.com."],
)
def test_only_linkedins_own_names_are_asked_for(domain, resolver, names):
    assert verified(signing.signed(PLAIN, (domain, "mail")), resolver) == ()
    assert not names.asked


def test_a_signature_that_leaves_the_end_of_the_body_open_is_none(resolver):
    longer = signing.signed(PLAIN, length=True) + b"\r\nAccept: https://evil.example/\r\n"
    assert results(longer, resolver) == [SignatureResult.POLICY]
    assert answers(longer, resolver)[0] is Authentic.UNKNOWN


@pytest.mark.parametrize("left_out", ["Subject", "To", "Content-Type", "X-LinkedIn-Template"])
def test_what_decides_must_be_signed(left_out, resolver):
    fields = tuple(name for name in signing.SIGNED if name != left_out)
    loose = signing.signed(PLAIN, fields=fields)
    assert results(loose, resolver) == [SignatureResult.PASS]
    authentic, because = answers(loose, resolver)
    assert authentic is Authentic.UNKNOWN
    assert because.endswith(f"the signature of linkedin.com does not cover {left_out.title()}")


@pytest.mark.parametrize(
    "doubled",
    [
        b"From: Ada Quill <invitations@linkedin.com>",
        b"Subject: Somebody else wants to connect",
        b'Content-Type: multipart/alternative; boundary="x"',
        b"X-LinkedIn-Template: email_m2m_invite_digest_02",
        b"To: Somebody Else <x@example.net>",
    ],
)
def test_a_field_put_above_the_signed_one_is_a_forgery(doubled, resolver):
    authentic, because = answers(doubled + b"\r\n" + GENUINE, resolver)
    assert authentic is Authentic.NO
    assert "one hides the other" in because


def test_sha1_and_short_keys_prove_nothing(names, resolver):
    old = signing.signed(PLAIN, signature_algorithm=b"rsa-sha1")
    assert results(old, resolver) == [SignatureResult.POLICY]
    names.records[signing.name(ORGANISATION)] = [signing.record(bits=768)]
    short = signing.signed(PLAIN, bits=768)
    assert results(short, resolver) == [SignatureResult.PERMERROR]


def test_a_signature_that_has_run_out_fails(resolver):
    ended = re.sub(rb"\bt=\d+", b"t=1; x=2", signing.signed(PLAIN), count=1)
    found = verified(ended, resolver)[0]
    assert (found.result, found.because) == (SignatureResult.FAIL, "it has run out")


def test_an_invitation_to_somebody_else_that_was_sent_on_is_unknown(resolver):
    theirs = signing.as_linkedin(mail.invitation(1, to="Mallory Grubb <mallory@evil.example>"))
    authentic, because = answers(theirs, resolver)
    assert authentic is Authentic.UNKNOWN
    assert because.startswith("it was written to Mallory Grubb, says its footer")


# ---- keys, and the lack of them ----

PLACE = signing.name(ORGANISATION)
KEYS = {
    "revoked": ([b"v=DKIM1; k=rsa; p="], "its key was revoked"),
    "for tests": (None, "its key is for tests only"),
    "of no kind": ([b"v=DKIM1; p=AAAA"], "its key cannot be read"),
    "two": ([b"v=DKIM1; p=AAAA", b"v=DKIM1; p=BBBB"], "there are 2 keys under its name"),
    "no record": ([], "there is no such key"),
    "something else": ([b"v=spf1 -all"], "there are no keys under its name"),
    "a giant": ([b"v=DKIM1; p=" + b"A" * 60_000], f"its key has more than {LARGEST_KEY} octets"),
}


@pytest.mark.parametrize("kind", KEYS)
def test_a_key_that_is_none_proves_nothing(kind, names, resolver):
    texts, because = KEYS[kind]
    if texts is None:
        texts = [signing.record(more=b"t=y; ")]
    names.records[PLACE] = texts
    (found,) = verified(signing.signed(PLAIN), resolver)
    assert found.result is SignatureResult.PERMERROR
    assert because in found.because


def test_an_answer_too_long_for_one_datagram_is_asked_for_again_by_tcp(names, resolver):
    names.records[PLACE] = [signing.record(more=b"n=" + b"x" * 200 + b"; ")]
    assert results(signing.signed(PLAIN), resolver) == [SignatureResult.PASS]
    assert names.by_tcp == 1


# ---- DNS, and what it does when it does not answer ----


class Clock:
    def __init__(self):
        self.now = 1_000.0

    def __call__(self):
        return self.now


def test_a_key_is_asked_for_once_while_it_lives(names):
    clock = Clock()
    resolver = Resolver(names.address, timeout=2, clock=clock)
    for _ in range(3):
        assert results(GENUINE, resolver) == [SignatureResult.PASS] * 2
    assert names.asked == {signing.name(ORGANISATION): 1, signing.name(MAIL_HOST): 1}
    clock.now += names.ttl + 1
    verified(GENUINE, resolver)
    assert names.asked[PLACE] == 2


def test_that_there_is_no_such_key_is_remembered_too(names, resolver):
    names.records.clear()
    for _ in range(3):
        assert results(GENUINE, resolver) == [SignatureResult.PERMERROR] * 2
    assert names.asked[PLACE] == 1


def test_a_server_that_fails_is_no_proof_and_holds_nobody_up(names, resolver):
    names.rcode = dns.rcode.SERVFAIL
    reading = read(GENUINE, KNOWLEDGE, verified(GENUINE, resolver))
    assert (reading.authentic, reading.later) == (Authentic.UNKNOWN, True)
    assert "DNS has failed" in reading.authentic_because


def test_a_silent_server_costs_one_timeout_and_not_one_a_mail(names):
    clock = Clock()
    resolver = Resolver(names.address, timeout=0.5, clock=clock)
    names.silent = True
    began = time.monotonic()
    for n in range(20):
        assert set(results(signing.as_linkedin(mail.invitation(n)), resolver)) == {
            SignatureResult.TEMPERROR
        }
    assert time.monotonic() - began < 5
    assert "DNS does not answer" in answers(GENUINE, resolver)[1]
    names.silent = False
    clock.now += PAUSE + 1
    assert answers(GENUINE, resolver)[0] is Authentic.YES


def test_a_known_key_is_used_while_dns_is_silent(names):
    resolver = Resolver(names.address, timeout=0.3)
    verified(GENUINE, resolver)
    names.silent = True
    assert resolver.key("other", "linkedin.com").later
    assert answers(GENUINE, resolver)[0] is Authentic.YES


# ---- hostile mail ----

HOSTILE = {
    "nothing": b"",
    "no header end": b"DKIM-Signature: v=1; d=linkedin.com; s=x\r\n",
    "a folded first line": b" x\r\nFrom: a@linkedin.com\r\n\r\n",
    "no tags": b"DKIM-Signature: \r\nFrom: x\r\n\r\nx",
    "tags twice": b"DKIM-Signature: d=linkedin.com; d=linkedin.com; s=x\r\n\r\nx",
    "no h": b"DKIM-Signature: v=1; a=rsa-sha256; d=linkedin.com; s=x; b=AAAA; bh=AAAA\r\n\r\nx",
    "odd base64": GENUINE.replace(b"; b=", b"; b=A", 1),
    "a strange c": GENUINE.replace(b"c=relaxed/relaxed", b"c=bold/brash", 2),
    "high octets": GENUINE.replace(b"s=d2048", b"s=\xff\x00\xfe", 2),
    "line feeds alone": GENUINE.replace(b"\r\n", b"\n"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_no_bytes_make_it_raise_or_pass(what, resolver):
    allowed = {SignatureResult.PASS} if what in ("line feeds alone",) else set()
    found = set(results(HOSTILE[what], resolver))
    assert found - set(SignatureResult) == set()
    if not allowed and what != "odd base64":  # of two signatures one is whole still
        assert SignatureResult.PASS not in found


def _long(filling):
    header, end, _ = GENUINE.partition(b"\r\n\r\n")
    return header + end + (filling * LARGEST)[: LARGEST - len(header) - 100] + b"x\r\n"


@pytest.mark.parametrize(
    "filling",
    [b" ", b"\t", b"\r\n", b" \r\n", b" " * 99 + b"x", b"\n", b"x \t" * 300 + b"\r\n", b"=20=\r\n"],
)
def test_a_hostile_body_costs_less_than_a_second(filling, resolver):
    message = _long(filling)
    began = time.process_time()
    assert SignatureResult.PASS not in results(message, resolver)
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "field",
    [
        b"DKIM-Signature: " + b"b \r\n " * 9_000,
        b"DKIM-Signature: v=1; d=linkedin.com; s=x; " + b"b \r\n " * 650,
        b"DKIM-Signature: v=1; d=linkedin.com; s=x; a=rsa-sha256; h=" + b"from:" * 700,
        b"".join(b"DKIM-Signature: v=1; d=linkedin.com; s=x%d\r\n" % n for n in range(900))[:-2],
    ],
)
def test_hostile_signatures_cost_less_than_a_second(field, names, resolver):
    began = time.process_time()
    found = verified(field + b"\r\n" + PLAIN, resolver)
    assert time.process_time() - began < 1
    assert len(found) <= MOST
    assert sum(names.asked.values()) <= MOST


def test_a_mail_that_is_larger_than_any_of_linkedins_is_not_verified(resolver, names):
    found = verified(GENUINE + b"x\r\n" * (LARGEST // 3), resolver)
    assert {one.result for one in found} == {SignatureResult.POLICY}
    assert not names.asked
