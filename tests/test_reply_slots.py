"""What a reply may repeat of the inviter's: name, company, title, subject, their words."""

import pytest

from rules.reply.names import first_name
from rules.reply.slots import company, quote, subject, title


@pytest.mark.parametrize(
    ("note", "quoted"),
    [
        (
            "Hi Alex — great *meeting you at* the loom fair! Bye",
            "great meeting you at the loom fair",
        ),
        ("Dear Dr. Moser, we sat in *Prof. Klein's* course.", "we sat in Prof. Klein's course"),
        ("I cite *your paper* on mud, and more.", "I cite your paper on mud, and more"),
        ("Could you *speak at our meetup* in June?", "Could you speak at our meetup in June?"),
        ("I enjoyed *our talk in* Ulm. See you!", "I enjoyed our talk in Ulm"),
        ("See https://evil.example now *about our talk*", ""),
        ("Call +49 123456789 *about our talk* in Ulm", ""),
        ("word " * 200 + "*about our talk*", ""),
        ("*Hi*", ""),
    ],
)
def test_a_quote_is_the_short_clean_clause_around_the_proof(note: str, quoted: str) -> None:
    proof = note.split("*")[1]
    assert quote(note.replace("*", ""), proof) == quoted


@pytest.mark.parametrize(
    "name",
    [
        "",
        "2024",
        "www.loom.example",
        "Loom.example",
        "A" * 61,
        "{{ x }}",
        "Loom\nMill",
        "N/A",
        "Self-employed",
        "ex-Loom",
        "The best looms you will ever see in town!",
        "Loom\u202e",
        "Loom and Mills of …",
        "100%",
        "@loom",
        "Stealth Startup",
        "a small loom mill in Ulm",
        "Bayerischen Webstuhlwerken",
        "Technischen Universität Ulm",
    ],
)
def test_what_is_no_clean_company_is_not_repeated(name: str) -> None:
    assert company(name) == ""


@pytest.mark.parametrize(
    "name", ["Loom & Mills", "ÆRØ A/S", "海星科技", "Loom, Inc.", "3Looms", "München AG", "A Loom"]
)
def test_a_clean_company_is_repeated_as_it_is(name: str) -> None:
    assert company(name) == name.rstrip(",")


@pytest.mark.parametrize(
    "name",
    [
        "I help looms weave",
        "SENIOR LOOM ENGINEER",
        "10x Weaver",
        "Weaver | Dreamer",
        "Ex-CEO",
        "Weaver looking for work",
        "One who has quite a lot of things to say",
        "Retired",
        "Freelancer",
        "a weaver of stories",
    ],
)
def test_a_slogan_or_a_long_title_is_not_repeated(name: str) -> None:
    assert title(name) == ""


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Dr. Anna-Lena Weber", "Anna-Lena"),
        ("Prof. Dr. h.c. Ute Brandt", "Ute"),
        ("Jane Doe, PhD, MBA", "Jane"),
        ("Doe, Jane", "Jane"),
        ("DUPONT Marie", "Marie"),
        ("MARIE DUPONT", "Marie"),
        ("jean-luc moreau", "Jean-Luc"),
        ("bob miller via LinkedIn", "Bob"),
        ("Ana (She/Her) 🌱", "Ana"),
        ("𝐉𝐨𝐡𝐧 𝐒𝐦𝐢𝐭𝐡", "John"),
        ("Sean McKenna | CEO", "Sean"),
        ("J. Robert Penn", "Robert"),
        ("Wang Xiaoming", "Xiaoming"),
        ("Xiaoming Wang (王小明)", "Xiaoming"),
        ("王小明", "王小明"),
        ("Nagy Péter", "Péter"),
        ("Nguyễn Văn An", "An"),
        ("عبد الله حسن", "عبد الله"),
        ("Abdul Rahman Khan", "Abdul Rahman"),
        ("AJ Lee", "AJ"),
        ("Mary Ann Penn", "Mary Ann"),
        ("JOSÉ LUIS PRADO", "José Luis"),
        ("Mª José Prado", "María José"),
        ("De Vries, Jan", "Jan"),
        ("Dr.Priya Nair", "Priya"),
        ("CA Neha Gupta", "Neha"),
        ("Er. Amit Rao", "Amit"),
        ("Chief Emeka Obi", "Emeka"),
        ("R Lakshmi Narayanan", "Lakshmi"),
        ("Ramesh K.", "Ramesh"),
        ("Chan Tai Man", "Tai Man"),
        ("Chan Tai Man Peter", "Peter"),
        ("LEE Min Ho", "Min Ho"),
        ("Le Thi Hoa", "Hoa"),
        ("Sato Kenji", "Kenji"),
        ("Li Zhang", "Li"),
        ("Kovács-Szabó Réka", "Réka"),
        ("Петров Иван Иванович", "Иван"),
        ("राहुल शर्मा", "राहुल"),
        ("สมชาย ใจดี", "สมชาย"),
        ("İBRAHİM YILMAZ", "İbrahim"),
        ("Kim Anna Marie Larsen", "Kim"),
    ],
)
def test_the_first_name_is_found_in_any_order_and_dress(name: str, first: str) -> None:
    assert first_name(name) == first


@pytest.mark.parametrize(
    "name",
    [
        "",
        "J. Smith",
        "Dr. Weiss",
        "van den Berg",
        "LinkedIn Member",
        "Loom GmbH",
        "Loom Bridges Ltd.",
        "Weber & Söhne",
        "Weber and Sons",
        "Hiring Manager",
        "Coach Carter",
        "K. Ramesh",
        "P.Suresh",
        "J.R. Smith",
        "H.-J. Weber",
        "Th. Weber",
        "anna.weber",
        "Mc Kenna",
        "O'Brien Patrick",
        "Li Na",
        "{{7*7}}",
        "Ann {% x %}",
        "A" * 10_240,
        "\u202eannA\u202c Berg",
    ],
)
def test_a_doubtful_name_is_not_used(name: str) -> None:
    assert first_name(name) == ""


@pytest.mark.parametrize(
    ("given", "answered"),
    [
        ("I want to connect", "Re: I want to connect"),
        ("Re: RE: AW: Hello", "Re: Hello"),
        ("Two\r\n lines", "Re: Two lines"),
        ("", "Re: Your invitation"),
        ("{{7*7}}", "Re: Your invitation"),
        ("see https://a.example/?trk=1", "Re: Your invitation"),
    ],
)
def test_the_subject_is_one_clean_line(given: str, answered: str) -> None:
    assert subject(given, "Your invitation") == answered


def test_a_long_subject_is_cut() -> None:
    assert len(subject("so " * 500, "x")) <= 200
