"""A mail server that was found for an address, and what is known of where it was found."""

import re
from dataclasses import dataclass
from typing import Literal

from service.providers import Provider, by_host

Security = Literal["tls", "starttls", "none"]

#: A host's name of two labels or more (RFC 1123, 2.1), whose last is no number: no address.
_HOST = re.compile(
    r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+\Z)[a-z0-9][a-z0-9-]{0,61}[a-z0-9]"
)


@dataclass(frozen=True, slots=True)
class Server:
    """Where a mailbox is.

    ``told_by`` says in some words who says so. ``sure`` is False where nobody vouches for it: the
    answer came over plain DNS, and leads out of the domain of the address (RFC 6186, section 6).
    """

    host: str
    port: int
    security: Security
    told_by: str
    provider: Provider | None = None
    username: str = ""
    known: bool = False  # by this program, or because the owner named it: nobody need be asked
    sure: bool = True

    @property
    def place(self) -> str:
        """For a person to read."""
        how = {"tls": "TLS", "starttls": "STARTTLS", "none": "not encrypted"}[self.security]
        return f"{self.host}, port {self.port}, {how}"


def of_provider(provider: Provider, name: str, told_by: str, *, known: bool = True) -> Server:
    """A provider's server, for a domain of its addresses or an MX host of its."""
    host = provider.host_of(name)
    return Server(host, provider.port, provider.security, told_by, provider, known=known)


def found(host: str, port: int, security: Security, told_by: str, **more: object) -> Server | None:
    """A server that somebody outside named, None where that can be none."""
    name = host.strip().rstrip(".").lower()
    if not is_host(name) or not 1 <= port <= 65535:
        return None
    return Server(name, port, security, told_by, by_host(name), **more)  # type: ignore[arg-type]  # its own fields


def is_host(name: str) -> bool:
    """Whether this is the full name of a host, in lower case."""
    return _HOST.fullmatch(name) is not None


def within(host: str, domain: str) -> bool:
    """Whether a host is a domain's own."""
    return host == domain or host.endswith(f".{domain}")
