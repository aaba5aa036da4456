"""The servers that the other tests stand on do what they say."""

from __future__ import annotations

import imaplib
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.servers.dovecot import HOST, PASSWORD, PLAIN_CAPABILITY, Dovecot
from tests.servers.fixtures import do_without
from tests.servers.mailbox import Mailbox
from tests.servers.proxy import Proxy

Dressed = Callable[..., Dovecot]
LETTER = b"Message-ID: <1@example.org>\r\nSubject: hello\r\n\r\nGood morning.\r\n"


@contextmanager
def signed_in(port: int, user: str) -> Iterator[imaplib.IMAP4]:
    with imaplib.IMAP4(HOST, port, timeout=20) as imap:
        imap.login(user, PASSWORD)
        yield imap


# --- Dovecot


def test_a_delivered_mail_arrives_as_it_was(dovecot: Dovecot, owner: str, mailbox: Mailbox) -> None:
    dovecot.deliver(owner, "INBOX", LETTER)
    letter = mailbox.only()
    assert (letter.raw, letter.message_id) == (LETTER, "<1@example.org>")
    assert letter.flags == frozenset()


def test_a_mail_can_be_delivered_seen_to_a_new_folder(
    dovecot: Dovecot, owner: str, mailbox: Mailbox
) -> None:
    dovecot.deliver(owner, "Clients/Kraków", LETTER, unseen=False)
    assert mailbox.only("Clients/Krak&APM-w").flags == {r"\Seen"}


def test_uids_follow_the_order_of_delivery(dovecot: Dovecot, owner: str, mailbox: Mailbox) -> None:
    ids = [f"<{n}@example.org>" for n in range(1200)]
    dovecot.deliver_many(owner, "INBOX", (f"Message-ID: {i}\r\n\r\n".encode() for i in ids))
    assert [m.message_id for m in mailbox.mails(headers_only=True)] == ids
    assert mailbox.count() == 1200


def test_a_mail_has_the_date_it_was_delivered_with(dovecot: Dovecot, owner: str) -> None:
    dovecot.deliver(owner, "INBOX", LETTER, when=1_000_000_000)
    with signed_in(dovecot.port, owner) as imap:
        imap.select()
        assert imap.search(None, "ON 9-Sep-2001")[1] == [b"1"]


def test_the_special_folders_are_there(mailbox: Mailbox) -> None:
    folders = mailbox.folders()
    for name in ("Drafts", "Archive", "Sent", "Trash"):
        assert f"\\{name}" in folders[name]


def test_a_missing_folder_is_not_an_empty_one(mailbox: Mailbox) -> None:
    with pytest.raises(LookupError):
        mailbox.mails("Nowhere")
    assert mailbox.count("Nowhere") == 0


def test_a_wrong_password_is_refused(dovecot: Dovecot, owner: str) -> None:
    with imaplib.IMAP4(HOST, dovecot.port) as imap, pytest.raises(imaplib.IMAP4.error):
        imap.login(owner, "guessed")


def test_doveadm_reaches_the_running_server(dovecot: Dovecot, owner: str) -> None:
    dovecot.deliver(owner, "INBOX", LETTER)
    dovecot.doveadm("mailbox", "update", "-u", owner, "--uid-validity", "4711", "INBOX")
    with signed_in(dovecot.port, owner) as imap:
        imap.select()
        assert imap.response("UIDVALIDITY")[1] == [b"4711"]


def test_nothing_is_left_of_a_stopped_server(dovecot: Dovecot) -> None:
    with Dovecot() as server, signed_in(server.port, "owner"):
        root = server.root
    assert not root.exists()
    assert refused(server.port)


