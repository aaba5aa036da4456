"""What of a part is the title: without what stands before, behind and around it."""

import re

from rules.reading.headline.company import SENTENCE, undotted
from rules.reading.headline.standing import names_somebody
from rules.reading.headline.words import found

_BEFORE = re.compile(
    r"(?i)^(?:\d+\s?[x×]\s+|(?:first|second|third|fourth|final|1st|2nd|3rd|4th|\d\.)[\s-]year\s+|"
    r"\d+년\s?차\s+|(?:currently|now|proud|aspiring(?: to be)?|i am|i'm|ich bin|je suis|soy|sou|"
    r"sono)\s+"
    r"(?:(?:an?|the|eine?|une?)\s+)?|an?\s+|the\s+|#|\d+\+?\s*(?:years|yrs|jahre|ans|años|anos)\s+)"
)
_BRACKETED = re.compile(r"\s*[(（\[](?:[^\W\dA-ZÀ-Þ]|\d|[^)）\]]{0,40}\d)[^)）\]]*[)）\]]?")
_STATUS = re.compile(
    r"(?i)\s*[(\[][^)\]]*(?:elternzeit|yoe|years|anos|años|genders|m/w/d|contract|remote|part-time|"
    r"teilzeit|leave|he/him|she/her|interim|ret)[^)\]]*[)\]]"
)
_BEHIND = re.compile(
    r"(?i)\s+(?:with|mit|avec|con|com|met|med)\s+(?:over\s+|più di\s+|más de\s+)?\d.*$|"
    r"\s+in (?:private practice|training|transition)\b.*$|"
    r"\s+(?:for|serving|helping|offering|specializing|specialising|specialized|specialised|who|"
    r"turning|passionate|dedicated|since|seit|depuis|desde|dal|sinds|by day|based in|"
    r"aus leidenschaft|par passion|por vocación|per passione|open to|available|"
    r"spécialisée?|especializad[oa]|especialista em|specializzat[oa]|"
    r"en recherche|à la recherche|en búsqueda|in cerca|op zoek|auf der suche|that|looking|seeking|"
    r"helps|ready to|working with|working on|transforming|driving|building|creating|covering|"
    r"reporting on|focused on|focusing on|managing|leading|responsible for|supporting|making|"
    r"designing|connecting|enabling|empowering|delivering|advising|writing about)\b.*$|"
    r"\s+(?:\w{2,4}\s)?\#\s?\d{3,}.*$|"
    r"\s+to\s+(?:fortune|startups|founders|ceos|executives|leaders|smes)\b.*$"
)
_CREDENTIALS = re.compile(
    r"(?:,\s+(?:Ph\.?D|M\.?D|MBA|EMBA|CPA|CFA|CFP|PMP|RN|PE|P\.?Eng|DPT|DDS|DVM|JD|LL\.?M|Esq|MPH|MSc|"
    r"BSc|M\.?A|B\.?A|SHRM-S?CP|S?PHR|CSM|CISSP|ACCA|ACA|MRICS|PharmD|LCSW|ICF|PCC|ACC|MCC)®?\.?)+$"
)
_SEEKS = re.compile(
    r"(?i)[\s,(]*\b(?:seeking|actively|looking|currently|open to|available|in search|searching|"
    r"en recherche|à la recherche|en búsqueda|buscando|en busca|em busca|à procura|in cerca|"
    r"alla ricerca|op zoek|auf der suche|auf jobsuche|sucht|szuka|в поиске|ищу|iş arıyor)\b.*$"
)
_AS = re.compile(
    r"(?i)\b(?:as|als|comme|como|come|som|jako|roles? as)\s+(?:an?\s+|eine?\s+|une?\s+)?"
)


def began(part: str) -> str:
    """The part without "7x", "Third-year" and the like before the job."""
    for _ in range(3):
        shorter = _BEFORE.sub("", part)
        if shorter == part:
            break
        part = shorter
    return part


def bare(title: str) -> str:
    """The title without whom it is for, years, credentials and closing remarks."""
    title = _BRACKETED.sub("", _STATUS.sub("", title))
    title = _BEHIND.sub("", title)
    head, _, place = title.rpartition(" in ")
    if head and found(place).get("places", (1, 1))[0] == 0:
        title = head
    head, comma, tail = title.partition(", ")
    if comma and (len(tail.split()) > 4 or tail.startswith("not ")):
        title = head
    title = undotted(SENTENCE.split(title, maxsplit=1)[0].strip(" ,-–&"))
    return _CREDENTIALS.sub("", title)


def sought(part: str) -> str:
    """The job somebody names who seeks work: "Potter seeking work", "Seeking work as a potter"."""
    for sentence in SENTENCE.split(part):
        if names_somebody(sentence) and "role/job_seeker" not in found(sentence):
            return sentence
    before = _SEEKS.sub("", part).strip(" ,(")
    if before and names_somebody(before) and "role/job_seeker" not in found(before):
        return before
    behind = _AS.split(part, maxsplit=1)[1:]
    return behind[0] if behind and names_somebody(behind[0]) else ""


def is_function(text: str, *, alone: bool) -> bool:
    """Whether a text is a field of work and nothing else; alone, any will do."""
    spans = found(text)
    named = "functions" in spans and spans["functions"] == (0, len(text.rstrip(".")))
    topic = any(key.startswith("role/") for key in spans)
    return named or (
        alone and topic and len(text.split()) <= 3 and text[:1].isupper() and _plain(text)
    )


def may_be_title(title: str, company: str) -> bool:
    """Whether what stands before "at" is a title though no list knows it: "Growth at Tidewrack"."""
    short = len(title.split()) <= 4 and title[0].isupper() and _plain(title)
    return short and (company[0].isupper() or company[0].isdigit() or title.isupper())


def _plain(text: str) -> bool:
    return all(word.isalpha() or word in "&/-" for word in text.replace("-", " ").split())
