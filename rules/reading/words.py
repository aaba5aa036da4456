"""LinkedIn's own template words, by what they mean; nothing here is an inviter's word.

Structure (links, order) decides first, these words second: LinkedIn writes in more languages
than are listed, and changes its wording. Sources: mails of 2009 to 2026; the words of languages
other than en, es, it, fr, pt and de are translations and only help.
"""

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_SEPARATOR = re.compile(r"[-‐‑–—_=*~.·•\s]{10,}|--+|-{3,}|_{3,}|={3,}|\*{3,}")

_FOOTER = _any(
    r"(?:©|\(c\)|copyright)\s*20\d\d\b",
    r"©",
    r"this e-?mail was intended for\b",
    r"diese e-?mail (?:ist|war|wurde|richtet)\b.{0,12}(?:für|an|bestimmt)",
    r"(?:cet|ce) (?:e-?mail|courriel|message) (?:est|était|a été|s['’]adresse)\b",
    r"(?:este|o) (?:correo|mensaje|e-?mail)\b.{0,30}(?:dirig|destin|envi|para)",
    r"quest[ao] (?:e-?mail|messaggio)\b.{0,20}(?:destinat|indirizzat|inviat)",
    r"deze e-?mail (?:is|was)\b.{0,12}(?:bedoeld|bestemd|voor)",
    r"(?:det här|denna) e-?post(?:meddelandet)?\b",
    r"denne e-?mail\b",
    r"you(?: a|['’])re receiving\b.{0,60}\be-?mails?\b",
    r"learn why we included this",
    r"why might connecting with\b",
    r"did you know\b.{0,80}linkedin",
    r"¿?sab[ií]as que\b",
    r"sapevi che\b",
    r"¿?por qué puede ser una buena idea conectar con\b",
)

# "More people you may know" and what else follows the buttons of a card.
_OTHERS = _any(
    r"(?:more )?people you may know",
    r"(?:weitere )?personen, die (?:sie|du)",
    r"(?:plus de |d[’']autres )?(?:personnes|relations) que vous (?:connaissez|pourriez)",
    r"(?:más )?personas que (?:quizás|quizá|podrías|puede que) ",
    r"(?:mais )?pessoas que (?:talvez|você talvez)",
    r"(?:altre )?persone che potresti conoscere",
    r"(?:meer )?(?:mensen|personen) die u (?:wellicht|misschien)",
    r"get the (?:new )?linkedin (?:desktop )?app",
    r"also available on mobile",
    r"never miss an update with the linkedin app",
)

_MUTUAL = _any(
    r"\b(?:connections?|contacts?|relations?) (?:in common|en commun)\b",
    r"\b(?:mutual|shared|common) (?:connection|contact|friend)s?\b",
    r"gemeinsamer? kontakt",
    r"relations? (?:communes?|en commun|mutuelles?)",
    r"contactos? en común",
    r"conex(?:ão|ões) em comum",
    r"(?:contatos?|contactos?) em comum",
    r"collegament[oi] in comune",
    r"gemeenschappelijke? connectie",
    r"gemensam(?:ma)? kontakt",
    r"wspóln\w+ kontakt",
    r"общих? контакт",
    r"ortak bağlantı",
    r"\band \d+ others?\b",
)

# Sentences of the template that stand where a note stands.
_TEMPLATE = _any(
    r"you have (?:\d+|an?|one) (?:new |pending )*(?:invitation|connection request)",
    r"(?:an? )?(?:new )?(?:invitation|connection request) from\b",
    r"(?:this|these) invitations? (?:is|are) (?:waiting|awaiting)\b",
    r"invitation reminders?:?$",
    r"est[ae]s? invitaci(?:ón|ones) est[áa]n? esperando\b",
    r"ps:? here is the link:?$",
    r"this is a reminder that on\b",
)
# The heading of the member invitations of 2009 to 2012.
_REQUEST = (
    "requested to add you as a connection on linkedin",
    "ha solicitado añadirte como contacto",
    "ha chiesto di aggiungerti ai suoi collegamenti",
)
_ASKING = "how would you like to respond"  # 2013 to 2020
# What follows the inviter's name in a heading of the template.
_HEADING = re.compile(
    r"^(?:['’]s (?:linkedin )?invitation|,? (?:wants|would like|wishes|requested|"
    r"has requested|sent|has sent|is waiting|is still waiting|invites|invited|möchte|hat|wartet|"
    r"quiere|ha |te |desea|"
    r"está|souhaite|aimerait|vous|attend|vuole|vorrebbe|attende|quer |gostaria|enviou|aguarda|"
    r"wil |heeft|wacht|vill|vil ))",
    re.IGNORECASE,
)

_FIRST_NAME = _any(  # "Ada's invitation is waiting for your response"
    r"['’]s invitation\b",
    r" (?:is (?:still )?waiting for your|wants to connect|would like to connect)\b",
)
_ACCEPT_LABEL = _any(
    r"(?:accept|confirm|ps:? here is the link|here is the link|aceptar|confirma|accetta|conferma|"
    r"accepter|confirmer|aceitar|confirme|annehmen|akzeptieren|bestätigen|accepteren|bevestig)\b"
)
_VIEW = _any(
    r"profil|profii|perfil|profiel|профил|プロフィール|프로필|个人资料|個人檔案|個人資料|档案|الملف|"
    r"פרופיל|โปรไฟล์|hồ sơ|प्रोफ़ाइल"
)

