"""A sent mail's header: whom it names, which of them are people, and that none takes long."""

import time
from datetime import date

import pytest

from service.acquaintances.recipients import Recipient, is_person, recipients, sent_on


@pytest.mark.parametrize(
    ("header", "people"),
    [
        (b"To: Jane Marlow <Jane@Example.org>", [("jane@example.org", "Jane Marlow")]),
        (b"To: a@x.example\r\nCc: b@x.example\r\nBcc: c@x.example", "abc"),
        (b"TO: a@x.example,\r\n\tb@x.example", "ab"),
        (b"To: =?utf-8?q?J=C3=A4ne_M?= <a@x.example>", [("a@x.example", "Jäne M")]),
        (b'To: "=?iso-8859-1?Q?J=E4ne?=" <a@x.example>', [("a@x.example", "Jäne")]),
        (b"To: =?no-such?q?J?= <a@x.example>", "a"),
        ("To: Jäne <a@x.example>".encode(), [("a@x.example", "Jäne")]),
        ("To: Jäne <a@x.example>".encode("latin-1"), [("a@x.example", "Jäne")]),
        (b'To: "Marlow, Jane" <a@x.example>', [("a@x.example", "Marlow, Jane")]),
        (b"To: 'a@x.example' <a@x.example>", "a"),
        (b"To: undisclosed-recipients:;", ""),
        (b"To: a@x.example, a@x.example\r\nCc: Jane <a@x.example>", [("a@x.example", "Jane")]),
        (b"To: =?utf-8?q?=1B_Jane?= <a@x.example>", "a"),
        (b"", ""),
    ],
)
def test_who_is_in_a_header(header, people):
    wanted = [(f"{p}@x.example", "") if isinstance(p, str) else p for p in people]
    assert recipients(header) == ([Recipient(*one) for one in wanted], True)


@pytest.mark.parametrize("value", [b"(" * 60_000, b":" * 60_000, b"<@" * 30_000, b"a(@" * 20_000])
def test_a_broken_header_is_said_to_be_so(value):
    found = recipients(b"Cc: a@x.example\r\nTo: " + value)
    assert found == ([Recipient("a@x.example")], False)


HOSTILE = [
    piece * (65_000 // len(piece))
    for piece in (b"(", b'"', b"<", b",", b"a,", b"a@b,", b":", b"\\", b'"a" ', b"@[", b"()", b";")
] + [
    b"=?utf-8?q?=41?= " * 4_000,
    b"=?" * 30_000,
    b"\r\n " * 20_000,
    b"\xff" * 65_000,
    b"a" * 65_000,
]


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: repr(value[:6]))
def test_no_header_takes_long(value):
    began = time.process_time()
    recipients(b"To: " + value + b" <a@x.example>")
    sent_on(b"Date: " + value)
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "address",
    [
        "noreply@example.org",
        "no-reply@example.org",
        "DoNotReply@example.org",
        "do-not-reply@example.org",
        "mailer-daemon@example.org",
        "postmaster@example.org",
        "bounce@example.org",
        "bounces+robin=example.org@lists.example",
        "glaze-request@lists.example",
        "owner-glaze@lists.example",
        "glaze-unsubscribe@lists.example",
        "notifications@linkedin.com",
        "messages-noreply@linkedin.com",
        "reply+a1b2@example.com",
        "x@reply.example.com",
    ],
)
def test_lists_and_machines_are_not_people(address):
    assert not is_person(address)


@pytest.mark.parametrize(
    "address", ["jane@example.org", "bouncer.b@example.org", "norell@x.example"]
)
def test_people_are(address):
    assert is_person(address)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (b"Sun, 2 Nov 2025 23:30:00 -0500", date(2025, 11, 2)),
        (b"yesterday", None),
        (b"99 Nov 99999 10:00", None),
    ],
)
def test_the_day_is_the_senders(value, day):
    assert sent_on(b"Date: " + value) == day
