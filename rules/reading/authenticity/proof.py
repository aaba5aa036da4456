"""What is known of a mail's sender, with the reason in one line."""

from dataclasses import dataclass

from rules.invitation import Authentic


@dataclass(frozen=True, slots=True)
class Proof:
    """The answer, and why.

    ``wants_signatures``: the mail's own signatures would decide. ``later``: they could not be
    verified now, for DNS did not answer; another time may tell.
    """

    authentic: Authentic
    because: str
    wants_signatures: bool = False
    later: bool = False
