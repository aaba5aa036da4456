"""What providers publish for Thunderbird: an XML file that names their servers.

The format is Thunderbird's "config-v1.1.xml" (https://wiki.mozilla.org/Thunderbird:Autoconfiguration,
draft-ietf-mailmaint-autoconfig). All of it comes from outside: it is bounded, has no entities of
its own, and nothing but a host's name, a port and a user name is taken from it.
"""

from collections.abc import Iterator
from xml.etree import ElementTree

from rules import printable
from service.setup.server import Security, Server, found

#: Octets of a file that is read; real ones have some three thousand.
LARGEST = 65_536

_SECURITY: dict[str, Security] = {"SSL": "tls", "STARTTLS": "starttls"}

#: Longest user name that is taken: an address (RFC 5321, 4.5.3.1).
_LONGEST = 320


def read_autoconfig(data: bytes, address: str, told_by: str) -> Server | None:
    """The IMAP server that the file names, the first with TLS from the start; None without one.

    Never raises.
    """
    servers = list(_servers(_parsed(data), address, told_by))
    return min(servers, key=lambda server: server.security != "tls", default=None)


def _parsed(data: bytes) -> ElementTree.Element | None:
    """The XML without a document type: without one there are no entities to expand."""
    if len(data) > LARGEST:
        return None
    try:
        text = data.decode("utf-8-sig")  # so no other encoding can hide what is looked for
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            return None
        return ElementTree.fromstring(text)  # noqa: S314 (text, bounded, and without entities)
    except (ValueError, ElementTree.ParseError, RecursionError):
        return None


def _servers(root: ElementTree.Element | None, address: str, told_by: str) -> Iterator[Server]:
    for incoming in root.iter("incomingServer") if root is not None else ():
        if incoming.get("type") != "imap":
            continue
        security = _SECURITY.get(_text(incoming, "socketType"))
        port = _text(incoming, "port")
        if security is None or not (port.isascii() and port.isdecimal() and len(port) <= 5):
            continue
        host = _filled(_text(incoming, "hostname"), address)
        username = _username(_filled(_text(incoming, "username"), address))
        if server := found(host, int(port), security, told_by, username=username):
            yield server


def _text(element: ElementTree.Element, name: str) -> str:
    return (element.findtext(name) or "").strip()


def _filled(text: str, address: str) -> str:
    """With the address in the places that are kept for it."""
    local, _, domain = address.rpartition("@")
    for mark, value in (("ADDRESS", address), ("LOCALPART", local), ("DOMAIN", domain)):
        text = text.replace(f"%EMAIL{mark}%", value)
    return text


def _username(text: str) -> str:
    plain = text == printable(text) and "%" not in text and "\n" not in text
    return text if plain and len(text) <= _LONGEST else ""
