"""Title and company out of a headline.

A headline is parts between bars. The first part that holds a job is the title; what a joining word
("at", "bei", "chez" …) puts behind it is the company. "en", "in", "i" join fields as well as
companies, so there the company must look like a name and not like a field.
"""

import re
from itertools import islice

from rules.reading.headline import company as firm
from rules.reading.headline.parts import FORMER, LIMIT, SLOGAN, Part, parts_of
from rules.reading.headline.standing import names_somebody, sounds_like_somebody
from rules.reading.headline.title import bare, began, is_function, may_be_title, sought
from rules.reading.headline.words import UNSPACED, found, joins

#: Joining words of one part, and pieces between its commas, that are tried: no job has more.
_JOINS = 6

#: Parts after the title that are looked through for a company and for further jobs.
_NEXT = 6

_BUILDING = re.compile(
    r"(?i)^(?:i'm |currently |now )?(?:(?:co-?)?building|founding|bootstrapping)\s+(?=[@A-Z0-9])"
)
_OF = re.compile(r"\s(?:[Oo]f|de|du|di|da|do|dos|von|der|des|van|av|af|della|del|dell'|delle|у)\s")
_NO_FIRM = re.compile(r"(?i)(?:law|large|heart|home|work|sea|scale|night)\b.{0,20}")
_AND = re.compile(r"(?i)(?:and|und|et|y|e|en|og|och|&|of|de|for|i)\b|&")
_LAST = re.compile(r"(.{2,60}?)\s+(CEO|CTO|CFO|COO|CMO)")
_JAPANESE = re.compile(r"((?:株式会社|有限会社|合同会社)\S+|\S+(?:株式会社|公司))\s+(.+)")

Pair = tuple[str, str]
_NONE: Pair = ("", "")


def split(text: str) -> tuple[str, str, tuple[str, ...]]:
    """Title and company, "" where the headline does not say, and the titles after the first."""
    parts = parts_of(text[:LIMIT])
    for number, (_, part) in enumerate(parts):
        if built := _built(part):
            return "", built, ()
        title, company = _title_in(part)
        if title:
            rest = parts[number + 1 : number + 1 + _NEXT]
            others = tuple(other for _, part in rest if (other := _title_in(part)[0]))
            before = parts[number - 1].text if number else ""
            company = _with_dash(company, rest) or _company_after(rest) or _company_before(before)
            return title, company, others
    return _lone_function(parts)


def _company_before(part: str) -> str:
    """The name before the job, as Chinese, Japanese and Korean lines have it."""
    return part if UNSPACED.search(part) and not found(part) else ""


def _built(part: str) -> str:
    """The company of one who is "building X"."""
    if not (match := _BUILDING.match(part)):
        return ""
    rest = firm.name(re.split(r"\s(?:for|to|at|with|in)\s|, ", part[match.end() :], maxsplit=1)[0])
    return rest if len(rest.split()) <= 3 and (rest[:1].isupper() or "@" in part) else ""


def _lone_function(parts: list[Part]) -> tuple[str, str, tuple[str, ...]]:
    """A field that stands alone as a title: "Business Development"."""
    first = parts[0][1] if parts else ""
    if not first or FORMER.match(first) or SLOGAN.match(first) or "bystanders" in found(first):
        return "", "", ()
    if is_function(first, alone=len(parts) == 1):
        return first, _company_after(parts[1 : 1 + _NEXT]), ()
    if len(parts) == 1 and len(first.split()) <= 3 and sounds_like_somebody(first):
        return bare(first), "", ()
    return "", "", ()


def _title_in(part: str) -> Pair:
    """The title and company of one part, ("", "") where it holds no present job."""
    if "role/job_seeker" in found(part):
        part = sought(part)
    part = began(part)
    if not part or part[0].isdigit() or FORMER.match(part) or SLOGAN.match(part):
        return _NONE
    pair = _sure(part) or _owned(part) or _unsure(part) or _comma(part) or _beside(part)
    title, company = pair or (part, "")
    if not pair and (not names_somebody(part) or ("bystanders" in found(part) and _private(part))):
        return _NONE
    return bare(title), firm.name(company)


