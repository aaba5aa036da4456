"""How a label looks where it is a keyword: its name on the server, and what a mail program shows.

A keyword is only a word to a server (RFC 9051, 2.3.2): no standard gives it a name or a colour, so
each mail program keeps those for itself. Thunderbird shows just the keywords that it knows as tags,
and finds a tag by its key, which is the keyword in lower case (its nsMsgTagService.cpp).
"""

from collections.abc import Iterable

from service.providers import Provider, Way

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


def how_shown(way: Way, provider: Provider | None, labels: Iterable[str]) -> list[str]:
    """What an owner is told of how labels show, by the way that was chosen (not "auto")."""
    if way == "keywords":
        return _keywords_shown(list(labels))
    if provider is not None and provider.labels == way and provider.shows:
        return [f"{provider.name} shows labels {provider.shows}"]
    if way == "gmail":
        return ["labels show as Gmail's own, nested: Coffee First/Meet"]
    return ["labels show as folders in every mail program: Coffee First/Meet"]


def _keywords_shown(labels: list[str]) -> list[str]:
    first = keyword(labels[0]) if labels else keyword("meet")
    return [
        "labels are keywords: a mail program shows those that it knows, many web mails show none",
        "Thunderbird: close it, and put these lines into user.js in its profile folder (or add a "
        f"tag for each in its settings under Tags: type {first} as its name, then rename it)",
        *thunderbird_lines(labels),
        'where you see nothing of it: mailbox.labels = "folders" makes each label a folder',
    ]
