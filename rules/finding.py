"""A finding: a signal's answer, with its proof."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """What a signal answered. ``proof`` quotes the inviter's words or the owner's record.

    ``value`` is one of the signal's own VALUES; "unknown" where the question has no answer.
    """

    signal: str
    value: str
    proof: str = ""
