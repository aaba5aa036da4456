"""The demo's mailbox: what its server promises, and what its letters are."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError

from rules.acquaintance import Acquaintances
from rules.invitation import Inviter
from service.acquaintances import read_acquaintances
from service.demo import AUTHSERV_ID, OWNER_ADDRESS, letters, people
from service.demo.server import DemoServer

PLAIN = b"From: a@b.example\r\nSubject: tea\r\nMessage-ID: <1@b.example>\r\n\r\nA line.\r\n"
LABEL = "CoffeeFirst-Meet"


@pytest.fixture
def server() -> Iterator[DemoServer]:
    with DemoServer(OWNER_ADDRESS) as running:
        yield running


@pytest.fixture
def client(server: DemoServer) -> Iterator[IMAPClient]:
    connected = IMAPClient(server.host, server.port, ssl=False, timeout=5)
    connected.login(server.user, server.password)
    yield connected
    connected.shutdown()


def unfolded(letter: bytes) -> bytes:
    """Quoted-printable without its soft line breaks (RFC 2045, 6.7)."""
    return letter.replace(b"=\r\n", b"")


def folders_by_flag(client: IMAPClient) -> dict[bytes, str]:
    return {flags[-1]: name for flags, _, name in client.list_folders()}


def test_the_owner_signs_in_and_finds_an_empty_inbox(client: IMAPClient) -> None:
    assert client.select_folder("INBOX")[b"EXISTS"] == 0


def test_a_wrong_password_is_refused_and_does_not_end_the_connection(server: DemoServer) -> None:
    client = IMAPClient(server.host, server.port, ssl=False, timeout=5)
    for wrong in ("wrong", "fälsch"):
        with pytest.raises(LoginError):
            client.login(server.user, wrong.encode())
    client.login(server.user, server.password)
    client.shutdown()


def test_every_server_has_a_password_of_its_own() -> None:
    assert DemoServer(OWNER_ADDRESS).password != DemoServer(OWNER_ADDRESS).password


def test_list_says_what_each_folder_is_for(client: IMAPClient) -> None:
    found = folders_by_flag(client)
    assert (found[b"\\Drafts"], found[b"\\Archive"], found[b"\\Sent"]) == (
        "Drafts",
        "Archive",
        "Sent",
    )


def test_letters_delivered_are_new_mail_byte_for_byte(
    server: DemoServer, client: IMAPClient
) -> None:
    server.deliver(letters())
    client.select_folder("INBOX")
    fetched = client.fetch(client.search(["UNSEEN"]), ["BODY.PEEK[]"])
    assert [fetched[uid][b"BODY[]"] for uid in sorted(fetched)] == letters()


def test_a_letter_that_arrives_later_is_announced(server: DemoServer, client: IMAPClient) -> None:
    client.select_folder("INBOX")
    server.deliver([PLAIN])
    assert (1, b"EXISTS") in client.noop()[1]


def test_there_is_nowhere_to_deliver_but_the_folders(server: DemoServer) -> None:
    with pytest.raises(KeyError):
        server.deliver([PLAIN], "Nowhere")


def test_headers_and_the_text_part_are_fetched_without_the_rest(
    server: DemoServer, client: IMAPClient
) -> None:
    server.deliver(letters()[:1])
    client.select_folder("INBOX")
    [uid] = client.search(["FROM", "linkedin.com"])
    parts = client.fetch([uid], ["BODY.PEEK[HEADER]", "BODY.PEEK[1.MIME]", "BODY.PEEK[1]"])[uid]
    assert parts[b"BODY[HEADER]"] + b"" == letters()[0].partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    assert b"text/plain" in parts[b"BODY[1.MIME]"]
    assert b"Marcus Ellery" in parts[b"BODY[1]"]
    assert b"<html" not in parts[b"BODY[1]"]
    assert client.search(["SEEN"]) == []


def test_a_keyword_that_is_announced_is_also_kept(server: DemoServer, client: IMAPClient) -> None:
    server.deliver([PLAIN, PLAIN])
    assert b"\\*" in client.select_folder("INBOX")[b"PERMANENTFLAGS"]
    first, second = client.search(["UNKEYWORD", LABEL])
    client.add_flags([first], [LABEL], silent=True)
    client.select_folder("INBOX")
    assert client.search(["KEYWORD", LABEL]) == [first]
    assert client.search(["UNKEYWORD", LABEL]) == [second]


def test_flags_name_the_keywords_in_use_and_not_the_star(
    server: DemoServer, client: IMAPClient
) -> None:
    server.deliver([PLAIN])
    client.select_folder("INBOX")
    client.add_flags(client.search(["ALL"]), [LABEL])
    flags = client.select_folder("INBOX")[b"FLAGS"]
    assert LABEL.encode() in flags
    assert b"\\*" not in flags


def test_a_keyword_can_be_taken_away_again(server: DemoServer, client: IMAPClient) -> None:
    server.deliver([PLAIN])
    client.select_folder("INBOX")
    uids = client.search(["ALL"])
    client.add_flags(uids, [LABEL])
    client.remove_flags(uids, [LABEL])
    assert client.search(["KEYWORD", LABEL]) == []


def test_a_moved_letter_leaves_the_inbox_and_takes_its_keyword_along(
    server: DemoServer, client: IMAPClient
) -> None:
    server.deliver([PLAIN, PLAIN])
    client.select_folder("INBOX")
    first, second = client.search(["ALL"])
    client.add_flags([first], [LABEL])
    client.move([first], "Archive")
    assert client.search(["ALL"]) == [second]
    client.select_folder("Archive")
    assert len(client.search(["KEYWORD", LABEL])) == 1


def test_a_draft_is_appended_with_its_flags_and_found_by_its_message_id(client: IMAPClient) -> None:
    assert b"[APPENDUID" in client.append("Drafts", PLAIN, flags=[b"\\Draft", b"\\Seen"])
    client.select_folder("Drafts")
    [uid] = client.search(["HEADER", "Message-ID", "<1@b.example>"])
    assert {b"\\Draft", b"\\Seen"} <= set(client.fetch([uid], ["FLAGS"])[uid][b"FLAGS"])


def test_several_drafts_go_in_one_append(client: IMAPClient) -> None:
    assert b"MULTIAPPEND" in client.capabilities()
    client.multiappend("Drafts", [{"msg": PLAIN, "flags": [b"\\Draft"]} for _ in range(3)])
    client.select_folder("Drafts")
    assert len(client.search(["DRAFT"])) == 3


def test_a_folder_that_is_not_there_is_said_to_be_creatable(
    server: DemoServer, client: IMAPClient
) -> None:
    server.deliver([PLAIN])
    client.select_folder("INBOX")
    with pytest.raises(IMAPClientError, match="TRYCREATE"):
        client.move(client.search(["ALL"]), "Nowhere")


def test_a_folder_made_later_keeps_keywords_too(client: IMAPClient) -> None:
    client.create_folder("CoffeeFirst/Ignore")
    client.append("CoffeeFirst/Ignore", PLAIN)
    assert b"\\*" in client.select_folder("CoffeeFirst/Ignore")[b"PERMANENTFLAGS"]
    client.add_flags(client.search(["ALL"]), [LABEL])
    assert len(client.search(["KEYWORD", LABEL])) == 1


def test_two_servers_at_once_do_not_share_letters(server: DemoServer, client: IMAPClient) -> None:
    with DemoServer(OWNER_ADDRESS) as other:
        assert other.port != server.port
        other.deliver([PLAIN])
    assert client.select_folder("INBOX")[b"EXISTS"] == 0


def test_a_port_that_is_taken_is_said_at_once(server: DemoServer) -> None:
    with pytest.raises(OSError, match="address already in use"), DemoServer("x", port=server.port):
        pass


def test_a_given_port_can_be_used_again_at_once() -> None:
    with DemoServer(OWNER_ADDRESS) as first:
        port = first.port
        IMAPClient(first.host, port, ssl=False, timeout=5).shutdown()
    with DemoServer(OWNER_ADDRESS, port=port) as second:
        assert second.port == port


def test_it_stops_at_once_and_leaves_no_thread_while_a_client_idles() -> None:
    before = set(threading.enumerate())
    with DemoServer(OWNER_ADDRESS) as server:
        client = IMAPClient(server.host, server.port, ssl=False, timeout=5)
        client.login(server.user, server.password)
        client.select_folder("INBOX")
        client.idle()
        started = time.monotonic()
    assert time.monotonic() - started < 1
    assert set(threading.enumerate()) == before
    client.shutdown()


def test_it_stops_in_time_while_a_client_asks_and_does_not_listen() -> None:
    with socket.socket() as deaf:
        with DemoServer(OWNER_ADDRESS) as server:
            server.deliver([PLAIN + b"x" * 5_000_000])
            deaf.connect((server.host, server.port))
            deaf.sendall(
                f'a LOGIN {server.user} "{server.password}"\r\nb SELECT INBOX\r\n'.encode()
            )
            deaf.sendall(b"c FETCH 1 BODY.PEEK[]\r\n" * 5)
            time.sleep(0.3)  # by now the server waits for somebody to read
            started = time.monotonic()
        assert time.monotonic() - started < 2


def test_it_stops_quietly_at_the_moment_a_client_leaves(caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(20):
        with DemoServer(OWNER_ADDRESS) as server:
            client = IMAPClient(server.host, server.port, ssl=False, timeout=5)
            client.login(server.user, server.password)
            client.logout()
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


def test_pymaps_log_never_shows_the_password(
    server: DemoServer, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        client = IMAPClient(server.host, server.port, ssl=False, timeout=5)
        client.login(server.user, server.password)
        client.shutdown()
    assert server.password not in caplog.text


def test_the_letters_are_to_the_owner_with_crlf_and_ids_of_their_own() -> None:
    ids = set()
    for letter in letters():
        assert letter.count(b"\n") == letter.count(b"\r\n")
        headers = letter.partition(b"\r\n\r\n")[0]
        assert f"\r\nTo: Robin Winter <{OWNER_ADDRESS}>\r\n".encode() in headers
        ids.add(headers.partition(b"\r\nMessage-ID: ")[2].partition(b"\r\n")[0])
    assert len(ids) == len(letters()) == 16


def test_every_letter_bears_the_verdict_of_the_owners_own_mail_server() -> None:
    assert all(m.startswith(f"Authentication-Results: {AUTHSERV_ID};".encode()) for m in letters())
    failed = [m for m in letters() if b"dmarc=fail" in m]
    assert len(failed) == 1
    assert b"From: Sofia Brandt <invitations@linnkedin.example>" in failed[0]


def test_the_owner_knows_two_of_the_inviters() -> None:
    with people() as path:
        known = Acquaintances(read_acquaintances(path))
    friend = Inviter(profile="https://www.linkedin.com/in/tomasz-wielunski-0f7be2")
    assert known.certain(friend)
    (giulia,) = known.namesakes(Inviter(name="Giulia Ferrandini"))
    assert giulia.person.company == "Cartiera Monteluna"
    assert b"linkedin.com/comm/in/tomasz-wielunski-0f7be2?" in unfolded(letters()[8])
    assert b"Giulia Ferrandini" in letters()[5]
