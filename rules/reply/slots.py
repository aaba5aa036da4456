"""What a reply may take up of the inviter's: each slot is filled with safe words or left empty."""

import re
import unicodedata

# A company that is none, said in the place where a company stands.
_NO_COMPANY = re.compile(
    r"self-?\s?employed|freelancer?|independent|confidential|stealth(?: startup| mode)?|n/a|none|"
    r"null|undefined|unknown|various|home|my own|retired|unemployed|open to work|"
    r"selbst?ständig|freiberuflich|indépendante?|aut[óoô]nom[oa]|liber[oa] professionista|"
    r"zelfstandig|zzp|-+"
)
# "Bayerischen Rundfunk" from "beim Bayerischen Rundfunk": not the name, but a case of it.
_INFLECTED = re.compile(r"[A-ZÄÖÜ]\w*(?:[a-z]schen|lichen|igen|nalen|ellen|eien|oten) [A-ZÄÖÜ]")
_ARTICLE = re.compile(r"(?:an?|my|our|one of|eine[rmn]?|une?|una|uma|een) ")
# What stands where a title stands and is none that one would like to read of oneself.
_NO_TITLE = re.compile(
    r"retired|career break|between jobs|in transition|job ?seeker|professional|available|"
    r"open for work|on sabbatical|other|im ruhestand|arbeitssuchend|desemplead[oa]"
)
_FORMER = re.compile(r"^(?:ex[-\s]|former|previously|ehemal|früher|ancien|anteri|antig|voormalig)")
_SLOGAN_WORD = re.compile(
    r"\b(?:i|i'm|we|my|our|you|your|help|helping|seeking|looking|open to|aspiring|passionate|"
    r"unemployed|ich|wir|je|nous|votre|aiuto|ayudo|ajudo|suche|busco|cerco|recherche|zoek)\b"
)
_UNSAFE = re.compile(r"[{}<>\[\]%$|\\^~`=*#@_!?…\"“”„«»]|//|\.\.|[^\s.]\.[a-z]{2,}|www\.")
_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def company(name: str) -> str:
    """The company, or "" where it is a slogan, a link, cut off, or no company at all."""
    flat = _flat(name)
    if _NO_COMPANY.fullmatch(flat.casefold()) or not _is_safe(flat, 60) or len(flat.split()) > 7:
        return ""
    return "" if _ARTICLE.match(flat) or _INFLECTED.match(flat) else flat


def title(name: str) -> str:
    """The title, or "" where it is long, a slogan, a past one, or shouted."""
    flat = _flat(name)
    shouted = flat.isupper() and len(flat) > 5
    if shouted or not _is_safe(flat, 50) or len(flat.split()) > 6 or re.search(r"\d", flat):
        return ""
    low = flat.casefold()
    if _NO_TITLE.fullmatch(low) or _NO_COMPANY.fullmatch(low) or _ARTICLE.match(flat):
        return ""
    return "" if _SLOGAN_WORD.search(low) else flat


def _is_safe(flat: str, longest: int) -> bool:
    if not 2 <= len(flat) <= longest or not any(c.isalpha() for c in flat):
        return False
    if flat.count("(") != flat.count(")"):
        return False
    return not _UNSAFE.search(flat) and not _FORMER.match(flat.casefold())


def _flat(text: str) -> str:
    """One line without emoji; "" for a text with hidden characters or beyond all measure."""
    if len(text) > 300 or any(unicodedata.category(c) in _HIDDEN for c in text.strip()):
        return ""
    shown = (" " if unicodedata.category(c) in ("So", "Sk") else c for c in text)
    return " ".join("".join(shown).replace("\ufe0f", "").split()).strip(" ,;-–—·•")


