"""The name by which a reply greets somebody, read out of what LinkedIn shows as their name.

A wrong name is worse than none: whatever is doubtful answers "", and the greeting does without.
"""

import re
import unicodedata
from itertools import takewhile


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TITLES = _set(
    "dr drs prof professor doctor mr mrs ms miss mx sir dame herr frau hr ing ir dipl dott dottssa "
    "dra sr sra srta mme mlle monsieur madame rev hon capt col lt sgt avv arch eng engr adv "
    "shri smt md mohd mag phd mba dhr mevr univ med hc mult rer nat jur"
)
_FORENAME_TITLES = frozenset(("md", "mohd"))  # Mohammad, shortened: a given name follows
_CREDENTIALS = _set(
    "phd mba msc bsc md cpa cfa pmp esq jr sr ii iii iv cissp acca rn llm pe ma ba mph dba edd "
    "fcca cphr shrm shrmcp jd dds frcs gphr"
)
# Family names that come first in their own order and are hardly ever given names. Ambiguous
# ones (Lee, Lin, Chen, Kim) are left out: "Kim Larsen" is greeted as Kim.
_FAMILY_FIRST = _set(
    "wang zhang liu zhao zhou huang zhu xu guo nagy kovacs szabo toth horvath varga molnar "
    "nemeth farkas balogh takacs juhasz lakatos"
)
_GIVEN_LAST = _set("nguyen tran pham hoang huynh phan bui ngo duong")
_KOREAN = _set("kim lee park choi jung kang cho yoon jang lim")
# Given names of two words, of which the first alone is not a name: "Abdul Rahman", "El Mehdi".
_HALF_NAMES = _set("abd abdul abdel abdal abu abou el عبد أبو ابو")
_PARTICLES = _set("van von de der den da di del della dos das la le zu ter ten al bin")
_NOBODY = _set("linkedin none null undefined unknown na xxx test name member")
_COMPANY_WORDS = _set(
    "gmbh inc llc ltd srl bv team group solutions consulting marketing support services "
    "recruiting recruitment agency sales academy"
)

