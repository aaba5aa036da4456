"""Which folder is meant: special uses, names and levels as servers and owners write them."""

import imaplib
from contextlib import closing, contextmanager

import pytest

from service.errors import ServerRefused, SettingsError
from service.mailbox.choosing import chosen
from service.mailbox.connection import Connection
from service.mailbox.connection.line import Line
from service.mailbox.folders import Folders
from service.mailbox.label_folders import LabelFolders, LabelViews
from service.settings import MailboxSettings
from tests.servers import mail
from tests.servers.costume import PASSWORD
from tests.servers.scripted import Scripted

OK = b"{tag} OK done"
INBOX = '() "/" INBOX'


@contextmanager
def _server(*listed, namespace="", create=OK, capabilities=b""):
    """A server with these folders, as LIST tells them, and this answer to NAMESPACE."""
    capabilities += b" NAMESPACE" if namespace else b""
    capability = b"* CAPABILITY IMAP4rev1 SASL-IR MOVE%s\r\n" % capabilities
    lines = "".join(f"* LIST {line}\r\n" for line in listed)
    answers = {
        b"CAPABILITY": capability + OK,
        b"LOGIN": OK,
        b"AUTHENTICATE": OK,
        b"LIST": lines.encode() + OK,
        b"NAMESPACE": f"* NAMESPACE {namespace}\r\n".encode() + OK,
        b"CREATE": create,
        b"SUBSCRIBE": OK,
    }
    with Scripted(answers=answers) as server:
        settings = MailboxSettings(
            host="127.0.0.1", port=server.port, security="none", username="robin"
        )
        with closing(Connection(settings, "secret", Line())) as connection:
            yield server, connection


@contextmanager
def _folders(*listed, **more):
    with _server(*listed, **more) as (_, connection):
        yield Folders(connection)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ('(\\HasNoChildren \\drafts) "/" Kladden', "Kladden"),
        ('(\\HasNoChildren \\DRAFTS) "." INBOX.Concepten', "INBOX.Concepten"),
        ('() "/" "Entw&APw-rfe"', "Entwürfe"),
        ('() "/" BROUILLONS', "BROUILLONS"),
        ('() "\\\\" "INBOX\\\\Rascunhos"', "INBOX\\Rascunhos"),
        ("() NIL Utkast", "Utkast"),
    ],
)
def test_the_folder_for_drafts_is_found_however_it_is_written(line, name):
    with _folders(INBOX, line) as folders:
        assert folders.find("\\drafts", None) == name


def test_a_folder_that_is_only_a_name_is_nobodys_drafts():
    with _folders(INBOX, '(\\Noselect \\Drafts) "/" Drafts', '() "/" Bozze') as folders:
        assert folders.find("\\drafts", None) == "Bozze"


@pytest.mark.parametrize(
    "configured",
    ["Entwürfe", "ENTWÜRFE", "entwu\u0308rfe", "Entw&APw-rfe", "INBOX.Entwürfe", "inbox.entwürfe"],
)
def test_an_owner_may_write_a_folder_in_any_way(configured):
    with _folders('() "." INBOX', '() "." "INBOX.Entw&APw-rfe"') as folders:
        assert folders.find("\\drafts", configured) == "INBOX.Entwürfe"


def test_an_owner_may_write_levels_with_a_slash():
    with _folders('() "." INBOX', '() "." Mail.Old') as folders:
        assert folders.existing("mail/old") == "Mail.Old"


def test_of_two_in_other_letters_none_is_guessed():
    with _folders(INBOX, '() "/" old', '() "/" OLD') as folders, pytest.raises(SettingsError) as e:
        folders.existing("Old")
    assert "'Old' on the server; it has: INBOX, old, OLD" in str(e.value)


def test_of_thousands_of_folders_some_are_told():
    many = (f'() "/" F{n}' for n in range(5_000))
    told = pytest.raises(SettingsError, match=r"F48 and 4,951 more$")
    with _folders(INBOX, *many) as folders, told:
        folders.existing("Nosuch")


def test_a_configured_folder_that_is_only_a_name_is_told():
    with _folders(INBOX, '(\\Noselect) "/" Mail') as folders, pytest.raises(SettingsError) as e:
        folders.existing("Mail")
    assert "'Mail' holds no mail" in str(e.value)


@pytest.mark.parametrize(
    ("listed", "namespace", "name"),
    [
        ([INBOX], "", "Coffee First/Meet"),
        ([INBOX], '(("" "/")) NIL NIL', "Coffee First/Meet"),
        ([INBOX], "NIL NIL NIL", "Coffee First/Meet"),
        (['() "." INBOX'], '(("INBOX." ".")) NIL NIL', "INBOX.Coffee First.Meet"),
        (['() "." INBOX', '() "." INBOX.Sent'], "", "INBOX.Coffee First.Meet"),
        (['() "\\\\" INBOX', '() "\\\\" Sent'], "", "Coffee First\\Meet"),
        (["() NIL INBOX", "() NIL Sent"], "NIL NIL NIL", "Coffee First Meet"),
        ([INBOX, '() "/" "coffee first/MEET"'], "", "coffee first/MEET"),
    ],
)
def test_a_label_is_a_folder_as_the_server_has_folders(listed, namespace, name):
    with _server(*listed, namespace=namespace) as (_, connection):
        assert LabelFolders(connection, Folders(connection), frozenset()).called("meet") == name


