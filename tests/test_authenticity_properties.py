"""Whatever the bytes are: nothing raises, and what passes is read as it was signed."""

import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules import Authentic, Knowledge, Owner, read
from service.resolver import Resolver
from service.signatures import verified
from tests.reading_letters import OWNER, Letter, s3
from tests.servers import mail, signing
from tests.servers.names import NameServer

KNOWLEDGE = Knowledge(Owner("Robin Falkenrath", "robin@example.org"))
GENUINE = signing.as_linkedin(mail.invitation(3))
QUICK = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

PIECES = st.sampled_from((
    "mx.example.net", ";", "=", "(", ")", " ", '"', "\\", "pass", "fail", "dmarc", "dkim", "spf",
    "header.from", "header.d", "header.i", "@", ".", ",", ":", "<", ">", "linkedin.com",
    "linkedln.com", "evil.example", " by ", " from ", " with ", "\t", "[", "]", "xn--a", "\x00",
    "2002:a05::", "l\u0456nkedin.com", "$", "=?utf-8?q?a?=", "127.0.0.1", "[IPv6:fe80::1]", "*.",
    "none", "\xff", "\r",
))  # fmt: skip
VALUES = st.lists(PIECES, max_size=40).map("".join)
NAMES = st.sampled_from(
    [
        "Authentication-Results",
        "Received",
        "Reply-To",
        "Sender",
        "DKIM-Signature",
        "X-LinkedIn-Class",
    ]
)


@pytest.fixture(scope="module")
def resolver():
    with NameServer(signing.keys()) as server:
        yield Resolver(server.address, timeout=5)


@QUICK
@given(fields=st.lists(st.tuples(NAMES, VALUES), max_size=6), sender=VALUES)
def test_no_header_makes_it_raise(fields, sender):
    extra = "".join(f"{name}: {value}\n" for name, value in fields)
    for letter in (Letter(extra=extra), Letter(extra=extra, sender=sender, results="")):
        reading = read(letter.text(s3()), OWNER)
        assert not reading.because.startswith("not readable"), reading.because


@pytest.mark.parametrize("piece", ["(", ")", '"', ";", "a=b;", '"\\', "dkim=pass;", " \t", "by "])
@pytest.mark.parametrize("name", ["Authentication-Results", "Received", "Reply-To", "Sender"])
def test_no_header_costs_more_than_a_blink(name, piece):
    raw = Letter(results="", extra=f"{name}: {piece * 20_000}\n"[:40_000] + "\n").text(s3())
    began = time.process_time()
    read(raw, OWNER)
    assert time.process_time() - began < 0.5


def _told(raw, resolver):
    """The answer, and everybody in the mail; the Message-ID is not signed, and may be anything."""
    reading = read(raw, KNOWLEDGE, verified(raw, resolver))
    who = tuple(replace(one, message_id="", authentic_because="") for one in reading.invitations)
    return reading.authentic, (reading.kind, who)


HEADER = GENUINE.index(b"\r\n\r\n")
PUT_IN = st.sampled_from(
    [
        b"From: Bill Gates <invitations@linkedin.com>",
        b"Subject: Bill Gates wants to connect",
        b"Subject : Bill",
        b"X-LinkedIn-Template: email_m2m_invite_digest_02",
        b"X-LinkedIn-Class: INVITE-GUEST",
        b"Feedback-ID: email_m2m_invite_reminder_02:linkedin",
        b"To: Bill Gates <x@example.net>",
        b'Content-Type: multipart/mixed; boundary="x"',
        b"Content-Type: text/html",
        b"Content-Transfer-Encoding: base64",
        b"Content-Transfer-Encoding: 8bit\rFrom: Bill <invitations@linkedin.com>",
        b"Reply-To: x@evil.example",
        b"In-Reply-To: <x@y>",
        b" folded: on",
        b"From bill@evil.example",
        b"X-A: b",
        b"",
    ]
)


@QUICK
@given(at=st.integers(0, len(GENUINE) - 1), octet=st.integers(0, 255))
def test_a_mail_that_passes_with_an_octet_changed_is_read_as_it_was_signed(resolver, at, octet):
    changed = GENUINE[:at] + bytes([octet]) + GENUINE[at + 1 :]
    answer, read_as = _told(changed, resolver)
    assert answer is not Authentic.YES or read_as == _told(GENUINE, resolver)[1]


@QUICK
@given(lines=st.lists(st.tuples(st.integers(0, HEADER), PUT_IN), min_size=1, max_size=3))
def test_a_mail_that_passes_with_lines_put_in_is_read_as_it_was_signed(resolver, lines):
    changed = GENUINE
    for near, line in lines:
        at = changed.index(b"\r\n", near) + 2
        changed = changed[:at] + line + b"\r\n" + changed[at:]
    answer, read_as = _told(changed, resolver)
    assert answer is not Authentic.YES or read_as == _told(GENUINE, resolver)[1]
