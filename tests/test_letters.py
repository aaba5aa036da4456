"""Every letter is read as it says beside it, whole as well as in the parts that are fetched."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from rules import Kind, Knowledge, Owner, read
from service.round import plan
from tests.golden import receipt

LETTERS = sorted((Path(__file__).parent / "letters").glob("*.eml"))
KNOWLEDGE = Knowledge(
    owner=Owner("Robin Winter", "robin@example.org"), authserv_ids=frozenset({"mx.example.org"})
)
TOKENS = ("otpToken", "midToken", "midSig", "sharedKey", "authToken", "loid=", "eid=")


def _expected(letter):
    return json.loads(letter.with_suffix(".expected.json").read_text(encoding="utf-8"))


def _stem(letter):
    return letter.stem


@pytest.mark.parametrize("letter", LETTERS, ids=_stem)
def test_a_letter_is_read_as_it_says_beside_it(letter):
    reading, expected = read(letter.read_bytes(), KNOWLEDGE), _expected(letter)
    assert reading.kind == expected.get("kind", reading.kind), reading.because
    assert reading.authentic == expected.get("authentic", reading.authentic)
    assert len(reading.invitations) == len(expected["invitations"])
    for found, wanted in zip(reading.invitations, expected["invitations"], strict=True):
        got = {"note": found.note} | {
            key: getattr(found.inviter, key) for key in ("name", "headline", "location", "profile")
        }
        assert {key: got[key] for key in wanted} == wanted


@pytest.mark.parametrize("letter", LETTERS, ids=_stem)
def test_no_token_leaves_the_reader(letter):
    shown = repr(read(letter.read_bytes(), KNOWLEDGE))
    assert not [token for token in TOKENS if token in shown]


def _told(reading):
    return (
        reading.kind,
        reading.authentic,
        [
            (i.inviter.name, i.inviter.headline, i.note, i.inviter.profile)
            for i in reading.invitations
        ],
    )


def test_the_parts_that_are_fetched_tell_as_much_as_the_whole(coffee, dovecot, owner):
    whole = {}
    for letter in LETTERS:
        raw = letter.read_bytes()
        if not raw.startswith(b"From "):  # no server delivers an mbox line
            dovecot.deliver(owner, "INBOX", raw)
            whole[read(raw, KNOWLEDGE).message_id] = raw
    with closing(coffee.ledger()) as ledger, closing(coffee.box()) as box:
        job = coffee.but(authserv_ids=("mx.example.org",)).job(ledger)
        fetched = [o.judged.reading for batch in plan(box, job) for o in batch if o.judged]
    assert len(fetched) > 60
    for reading in fetched:
        assert _told(reading) == _told(read(whole[reading.message_id], KNOWLEDGE))


def test_every_kind_of_mail_is_among_the_letters():
    assert {_expected(letter).get("kind") for letter in LETTERS} >= {kind.value for kind in Kind}


@pytest.mark.parametrize("letter", LETTERS, ids=_stem)
def test_a_letter_gets_the_receipt_beside_it(letter):
    """After a change of judgement: python -m tests.golden, and read the diff."""
    assert receipt(letter) == letter.with_suffix(".receipt").read_text(encoding="utf-8")
