"""A short run of chance against the reader; ``make fuzz`` runs long. And what was found by it."""

import logging
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.log import quiet_libraries
from tests.fuzz.invariants import check
from tests.fuzz.mutations import BREAKING, WHOLE, corpus, mutated
from tests.hostile.mails import said
from tests.hostile.words import TIMES, texts
from tests.reading_letters import Letter, s3

LETTERS = corpus()
usual = settings(max_examples=30 * TIMES, deadline=None, suppress_health_check=list(HealthCheck))


@given(st.sampled_from(LETTERS), st.integers(0, 2**32), st.integers(1, 6))
@usual
def test_a_letter_changed_by_chance_is_read_harmlessly(letter, seed, times):
    raw, whole = mutated(letter, Random(seed), times)
    check(raw, whole_tokens=whole)


@pytest.mark.parametrize("mutation", WHOLE + BREAKING, ids=lambda mutation: mutation.__name__)
def test_every_mutation_alone_is_read_harmlessly(mutation):
    for seed in range(3):
        letter = LETTERS[seed * 7]
        check(mutation(letter, Random(seed)), whole_tokens=mutation in WHOLE)


@given(texts, texts, texts, texts)
@usual
def test_a_letter_with_any_words_is_read_harmlessly(name, headline, note, subject):
    name, headline, note, subject = (
        text.encode("utf-8", "replace").decode() for text in (name, headline, note, subject)
    )
    check(Letter().text(s3(note, name, headline), encoding="base64"), whole_tokens=False)
    check(said(subject=subject, sender=f"{name} <invitations@linkedin.com>"), whole_tokens=False)


@given(st.binary(max_size=3_000))
@usual
def test_any_octets_are_read_harmlessly(raw):
    check(raw)


# -- what was found --


def test_what_the_parser_says_of_a_mail_reaches_no_log(capfd):
    """It named a part's subtype, in which a sign-in token may stand."""
    quiet_libraries()
    logging.getLogger("mailparser.core").warning("Email content %r not handled", "x&otpToken=1")
    check(
        Letter().head().replace("\n", "\r\n").encode()
        + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/x&otpToken=1\r\n\r\nhello\r\n--b--"
    )
    assert "otpToken" not in "".join(capfd.readouterr())
