"""The language files: each in the one form, and each language told by what its file says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rules.languages import codes, language
from rules.note import read_note
from rules.note.language import notes_data
from rules.note.phrases import find, phrases_of
from rules.note.text import words_of

TABLES = {
    "telling": {"scripts", "words", "letters", "everywhere"},
    "frame": {"greetings", "titles", "courtesies", "closings"},
    "stock": {"sentences", "act", "whose", "what", "filler"},
    "phrases": {"pitch", "pitch_hint", "personal", "generic", "who", "how", "why"},
    "concepts": set(language("en")["notes"]["concepts"]),  # the same ones in every language
}
COMPLETE = ("en", "de", "fr", "es", "it", "pt", "nl")


def _phrases(code: str) -> Iterator[tuple[str, str]]:
    notes = notes_data(code)
    for table in ("frame", "stock", "phrases", "concepts"):
        for label, phrases in notes.get(table, {}).items():
            yield from ((label, phrase) for phrase in phrases)


@pytest.mark.parametrize("code", codes())
def test_a_file_holds_only_the_tables_that_are_read(code: str) -> None:
    notes = notes_data(code)
    assert set(notes) == set(TABLES)
    for name, table in notes.items():
        assert {label.removesuffix("_not") for label in table} <= TABLES[name]


@pytest.mark.parametrize("code", codes())
def test_every_phrase_has_its_brackets_closed_and_says_something(code: str) -> None:
    for label, phrase in _phrases(code):
        assert phrase.count("(") == phrase.count(")"), (label, phrase)
        assert not phrases_of({label: [phrase]}).label, (label, phrase)
        assert words_of(phrase).tokens, (label, phrase)


@pytest.mark.parametrize("code", codes())
def test_bars_stand_only_within_brackets(code: str) -> None:
    for label, phrase in _phrases(code):
        depth = 0
        for character in phrase:
            depth += (character == "(") - (character == ")")
            assert depth >= 0, (label, phrase)
            assert character != "|" or depth > 0, (label, phrase)


@pytest.mark.parametrize("code", codes())
def test_no_phrase_is_a_single_common_word(code: str) -> None:
    common = words_of(notes_data(code)["telling"].get("words", "")).tokens[:30]
    for label in ("pitch", "personal", "how", "why"):
        first = phrases_of({label: notes_data(code)["phrases"].get(label, ())})
        assert not [t.word for t in common if find(first, (t,))], label


@pytest.mark.parametrize("code", codes())
def test_a_stock_sentence_of_every_language_is_default(code: str) -> None:
    sentence = notes_data(code)["stock"]["sentences"][0]
    assert read_note(_first_reading(sentence)).kind == "default"


@pytest.mark.parametrize("code", COMPLETE)
def test_the_languages_that_we_answer_in_have_phrases_for_everything(code: str) -> None:
    assert TABLES["phrases"] <= set(notes_data(code)["phrases"])


@pytest.mark.parametrize(
    ("code", "note"),
    [
        ("en", "Would you tell me where the old mill stands?"),
        ("de", "Wissen Sie vielleicht, wo die alte Mühle steht?"),
        ("fr", "Savez-vous où se trouve le vieux moulin ?"),
        ("es", "¿Sabe usted dónde está el viejo molino de mi abuelo?"),
        ("it", "Lei sa dove si trova il vecchio mulino di mio nonno?"),
        ("pt", "Você sabe onde fica o velho moinho do meu avô?"),
        ("nl", "Weet u misschien waar de oude molen van mijn opa staat?"),
        ("sv", "Vet du var den gamla kvarnen ligger och vem jag kan fråga?"),
        ("da", "Jeg vil gerne vide, hvad den gamle mølle hedder, og hvor den ligger"),
        ("no", "Jeg lurer på hva den gamle mølla heter og om noen eier den nå"),
        ("pl", "Czy wie pan, gdzie jest stary młyn mojego dziadka?"),
        ("cs", "Nevíte, kde je starý mlýn, který patřil mému dědečkovi?"),
        ("tr", "Dedemin eski değirmeninin nerede olduğunu biliyor musunuz ve benim için çok"),
        ("fi", "Missä vanha mylly on ja voisiko siellä nyt käydä?"),
        ("id", "Apakah anda tahu di mana kincir tua itu dan bagaimana saya bisa ke sana?"),
        ("ru", "Вы не знаете, где стоит старая мельница?"),
        ("uk", "Ви не знаєте, де стоїть старий млин?"),
        ("el", "Ξέρετε πού είναι ο παλιός μύλος;"),
        ("zh", "您知道老磨坊在哪里吗"),
        ("ja", "古い水車小屋はどこですか"),
        ("ko", "오래된 방앗간이 어디에 있나요"),
        ("fa", "آیا می‌دانید آسیاب قدیمی کجاست؟ من خوشحال می‌شوم که بگویید"),
        ("ar", "هل تعرف أين الطاحونة القديمة التي كان جدي يعمل فيها"),
        ("he", "האם אתה יודע איפה הטחנה הישנה"),
        ("th", "คุณรู้ไหมว่าโรงสีเก่าอยู่ที่ไหน"),
        ("hi", "क्या आप जानते हैं पुरानी चक्की कहाँ है"),
        ("vi", "Bạn có biết cối xay gió cũ của ông tôi ở đâu không?"),
    ],
)
def test_a_language_is_told_by_ordinary_words(code: str, note: str) -> None:
    assert read_note(note).language == code


@pytest.mark.parametrize("note", ["", "ok", "12:30", "Bo Linde", "🙂", "Malmö 2019"])
def test_too_little_to_tell_is_said_to_be_unknown(note: str) -> None:
    assert read_note(note).language == ""


def _first_reading(phrase: str) -> str:
    """The phrase with the first of each choice, as somebody would type it."""
    while "(" in phrase:
        end = phrase.index(")")
        start = phrase.rindex("(", 0, end)
        phrase = (
            phrase[:start] + phrase[start + 1 : end].split("|", maxsplit=1)[0] + phrase[end + 1 :]
        )
    return phrase.replace("NUM", "1").replace("CAP", "Ada")