def test_other_peoples_folders_do_not_move_ours_out_of_the_inbox():
    shared = ['() "." INBOX', '() "." INBOX.Sent', '() "/" "Other Users/ada"', '() "." user.bob']
    namespace = '(("INBOX." ".")) (("user." ".")) (("" "."))'
    with _folders(*shared, namespace=namespace) as folders:
        assert folders.place("Coffee First", "Meet") == "INBOX.Coffee First.Meet"


def test_proton_mail_bridge_has_labels_of_its_own():
    kinds = ['(\\Noselect) "/" Labels', '(\\Noselect) "/" Folders']
    with _server(INBOX, *kinds, '() "/" Labels/Work') as (_, connection):
        folders = Folders(connection)
        parent = folders.label_parent()
        way = LabelViews(connection, folders, frozenset(), None, parent)
        assert way.called("not-understood") == "Labels/Coffee First Not-understood"


def test_an_owner_who_has_a_folder_called_labels_has_no_bridge():
    with _folders(INBOX, '() "/" Labels', '(\\Noselect) "/" Folders') as folders:
        assert folders.label_parent() is None


def test_a_folder_that_is_refused_is_told_with_what_to_do():
    with (
        _server(INBOX, create=b"{tag} NO [CANNOT] no such name here") as (server, connection),
        pytest.raises(ServerRefused) as e,
    ):
        Folders(connection).ensure("Coffee First/Meet")
    assert "CREATE Coffee First/Meet" in str(e.value)
    assert "[CANNOT] no such name here: make this folder in your mail program" in str(e.value)
    assert server.heard.count(b"CREATE") == 2  # its parent as well, which may have been missing


def test_what_is_refused_for_a_while_is_not_worth_a_folder_by_hand():
    with (
        _server(INBOX, create=b"{tag} NO [UNAVAILABLE] later") as (_, connection),
        pytest.raises(ServerRefused) as e,
    ):
        Folders(connection).ensure("Coffee First/Meet")
    assert "by hand" not in str(e.value)
    assert "mail program" not in str(e.value)


def test_a_name_without_a_folder_is_made_one():
    with _server(INBOX, '(\\Noselect) "/" "Coffee First/Meet"') as (server, connection):
        Folders(connection).ensure("Coffee First/Meet")
    assert b'CREATE "Coffee First/Meet"' in server.heard


# -- which way fits --


@pytest.mark.parametrize(
    ("wanted", "host", "takes", "way"),
    [
        ("auto", "mail.example.org", True, "keywords"),
        ("auto", "mail.example.org", False, "folders"),
        ("auto", "imap.fastmail.com", True, "folders"),
        ("auto", "outlook.office365.com", False, "folders"),
        ("auto", "imap.mail.me.com", True, "folders"),
        ("keywords", "imap.fastmail.com", True, "keywords"),
        ("folders", "mail.example.org", True, "folders"),
        ("auto", "127.0.0.1", True, "keywords"),
        ("auto", "127.0.0.1", False, "folders"),
    ],
)
def test_the_owner_decides_then_what_shows_then_what_is_taken(wanted, host, takes, way):
    assert chosen(wanted, host, lambda: takes) == way


def test_where_it_is_known_what_shows_the_server_is_not_asked():
    assert chosen("auto", "imap.fastmail.com", lambda: pytest.fail("asked")) == "folders"


# -- a new one --


def test_a_new_folder_for_drafts_is_known_as_such(coffee_for, brewed):
    cyrus = brewed(classic=True)
    user = cyrus.new_user()
    cyrus.deliver(user, "INBOX", mail.invitation(1, note="", headline="Potter at Kiln"))
    with imaplib.IMAP4("127.0.0.1", cyrus.port) as imap:
        imap.login(user, PASSWORD)
        assert imap.delete("INBOX.Drafts")[0] == "OK"
    coffee_for(cyrus.port, user).round()
    assert r"\Drafts" in cyrus.mailbox(user).folders()["INBOX.Drafts"]
    assert cyrus.mailbox(user).count("INBOX.Drafts") == 1


def test_a_server_that_will_not_note_a_use_makes_the_folder_without():
    refused = b"{tag} NO [USEATTR] there is one already"
    more = {"create": refused, "capabilities": b" CREATE-SPECIAL-USE"}
    with _server(INBOX, **more) as (server, connection), pytest.raises(ServerRefused):
        Folders(connection).special("\\drafts", None, "Drafts")
    first, second = [x for x in server.heard.split(b"\r\n") if b"CREATE" in x]
    assert first.endswith(b'CREATE "Drafts" (USE (\\Drafts))')
    assert second.endswith(b'CREATE "Drafts"')


def test_a_watched_folder_in_other_letters_is_told_how_to_write_it(coffee, dovecot, owner):
    dovecot.doveadm("mailbox", "create", "-u", owner, "LinkedIn")
    with pytest.raises(SettingsError, match="'linkedin' is 'LinkedIn' on the server: write it so"):
        coffee.but(mailbox={"folders": ("linkedin",)}).round()
