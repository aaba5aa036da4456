"""Looking for messages of the open folder, and fetching them; nothing is changed by it."""

from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any

from imapclient.response_parser import parse_fetch_response, parse_message_list

from service.errors import ServerRefused
from service.mailbox.connection.faults import sorted_errors
from service.mailbox.connection.session import Session
from service.mailbox.connection.terms import as_argument

#: UIDs are unsigned numbers of 32 bits (RFC 9051, 2.3.1.1).
LARGEST_UID = 2**32 - 1

#: UIDs in one answer to SEARCH: imaplib reads no line of more than 1,000,000 octets, and a UID has
#: up to ten digits.
MOST_FOUND = 80_000

#: How many FETCH are under way while an earlier one is worked on.
FETCH_AHEAD = 2

#: What the server tells of messages, by UID.
Fetched = dict[int, dict[bytes, Any]]


class Looking(Session):
    """SEARCH and FETCH."""

    def search(self, criteria: Sequence[Any]) -> list[int]:
        """UIDs in the open folder, ascending. What comes out of a mail has to be a ``Text``."""
        with sorted_errors("SEARCH"):
            self._begin("SEARCH")
            arguments = [part for term in criteria for part in as_argument(term)]
            told = self._client._raw_command_untagged(b"SEARCH", arguments)
            found: list[int] = sorted(parse_message_list(told))
            if found and found[-1] > LARGEST_UID:
                raise ValueError("a UID of more than 32 bits")
            return found

    def search_all(self, criteria: Sequence[Any]) -> list[int]:
        """The same where it may be most of the folder: in a large one by message numbers.

        From the last ones down: what another one removes meanwhile lets numbers sink, so nothing
        is missed. The first range is open, for what has come since the folder was opened.
        """
        exists = self.selected.exists if self.selected else 0
        if exists <= MOST_FOUND:
            return self.search(criteria)
        found: set[int] = set()
        for first in range((exists - 1) // MOST_FOUND * MOST_FOUND + 1, 0, -MOST_FOUND):
            last = "*" if first + MOST_FOUND > exists else str(first + MOST_FOUND - 1)
            found.update(self.search([f"{first}:{last}", *criteria]))
        return sorted(found)

    def fetch(self, uids: Sequence[int], items: Sequence[str]) -> Fetched:
        """What the server tells of these UIDs; it may leave some out, and bring others."""
        for _, told in self.fetch_ahead([uids], items):
            if isinstance(told, ServerRefused):
                raise told
            return told
        return {}

    def fetch_many(self, uids: Sequence[int], item: str, size: int = 500) -> Fetched:
        """One item of each of these UIDs, so many in a FETCH; who vanished is left out."""
        told: Fetched = {}
        for start in range(0, len(uids), size):
            told |= self.fetch(uids[start : start + size], [item])
        return told

    def fetch_ahead(
        self, batches: Sequence[Sequence[int]], items: Sequence[str]
    ) -> Iterator[tuple[Sequence[int], Fetched | ServerRefused]]:
        """Each batch with what the server tells of it, the next one already asked for.

        So the server reads on while a batch is judged. Until the last batch is taken, no other
        command may be given. A batch that the server refuses is given with the refusal.
        """
        found: Fetched = {}
        asked: deque[tuple[Sequence[int], Any]] = deque()
        for uids in filter(None, batches):
            asked.append((uids, self._ask(uids, items)))
            if len(asked) > FETCH_AHEAD:
                yield self._answer(*asked.popleft(), found)
        while asked:
            yield self._answer(*asked.popleft(), found)

    def _ask(self, uids: Sequence[int], items: Sequence[str]) -> Any:
        with sorted_errors("FETCH"):
            uid_set = ",".join(map(str, uids))
            return self._client._imap._command("UID", "FETCH", uid_set, f"({' '.join(items)})")

    def _answer(
        self, uids: Sequence[int], tag: Any, found: Fetched
    ) -> tuple[Sequence[int], Fetched | ServerRefused]:
        """The answer to one FETCH; what it brings of other batches is kept in ``found``."""
        imap = self._client._imap
        with sorted_errors("FETCH"):
            refusal = None
            try:
                self._answers("FETCH", [tag])
            except ServerRefused as error:
                refusal = error
            _, data = imap._untagged_response("OK", [None], "FETCH")
            found.update(parse_fetch_response(data, uid_is_key=True))
        if refusal:
            return uids, refusal
        return uids, {uid: found.pop(uid) for uid in uids if uid in found}
