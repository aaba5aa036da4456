"""Mails that mean harm cost a bounded time and memory; over a limit they are left alone, and told.

``make fuzz`` measures every one of tests/hostile/mails.py; here it is every ninth.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rules import Kind
from rules.reading import limits
from rules.reading.links import Link, Use, classify
from service.mailbox.letters import HEADER_OCTETS, _put_together
from tests.hostile.mails import TEXT, said, under
from tests.reading_letters import DIGEST, MODERN, Letter, accept, profile, read_it, s3

ROOT = Path(__file__).parent.parent
EVERY = os.environ.get("HOSTILE_EVERY", "9")

#: Seconds of CPU for one mail: five times what the worst took.
LONGEST = 10.0

#: Megabytes beyond those of an ordinary mail: twice what the worst took.
MOST_MEMORY = 200


@pytest.fixture(scope="module")
def measured():
    """What each hostile mail cost, and what the process held at its peak."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile.measure", EVERY],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=True,
    )  # fmt: skip
    *mails, memory = map(json.loads, done.stdout.splitlines())
    return mails, memory


def test_no_hostile_mail_takes_long(measured):
    mails, _ = measured
    assert len(mails) > 100
    assert not [mail for mail in mails if mail["seconds"] > LONGEST]


def test_no_hostile_mail_takes_much_memory(measured):
    _, memory = measured
    assert memory["peak"] - memory["before"] < MOST_MEMORY


def test_every_hostile_mail_is_told_in_one_line(measured):
    mails, _ = measured
    assert not [mail for mail in mails if not mail["because"] or not mail["because"].isprintable()]
    assert not [
        m for m in mails if bool(m["invitations"]) != (m["kind"] in ("invitation", "digest"))
    ]


def _parts(number, part="Content-Type: text/plain\r\n\r\na"):
    body = "".join(f"--b\r\n{part}\r\n" for _ in range(number)).encode()
    return under("Content-Type: multipart/mixed; boundary=b", body)


def _digest(number):
    card = "Ada{n} Quill\nHead of Ink\n\nView profile: {p}\nAccept: {a}\n\n"
    cards = (card.format(n="x" * n, p=profile(f"a{n}"), a=accept(n)) for n in range(number))
    return DIGEST.text("".join(cards))


def _page(tag, number):
    return MODERN.page(tag * number)


TEXT_PART = "Content-Type: text/plain"

