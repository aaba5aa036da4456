"""Does the headline sell?"""

import re

from rules.invitation import Invitation
from rules.knowledge import Knowledge
from rules.signals.signal import Signal, headline

#: What sells in a headline, by language: help for the likes of you, growth by numbers, and calls
#: to act. Bounded repeats: a hostile headline costs no more than its length.
_SELLS = re.compile(
    r"(?i)(?<!\w)(?:"
    r"(?:i|we) (?:help|empower|enable|scale|grow|turn)\b[^|]{0,80}|(?:helping|empowering|scaling)"
    r" [^|]{3,60}? (?:to|get|grow|scale|reach|achieve|win|land|book)\b[^|]{0,40}|"
    r"\d{1,3}\s?x (?:your|their|more|growth|roi|leads|sales|revenue)[^|]{0,30}|"
    r"(?:dm|message|text|ask) me\b[^|]{0,40}|(?:book|grab|schedule) (?:a|your) [^|]{0,30}|"
    r"(?:get|free) (?:more )?(?:leads|clients|audit|demo|trial|guide|consultation)\b[^|]{0,30}|"
    r"ich helfe\b[^|]{0,80}|wir helfen\b[^|]{0,80}|mehr (?:kunden|umsatz|leads)\b[^|]{0,30}|"
    r"j[’']aide\b[^|]{0,80}|nous aidons\b[^|]{0,80}|plus de clients\b[^|]{0,30}|"
    r"ayudo a\b[^|]{0,80}|ayudamos a\b[^|]{0,80}|ajudo\b[^|]{0,80}|ajudamos\b[^|]{0,80}|"
    r"aiuto (?:le|gli|i|aziende|imprese|professionisti)\b[^|]{0,80}|aiutiamo\b[^|]{0,80}|"
    r"ik help\b[^|]{0,80}|wij helpen\b[^|]{0,80})"
)


def answer(invitation: Invitation, knowledge: Knowledge) -> tuple[str, str]:
    """Yes with the words that sell."""
    found = _SELLS.search(invitation.inviter.headline[:500])
    return ("yes", " ".join(found[0].split())[:160]) if found else ("no", "")


SIGNAL = Signal(
    name="headline_pitch",
    question="Does the headline sell?",
    why="Who sells in the line under the name will sell in the next message, too.",
    source="The usual forms: help for people like you, growth by numbers, calls to act.",
    blind_spots="Other languages than the seven of our replies; a trade that only sounds like it.",
    values=("yes", "no"),
    examples=(
        headline("I help dentists fill their calendars | Speaker", "yes"),
        headline("Growth advisor | 10x your pipeline", "yes"),
        headline("DM me for a free audit", "yes"),
        headline("Ich helfe Handwerkern zu mehr Aufträgen", "yes"),
        headline("J'aide les indépendants à trouver des clients", "yes"),
        headline("Ayudo a clínicas a crecer", "yes"),
    ),
    silent=(
        headline("", "no"),
        headline("Help desk technician at Northwind", "no"),
        headline("Head of Growth at Tidewrack", "no"),
        headline("Aide-soignante à l'hôpital de Brest", "no"),
    ),
    answer=answer,
)
