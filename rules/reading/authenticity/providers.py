"""Whose Authentication-Results count: whom the owner named, else what is known of their provider.

The table is ``providers.toml``.
"""

import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

#: What an owner writes where the provider's results bear no authserv-id.
NO_ID = "none"

_SECOND_LEVELS = frozenset(("ac", "co", "com", "edu", "go", "gov", "ne", "net", "or", "org"))


def _fits(name: str, pattern: str) -> bool:
    """Whether a name is the pattern's: ``*.example.net`` stands for every host below it."""
    if pattern.startswith("*."):
        return name.endswith(pattern[1:])
    return name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern


class Trust(NamedTuple):
    """Whose word counts, and why.

    ``writers`` are authserv-ids or patterns of them; an empty one stands for results without any.
    ``hops`` are the domains of the provider's own mail servers, ``between`` the header fields that
    it writes between its results.
    """

    writers: tuple[str, ...] = ()
    hops: tuple[str, ...] = ()
    between: frozenset[str] = frozenset()
    because: str = ""

    def is_writer(self, authserv_id: str) -> bool:
        """Whether results under this authserv-id are the provider's."""
        return any(_fits(authserv_id, pattern) for pattern in self.writers)

    def is_own_hop(self, host: str) -> bool:
        """Whether a host is one of the provider's mail servers."""
        return any(_fits(host, hop) or host.endswith(f".{hop}") for hop in self.hops)


class Provider(NamedTuple):
    """A provider as the table has it; ``mailboxes`` are the hosts of its IMAP servers."""

    name: str
    mailboxes: tuple[str, ...]
    writes: tuple[str, ...]
    hops: tuple[str, ...]
    between: tuple[str, ...]


@cache
def providers() -> tuple[Provider, ...]:
    """All providers of the table."""
    text = (files("rules") / "reading/authenticity/providers.toml").read_text(encoding="utf-8")
    return tuple(
        Provider(
            name=one["name"],
            mailboxes=tuple(one["mailboxes"]),
            writes=tuple("" if i == NO_ID else i for i in one["writes"]),
            hops=tuple(one["hops"]),
            between=tuple(one.get("between", ())),
        )
        for one in tomllib.loads(text)["provider"]
    )


def _own_domain(name: str) -> str:
    """The domain that a host's owner registered, as far as the name itself tells it."""
    labels = name.removeprefix("*.").split(".")
    many = len(labels) > 2 and labels[-2] in _SECOND_LEVELS and len(labels[-1]) == 2
    return ".".join(labels[-3:] if many else labels[-2:])


def _provider_at(host: str) -> Provider | None:
    return next((p for p in providers() if any(_fits(host, m) for m in p.mailboxes)), None)


def _named(authserv_ids: frozenset[str], host: str) -> Trust:
    """The owner's own list; what is known of a provider on it is known still."""
    writers = tuple(sorted(one.casefold().rstrip(".") for one in authserv_ids))
    writers = tuple("" if one == NO_ID else one for one in writers)
    at_host = _provider_at(host)
    known = [
        p
        for p in providers()
        if p is at_host or any(w and _fits(w, own) for w in writers for own in p.writes)
    ]
    domains = [_own_domain(name) for name in (*filter(None, writers), host) if "." in name]
    return Trust(
        writers=writers,
        hops=tuple(dict.fromkeys([*domains, *(hop for p in known for hop in p.hops)])),
        between=frozenset(name for p in known for name in p.between),
        because="named in the config",
    )


@lru_cache(maxsize=64)
def trust_of(authserv_ids: frozenset[str], mailbox_host: str) -> Trust:
    """Whose results count in this mailbox. Nobody's where none is named and none is known."""
    host = mailbox_host.casefold().rstrip(".")
    if authserv_ids:
        return _named(authserv_ids, host)
    provider = _provider_at(host)
    if provider is None:
        return Trust(because=f"no provider is known at {host}" if host else "")
    return Trust(
        writers=provider.writes,
        hops=provider.hops,
        between=frozenset(provider.between),
        because=f"{host} is {provider.name}'s",
    )


def trusted_writers(authserv_ids: frozenset[str], mailbox_host: str) -> tuple[str, str]:
    """For the owner to see: the trusted authserv-ids in one line ("" for nobody's), and why."""
    trust = trust_of(authserv_ids, mailbox_host)
    shown = ", ".join(writer or "results without an authserv-id" for writer in trust.writers)
    return shown, trust.because
