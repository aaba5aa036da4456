"""The headline, the line under a LinkedIn name: title, company, role and seniority out of it.

split.py    title and company
words.py    the words that tell role and seniority, in words.toml
"""

from dataclasses import dataclass
from functools import lru_cache

from rules.reading.headline.split import LIMIT, split
from rules.reading.headline.words import found, values


@dataclass(frozen=True, slots=True)
class HeadlineReading:
    """What a headline says; "" where it says nothing, and the words that decided."""

    title: str = ""
    company: str = ""
    role: str = "none"
    role_proof: str = ""
    seniority: str = "unknown"
    seniority_proof: str = ""


def split_headline(text: str) -> tuple[str, str]:
    """Title and company; "" where absent."""
    reading = read_headline(text)
    return reading.title, reading.company


@lru_cache(maxsize=4096)
def read_headline(text: str) -> HeadlineReading:
    """The reading of a headline; the empty one for an empty headline. Never raises."""
    text = text[:LIMIT].strip()
    if not text:
        return HeadlineReading()
    title, company = split(text)
    role, role_proof = _role(text, title)
    seniority, seniority_proof = _seniority(text, title)
    return HeadlineReading(title, company, role, role_proof, seniority, seniority_proof)


def _role(text: str, title: str) -> tuple[str, str]:
    """What they mainly do: by the title, else by anything in the line.

    "Founder" and "CEO" say how high, not what: then the rest of the line tells the trade.
    """
    for value in ("open_networker", "job_seeker"):
        if span := found(text).get(f"role/{value}"):
            return value, text[span[0] : span[1]]
    for executive in (False, True):
        for where in (title, text):
            for value in values("role"):
                span = found(where).get(f"role/{value}")
                if span and (executive or value != "founder_exec"):
                    return value, where[span[0] : span[1]]
    return "other", ""


def _seniority(text: str, title: str) -> tuple[str, str]:
    """How high they stand: by the title, else by the line; a plain job is "mid"."""
    for where in (title, text):
        for value in values("seniority"):
            if span := found(where).get(f"seniority/{value}"):
                return value, where[span[0] : span[1]]
    return ("mid", title) if title else ("unknown", "")
