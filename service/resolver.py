"""LinkedIn's public keys out of DNS, remembered; mail servers too. The home of dnspython.

Of keys only the TXT record of ``SELECTOR._domainkey.DOMAIN`` (RFC 6376, 3.6.2) is asked for, at
linkedin.com or directly below it; of mail servers, where the owner sets up. A question takes some
seconds at most, and after one for a key that got no answer in time none is asked for some minutes:
DNS that is down must not hold up a round mail by mail.

Nothing here is secured by DNSSEC: what a server's name is worth that was found so, the caller says.
"""

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import dns.exception
import dns.flags
import dns.name
import dns.rdatatype
import dns.resolver

from service.errors import Unreachable

#: Seconds that one question may take in all, whatever servers are asked, and how often.
TIMEOUT = 4.0

#: Seconds for which nothing is asked after a question that took too long.
PAUSE = 240.0

#: Seconds for which a name is not asked for again whose servers have failed.
FAILED_TTL = 60.0

#: Seconds for which an answer is remembered: its own time to live, but between these.
LEAST_TTL, LONGEST_TTL = 60.0, 86_400.0

#: Seconds for which it is remembered that there is no such key (RFC 2308 leaves them to us).
NONE_TTL = 900.0

#: Octets of a record: a key of 4,096 bits takes some 750. Larger ones cost time to calculate with.
LARGEST = 1_024

#: Records of one name that are looked at.
MOST_RECORDS = 32

#: Keys that are remembered; LinkedIn uses some ten.
REMEMBERED = 256

_DOMAIN = re.compile(r"(?:[a-z0-9-]{1,63}\.)?linkedin\.com")
_SELECTOR = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63}){0,3}")


@dataclass(frozen=True, slots=True)
class Key:
    """What DNS says about a key. ``fault`` says why there is none; ``later``: ask another time."""

    record: bytes = b""
    fault: str = ""
    later: bool = False


@dataclass(frozen=True, slots=True)
class Service:
    """Where a service is (RFC 2782). A ``host`` of "" says that there is decidedly none."""

    host: str
    port: int


def is_askable(selector: str, domain: str) -> bool:
    """Whether a key's name is one of linkedin.com's, and a plain one; in lower case."""
    return bool(_DOMAIN.fullmatch(domain) and _SELECTOR.fullmatch(selector))


class Resolver:
    """Asks the machine's name servers, or the ``servers`` given as address and port."""

    def __init__(
        self,
        servers: tuple[str, int] | None = None,
        timeout: float = TIMEOUT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._servers, self._timeout, self._clock = servers, timeout, clock
        self._keys: OrderedDict[str, tuple[float, Key]] = OrderedDict()
        self._silent_until = 0.0
        self._silence = ""
        self._lock = threading.Lock()
        self._stub: dns.resolver.Resolver | None = None

    def key(self, selector: str, domain: str) -> Key:
        """The key record of a selector. Never raises."""
        if not is_askable(selector, domain):
            return Key(fault="its key's name is not one of linkedin.com's")
        name = f"{selector}._domainkey.{domain}"
        with self._lock:
            return self._remembered(name) or self._ask(name)

    def _remembered(self, name: str) -> Key | None:
        now = self._clock()
        until, key = self._keys.get(name, (0.0, None))
        if key is not None and now < until:
            return key
        if now < self._silent_until:
            return Key(fault=self._silence, later=True)
        return None

    def _ask(self, name: str) -> Key:
        try:
            key, seconds = self._answer(name)
        except (dns.exception.Timeout, dns.resolver.NoResolverConfiguration) as error:
            self._silence = f"DNS does not answer: {type(error).__name__}"
            self._silent_until = self._clock() + PAUSE
            return Key(fault=self._silence, later=True)
        except Exception as error:  # a refusal; or a hostile answer, which may raise anything
            fault = f"DNS has failed: {type(error).__name__}"
            key, seconds = Key(fault=fault, later=True), FAILED_TTL
        self._keys[name] = self._clock() + seconds, key
        self._keys.move_to_end(name)
        if len(self._keys) > REMEMBERED:
            self._keys.popitem(last=False)
        return key

    def _answer(self, name: str) -> tuple[Key, float]:
        """The key, and for how many seconds it may be remembered. Raises what dnspython raises."""
        try:
            answer = self._resolver().resolve(
                f"{name}.", dns.rdatatype.TXT, lifetime=self._timeout, search=False
            )
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return Key(fault="there is no such key"), NONE_TTL
        rrset = answer.rrset
        ttl = float(rrset.ttl) if rrset is not None else 0.0
        records = [b"".join(record.strings) for record in rrset or ()]
        return _chosen(records), min(max(ttl, LEAST_TTL), LONGEST_TTL)

    def exchanges(self, domain: str) -> tuple[str, ...]:
        """The hosts that take a domain's mail, the preferred first (RFC 5321, 5.1).

        Raises Unreachable where DNS does not answer.
        """
        found = self._records(domain, dns.rdatatype.MX)
        ordered = sorted((record.preference, _host(record.exchange)) for record in found)
        return tuple(host for _, host in ordered if host)

    def services(self, name: str) -> tuple[Service, ...]:
        """Where a service is, by its name (``_imaps._tcp.example.org``), the preferred first.

        By priority, then by weight: of several equal ones nobody needs another each time. Raises
        Unreachable where DNS does not answer.
        """
        found = self._records(name, dns.rdatatype.SRV)
        ordered = sorted(found, key=lambda record: (record.priority, -record.weight))
        return tuple(Service(_host(record.target), record.port) for record in ordered)

    def _records(self, name: str, kind: dns.rdatatype.RdataType) -> list[Any]:
        """What is found under a name, little of it. Raises Unreachable."""
        try:
            answer = self._resolver().resolve(
                f"{name}.", kind, lifetime=self._timeout, search=False, raise_on_no_answer=False
            )
        except dns.resolver.NXDOMAIN:
            return []
        except Exception as error:  # a refusal; or a hostile answer, which may raise anything
            raise Unreachable(f"DNS does not answer: {type(error).__name__}") from None
        return list(answer.rrset or ())[:MOST_RECORDS]

    def _resolver(self) -> dns.resolver.Resolver:
        if self._stub is None:
            stub = dns.resolver.Resolver(configure=self._servers is None)
            if self._servers is not None:
                stub.nameservers, stub.port = [self._servers[0]], self._servers[1]
            self._stub = stub
        return self._stub


def _host(name: dns.name.Name) -> str:
    """A host's name in lower case; "" for the root, which stands for none (RFC 2782, RFC 7505)."""
    return name.to_text(omit_final_dot=True).lower() if len(name) > 1 else ""


def _chosen(records: list[bytes]) -> Key:
    """The one record that is a key: what several mean is not defined (RFC 6376, 3.6.2.2)."""
    keys = [record for record in records if b"p=" in record]
    if len(keys) != 1:
        return Key(fault=f"there are {len(keys) or 'no'} keys under its name")
    if len(keys[0]) > LARGEST:
        return Key(fault=f"its key has more than {LARGEST} octets")
    return Key(keys[0])
