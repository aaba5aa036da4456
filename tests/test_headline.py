import pytest

from rules.reading.headline import read_headline, split_headline


@pytest.mark.parametrize(
    ("text", "title", "company"),
    [
        ("Potter at Kiln & Sons", "Potter", "Kiln & Sons"),
        ("Aspiring potter | Glaze tests", "potter", ""),
        ("Vet in private practice", "Vet", ""),
        ("Buyer at Fen Kiln Co., Ltd. -- bricks and tiles", "Buyer", "Fen Kiln Co., Ltd."),
        ("Akuntan di PT Sungai Biru", "Akuntan", "PT Sungai Biru"),
        ("暁月堂｜設計部長", "設計部長", "暁月堂"),
        ("달빛공방 백엔드 개발자", "백엔드 개발자", "달빛공방"),
        ("Μηχανικός στην Αύρα Energy", "Μηχανικός", "Αύρα Energy"),
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
        ("Underwriter | Fellmark Mutual Group | Cyclist", "Underwriter", "Fellmark Mutual Group"),
        (
            "Clockmaker, Hall Repairs, Tockwell & Sons",
            "Clockmaker, Hall Repairs",
            "Tockwell & Sons",
        ),
        ("Owner of Gorse Lane Pottery", "Owner", "Gorse Lane Pottery"),
        ("Weaver & Founder of Gorse Lane", "Weaver & Founder", "Gorse Lane"),
        ("Inhaberin Weberei Gorsbach GmbH", "Inhaberin", "Weberei Gorsbach GmbH"),
        ("Chair at Fen Rowing - Boats & Design", "Chair", "Fen Rowing - Boats & Design"),
        ("Tax advisor in Hamburg", "Tax advisor", ""),
        ("Surveyor, MBA", "Surveyor", ""),
        ("3x founder (she/her)", "founder", ""),
        ("Third-year law student at Fen College", "law student", "Fen College"),
        ("Attorney at Law", "Attorney at Law", ""),
        ("Growth @ Larkspur", "Growth", "Larkspur"),
        ("Business Development", "Business Development", ""),
        ("Teaching assistant at Fen College", "Teaching assistant", "Fen College"),
        ("Teaching teams to listen", "", ""),
        ("Seeking a new role as a pastry chef", "pastry chef", ""),
        ("Joiner, looking for a new job", "Joiner", ""),
        ("𝗣𝗼𝘁𝘁𝗲𝗿 | clay", "𝗣𝗼𝘁𝘁𝗲𝗿", ""),
        ("Läkare | Dog lover", "Läkare", ""),
        ("Proud dad and dog lover", "", ""),
        ("Pakar garam", "", ""),
        ("会计 - 青禾陶器有限公司", "会计", "青禾陶器有限公司"),
    ],
)
def test_title_and_company(text, title, company):
    assert split_headline(text) == (title, company)


def test_the_trade_of_a_founder_is_told_by_the_rest_of_the_line():
    assert read_headline("Founder | recruiting for clinics").role == "recruiter_hr"


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Sales coach", "consultant_coach"),
        ("Sales recruiter", "recruiter_hr"),
        ("Project manager at Ministry of Fisheries", "public_sector"),
        ("Founder, Tidewrack Robotics", "founder_exec"),
        ("Founder, Gorse Advertising", "marketing"),
        ("Entrepreneur | Investor", "founder_exec"),
        ("Engineer | Kubernetes", "engineer_it"),
        ("Engineer", "engineer_other"),
        ("Doctoral student", "academic_research"),
        ("Sales intern", "student"),
        ("Retired nurse", "other"),
        ("★ ★", "none"),
        ("Rust | Kubernetes", "engineer_it"),
    ],
)
def test_the_trade_is_what_the_title_names_first(text, role):
    assert read_headline(text).role == role


@pytest.mark.parametrize(
    ("text", "seniority"),
    [
        ("Potter | Owner of Gorse Lane", "c_level_owner"),
        ("Potter | for owners of kilns", "mid"),
        ("HR business partner", "mid"),
        ("Partner at Gorse Legal", "c_level_owner"),
        ("Founder & director", "c_level_owner"),
        ("Executive director", "c_level_owner"),
        ("Glassblower", "mid"),
        ("Business Development", "unknown"),
        ("I help leaders lead", "unknown"),
        ("Building Larkspur", "c_level_owner"),
        ("Chief of staff to the CEO", "senior"),
        ("Key account manager", "mid"),
        ("Einkaufsleiterin", "lead_manager"),
    ],
)
def test_the_standing_is_that_of_the_title_unless_a_second_job_lifts_it(text, seniority):
    assert read_headline(text).seniority == seniority


def test_accents_do_not_count():
    assert read_headline("Geschaftsfuhrer").role == read_headline("Geschäftsführer").role


@pytest.mark.parametrize("text", ["Læge hos Fen Klinik", "İnsan Kaynakları Uzmanı", "𝗣𝗼𝘁𝘁𝗲𝗿"])
def test_every_proof_stands_in_the_headline(text):
    reading = read_headline(text)
    assert reading.role_proof in text
    assert reading.seniority_proof in text


def test_the_words_that_decided_are_quoted():
    reading = read_headline("Senior Einkäuferin bei Nordlicht")
    assert (reading.role_proof, reading.seniority_proof) == ("Einkäuferin", "Senior")


@pytest.mark.parametrize(
    "text",
    [
        "a" * 100_000,
        "at " * 30_000,
        "|" * 9_000,
        "@@@@",
        "\x00",
        "–",
        "a@" * 250,
        "in " * 170,
        "Ⅷ ﷺ ß İ",
    ],
)
def test_no_headline_is_too_odd(text):
    assert read_headline(text).role
