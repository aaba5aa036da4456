"""The policy file as a language: what ``when`` asks, where faults are told, what never matches."""

import json
import tomllib

import pytest
from jsonschema import Draft202012Validator

from rules import (
    Acquaintance,
    Acquaintances,
    Authentic,
    Invitation,
    Inviter,
    Knowledge,
    PolicyError,
    builtin_policies,
    builtin_policy,
    builtin_text,
    differences,
    failing_examples,
    judge,
    otherwise,
    parse_policy,
    policy_schema,
    rule_line,
    warnings,
)

FRAME = """
name = "mine"
says = "mine"
{rules}
[[rule]]
name = "the rest"
verdict = "review"
because = "a person decides"
[[example]]
says = "anybody"
verdict = "review"
"""


def _policy(*whens, extra=""):
    rules = "\n".join(
        f'[[rule]]\nname = "rule {n}"\nwhen = {when}\nverdict = "ignore"\nbecause = "so"\n{extra}'
        for n, when in enumerate(whens, start=1)
    )
    return FRAME.format(rules=rules)


ADA = Acquaintance(name="Ada Quill", profile="https://www.linkedin.com/in/ada-quill", record="r")
KNOWLEDGE = Knowledge(acquaintances=Acquaintances([ADA]))


def _decide(policy, note="", headline="Head of Kilns at Northwind Tiles", **inviter):
    who = {"name": "Bo Lind", "title": "Head of Kilns", "company": "Northwind Tiles"} | inviter
    invitation = Invitation(
        inviter=Inviter(headline=headline, **who), note=note, authentic=Authentic.YES
    )
    return judge(invitation, parse_policy(policy, "mine.toml"), KNOWLEDGE)


@pytest.mark.parametrize(
    ("when", "matches"),
    [
        ('{ known = "no" }', True),
        ('{ known = { equals = "no" } }', True),
        ('{ known = ["yes", "likely"] }', False),
        ('{ known = { one_of = ["maybe", "no"] } }', True),
        ('{ known = { not = "no" } }', False),
        ('{ not = { known = "yes" } }', True),
        ('{ seniority = { at_least = "senior" } }', True),
        ('{ seniority = { at_least = "director_vp" } }', False),
        ('{ seniority = { not = { at_least = "director_vp" } } }', True),
        ('{ headline = { contains = "kilns" } }', True),
        ('{ headline = { contains = "kiln" } }', False),
        ('{ headline = { contains = "kiln*" } }', True),
        ('{ company = "northwind tiles" }', True),
        ('{ company = { contains = ["Acme", "Northwind"] } }', True),
        ('{ seniority = { contains = "Head of" } }', True),
        ('{ any = [{ known = "yes" }, { company = { contains = "Tiles" } }] }', True),
        ('{ all = [{ known = "no" }, { company = { contains = "Acme" } }] }', False),
        ('{ known = "no", title = { contains = "Kilns", not = "Kilns" } }', True),
        ('{ location = "unknown" }', True),
    ],
)
def test_a_condition_asks_what_it_says(when, matches):
    assert _decide(_policy(when)).verdict == ("ignore" if matches else "review")


def test_the_rule_says_label_archive_and_reading():
    done = _decide(_policy('{ known = "no" }', extra='label = "kilns"\nmark_read = true'))
    assert done.actions == ("label kilns", "mark as read", "archive")


def test_what_is_not_proven_is_not_marked_as_read_either():
    policy = parse_policy(_policy('{ known = "no" }', extra="mark_read = true"), "mine.toml")
    unproven = Invitation(inviter=Inviter(name="Bo"), authentic=Authentic.UNKNOWN)
    assert judge(unproven, policy, KNOWLEDGE).actions == ("label ignore",)