def _private(part: str) -> bool:
    """Whether the only person in a part is what somebody likes to be: "team leader at heart"."""
    spans = found(part)
    standing = [span for key, span in spans.items() if key.startswith("seniority/")]
    inside = any(spans["bystanders"][0] <= span[0] < spans["bystanders"][1] for span in standing)
    last = "bystanders" in found(part.rsplit(maxsplit=1)[-1])
    return (inside or last) and not _plain_job(part)


def _sure(part: str) -> Pair | None:
    """A job and a company joined by "at" or "bei"."""
    for join in islice(joins("sure").finditer(part), _JOINS):
        title, company = part[: join.start()].strip(" ,"), part[join.end() :].strip()
        if _NO_FIRM.fullmatch(company):
            continue
        if title and company and (names_somebody(title) or may_be_title(title, company)):
            if title.count(", ") == 1 and (inner := _comma(title)) and _own_firm(inner[1]):
                return inner
            return title, _up_to_next(company)
    return None


def _own_firm(text: str) -> bool:
    return firm.organisation(text) and (firm.own_name(text) or not text.istitle())


def _unsure(part: str) -> Pair | None:
    """As _sure, by a word that joins fields as well."""
    for kind, is_company in (("unsure", firm.after_unsure), ("strict", firm.after_strict)):
        for join in islice(joins(kind).finditer(part), _JOINS):
            title, company = part[: join.start()].strip(" ,"), part[join.end() :].strip()
            if title and company and names_somebody(title) and is_company(join[0].strip(), company):
                return title, _up_to_next(company)
    return None


def _up_to_next(company: str) -> str:
    """A company ends at the next job, at a sentence, or where a former one begins."""
    company = re.split(r"(?i),?\s+(?:ex[\s.-]|former|previously)", company, maxsplit=1)[0]
    head, comma, tail = company.partition(", ")
    if comma and not firm.legal_form(tail.partition(" ")[0]):
        known = firm.organisation(tail) and not firm.organisation(head)
        if not known or names_somebody(tail) or len(tail.split()) > 5:
            company = head
    return firm.SENTENCE.split(company, maxsplit=1)[0]


def _owned(part: str) -> Pair | None:
    """An owner or head "of" a firm; of a plain job only what shows it is an organisation."""
    for of in islice(_OF.finditer(part), _JOINS):
        title, company = part[: of.start()].strip(), part[of.end() :].strip()
        if not company or not names_somebody(title):
            continue
        company = _up_to_next(company)
        named = company[0].isupper() or company[0].isdigit() or firm.organisation(company)
        if named and _only_owner(title) and not firm.is_field(company):
            return re.sub(r"(?i)\s+(?:of|de|von)$", "", title), company
    return None


def _only_owner(title: str) -> bool:
    """Whether a title says only that somebody owns or heads a firm."""
    last = re.split(r"\s(?:&|and|und|et|y|e|en|og|och)\s", title)[-1]
    words = [word for word in re.findall(r"[^\W_]+(?:-[^\W_]+)*", last) if word[0].isalpha()]
    small = {"and", "und", "et", "y", "e", "en", "og", "och", "the", "proud", "co", "i", "ja"}
    owners = [word for word in words if word.lower() not in small]
    if not owners or "seniority/c_level_owner" not in found(title):
        return False
    return all(
        {"seniority/c_level_owner", "role/founder_exec"} & set(found(word)) for word in owners
    ) or found(title)["seniority/c_level_owner"] == (0, len(title))