_VIA = re.compile(
    r"\s(?:via|through|per|über|tramite|através d[eo]|a través de|através do) linkedin\b", re.I
)
_ASIDE = re.compile(r"[(（\"“«„][^()（）\"“”«»„]{0,60}[)）\"”»“]")
_TAIL = re.compile(r"\s[-–—|•·~/]|[|•·/]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_HOSTILE = re.compile(r"[@{}<>\[\]%$\\=*#^`_:;!?]|https?|www\.")


def first_name(name: str) -> str:
    """The first name to greet somebody by, or "" where it can't be told for sure.

    Titles, credentials, pronouns, emoji and "via LinkedIn" are taken away; DUPONT Marie,
    Nagy Péter, Nguyễn Văn An and Doe, Jane are read in their own order; a name in Chinese,
    Japanese or Korean letters is kept whole, as it is written.
    """
    words = _in_order(_words(full_name(name)))
    if not words or words[0].casefold() in _NOBODY:
        return ""
    if _is_east_asian(words[0]):
        found = " ".join(words)
    elif len(words) > 1 and words[0].casefold() in _HALF_NAMES:
        found = f"{_cased(words[0])} {_cased(words[1])}"
    else:
        found = _cased(words[0])
    return found if 2 <= len(found) <= 30 else ""


def full_name(name: str) -> str:
    """The name as a person would write it, or "" for what is not a name at all."""
    if _BIDI.search(name[:2000]) or len(name) > 2000:
        return ""
    flat = "".join(map(_plain, unicodedata.normalize("NFKC", name[:2000])))
    flat = _VIA.split(f" {' '.join(flat.split())}")[0]
    flat = _TAIL.split(_ASIDE.sub(" ", flat).strip())[0].strip(" ,.'’-")
    if _HOSTILE.search(flat) or flat.casefold().startswith("linkedin"):
        return ""
    flat = " ".join(flat.split())
    return flat if len(flat) <= 80 else ""


def _plain(c: str) -> str:
    """The character; a space for a control or an emoji, nothing for an invisible one."""
    category = unicodedata.category(c)
    if category == "Cf" or c in "\ufe0e\ufe0f\u034f":
        return ""
    return " " if category[0] in "CZ" or category in ("So", "Sk") else c


def _words(name: str) -> list[str]:
    """The words that are parts of a name, without titles in front and credentials behind."""
    before, _, after = name.partition(",")
    words, behind = before.split(), after.split()
    if len(words) == 1 and len(behind) == 1 and not _is_credential(behind[0]):
        words = behind + words  # "Doe, Jane"
    if any(_is_east_asian(w) for w in words) and any(w.isascii() for w in words):
        words = [w for w in words if not _is_east_asian(w)]
    titles = list(takewhile(_is_title, words))
    names = list(takewhile(_is_name_word, words[len(titles) :]))
    while len(names) > 1 and _is_credential(names[-1]):
        names.pop()
    if any(w.casefold() in _COMPANY_WORDS for w in words):
        return []
    if titles and len(names) == 1 and _bare(titles[-1]).strip(".") not in _FORENAME_TITLES:
        return []  # "Dr. Weiss", "Herr Moser": what is left is a family name
    return names


def _is_title(word: str) -> bool:
    # "Dipl.-Ing." and "Dott.ssa" are titles too: each part counts.
    parts = [p for p in re.split(r"[.\-]+", word.casefold()) if p]
    joined = "".join(parts)
    return joined in _TITLES or (bool(parts) and all(p in _TITLES for p in parts))


def _is_credential(word: str) -> bool:
    bare = word.replace(".", "").replace("-", "")
    return bare.casefold() in _CREDENTIALS and not bare.islower()


def _is_name_word(word: str) -> bool:
    return all(c.isalpha() or unicodedata.combining(c) or c in "'’-.·‧" for c in word)


def _is_initial(word: str) -> bool:
    return all(len(part) <= 1 for part in word.split(".")) and not _is_east_asian(word)


def _is_east_asian(word: str) -> bool:
    """Whether a word is in Chinese, Japanese or Korean letters."""
    return any("\u3040" <= c <= "\u30ff" or "\u3400" <= c <= "\u9fff" or _hangul(c) for c in word)


def _hangul(c: str) -> bool:
    return "\uac00" <= c <= "\ud7a3"


def _in_order(words: list[str]) -> list[str]:
    """The words with the given name in front, or none where no given name is among them."""
    if len(words) > 1:
        words = _given_first(words)
    while words and _is_initial(words[0]):
        words = words[1:] if len(words) > 2 else []  # "J. Smith" leaves only a family name
    if words and words[0] in _PARTICLES:  # lower case: "van den Berg" is a family name
        return []
    return words


def _given_first(words: list[str]) -> list[str]:
    first, second, last = words[0], words[1], words[-1]
    key = _bare(first)
    if key in _GIVEN_LAST:
        return [last]
    shouted = len(first) > 2 and first.isupper() and any(not w.isupper() for w in words[1:])
    if shouted and not _is_initial(second):
        return [w for w in words if not w.isupper()]  # DUPONT Marie
    korean = key in _KOREAN and re.fullmatch(r"[A-Z][a-z]{1,5}-[A-Za-z][a-z]{1,5}", second)
    if (key in _FAMILY_FIRST and _bare(last) not in _FAMILY_FIRST) or korean:
        return words[1:]
    return words


def _bare(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in letters if not unicodedata.combining(c))


def _cased(word: str) -> str:
    """MARIE and marie as Marie, JEAN-PIERRE as Jean-Pierre; JP, McKenna and DeShawn stay."""
    if word.islower() or (word.isupper() and len(word) > 2):
        return re.sub(r"[^\W\d_]+", lambda m: m.group().capitalize(), word)
    return word
