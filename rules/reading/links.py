"""LinkedIn's links: what each is for, told by its address and so in every language.

Sources: link forms of 2009 to 2026. ``header-…-profile`` in a tracking name is the recipient's
own profile, ``hero-…-prof`` the inviter's.
"""

import re
import unicodedata
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import unquote, unquote_plus

from rules.reading.limits import SLUG, URL


class Use(StrEnum):
    """What a link in LinkedIn's mail is for."""

    ACCEPT = "accept"
    PROFILE = "profile"
    RECIPIENT = "recipient"
    OTHERS = "others"
    FOOTER = "footer"
    OTHER = "other"


class Link(NamedTuple):
    """A link, without any of its tokens.

    ``profile`` is the clean profile link where there is one. ``template`` is LinkedIn's name for
    the mail, read from the tracking parameters. ``number`` tells one invitation from another.
    ``form`` is the word of the path that shows the era. ``genuine`` is True on LinkedIn's host,
    ``tracked`` where LinkedIn itself put the link into a mail. ``host`` is where it leads in the
    end, ``via`` the host that it passes first, where another address stands around it.
    """

    use: Use
    profile: str = ""
    template: str = ""
    number: str = ""
    form: str = ""
    genuine: bool = False
    tracked: bool = False
    hero: bool = False
    host: str = ""
    via: str = ""


_NOTHING = Link(Use.OTHER)
_ACCEPT_FORMS = ("invite-accept", "accept-invitation", "accept-invite", "invitation-accept")
_OLD_FORMS = re.compile(r"/(isd|blk|doi)/([^/]+)")  # 2009 to 2013, always under /e/
_INVITING_PATH = re.compile(r"mynetwork|invit|/people/|/start/|^/e/")
_NUMBER = re.compile(r"/invitationid/([^/]+)")
_PROFILE = re.compile(r"^(?:/comm)?/in/([^/]+)")
_OLD_PROFILE = re.compile(r"^(?:/comm)?/(?:profile/view|pub/)")
_FOOTER = re.compile(r"psettings|unsubscribe|/legal|/help(?:/|$)|customer[_-]service|/uns/")
_TEMPLATE = re.compile(r"(?:^|[-_ ])eml[-_]([a-z0-9_]+)", re.IGNORECASE)
_PAGE_TEMPLATE = re.compile(r"page:email_([a-z0-9_]+)", re.IGNORECASE)
_OLD_TEMPLATE = re.compile(r"/(eml[-_][a-z0-9_]+)", re.IGNORECASE)
_OPAQUE_ID = re.compile(r"ACoAA[\w-]{10,}")  # a member's key instead of a slug; case matters
# The query fields that tell what a link is for; the others hold tokens and are not even decoded.
_URL = re.compile(r"https?://([^/?#\\\s]+)([^?#]*)(?:\?([^#]*))?", re.IGNORECASE)
_INNER = re.compile(
    r"[?&][\w-]+=(https?%3A%2F%2F(?:[a-z0-9-]+\.)*linkedin\.com(?:%2F|%3F)[^&]*)", re.IGNORECASE
)
_TELLING = re.compile(
    r"(?:^|[&;])(trk|trkemail|ek|lipi|invitationid|a|t)=([^&;]{0,400})", re.IGNORECASE
)
_NOT_IN_SLUG = re.compile(r"[\s/?#\\<>\"'%=&;:@|\[\]{}^`]")


def is_linkedin_host(host: str) -> bool:
    """Whether this host is linkedin.com or below it (country hosts, www, mail hosts)."""
    host = host.casefold().rstrip(".")
    return host == "linkedin.com" or host.endswith(".linkedin.com")


class _Parts(NamedTuple):
    host: str
    path: str
    query: str


def _split(url: str) -> _Parts | None:
    """Host, path and query as a browser takes them: a backslash ends the host like a slash."""
    found = _URL.match(url)
    if found is None:
        return None
    host = found[1].rpartition("@")[2].partition(":")[0]
    return _Parts(host.lower(), found[2], found[3] or "")


def _unwrapped(url: str) -> str:
    """LinkedIn's address inside a mail filter's: Proofpoint's v3, or in any field of a query."""
    if "urldefense.com/v3/__" in url:
        return url.partition("/v3/__")[2].rpartition("__;")[0] or url
    inner = _INNER.search(url)
    return unquote(inner[1]) if inner else url


