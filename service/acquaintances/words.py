"""Header cells → what a column means, in the languages contact files are written in.

Sources: LinkedIn's exports (English in every language of its pages), Outlook for Windows, whose
header is in its own language, Google, Thunderbird, Yahoo. Digits do not count, so that "E-mail 2
Address" is "E-mail Address". Of several names for a single value the first that the header has is
taken: where there is a "Job Title", "Title" is "Mr".
"""

import unicodedata
from collections.abc import Mapping
from functools import cache

# fmt: off
WORDS: Mapping[str, tuple[str, ...]] = {
    "first": (
        "First Name", "Given Name", "First", "Vorname", "Prénom", "Nombre", "Primeiro nome",
        "Nome próprio", "Nome", "Voornaam", "Förnamn", "Fornavn", "Imię", "Имя", "Ad", "Adı",
        "Jméno", "Křestní jméno", "Etunimi", "Prenume", "Utónév", "Keresztnév", "Ім'я", "Όνομα",
        "Meno", "Ime", "Собствено име", "名", "이름", "الاسم الأول", "שם פרטי",
    ),
    "last": (
        "Last Name", "Family Name", "Surname", "Last", "Nachname", "Familienname",
        "Nom de famille", "Nom", "Apellidos", "Apellido", "Cognome", "Sobrenome", "Apelido",
        "Achternaam", "Efternamn", "Efternavn", "Etternavn", "Nazwisko", "Фамилия", "Soyad",
        "Soyadı", "Příjmení", "Sukunimi", "Nume de familie", "Vezetéknév", "Прізвище", "Επώνυμο",
        "Priezvisko", "Prezime", "Фамилно име", "姓", "성", "اسم العائلة", "שם משפחה",
    ),
    "middle": (
        "Middle Name", "Additional Name", "Middle", "Weitere Vornamen", "Deuxième prénom",
        "Segundo nombre", "Secondo nome", "Segundo nome", "Tweede voornaam", "Mellannamn",
        "Mellemnavn", "Mellomnavn", "Drugie imię", "Отчество", "İkinci Adı",
    ),
    "full": (
        "Full Name", "Display Name", "Name", "Vollständiger Name", "Nom complet",
        "Nombre completo", "Nome completo", "Volledige naam", "Naam", "Namn", "Navn",
        "Imię i nazwisko", "ФИО", "Ad Soyad", "氏名", "姓名",
    ),
    "nickname": (
        "Nickname", "Nick Name", "Spitzname", "Surnom", "Apodo", "Soprannome", "Bijnaam",
        "Smeknamn", "Kaldenavn", "Kallenavn", "Pseudonim",
    ),
    "maiden": ("Maiden Name", "Geburtsname", "Nom de jeune fille"),
    "address": (
        "Email Address", "E-mail Value", "Email", "Emails", "Mail", "Primary Email",
        "Secondary Email", "E-Mail-Adresse", "Adresse e-mail", "Adresse de messagerie",
        "Adresse électronique", "Courriel", "Dirección de correo electrónico",
        "Correo electrónico", "Indirizzo posta elettronica", "Indirizzo di posta elettronica",
        "Indirizzo e-mail", "Endereço de e-mail", "Endereço de correio electrónico",
        "Endereço do correio electrónico", "Endereço de correio eletrónico", "E-mailadres",
        "E-postadress", "E-postadresse", "E-post", "Adres e-mail", "Adres poczty e-mail",
        "Адрес эл. почты", "Адрес электронной почты", "Эл. почта", "Электронная почта",
        "E-posta Adresi", "E-posta", "E-mailová adresa", "Sähköpostiosoite", "E-mail cím",
        "Adresă de e-mail", "Adresă de poștă electronică", "Адреса електронної пошти",
        "Имейл адрес", "Διεύθυνση ηλεκτρονικού ταχυδρομείου", "電子メール アドレス",
        "メール アドレス", "电子邮件地址", "電子郵件地址", "电子邮件", "전자 메일 주소",
        "عنوان البريد الإلكتروني", "כתובת דואר אלקטרוני",
    ),
    "address_mark": ("E-mail Label", "E-mail Type"),
    "profile": (
        "URL", "Profile URL", "LinkedIn URL", "LinkedIn Profile URL", "LinkedIn Profile",
        "LinkedIn", "Profiles", "Website Value", "Website", "Web Page", "Personal Web Page",
        "Sites", "Webseite", "Page Web", "Página Web", "Página da Web", "Página na Web",
        "Pagina Web", "Webpagina", "Webbsida", "Webside", "Nettsted", "Strona sieci Web",
        "Веб-страница", "Web Sayfası",
    ),
    "company": (
        "Company", "Organization Name", "Companies", "Company Name", "Organization",
        "Organisation", "Firma", "Unternehmen", "Société", "Entreprise", "Empresa", "Compañía",
        "Organización", "Società", "Azienda", "Bedrijf", "Företag", "Virksomhed", "Bedrift",
        "Организация", "Компания", "Şirket", "Společnost", "Spoločnosť", "Yritys", "Firmă",
        "Cég", "Компанія", "Организація", "Фирма", "Εταιρεία", "会社名", "会社", "公司", "单位",
        "회사", "الشركة", "חברה",
    ),
    "title": (
        "Job Title", "Organization Title", "Position", "Poste", "Fonction", "Puesto", "Cargo",
        "Posizione", "Qualifica", "Functie", "Befattning", "Stilling", "Stillingsbetegnelse",
        "Jobtitel", "Jobbtittel", "Stanowisko", "Должность", "Посада", "İş Unvanı", "Unvan",
        "Pozisyon", "Funkce", "Funkcia", "Tehtävänimike", "Ocupație", "Funcție", "Beosztás",
        "Длъжност", "役職", "职务", "职位", "職稱", "직함", "اللقب المهني", "Title", "Titre",
    ),
    "since": (
        "Connected On", "Verbunden am", "Date de connexion", "Connecté le", "Fecha de conexión",
        "Conectado el", "Data di collegamento", "Collegato il", "Data de conexão",
        "Conectado em", "Verbonden op", "Kontakt sedan", "Forbundet den", "Data połączenia",
        "Дата установления контакта", "Bağlantı tarihi",
    ),
    # LinkedIn's Invitations.csv and messages.csv, always English.
    "from": ("From",),
    "to": ("To",),
    "sent": ("Sent At", "Date"),
    "note": ("Message",),
    "direction": ("Direction",),
    "inviter": ("inviterProfileUrl",),
    "invitee": ("inviteeProfileUrl",),
    "conversation": ("Conversation ID",),
    "sender_profile": ("Sender Profile URL",),
    "recipient_profiles": ("Recipient Profile URLs",),
    "content": ("Content",),
    "mail_folder": ("Folder",),
    "draft": ("Is Message Draft", "Is Conversation Draft"),
}
# fmt: on

#: What may stand in several columns, under any of its names.
SEVERAL = frozenset(("address", "address_mark", "profile", "nickname", "draft"))

#: What people write in several lines; rows in any other cell are there by a quote gone astray.
MULTILINE = frozenset(("note", "content"))


def header_word(cell: str) -> str:
    """A header cell without case, accents, digits, blanks and signs: FirstName is First Name."""
    bare = unicodedata.normalize("NFKD", cell.casefold())
    return "".join(c for c in bare if c.isalpha())


@cache
def words_of(meaning: str) -> tuple[str, ...]:
    """The header words of a meaning, in order of preference."""
    return tuple(header_word(name) for name in WORDS[meaning])
