"""The double of Gmail's server, quirk by quirk, as a plain IMAP client sees it."""

import imaplib
import re

import pytest

from tests.servers.gmail import GERMAN, PASSWORD, Gmail

INVITATION = (
    b"Message-ID: <1@example.com>\r\nFrom: Ada <invitations@linkedin.com>\r\n"
    b"Subject: Ada wants to connect\r\n\r\nHello\r\n"
)
OTHER = INVITATION.replace(b"<1@", b"<2@").replace(b"Ada wants", b"Grace wants")
ANSWER = (
    b"Message-ID: <draft@example.com>\r\nIn-Reply-To: <1@example.com>\r\n"
    b"Subject: Re: Ada wants to connect\r\n\r\nYes\r\n"
)


def _client(server, user, folder="INBOX", *, readonly=False):
    imap = imaplib.IMAP4("127.0.0.1", server.port, timeout=10)
    imap.login(user, PASSWORD)
    assert imap.select(f'"{folder}"', readonly=readonly)[0] == "OK"
    return imap


@pytest.fixture
def owner(gmail):
    user = gmail.new_user()
    gmail.deliver(user, "INBOX", INVITATION)
    return user


@pytest.fixture
def imap(gmail, owner):
    with _client(gmail, owner) as client:
        client.create("Work")
        yield client


def _labels(imap, uid="1"):
    (line,) = imap.uid("FETCH", uid, "(X-GM-LABELS)")[1]
    return re.search(rb"X-GM-LABELS \((.*)\)\)", line)[1]


def _search(imap, *keys):
    kind, (found,) = imap.uid("SEARCH", *keys)
    assert kind == "OK"
    return found.split()


# -- who it is --


def test_it_announces_more_to_who_is_signed_in(gmail):
    with imaplib.IMAP4("127.0.0.1", gmail.port, timeout=10) as imap:
        before = imap.capabilities
        kind, _ = imap.login(gmail.new_user(), PASSWORD)
        assert kind == "OK"
        after = imap.capability()[1][-1]
        imap.select()
    assert "X-GM-EXT-1" in before
    assert "MOVE" not in before
    assert {b"MOVE", b"UIDPLUS", b"LITERAL-"} <= set(after.split())


def test_a_wrong_password_is_refused(gmail):
    with (
        imaplib.IMAP4("127.0.0.1", gmail.port, timeout=10) as imap,
        pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"),
    ):
        imap.login("somebody", "wrong")


def test_plain_signs_in_as_well(gmail):
    with imaplib.IMAP4("127.0.0.1", gmail.port, timeout=10) as imap:
        assert imap.authenticate("PLAIN", lambda _: f"\0somebody\0{PASSWORD}".encode())[0] == "OK"
        assert imap.select()[0] == "OK"


def test_folders_tell_their_special_uses(gmail, owner):
    listed = gmail.mailbox(owner).folders()
    assert "\\All" in listed["[Gmail]/All Mail"]
    assert "\\Noselect" in listed["[Gmail]"]
    assert "\\Archive" not in {use for uses in listed.values() for use in uses}


def test_folders_have_the_owners_language_and_may_be_hidden():
    with Gmail(names=GERMAN, hidden=("[Gmail]/Alle Nachrichten",)) as server:
        listed = server.mailbox(server.new_user()).folders()
        assert "\\Drafts" in listed["[Gmail]/Entw&APw-rfe"]
        assert not any("\\All" in uses for uses in listed.values())


def test_it_says_that_it_takes_keywords(imap):
    imap.select()
    assert b"\\*" in imap.response("PERMANENTFLAGS")[1][0]


# -- one store, folders as views --


def test_a_message_has_one_number_of_gmails_own_and_a_uid_in_each_folder(gmail, owner):
    gmail.deliver(owner, "[Gmail]/All Mail", OTHER)
    gmail.label(owner, "<2@example.com>", "\\Inbox")
    told = []
    for folder in ("INBOX", "[Gmail]/All Mail"):
        with _client(gmail, owner, folder) as imap:
            told.append(imap.uid("FETCH", "1:*", "(X-GM-MSGID)")[1])
    assert told[0] == told[1]
    assert len(told[0]) == 2


