"""Contact files that are none, or mean harm: one clear line, in bounded time and memory."""

import os
import time
import zipfile
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.acquaintances import ContactFile, read_contacts, read_invitations
from service.errors import SettingsError

HEADER = b"First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
ADA = b"Ada,Quill,,ada@example.org,Northwind,COO,08 Feb 2026\n"

#: What contact files are made of, so that chance finds its way into every reader.
PIECES = st.sampled_from([
    HEADER, ADA, b'"', b'""', b",", b";", b"\t", b"\n", b"\r\n", b"\r", b"\x00", b"\xff", b"=\n",
    b"BEGIN:VCARD\n", b"END:VCARD\n", b"AGENT:\n", b"N:Quill;Ada\\", b"FN;QUOTED-PRINTABLE:=C3=\n",
    b"EMAIL;CHARSET=zip;ENCODING=QUOTED-PRINTABLE:a=40b\n", b"ORG:\\;a;b\n", b"KIND:group\n",
    b"From,To,Sent At,Message,Direction\n", b"A,B,1/1/20,,OUTGOING\n", b"PK\x03\x04",
    b"CONVERSATION ID,FROM,TO,DATE,CONTENT\n", b"1,Robin,Ada Quill,2024-01-01,Hi\n",
    b"2,Bo,Robin,2024-99-01,Hi\n", "Zoë".encode("cp1252"), "Имя".encode("utf-16"),
])  # fmt: skip
BYTES = st.one_of(st.binary(max_size=300), st.lists(PIECES, max_size=25).map(b"".join))


@pytest.fixture
def file(tmp_path):
    def file(data):
        path = tmp_path / "contacts.csv"
        path.write_bytes(data)
        return path

    return file


def _told(read, path):
    """What a person is told about the file; any other exception fails the test."""
    try:
        found = read(path)
    except SettingsError as error:
        return str(error)
    return "; ".join(found.passed_over) if isinstance(found, ContactFile) else ""


@settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=BYTES)
def test_any_bytes_are_a_contact_file_or_one_clear_line(file, data):
    assert "\n" not in _told(read_contacts, file(data))
    assert "\n" not in _told(read_invitations, file(data))


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(place=st.integers(0, 400), byte=st.integers(0, 255), data=BYTES)
def test_any_damage_to_a_zip_is_told_or_borne(file, place, byte, data):
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Connections.csv", HEADER + ADA + data)
        archive.writestr("messages.csv", data)
    hurt = bytearray(whole.getvalue())
    hurt[place % len(hurt)] = byte
    assert "\n" not in _told(read_contacts, file(bytes(hurt)))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not a text file"),
        (b"%PDF-1.7\n%\xe2\xe3\n", "neither LinkedIn's Connections.csv"),
        (b'{"people": []}', "neither LinkedIn's Connections.csv"),
        (b"<html><body>Sign in", "neither LinkedIn's Connections.csv"),
        (b"Kunde;Ort;Telefon\nA;B;C\n", "neither LinkedIn's Connections.csv"),
    ],
)
def test_a_file_of_another_kind_is_told_in_one_line(file, data, told):
    with pytest.raises(SettingsError, match=told) as error:
        read_contacts(file(data))
    assert "\n" not in str(error.value)


def test_a_folder_a_device_a_pipe_and_a_locked_file_are_told(tmp_path, file):
    os.mkfifo(tmp_path / "pipe")
    for path, told in (
        (tmp_path, "a folder: name the files in it"),
        (tmp_path / "pipe", "not a regular file"),
        (tmp_path / "nosuch", "cannot be read: No such file"),
        (tmp_path / "a\0b", "cannot be read"),
    ):
        with pytest.raises(SettingsError, match=told):
            read_contacts(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_told(file):
    path = file(ADA)
    path.chmod(0)
    with pytest.raises(SettingsError, match="cannot be read: Permission denied"):
        read_contacts(path)


def test_nul_bytes_do_no_harm(file):
    (ada,) = read_contacts(file(HEADER + b"A\x00da,Quill,,,,,\n")).people
    assert ada.name == "Ada Quill"


@pytest.mark.parametrize("quote", [b"", b'"'])
def test_a_cell_of_100_megabytes_is_passed_over(file, quote):
    started = time.process_time()
    cell = quote + b"x" * 100_000_000 + quote
    found = read_contacts(file(HEADER + ADA + b"Bo,Lind,,," + cell + b",,\n" + ADA))
    assert [person.name for person in found.people] == ["Ada Quill", "Ada Quill"]
    assert found.passed_over == ("contacts.csv: line 3: longer than 262144 characters",)
    assert time.process_time() - started < 10


def test_rows_that_never_end_cost_a_bounded_time(file):
    started = time.process_time()
    found = read_contacts(file(HEADER + b'a"b,"c\n' * 500_000))
    assert found.people == ()
    assert time.process_time() - started < 30


def test_very_many_faults_are_not_told_one_by_one(file):
    found = read_contacts(file(HEADER + b"a,b,c,d,e,f,g,h,i\n" * 5_000))
    assert len(found.passed_over) == 1_001
    assert found.passed_over[-1] == "contacts.csv: and 4000 more rows like these"


def test_a_zip_bomb_is_not_unpacked(tmp_path):
    path = tmp_path / "bomb.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("Connections.csv", "w", force_zip64=True) as member,
    ):
        for _ in range(600):
            member.write(bytes(1 << 20))
    found = read_contacts(path)
    assert found.people == ()
    assert found.passed_over == ("bomb.zip: Connections.csv: 600 MB is too large",)
