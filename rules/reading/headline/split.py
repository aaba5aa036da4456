"""Title and company out of a headline.

A headline is parts between bars. The first part that holds a job is the title; what a joining word
("at", "bei", "chez" …) puts behind it is the company. "en", "in", "i" join fields as well as
companies, so there the company must look like a name and not like a field.
"""

import re

from rules.reading.headline.words import found, joins

#: What LinkedIn shows of a headline is shorter by far.
LIMIT = 500

_BARS = re.compile(r"\s*[|｜·•★✦►▪⇨→]+\s*|\s+[-–—/]\s+|\s*[\n;]\s*|\s*//\s*|\s{2,}/\s{2,}")
_ADDRESS = re.compile(r"\(?\S+@\S+\.\w+\)?")
_ABBREVIATED = re.compile(
    r"(?i)\b(?:inc|ltd|co|corp|bros|e\.v|s\.a|s\.l|b\.v|s\.p\.a|s\.r\.l|dept)$"
)
_SENTENCE = re.compile(r"(?<=[\w)]{3})\.\s+(?=\S)")
_FORMER = re.compile(
    r"(?i)(?<!\w)(?:ex|former|formerly|ehemals|ehem|ancien|ancienne|retired)\b[\s.-]"
)
_ODDS = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d\u20e3\U0001f1e6-\U0001f1ff]+"
)
_TAIL = re.compile(r"\s*[…,;:|·•-]+$|\s*\.{3}$")
_SLOGAN = re.compile(
    r"(?i)^(?:i|we|ich|wir|je|nous|yo|eu|io|ik|wij)?\s*(?:'m\s+)?(?:help|helping|specialize|"
    r"specialise|enable|enabling|empower|empowering|generate|generating|build|grow|growing|drive|"
    r"driving|leverag|transform|hiring|connecting|mission|passion|on a mission|helfe|helfen|"
    r"vous aide|aide|ayudo|ayudamos|ajudo|ajudamos|aiuto|aiutiamo|help|helpen)\w*\b"
)
_BUILDING = re.compile(r"(?i)^(?:building|co-building|founding)\s+(?=[A-Z0-9])")
_OF = re.compile(
    r"(?i)^(?:(?:co-?)?founder|owner|owner\s*(?:&|and|/)\s*ceo|ceo|president|"
    r"(?:co)?fundador[a]?|fondat\w+|gründer\w*|inhaber\w*|eigenaar|oprichter)\s+"
    r"(?:and\s+\w+\s+|&\s+\w+\s+)?(?:of|de|du|di|da|do|von|der|van|des)\s+"
)
_REMARK = re.compile(r",\s+(?:an?|eine?|une?|una?)\s|,\s+not\s|\s+(?:we|that|where)\s")
_JOB_LAST = re.compile(r"(.+?)\s+(CEO|CTO|CFO|COO|CMO)")
_JOB_FIRST = re.compile(
    r"(CEO|CTO|CFO|COO|Geschäftsführer(?:in)?|Inhaber(?:in)?|Eigenaar|Founder|Owner)\s+(\S.*)"
)
_JAPANESE = re.compile(r"((?:株式会社|有限会社|合同会社)\S+|\S+(?:株式会社|公司))\s+(.+)")


def split(text: str) -> tuple[str, str]:
    """Title and company, "" where the headline does not say."""
    parts = _parts(text[:LIMIT])
    for number, part in enumerate(parts):
        if _BUILDING.match(part):
            return "", _name(_BUILDING.sub("", part))
        title, company = _title_in(part)
        if title:
            return title, company or _company_after(parts[number + 1 :])
    return "", ""


def _parts(text: str) -> list[str]:
    bare = _ODDS.sub(" | ", _ADDRESS.sub("", text))
    parts = [_TAIL.sub("", _undotted(part.strip(" ,"))) for part in _BARS.split(bare)]
    return [part for part in parts if part]


def _title_in(part: str) -> tuple[str, str]:
    """The title and company of one part, ("", "") where it holds no present job."""
    if _FORMER.match(part) or _SLOGAN.match(part) or _seeks_work(part):
        return "", ""
    if owns := _OF.search(part):
        title = re.sub(r"(?i)\s+(?:of|de|du|di|da|do|von|der|van|des)\s*$", "", owns[0].strip())
        return title, _name(part[owns.end() :])
    title, company = _joined(part)
    if company or _is_job(title):
        if not company:
            title, company = _comma(title)
        if not company:
            title, company = _run_together(title)
        return (_bare(title), _name(company)) if _is_job(title) else ("", "")
    return "", ""


def _joined(part: str) -> tuple[str, str]:
    """What stands before and after the word that joins a job with a company."""
    for sure in (True, False):
        for join in joins(sure).finditer(part):
            title, company = part[: join.start()].strip(" ,"), part[join.end() :].strip()
            if title and company and _is_job(title) and (sure or _is_company(company)):
                return title, _up_to_next(company)
    return part, ""


