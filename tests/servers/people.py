"""Invented people who send invitations, and what they write. Nobody here exists."""

from __future__ import annotations

from dataclasses import dataclass

# One name a line would make sixty lines.
# fmt: off
FIRST = (
    "Ada", "Benedikt", "Carla", "Dmitri", "Eleni", "Farid", "Greta", "Haruto", "Inês", "Jonas",
    "Kwame", "Léa", "Mariusz", "Noor", "Oisín", "Priya", "Quentin", "Rosa", "Søren", "Tamar",
    "Ulrike", "Viktor", "Wanda", "Ximena", "Yusuf", "Zoé", "Anneke", "Björn", "Chiara",
)
LAST = (
    "Abernethy-Voss", "Brandstätter", "Castellani-Roux", "Dahlqvist", "Echeverría Luna",
    "Fotherwick", "Grönvall", "Hasegawa-Lind", "Ilieşcu", "Jankowiak", "Køhlert", "Lindenthal",
    "Mbekwu", "Navarrete Pons", "O'Hanlahan", "Pereira Valadão", "Quistgaard", "Rautavuori",
    "Szalkowska", "Thevarajan", "Uzunoğlu", "Vandersmissen", "Wolframm", "Xanthopoulou",
    "Ybarra Soto", "Zwaanstra", "Aaltovirta", "Birkelund", "Corvetti", "Dorrington",
    "Esterházy-Kolb",
)
# fmt: on
HEADLINES = (
    "Head of Procurement at Nordlicht Papier GmbH",
    "Site Reliability Engineer | Go, Kubernetes, too much coffee",
    "Founder & CEO @ Tidewrack Robotics",
    "Geschäftsführerin bei Brunnthaler Holzbau",
    "Directrice des achats chez Verrerie du Val d'Ombre",
    "Helping boutique hotels fill their empty rooms ✨ Growth coach",
    "Professora de Hidrologia na Universidade de Vila Serena",
    "Account Executive at Quillfeather Software - we make invoices a pleasure",
    "Senior Legal Counsel, Harbour & Marches Insurance",
    "Student of Marine Geology",
    "Responsabile qualità presso Pastificio Tre Colline | Auditor ISO 22000",
    "Technical Recruiter at Larkspur Talent | Rust, embedded, automotive",
    "Werkvoorbereider bij Scheepswerf De Vlijt",
    "Director de Operaciones en Salinas del Poniente",
    "Keynote speaker. Author of a book about bees. Formerly logistics.",
    "Partner at Two Rivers Seed Fund | investing in dull but necessary machines for small farms…",
    "データエンジニア @ 青葉計測",
)
PLACES = (
    "Greater Bristol Area",
    "Innsbruck, Tyrol, Austria",
    "Lyon et périphérie",
    "Aveiro, Portugal",
    "Turku, Southwest Finland",
)
# Written by nobody in particular: LinkedIn's own sentences, in the sender's language.
DEFAULT = (
    "I'd like to join your LinkedIn network.",
    "I'd like to join your professional network.",
    "I'd like to add you to my professional network on LinkedIn.",
    "Ich möchte Sie gerne zu meinem beruflichen Netzwerk auf LinkedIn hinzufügen.",
    "Me gustaría añadirte a mi red profesional en LinkedIn.",
)
GENERIC = (
    "Hi {you}, your profile caught my eye, and it is always good to know people in the field.",
    "Hello {you}, we have a few contacts in common, so I thought we should be linked up.",
    "Guten Tag {you}, Ihr Werdegang ist spannend, ich würde mich über den Kontakt freuen.",
    "Bonjour {you}, ravi de découvrir votre parcours, au plaisir d'échanger.",
)
PERSONAL = (
    "Hi {you}, we shared a table at the timber day in Kuopio on Thursday. You said you still had "
    "the load tables for the swallow-tail joint: may I have a copy? {me}",
    "Dear {you}, Anselm Burgwedel gave me your name. I take over his two plants in May, and he "
    "says that you know why line 3 was built back to front.",
    "Lieber {you}, wir haben 2009 zusammen das Pumpwerk in Zwiesel abgenommen, ich war der mit dem "
    "verlorenen Helm. Seit März bin ich wieder in der Gegend. Auf einen Kaffee?",
    "Hi {you}, your talk in Porto on salt in bearings cost me a night's sleep. Our measurements at "
    "the tide mill disagree with slide 14, and I would like to find out who is wrong.",
    "Hola {you}, soy la hermana de Ramiro Estébanez; me contó lo que hiciste por su taller y "
    "quería darte las gracias en persona.",
)
PITCH = (
    "Hi {you}, we help firms like yours to halve their freight costs within 90 days. Do you have "
    "15 minutes this week for a quick call?",
    "Hello {you}, I have a client who hires a Head of Operations, fully remote. Shall I send you "
    "the job description?",
    "Hi {you}, I just published a free checklist with the seven leaks that every sales pipeline "
    "has. Where may I send it?",
    "Bonjour {you}, nous accompagnons les dirigeants qui veulent doubler leur chiffre d'affaires. "
    "Seriez-vous disponible mardi pour un échange de 20 minutes ?",
)
# Most invitations say nothing, some only the stock sentence.
KINDS = ("none", "default", "personal", "none", "generic", "none", "pitch", "default", "personal")
_NOTES = {
    "none": ("",),
    "default": DEFAULT,
    "generic": GENERIC,
    "personal": PERSONAL,
    "pitch": PITCH,
}


@dataclass(frozen=True)
class Person:
    """Somebody on LinkedIn, as a card shows them."""

    name: str
    headline: str
    place: str

    @property
    def first(self) -> str:
        return self.name.split()[0]


def person(n: int) -> Person:
    """Person number `n`; the first 899 all have different names, the others a middle initial."""
    initial = n // (len(FIRST) * len(LAST))
    middle = f" {chr(ord('A') + initial % 26)}." if initial else ""
    name = f"{FIRST[n % len(FIRST)]}{middle} {LAST[n % len(LAST)]}"
    return Person(name, HEADLINES[n % len(HEADLINES)], PLACES[n % len(PLACES)])


def note_kind(n: int) -> str:
    """The kind of note in invitation `n`: none, default, generic, personal or pitch."""
    return KINDS[n % len(KINDS)]


def note_text(n: int, you: str) -> str:
    """The note in invitation `n` to somebody called `you`; "" where there is none."""
    notes = _NOTES[note_kind(n)]
    return notes[n // len(KINDS) % len(notes)].format(you=you, me=person(n).first)