def test_a_server_dies_with_the_program_that_started_it(dovecot: Dovecot) -> None:
    program = (
        "import sys; from tests.servers.dovecot import Dovecot\n"
        "with Dovecot() as s: print(s.port, s.root, flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as started:
        assert started.stdout
        port, root = started.stdout.readline().decode().split()
        started.send_signal(signal.SIGKILL)
    assert soon_refused(int(port))
    shutil.rmtree(root)


def refused(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) != 0


def soon_refused(port: int) -> bool:
    for _ in range(500):
        if refused(port):
            return True
        time.sleep(0.01)
    return False


def test_without_a_dovecot_tests_are_skipped_but_not_in_ci() -> None:
    with pytest.raises(pytest.skip.Exception, match="no Dovecot"):
        do_without("no Dovecot here", ci=False)
    with pytest.raises(pytest.fail.Exception, match="no Dovecot"):
        do_without("no Dovecot here", ci=True)


# --- Costumes


def test_a_server_can_hide_what_it_can_do(dressed: Dressed, owner: str) -> None:
    with signed_in(dressed(capability=PLAIN_CAPABILITY).port, owner) as imap:
        assert imap.capability()[1][0].split() == PLAIN_CAPABILITY.encode().split()


def test_a_server_can_name_its_folders_like_courier(dressed: Dressed, owner: str) -> None:
    server = dressed(separator=".", prefix="INBOX.")
    server.deliver(owner, "INBOX.Clients.Linz", LETTER)
    folders = server.mailbox(owner).folders()
    assert {"INBOX", "INBOX.Drafts", "INBOX.Clients.Linz"} <= folders.keys()
    assert server.mailbox(owner).only("INBOX.Clients.Linz").raw == LETTER


def test_a_server_can_have_other_folders(dressed: Dressed, owner: str) -> None:
    folders = dressed(folders={"Entwürfe": r"\Drafts", "Archive": ""}).mailbox(owner).folders()
    assert r"\Drafts" in folders["Entw&APw-rfe"]
    assert folders["Archive"] == {r"\HasNoChildren"}
    assert "Sent" not in folders


def test_a_server_can_drop_keywords(dressed: Dressed, owner: str) -> None:
    server = dressed(keywords=False)
    server.deliver(owner, "INBOX", LETTER)
    with signed_in(server.port, owner) as imap:
        imap.select()
        assert rb"\*" not in imap.response("PERMANENTFLAGS")[1][0]
        assert imap.store("1", "+FLAGS", r"(coffee \Seen)")[0] == "OK"
    assert server.mailbox(owner).only().flags == {r"\Seen"}


def test_a_server_that_drops_keywords_still_takes_drafts(dressed: Dressed, owner: str) -> None:
    server = dressed(keywords=False)
    with signed_in(server.port, owner) as imap:
        imap.append("Drafts", r"(\Draft \Seen)", "", LETTER)
    assert server.mailbox(owner).only("Drafts").flags == {r"\Draft", r"\Seen"}


def test_a_server_can_be_full(dressed: Dressed, owner: str) -> None:
    with signed_in(dressed(quota="10K").port, owner) as imap:
        status, said = imap.append("Drafts", "", "", LETTER + b"x" * 20_000)
    assert status == "NO"
    assert said[0].startswith(b"[OVERQUOTA]")


def test_a_server_can_speak_tls(dressed: Dressed, owner: str) -> None:
    server = dressed(tls=True)
    server.deliver(owner, "INBOX", LETTER)
    assert server.mailbox(owner).only().raw == LETTER
    with pytest.raises(ssl.SSLCertVerificationError):
        imaplib.IMAP4_SSL(HOST, server.port, ssl_context=ssl.create_default_context())


# --- The proxy in front of a real server


def test_known_commands_make_known_flights(proxy: Proxy, owner: str) -> None:
    with signed_in(proxy.port, owner) as imap:
        counts = proxy.fresh()
        imap.select()
        imap.append("Drafts", "", "", LETTER)  # imaplib waits for the "+"
        imap.noop()
    assert counts.commands == {"SELECT": 1, "APPEND": 1, "NOOP": 1, "LOGOUT": 1}
    assert counts.flights == 1 + 2 + 1 + 1
    assert counts.mutations == [f"APPEND Drafts {{{len(LETTER)}}}"]


def test_the_proxy_counts_every_byte(proxy: Proxy) -> None:
    with socket.create_connection((HOST, proxy.port)) as plug:
        plug.sendall(b"a1 CAPABILITY\r\na2 LOGOUT\r\n")
        answer = b"".join(iter(lambda: plug.recv(4096), b""))
    assert (proxy.counts.connections, proxy.counts.sent) == (1, 26)
    assert proxy.counts.received == len(answer)


def test_the_proxy_looks_past_the_mails_it_carries(
    dovecot: Dovecot, proxy: Proxy, owner: str
) -> None:
    dovecot.deliver(owner, "INBOX", LETTER + b"+ go\r\na1 OK\r\n* 1 FETCH {9999}\r\n" * 20)
    with signed_in(proxy.port, owner) as imap:
        imap.select()
        counts = proxy.fresh()
        imap.fetch("1", "(BODY.PEEK[HEADER] BODY.PEEK[TEXT])")
        imap.noop()
    assert counts.flights == 3
    assert counts.commands == {"FETCH": 1, "NOOP": 1, "LOGOUT": 1}


def test_latency_is_that_of_a_long_line(dovecot: Dovecot, owner: str) -> None:
    with Proxy(dovecot.port, rtt=0.05) as proxy, signed_in(proxy.port, owner) as imap:
        waits = [seconds(imap.noop) for _ in range(5)]
    assert 0.05 <= min(waits) < 0.09


def test_latency_does_not_make_the_line_narrow(dovecot: Dovecot, owner: str) -> None:
    dovecot.deliver(owner, "INBOX", LETTER + b"y" * 8_000_000)
    with Proxy(dovecot.port, rtt=0.2) as proxy, signed_in(proxy.port, owner) as imap:
        imap.select()
        assert seconds(lambda: imap.fetch("1", "BODY.PEEK[]")) < 1.5


def seconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def test_a_closed_proxy_has_cut_its_connections(dovecot: Dovecot) -> None:
    proxy = Proxy(dovecot.port)
    with proxy:
        plug = socket.create_connection((HOST, proxy.port), timeout=5)
        assert plug.recv(4096).startswith(b"* OK")
    with plug:
        assert plug.recv(4096) == b""
    assert refused(proxy.port)
