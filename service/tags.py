"""How a label looks where it is a keyword: its name on the server, and what a mail program shows.

A keyword is only a word to a server (RFC 9051, 2.3.2): no standard gives it a name or a colour, so
each mail program keeps those for itself. Thunderbird shows just the keywords that it knows as tags,
and finds a tag by its key, which is the keyword in lower case (its nsMsgTagService.cpp).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from service.providers import Provider

#: What a label is: an IMAP keyword, a folder, one of Gmail's labels, one of Proton's.
Kind = Literal["keywords", "folders", "gmail", "proton"]

_KINDS: Mapping[Kind, str] = {
    "keywords": "keywords on the mail itself",
    "folders": "folders",
    "gmail": "Gmail labels",
    "proton": "Proton labels",
}

_TO_SEE = (
    "Thunderbird shows them once they are tags of its own (deploy/MAILBOXES.md has the lines for "
    "its user.js), many web mails never: then say mailbox.labels = 'folders'. They are"
)

#: A colour for each verdict's label; the owner's own have one together.
_COLOURS = {
    "accept": "#1A7F37",
    "meet": "#8250DF",
    "decline": "#9A6700",
    "ignore": "#6E7781",
    "review": "#0969DA",
    "suspicious": "#CF222E",
    "not-understood": "#BC4C00",
}
_OWN_COLOUR = "#1B7C83"


def keyword(label: str) -> str:
    """The keyword for a label. Lower case: mail programs compare keywords that way."""
    return f"coffeefirst-{label}"


def friendly(label: str) -> str:
    """The name under which a person sees it."""
    return f"Coffee First: {label.replace('-', ' ')}"


def thunderbird_lines(labels: Iterable[str]) -> list[str]:
    """Lines for ``user.js`` in Thunderbird's profile, by which it shows these labels as tags."""
    return [
        f'user_pref("mailnews.tags.{keyword(label)}.{what}", "{value}");'
        for label in labels
        for what, value in (
            ("tag", friendly(label)),
            ("color", _COLOURS.get(label, _OWN_COLOUR)),
        )
    ]


@dataclass(frozen=True, slots=True)
class Shown:
    """How labels show, and what an owner has to do to see them, "" where nothing."""

    how: str
    to_see: str = ""


def how_shown(kind: Kind, called: Mapping[str, str], provider: Provider | None) -> Shown:
    """What an owner is told of how labels show; ``called``: what each is called on the server."""
    how = f"{_KINDS[kind]}, such as {called['meet']}"
    if kind == "keywords":
        return Shown(how, f"{_TO_SEE}: {', '.join(called.values())}")
    if provider is not None and provider.shows and provider.labels == kind:
        how += f"; {provider.name} shows them {provider.shows}"
    return Shown(how)