def clean_slug(raw: str) -> str:
    """The part of a profile address that names the person, or "" where it is not a plain one."""
    try:
        slug = unquote(raw, errors="strict")
    except UnicodeDecodeError:
        return ""
    slug = unicodedata.normalize("NFC", slug)
    if not slug or len(slug) > SLUG or not slug.isprintable() or _NOT_IN_SLUG.search(slug):
        return ""
    return slug if _OPAQUE_ID.fullmatch(slug) else slug.lower()


def clean_profile(url: str) -> str:
    """``https://www.linkedin.com/in/SLUG`` of a link to a LinkedIn profile, else "".

    People and spreadsheets leave out ``https://``.
    """
    url = url.strip()
    return classify(url if "://" in url else f"https://{url}").profile


def _profile(parts: _Parts) -> str:
    found = _PROFILE.match(parts.path)
    slug = clean_slug(found[1]) if found else ""
    return f"https://www.linkedin.com/in/{slug}" if slug else ""


def _query(text: str) -> dict[str, str]:
    """The telling fields of a query by their names in lower case."""
    return {name.lower(): unquote_plus(value) for name, value in _TELLING.findall(text)}


def _tracking(query: dict[str, str]) -> str:
    """The tracking names, lower case: which template, which block of it, which link in that."""
    return f"{query.get('trk', '')} {query.get('trkemail', '')}".strip().lower()


def _template(query: dict[str, str], tracking: str, path: str) -> str:
    if named := query.get("ek", ""):
        return named[:80]
    lipi = query.get("lipi", "")
    found = _TEMPLATE.search(tracking) if tracking else None
    if found is None and lipi:
        found = _PAGE_TEMPLATE.search(lipi)
    if found is None and "/eml" in path:
        found = _OLD_TEMPLATE.search(path)
    return found[1][:80] if found else ""


def _accept_form(path: str, query: dict[str, str], block: str) -> str:
    """The word of the address that says "accept this invitation", or ""."""
    if "accept" in path:
        for form in _ACCEPT_FORMS:
            if form in path:
                return form
    if path.startswith("/e/") and (old := _OLD_FORMS.search(path)):
        return old[1]
    if query.get("a", "").lower() == "prereginvite":
        return "preRegInvite"
    accepts = "accept" in block and "accepted" not in block
    return "accept" if accepts and _INVITING_PATH.search(path) else ""


def _number(path: str, query: dict[str, str]) -> str:
    if number := query.get("invitationid"):
        return number[:40]
    if found := _NUMBER.search(path):
        return found[1][:40]
    if path.startswith("/e/") and (old := _OLD_FORMS.search(path)):
        return old[2].partition("_")[0][:40]
    return path[:80]


def _profile_use(block: str) -> Use:
    if "header" in block:
        return Use.RECIPIENT
    return Use.OTHERS if "pymk" in block or "people_you_may" in block else Use.PROFILE


def _classified(url: str) -> Link:
    unwrapped = _unwrapped(url)
    parts = _split(unwrapped)
    if parts is None:
        return _NOTHING
    around = _split(url) if unwrapped is not url else None
    via = around.host if around and not is_linkedin_host(around.host) else ""
    path, query = parts.path.lower(), _query(parts.query)
    tracking = _tracking(query)
    template = _template(query, tracking, path)
    block = tracking.replace(template.lower(), "") if template else tracking
    genuine = is_linkedin_host(parts.host)
    known = Link(
        Use.OTHER,
        template=template if template and "unsub" not in template.lower() else "",
        genuine=genuine,
        tracked="/comm/" in path or path.startswith("/e/") or "eml" in tracking,
        hero="hero" in block,
        host=parts.host,
        via=via,
    )
    if form := _accept_form(path, query, block):
        return known._replace(use=Use.ACCEPT, form=form, number=_number(path, query))
    if _PROFILE.match(path) or _OLD_PROFILE.match(path):
        profile = _profile(parts) if genuine else ""
        return known._replace(use=_profile_use(block), profile=profile)
    if _FOOTER.search(path) or query.get("t") == "lun":
        return known._replace(use=Use.FOOTER)
    return known


def classify(url: str) -> Link:
    """What a link is for. Never raises; an address that is none is Use.OTHER."""
    return _classified(url) if len(url) <= URL else _NOTHING