def _up_to_next(company: str) -> str:
    """A company ends at the next job, at a sentence, or where a former one begins."""
    company = re.split(r"(?i),?\s+(?:ex[\s.-]|former|previously)", company, maxsplit=1)[0]
    head, comma, tail = company.partition(", ")
    if comma and not _organisation(tail) and (_is_job(tail) or len(tail.split()) > 3):
        company = head
    return _SENTENCE.split(company, maxsplit=1)[0]


def _is_company(text: str) -> bool:
    """Whether what follows an unsure join is a name rather than a field."""
    first = text.split(maxsplit=1)[0]
    if _is_field(text):
        return False
    return first[0].isupper() or not first[0].isascii() or bool(_organisation(text))


def _comma(title: str) -> tuple[str, str]:
    """What follows a comma, where it is a name and no job: Consultant, Larkspur Inc."""
    head, comma, tail = title.partition(", ")
    while comma and tail:
        if _organisation(tail) or (_looks_like_name(tail) and not _is_job(tail)):
            return head, tail
        more, comma, tail = tail.partition(", ")
        head = f"{head}, {more}"
    return title, ""


def _looks_like_name(text: str) -> bool:
    first = _SENTENCE.split(text, maxsplit=1)[0].split()
    return 0 < len(first) <= 5 and first[0][0].isupper() and not _is_field(text)


def _is_field(text: str) -> bool:
    """Whether a text begins with a field or a trade."""
    return found(text).get("fields", (1, 1))[0] == 0


def _run_together(title: str) -> tuple[str, str]:
    """A short job beside a name, with nothing between: Tidewrack CEO, or CEO Tidewrack."""
    if last := _JOB_LAST.fullmatch(title):
        return (title, "") if _is_job(last[1]) or "," in last[1] else (last[2], last[1])
    if first := _JOB_FIRST.fullmatch(title):
        name = first[2]
        alone = len(name.split()) == 1 or _organisation(name)
        return (
            (first[1], name) if alone and name[0].isupper() and not _is_job(name) else (title, "")
        )
    if japanese := _JAPANESE.fullmatch(title):
        return japanese[2], japanese[1]
    return title, ""


def _company_after(parts: list[str]) -> str:
    """A later part that names an organisation: the next one, or one that shows it is one."""
    for number, part in enumerate(parts[:3]):
        if not _FORMER.match(part) and (joined := _joined(part)[1]):
            return _name(joined)
        short = len(part.split()) <= 4
        if _FORMER.match(part) or not short:
            continue
        if (
            _domain(part)
            or _ends_as_organisation(part)
            or (number == 0 and "," not in part and _is_single_name(part))
        ):
            return _name(part) if not _is_plain_job(part) else ""
    return ""


def _domain(part: str) -> bool:
    return bool(re.fullmatch(r"[\w-]+\.(?:com|io|ai|co|net|org|de|fr|example|app|dev)", part, re.I))


def _is_single_name(part: str) -> bool:
    """A name of one or two words in mixed case, like "ScaleUp B2B", that is no trade."""
    tokens = part.split()
    camel = re.fullmatch(r"[A-Z][a-z]+[A-Z]\w+", tokens[0])
    return len(tokens) <= 2 and bool(camel) and not _is_job(part)


def _ends_as_organisation(part: str) -> bool:
    *before, last = part.split()
    return bool(before) and last[0].isupper() and _organisation(last)


def _organisation(text: str) -> bool:
    return "organisations" in found(text)


def _seeks_work(part: str) -> bool:
    return "role/job_seeker" in found(part)


def _is_job(text: str) -> bool:
    """Whether a text names a job: a standing, or a trade that somebody can be."""
    return _is_plain_job(text) or any(key.startswith("seniority/") for key in found(text))


def _is_plain_job(text: str) -> bool:
    return "jobs" in found(text)


def _bare(title: str) -> str:
    """The title without what it is for, years, credentials and closing remarks."""
    title = re.sub(
        r"\s*\((?:\d+\s*\w+|[^)]*(?:elternzeit|yoe|years|anos|años|all genders|m/w/d)[^)]*)\)",
        "",
        title,
        flags=re.I,
    )
    title = re.sub(r"(?i)\s+(?:con|com|mit|avec|with)\s+\d+.*$", "", title)
    title = re.sub(r"(?i)\s+(?:for|serving|helping)\s+.*$", "", title)
    head, comma, tail = title.partition(", ")
    if comma and (len(tail.split()) > 4 or tail.startswith("not ")):
        title = head
    return _undotted(_SENTENCE.split(title, maxsplit=1)[0].strip(" ,-–&"))


def _name(company: str) -> str:
    """A company's name: without remarks and closing marks, but with the dot of "Inc."."""
    company = _REMARK.split(company, maxsplit=1)[0]
    company = re.sub(r"['’]\d\d$", "", company)
    return _undotted(_SENTENCE.split(company, maxsplit=1)[0].strip(" ,;:|-–…"))


def _undotted(text: str) -> str:
    bare = text.rstrip(". ")
    return f"{bare}." if _ABBREVIATED.search(bare) and text != bare else bare
