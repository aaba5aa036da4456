"""The headline, the line under a LinkedIn name: title, company, role and seniority out of it.

parts.py       the parts between bars, and which are slogans
split.py       title, company and further jobs out of the parts
title.py       what of a part is the title
company.py     what is a company's name
trade.py       the role
standing.py    the seniority
words.py       the words that tell them, in words.toml
"""

from dataclasses import dataclass
from functools import lru_cache

from rules.reading.headline.parts import LIMIT
from rules.reading.headline.split import split
from rules.reading.headline.standing import standing
from rules.reading.headline.trade import trade


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
    title, company, others = split(text)
    role, role_proof = trade(text, title, company)
    seniority, seniority_proof = standing(title, company, others)
    return HeadlineReading(title, company, role, role_proof, seniority, seniority_proof)