def test_a_text_that_the_mail_does_not_show_is_unknown_and_never_archives():
    done = _decide(_policy('{ not = { location = { contains = "Delft" } } }'))
    assert (done.verdict, done.archive) == ("ignore", False)
    assert "location is unknown" in done.withheld[0]


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ('{ known = "nope" }', "mine.toml:6: rule.1.when: known is never 'nope'"),
        ('{ knwon = "no" }', "no signal 'knwon'"),
        ('{ known = { is = "no" } }', "known: no 'is', only equals, one_of, at_least"),
        ('{ role = { at_least = "investor" } }', "role: has no order for at_least (these do:"),
        ('{ seniority = { at_least = "unknown" } }', "seniority is never 'unknown'"),
        ("{ known = 3 }", "known: want a text or a list of texts"),
        ("{ known = [] }", "known: is one of nothing"),
        ("{ known = {} }", "known: asks nothing"),
        ('{ any = { known = "no" } }', "any: want a list of tables"),
        ('{ not = "known" }', "want a table"),
        ('"known"', "want a table"),
    ],
)
def test_a_wrong_condition_is_told_with_its_line(when, told):
    with pytest.raises(PolicyError) as error:
        parse_policy(_policy(when), "mine.toml")
    assert told in str(error.value)
    assert str(error.value).startswith("mine.toml:6: ")


def test_every_fault_of_a_file_is_told_each_with_its_own_line():
    text = _policy('{ known = "nope" }', '{ role = "baker" }')
    with pytest.raises(PolicyError) as error:
        parse_policy(text, "mine.toml")
    assert [line.split(": ")[0] for line in str(error.value).splitlines()] == [
        "mine.toml:6",
        "mine.toml:12",
    ]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ('label = "Not Good"', "mine.toml:9: rule.1.label: want small letters"),
        ('draft = "poem"', "mine.toml:9: rule.1.draft: want one of meet"),
        ('archive = "yes please"', "rule.1.archive"),
        ("mark_raed = true", "mine.toml:9: rule.1.mark_raed: there is no such key"),
    ],
)
def test_a_wrong_key_is_told_with_its_line(change, told):
    with pytest.raises(PolicyError) as error:
        parse_policy(_policy('{ known = "no" }', extra=change), "mine.toml")
    assert told in str(error.value)


def _warned(*whens):
    text = _policy(*whens)
    return warnings(parse_policy(text, "mine.toml"), text, "mine.toml")


@pytest.mark.parametrize(
    "whens",
    [
        ('{ known = "no" }', '{ known = "no", note_kind = "pitch" }'),
        ('{ known = ["yes", "no"] }', '{ known = ["likely", "maybe"] }', '{ known = "yes" }'),
        ('{ seniority = { at_least = "senior" } }', '{ seniority = "c_level_owner" }'),
        ('{ note = { contains = "kiln" } }', '{ note = { contains = "kiln" }, known = "no" }'),
        ('{ not = { known = "no" } }', '{ known = "yes" }'),
        ('{ known = "yes" }', '{ all = [{ known = "yes" }, { known = "no" }] }'),
    ],
)
def test_a_rule_that_can_never_match_is_warned_of(whens):
    (warning,) = _warned(*whens)
    assert f"rule 'rule {len(whens)}' can never match" in warning


@pytest.mark.parametrize(
    "whens",
    [
        ('{ known = "no", note_kind = "pitch" }', '{ known = "no" }'),
        ('{ note = { contains = "kiln" } }', '{ note = { contains = "glaze" } }'),
        ('{ any = [{ known = "no" }, { role = "investor" }] }', '{ known = "yes" }'),
    ],
)
def test_a_rule_that_can_match_is_not_warned_of(whens):
    assert _warned(*whens) == []


@pytest.mark.parametrize("name", builtin_policies())
def test_no_rule_of_ours_is_idle(name):
    assert warnings(builtin_policy(name), builtin_text(name), name) == []


def test_a_rule_is_read_aloud():
    policy = parse_policy(_policy('{ known = ["yes", "no"], not = { role = "legal" } }'), "m")
    assert rule_line(policy.rules[0]) == (
        "rule 1: known is yes or no and not role is legal → ignore (label ignore, archive)"
    )


