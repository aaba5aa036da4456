"""What is a company's name: told from fields, skills, places and remarks."""

import re

from rules.reading.headline.standing import names_somebody
from rules.reading.headline.words import UNSPACED, found

_ABBREVIATED = re.compile(
    r"(?i)\b(?:inc|ltd|co|corp|bros|e\.v|s\.a|s\.l|b\.v|s\.p\.a|s\.r\.l|dept|llc|n\.v|a\.ş|s\.r\.o|"
    r"a\.s|kft|bt|zrt|zrt|şti|o\.o|s\.a\.s|pvt|s\.a\.u|s\.l\.u|e\.k|d\.o\.o)$"
)
SENTENCE = re.compile(r"(?<=[\w)!?]{3})(?<!Pvt)(?<!Ltd)(?<!Inc)[.!?]\s+(?=\S)")
_REMARK = re.compile(r",\s+(?:an?|eine?|une?|una?)\s|,\s+not\s|\s+(?:we|that|where|helping)\s")
_ROUND = re.compile(
    r"(?i)\s*\((?:yc|y combinator|techstars|nasdaq|nyse|lse|tsx|asx|acquired|ex|formerly|part of|"
    r"we're hiring|hiring|remote)\b[^)]*\)$"
)
_ARTICLE = re.compile(
    r"^(?:the|der|die|das|dem|den|la|el|los|las|le|les|lo|il|gli|de|het|l['’])\s+"
)
_LEGAL_FORM = re.compile(
    r"(?i)(?:inc|llc|ltd|ltda|gmbh|ag|kg|ab|as|oy|kft|bt|zrt|s\.?l|s\.?a|s\.?a\.?s|a\.ş|b\.?v|plc|corp|co|"
    r"pc|llp|lp|s\.?r\.?l|s\.?p\.?a|s\.r\.o|e\.v)\.?"
)
_DOMAIN = re.compile(r"(?i)[\w-]+\.(?:com|io|ai|co|net|org|de|fr|nl|es|it|eu|example|app|dev)")
_CAMEL = re.compile(r"[A-Z][a-z]+[A-Z]\w+")


def name(company: str) -> str:
    """A company's name: without article, remarks and closing marks, with the dot of "Inc."."""
    company = _REMARK.split(company.strip(" ,;:|-–—…"), maxsplit=1)[0]
    company = _ROUND.sub("", re.sub(r"['’]\d\d$", "", company))
    company = _ARTICLE.sub("", SENTENCE.split(company, maxsplit=1)[0]).removeprefix("@")
    return undotted(company.strip(" ,;:|-–—…!™") if "™" not in company else company.strip())


def undotted(text: str) -> str:
    """The text without closing dots, but for the dot of an abbreviation."""
    bare = text.rstrip(". ")
    return f"{bare}." if _ABBREVIATED.search(bare) and text != bare else bare


def organisation(text: str) -> bool:
    """Whether a word tells that this is an organisation."""
    return "organisations" in found(text)


def legal_form(text: str) -> bool:
    """Whether this is "Inc." or the like alone, which belongs to what stands before it."""
    return bool(_LEGAL_FORM.fullmatch(text.strip()))


def is_field(text: str) -> bool:
    """Whether a text begins with a field, a trade, a skill or a place."""
    spans = found(text)
    return any(spans.get(kind, (1, 1))[0] == 0 for kind in ("fields", "places", "skills"))


def looks_like_name(text: str) -> bool:
    """Whether an unmarked piece is a name: short, with a capital, of no trade and no job."""
    words = SENTENCE.split(text, maxsplit=1)[0].split()
    if not 0 < len(words) <= 5 or not _begins_as_name(words[0]) or names_somebody(text):
        return False
    trade = any(kind.startswith("role/") for kind in found(text))
    return not is_field(text) and not (trade and found(words[0]))


def own_name(text: str) -> bool:
    """Whether a word in capitals is left that no list knows: "Orion" in "Cabinet Orion RH"."""
    return any(_begins_as_name(word) and not _known(word) for word in text.split())


def _known(word: str) -> bool:
    """Whether a list has the word; one in a script without spaces is several words."""
    spans = found(word)
    return bool(spans) and (not UNSPACED.search(word) or (0, len(word)) in spans.values())


def named_organisation(part: str) -> bool:
    """Whether a later part of the line is an organisation's name."""
    words = part.split()
    if _DOMAIN.fullmatch(part):
        return True
    if not 0 < len(words) <= 7 or not _begins_as_name(words[0]):
        return False
    if not organisation(part):
        return len(words) > 2 and words[-1][0].isupper() and legal_form(words[-1])
    acronym = len(words) == 1 and part.isupper() and len(part) > 2
    return own_name(part) or acronym or (len(words) > 1 and legal_form(words[-1]))


def camel_name(part: str) -> bool:
    """A name of one or two words in mixed case, like "ScaleUp B2B", that is no trade."""
    words = part.split()
    known = names_somebody(part) or is_field(part)
    return 0 < len(words) <= 2 and bool(_CAMEL.fullmatch(words[0])) and not known


def after_unsure(join: str, text: str) -> bool:
    """Whether what follows "in", "en", "i" … is a firm's name rather than a field."""
    first, bare = text.split(maxsplit=1)[0], _ARTICLE.sub("", text)
    if organisation(text.split(", ", maxsplit=1)[0]):
        return True
    if is_field(bare):
        return False
    if join in ("im", "am", "in"):
        return first.isupper() and len(first) > 2 - (join != "in")
    return _begins_as_name(bare) and not names_somebody(bare.split(",")[0])


def after_strict(_join: str, text: str) -> bool:
    """Whether what follows "of", "à", "ved" … shows that it is an organisation."""
    head = text.split(", ", maxsplit=1)[0]
    named = organisation(head) and own_name(head) and len(head.split()) <= 8
    return named and (head[0].isupper() or bool(_ARTICLE.match(head)))


def _begins_as_name(text: str) -> bool:
    letters = any(sign.isalpha() for sign in text.split(maxsplit=1)[0])
    return letters and not text[0].islower() and text[0] not in "&#(@$+"
