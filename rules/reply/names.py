"""The name by which a reply greets somebody, read out of what LinkedIn shows as their name.

A wrong name is worse than none: whatever is doubtful answers "", and the greeting does without.
"""

import re
import unicodedata
from itertools import takewhile

from rules.reply.name_order import PARTICLES, bare, in_order, is_east_asian, word_set

_TITLES = word_set(
    "dr drs prof professor doctor mr mrs ms miss mx sir dame herr frau hr ing ir dipl dott dottssa "
    "dra sr sra srta mme mlle monsieur madame rev hon capt col lt sgt avv arch eng engr adv "
    "shri smt md mohd mag phd mba dhr mevr univ med hc mult rer nat jur ass mister mgr mudr judr "
    "barr er chief coach pastor sister brother rabbi imam alhaji alhaja"
)
_SHOUTED_TITLES = frozenset(("CA", "RA", "WP"))  # as words they are names: Ca, Ra
_FORENAME_TITLES = frozenset(("md", "mohd"))  # Mohammad, shortened: a given name follows
_CREDENTIALS = word_set(
    "phd mba msc bsc md cpa cfa pmp esq jr sr ii iii iv cissp acca rn llm pe ma ba mph dba edd "
    "fcca cphr shrm shrmcp jd dds frcs gphr"
)
# Given names of two words, of which the first alone is not a name: "Abdul Rahman", "El Mehdi".
_HALF_NAMES = word_set("abd abdul abdel abdal abu abou el عبد أبو ابو")
# Two words by which one person is called; by the first alone somebody else would be.
_DOUBLE_NAMES = word_set(
    "mary-ann mary-anne mary-beth mary-jane mary-jo mary-kate mary-lou jo-ann jo-anne ann-marie "
    "anne-marie jean-pierre jean-luc jean-paul jean-claude jean-marc jean-michel jean-francois "
    "jean-jacques jean-philippe jean-louis jean-yves marie-claire anne-sophie juan-carlos "
    "juan-jose juan-pablo juan-manuel jose-luis jose-maria jose-manuel jose-antonio jose-carlos "
    "jose-miguel luis-miguel miguel-angel maria-jose maria-luisa maria-elena maria-teresa "
    "maria-jesus maria-joao maria-clara maria-eduarda ana-maria ana-paula ana-luisa ana-clara "
    "ana-beatriz rosa-maria joao-pedro joao-paulo pedro-henrique luiz-carlos luis-carlos "
    "gian-luca gian-paolo gian-carlo anna-maria maria-grazia hans-peter karl-heinz hans-joachim "
    "klaus-dieter"
)
_NOBODY = word_set(
    "linkedin none null undefined unknown na xxx test name member founder ceo cto cfo hr hiring "
    "recruiter manager owner director admin info office"
)
_COMPANY_WORDS = word_set(
    "gmbh inc llc ltd srl bv team group solutions consulting marketing support services "
    "recruiting recruitment agency sales academy company corp corporation holding holdings "
    "partners studio studios media digital labs technologies technology systems software "
    "institute university hospital bank capital ventures foundation association ag kg plc spa "
    "sarl pty official news and und et & +"
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
    Nagy Péter, Nguyễn Văn An and Doe, Jane are read in their own order; Mary Ann and José Luis
    stay together; a name in Chinese, Japanese or Korean letters is kept whole, as it is written.
    """
    words = in_order(_words(full_name(name)))
    if not words or words[0].casefold() in _NOBODY:
        return ""
    if is_east_asian(words[0]):
        found = " ".join(words)
    elif len(words) > 1 and _belong_together(words[0], words[1]):
        found = f"{_cased(words[0])} {_cased(words[1])}"
    else:
        found = _cased(words[0])
    return found if 2 <= len(found) <= 30 else ""


def full_name(name: str) -> str:
    """The name as a person would write it, or "" for what is not a name at all."""
    if _BIDI.search(name[:2000]) or len(name) > 2000:
        return ""
    spelt = re.sub(r"\bM\.?ª", "María", name[:2000])  # NFKC would make "Ma" of it
    flat = "".join(map(_plain, unicodedata.normalize("NFKC", spelt)))
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
    words, behind = _apart(before), after.split()
    one_name = len(words) == 1 or (words and words[0].casefold() in PARTICLES)
    if one_name and len(behind) == 1 and not _is_credential(behind[0]):
        words = behind + words  # "Doe, Jane", "De Vries, Jan"
    if any(is_east_asian(w) for w in words) and any(w.isascii() for w in words):
        words = [w for w in words if not is_east_asian(w)]
    titles = list(takewhile(_is_title, words))
    names = list(takewhile(_is_name_word, words[len(titles) :]))
    while len(names) > 1 and _is_credential(names[-1]):
        names.pop()
    if any(w.casefold().replace(".", "") in _COMPANY_WORDS for w in words):
        return []
    if titles and len(names) == 1 and bare(titles[-1]).strip(".") not in _FORENAME_TITLES:
        return []  # "Dr. Weiss", "Herr Moser": what is left is a family name
    return names


def _apart(name: str) -> list[str]:
    """The words of a name, "Dr.Nair" as two of them."""
    return re.sub(r"\b((?:Dr|Prof|Mr|Mrs|Ms|Ing|Md)\.)(?=[^\W\d_])", r"\1 ", name).split()


def _belong_together(first: str, second: str) -> bool:
    return first.casefold() in _HALF_NAMES or f"{bare(first)}-{bare(second)}" in _DOUBLE_NAMES


def _is_title(word: str) -> bool:
    if word in _SHOUTED_TITLES:
        return True
    if word.casefold() == "er":
        return False  # a name; "Er." is an engineer
    # "Dipl.-Ing." and "Dott.ssa" are titles too: each part counts.
    parts = [p for p in re.split(r"[.\-]+", word.casefold()) if p]
    joined = "".join(parts)
    return joined in _TITLES or (bool(parts) and all(p in _TITLES for p in parts))


def _is_credential(word: str) -> bool:
    letters = word.replace(".", "").replace("-", "")
    return letters.casefold() in _CREDENTIALS and not letters.islower()


def _is_name_word(word: str) -> bool:
    # Marks are letters' parts: the vowels of Hindi and Thai, accents that stand alone.
    return all(c.isalpha() or unicodedata.category(c)[0] == "M" or c in "'’-.·‧" for c in word)


def _cased(word: str) -> str:
    """MARIE and marie as Marie, JEAN-PIERRE as Jean-Pierre; JP, McKenna and DeShawn stay."""
    if word.islower() or (word.isupper() and len(word) > 2):
        cased = re.sub(r"[^\W\d_]+", lambda m: m.group().capitalize(), word)
        return cased.replace("i\u0307", "i")  # İBRAHİM
    return word