def _comma(part: str) -> Pair | None:
    """What follows a comma, where it is a name: Consultant, Larkspur Inc."""
    pieces = part.split(", ", maxsplit=_JOINS)
    if len(pieces) == 1 or not (names_somebody(pieces[0]) or sounds_like_somebody(pieces[0])):
        return None
    for number in range(1, len(pieces)):
        piece = pieces[number]
        if firm.organisation(piece) and not (_plain_job(piece) and not firm.own_name(piece)):
            begin = number - 1 if firm.legal_form(piece) and number > 1 else number
            return ", ".join(pieces[:begin]), _up_to_next(", ".join(pieces[begin:]))
    for number in range(1, len(pieces)):
        if firm.looks_like_name(pieces[number]):
            return ", ".join(pieces[:number]), pieces[number]
    return None


def _plain_job(text: str) -> bool:
    return any(key == "jobs" or key.startswith("people/") for key in found(text))


def _beside(part: str) -> Pair | None:
    """An owner beside a name with nothing between: Tidewrack CEO, or CEO Tidewrack."""
    if last := _LAST.fullmatch(part):
        plain = not names_somebody(last[1]) and "," not in last[1]
        named = plain and firm.own_name(last[1]) and not firm.is_field(last[1])
        return (last[2], last[1]) if named else None
    if japanese := _JAPANESE.fullmatch(part):
        return japanese[2], japanese[1]
    first, _, job = part.partition(" ")
    if job and UNSPACED.search(first) and UNSPACED.search(job):
        named = names_somebody(job) and not found(first)
        return (job, first) if named else None
    owner = found(part).get("seniority/c_level_owner")
    if not owner or owner[0] or part[owner[1] : owner[1] + 1] != " ":
        return None
    name = part[owner[1] :].strip()
    if name[:1].isupper() and not firm.is_field(name) and not _AND.match(name) and _named(name):
        return part[: owner[1]], name
    return None


def _named(name: str) -> bool:
    """Whether what stands beside an owner is a name, not more of the title."""
    capitals = all(word[0].isupper() for word in name.split())
    return (capitals and firm.looks_like_name(name)) or (
        firm.organisation(name) and firm.own_name(name)
    )


def _with_dash(company: str, rest: list[Part]) -> str:
    """A company with the descriptor that stands behind a dash: "Tidewrack - Digital Agency"."""
    if not company or not rest or not rest[0][0]:
        return company
    words = rest[0][1].split()
    caps = all(word[0].isupper() or not word[0].isalpha() for word in words)
    if caps and 1 < len(words) <= 5 and not names_somebody(rest[0][1]) and _described(rest[0][1]):
        return f"{company} - {rest[0][1]}"
    return company


def _lone_name(part: str) -> bool:
    """Whether the only part beside the title is a name and nothing that a list knows."""
    words = part.split()
    capitals = all(word[0].isupper() for word in words)
    plain = capitals and not found(part) and not sounds_like_somebody(part)
    return len(words) <= 3 and plain and firm.looks_like_name(part)


def _described(text: str) -> bool:
    """Whether a text tells a trade, and no place."""
    keys = set(found(text))
    return "places" not in keys and any(
        key == "skills" or key.startswith(("role/", "firm/")) for key in keys
    )


def _company_after(rest: list[Part]) -> str:
    """The first later part that names a company, or a job that names one."""
    for number, (dash, part) in enumerate(rest):
        if FORMER.match(part):
            continue
        if company := _title_in(part)[1]:
            return company
        if (_plain_job(part) and not firm.own_name(part)) or SLOGAN.match(part):
            continue
        short = number == 0 and "," not in part
        if firm.named_organisation(part) or (short and firm.camel_name(part)):
            return firm.name(part)
        more = rest[number + 1 :][:1]
        if len(rest) == 1 and short and _lone_name(part):
            return firm.name(part)
        last = not more or not more[0][0] or not firm.named_organisation(more[0][1])
        if dash and number == 0 and last and firm.looks_like_name(part) and firm.own_name(part):
            return firm.name(part)
    return ""
