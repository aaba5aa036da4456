"""From an address to its mail server: who could know, asked in the order of whom to believe.

1. the table of providers that comes along (``service/providers.toml``): no network is asked;
2. the same table, by who takes the domain's mail: DNS, MX;
3. all at once, each for some seconds at most: the domain's own SRV records (RFC 6186, and RFC 8314:
   TLS from the start is preferred); what it publishes for Thunderbird; and Thunderbird's own list.

A name that came over plain DNS and leads out of the domain could be anybody's (RFC 6186, section
6): it is taken last, and said to be unsure.
"""

import queue
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from urllib.parse import quote

from service.errors import CoffeeFirstError
from service.providers import by_domain, by_mx
from service.resolver import Resolver
from service.setup.autoconfig import LARGEST, read_autoconfig
from service.setup.fetching import TIMEOUT, Dial, dial, fetched
from service.setup.server import Security, Server, found, of_provider, within

#: Seconds that all the network together may take.
PATIENCE = TIMEOUT + 1.0

#: Mozilla's list of providers. It is told the domain, never the address.
ISPDB = "https://autoconfig.thunderbird.net/v1.1/"

_SERVICES: tuple[tuple[str, Security], ...] = (("_imaps", "tls"), ("_imap", "starttls"))

_Question = Callable[[], Server | None]


class Network:
    """Whom is asked: DNS, and web servers over https. Tests name their own."""

    def __init__(self, resolver: Resolver | None = None, call: Dial = dial) -> None:
        self.resolver, self.call = resolver or Resolver(), call


def known_server(address: str) -> Server | None:
    """The server of a provider that is known by the address's domain; no network is asked."""
    domain = domain_of(address)
    provider = by_domain(domain)
    return of_provider(provider, domain, provider.name) if provider else None


def find_server(address: str, network: Network) -> Server | None:
    """The server for an address, as far as anybody tells. Never raises."""
    if known := known_server(address):
        return known
    domain = domain_of(address)
    return _by_exchange(domain, network.resolver) or _first(_questions(address, domain, network))


def domain_of(address: str) -> str:
    """The domain of an address, as DNS knows it."""
    return address.rpartition("@")[2].lower().rstrip(".")


def _by_exchange(domain: str, resolver: Resolver) -> Server | None:
    """By who takes the mail. A lie leads to another known provider's server, and no further."""
    exchanges: tuple[str, ...] = ()
    with suppress(CoffeeFirstError):
        exchanges = resolver.exchanges(domain)
    for exchange in exchanges:
        if provider := by_mx(exchange):
            told = f"DNS says that {provider.name} takes the mail of {domain}"
            return of_provider(provider, exchange, told, known=False)
    return None


def _questions(address: str, domain: str, network: Network) -> list[_Question]:
    """Who is asked at once; who is to be believed before others comes first."""
    asked = f"?emailaddress={quote(address, safe='@')}"
    files = (
        (f"https://autoconfig.{domain}/mail/config-v1.1.xml{asked}", f"{domain} itself says so"),
        (
            f"https://{domain}/.well-known/autoconfig/mail/config-v1.1.xml{asked}",
            f"{domain} itself says so",
        ),
        (f"{ISPDB}{quote(domain)}", "Thunderbird's list of providers says so"),
    )

    def published(url: str, told_by: str) -> _Question:
        return lambda: read_autoconfig(fetched(url, LARGEST, network.call), address, told_by)

    return [
        lambda: _by_service(domain, network.resolver, inside=True),
        *(published(url, told_by) for url, told_by in files),
        lambda: _by_service(domain, network.resolver, inside=False),
    ]


def _by_service(domain: str, resolver: Resolver, *, inside: bool) -> Server | None:
    """By SRV; a target of "." means decidedly not here (RFC 6186, 3.4)."""
    for name, security in _SERVICES:
        for service in resolver.services(f"{name}._tcp.{domain}")[:1]:
            if service.host and within(service.host, domain) is inside:
                told = f"DNS says so{'' if inside else ', which anybody on the way can forge'}"
                return found(service.host, service.port, security, told, sure=inside)
    return None


def _first(questions: Iterable[_Question]) -> Server | None:
    """The answer of the first that has one; who is silent is not waited for beyond PATIENCE."""
    ends = time.monotonic() + PATIENCE
    asked = [_asked(question) for question in questions]
    for answer in asked:
        with suppress(queue.Empty):
            if server := answer.get(timeout=max(0.0, ends - time.monotonic())):
                return server
    return None


def _asked(question: _Question) -> "queue.SimpleQueue[Server | None]":
    """Ask in a thread of its own, which the program's end does not wait for."""
    answer: queue.SimpleQueue[Server | None] = queue.SimpleQueue()

    def ask() -> None:
        server = None
        try:
            server = question()
        except CoffeeFirstError:  # who does not answer knows nothing
            pass
        finally:
            answer.put(server)

    threading.Thread(target=ask, name="finding the server", daemon=True).start()
    return answer
