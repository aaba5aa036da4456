"""Folders have the names that mail programs give them, in the owner's language."""

import unicodedata

import pytest

from service.mailbox.usual_names import USUAL_NAMES
from tests.servers.costume import PLAIN_CAPABILITY
from tests.test_nothing_twice import _pitch, _stock

OWN = [
    ("Entwürfe", "Archiv"),
    ("Brouillons", "Archives"),
    ("下書き", "アーカイブ"),
    ("Черновики", "Архив"),
    ("Wersje robocze", "Archiwum"),
    ("טיוטות", "ארכיון"),
    (unicodedata.normalize("NFD", "Entwürfe"), "ARCHIV"),
]


@pytest.mark.parametrize(("drafts", "archive"), OWN, ids=[d for d, _ in OWN])
def test_a_folder_is_known_by_its_usual_name(coffee_for, dressed, owner, drafts, archive):
    server = dressed(capability=PLAIN_CAPABILITY + " MOVE", folders={drafts: "", archive: ""})
    before = set(server.mailbox(owner).folders())
    for letter in (_stock(1), _pitch(2)):
        server.deliver(owner, "INBOX", letter)
    assert coffee_for(server.port, owner).round().problems == []
    mailbox = server.mailbox(owner)
    assert set(mailbox.folders()) == before
    assert sorted(map(mailbox.count, before)) == [1, 1, 2]


def test_no_name_stands_for_two_uses():
    everything = [name for names in USUAL_NAMES.values() for name in names]
    assert len(everything) == len(set(everything))
    assert all(n == unicodedata.normalize("NFC", n) and n for n in everything)
