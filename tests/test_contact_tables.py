"""Every layout of contact table, as LinkedIn, Google, Outlook, Thunderbird and people write it."""

import pytest

from service.acquaintances import read_contacts

CONNECTIONS = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
ADA = "Ada,Quill,https://www.linkedin.com/in/ada-quill,,Northwind,COO,08 Feb 2026\n"


@pytest.fixture
def read(tmp_path):
    def read(text, encoding="utf-8", name="contacts.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return read_contacts(path)

    return read


def _outlook(first, last, address, company, title):
    """A header as Outlook for Windows writes it: a courtesy title first, and many columns."""
    more = ",".join(f"x{letter}" for letter in "abcdefghijklmnopqrst")
    return f"Anrede,{first},{last},{company},{title},{more},{address}\n"


OUTLOOK_ROW = "Dr.,Ada,Quill,Northwind,COO" + "," * 20 + ",ada@example.org\n"


def test_a_connection_has_its_title_and_its_date(read):
    found = read(CONNECTIONS + ADA)
    (ada,) = found.people
    assert found.kind == "LinkedIn connections"
    assert (ada.title, ada.company) == ("COO", "Northwind")
    assert ada.record == "a LinkedIn connection since 8 Feb 2026 (contacts.csv)"


@pytest.mark.parametrize(
    "header",
    [
        "Vorname,Nachname,URL,E-Mail-Adresse,Unternehmen,Position,Verbunden am\n",
        "Prénom,Nom,URL,Adresse e-mail,Entreprise,Poste,Date de connexion\n",
        "Nombre,Apellidos,URL,Correo electrónico,Empresa,Puesto,Fecha de conexión\n",
        "Imię,Nazwisko,URL,Adres e-mail,Firma,Stanowisko,Data połączenia\n",
        "Имя,Фамилия,URL,Адрес эл. почты,Компания,Должность,Connected On\n",
        "FirstName;LastName;Url;EmailAddress;Company;Position;ConnectedOn\n",
        '"First Name"\t"Last Name"\t"URL"\t"Email"\t"Company"\t"Position"\t"Connected On"\n',
    ],
)
def test_connections_are_known_by_their_header_in_any_language_and_delimiter(read, header):
    delimiter = next(d for d in ";\t," if d in header)
    (ada,) = read(header + ADA.replace(",", delimiter)).people
    assert (ada.name, ada.company, ada.title) == ("Ada Quill", "Northwind", "COO")
    assert ada.profile == "https://www.linkedin.com/in/ada-quill"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_unicode_is_read(read, encoding):
    (zoe,) = read(CONNECTIONS + ADA.replace("Ada", "Zoë"), encoding).people
    assert zoe.name == "Zoë Quill"


@pytest.mark.parametrize(
    ("header", "code_page"),
    [
        (_outlook("Vorname", "Nachname", "E-Mail-Adresse", "Firma", "Position"), "cp1252"),
        (_outlook("Prénom", "Nom", "Adresse de messagerie", "Société", "Titre"), "cp1252"),
        (_outlook("Imię", "Nazwisko", "Adres e-mail", "Firma", "Stanowisko"), "cp1250"),
        (_outlook("Имя", "Фамилия", "Адрес эл. почты", "Организация", "Должность"), "cp1251"),
        (_outlook("名", "姓", "電子メール アドレス", "会社名", "役職"), "cp932"),
    ],
)
def test_outlook_writes_its_own_language_in_its_own_code_page(read, header, code_page):
    found = read(header + OUTLOOK_ROW, code_page)
    (ada,) = found.people
    assert found.kind == "Outlook contacts"
    assert (ada.name, ada.company, ada.title) == ("Ada Quill", "Northwind", "COO")
    assert ada.addresses == ("ada@example.org",)


def test_a_line_in_windows_code_page_is_read_in_a_file_of_utf_8(read):
    rows = "Jürgen,Lind,,,,,\n".encode() + "Jürgen,Wen,,,,,\n".encode("cp1252")
    names = [person.name for person in read(CONNECTIONS.encode() + rows).people]
    assert names == ["Jürgen Lind", "Jürgen Wen"]


def test_outlooks_courtesy_title_is_no_job(read):
    web = "First Name,Middle Name,Last Name,Title,Suffix,E-mail Address,E-mail 2 Address,Job Title"
    desktop = '"Title","First Name","Last Name","Suffix","E-mail Address","E-mail Type"'
    (ada,) = read(f"{web}\nAda,M,Quill,Mrs,,a@example.org,b@example.org,COO\n").people
    (bo,) = read(f'{desktop}\n"Mr","Bo","Lind","","bo@example.org","SMTP"\n').people
    assert (ada.title, bo.title) == ("COO", "")
    assert ada.addresses == ("a@example.org", "b@example.org")
    assert ada.other_names == ("Ada M Quill",)


def test_an_exchange_name_is_no_address(read):
    header = "First Name,Last Name,Suffix,E-mail Address,E-mail Type\n"
    (ada,) = read(header + "Ada,Quill,,/o=Firm/ou=Site/cn=Recipients/cn=aquill,EX\n").people
    assert ada.addresses == ()


def test_google_marks_the_address_to_write_to_first(read):
    header = (
        "First Name,Last Name,Nickname,Organization Name,Organization Title,E-mail 1 - Label,"
        "E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Website 1 - Value\n"
    )
    row = "Ada,Quill,Addie,Northwind,COO,Home,a@example.net,* Work,b@example.org ::: c@example.org,"
    found = read(f"{header}{row}linkedin.com/in/ada-quill\n")
    (ada,) = found.people
    assert found.kind == "Google contacts"
    assert ada.addresses == ("b@example.org", "c@example.org", "a@example.net")
    assert (ada.other_names, ada.profile[-9:]) == (("Addie",), "ada-quill")


def test_googles_layout_until_2023_is_read(read):
    header = (
        "Name,Given Name,Additional Name,Family Name,Group Membership,E-mail 1 - Type,"
        "E-mail 1 - Value,Organization 1 - Name,Organization 1 - Title\n"
    )
    found = read(header + "Bo Lind,Bo,,Lind,* myContacts,* Work,bo@example.org,Kiln,Potter\n")
    (bo,) = found.people
    assert (found.kind, bo.name, bo.company) == ("Google contacts", "Bo Lind", "Kiln")
    assert bo.title == "Potter"


def test_thunderbird_yahoo_and_a_table_of_ones_own_are_read(read):
    thunderbird = "First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email\n"
    assert read(thunderbird + "Ada,Quill,Ada Q.,,a@example.org,\n").kind == "Thunderbird contacts"
    assert read("First,Middle,Last,Nickname,Email\nAda,,Quill,,a@example.org\n").kind == (
        "Yahoo contacts"
    )
    own = read("Name,Email\nAda Quill,a@example.org\n")
    assert (own.kind, own.people[0].name) == ("contacts table", "Ada Quill")


@pytest.mark.parametrize(
    "header",
    [
        "FirstName,MiddleName,LastName,MaidenName,NickName,Title,Emails,PhoneNumbers,CreatedAt\n",
        "FirstName,MiddleName,LastName,MaidenName,NickName,Title,Emails,Sites,BookmarkedAt\n",
    ],
)
def test_the_address_book_given_to_linkedin_is_read(read, header):
    found = read(header + 'Ada,,Quill,Ferris,Addie,COO,"a@example.org,b@example.org",,1/2/20\n')
    (ada,) = found.people
    assert found.kind == "LinkedIn imported contacts"
    assert ada.addresses == ("a@example.org", "b@example.org")
    assert ada.other_names == ("Ferris", "Addie")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("08 Feb 2026", "8 Feb 2026"),
        ("2026-02-08", "8 Feb 2026"),
        ("4-Apr-21", "4 Apr 2021"),
        ("02/28/2026", "28 Feb 2026"),
        ("28/02/2026", "28 Feb 2026"),
        ("8.2.2026", "8 Feb 2026"),
        ("03/04/2026", "03/04/2026"),
        ("31 Feb 2026", "31 Feb 2026"),
        ("8 févr. 2026", "8 févr. 2026"),
    ],
)
def test_a_date_is_shown_as_people_say_it_or_as_it_is_written(read, written, shown):
    (ada,) = read(CONNECTIONS + f"Ada,Quill,,,,,{written}\n").people
    assert ada.record == f"a LinkedIn connection since {shown} (contacts.csv)"


