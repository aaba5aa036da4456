"""vCards of every version, whole and broken."""

import time

import pytest

from service.acquaintances import read_contacts


@pytest.fixture
def read(tmp_path):
    def read(*cards, encoding="utf-8"):
        path = tmp_path / "people.vcf"
        bodies = (f"BEGIN:VCARD\r\n{card}\r\nEND:VCARD\r\n" for card in cards)
        path.write_bytes("".join(bodies).encode(encoding))
        return read_contacts(path)

    return read


BO = "VERSION:3.0\r\nN:Lind;Bo;;;\r\nFN:Bo Lind"


def test_a_card_of_version_3_is_read(read):
    found = read(
        "VERSION:3.0\r\nN:Quill;Ada;Marie;Dr.;\r\nFN:Dr. Ada Quill\r\nNICKNAME:Addie,Dee\r\n"
        "ORG:Northwind\\, Inc.;Sales\r\nTITLE:Head\\; EMEA\r\nEMAIL;TYPE=HOME:a@example.net\r\n"
        "EMAIL;TYPE=WORK,PREF:a@example.org"
    )
    (ada,) = found.people
    assert (found.kind, ada.name, ada.company) == ("vCard", "Ada Quill", "Northwind, Inc.")
    assert ada.addresses == ("a@example.org", "a@example.net")
    assert ada.title == "Head; EMEA"
    assert ada.other_names == ("Ada Marie Quill", "Dr. Ada Quill", "Addie", "Dee")


def test_a_card_of_version_2_1_is_read_in_its_charset(read):
    (zoe,) = read(
        "VERSION:2.1\r\nN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;Zo=EB\r\n"
        "ORG;CHARSET=UTF-8;QUOTED-PRINTABLE:K=C3=B6ln=\r\n=2C Werk;Halle\r\n"
        "EMAIL;INTERNET:zoe@example.org\r\nPHOTO;ENCODING=BASE64:" + "QUJD" * 100_000
    ).people
    assert (zoe.name, zoe.company) == ("Zoë Müller", "Köln, Werk")
    assert zoe.addresses == ("zoe@example.org",)


def test_a_charset_that_is_not_the_one_it_claims_is_read_all_the_same(read):
    (zoe,) = read("VERSION:2.1\r\nFN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Zo=EB").people
    assert zoe.name == "Zoë"


@pytest.mark.parametrize(
    "line",
    [
        "item1.URL;type=pref:https://www.linkedin.com/in/ada-quill\r\nitem1.X-ABLabel:LinkedIn",
        "X-SOCIALPROFILE;type=linkedin:https://www.linkedin.com/in/ada-quill",
        'X-SOCIALPROFILE;x-user="a:b";type=linkedin:http://linkedin.com/in/Ada-Quill/',
        "URL:https\\://www.linkedin.com/in/ada-\r\n quill",
    ],
)
def test_a_linkedin_profile_is_found_however_it_is_written(read, line):
    (ada,) = read(f"VERSION:4.0\r\nFN:Ada Quill\r\n{line}").people
    assert ada.profile == "https://www.linkedin.com/in/ada-quill"


def test_a_comma_that_is_not_escaped_cuts_nothing_off(read):
    (ada,) = read("VERSION:3.0\r\nFN:Quill\\, Ada, PhD\r\nTITLE:Head\\, Sales, EMEA").people
    assert (ada.name, ada.title) == ("Quill, Ada, PhD", "Head, Sales, EMEA")


@pytest.mark.parametrize(
    "line", ["KIND:group", "X-ADDRESSBOOKSERVER-KIND:group", "X-ABShowAs:COMPANY", "KIND:org"]
)
def test_a_group_or_a_firm_is_nobody(read, line):
    found = read(f"VERSION:4.0\r\nFN:Pottery\r\n{line}", BO)
    assert ([p.name for p in found.people], found.nobody) == (["Bo Lind"], 1)
    assert found.passed_over == ()


def test_a_broken_card_is_passed_over_and_the_rest_is_read(read):
    found = read("FN:Ada\r\nBEGIN:VCARD\r\n" + BO, BO)
    assert [p.name for p in found.people] == ["Bo Lind", "Bo Lind"]
    assert found.passed_over == ("people.vcf: line 1: a card begins that has no END:VCARD",)


def test_the_card_of_an_agent_belongs_to_its_owner(read):
    found = read("VERSION:2.1\r\nN:Quill;Ada\r\nAGENT:\r\nBEGIN:VCARD\r\nN:Roe;Dee\r\nEND:VCARD")
    assert [p.name for p in found.people] == ["Ada Quill"]
    assert found.passed_over == ()


def test_what_would_keep_vobject_busy_for_hours_costs_nothing(read):
    started = time.process_time()
    evil = "EMAIL" + ";A=," * 40 + '"x'
    found = read(f'{evil}\r\nFN;{"A;" * 90}"x\r\nFN:A\\nda', BO)
    assert found.people[-1].name == "Bo Lind"
    assert time.process_time() - started < 1
