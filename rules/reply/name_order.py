"""The order of the words of a name: which of them is the given name.

Family names come first in Hungarian, Vietnamese, Chinese, Japanese and Korean, in Russian with a
patronymic, and where they are shouted: DUPONT Marie.
"""

import re
import unicodedata


def word_set(words: str) -> frozenset[str]:
    """The words of a string, to be looked up."""
    return frozenset(words.split())


# Family names that come first in their own order and are hardly ever given names. Ambiguous
# ones (Lee, Lin, Chen, Kim) are left out: "Kim Larsen" is greeted as Kim.
_FAMILY_FIRST = word_set(
    "wang zhang liu zhao zhou huang zhu xu guo nagy kovacs szabo toth horvath varga molnar "
    "nemeth farkas balogh takacs juhasz lakatos "
    "sato suzuki takahashi tanaka watanabe yamamoto nakamura kobayashi yoshida sasaki yamaguchi "
    "matsumoto inoue kimura hayashi shimizu yamazaki"
)
_FAMILY_OR_GIVEN = word_set(
    "li lin chen yang wu sun ma hu gao he luo tang feng han lu deng cao peng"
)
_PINYIN = re.compile(r"(?:(?:[zcs]h|[b-df-hj-np-tw-z])?[aeiou]{1,3}(?:ng?|r)?){1,2}")
_TWO_SYLLABLES = word_set("chan cheung chong chua goh koh leung ng ong tan teo wong yap")
_GIVEN_LAST = word_set("nguyen tran pham hoang huynh phan bui ngo duong")
# Vietnamese family names that are names elsewhere too: only before Thị or Văn.
_GIVEN_LAST_BEFORE_THI = word_set(
    "le do dang vu vo dinh ho ly dao truong trinh luong lam mai cao ha"
)
_KOREAN = word_set("kim lee park choi jung kang cho yoon jang lim")
PARTICLES = word_set("van von de der den da di del della dos das la le zu ter ten al bin")
_NEVER_FIRST = word_set("de dos ter von der mc the")  # in any case: "De Vries", "Mc Donald"


def in_order(words: list[str]) -> list[str]:
    """The words with the given name in front, or none where no given name is among them."""
    if len(words) > 1:
        words = _given_first(words)
    while words and is_initial(words[0]):
        words = words[1:] if len(words) > 2 else []  # "J. Smith" leaves only a family name
    return [] if words and _is_no_given_name(words[0]) else words


def bare(word: str) -> str:
    """The word in lower case without accents."""
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in letters if not unicodedata.combining(c))


def is_initial(word: str) -> bool:
    """Whether a word is initials only: K., J.R., H.-J."""
    parts = re.split(r"[.\-]", word)
    return all(len(part) <= 1 for part in parts) and not is_east_asian(word)


def is_east_asian(word: str) -> bool:
    """Whether a word is in Chinese, Japanese or Korean letters."""
    return any("\u3040" <= c <= "\u30ff" or "\u3400" <= c <= "\u9fff" or _hangul(c) for c in word)


def _hangul(c: str) -> bool:
    return "\uac00" <= c <= "\ud7a3"


def _is_no_given_name(word: str) -> bool:
    """Whether a first word can only belong to a family name, or is no single name at all."""
    if word in PARTICLES or word.casefold() in _NEVER_FIRST:
        return True  # lower case: "van den Berg" is a family name, Van Nguyen is not
    if re.match(r"O['’]|[dl]['’]", word):
        return True
    return "." in word and not is_initial(word)  # "anna.weber", "K.Ramesh", "Th."


def _given_first(words: list[str]) -> list[str]:
    first, last, key = words[0], words[-1], bare(words[0])
    if key in _GIVEN_LAST or _is_vietnamese(key, words[1], len(words)):
        return [last]
    shouted = len(first) > 2 and first.isupper() and any(not w.isupper() for w in words[1:])
    if given := _two_syllables(key, words, _TWO_SYLLABLES | (_KOREAN if shouted else frozenset())):
        return [given]
    if shouted and not is_initial(first) and not is_initial(words[1]):
        return [w for w in words if not w.isupper()]  # DUPONT Marie
    if key in _FAMILY_OR_GIVEN and len(words) == 2 and _PINYIN.fullmatch(bare(last)):
        return words if bare(last) in _FAMILY_FIRST else []  # Li Zhang, but Li Na
    return words[1:] if _is_family_first(key, words) else words


def _two_syllables(key: str, words: list[str], families: frozenset[str]) -> str:
    """Tai Man of Chan Tai Man, Peter of Chan Tai Man Peter; else ""."""
    if key not in families or len(words) not in (3, 4):
        return ""
    if not all(re.fullmatch(r"[A-Z][a-z]{1,4}", word) for word in words[1:3]):
        return ""
    return " ".join(words[1:3]) if len(words) == 3 else words[3]


def _is_vietnamese(key: str, second: str, many: int) -> bool:
    return key in _GIVEN_LAST_BEFORE_THI and many > 2 and bare(second) in ("thi", "van")


def _is_family_first(key: str, words: list[str]) -> bool:
    """Kim Min-jun, Nagy Péter, Kovács-Szabó Réka, Петров Иван Иванович."""
    last = words[-1]
    if key in _KOREAN and re.fullmatch(r"[A-Z][a-z]{1,5}-[A-Za-z][a-z]{1,5}", words[1]):
        return True
    if len(words) == 3 and re.search(r"(?:[оеії]вич|[оеії]вна|ична)$", last.casefold()):
        return True
    families = set(key.split("-"))
    return families <= _FAMILY_FIRST and bare(last) not in _FAMILY_FIRST
