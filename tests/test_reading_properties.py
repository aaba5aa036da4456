"""Whatever the bytes are, the reader answers: never an exception, never a hang, never a token."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.invitation import Kind
from rules.reading import Reading
from tests.reading_letters import (
    DIGEST,
    DIGEST_TEXT,
    G1,
    GUEST,
    MEMBER,
    MODERN,
    MODERN_TEXT,
    SECRETS,
    Letter,
    m1,
    mercado,
    mercado_card,
    phoenix,
    read_it,
    s3,
)

LETTERS = (
    Letter().text(s3()),
    Letter().both(s3(), phoenix()),
    Letter().page(phoenix()),
    MEMBER.text(m1()),
    GUEST.text(G1),
    MODERN.both(MODERN_TEXT, mercado(mercado_card("Ada Quill", "ada-quill", "Head of Ink", 1))),
    DIGEST.text(DIGEST_TEXT),
)
INVITING = (Kind.INVITATION, Kind.REMINDER, Kind.DIGEST)


def check(raw: bytes) -> Reading:
    """What holds for every reading."""
    start = time.perf_counter()
    reading = read_it(raw)
    assert time.perf_counter() - start < 1.0
    assert reading.because
    assert bool(reading.invitations) == (reading.kind in INVITING)
    assert all(i.inviter.name and "\n" not in i.inviter.name for i in reading.invitations)
    assert "not readable" not in reading.because, reading.because
    return reading


@given(st.binary(max_size=4000))
def test_any_bytes_get_an_answer(raw: bytes) -> None:
    check(raw)


@given(st.binary(max_size=2000), st.sampled_from(["text/plain", "text/html", "multipart/mixed"]))
def test_any_body_under_linkedins_header_gets_an_answer(raw: bytes, content: str) -> None:
    head = f"{MODERN.head()}Content-Type: {content}; boundary=b\n\n"
    check(head.encode() + raw)


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=300))
def test_any_words_in_a_letter_get_an_answer(name: str, headline: str, note: str) -> None:
    check(Letter().text(s3(note, name, headline), encoding="base64"))
    check(Letter(sender=f"{name} <invitations@linkedin.com>", subject=headline).text(s3()))


@pytest.mark.parametrize("letter", LETTERS)
def test_a_letter_cut_short_at_any_place_gets_an_answer(letter: bytes) -> None:
    for end in range(0, len(letter), 53):
        check(letter[:end])


@given(
    st.sampled_from(LETTERS),
    st.lists(st.tuples(st.integers(0, 12_000), st.integers(0, 255)), max_size=30),
)
@settings(max_examples=150)
def test_a_letter_with_bytes_changed_gets_an_answer(
    letter: bytes, changes: list[tuple[int, int]]
) -> None:
    changed = bytearray(letter)
    for at, value in changes:
        changed[at % len(changed)] = value
    check(bytes(changed))


@given(st.sampled_from(LETTERS), st.data())
@settings(max_examples=150)
def test_a_letter_with_lines_dropped_gets_an_answer(letter: bytes, data: st.DataObject) -> None:
    lines = letter.split(b"\r\n")
    gone = data.draw(st.sets(st.integers(0, len(lines) - 1), max_size=12))
    reading = check(b"\r\n".join(line for at, line in enumerate(lines) if at not in gone))
    if b"=\r\n" not in letter:  # else a link's middle may be left, without the token's name
        assert not [s for s in SECRETS if s in repr(reading)]


@given(st.text(alphabet=st.characters(codec="utf-8", categories=["L", "P", "Zs"]), max_size=200))
def test_a_note_never_changes_who_invites(note: str) -> None:
    reading = read_it(Letter().text(s3(note)))
    assert reading.invitations[0].inviter.name == "Ada Quill"
    assert reading.invitations[0].inviter.headline == "Head of Ink at Northwind"
