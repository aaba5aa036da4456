"""What a draft must pass before it is saved."""

import tomllib
from pathlib import Path
from time import perf_counter

import pytest

from rules.decision import Draft
from rules.reply.checks import LONGEST, admission, problems

PROFILE = "https://www.linkedin.com/in/ines-albrecht"


def draft(body: str, **other: str) -> Draft:
    return Draft(None, other.pop("subject", "Re: Hello"), body, "en", **other)


def faults(body: str, *, never_admit: bool = True) -> list[str]:
    return problems(draft(body), never_admit=never_admit)


PHRASES = tomllib.loads((Path(__file__).parent / "reply_admissions.toml").read_text("utf-8"))
VARIED = PHRASES.pop("varied")
HARMLESS = PHRASES.pop("harmless") + [s for v in VARIED.values() for s in v["harmless"]]
ADMITS = [s for block in PHRASES.values() for s in block]
ADMITS += [s for v in VARIED.values() for s in v["admits"]]


@pytest.mark.parametrize("text", ADMITS)
def test_a_way_to_say_i_do_not_know_you_is_found(text: str) -> None:
    assert admission(f"Thank you for your invitation. {text} Best regards")


@pytest.mark.parametrize("text", HARMLESS)
def test_a_harmless_lookalike_is_left_alone(text: str) -> None:
    assert admission(f"Thank you for your invitation. {text} Best regards") == ""


def test_an_admission_matters_only_where_the_policy_says_so() -> None:
    assert faults("I don't know you.", never_admit=False) == []
    assert "admits" in faults("I don't know you.")[0]


@pytest.mark.parametrize("code", sorted(VARIED))
def test_every_reply_language_has_its_own_admissions_and_lookalikes(code: str) -> None:
    assert len(set(VARIED[code]["admits"])) >= 15
    assert len(set(VARIED[code]["harmless"])) >= 15


def test_a_remark_between_commas_hides_no_admission() -> None:
    assert admission("Wir haben uns, wenn ich recht sehe, nie getroffen.")


def test_what_is_denied_of_another_thing_is_no_admission() -> None:
    assert admission("I do not know your new office, and I have never met the mayor.") == ""


@pytest.mark.parametrize("words", ["we met ", "ich sie ", "nos te la ", "not your ", "only a, "])
def test_a_hostile_text_is_read_in_bounded_time(words: str) -> None:
    started = perf_counter()
    admission((words * 2000 + "?")[-8000:])
    assert perf_counter() - started < 2


def test_hidden_letters_do_not_hide_an_admission() -> None:
    assert admission("I do\u200bn't kn\u00adow you.")


@pytest.mark.parametrize(
    "left",
    [
        "Hi {{ first_name }},",
        "Hi {name},",
        "{% if x %}",
        "Dear [Name],",
        "Dear [first name],",
        "Dear <name>,",
        "Hi %s,",
        "Hi %(name)s,",
        "Hi $name,",
        "Hi ${name},",
        "Hi XXX,",
        "Hello None,",
        "Hello undefined,",
        "TODO: say more",
        "Hi , thanks",
        "You wrote “”.",
    ],
)
def test_a_placeholder_that_is_left_is_refused(left: str) -> None:
    assert faults(f"{left}\n\nThank you for writing.")


@pytest.mark.parametrize(
    "link",
    [
        f"{PROFILE}?trk=abc",
        "https://www.linkedin.com/comm/in/ines?midToken=x",
        "www.example.com",
        "http://www.linkedin.com/in/ines",
        "https://pk.linkedin.com/in/ines",
        "lnkd.in/abc",
        "https://example.com/",
        "linkedin.com/in/ines?lipi=urn",
        "ftp://example.org/x",
        "otpToken=abc",
        "midSig 123",
        "sharedKey: 9",
        "authToken",
        "invitationId",
        "eid=a-b-c",
        "lipi=urn%3Ali",
        "trk=eml",
        "https://www.linkedin.com/in/ines/../login",
    ],
)
def test_a_link_that_could_bear_a_token_is_refused(link: str) -> None:
    assert faults(f"Have a look: {link}")


@pytest.mark.parametrize("end", ["", "/", ".", ")", ",", "?"])
def test_a_clean_profile_link_may_stay(end: str) -> None:
    assert faults(f"You find me here: {PROFILE}{end}") == []


@pytest.mark.parametrize(
    "text", ["It costs $100.", "None of it is urgent.", "100% sure", "a.b@c.example"]
)
def test_ordinary_signs_are_no_placeholders(text: str) -> None:
    assert faults(text) == []


@pytest.mark.parametrize(
    "c", ["\r", "\t", "\x00", "\u202e", "\u200b", "\u2066", "\ufeff", "\ud800"]
)
def test_a_hidden_character_is_refused_in_body_and_subject(c: str) -> None:
    assert faults(f"Thank{c}you")
    assert problems(draft("Thank you", subject=f"Re: a{c}b"), never_admit=True)


def test_an_empty_body_is_refused() -> None:
    assert faults(" \n ") == ["it is empty"]


def test_a_body_may_have_1900_characters_and_no_more() -> None:
    assert faults("a" * LONGEST) == []
    assert faults("a" * (LONGEST + 1))


def test_a_line_break_in_the_address_is_refused() -> None:
    split = Draft("a@b.example\nBcc: c@d.example", "Re: Hello", "Thank you.", "en")
    assert problems(split, never_admit=False)


def test_the_place_to_paste_at_is_a_clean_profile_or_none() -> None:
    assert problems(draft("Thank you.", paste_at=PROFILE), never_admit=True) == []
    assert problems(draft("Thank you.", paste_at=f"{PROFILE}?otpToken=1"), never_admit=True)


def test_a_refused_link_is_not_repeated_in_the_reason() -> None:
    assert "secret" not in str(faults("https://www.linkedin.com/in/ines?midToken=secret"))
