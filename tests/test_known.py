"""Does the owner know this person? What makes it certain, likely, a maybe or a no."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import Acquaintance, Acquaintances, Invitation, Inviter, Knowledge
from rules.acquaintance import name_key
from rules.acquaintance.identity import address_key, profile_key
from rules.acquaintance.names import names_in
from rules.signals.known import SIGNAL
from tests.bench_acquaintances import people as many_people

PROFILE = "https://www.linkedin.com/in/"
RARE, COMMON = "Ottilie Falkenrath", "Anna Schmidt"


def ask(people, **inviter):
    """The answer and its proof."""
    known = Knowledge(acquaintances=Acquaintances(people))
    finding = SIGNAL.ask(Invitation(inviter=Inviter(**inviter)), known)
    return finding.value, finding.proof


def somebody(name, **said):
    return Acquaintance(name=name, **{"record": f"{name} is on the list", **said})


@pytest.mark.parametrize(
    ("theirs", "written", "company", "value"),
    [
        (RARE, RARE, "Northwind", "likely"),
        (COMMON, COMMON, "Northwind", "likely"),
        (RARE, RARE, "", "maybe"),
        (COMMON, COMMON, "", "maybe"),
        (RARE, RARE, "Elsewhere", "maybe"),
        (COMMON, COMMON, "Elsewhere", "no"),
        (RARE, "Ottilie M. Falkenrath", "Northwind", "likely"),
        (COMMON, "Annie Schmidt", "Northwind", "likely"),
        (RARE, "Ottilie M. Falkenrath", "", "maybe"),
        (COMMON, "Anna M. Schmidt", "", "no"),
        (RARE, "Ottilie M. Falkenrath", "Elsewhere", "maybe"),
        (COMMON, "Anna M. Schmidt", "Elsewhere", "no"),
        (RARE, "O. Falkenrath", "Northwind", "likely"),
        (COMMON, "A. Schmidt", "Northwind", "likely"),
        (RARE, "O. Falkenrath", "", "maybe"),
        (COMMON, "A. Schmidt", "", "no"),
        (RARE, "O. Falkenrath", "Elsewhere", "no"),
        ("Nguyễn Văn An", "Nguyễn Văn An", "Elsewhere", "no"),
        ("Kim Min-jun", "김민준", "Northwind", "likely"),
    ],
)
def test_the_ladder(theirs, written, company, value):
    assert ask([somebody(theirs, company="Northwind")], name=written, company=company)[0] == value


def test_an_initial_that_fits_two_is_a_maybe_at_most():
    two = [somebody("Otto Falkenrath", company="Northwind"), somebody(RARE, company="Northwind")]
    assert ask(two[:1], name="O. Falkenrath", company="Northwind")[0] == "likely"
    assert ask(two, name="O. Falkenrath", company="Northwind")[0] == "maybe"
    assert ask(two, name="O. Falkenrath")[0] == "no"


def test_the_proof_is_the_record_and_what_agreed():
    jane = somebody(
        "Jane Tidewell",
        company="Northwind",
        record="you wrote to jane@northwind.example three times, last on 2 Nov 2025",
    )
    value, proof = ask([jane], name="Jane Tidewell", company="Northwind Ltd.")
    assert value == "likely"
    assert proof.startswith("you wrote to jane@northwind.example three times, last on 2 Nov 2025; ")
    assert proof.endswith("; the same name, same company (Northwind)")


def test_the_proof_says_how_common_a_name_is_and_how_many_bear_it():
    two = [somebody(COMMON, company="Kiln"), somebody(COMMON, company="Northwind")]
    value, proof = ask(two, name=COMMON)
    assert value == "maybe"
    assert "the same name, and nothing more; a common name" in proof
    assert "2 people of this name in your records" in proof


def test_two_people_of_one_name_are_two_and_the_colleague_is_the_likelier():
    two = [somebody(COMMON, company="Kiln"), somebody(COMMON, company="Northwind", record="hers")]
    value, proof = ask(two, name=COMMON, company="Northwind")
    assert (value, proof.split("; ")[0]) == ("likely", "hers")
    assert Acquaintances(two).certain(Inviter(name=COMMON, company="Northwind")) is None


def test_one_person_in_two_records_is_counted_once():
    twice = [somebody(RARE, addresses=("o@kiln.example",)) for _ in range(2)]
    assert "people of this name" not in ask(twice, name=RARE)[1]
    thrice = [*twice, somebody(RARE, addresses=("o@kiln.example", "f@kiln.example"))]
    assert "people of this name" not in ask(thrice, name=RARE)[1]


def test_a_name_becomes_common_where_many_acquaintances_bear_its_words():
    family = [somebody(f"{given} Falkenrath") for given in ("Otto", "Odo", "Ole", "Ott")]
    ottilies = [somebody(f"Ottilie {last}") for last in ("Kiln", "Quill", "Tide", "Wrack")]
    listed = [*family, *ottilies, somebody(RARE, company="Kiln")]
    assert ask(listed[-1:], name=RARE, company="Elsewhere")[0] == "maybe"
    assert ask(listed, name=RARE, company="Elsewhere")[0] == "no"


def test_another_profile_is_another_person_but_for_a_maybe():
    ada = somebody(RARE, company="Kiln", profile=f"{PROFILE}ottilie-f")
    value, proof = ask([ada], name=RARE, company="Kiln", profile=f"{PROFILE}ottilie-falkenrath-2")
    assert value == "maybe"
    assert "the profile is another one" in proof
    assert ask([ada], name=RARE, company="Kiln")[0] == "likely"


def test_a_members_key_may_lead_to_the_same_profile_as_a_slug():
    ada = somebody(RARE, company="Kiln", profile=f"{PROFILE}ottilie-f")
    key = f"{PROFILE}ACoAAB1234567890abcdef"
    assert ask([ada], name=RARE, company="Kiln", profile=key)[0] == "likely"


@pytest.mark.parametrize(
    "link",
    [
        f"{PROFILE}jos%C3%A9-q-12ab",
        f"{PROFILE}JOSÉ-q-12AB/",
        "https://es.linkedin.com/in/jose\u0301-q-12ab?trk=x",
        "linkedin.com/in/jos%c3%a9-q-12ab/es#top",
    ],
)
def test_a_profile_is_certain_however_it_is_written(link):
    jose = somebody("José Quill", profile=f"{PROFILE}josé-q-12ab")
    value, proof = ask([jose], name="Somebody Else", profile=link)
    assert (value, proof) == ("yes", "José Quill is on the list; the same profile")


@pytest.mark.parametrize("slug", ["jose-q", "jose-q-12", "q-12ab", "josé-q-12ab-3", "jose-q-12ab"])
def test_a_part_of_a_slug_is_another_profile(slug):
    jose = somebody("José Quill", profile=f"{PROFILE}josé-q-12ab")
    assert ask([jose], name="Somebody Else", profile=PROFILE + slug)[0] == "no"


def test_the_case_of_a_members_key_counts():
    assert profile_key(f"{PROFILE}ACoAABcdefghijkl") != profile_key(f"{PROFILE}ACoAABcdefghijkL")


def test_an_address_is_certain_and_dots_count_but_for_google():
    listed = [somebody("B", addresses=("b.lind@example.org", "b.lind@gmail.com"))]
    value, proof = ask(listed, address="B.Lind@Example.org")
    assert (value, proof) == ("yes", "B is on the list; the same mail address")
    assert ask(listed, address="bl.ind+news@googlemail.com")[0] == "yes"
    assert ask(listed, address="blind@example.org")[0] == "no"
    assert ask(listed, address="b.lind+news@example.org")[0] == "no"


@pytest.mark.parametrize("wrong", ["", "@", "a@", "@b", "nobody", "+x@gmail.com", ".@gmail.com"])
def test_what_is_no_address_has_no_key(wrong):
    assert address_key(wrong) == ""


def test_an_address_that_two_people_share_tells_of_neither_without_a_name():
    office = ("office@kiln.example",)
    two = [somebody("Bo Lind", addresses=office), somebody("Cai Wen", addresses=office)]
    assert ask(two, address="office@kiln.example")[0] == "no"
    value, proof = ask(two, name="Cai Wen", address="office@kiln.example")
    assert (value, proof.split("; ")[0]) == ("yes", "Cai Wen is on the list")


def test_the_records_of_one_profile_are_told_as_one():
    profile = f"{PROFILE}bo-lind"
    two = [
        somebody("Bo Lind", profile=profile, record="a connection since 2024"),
        somebody("Bo Lind", profile=profile, addresses=("bo@kiln.example",), record="a card"),
    ]
    certain = Acquaintances(two).certain(Inviter(profile=profile))
    assert certain.addresses == ("bo@kiln.example",)
    assert certain.record == "a connection since 2024; a card"


def test_a_match_by_the_domain_says_so():
    bo = somebody("Bo Lindqvist", company="Kiln", addresses=("bo@acme.example",))
    value, proof = ask([bo], name="Bo Lindqvist", company="Acme")
    assert value == "likely"
    assert "same company (by their mail address)" in proof


def test_who_is_not_known_may_have_colleagues_who_are():
    three = [somebody(f"{given} Kilner", company="Acme") for given in ("Bo", "Cai", "Dua")]
    value, proof = ask(three, name="Ada Quill", company="ACME Ltd.")
    assert (value, proof) == (
        "no",
        "in none of the owner's records; 3 of your contacts work at ACME Ltd.",
    )
    assert ask(three[:1], name="Ada Quill", company="Acme")[1].endswith(
        "one of your contacts works at Acme"
    )


def test_nobody_has_no_name_to_match():
    nobody = [somebody(name) for name in ("", "🚀", "Dr.", "LinkedIn Member")]
    for name in ("", "🚀", "Dr.", "LinkedIn Member", "LinkedIn Member 🚀"):
        assert ask([*nobody, somebody(RARE)], name=name)[0] == "no"
    assert ask(nobody, name="LinkedIn Member")[0] == "unknown"


def test_acquaintances_are_counted():
    assert (
        len(Acquaintances([somebody(RARE), somebody(""), Acquaintance(addresses=("a@b.c",))])) == 2
    )
    assert not Acquaintances([Acquaintance()])


def test_many_namesakes_are_not_all_compared():
    crowd = Acquaintances([somebody("Minh Nguyen", company=f"House {n}") for n in range(5_000)])
    known = Knowledge(acquaintances=crowd)
    who = Invitation(inviter=Inviter(name="Minh Nguyen", company="House 900"))
    started = time.process_time()
    finding = SIGNAL.ask(who, known)
    assert time.process_time() - started < 0.1
    assert (finding.value, "same company (House 900)" in finding.proof) == ("likely", True)
    assert "30 people and more of this name" in finding.proof


def test_ten_thousand_are_indexed_and_asked_in_time():
    started = time.process_time()
    crowd = Acquaintances(many_people(10_000))
    assert time.process_time() - started < 2
    hostile = "Kim Nguyen Minh " * 12
    started = time.process_time()
    for name in ("Minh Nguyen", "M. Nguyen", "Min-jun Kim", hostile):
        crowd.namesakes(Inviter(name=name))
    assert time.process_time() - started < 0.5


CROWD = Knowledge(acquaintances=Acquaintances(many_people(300)))


@given(st.text(max_size=120), st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_answered(name, company, profile, address):
    inviter = Inviter(name=name, company=company, profile=PROFILE + profile, address=address)
    finding = SIGNAL.ask(Invitation(inviter=inviter), CROWD)
    assert finding.value in SIGNAL.values
    assert finding.value == "no" or names_in(name) or profile or address


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=30))
def test_any_text_can_be_an_acquaintance(name, company, address):
    odd = Acquaintance(name, (address,), name, company, company, (name, company), address)
    Acquaintances([odd]).namesakes(Inviter(name=name, company=company))
    assert name_key(name) == name_key(name.upper().lower()) or not name.isascii()
