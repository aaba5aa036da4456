"""What a signal is: a question, and everything a person needs to trust its answer."""

from collections.abc import Callable
from dataclasses import dataclass, field

from rules.finding import Finding
from rules.invitation import Invitation, Inviter
from rules.knowledge import Knowledge
from rules.reading.headline import split_headline


@dataclass(frozen=True, slots=True)
class Example:
    """An invitation, and the value that the signal must answer for it."""

    value: str
    invitation: Invitation
    knowledge: Knowledge = field(default_factory=Knowledge)


@dataclass(frozen=True, slots=True)
class Signal:
    """A question asked of every invitation.

    ``why`` says what the answer is good for, ``source`` where the way of answering comes from, and
    ``blind_spots`` what it cannot see. ``examples`` show it speak; ``silent`` show lookalikes
    for which it must not. ``ask`` is pure, and answers one of ``values``. ``ranks`` are the values
    that have an order, the least first: a policy can ask for "at least" one of them.
    """

    name: str
    question: str
    why: str
    source: str
    blind_spots: str
    values: tuple[str, ...]
    examples: tuple[Example, ...]
    silent: tuple[Example, ...]
    answer: Callable[[Invitation, Knowledge], tuple[str, str]]
    ranks: tuple[str, ...] = ()

    def ask(self, invitation: Invitation, knowledge: Knowledge) -> Finding:
        """The finding: the answer and its proof, under this signal's name."""
        value, proof = self.answer(invitation, knowledge)
        return Finding(self.name, value, proof)


def note(text: str, value: str, *, knowledge: Knowledge | None = None) -> Example:
    """An example that is a note alone."""
    return Example(value, Invitation(note=text), knowledge or Knowledge())


def headline(text: str, value: str, *, knowledge: Knowledge | None = None) -> Example:
    """An example that is a headline alone, with title and company read out of it."""
    title, company = split_headline(text)
    who = Inviter(headline=text, title=title, company=company)
    return Example(value, Invitation(inviter=who), knowledge or Knowledge())
