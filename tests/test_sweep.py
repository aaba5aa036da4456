"""A sample of the fault sweep: `make sweep` does all of it."""

import tempfile
from contextlib import closing

import pytest

from tests.servers.faults import Fault
from tests.sweep.bench import Bench
from tests.sweep.costumes import COSTUMES
from tests.sweep.plan import KINDS, faults, sample
from tests.sweep.warm import Victim, in_memory


@pytest.fixture(scope="module")
def victim(dressed):
    """The warm process whose children die."""
    before = tempfile.tempdir
    in_memory()
    with closing(Victim()) as warm:
        yield warm
    tempfile.tempdir = before


@pytest.mark.parametrize("costume", COSTUMES)
def test_faults_of_every_second_kind_are_survived(victim, costume):
    number = list(COSTUMES).index(costume)
    with Bench(costume, victim) as bench:
        chosen = sample(faults(bench.expected, every=7), number, len(COSTUMES))
        failed = {str(fault): told for fault in chosen if (told := bench.attempt(fault))}
    assert {fault.kind for fault in chosen} == set(KINDS[number % 2 :: 2])
    assert failed == {}


@pytest.fixture(scope="module")
def bench(victim):
    with Bench("keywords", victim) as bench:
        yield bench


@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_that_never_comes_is_told(bench, kind):
    assert bench.attempt(Fault(kind, 1_000_000)) == ["it was never reached"]


def test_a_lost_draft_would_be_seen(bench, monkeypatch):
    monkeypatch.setattr("service.mailbox.drafts.Drafts.save", lambda *_: None)
    told = bench.attempt(Fault("cut", 5))
    assert len([line for line in told if line.startswith("missing: Drafts: ")]) == 7


def test_a_second_draft_would_be_seen(bench, monkeypatch):
    monkeypatch.setattr("service.carrying._not_there", lambda _work, drafts: drafts)
    saved = list(bench.expected.passed.commands).index("APPEND") + 1
    told = bench.attempt(Fault("cut-reply", saved))
    assert len([line for line in told if line.startswith("too much: Drafts: ")]) == 7


def test_mail_that_goes_astray_would_be_seen(bench, monkeypatch):
    monkeypatch.setattr("service.mailbox.Mailbox.uids_of", lambda *_: {})
    monkeypatch.setattr("service.mailbox.folders.Folders.find", lambda *_: "Trash")
    told = bench.attempt(Fault("cut", 13))
    assert any(line.startswith("too much: Trash: <sweep.3@") for line in told)
