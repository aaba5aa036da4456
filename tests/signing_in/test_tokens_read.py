"""Whatever a provider answers, or a file holds: tokens, or a word that they are none."""

import json
import os
from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from service.errors import CoffeeFirstError, Refused, Unreachable
from service.tokens.ended import refused
from service.tokens.tokens import Tokens, from_answer, from_text

LEAF = some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=20)
ANY = some.recursive(LEAF, lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner))
ANSWER = some.fixed_dictionaries(
    {"access_token": some.just("good") | ANY},
    optional={"refresh_token": ANY, "expires_in": ANY, "error": ANY, "error_description": ANY},
)
GOOD = json.loads(Tokens("good", "good", "x", 1.0, 1.0).as_text())
#: A busy machine draws them slowly, which is no fault of ours.
OFTEN = settings(
    max_examples=300 if os.environ.get("LONG") else 30,
    suppress_health_check=[HealthCheck.too_slow],
)

KEPT = some.fixed_dictionaries({name: some.just(one) | ANY for name, one in GOOD.items()})


@OFTEN
@given(ANSWER | ANY)
def test_any_answer_is_tokens_or_makes_no_sense(answer):
    with suppress(Unreachable):
        tokens = from_answer(answer, "before", "x", "place")
        assert from_text(tokens.as_text()) == tokens


@OFTEN
@given(KEPT | ANY)
def test_any_file_is_tokens_or_is_none(kept):
    with suppress(ValueError):
        tokens = from_text(json.dumps(kept))
        assert isinstance(tokens.fresh(), bool)
        assert isinstance(tokens.over(), bool)


@OFTEN
@given(ANSWER | ANY)
def test_any_refusal_is_one_line(answer):
    told = refused("place", answer)
    assert isinstance(told, Refused | Unreachable)
    assert isinstance(told, CoffeeFirstError)
    assert len(str(told).splitlines()) == 1
    assert len(str(told)) < 1000


def test_a_number_without_end_is_no_life():
    for life in (10**400, "1e999", float("nan"), -1, 0.0):
        with suppress(Unreachable):
            assert from_answer({"access_token": "good", "expires_in": life}, "x", "x", "x").life > 0
