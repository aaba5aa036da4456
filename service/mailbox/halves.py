"""What can be fetched of a batch that the server refuses for the sake of one bad message."""

from collections.abc import Sequence

from service.errors import ServerRefused
from service.mailbox.connection import Connection, Fetched

Refusals = dict[int, ServerRefused]


def fetch_bearing(
    connection: Connection, uids: Sequence[int], items: Sequence[str]
) -> tuple[Fetched, Refusals]:
    """What the server gives, and the UIDs that it refuses: one bad message hides no other.

    Raises ServerRefused where it does not even tell a size: then it is not the messages that are
    bad.
    """
    try:
        return connection.fetch(uids, items), {}
    except ServerRefused as error:
        connection.fetch(uids[:1], ["RFC822.SIZE"])  # refused as well: it is not the message
        return _in_halves(connection, uids, items, error)


def _in_halves(
    connection: Connection, uids: Sequence[int], items: Sequence[str], refused: ServerRefused
) -> tuple[Fetched, Refusals]:
    """Each half of a batch that was refused; the half that is refused in its own halves."""
    if len(uids) == 1:
        return {}, {uids[0]: refused}
    middle = len(uids) // 2
    told: Fetched = {}
    refusals: Refusals = {}
    for half in (uids[:middle], uids[middle:]):
        try:
            told |= connection.fetch(half, items)
        except ServerRefused as error:
            more, bad = _in_halves(connection, half, items, error)
            told |= more
            refusals |= bad
    return told, refusals
