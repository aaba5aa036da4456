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
    "shri smt md mohd mag phd mba dhr mevr univ med hc mult rer nat jur ass mister mgr mudr judr "
    "barr er chief coach pastor sister brother rabbi imam alhaji alhaja"
)
_SHOUTED_TITLES = frozenset(("CA", "RA", "WP"))  # as words they are names: Ca, Ra
_FORENAME_TITLES = frozenset(("md", "mohd"))  # Mohammad, shortened: a given name follows
_CREDENTIALS = _set(
    "phd mba msc bsc md cpa cfa pmp esq jr sr ii iii iv cissp acca rn llm pe ma ba mph dba edd "
    "fcca cphr shrm shrmcp jd dds frcs gphr"
)
# Family names that come first in their own order and are hardly ever given names. Ambiguous
# ones (Lee, Lin, Chen, Kim) are left out: "Kim Larsen" is greeted as Kim.
_FAMILY_FIRST = _set(
    "wang zhang liu zhao zhou huang zhu xu guo nagy kovacs szabo toth horvath varga molnar "
    "nemeth farkas balogh takacs juhasz lakatos "
    "sato suzuki takahashi tanaka watanabe yamamoto nakamura kobayashi yoshida sasaki yamaguchi "
    "matsumoto inoue kimura hayashi shimizu yamazaki"
)
_FAMILY_OR_GIVEN = _set("li lin chen yang wu sun ma hu gao he luo tang feng han lu deng cao peng")
_PINYIN = re.compile(r"(?:(?:[zcs]h|[b-df-hj-np-tw-z])?[aeiou]{1,3}(?:ng?|r)?){1,2}")
_TWO_SYLLABLES = _set("chan cheung chong chua goh koh leung ng ong tan teo wong yap")
_GIVEN_LAST = _set("nguyen tran pham hoang huynh phan bui ngo duong")
# Vietnamese family names that are names elsewhere too: only before Thị or Văn.
_GIVEN_LAST_BEFORE_THI = _set("le do dang vu vo dinh ho ly dao truong trinh luong lam mai cao ha")
_KOREAN = _set("kim lee park choi jung kang cho yoon jang lim")
# Given names of two words, of which the first alone is not a name: "Abdul Rahman", "El Mehdi".
_HALF_NAMES = _set("abd abdul abdel abdal abu abou el عبد أبو ابو")
# Two words by which one person is called; by the first alone somebody else would be.
_DOUBLE_NAMES = frozenset(
    tuple(pair.split())
    for pair in "mary ann,mary anne,mary beth,mary jane,mary jo,mary kate,mary lou,jo ann,jo anne,"
    "ann marie,anne marie,billy bob,jean pierre,jean luc,jean paul,jean claude,jean marc,"
    "jean michel,jean francois,jean jacques,jean philippe,jean louis,jean yves,marie claire,"
    "anne sophie,juan carlos,juan jose,juan pablo,juan manuel,jose luis,jose maria,jose manuel,"
    "jose antonio,jose carlos,jose miguel,luis miguel,miguel angel,maria jose,maria luisa,"
    "maria elena,maria teresa,maria jesus,maria joao,maria clara,maria eduarda,ana maria,"
    "ana paula,ana luisa,ana clara,ana beatriz,rosa maria,joao pedro,joao paulo,pedro henrique,"
    "luiz carlos,luis carlos,gian luca,gian paolo,gian carlo,anna maria,maria grazia,"
    "hans peter,karl heinz,hans joachim,klaus dieter".split(",")
)
_PARTICLES = _set("van von de der den da di del della dos das la le zu ter ten al bin")
_NEVER_FIRST = _set("de dos ter von der mc the")  # in any case: "De Vries", "Mc Donald"
_NOBODY = _set(
    "linkedin none null undefined unknown na xxx test name member founder ceo cto cfo hr hiring "
    "recruiter manager owner director admin info office"
)
_COMPANY_WORDS = _set(
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
    words = _in_order(_words(full_name(name)))
    if not words or words[0].casefold() in _NOBODY:
        return ""
    if _is_east_asian(words[0]):
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
    one_name = len(words) == 1 or (words and words[0].casefold() in _PARTICLES)
    if one_name and len(behind) == 1 and not _is_credential(behind[0]):
        words = behind + words  # "Doe, Jane", "De Vries, Jan"
    if any(_is_east_asian(w) for w in words) and any(w.isascii() for w in words):
        words = [w for w in words if not _is_east_asian(w)]
    titles = list(takewhile(_is_title, words))
    names = list(takewhile(_is_name_word, words[len(titles) :]))
    while len(names) > 1 and _is_credential(names[-1]):
        names.pop()
    if any(w.casefold().replace(".", "") in _COMPANY_WORDS for w in words):
        return []
    if titles and len(names) == 1 and _bare(titles[-1]).strip(".") not in _FORENAME_TITLES:
        return []  # "Dr. Weiss", "Herr Moser": what is left is a family name
    return names


def _apart(name: str) -> list[str]:
    """The words of a name, "Dr.Nair" as two of them."""
    return re.sub(r"\b((?:Dr|Prof|Mr|Mrs|Ms|Ing|Md)\.)(?=[^\W\d_])", r"\1 ", name).split()


def _belong_together(first: str, second: str) -> bool:
    return first.casefold() in _HALF_NAMES or (_bare(first), _bare(second)) in _DOUBLE_NAMES


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
    bare = word.replace(".", "").replace("-", "")
    return bare.casefold() in _CREDENTIALS and not bare.islower()


def _is_name_word(word: str) -> bool:
    # Marks are letters' parts: the vowels of Hindi and Thai, accents that stand alone.
    return all(c.isalpha() or unicodedata.category(c)[0] == "M" or c in "'’-.·‧" for c in word)


def _is_initial(word: str) -> bool:
    parts = re.split(r"[.\-]", word)
    return all(len(part) <= 1 for part in parts) and not _is_east_asian(word)


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
    return [] if words and _is_no_given_name(words[0]) else words


def _is_no_given_name(word: str) -> bool:
    """Whether a first word can only belong to a family name, or is no single name at all."""
    if word in _PARTICLES or word.casefold() in _NEVER_FIRST:
        return True  # lower case: "van den Berg" is a family name, Van Nguyen is not
    if re.match(r"O['’]|[dl]['’]", word):
        return True
    return "." in word and not _is_initial(word)  # "anna.weber", "K.Ramesh", "Th."


def _given_first(words: list[str]) -> list[str]:
    first, second, last = words[0], words[1], words[-1]
    key = _bare(first)
    if key in _GIVEN_LAST or _is_vietnamese(key, second, len(words)):
        return [last]
    if key in _TWO_SYLLABLES and len(words) > 2:  # Chan Tai Man, Chan Tai Man Peter
        return [" ".join(words[1:])] if len(words) == 3 else [last]
    shouted = len(first) > 2 and first.isupper() and any(not w.isupper() for w in words[1:])
    if shouted and not _is_initial(first) and not _is_initial(second):
        return [w for w in words if not w.isupper()]  # DUPONT Marie
    if key in _FAMILY_OR_GIVEN and len(words) == 2 and _PINYIN.fullmatch(_bare(last)):
        return words if _bare(last) in _FAMILY_FIRST else []  # Li Zhang, but Li Na
    return words[1:] if _is_family_first(key, words) else words


def _is_vietnamese(key: str, second: str, many: int) -> bool:
    return key in _GIVEN_LAST_BEFORE_THI and many > 2 and _bare(second) in ("thi", "van")


def _is_family_first(key: str, words: list[str]) -> bool:
    """Kim Min-jun, Nagy Péter, Kovács-Szabó Réka, Петров Иван Иванович."""
    last = words[-1]
    if key in _KOREAN and re.fullmatch(r"[A-Z][a-z]{1,5}-[A-Za-z][a-z]{1,5}", words[1]):
        return True
    if len(words) == 3 and re.search(r"(?:[оеії]вич|[оеії]вна|ична)$", last.casefold()):
        return True
    families = set(key.split("-"))
    return families <= _FAMILY_FIRST and _bare(last) not in _FAMILY_FIRST


def _bare(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in letters if not unicodedata.combining(c))


def _cased(word: str) -> str:
    """MARIE and marie as Marie, JEAN-PIERRE as Jean-Pierre; JP, McKenna and DeShawn stay."""
    if word.islower() or (word.isupper() and len(word) > 2):
        cased = re.sub(r"[^\W\d_]+", lambda m: m.group().capitalize(), word)
        return cased.replace("i\u0307", "i")  # İBRAHİM
    return word