def test_two_policies_are_compared_rule_by_rule():
    one = parse_policy(_policy('{ known = "yes" }', '{ role = "legal" }'), "one")
    other = parse_policy(_policy('{ known = "no" }'), "other")
    assert differences(one, one) == []
    assert differences(one, other) == [
        "- 2. rule 2: role is legal → ignore (label ignore, archive)",
        "- 1. rule 1: known is yes → ignore (label ignore, archive)",
        "+ 1. rule 1: known is no → ignore (label ignore, archive)",
    ]


def test_it_is_told_what_would_have_changed_the_verdict():
    decision = _decide(builtin_text("gatekeeper"), note="")
    assert decision.verdict == "meet"
    assert otherwise(decision, builtin_policy("gatekeeper")) == (
        "accept if known were yes; review if known were maybe; decline if note_kind were pitch"
    )


def test_a_verdict_that_nothing_single_changes_says_so():
    policy = FRAME.format(rules="")
    told = otherwise(_decide(policy), parse_policy(policy, "mine.toml"))
    assert told == "no other single answer would have changed review"


def test_the_schema_knows_every_signal_and_is_plain_json():
    schema = json.loads(json.dumps(policy_schema()))
    when = schema["$defs"]["when"]["properties"]
    assert {"known", "note_kind", "headline", "not", "all", "any"} <= set(when)
    assert "Ask" not in schema["$defs"]


@pytest.mark.parametrize("name", builtin_policies())
def test_our_policies_are_valid_by_the_schema(name):
    Draft202012Validator(policy_schema()).validate(tomllib.loads(builtin_text(name)))


@pytest.mark.parametrize(
    ("when", "good"),
    [
        ('{ known = ["yes", "no"] }', True),
        ('{ seniority = { at_least = "senior" } }', True),
        ('{ any = [{ headline = { contains = "kiln" } }, { not = { known = "no" } }] }', True),
        ('{ known = "nope" }', False),
        ('{ role = { at_least = "legal" } }', False),
        ('{ knwon = "no" }', False),
        ("{ any = [] }", False),
    ],
)
def test_schema_and_parser_agree(when, good):
    text = _policy(when)
    assert Draft202012Validator(policy_schema()).is_valid(tomllib.loads(text)) == good
    if good:
        parse_policy(text, "mine.toml")
    else:
        with pytest.raises(PolicyError):
            parse_policy(text, "mine.toml")


def test_a_line_is_that_of_the_key_also_where_the_word_stands_earlier():
    text = _policy('{ known = "no" }', extra='draft = "poem"').replace("rule 1", "the draft poem")
    with pytest.raises(PolicyError, match=r"^mine\.toml:9: rule\.1\.draft: "):
        parse_policy(text, "mine.toml")


def test_what_is_too_deep_is_told_with_its_line():
    when = "{ not = " * 40 + '{ known = "no" }' + " }" * 40
    with pytest.raises(PolicyError, match=r"mine\.toml:6: .* over 12 deep"):
        parse_policy(_policy(when), "mine.toml")


def test_a_failing_example_is_told_with_its_line():
    text = _policy().replace('verdict = "review"\n"""', "") + 'given = { known = "no" }\n'
    policy = parse_policy(
        text.replace('verdict = "review"\nbecause', 'verdict = "meet"\nbecause'), "m"
    )
    (told,) = failing_examples(policy, text, "mine.toml")
    assert told.startswith("mine.toml:9: example 'anybody' should be review")


def test_words_of_the_mail_can_be_what_would_have_changed_it():
    policy = _policy('{ headline = { contains = "executive" } }')
    told = otherwise(_decide(policy), parse_policy(policy, "mine.toml"))
    assert told == "ignore if headline held “executive”"


def test_what_is_read_aloud_tells_one_policy_from_another():
    one = parse_policy(_policy('{ not = { known = "no", note_kind = "pitch" } }'), "one")
    other = parse_policy(_policy('{ not = { known = "no" }, note_kind = "pitch" }'), "other")
    assert rule_line(one.rules[0]) != rule_line(other.rules[0])
    assert differences(one, other)
