"""LinkedIn's messages, its invitations, and its whole export: whom did the owner write to?"""

import zipfile

import pytest

from service.acquaintances import read_contacts, read_invitations
from service.errors import SettingsError

MESSAGES = (
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,"
    "SUBJECT,CONTENT,FOLDER,IS MESSAGE DRAFT\n"
)
INVITATIONS = "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n"
SENT = (
    'Robin Vale,Ada Quill,"11/2/25, 9:15 AM",,OUTGOING,https://www.linkedin.com/in/robin-vale,'
    "https://www.linkedin.com/in/ada-quill\n"
)
GOT = (
    'Bo Lind,Robin Vale,"11/3/25, 1:00 PM","Hello Robin,\nwe met at the kiln.",INCOMING,'
    "https://www.linkedin.com/in/bo-lind,https://www.linkedin.com/in/robin-vale\n"
)
CONNECTIONS = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"


def _link(name):
    return "https://www.linkedin.com/in/" + name.lower().replace(" ", "-") if name else ""


def _message(talk, sender, *to, day="2025-11-02", text="Hi", folder="INBOX", draft="No"):
    links = ",".join(map(_link, to))
    return (
        f'{talk},,{sender},{_link(sender)},"{", ".join(to)}","{links}",{day} 10:00:00 UTC,,'
        f'"{text}",{folder},{draft}\n'
    )


@pytest.fixture
def read(tmp_path):
    def read(text):
        path = tmp_path / "messages.csv"
        path.write_text(text, encoding="utf-8")
        return read_contacts(path)

    return read


@pytest.fixture
def export(tmp_path):
    def export(**members):
        path = tmp_path / "Basic_LinkedInDataExport.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in members.items():
                archive.writestr(f"export/{name}.csv", text)
        return path

    return export


#: Two conversations, so that it can be told that Robin is the owner.
BOTH = _message("1", "Robin Vale", "Ada Quill") + _message("2", "Bo Lind", "Robin Vale")


def test_whom_the_owner_wrote_to_is_known_and_who_only_wrote_is_not(read):
    found = read(MESSAGES + BOTH)
    (ada,) = found.people
    assert (ada.name, ada.profile) == ("Ada Quill", _link("Ada Quill"))
    assert ada.record == "you wrote to them on LinkedIn once, last on 2 Nov 2025 (messages.csv)"


def test_messages_are_counted_and_the_last_is_named(read):
    more = _message("1", "Robin Vale", "Ada Quill", day="2025-12-24", text="Hi,\nagain")
    (ada,) = read(MESSAGES + BOTH + more).people
    assert "2 times, last on 24 Dec 2025" in ada.record


@pytest.mark.parametrize(
    "message",
    [
        _message("3", "Robin Vale", "Cai Wen", folder="SPAM"),
        _message("3", "Robin Vale", "Cai Wen", draft="Yes"),
        _message("3", "LinkedIn Member", "Robin Vale").replace(_link("LinkedIn Member"), ""),
        _message("3", "Cai Wen", "Robin Vale", text="<p class=spinmail-quill-editor__spin-break>"),
    ],
)
def test_spam_drafts_sponsors_and_closed_accounts_do_not_count(read, message):
    assert [person.name for person in read(MESSAGES + BOTH + message).people] == ["Ada Quill"]


def test_a_group_is_no_letter_to_each_of_them(read):
    found = read(MESSAGES + BOTH + _message("3", "Robin Vale", "Cai Wen", "Dee Roe"))
    records = {person.name: person.record for person in found.people}
    assert records["Cai Wen"].startswith("you wrote in a group with them on LinkedIn, last on")


def test_messages_until_2023_have_names_alone_and_are_read(read):
    header = (
        "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,DATE,SUBJECT,CONTENT,FOLDER"
    )
    robin, bo = f"Robin Vale,{_link('Robin Vale')}", f"Bo Lind,{_link('Bo Lind')}"
    rows = (
        f'1,,{robin},"Ada Quill, PhD",2022-11-02 10:00:00 UTC,,Hi,INBOX\n'
        f"2,,{bo},Robin Vale,2022-11-02 10:00:00 UTC,,Hi,INBOX\n"
        f"2,,{robin},Bo Lind,2022-11-03 10:00:00 UTC,,Hi,INBOX\n"
    )
    people = {p.name: p.profile for p in read(f"{header}\n{rows}").people}
    assert people == {"Ada Quill, PhD": "", "Bo Lind": _link("Bo Lind")}


