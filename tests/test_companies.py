"""Whether two companies are one, by their names or by the domain of a work address."""

import pytest

from rules.acquaintance.company import Company, company_keys, compare


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme", "ACME Inc."),
        ("Acme GmbH & Co. KG", "Acme"),
        ("Nestlé S.A.", "Nestle"),
        ("Acme, Ltd", "acme"),
        ("Tidewrack Oy", "Tidewrack AB"),
        ("Deep Mind", "DeepMind"),
        ("株式会社アクメ", "アクメ"),
        ("Acme K.K.", "Acme"),
        ("ООО Акме", "Акме"),
        ("Acme Sp. z o.o.", "Acme"),
        ("Kiln & Sons", "Kiln and Sons"),
        ("Acme A/S", "Acme"),
    ],
)
def test_legal_forms_case_and_accents_make_no_other_company(one, other):
    assert compare(one, company_keys(other, ())) is Company.SAME
    assert compare(other, company_keys(one, ())) is Company.SAME


@pytest.mark.parametrize(
    ("company", "address", "found"),
    [
        ("Acme", "jane@acme.example.com", Company.SAME),
        ("Acme Widgets GmbH", "jane@acme-widgets.example", Company.SAME),
        ("Acme", "jane@mail.acme.co.uk", Company.SAME),
        ("Gmail", "jane@gmail.com", Company.NOT_SAID),
        ("Yahoo", "jane@yahoo.co.uk", Company.NOT_SAID),
        ("Web", "jane@web.de", Company.NOT_SAID),
        ("Co", "jane@acme.co.uk", Company.NOT_SAID),
        ("Acme", "jane@acmetrading.example", Company.NOT_SAID),
        ("Freelance", "jane@freelance.example", Company.NOT_SAID),
    ],
)
def test_a_work_address_names_the_company_and_freemail_none(company, address, found):
    assert compare(company, company_keys("", (address,))) is found


def test_a_house_and_its_branch_are_neither_one_nor_two():
    assert compare("Acme Energy", company_keys("Acme", ())) is Company.NOT_SAID
    assert compare("Northwind", company_keys("Acme", ())) is Company.ANOTHER


@pytest.mark.parametrize("neither", ["Freelancer", "Self-employed", "Retired", "", "…"])
def test_what_is_no_company_is_never_the_same(neither):
    assert compare(neither, company_keys(neither, ())) is Company.NOT_SAID
