"""The replies: in whose language, with what of theirs, and that nothing hostile gets in."""

import re
from typing import Any

import pytest

from rules.decision import Draft
from rules.finding import Finding
from rules.invitation import Invitation, Inviter
from rules.languages import language
from rules.owner import Owner
from rules.reply import TEMPLATES, write
from rules.reply.checks import problems

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl")
OWNER = Owner(name="Jo Winter", address="jo@winter.example", languages=("en",))
INVITERS = (
    Inviter("Ines Albrecht", "", "Head of Purchasing", "Larkfield Mills"),
    Inviter("Dr. Tomasz Żuk", "", "Chirurg", ""),
    Inviter("DUBOIS Camille", "", "", "Ateliers Duvallon"),
    Inviter("王小明", "", "工程师", "海星科技"),
    Inviter("", "", "", ""),
    Inviter("JOHN O'HARA, PhD", "", "CEO", "B&B Bakers"),
    Inviter("محمد علي", "", "", "شركة النخيل"),
    Inviter("🚀 Zoë (she/her) 🚀", "", "I help brands grow 10x!", "www.brands.example"),
    Inviter("J. Harper", "", "Founder", "Self-employed"),
    Inviter("Nguyễn Văn An via LinkedIn", "", "Kỹ sư", "Sông Hồng"),
    Inviter("Rosa Pérez", "", "Directora de compras", "2024"),
    Inviter("Bo", "", "x" * 5000, "y" * 5000),
)
HOSTILE = (
    "Ann\r\nBcc: all@example.com",
    "{{7*7}}",
    "Ann {% for x in y %}",
    "\u202eannA\u202c Berg",
    "A" * 10_240,
    "[Name] <name>",
    "%s $name",
    "None",
    "https://www.linkedin.com/in/a?otpToken=1",
    "\ud800\udfff",
    "Ann\x00Berg",
    "\u200bAnn\u200b",
    "I don't know you",
    "Ann, who are you?",
)


def invitation(inviter: Inviter = INVITERS[0], **other: Any) -> Invitation:
    return Invitation(inviter, message_id=f"<{inviter.name[:9]}@mail.example>", **other)


def findings(**values: Any) -> dict[str, Finding]:
    """Findings by signal; a pair is a value and its proof."""
    pairs = {k: v if isinstance(v, tuple) else (v, "") for k, v in values.items()}
    return {k: Finding(k, value, proof) for k, (value, proof) in pairs.items()}


def reply(template: str, of: Invitation, owner: Owner = OWNER, **values: Any) -> Draft:
    draft, withheld = write(template, of, findings(**values), owner, never_admit=True)
    assert draft is not None, withheld
    return draft


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("template", TEMPLATES)
def test_a_reply_for_anybody_passes_its_own_checks(code: str, template: str) -> None:
    for inviter in INVITERS:
        draft = reply(template, invitation(inviter), language=code)
        assert problems(draft, never_admit=True) == []
        assert draft.language == code


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("template", TEMPLATES)
def test_a_reply_is_short_but_not_curt(code: str, template: str) -> None:
    for inviter in INVITERS[:10]:
        body = reply(template, invitation(inviter), language=code).body
        assert 35 <= len(body.split()) <= 120, body


@pytest.mark.parametrize("template", TEMPLATES)
def test_two_inviters_rarely_get_the_same_text(template: str) -> None:
    people = [Inviter(f"Kim Larsen{c}{d}") for c in "abcdefghij" for d in "abcdefghij"]
    bodies = {reply(template, invitation(p)).body for p in people}
    assert len(bodies) > 70


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_same_invitation_always_gets_the_same_text(template: str) -> None:
    assert reply(template, invitation()) == reply(template, invitation())


def test_a_reminder_gets_the_text_of_its_invitation() -> None:
    first = Invitation(INVITERS[0], message_id="<1@mail.example>")
    again = Invitation(INVITERS[0], message_id="<2@mail.example>")
    assert reply("meet", first).body == reply("meet", again).body


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_never_break_a_reply(template: str, hostile: str) -> None:
    inviter = Inviter(hostile, hostile, hostile, hostile, hostile, hostile, hostile)
    said = dict.fromkeys(("note_how", "note_why"), ("yes", hostile))
    letter = Invitation(inviter, hostile, hostile, message_id=hostile, subject=hostile)
    draft, _ = write(template, letter, findings(**said, language="en"), OWNER, never_admit=True)
    assert draft is None or problems(draft, never_admit=True) == []