#: A mail as large as may be, and one that is larger, by what the refusal says.
LIMITS = {
    "octets": lambda over: said() + b"x" * (limits.MESSAGE_OCTETS * over),
    "octets of header fields": lambda over: said(extra="X-A: " + "x" * 60_000 * (1 + over) + "\n"),
    "header fields": lambda over: said(extra="X-A: b\n" * (limits.FIELDS - 20 + 40 * over)),
    "parts": lambda over: _parts(limits.PARTS + over),
    "boundary lines": lambda over: _parts(limits.BOUNDARY_LINES + over, "\r\na"),
    "octets in a field of a part": lambda over: _parts(
        1, "Content-Type: text/plain; a=" + "b" * (limits.PART_FIELD_OCTETS - 100 + 200 * over)
    ),
    "characters of text": lambda over: under(
        TEXT_PART, (b"x" * 100 + b"\r\n") * (limits.TEXT // 102 + over)
    ),
    "characters of HTML": lambda over: _page("x" * 1_000, limits.HTML // 1_000 + over),
    "HTML tags": lambda over: _page("<b>", limits.TAGS + over),
    "lines of text": lambda over: under(TEXT_PART, b"a\n" * (limits.LINES - 1 + over)),
    "lines of HTML": lambda over: _page("x<br>", limits.LINES + over),
    "invitations": lambda over: _digest(limits.INVITATIONS + over),
}


@pytest.mark.parametrize("what", LIMITS)
def test_a_mail_over_a_limit_is_left_alone_and_told(what):
    reading = read_it(LIMITS[what](over=True))
    assert reading.because.startswith("refused: more than ")
    assert reading.because.endswith(f" {what}")
    assert reading.kind is Kind.UNREADABLE
    assert not reading.invitations


@pytest.mark.parametrize("what", LIMITS)
def test_a_mail_at_a_limit_is_read(what):
    assert "refused" not in read_it(LIMITS[what](over=False)).because


@pytest.mark.parametrize("what", [what for what in LIMITS if what != "invitations"])
def test_a_strangers_mail_over_a_limit_is_not_called_linkedins(what):
    raw = LIMITS[what](over=True)
    raw = b"\r\n".join(
        line for line in raw.split(b"\r\n") if not line.lower().startswith(b"x-linkedin")
    )
    reading = read_it(raw.replace(b"invitations@linkedin.com", b"ada@example.org", 1)
                      .replace(b"LinkedIn <", b"<", 1))  # fmt: skip
    assert reading.kind is Kind.NOT_LINKEDIN
    assert reading.because.startswith("refused: more than ")


def test_a_page_of_more_nodes_than_tags_is_refused():
    reading = read_it(MODERN.page("<a><b><i><u><em>x<p>" * 1_900))
    assert reading.because in (
        f"refused: more than {limits.NODES} nodes of HTML",
        f"refused: more than {limits.LINES} lines of HTML",
    )


def test_names_headlines_and_notes_are_cut_where_they_say_no_more():
    raw = Letter().text(s3("word " * 3_000, headline="Head of " + "Ink " * 300))
    (invitation,) = read_it(raw).invitations
    assert len(invitation.note) <= limits.NOTE
    assert len(invitation.inviter.headline) <= limits.HEADLINE


@pytest.mark.parametrize("field", [b"; a=b" * 300_000, b"; name*1*=a" * 100_000])
def test_a_part_that_describes_itself_without_end_is_refused_at_once(field):
    """It took mail-parser half a minute, for it needs the square of a part's own fields."""
    raw = under(
        "Content-Type: multipart/mixed; boundary=b",
        b"--b\r\nContent-Type: text/plain" + field + b"\r\n\r\nhi",
    )
    start = time.process_time()
    assert "octets in a field of a part" in read_it(raw).because
    assert time.process_time() - start < 1


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_parts_are_counted_however_their_lines_end(end):
    body = (end + b"--b" + end + end + b"a") * 40_000
    raw = under("Content-Type: multipart/mixed; boundary=b", body)
    assert read_it(raw).because == f"refused: more than {limits.BOUNDARY_LINES} boundary lines"


def test_a_lone_cr_ends_no_header_field():
    """The parser would take it for the end of a line, and so see other fields than we do."""
    hidden = "Hello\rContent-Type: text/html\rFrom: Ada <ada@evil.example>\r\r<p>Another body</p>"
    reading = read_it(said(subject=f"=?utf-8?q?I?= want to connect {hidden}"))
    assert reading.kind is Kind.INVITATION
    assert "Another body" in reading.subject
    assert [i.inviter.name for i in reading.invitations] == ["Ada Quill"]


@pytest.mark.parametrize(
    "name", ["=?utf-8?q?=1b[31mRed?=", "=?utf-8?q?Quill,_Ada?=", "=?x-none?q?Ada?="]
)
def test_half_an_encoded_word_is_nobodys_name(name):
    reading = read_it(Letter(sender=f'"{name}" <invitations@linkedin.com>').text(TEXT))
    assert [i.inviter.name for i in reading.invitations] == ["Ada Quill"]


def test_results_written_above_a_part_are_not_the_providers():
    """What a provider strips from the header, a sender may still write above a part."""
    header = b"From: a@linkedin.com\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    mime = b"Content-Type: text/plain\r\nAuthentication-Results: mx.example.net; dmarc=pass\r\n\r\n"
    letter = _put_together(1, 9_999, header, mime, b"Hello")
    assert b"Authentication-Results" not in letter.message
    assert b"Content-Type: text/plain\r\n\r\nHello" in letter.message


def test_a_header_that_was_not_fetched_to_its_end_is_refused():
    fields = b"Content-A: " + b"b" * HEADER_OCTETS
    header = b"From: a@linkedin.com\r\nContent-Type: multipart/mixed; boundary=b\r\n" + fields
    letter = _put_together(1, 9_999, header[:HEADER_OCTETS], b"", TEXT.encode())
    assert "octets of header fields" in read_it(letter.message).because


def test_a_link_too_long_to_look_at_leads_nowhere():
    assert classify(profile("ada") + "&a=" + "x" * limits.URL) == Link(Use.OTHER)