def test_a_name_loses_what_cannot_be_seen_and_keeps_its_credentials_apart(read):
    (ada,) = read(CONNECTIONS + 'A\u200bda\x00,"\u202eQuill, PhD",,,,,\n').people
    assert (ada.name, ada.other_names) == ("Ada Quill, PhD", ("Ada Quill",))


def test_a_row_with_a_date_alone_is_nobody_and_no_fault(read):
    found = read(CONNECTIONS + ",,,,,,07 Jun 2026\nLinkedIn,Member,,,,,\n" + ADA)
    assert (len(found.people), found.nobody, found.passed_over) == (1, 2, ())


def test_a_row_with_a_comma_too_many_is_passed_over_by_its_line(read):
    found = read(CONNECTIONS + ADA + ADA.replace("Northwind", "Northwind, Inc.") + ADA)
    assert len(found.people) == 2
    assert found.passed_over == (
        "contacts.csv: line 3: 8 cells, but the header has 7: is a quote missing?",
    )


def test_a_quote_that_is_never_closed_costs_one_row(read):
    stray = 'Bo,Lind,,,"Kiln,Potter,4 Apr 2018\n'
    quoted = 'Cai,Wen,https://www.linkedin.com/in/cai-wen,,"Tea, Inc",COO,4 Apr 2018\n'
    found = read(CONNECTIONS + stray + ADA + ADA + quoted + ADA)
    assert [p.name for p in found.people] == ["Ada Quill", "Ada Quill", "Cai Wen", "Ada Quill"]
    assert found.passed_over == ("contacts.csv: line 2: a quote is opened that is never closed",)


def test_faults_are_told_by_the_files_own_lines(read):
    notes = 'Notes:\n"a note"\n\n'
    company = 'Ada,Quill,,,"North\nwind",COO,\n'
    found = read(notes + CONNECTIONS + company + "Bo,Lind,,,,,,,too,many\n")
    assert [person.company for person in found.people] == ["North wind"]
    assert found.passed_over[0].startswith("contacts.csv: line 7: 10 cells")


def test_progress_ends_at_the_whole_file(tmp_path):
    path = tmp_path / "contacts.csv"
    path.write_text(CONNECTIONS + ADA * 2_000, encoding="utf-8")
    steps = []
    read_contacts(path, lambda done, total: steps.append((done, total)))
    size = path.stat().st_size
    assert steps[-1] == (size, size)
    assert steps == sorted(steps)
    assert len(steps) > 3
