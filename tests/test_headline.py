import pytest

from rules.reading.headline import read_headline, split_headline


@pytest.mark.parametrize(
    ("text", "title", "company"),
    [
        ("Potter at Kiln & Sons", "Potter", "Kiln & Sons"),
        ("CTO @ Tidewrack Robotics, ex. Larkspur", "CTO", "Tidewrack Robotics"),
        ("Bauleiterin bei Brunnthaler Holzbau | Mutter", "Bauleiterin", "Brunnthaler Holzbau"),
        ("Ingénieure chez Verrerie du Val", "Ingénieure", "Verrerie du Val"),
        ("Analista en Salinas del Poniente", "Analista", "Salinas del Poniente"),
        ("Insegnante presso Liceo Aurora", "Insegnante", "Liceo Aurora"),
        ("Säljare på Grönvall", "Säljare", "Grönvall"),
        ("Partner, Quillfeather Legal, Inc.", "Partner", "Quillfeather Legal, Inc."),
        ("Founder of Two Rivers", "Founder", "Two Rivers"),
        ("Building Larkspur | dull machines", "", "Larkspur"),
        ("Head of Kilns", "Head of Kilns", ""),
        ("Ingeniero en el sector naval", "Ingeniero en el sector naval", ""),
        ("I help potters sell 10x their pots", "", ""),
        ("Open to work | ex-Controller", "", ""),
        ("🚀 Data engineer ✨ Rust", "Data engineer", ""),
        ("代表取締役 | 青葉計測", "代表取締役", ""),
        (
            "Partner at Two Rivers Seed Fund | dull machines for small…",
            "Partner",
            "Two Rivers Seed Fund",
        ),
        ("", "", ""),
    ],
)
def test_title_and_company(text, title, company):
    assert split_headline(text) == (title, company)


def test_the_trade_of_a_founder_is_told_by_the_rest_of_the_line():
    assert read_headline("Founder | recruiting for clinics").role == "recruiter_hr"


def test_the_words_that_decided_are_quoted():
    reading = read_headline("Senior Einkäuferin bei Nordlicht")
    assert (reading.role_proof, reading.seniority_proof) == ("Einkäuferin", "Senior")


@pytest.mark.parametrize("text", ["a" * 100_000, "at " * 30_000, "|" * 9_000, "@@@@", "\x00", "–"])
def test_no_headline_is_too_odd(text):
    assert read_headline(text).role
