import pytest

from rules import (
    Acquaintance,
    Acquaintances,
    Authentic,
    Invitation,
    Inviter,
    Knowledge,
    Owner,
    PolicyError,
    Verdict,
    builtin_policies,
    builtin_policy,
    failing_examples,
    judge,
    one_label,
    parse_policy,
)

SMALL = """
name = "small"
says = "all the same"
[[rule]]
name = "sellers"
when = { note_kind = "pitch" }
verdict = "ignore"
because = "it sells"
[[rule]]
name = "the rest"
verdict = "meet"
because = "why not"
[[example]]
says = "a seller"
given = { note_kind = "pitch" }
verdict = "ignore"
"""
ADA = Acquaintance(
    name="Ada Quill",
    addresses=("ada@example.org",),
    profile="https://www.linkedin.com/in/ada-quill",
    record="a connection since 2024",
)
KNOWLEDGE = Knowledge(
    owner=Owner("Robin Winter", "robin@example.org"), acquaintances=Acquaintances([ADA])
)


def _invitation(note="", headline="", authentic=Authentic.YES, **inviter):
    who = Inviter(**{"name": "Bo Lind", "headline": headline, **inviter})
    return Invitation(
        inviter=who, note=note, authentic=authentic, message_id="<a@b>", subject="I want to connect"
    )


STOCK = "I'd like to add you to my professional network on LinkedIn."
PITCH = "We help workshops like yours win 30 new customers a month. Shall I book you a free demo?"


@pytest.mark.parametrize("name", builtin_policies())
def test_the_policies_examples_come_out_as_they_say(name):
    assert failing_examples(builtin_policy(name)) == []


@pytest.mark.parametrize("name", builtin_policies())
def test_a_forged_mail_is_suspicious_and_never_answered(name):
    forged = _invitation(STOCK, "CEO at Tidewrack", Authentic.NO)
    decision = judge(forged, builtin_policy(name), KNOWLEDGE)
    assert decision.verdict is Verdict.SUSPICIOUS
    assert decision.actions == ("label suspicious",)


def test_an_example_that_does_not_come_out_is_told():
    wrong = parse_policy(SMALL.replace('verdict = "ignore"\n"""', ""), "small.toml")
    wrong = wrong.model_copy(update={"rules": wrong.rules[1:]})
    (told,) = failing_examples(wrong)
    assert "example 'a seller' should be ignore, but rule 'the rest' says meet" in told


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("note_kind", "note_knid"), "no signal 'note_knid'"),
        (('when = { note_kind = "pitch"', 'when = { note_kind = "pich"'), "never 'pich'"),
        (('verdict = "meet"', 'verdict = "delete"'), "rule.2.verdict"),
        (('name = "the rest"', 'name = "the rest"\nwhen = { known = "no" }'), "the last rule"),
        (('because = "it sells"', 'becuase = "it sells"'), "rule.1.becuase"),
        (("[[rule]]", "[rule"), "not valid TOML"),
    ],
)
def test_a_wrong_policy_is_told_with_its_place(change, told):
    with pytest.raises(PolicyError, match=r"mine\.toml:") as error:
        parse_policy(SMALL.replace(*change), "mine.toml")
    assert told in str(error.value)


def test_an_unknown_policy_is_told_with_the_known_ones():
    with pytest.raises(PolicyError, match="take one of benefit-of-the-doubt, gatekeeper"):
        builtin_policy("doorman")


def test_unknown_never_archives():
    policy = builtin_policy("gatekeeper")
    pitch = _invitation(PITCH)
    assert judge(pitch, policy, KNOWLEDGE).archive
    assert not judge(pitch, policy, Knowledge()).archive
    unproven = _invitation(PITCH, authentic=Authentic.UNKNOWN)
    decision = judge(unproven, policy, KNOWLEDGE)
    assert (decision.verdict, decision.archive) == (Verdict.DECLINE, False)
    assert "not archived: authentic is unknown" in decision.withheld


def test_who_is_known_by_address_is_written_to():
    profile = "https://www.linkedin.com/in/ada-quill"
    note = "Hi Robin, it was good to see you at the pottery fair in Delft last week!"
    friend = _invitation(note, name="Ada Quill", profile=profile)
    decision = judge(friend, builtin_policy("gatekeeper"), KNOWLEDGE)
    assert decision.verdict is Verdict.ACCEPT
    assert decision.draft is not None
    assert decision.draft.to == "ada@example.org"


def test_a_namesake_is_not_written_to():
    decision = judge(_invitation(STOCK, name="Ada Quill"), builtin_policy("gatekeeper"), KNOWLEDGE)
    assert decision.verdict is Verdict.REVIEW
    assert decision.draft is None


def test_a_receipt_says_why():
    decision = judge(_invitation(STOCK, "Potter"), builtin_policy("gatekeeper"), KNOWLEDGE)
    receipt = decision.receipt()
    assert receipt.startswith("Bo Lind (Potter): meet\n  because nothing shows that you know them")
    assert "[gatekeeper: coffee first]" in receipt
    assert "known = no (in none of the owner's records)" in receipt


def test_no_draft_of_benefit_of_the_doubt_admits_anything():
    policy = builtin_policy("benefit-of-the-doubt")
    note = "Hello Robin, we met at the pottery fair in Delft, you showed me your kiln."
    decision = judge(_invitation(note), policy, KNOWLEDGE)
    assert decision.verdict is Verdict.ACCEPT
    assert decision.draft is not None
    assert "know you" not in decision.draft.body


def test_an_owners_text_that_admits_is_withheld():
    texts = {"en": {"accept": ("Hello {{ first_name }}, I don't remember you at all.",)}}
    knowledge = Knowledge(Owner("Robin", "r@example.org", texts=texts), KNOWLEDGE.acquaintances)
    note = "Hello Robin, we met at the pottery fair in Delft, you showed me your kiln."
    decision = judge(_invitation(note), builtin_policy("benefit-of-the-doubt"), knowledge)
    assert decision.draft is None
    assert decision.withheld[0].startswith("no draft:")


def test_a_digest_has_one_label_and_one_place_the_most_cautious():
    policy = builtin_policy("gatekeeper")
    pitch, stranger = _invitation(PITCH), _invitation(STOCK)
    assert judge(pitch, policy, KNOWLEDGE).archive
    both = one_label((judge(pitch, policy, KNOWLEDGE), judge(stranger, policy, KNOWLEDGE)))
    assert [d.verdict for d in both] == [Verdict.DECLINE, Verdict.MEET]
    assert [d.actions[0] for d in both] == ["label meet", "label meet"]
    assert not any(d.archive for d in both)
