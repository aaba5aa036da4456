"""Whether two companies are one: by their names, or by the domain of a work address."""

import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from rules.acquaintance.words import table, words

_FILE = "companies.toml"
_LONGEST = 200


class Company(StrEnum):
    """How the inviter's company and the acquaintance's agree."""

    SAME = "same"
    NOT_SAID = "not said"
    ANOTHER = "another"


@lru_cache(maxsize=20_000)
def company_key(name: str) -> str:
    """A company's name without case, accents, punctuation and legal forms; "" where it is none."""
    return "".join(_core(name))


def _core(name: str) -> list[str]:
    bare = unicodedata.normalize("NFKD", name[:_LONGEST].casefold().replace("&", " and "))
    kept = "".join(c for c in bare if not unicodedata.combining(c) and c not in ".'’/")
    for form in table(_FILE)["glued_forms"]:
        kept = kept.replace(unicodedata.normalize("NFKD", form), " ")
    parts = "".join(c if c.isalnum() else " " for c in kept).split()
    core = _without_forms(parts) or parts
    return [] if "".join(core) in words("no_company", _FILE) else core


def _without_forms(parts: list[str]) -> list[str]:
    """GmbH & Co. KG behind; OOO and PT in front, where a name is left without them."""
    forms, end = words("legal_forms", _FILE), len(parts)
    while end and (parts[end - 1] in forms or (parts[end - 1] == "and" and end < len(parts))):
        end -= 1
    start = 0
    while start < end - 1 and parts[start] in forms:
        start += 1
    return parts[start:end]


@lru_cache(maxsize=20_000)
def domain_keys(domain: str) -> tuple[str, ...]:
    """What a domain may name as a company: acme of acme.example.com. Nothing of a freemail one."""
    labels = [label.replace("-", "") for label in domain.casefold().split(".")[-5:-1]]
    while labels and labels[-1] in words("registries", _FILE):
        labels.pop()
    if not labels or labels[-1] in words("mailbox_providers", _FILE):
        return ()
    hosts = words("hosts", _FILE)
    return tuple(label for label in labels if len(label) > 1 and label not in hosts)


def company_keys(company: str, addresses: Iterable[str]) -> tuple[str, ...]:
    """Every key by which somebody's company may be called: its name's first, "" where unsaid."""
    return _company_keys(company, tuple(address.rpartition("@")[2] for address in addresses))


@lru_cache(maxsize=20_000)
def _company_keys(company: str, domains: tuple[str, ...]) -> tuple[str, ...]:
    found = dict.fromkeys(key for domain in domains for key in domain_keys(domain))
    return (company_key(company) if company else "", *found)


def compare(company: str, keys: tuple[str, ...]) -> Company:
    """How an inviter's company agrees with an acquaintance's keys (``company_keys``)."""
    key = company_key(company) if company else ""
    if not key:
        return Company.NOT_SAID
    if key in keys:
        return Company.SAME
    # "Siemens" and "Siemens Energy" may be one house or two: nothing is said by it.
    near = keys[0].startswith(key) or key.startswith(keys[0])
    return Company.NOT_SAID if near or not keys[0] else Company.ANOTHER
