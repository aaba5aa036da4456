"""Every signal has the same form, and answers its own examples, where it speaks and where not."""

from importlib import import_module

import pytest

from rules import Invitation, Knowledge
from rules.signals import all_signals, ask_all

SIGNALS = all_signals()
EXAMPLES = [
    pytest.param(signal, example, id=f"{signal.name}-{number}")
    for signal in SIGNALS
    for number, example in enumerate((*signal.examples, *signal.silent))
]


@pytest.mark.parametrize(("signal", "example"), EXAMPLES)
def test_a_signal_answers_its_own_examples(signal, example):
    assert signal.ask(example.invitation, example.knowledge).value == example.value


@pytest.mark.parametrize("signal", SIGNALS, ids=lambda s: s.name)
def test_a_signal_tells_what_a_person_needs_to_trust_it(signal):
    assert signal.question.endswith("?")
    for text in (signal.why, signal.source, signal.blind_spots):
        assert len(text) > 20
        assert text.endswith(".")


@pytest.mark.parametrize("signal", SIGNALS, ids=lambda s: s.name)
def test_a_signal_shows_where_it_speaks_and_where_it_must_not(signal):
    assert len(signal.examples) >= 2
    assert len(signal.silent) >= 1


@pytest.mark.parametrize("signal", SIGNALS, ids=lambda s: s.name)
def test_an_example_asks_for_a_value_that_the_signal_has(signal):
    assert {e.value for e in (*signal.examples, *signal.silent)} <= set(signal.values)


def test_a_signal_bears_the_name_of_its_file():
    for signal in SIGNALS:
        assert import_module(f"rules.signals.{signal.name}").SIGNAL is signal


def test_an_invitation_that_says_nothing_is_answered_by_every_signal():
    for finding, signal in zip(ask_all(Invitation(), Knowledge()), SIGNALS, strict=True):
        assert finding.value in signal.values
