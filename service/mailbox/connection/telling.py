"""What the server tells of itself and of folders that are not opened; nothing is changed by it."""

from dataclasses import dataclass

from service.mailbox.connection.faults import sorted_errors
from service.mailbox.connection.session import Session


@dataclass(frozen=True, slots=True)
class Quota:
    """How much there may be of a resource (RFC 9208, 5): STORAGE is in units of 1,024 octets."""

    resource: str
    used: int
    limit: int


class Telling(Session):
    """CAPABILITY, STATUS and GETQUOTAROOT."""

    def capabilities(self) -> frozenset[str]:
        """All that the server announces now that the owner is signed in, in upper case."""
        with sorted_errors("CAPABILITY"):
            told = self._client.capabilities()
        return frozenset(one.decode("ascii", "replace").upper() for one in told)

    def counts(self, folder: str) -> tuple[int, int]:
        r"""How many messages a folder holds, and how many of them are \Recent (RFC 3501, 6.3.10).

        A server that does not tell of \Recent is taken to have some.
        """
        with sorted_errors(f"STATUS {folder}"):
            told = self._client.folder_status(folder, ["MESSAGES", "RECENT"])
            return int(told.get(b"MESSAGES", 0)), int(told.get(b"RECENT", 1))

    def quotas(self) -> list[Quota]:
        """The inbox's quotas, none where the server tells of none."""
        if not self.can("QUOTA"):
            return []
        with sorted_errors("GETQUOTAROOT"):
            self._begin("QUOTA")
            self._begin("QUOTAROOT")
            _, told = self._client.get_quota_root("INBOX")
            return [Quota(_word(one.resource), int(one.usage), int(one.limit)) for one in told]


def _word(told: object) -> str:
    return told.decode("ascii", "replace") if isinstance(told, bytes) else str(told)
