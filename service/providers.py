"""What is known of mail providers: where their server is, how one signs in, what labels are there.

The facts are in ``providers.toml``, each with its source.
"""

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from typing import Literal

Way = Literal["auto", "gmail", "keywords", "folders"]


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider of mailboxes.

    ``domains`` are those of its addresses; ``mx`` the ends of the hosts that take mail for domains
    of their customers' own; ``elsewhere`` has the server of those of either that are not served by
    ``host``; ``local_part`` those of the domains whose user name is an address's local part.
    ``secret`` says what to sign in with, and where it is made; ``labels`` is the way of
    labelling whose labels an owner sees there, and ``shows`` how.
    """

    id: str
    name: str
    source: str
    domains: tuple[str, ...] = ()
    local_part: tuple[str, ...] = ()
    mx: tuple[str, ...] = ()
    host: str = ""
    elsewhere: Mapping[str, str] = field(default_factory=dict, hash=False)
    hosts: tuple[str, ...] = ()  # other names of the same servers; "*.example.org" for all below
    port: int = 993
    security: Literal["tls", "starttls", "none"] = "tls"
    sign_in: Literal["password", "google", "microsoft"] = "password"
    secret: str = ""
    labels: Way = "auto"
    shows: str = ""

    def host_of(self, name: str) -> str:
        """The server for a domain of its addresses, or for the host in an MX record."""
        asked = name.casefold().rstrip(".")
        ends = [end for end in self.elsewhere if _under(asked, end)]
        return self.elsewhere[max(ends, key=len)] if ends else self.host

    def username_of(self, address: str) -> str:
        """As whom the owner of an address signs in."""
        local, _, domain = address.rpartition("@")
        return local if domain.casefold() in self.local_part else address


@functools.cache
def providers() -> tuple[Provider, ...]:
    """All that are known."""
    text = resources.files("service").joinpath("providers.toml").read_text(encoding="utf-8")
    return tuple(_provider(key, table) for key, table in tomllib.loads(text).items())


def by_host(host: str) -> Provider | None:
    """The provider whose IMAP server this is; None for this machine, where anybody's may run."""
    name = host.casefold().rstrip(".")
    if name.startswith("127."):
        return None
    return next((p for p in providers() if _serves(p, name)), None)


def by_domain(domain: str) -> Provider | None:
    """The provider of the addresses in this domain."""
    name = domain.casefold().rstrip(".")
    return next((p for p in providers() if name in p.domains), None)


def by_mx(exchange: str) -> Provider | None:
    """The provider that takes the mail of a domain, by the host in its MX record."""
    name = exchange.casefold().rstrip(".")
    return next((p for p in providers() if any(_under(name, end) for end in p.mx)), None)


def _serves(provider: Provider, host: str) -> bool:
    wild = [one.removeprefix("*.") for one in provider.hosts if one.startswith("*.")]
    others = (*provider.hosts, *provider.elsewhere.values())
    return host in (provider.host, *others) or any(_under(host, one) for one in wild)


def _under(host: str, end: str) -> bool:
    return host == end or host.endswith(f".{end}")


def _provider(key: str, table: dict[str, object]) -> Provider:
    lists = {name: tuple(value) for name, value in table.items() if isinstance(value, list)}
    return Provider(id=key, **{**table, **lists})  # type: ignore[arg-type]  # the file is our own