def test_where_the_owner_cannot_be_told_nobody_is_taken(read):
    found = read(MESSAGES + _message("1", "Robin Vale", "Ada Quill"))
    assert found.people == ()
    assert "it cannot be told who of the people in it is you" in found.passed_over[0]


def test_whom_the_owner_invited_is_known_and_who_invited_the_owner_is_not(read):
    found = read(INVITATIONS + SENT + GOT)
    (ada,) = found.people
    assert (ada.name, ada.profile) == ("Ada Quill", _link("Ada Quill"))
    assert ada.record == "you invited them on LinkedIn on 2 Nov 2025 (messages.csv)"
    assert (found.kind, found.nobody) == ("LinkedIn invitations", 1)


def test_a_direction_nobody_knows_is_told(read):
    found = read("From,To,Sent At,Message,Direction\nRobin,Ada,1/2/20,,SIDEWAYS\n")
    assert found.passed_over == (
        "messages.csv: line 2: direction is neither INCOMING nor OUTGOING, but 'SIDEWAYS'",
    )


def test_ones_own_history_is_read_for_a_replay(export):
    path = export(Invitations=INVITATIONS + GOT + SENT, Connections=CONNECTIONS)
    got, sent = read_invitations(path)
    assert (got.incoming, got.from_name, got.row) == (True, "Bo Lind", 2)
    assert got.note == "Hello Robin,\nwe met at the kiln."
    assert (sent.incoming, sent.invitee_profile, sent.row) == (False, _link("Ada Quill"), 4)
    assert sent.sent_at == "11/2/25, 9:15 AM"


def test_invitations_until_2023_have_no_profiles(tmp_path):
    path = tmp_path / "i.csv"
    path.write_text("From,To,Sent At,Message,Direction\nBo,Robin,1/2/20,Hi,INCOMING\n")
    (bo,) = read_invitations(path)
    assert (bo.from_name, bo.note, bo.inviter_profile) == ("Bo", "Hi", "")


def test_another_file_is_no_history(tmp_path):
    path = tmp_path / "c.csv"
    path.write_text(CONNECTIONS)
    with pytest.raises(SettingsError, match="no invitations in it"):
        read_invitations(path)


def test_the_whole_export_is_read_and_its_other_files_are_not(export):
    path = export(
        Connections=CONNECTIONS + "Ada,Quill,,,,,08 Feb 2026\n",
        Invitations=INVITATIONS + SENT,
        Profile="First Name,Last Name\nRobin,Vale\n",
    )
    found = read_contacts(path)
    assert found.kind == "LinkedIn data export"
    assert [person.record for person in found.people] == [
        "a LinkedIn connection since 8 Feb 2026 (Connections.csv)",
        "you invited them on LinkedIn on 2 Nov 2025 (Invitations.csv)",
    ]


def test_an_encrypted_zip_is_told(export):
    path = export(Connections=CONNECTIONS)
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(SettingsError, match="encrypted: unpack it"):
        read_contacts(path)


def test_a_cut_off_zip_is_told(export):
    path = export(Connections=CONNECTIONS)
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(SettingsError, match=r"damaged.*download it again"):
        read_contacts(path)


def test_a_damaged_member_refuses_the_whole_export(export):
    path = export(Connections=CONNECTIONS + "Ada,Quill,,,,,\n", Invitations=INVITATIONS + SENT)
    data = bytearray(path.read_bytes())
    data[data.index(b"Connections.csv") + 20] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(SettingsError, match=r"its Connections\.csv is damaged"):
        read_contacts(path)


def test_a_member_that_is_not_linkedins_is_passed_over(export):
    found = read_contacts(export(Connections=CONNECTIONS + "Ada,Quill,,,,,\n", Invitations="junk"))
    assert [person.name for person in found.people] == ["Ada Quill"]
    assert "not as LinkedIn writes it" in found.passed_over[0]


def test_a_zip_that_names_nobody_and_a_workbook_are_told(tmp_path):
    for member, told in (("a.txt", "holds no Connections.csv"), ("xl/workbook.xml", "Excel")):
        path = tmp_path / "x.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(member, "x")
        with pytest.raises(SettingsError, match=told):
            read_contacts(path)
