"""Guest invitations: to an address that LinkedIn did not know, 2009 to 2013.

They came from the inviter's own address: the note with its salutation, then the card (NAME,
HEADLINE, LOCATION) and "Confirm that you know NAME". Those of 2009 have no card at all.
"""

from dataclasses import replace

from rules.reading.layouts.card import Card, read_card
from rules.reading.layouts.frame import Frame
from rules.reading.lines import Line


def read_guest(lines: list[Line], frame: Frame, address: str) -> Card:
    """The invitation in a guest mail; ``address`` is the inviter's own, from its From field."""
    return replace(read_card(lines, replace(frame, greets=False)), address=address)
