"""No text of a stranger's keeps a regular expression busy: at its limit each takes a moment."""

import re
import time

import pytest

from rules import read_fields
from tests.patterns import GATES, ROOT, Pattern, hard_texts, patterns

PATTERNS = patterns("rules", "service")
#: CPU seconds for the hardest text that gets through; most take a thousandth of it.
LIMIT = 0.25


def hardest(pattern):
    """The text that takes longer than it may, or nothing."""
    slow = (text for text in hard_texts(pattern) if pattern.seconds(text, LIMIT) >= LIMIT)
    return next(slow, "")[:80]


def test_a_bad_pattern_is_found_out():
    for bad in (r"(a+)+$", r"\s*\d+\s*$", r"(?:\w+\s?)*!"):
        pattern = Pattern("service.somewhere", re.compile(bad), ("search",))
        assert hardest(pattern), bad


def test_the_patterns_are_all_there():
    files = [path for name in ("rules", "service") for path in (ROOT / name).rglob("*.py")]
    written = [re.findall(r"^_\w+ = re\.compile", path.read_text(), re.M) for path in files]
    assert len(PATTERNS) >= sum(map(len, written)) > 100
    assert {pattern.place.split(".")[0] for pattern in PATTERNS} == {"rules", "service"}


def test_every_gate_belongs_to_something():
    places = [pattern.place for pattern in PATTERNS]
    assert [name for name in GATES if not any(place.startswith(name) for place in places)] == []


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.place)
def test_the_hardest_text_takes_a_moment(pattern):
    assert not hardest(pattern)


@pytest.mark.parametrize(
    "run", [" ", "\n", "a", "a ", "(", " (", "@", "a@", "%25", "http://", ". ", "| ", "&"]
)
@pytest.mark.parametrize("field", ["name", "headline", "note"])
def test_a_field_of_one_thing_a_million_times_is_read_at_once(field, run):
    fields = {
        "name": "Ada",
        "headline": "Potter",
        "note": "hi",
        field: run * (1_000_000 // len(run)),
    }
    began = time.process_time()
    read_fields(**fields)
    assert time.process_time() - began < LIMIT