# A full stop after these ends no sentence: Dr. Seidel, Prof. Klein, z.B., 5. Mai.
_SHORT_FORM = re.compile(
    r"\b(?:Dr|Mr|Mrs|Ms|Mx|Hr|Fr|Sr|Sra|St|Mme|Prof|Dott|Ing|[A-Z]|\w\.\w|ca|bzw|vs|No|\d)\.$"
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\s+[–—-]+\s+|(?<=\w)—(?=\w)|;\s|:\s|¶")
_CLAUSE_END = re.compile(r",\s")
_QUOTED = re.compile(r"[“\"«„]([^“”\"«»„]{8,200})[”\"»“]")
_EDGE = " \t.,;:!…-–—'’‘\"“”„«»()"
_QUOTABLE = re.compile(r"[^\W_](?:[^\W_]|[ '’,.\-/&()+#?])*")


def quote(note: str, proof: str) -> str:
    """The short clean clause of the note that holds the proof, or "" where there is none.

    Only the inviter's own words come back: a proof that the note does not hold is not quoted.
    """
    flat = " ".join(re.sub(r"\n\s*\n", " ¶ ", note[:4000]).split())
    for said in (proof, *_QUOTED.findall(proof[:1000])):
        wanted = " ".join(said[:1000].split()).strip(_EDGE).casefold()
        if len(wanted) >= 8 and wanted in flat.casefold():
            return _clause(flat, wanted)
    return ""


def _clause(note: str, wanted: str) -> str:
    """The sentence that holds the wanted words; where it is long, the clause of it."""
    for sentence in _sentences(note):
        if wanted in sentence.casefold():
            choices = (sentence, *_CLAUSE_END.split(sentence))
            fitting = (_tidy(c) for c in choices if wanted in c.casefold())
            return next((c for c in fitting if _is_quotable(c)), "")
    return ""


def _sentences(note: str) -> list[str]:
    found: list[str] = []
    for piece in _SENTENCE_END.split(_without_greeting(note)):
        if found and _SHORT_FORM.search(found[-1]):
            found[-1] += f" {piece}"
        else:
            found.append(piece)
    return found


def _without_greeting(note: str) -> str:
    """The note after "Hi Ana," or "Sehr geehrter Herr Dr. Weiss,": what ends in an early comma."""
    head, comma, rest = note.partition(",")
    return rest.strip() if comma and len(head.split()) <= 5 and "¶" not in head else note


def _tidy(clause: str) -> str:
    end = "?" if clause.rstrip().endswith("?") else ""
    return clause.strip(_EDGE + "?") + end


def _is_quotable(clause: str) -> bool:
    """Short, with nothing in it but words: no link, address, long number, or odd bracket."""
    if not 3 <= len(clause.split()) <= 18 or len(clause) > 110 or _UNSAFE.search(clause[:-1]):
        return False
    if re.search(r"\d{5}", clause) or clause.count("(") != clause.count(")"):
        return False
    return _QUOTABLE.fullmatch(clause) is not None


# Links, templates' marks, and what a mail program would decode once more (RFC 2047).
_NO_SUBJECT = re.compile(r"://|\{\{|\{%|[<>]|www\.|\w=|=\?|\?=")
_ANSWERED = re.compile(r"^(?:(?:re|aw|antw|rv|tr|rif|res|sv)\s?:\s*)+", re.I)


def subject(text: str, otherwise: str) -> str:
    """The subject of an answer: one line, one "Re:", without anything hidden.

    ``otherwise`` stands in for a subject that is empty or that no person would have written.
    """
    seen = (c if unicodedata.category(c) not in _HIDDEN else " " for c in text[:1000])
    flat = _ANSWERED.sub("", " ".join("".join(seen).split())).strip()
    if not any(c.isalpha() for c in flat) or _NO_SUBJECT.search(flat):
        flat = otherwise
    return f"Re: {flat}"[:200].rstrip()


# One addr-spec (RFC 5322, 3.4.1) without quotes and comments, in ASCII, and without what servers
# took for a route (%, !), mail programs for an encoded word (?), or we for a template ({).
_ATOM = r"[A-Za-z0-9#$&'*+/=^_~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(
    rf"(?=.{{1,64}}@){_ATOM}(?:\.{_ATOM})*@(?=.{{1,190}}$){_LABEL}(?:\.{_LABEL})+"
)


def address(text: str) -> str | None:
    """The mail address where it is a plain one, and only one; else None: nobody is addressed."""
    return text if _ADDRESS.fullmatch(text) else None