def test_the_open_folders_own_label_is_not_told(gmail, imap, owner):
    gmail.label(owner, "<1@example.com>", "Work")
    assert _labels(imap) == b'"Work"'
    imap.select("Work")
    assert _labels(imap) == rb'"\\Inbox"'


def test_taking_off_the_open_folders_own_label_is_ok_and_changes_nothing(gmail, imap, owner):
    assert imap.uid("STORE", "1", "-X-GM-LABELS.SILENT", "(\\Inbox)")[0] == "OK"
    assert gmail.labels(owner) == {"<1@example.com>": {"\\Inbox"}}


def test_the_inboxs_label_goes_off_while_all_mail_is_open(gmail, owner):
    with _client(gmail, owner, "[Gmail]/All Mail") as imap:
        assert imap.uid("STORE", "1", "-X-GM-LABELS", "(\\Inbox)")[0] == "OK"
    assert gmail.mailbox(owner).count() == 0


def test_a_label_is_put_on_and_its_folder_shows_the_message(gmail, imap, owner):
    (answer,) = imap.uid("STORE", "1", "+X-GM-LABELS", '("Work")')[1]
    assert answer == b'1 (UID 1 X-GM-LABELS ("Work"))'
    assert gmail.mailbox(owner).only("Work").message_id == "<1@example.com>"


def test_search_knows_labels_but_not_the_open_folders_own(gmail, imap, owner):
    gmail.deliver(owner, "INBOX", OTHER)
    imap.noop()
    imap.uid("STORE", "1", "+X-GM-LABELS", '("Work")')
    assert _search(imap, "X-GM-LABELS", '"Work"') == [b"1"]
    assert _search(imap, "NOT", "X-GM-LABELS", '"Work"') == [b"2"]
    assert _search(imap, "X-GM-LABELS", '"\\\\Inbox"') == []


def test_a_message_that_comes_back_into_a_folder_has_a_new_uid(gmail, imap, owner):
    gmail.label(owner, "<1@example.com>", "\\Inbox", off=True)
    gmail.label(owner, "<1@example.com>", "\\Inbox")
    imap.noop()
    assert _search(imap, "ALL") == [b"2"]


def test_a_star_is_a_flag_and_a_label(gmail, imap, owner):
    imap.uid("STORE", "1", "+FLAGS.SILENT", "(\\Flagged)")
    assert gmail.labels(owner)["<1@example.com>"] == {"\\Inbox", "\\Starred"}
    assert "\\Flagged" in gmail.mailbox(owner).only("[Gmail]/Starred").flags


def test_another_uidvalidity_means_other_uids(gmail, owner):
    before = gmail.mailbox(owner).only().uid
    gmail.renumber(owner, "INBOX")
    assert gmail.mailbox(owner).only().uid != before


# -- moving --


def test_move_to_all_mail_archives(gmail, imap, owner):
    gmail.label(owner, "<1@example.com>", "Work")
    assert imap.uid("MOVE", "1", '"[Gmail]/All Mail"')[0] == "OK"
    assert gmail.labels(owner) == {"<1@example.com>": {"Work"}}
    assert imap.response("EXPUNGE")[1] == [b"1"]


def test_the_new_uid_of_what_was_moved_is_in_the_tagged_answer(imap):
    imap.send(b"X1 UID MOVE 1 Work\r\n")
    assert imap.readline() == b"* 1 EXPUNGE\r\n"
    assert imap.readline() == b"X1 OK [COPYUID 2 1 1] (Success)\r\n"


def test_copy_puts_a_label_on_and_takes_none_off(gmail, imap, owner):
    imap.uid("COPY", "1", "Work")
    assert gmail.labels(owner) == {"<1@example.com>": {"\\Inbox", "Work"}}