def test_the_inviter_cannot_write_template_code() -> None:
    own = Owner(texts={"en": {"meet": ("Hi {{ name or 'you' }}, at {{ company or 'work' }}?",)}})
    body = reply("meet", invitation(Inviter("Ann {{ 7*7 }}", company="{{ 7*7 }}")), own).body
    assert body == "Hi you, at work?"


# language


def test_the_note_decides_the_language_before_the_mail_and_the_owner() -> None:
    of = invitation(mail_language="fr")
    assert reply("meet", of, language="de").language == "de"
    assert reply("meet", of, language="unknown").language == "fr"
    assert reply("meet", of, language="ja").language == "fr"


def test_without_note_and_mail_the_owner_decides_and_else_english() -> None:
    assert reply("meet", invitation(), Owner(languages=("nl", "en"))).language == "nl"
    assert reply("meet", invitation(), Owner(languages=("ja",))).language == "en"
    assert reply("meet", invitation(), Owner(languages=())).language == "en"


def test_a_region_does_not_hide_the_language() -> None:
    assert reply("meet", invitation(), language="pt-BR").language == "pt"


# what is taken up


def test_company_and_title_are_taken_up_or_the_one_that_there_is() -> None:
    assert "Larkfield Mills" in reply("meet", invitation()).body
    assert "“Head of Purchasing”" in reply("meet", invitation()).body
    assert "Ateliers Duvallon" in reply("meet", invitation(INVITERS[2]), language="fr").body
    assert "Chirurg" in reply("meet", invitation(INVITERS[1]), language="de").body


def test_what_the_note_said_is_quoted_before_the_company() -> None:
    note = "Hi Jo, we shared a table at the harvest dinner in Ulm. I would love to connect."
    said: Any = {"note_how": ("yes", "shared a table at the harvest dinner")}
    body = reply("review", invitation(note=note), language="en", **said).body
    assert "“we shared a table at the harvest dinner in Ulm”" in body
    assert "Larkfield" not in body


def test_what_they_ask_for_is_taken_up_before_how_they_know_the_owner() -> None:
    note = "We shared a table in Ulm. Could you speak at our school in June?"
    said: Any = {"note_how": ("yes", "We shared a table"), "note_why": ("yes", "Could you speak")}
    body = reply("review", invitation(note=note), language="en", **said).body
    assert "“Could you speak at our school in June?”" in body


def test_a_proof_that_is_not_in_the_note_is_not_quoted() -> None:
    said: Any = {"note_how": ("yes", "you wrote to them three times")}
    body = reply("review", invitation(note="Greetings from the choir!"), **said).body
    assert "three times" not in body


def test_a_note_in_another_language_is_not_quoted() -> None:
    note = "Spotkaliśmy się na targach w Poznaniu wiosną."
    said: Any = {"note_how": ("yes", note), "language": "pl"}
    assert "Poznaniu" not in reply("review", invitation(note=note), **said).body


def test_words_that_would_read_as_an_admission_are_not_quoted() -> None:
    note = "You don't know me, but we have never met at the fair in Ulm either."
    said: Any = {"note_how": ("yes", note)}
    assert "never met" not in reply("review", invitation(note=note), language="en", **said).body


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_greeting_without_a_name_reads_well(code: str) -> None:
    first = reply("meet", invitation(INVITERS[4]), language=code).body.splitlines()[0]
    assert re.fullmatch(r"[^\W\d]+(?: [^\W\d]+)?[,:]", first)


def test_the_owner_signs_with_their_name_or_not_at_all() -> None:
    assert reply("meet", invitation()).body.endswith("\nJo Winter")
    assert reply("meet", invitation(), Owner()).body[-1].isalpha()


# where the draft goes


def test_without_an_address_the_draft_says_where_to_paste_it() -> None:
    profile = "https://www.linkedin.com/in/ines-albrecht"
    draft = reply("meet", invitation(Inviter("Ines", profile=profile)))
    assert (draft.to, draft.paste_at) == (None, profile)


def test_an_address_is_used_where_it_is_one() -> None:
    assert reply("meet", invitation(Inviter("Ines", address="i@a.example"))).to == "i@a.example"
    assert reply("meet", invitation(Inviter("Ines", address="i@a.example\nCc: b@c"))).to is None


def test_a_sales_talk_is_neither_quoted_nor_praised() -> None:
    said: Any = {"note_why": ("yes", "our tool doubles your output"), "note_kind": "pitch"}
    of = invitation(note="Hi, our tool doubles your output.")
    assert "Larkfield Mills" in reply("meet", of, language="en", **said).body


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_sales_talk_is_declined_as_one(code: str) -> None:
    body = reply("decline", invitation(), language=code, note_kind="pitch").body
    assert any(s in body for s in language(code)["reply"]["decline"]["taking_up"]["pitch"])
