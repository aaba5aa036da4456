"""The owner's own reply texts."""

import pytest

from rules.decision import Draft
from rules.finding import Finding
from rules.invitation import Invitation, Inviter
from rules.owner import Owner
from rules.reply import SLOTS, TEMPLATES, check_texts, write

OWNER = Owner(name="Jo Winter")


def invitation(inviter: Inviter | None = None) -> Invitation:
    return Invitation(inviter or Inviter("Ines Albrecht", "", "Buyer", "Larkfield Mills"))


def reply(template: str, of: Invitation, owner: Owner, *, language: str = "en") -> Draft:
    said = {"language": Finding("language", language)}
    draft, withheld = write(template, of, said, owner, never_admit=True)
    assert draft is not None, withheld
    return draft


def own(*texts: str) -> Owner:
    return Owner(name="Jo Winter", texts={"en": {"meet": texts}})


def test_the_owners_text_replaces_ours_for_its_language_and_template_only() -> None:
    mine = own("Hello {{ first_name }}, coffee? {{ owner_first_name }}")
    assert reply("meet", invitation(), mine).body == "Hello Ines, coffee? Jo"
    assert "coffee? Jo" not in reply("accept", invitation(), mine).body
    assert "coffee? Jo" not in reply("meet", invitation(), mine, language="de").body


def test_the_owner_may_write_in_a_language_that_we_do_not() -> None:
    mine = Owner(texts={"sv": {"meet": ("Hej {{ first_name }}, en fika?",)}})
    draft = reply("meet", invitation(), mine, language="sv")
    assert (draft.language, draft.body) == ("sv", "Hej Ines, en fika?")


def test_a_text_that_needs_what_is_not_known_gives_way_to_one_that_does_not() -> None:
    mine = own("How is {{ company }}?", "How are you?")
    assert reply("meet", invitation(Inviter("Ann")), mine).body == "How are you?"


def test_a_text_may_ask_whether_a_slot_is_known() -> None:
    mine = own("Hi{% if first_name %} {{ first_name }}{% endif %}, how is {{ company or 'work' }}?")
    assert reply("meet", invitation(Inviter()), mine).body == "Hi, how is work?"


@pytest.mark.parametrize(
    "broken",
    [
        "{{ nickname }}",
        "{% if %}",
        "{{ 1/0 }}",
        "{{ name.__class__.__mro__ }}",
        "{{ 'a'*10**9 }}",
        "{{ name|nothing }}",
        "{% include 'x' %}",
        "{{ range(9) }}",
        "a" * 2000,
        " ",
        "{{ name() }}",
    ],
)
def test_a_broken_text_is_withheld_with_its_place_and_reported_beforehand(broken: str) -> None:
    draft, withheld = write("meet", invitation(), {}, own(broken))
    assert draft is None
    assert withheld.startswith("reply text en/meet is withheld: ")
    assert "\n" not in withheld
    assert check_texts({"en": {"meet": (broken,)}})[0].startswith("en/meet text 1: ")


def test_a_text_that_admits_is_withheld_only_under_never_admit() -> None:
    mine = own("I don't think we have met. Coffee?")
    assert write("meet", invitation(), {}, mine, never_admit=True)[0] is None
    assert write("meet", invitation(), {}, mine, never_admit=False)[0] is not None


def test_texts_without_a_fault_are_not_reported() -> None:
    every = " ".join(f"{{{{ {slot} }}}}" for slot in SLOTS)
    assert check_texts({"en": dict.fromkeys(TEMPLATES, (f"Hello {every}",))}) == []


def test_a_wrong_template_and_an_empty_list_are_reported() -> None:
    found = check_texts({"de": {"meat": ("Hallo",), "meet": ()}})
    assert [line.split(":")[0] for line in found] == ["de/meat", "de/meet"]


def test_an_unknown_template_is_withheld_with_a_reason() -> None:
    draft, withheld = write("dinner", invitation(), {}, OWNER)
    assert draft is None
    assert "dinner" in withheld