_GREETING_WORDS = (
    r"hi|hello|hey|dear|greetings|good (?:morning|day|afternoon|evening)|hallo|guten (?:tag|morgen|"
    r"abend)|moin|servus|grüezi|lieber?|sehr geehrte[rs]?|bonjour|salut|cher|chère|bonsoir|hola|"
    r"buen[oa]s (?:días|tardes|noches)|estimad[oa]|querid[oa]|olá|oi|bom dia|boa tarde|prezad[oa]|"
    r"car[oa]|ciao|salve|buongiorno|buonasera|gentile|egregio|hoi|dag|beste|geachte|goedendag|hej|"
    r"hei|hejsan|kære|kjære|moi|terve|cześć|witaj|dzień dobry|ahoj|dobrý den|bună|salutare|"
    r"merhaba|selam|sayın|привет|здравствуйте|добрый день|вітаю|szia|üdvözlöm|γεια σας|γεια|halo|"
    r"hai|xin chào|kumusta|नमस्ते|สวัสดี|مرحبًا|مرحبا|שלום|你好|您好|嗨|こんにちは|안녕하세요"
)
_GREETING = re.compile(rf"(?:{_GREETING_WORDS})(?![\w'’])(?P<rest>.{{0,60}})", re.IGNORECASE)
_ABBREVIATED = re.compile(r"\b[^\W\d_]{1,4}\.\s")  # Mr. Smith, Dra. Silva
# Whom a greeting calls: "Bob,", "there!"; after a comma only what is written like a name.
_CALLED = re.compile(r"(?:[^\W\d_][\w'’.\-]*(?:\s+[^\W\d_][\w'’.\-]*){0,3})?\s*[,，、:!！]?")
_CALLED_AFTER_COMMA = re.compile(
    r"[,，、!]?\s*[^\W\d_a-z][\w'’\-]*(?:\s+[^\W\d_a-z][\w'’\-]*){0,2}\s*[,，、:!！.。]?"
)
_GREETING_AT_END = re.compile(
    r".{0,40}(?:你好|您好|さん、?こんにちは|様|さん|님,? ?안녕하세요|님)[,，、:：!！。]?"
)
_BARE_NAME = re.compile(r"[^\W\d_][\w'’.\- ]{0,40}[,，、:]")


def is_separator(text: str) -> bool:
    """Whether a line is only a rule of dashes, dots or the like."""
    return len(text) >= 2 and _SEPARATOR.fullmatch(text) is not None


def is_footer(text: str) -> bool:
    """Whether a line belongs to LinkedIn's footer."""
    return len(text) <= 600 and _FOOTER.match(text) is not None


def is_about_others(text: str) -> bool:
    """Whether a line announces other people than the inviter, or LinkedIn's own wares."""
    return len(text) <= 120 and _OTHERS.match(text) is not None


def is_mutual(text: str) -> bool:
    """Whether a line counts the connections in common."""
    return len(text) <= 160 and _MUTUAL.search(text) is not None


def is_template(text: str) -> bool:
    """Whether a line is a heading of LinkedIn's, not the inviter's."""
    if len(text) > 250:
        return False
    return bool(_TEMPLATE.match(text)) or _ASKING in text.casefold() or is_request(text)


def is_request(text: str) -> bool:
    """Whether a line is the heading "NAME requested to add you as a connection"."""
    return len(text) <= 250 and any(words in text.casefold() for words in _REQUEST)


def is_heading(text: str, name: str) -> bool:
    """Whether a line tells in LinkedIn's words that this person invites."""
    if not name or len(text) > 250:
        return False
    folded, first = text.casefold(), name.casefold().split()[0]
    at = folded.find(name.casefold())
    if 0 <= at <= 60:
        return _HEADING.match(text[at + len(name) :]) is not None
    return folded.startswith(first) and _FIRST_NAME.match(text[len(first) :]) is not None


def is_view_label(text: str) -> bool:
    """Whether the words on a link say "view the profile"; asked only of linked lines."""
    return len(text) <= 100 and len(text.split()) <= 12 and _VIEW.search(text) is not None


def is_accept_label(text: str) -> bool:
    """Whether the words announce the link that accepts; asked only beside such a link."""
    return len(text) <= 120 and _ACCEPT_LABEL.match(text) is not None


def is_bare_salutation(text: str) -> bool:
    """Whether a line is a name and a comma: how the letters of 2009 to 2012 began."""
    return len(text.split()) <= 3 and _BARE_NAME.fullmatch(text) is not None


def is_greeting(text: str) -> bool:
    """Whether a line is a greeting and nothing else."""
    if not text or len(text) > 80 or len(text.split()) > 6:
        return False
    if is_bare_salutation(text) or _GREETING_AT_END.fullmatch(text):
        return True
    found = _GREETING.fullmatch(text)
    if found is None:
        return False
    rest = _ABBREVIATED.sub("", found["rest"]).strip()
    return bool(_CALLED.fullmatch(rest) or _CALLED_AFTER_COMMA.fullmatch(rest))
