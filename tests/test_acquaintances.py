import pytest

from service.acquaintances import read_acquaintances
from service.errors import SettingsError

PREAMBLE = 'Notes:\n"When exporting your connection data, some addresses are missing"\n\n'


@pytest.fixture
def people(tmp_path):
    def read(text, name="people.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return read_acquaintances(path)

    return read


def test_linkedins_export_of_2026_is_read(people):
    header = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    row = 'Ada,Quill,https://www.linkedin.com/in/Ada-Quill,,"Northwind, Inc.",COO,08 Feb 2026\n'
    (ada,) = people(PREAMBLE + header + row)
    assert (ada.name, ada.company) == ("Ada Quill", "Northwind, Inc.")
    assert ada.profile == "https://www.linkedin.com/in/ada-quill"
    assert ada.record == "a LinkedIn connection since 8 Feb 2026 (people.csv)"


def test_linkedins_export_of_2018_is_read(people):
    header = "First Name,Last Name,Email Address,Company,Position,Connected On\n"
    (bo,) = people(header + "Bo,Lind,bo@example.org,Kiln,Potter,04 Apr 2018\n")
    assert (bo.name, bo.addresses) == ("Bo Lind", ("bo@example.org",))


def test_a_row_with_a_date_alone_is_nobody(people):
    header = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    assert people(header + ",,,,,,07 Jun 2026\n") == []


def test_a_list_by_hand_takes_what_one_writes(people):
    found = people(
        "# my people\n"
        "Ada Quill, Northwind\n"
        "Bo Lind <bo@example.org>  # from the pottery\n"
        "https://www.linkedin.com/in/cai-wen\n"
        "\n",
        "people.txt",
    )
    assert [(p.name, p.addresses, p.company) for p in found] == [
        ("Ada Quill", (), "Northwind"),
        ("Bo Lind", ("bo@example.org",), ""),
        ("", (), ""),
    ]
    assert found[2].profile == "https://www.linkedin.com/in/cai-wen"


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(SettingsError, match=r"people\.csv: cannot be read"):
        read_acquaintances(tmp_path / "people.csv")
