"""Knowledge: what is known before a message is opened."""

from dataclasses import dataclass, field

from rules.acquaintance import Acquaintances
from rules.owner import Owner


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the head may lean on: who the owner is, whom they know, and whose word they trust.

    ``authserv_ids`` are the names under which the owner's own provider writes
    Authentication-Results (RFC 8601, 2.5); every other such header is hearsay. Where none is named,
    ``mailbox_host``, the host of the owner's IMAP server, tells the provider.
    """

    owner: Owner = field(default_factory=Owner)
    acquaintances: Acquaintances = field(default_factory=Acquaintances)
    authserv_ids: frozenset[str] = frozenset()
    mailbox_host: str = ""
