"""The sentences of our own replies: what every one of them keeps to, in each language."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from rules.languages import language
from rules.reply import TEMPLATES
from rules.reply.checks import admission

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl")


def sentences(table: Any) -> Iterator[str]:
    if isinstance(table, str):
        yield table
    else:
        for part in table.values() if isinstance(table, dict) else table:
            yield from sentences(part)


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_sentence_of_ours_admits_anything(code: str) -> None:
    texts = language(code)["reply"]
    assert [s for s in sentences(texts) if admission(s)] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_template_has_five_ways_to_say_what_it_says(code: str) -> None:
    texts = language(code)["reply"]
    for template in TEMPLATES:
        assert len(set(texts[template]["middle"])) >= 5
        assert len(set(texts[template]["closing"])) >= 5
    assert len(set(texts["opener"])) >= 5


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_sentence_uses_only_known_slots(code: str) -> None:
    texts = language(code)["reply"]
    used = {slot for s in sentences(texts) for slot in re.findall(r"{{ (\w+) }}", s)}
    assert used == {"first_name", "company", "title", "quote"}


def test_every_language_says_the_same_things() -> None:
    def shape(table: Any) -> Any:
        return {k: shape(v) for k, v in table.items()} if isinstance(table, dict) else None

    shapes = [shape(language(c)["reply"]) for c in LANGUAGES]
    assert all(s == shapes[0] for s in shapes)


@pytest.mark.parametrize("code", LANGUAGES)
def test_nothing_is_claimed_of_a_past_that_nobody_told(code: str) -> None:
    again = r"\b(again|wieder|de nouveau|de nuevo|otra vez|di nuovo|de novo|outra vez|weer)\b"
    texts = language(code)["reply"]
    assert [s for s in sentences(texts) if re.search(again, s, re.I)] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_nothing_is_claimed_of_a_profile_that_nobody_opened(code: str) -> None:
    texts = {k: v for k, v in language(code)["reply"].items() if k != "paste"}
    assert [s for s in sentences(texts) if re.search(r"profil|perfil|website", s, re.I)] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_offer_to_meet_names_the_coffee(code: str) -> None:
    offers = language(code)["reply"]["meet"]["middle"]
    assert [s for s in offers if not re.search(r"coffee|kaffee|koffie|caf[eéfè]+", s, re.I)] == []