def test_the_inboxs_label_puts_a_message_back_into_it(gmail, imap, owner):
    imap.uid("MOVE", "1", '"[Gmail]/All Mail"')
    imap.select('"[Gmail]/All Mail"')
    imap.uid("STORE", "1", "+X-GM-LABELS.SILENT", '("\\\\Inbox")')
    assert gmail.labels(owner) == {"<1@example.com>": {"\\Inbox"}}


def test_the_trash_takes_a_message_out_of_everything_else(gmail, imap, owner):
    gmail.label(owner, "<1@example.com>", "Work")
    imap.uid("COPY", "1", '"[Gmail]/Trash"')
    mailbox = gmail.mailbox(owner)
    assert mailbox.count("[Gmail]/Trash") == 1
    assert [mailbox.count(f) for f in ("INBOX", "Work", "[Gmail]/All Mail")] == [0, 0, 0]


def test_what_is_deleted_in_a_label_loses_that_label_at_once(gmail, imap, owner):
    gmail.label(owner, "<1@example.com>", "Work")
    imap.uid("STORE", "1", "+FLAGS", "(\\Deleted)")
    assert gmail.labels(owner) == {"<1@example.com>": {"Work"}}


# -- folders --


def test_a_label_below_another_does_not_make_that_one(gmail, imap, owner):
    imap.create('"Coffee First/Meet"')
    assert "\\Noselect" in gmail.mailbox(owner).folders()["Coffee First"]
    assert imap.create('"Coffee First"')[0] == "OK"
    assert "\\Noselect" not in gmail.mailbox(owner).folders()["Coffee First"]


def test_a_label_that_is_there_is_not_made_again(imap):
    kind, (told,) = imap.create("Work")
    assert kind == "NO"
    assert told.startswith(b"[ALREADYEXISTS]")


def test_a_folder_that_is_not_there_is_refused(imap):
    assert imap.uid("COPY", "1", "Nowhere")[1][0].startswith(b"[TRYCREATE]")
    assert imap.select("Nowhere")[0] == "NO"


def test_the_quota_is_told(imap):
    assert imap.getquotaroot("INBOX")[0] == "OK"


# -- drafts, conversations --


def test_a_draft_has_its_label_and_joins_the_conversation(gmail, imap, owner):
    imap.append('"[Gmail]/Drafts"', "(\\Draft \\Seen)", None, ANSWER)
    draft = gmail.mailbox(owner).only("[Gmail]/Drafts")
    assert draft.flags == {"\\Draft", "\\Seen"}
    assert len({m.thread for m in gmail.account(owner).messages.values()}) == 1


def test_another_subject_is_another_conversation(gmail, owner, imap):
    imap.append('"[Gmail]/Drafts"', "(\\Draft)", None, ANSWER.replace(b"to connect", b"coffee"))
    assert len({m.thread for m in gmail.account(owner).messages.values()}) == 2


# -- searching --


def test_search_finds_whole_words_only(imap):
    assert _search(imap, "FROM", "linkedin") == [b"1"]
    assert _search(imap, "FROM", '"invitations@"') == [b"1"]
    assert _search(imap, "FROM", "linked") == []
    assert _search(imap, "SUBJECT", '"wants to"') == [b"1"]


def test_search_knows_a_whole_message_id(imap):
    assert _search(imap, "HEADER", "Message-ID", '"<1@example.com>"') == [b"1"]
    assert _search(imap, "HEADER", "Message-ID", '"<3@example.com>"') == []


def test_search_by_gmails_own_number(gmail, imap, owner):
    (number,) = gmail.account(owner).messages
    assert _search(imap, "X-GM-MSGID", str(number)) == [b"1"]


# -- news --


def test_new_mail_is_told_on_noop(gmail, imap, owner):
    gmail.deliver(owner, "INBOX", OTHER)
    imap.response("EXISTS")
    imap.noop()
    assert imap.response("EXISTS")[1] == [b"2"]


