"""What is said while setting up."""

from service import screen

#: Columns beyond which a line is hard to read.
_WIDEST = 100


def tell(line: str = "") -> None:
    """A line; what does not fit goes on below, under its text."""
    screen.say(line, widest=_WIDEST)
