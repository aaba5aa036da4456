"""What a subject says the mail is, in the languages in which LinkedIn's subjects are known.

Sources: subjects of 2008 to 2026 (en, es, fr, de, it, pt); those of other languages are
translations and only help. A subject alone never makes a mail an invitation.
"""

import re

from rules.invitation import Kind

_ACCEPTED = re.compile(
    r"\b(?:has )?accepted your (?:linkedin )?invit|start a conversation with your new connection|"
    r"explore (?:their|his|her) network|\b\d+ new connections?\b|are now connected|"
    r"see .{1,80}['’]s (?:and other people['’]s )?connections, experience|"
    r"acept[óo] tu invitaci|ha aceptado tu invitaci|einladung .{0,20}angenommen|"
    r"a accepté votre (?:invitation|demande)|ha accettato il tuo invito|"
    r"aceitou (?:o )?(?:seu|teu) convite|uitnodiging .{0,20}(?:geaccepteerd|aanvaard)|"
    r"accepterat din inbjudan|accepteret din invitation|godtatt invitasjonen|"
    r"przyjęła? (?:twoje|pana|pani) zaproszenie|davetinizi kabul etti|"
    r"принял.{0,6} ваше приглашение|"
    r"menerima undangan",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\binvited you to (?:follow|attend|subscribe|like|apply|participate|an? |the )|"
    r"\binvited you to join (?!\w+ (?:\w+ )?network)|"
    r"\binvit(?:es|ation) (?:you )?to (?:follow|attend|subscribe|join (?:the|a|an|our) |like )|"
    r"invitations you may be interested in|^add .{1,80} to your network|"
    r"\b\d+ (?:new|unread) (?:notification|message|update)|just messaged you|"
    r"\bendorsed you\b|sent you a (?:new )?message|\bnew message from\b|profile views?\b|"
    r"appeared in \d+ search|is popular in your network",
    re.IGNORECASE,
)
_REMINDER = re.compile(
    r"\breminder\b.{0,40}\binvitation\b|invitation is (?:still )?(?:waiting|awaiting|pending)|"
    r"is (?:still )?(?:waiting for|awaiting) your (?:response|reply|answer)|"
    r"\baviso de tu invitación\b|(?:recordatorio|aviso)\b.{0,30}invitaci|"
    r"esper(?:a|ando) tu respuesta|"
    r"j['’]attends votre réponse|attend votre réponse|rappel\b.{0,40}invitation|"
    r"wartet auf (?:ihre|deine) antwort|erinnerung\b.{0,40}einladung|"
    r"(?:attende|attesa di)(?: una)? tua risposta|promemoria\b.{0,40}invito|"
    r"aguard(?:a|ando) (?:a )?(?:sua|tua) resposta|lembrete\b.{0,40}convite|"
    r"wacht op (?:uw|je) (?:antwoord|reactie)|herinnering\b.{0,40}uitnodiging",
    re.IGNORECASE,
)
_DIGEST = re.compile(
    r"\byou have (?:\d+|an?|one) (?:new |pending |unanswered )*(?:invitation|connection request)|"
    r"\b\d+ (?:\w+ ){0,3}(?:invitations?|einladung|invitaci[oó]n|convite|invit[oi]\b|uitnodiging|"
    r"zaprosze|inbjudning|invitasjon|приглашени)",
    re.IGNORECASE,
)
_INVITATION = re.compile(
    r"invitation to connect on linkedin|wants to (?:stay in touch|connect)|invited you to connect|"
    r"join my network on linkedin|"
    r"stay in touch with me through linkedin|add (?:you|me) to (?:my|your) .{0,20}network|"
    r"\bi want to connect\b|i['’]d like to (?:join your|connect|add you)|"
    r"would like to connect|sent you an? (?:linkedin )?(?:invitation|connection request)|"
    r"invitación a conect|quiere (?:mantener el contacto|conectar|unirse)|añád[ea]me a tu red|"
    r"\bquiero conectar|me gustaría (?:añadirte|unirme)|"
    r"convite para se conectar|quer se conectar|quero me conectar|adicione-me à sua rede|"
    r"gostaria de (?:adicion|fazer parte)|"
    r"invitation à se connecter|m['’]ajouter à votre réseau|"
    r"(?:souhaite|aimerais|aimerait).{0,40}réseau|"
    r"je souhaite (?:me connecter|entrer en relation)|souhaite se connecter|"
    r"einladung in mein netzwerk|einladung auf linkedin gesendet|zu (?:ihrem|deinem|meinem) .{0,20}"
    r"netzwerk|möchte (?:mich|sich) .{0,20}(?:vernetzen|verbinden)|"
    r"voglio collegarmi|vuole collegarsi|aggiung\w+ alla (?:mia|tua) rete|"
    r"entrare a far parte della tua|"
    r"ik wil (?:graag )?(?:connectie|contact|een connectie)|"
    r"toevoegen aan (?:mijn|uw|je) .{0,20}netwerk",
    re.IGNORECASE,
)
_NAMING = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"reminder about your invitation from (?P<name>.{2,80})$",
        r"aviso de tu invitación de (?P<name>.{2,80})$",
        r"^(?P<name>.{2,80}?)['’]s invitation is",
        r"^(?P<name>.{2,80}?) (?:is waiting for|wants to|would like to|invited you|sent you|"
        r"quiere|möchte|hat ihnen|souhaite|vuole|quer|wil)\b",
        r"^(?P<name>.{2,80}?) ?: j['’]attends votre réponse",
    )
)
_ANSWER = re.compile(
    r"(?:re|fw|fwd|aw|wg|sv|vs|antw|rv|tr|rif|i|r|enc|res|odp|pd|ynt|回复|回覆|转发|答复|答覆)"
    r"(?:\[\d+\])?\s?[:：]",
    re.IGNORECASE,
)


def says(subject: str) -> Kind | None:
    """The kind that a subject names; None where it names none that is known."""
    if _ACCEPTED.search(subject) or _OTHER.search(subject):
        return Kind.OTHER_LINKEDIN
    if _REMINDER.search(subject):
        return Kind.REMINDER
    if _DIGEST.search(subject):
        return Kind.DIGEST
    return Kind.INVITATION if _INVITATION.search(subject) else None


def is_answer(subject: str) -> bool:
    """Whether a subject starts as replies and forwards do."""
    return _ANSWER.match(subject) is not None


def name_in(subject: str) -> str:
    """What stands where a subject names the inviter, or ""; to be checked by the caller."""
    found = next((f for pattern in _NAMING if (f := pattern.search(subject))), None)
    return found["name"] if found else ""
