"""What somebody mainly does, out of the headline, its title and its company."""

import re

from rules.reading.headline.words import Span, found, values

#: Told by a word that every trade uses: the rest of the title and of the line goes before it.
_WEAK = ("consultant_coach", "engineer_other", "founder_exec")

#: Trades that yield to the employer: a ministry's project lead is the ministry's.
_YIELDING = ("", "product_project", "founder_exec", *_WEAK)

#: The trades a slogan without any title may tell.
_ASKED_OF_SLOGANS = ("recruiter_hr", "sales_bizdev", "marketing")

_RETIRED = re.compile(r"(?i)^\W*(?:retired|im ruhestand|pensionist|retrait[ée]|jubilad[oa])\b")

Told = tuple[str, str]
_NOTHING: Told = ("", "")


def trade(text: str, title: str, company: str) -> Told:
    """The category and the words that told it; "none" for a line without a letter."""
    if not any(sign.isalnum() for sign in text):
        return "none", ""
    told = _of_the_line(text)
    if not told[0] and title:
        told = _employer(_of_the_title(title), company) or _rest(text, title, company)
    if told[0]:
        return told
    if title and (owner := found(title).get("seniority/c_level_owner")):
        return "founder_exec", title[owner[0] : owner[1]]
    if not title and company:
        return _listed_first("firm", text) or ("founder_exec", company)
    return ("other", "") if title else _of_a_slogan(text)


def _of_the_line(text: str) -> Told:
    """Who seeks work or contacts says so anywhere; who has retired says so first."""
    spans = found(text)
    for value in ("open_networker", "job_seeker"):
        if span := spans.get(f"role/{value}"):
            return value, text[span[0] : span[1]]
    return ("other", text.split(maxsplit=1)[0]) if _RETIRED.match(text) else _NOTHING


def _of_the_title(title: str) -> Told:
    """The trade the title names, before its first comma if it does there."""
    spans = found(title)
    for student in ("role/student", "seniority/intern_student"):
        if span := spans.get(student):
            return "student", title[span[0] : span[1]]
    head = title.split(", ", maxsplit=1)[0]
    strong = [value for value in values("role") if value not in _WEAK]
    return (
        _first("people", title)
        or _listed("role", head, strong)
        or _listed("role", title, strong)
        or _listed("role", title, _WEAK)
        or _NOTHING
    )


def _employer(told: Told, company: str) -> Told | None:
    """A public body or a charity goes before a trade it may have as well as any other."""
    if told[0] in _YIELDING and (body := _listed("firm", company, ("public_sector", "nonprofit"))):
        return body
    return told if told[0] and told[0] not in ("founder_exec", "engineer_other") else None


def _rest(text: str, title: str, company: str) -> Told:
    """What the company and the line say, where the title says only how high."""
    told = _of_the_title(title)
    rest = text.replace(title, "", 1)
    if told[0] == "engineer_other":
        return _listed("role", rest, ("engineer_it",)) or told
    if told[0] == "founder_exec":
        return _first("firm", company) or _listed_first("firm", rest) or told
    return _first("firm", company) or _anything(company) or _anything(rest) or _NOTHING


def _anything(text: str) -> Told | None:
    return _first("people", text) or _listed("role", text, values("role"))


def _of_a_slogan(text: str) -> Told:
    return (
        _listed("role", text, _ASKED_OF_SLOGANS)
        or _listed("role", text, values("role"))
        or _first("people", text)
        or ("other", "")
    )


def _first(kind: str, text: str) -> Told | None:
    """The category whose word comes first; of two at one place the longer."""
    return _earliest(kind, text, values(kind))


def _listed_first(kind: str, text: str) -> Told | None:
    """As _first, without what a line says of customers rather than of the firm."""
    unsaid = "public_sector nonprofit investor education healthcare hospitality journalist_media"
    return _earliest(
        kind, text, tuple(value for value in values(kind) if value not in unsaid.split())
    )


def _earliest(kind: str, text: str, among: tuple[str, ...]) -> Told | None:
    spans = found(text)
    places: list[tuple[Span, str]] = [
        (span, value) for value in among if (span := spans.get(f"{kind}/{value}"))
    ]
    if not places:
        return None
    span, value = min(places, key=lambda place: (place[0][0], -place[0][1]))
    return value, text[span[0] : span[1]]


def _listed(kind: str, text: str, among: tuple[str, ...] | list[str]) -> Told | None:
    """The first category in the order asked that the text has a word of."""
    spans = found(text)
    for value in among:
        if span := spans.get(f"{kind}/{value}"):
            return value, text[span[0] : span[1]]
    return None
