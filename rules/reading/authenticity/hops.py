"""Which Authentication-Results count: the run that the owner's own provider wrote, and no other.

Fields are put on top of a mail as it travels, so what stands higher was written later. Providers
differ in where their results stand:

    above their own Received fields            Yahoo, GMX, iCloud, most Postfix with a milter
    below the ones of their inner hops         Gmail, Exchange Online, Fastmail, Migadu
    several fields, one a method               Fastmail, iCloud, Posteo, Proton, Infomaniak
    several, with fields of their own between  iCloud

So the topmost run of trusted results is looked for from the top, past the Received fields of the
provider's own hops. It is looked for no further than the first hop of somebody else, and no further
than the first DKIM-Signature: both came with the mail, and so may all that lies below them.
"""

import re
from collections.abc import Sequence
from ipaddress import ip_address
from typing import NamedTuple

from rules.reading.authenticity.providers import NO_ID, Trust
from rules.reading.authenticity.results import NAME, Results, read_results, without_comments
from rules.reading.clean import one_line
from rules.reading.wire import Field

_BY = re.compile(r"(?:^|\s)by\s+([^\s;]+)", re.IGNORECASE)
_INNER_NAMES = (".local", ".localdomain", ".internal", ".lan", ".home.arpa", ".corp", ".intern")
_SHOWN = 100


class Run(NamedTuple):
    """The results that count. Where there are none, ``because`` says why.

    ``forged``: others under a trusted name stand further down, and came with the mail.
    """

    results: tuple[Results, ...]
    because: str = ""
    forged: bool = False


def _by_host(received: Field) -> str:
    """The host that wrote a Received field (RFC 5321, 4.4); empty where it does not say."""
    found = _BY.search(without_comments(received.text[:4000]))
    return found[1].strip("[]").casefold().rstrip(".") if found else ""


def _is_inner(host: str) -> bool:
    """Whether a name means something only inside its own network."""
    try:
        return ip_address(host.removeprefix("ipv6:")).is_private
    except ValueError:
        return "." not in host.strip(":") or host.endswith(_INNER_NAMES)


def _foreign(received: Field, trust: Trust) -> str:
    """The host that wrote this field, where it is not the provider's; else ""."""
    host = _by_host(received)
    if not host or trust.is_own_hop(host) or _is_inner(host):
        return ""
    return host


def _none(writers: Sequence[str], trust: Trust, hop: str) -> Run:
    """Why nobody is believed; names the topmost writer, for the owner to recognise."""
    below = next((w for w in writers if trust.is_writer(w)), None)
    if below is not None and hop:
        named = one_line(below, _SHOWN) or "no authserv-id"
        return Run((), f"the results by {named} stand below a hop of {one_line(hop, _SHOWN)}")
    because = "no Authentication-Results by a provider that you trust"
    if writers:
        top = one_line(writers[0], _SHOWN) or f"nobody it names ({NO_ID!r} in authserv_ids)"
        because += f"; the topmost is by {top}"
    return Run((), because)


def trusted_results(fields: Sequence[Field], trust: Trust) -> Run:
    """The topmost run of results that the owner's provider wrote."""
    run: list[Results] = []
    hop = ""
    read = [read_results(each) if each.name == NAME else None for each in fields]
    for each, results in zip(fields, read, strict=True):
        if results is not None and trust.is_writer(results.writer):
            run.append(results)
            continue
        if (run and each.name not in trust.between) or each.name == "dkim-signature":
            break
        if each.name == "received" and (hop := _foreign(each, trust)):
            break
    if not run:
        return _none([one.writer for one in read if one is not None], trust, hop)
    named = sum(trust.is_writer(one.writer) for one in read if one is not None)
    return Run(tuple(run), forged=named > len(run))
