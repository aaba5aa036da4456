"""The language of LinkedIn's template, which is the recipient's, whatever the note is in."""

import re
from collections import Counter
from functools import cache

from rules.reading.lines import Line

# Words of buttons, footers and subjects: those of one language only count most by their number.
_WORDS: dict[str, str] = {
    "en": "accept view profile this email was intended for you are receiving unsubscribe help "
    "learn why we included invitation invitations from your wants to connect please add network "
    "reminder about confirm that know reserved",
    "de": "annehmen akzeptieren ansehen anzeigen diese mail ist war für bestimmt sie erhalten "
    "abbestellen abmelden hilfe erfahren warum wir ihre ihren einladung einladungen von möchte "
    "bitte fügen hinzu netzwerk bestätigen dass kennen profil alle rechte vorbehalten",
    "fr": "accepter voir le profil cet mail email est était destiné vous recevez désabonner "
    "désinscrire aide découvrez pourquoi nous avons inclus ceci invitation de votre souhaite "
    "réseau confirmer connaissez ajouter tous droits réservés",
    "es": "aceptar ver perfil este correo mensaje electrónico está dirigido va estás recibiendo "
    "recibes darse baja cancelar suscripción ayuda descubre por qué incluimos esto invitación "
    "invitaciones de tu quiere conectar añádeme red confirma conoces visualizar "
    "todos los derechos reservados",
    "it": "accetta visualizza vedi profilo questa email messaggio è stata destinata indirizzata "
    "ricevi stai ricevendo annulla iscrizione iscrizione aiuto assistenza scopri perché abbiamo "
    "incluso invito inviti di tua vuole collegarsi rete conferma conosci tutti i diritti riservati",
    "pt": "aceitar ver visualizar perfil este mail email foi destinado enviado você está "
    "recebendo cancelar inscrição assinatura ajuda saiba por que incluímos isso convite convites "
    "de sua seu quer se conectar rede confirme conhece não todos os direitos reservados",
    "nl": "accepteren bekijken weergeven profiel deze mail is was bedoeld voor u ontvangt "
    "afmelden uitschrijven hulp lees waarom we hebben opgenomen uitnodiging uitnodigingen van uw "
    "wil connectie netwerk bevestig dat kent alle rechten voorbehouden",
}
_WORD = re.compile(r"[^\W\d_]+")
_ENOUGH = 3  # points; a word of one language only is worth two
_MAX_WORDS = 300


@cache
def _languages_of() -> dict[str, tuple[str, ...]]:
    """Each word with the languages that have it."""
    spoken = {code: frozenset(words.split()) for code, words in _WORDS.items()}
    every = frozenset().union(*spoken.values())
    return {word: tuple(c for c, words in spoken.items() if word in words) for word in every}


def _points(texts: list[str]) -> Counter[str]:
    words = {w.casefold() for text in texts for w in _WORD.findall(text[:300])[:_MAX_WORDS]}
    points: Counter[str] = Counter()
    languages = _languages_of()
    for word in words:
        spoken = languages.get(word, ())
        for code in spoken:
            points[code] += 2 if len(spoken) == 1 else 1
    return points


def _winner(points: Counter[str]) -> str:
    best = points.most_common(2)
    if not best or best[0][1] < _ENOUGH:
        return ""
    return "" if len(best) > 1 and best[0][1] == best[1][1] else best[0][0]


def mail_language(labels: list[Line], footer: list[Line], subject: str) -> str:
    """The ISO 639-1 code of the template's language, or "" where its words do not tell.

    ``labels`` are lines that carry links. The subject is asked only where they say nothing: in
    guest mail it follows the sender's language.
    """
    texts = [line.text for line in (*labels[:40], *footer[:40]) if line.text]
    return _winner(_points(texts)) or _winner(_points([*texts, subject]))
