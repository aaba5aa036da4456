"""Whose mailbox, and on which server: the first two questions."""

import ipaddress
import re
from dataclasses import replace
from typing import cast, get_args

from service.errors import UsageError
from service.providers import by_host
from service.setup.asking import Asker, Unusable, checked, picked
from service.setup.finding_server import Network, domain_of, find_server, known_server
from service.setup.given import Before, Given
from service.setup.server import Security, Server, is_host
from service.setup.telling import tell

_SECURITIES: tuple[Security, ...] = get_args(Security)

#: The port of each kind (RFC 8314, 3.2).
_PORTS = {"tls": 993, "starttls": 143, "none": 143}

#: An address as the drafts can be From (RFC 5322, 3.4.1).
_ADDRESS = re.compile(r"[!-;=?A-~]+@[A-Za-z0-9.-]+")


def ask_address(ask: Asker, given: Given, before: Before) -> str:
    """The owner's address. Raises UsageError where there is none."""
    if given.address is not None:
        return checked(given.address, "--address", _address)
    default = before.word("owner", "address")
    return ask.text("Your mail address", "--address", default, _address)


def find_place(ask: Asker, given: Given, before: Before, address: str) -> Server:
    """The server for the address: named, as before, found, or asked for.

    Raises UsageError where there is none, and nobody to ask.
    """
    if given.host is not None:
        return _named(given, checked(given.host, "--host", host_name))
    if server := _as_before(before, address):
        return _but(given, server)
    server = known_server(address)
    if server is None and not given.offline:
        tell(f"  asking the network for the mail server of {domain_of(address)} …")
        server = find_server(address, Network())
    if server is not None:
        tell(f"  {server.place}: {server.told_by}")
        if server.known or _agreed(ask, server, address):
            return _but(given, server)
    else:
        tell("  nobody could tell which server it is: your provider's help pages do")
    return ask_server(ask, given, f"imap.{domain_of(address)}" if ask.interactive else "")


def ask_server(ask: Asker, given: Given, default: str) -> Server:
    """A server that the owner names."""
    host = ask.text("Your provider's IMAP server", "--host", default, host_name)
    if not ask.interactive:
        return _named(given, host)
    how = picked(ask, "Encryption (tls, starttls)", "--security", _SECURITIES, "tls")
    port = ask.text("Port", "--port", str(_PORTS[how]), _port)
    return Server(host, int(port), cast("Security", how), "you say so", by_host(host), known=True)


def host_name(typed: str) -> str:
    """The name of a host, or an address of one. Raises Unusable."""
    name = typed.strip().rstrip(".").lower()
    if is_host(name) or name == "localhost" or _is_ip(name):
        return name
    raise Unusable("a server's name is like imap.example.org, without any http:// or port")


def _is_ip(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _address(typed: str) -> str:
    local, _, domain = typed.strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii")  # a name like bücher.example, as DNS has it
    except UnicodeError:
        domain = ""
    address = f"{local}@{domain}"
    if _ADDRESS.fullmatch(address) and is_host(domain.lower()):
        return address
    raise Unusable("an address is like robin@example.org")


def _port(typed: str) -> str:
    if typed.isascii() and typed.isdecimal() and 1 <= int(typed[:6]) <= 65535:
        return typed
    raise Unusable("a port is a number from 1 to 65535")


def _agreed(ask: Asker, server: Server, address: str) -> bool:
    """The owner confirms what came over the network, before a password goes there.

    Raises UsageError where nobody vouches for it, and nobody is there to ask.
    """
    if not server.sure and not ask.interactive:
        raise UsageError(
            f"--host is missing: DNS names {server.host} for {address}, which is elsewhere and "
            "could be anybody's: say --host where it is your provider's"
        )
    question = "  Is that your provider's server?"
    return ask.yes(question, "--yes (or --host)", server.sure)


def _named(given: Given, host: str) -> Server:
    provider = by_host(host)
    security = _security(given.security) if given.security else "tls"
    port = given.port or _PORTS[security]
    return Server(host, port, security, "you say so", provider, known=True)


def _but(given: Given, server: Server) -> Server:
    """With the port and encryption of the command line."""
    if given.security:
        security = _security(given.security)
        server = replace(server, security=security, port=_PORTS[security])
    return replace(server, port=given.port) if given.port else server


def _security(word: str) -> Security:
    if word not in _SECURITIES:
        raise UsageError(f"--security {word}: it is none of {', '.join(_SECURITIES)}")
    return word


def _as_before(before: Before, address: str) -> Server | None:
    """The server of the config, where the address is still the same."""
    mailbox = before.mailbox()
    if mailbox is None or before.word("owner", "address") != address:
        return None
    told = "your config says so"
    server = Server(
        mailbox.host,
        mailbox.port,
        mailbox.security,
        told,
        by_host(mailbox.host),
        mailbox.username,
        known=True,
    )
    tell(f"  {server.place}: {told}")
    return server
