"""What names one person and nobody else: a LinkedIn profile, a mail address."""

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import unquote

_SLUG = re.compile(r"/in/([^/?#\s]+)", re.IGNORECASE)
_OPAQUE_ID = re.compile(r"ACoAA[\w-]{10,}")  # a member's key instead of a slug; case matters
_GOOGLE = ("gmail.com", "googlemail.com")
_LONGEST = 400  # addresses end at 254 characters (RFC 5321, 4.5.3.1), slugs long before


def profile_key(link: str) -> str:
    """The whole slug of a profile link in its one spelling, or "".

    Never a part of it: ``jane-doe`` and ``jane-doe-8a1b2c`` are two people.
    """
    found = _SLUG.search(link[:_LONGEST])
    slug = unicodedata.normalize("NFC", unquote(found[1])) if found else ""
    return slug if _OPAQUE_ID.fullmatch(slug) else slug.casefold()


def identity_keys(profile: str, addresses: Iterable[str]) -> frozenset[str]:
    """All by which somebody is certainly known, each in its one spelling."""
    found = (profile_key(profile), *map(address_key, addresses))
    return frozenset(key for key in found if key)


def other_profile(one: str, other: str) -> bool:
    """Whether two links are known to lead to two profiles.

    A member's key and a slug may lead to one: nobody can tell without LinkedIn.
    """
    keys = profile_key(one), profile_key(other)
    opaque = [bool(_OPAQUE_ID.fullmatch(key)) for key in keys]
    return all(keys) and keys[0] != keys[1] and opaque[0] == opaque[1]


def address_key(address: str) -> str:
    """A mail address in its one spelling, or "" for what is none.

    Google says that neither dots nor what follows a plus count in its addresses.
    """
    name, at, domain = address.strip()[:_LONGEST].casefold().rpartition("@")
    if not (name and at and domain):
        return ""
    if domain in _GOOGLE:
        name, domain = name.partition("+")[0].replace(".", ""), "gmail.com"
    return f"{name}@{domain}" if name else ""