def test_new_mail_is_told_in_idle(gmail, imap, owner):
    imap.send(b"X1 IDLE\r\n")
    assert imap.readline().startswith(b"+")
    gmail.deliver(owner, "INBOX", OTHER)
    assert imap.readline() == b"* 2 EXISTS\r\n"
    imap.send(b"DONE\r\n")
    assert imap.readline().startswith(b"X1 OK")


# -- parts --


def test_a_part_and_a_piece_of_it_are_fetched(gmail, imap, owner):
    gmail.deliver(
        owner,
        "INBOX",
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\nabove\r\n--b\r\n'
        b"Content-Type: text/plain\r\n\r\nThe text\r\n--b--\r\n",
    )
    imap.noop()
    told = imap.uid("FETCH", "2", "(BODY.PEEK[1] BODY.PEEK[1.MIME] BODY.PEEK[1]<4.4>)")[1]
    parts = [part[1] for part in told if isinstance(part, tuple)]
    assert parts == [b"The text", b"Content-Type: text/plain\r\n\r\n", b"text"]


# -- what is not modelled --


@pytest.mark.parametrize(
    "command",
    [
        ("STORE", "1", "+FLAGS", "(coffeefirst-meet)"),
        ("STORE", "1", "+X-GM-LABELS", '("Nowhere")'),
        ("STORE", "1", "+X-GM-LABELS", "(\\Trash)"),
        ("STORE", "1", "X-GM-LABELS", "(Work)"),
        ("SEARCH", "X-GM-RAW", '"in:inbox"'),
        ("SEARCH", "HEADER", "Message-ID", '"@example.com"'),
        ("SEARCH", "HEADER", "References", '"<1@example.com>"'),
        ("SEARCH", "KEYWORD", "coffeefirst-meet"),
        ("FETCH", "1", "(BODY[])"),
        ("FETCH", "1", "(BODYSTRUCTURE)"),
        ("COPY", "1", '"[Gmail]/Sent Mail"'),
        ("COPY", "1", "INBOX"),
    ],
)
def test_what_is_not_known_of_gmail_ends_the_connection_and_is_noted(command):
    with Gmail() as server:
        user = server.new_user()
        server.deliver(user, "INBOX", INVITATION)
        imap = _client(server, user)
        with pytest.raises((imaplib.IMAP4.abort, OSError)):
            imap.uid(*command)
        imap.shutdown()
        assert len(server.faults) == 1


@pytest.mark.parametrize("folder", ["[Gmail]/All Mail", "[Gmail]/Trash"])
def test_what_leaves_all_mail_or_the_trash_is_not_modelled(folder):
    with Gmail() as server:
        user = server.new_user()
        server.deliver(user, folder, INVITATION)
        imap = _client(server, user, folder)
        with pytest.raises((imaplib.IMAP4.abort, OSError)):
            imap.uid("MOVE", "1", "INBOX")
        imap.shutdown()
        assert len(server.faults) == 1


def test_a_long_literal_has_to_wait_for_leave():
    with Gmail() as server:
        imap = _client(server, server.new_user())
        imap.send(b'X1 APPEND "[Gmail]/Drafts" (\\Draft) {5000+}\r\n' + b"x" * 5000 + b"\r\n")
        assert imap.readline().startswith(b"* BYE")
        imap.shutdown()
        assert "LITERAL-" in server.faults[0]


def test_a_message_that_is_there_is_not_appended_again():
    with Gmail() as server:
        imap = _client(server, server.new_user())
        imap.append('"[Gmail]/Drafts"', "(\\Draft)", None, ANSWER)
        with pytest.raises((imaplib.IMAP4.abort, OSError)):
            imap.append('"[Gmail]/Drafts"', "(\\Draft)", None, ANSWER)
        imap.shutdown()
        assert "is there" in server.faults[0]
