"""Folders as few would set them up: what is watched is the archive, or a label's own folder."""

from contextlib import suppress

import pytest

from service.errors import CoffeeFirstError
from tests.servers import mail
from tests.servers.costume import PLAIN_CAPABILITY
from tests.servers.faults import Fault, FaultProxy
from tests.years.refusing import Refusing

PITCH = "We help workshops like yours win 30 new customers a month. Shall I book you a free demo?"
PERSONAL = "Hi Robin, your talk on hall 7 in Kassel stayed with me. Shall we compare cranes?"
DECLINE = mail.invitation(2, note=PITCH, headline="Account executive at Leadpump")
REVIEW = mail.invitation(4, note=PERSONAL, headline="Crane inspector at Tallow & Reed")
NAMELESS = DECLINE.replace(b"Message-ID:", b"X-Message-ID:")
NO_MOVE = {"capability": PLAIN_CAPABILITY + " UIDPLUS"}
FOLDERS = {
    "Drafts": r"\Drafts",
    "Archive": r"\Archive",
    "Trash": r"\Trash",
    "Coffee First/Decline": "",
    "Coffee First/Review": "",
}


@pytest.fixture(params=[{}, NO_MOVE], ids=["MOVE", "no MOVE"])
def server(request, dressed):
    return dressed(folders=FOLDERS, **request.param)


@pytest.fixture
def watching(coffee_at, server):
    """A Coffee First that watches one folder, and knows it already; and a reader of its mailbox."""

    def make(labels, folder):
        coffee = coffee_at(server, labels=labels, folders=(folder,))
        coffee.round()
        user = coffee.settings.mailbox.username
        return coffee, server.mailbox(user), lambda raw: server.deliver(user, folder, raw)

    return make


WATCHED = pytest.mark.parametrize(
    ("labels", "folder"),
    [("keywords", "Archive"), ("folders", "Coffee First/Decline")],
    ids=["keywords", "folders"],
)


@WATCHED
@pytest.mark.parametrize("letter", [DECLINE, NAMELESS], ids=["named", "nameless"])
def test_what_is_watched_where_it_is_archived_stays_there_as_it_is(
    watching, labels, folder, letter
):
    coffee, mailbox, deliver = watching(labels, folder)
    deliver(letter)
    before = mailbox.only(folder).uid
    assert [coffee.round().problems for _ in range(3)] == [[], [], []]
    assert mailbox.only(folder).uid == before
    assert mailbox.count("Drafts") == 1


@WATCHED
@pytest.mark.parametrize("server", [NO_MOVE], indirect=True)
def test_what_is_watched_where_it_is_archived_is_not_lost_to_any_refusal(
    watching, server, labels, folder
):
    fired, number = True, 0
    while fired:
        coffee, mailbox, deliver = watching(labels, folder)
        deliver(DECLINE)
        number += 1
        with FaultProxy(server.port) as faulty, suppress(CoffeeFirstError):
            faulty.order(Fault("no", number))
            coffee.but(mailbox={"port": faulty.port}).round()
        fired = faulty.fired
        coffee.round()
        assert mailbox.count(folder) == 1, number
    assert number > 8


def test_a_label_folder_that_is_watched_gets_no_second_copy(watching):
    coffee, mailbox, deliver = watching("folders", "Coffee First/Review")
    deliver(REVIEW)
    coffee.round()
    assert mailbox.count("Coffee First/Review") == 1


def test_a_mail_is_not_expunged_for_another_one_with_its_message_id(coffee_at, dressed):
    server = dressed(**NO_MOVE)
    coffee = coffee_at(server, labels="keywords")
    user = coffee.settings.mailbox.username
    server.deliver(user, "INBOX", DECLINE)
    with Refusing(server.port) as refusing:
        refusing.refuses = {"COPY": "NO [LIMIT] not today"}
        coffee.but(mailbox={"port": refusing.port}).round()
    server.deliver(user, "Archive", b"X-Other: yes\r\n" + DECLINE)
    assert coffee.round().archived == 1
    assert DECLINE in [stored.raw for stored in server.mailbox(user).mails("Archive")]
