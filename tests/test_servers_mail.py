"""The mail that is made up for the tests, and the bare floor that the bench compares with."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message

import pytest

from tests.servers import floor, mail
from tests.servers.dovecot import Dovecot
from tests.servers.mailbox import Mailbox
from tests.servers.proxy import Proxy


def parts(raw: bytes) -> tuple[Message, str, str]:
    message = message_from_bytes(raw)
    text, html = (p.get_payload(decode=True) for p in message.walk() if not p.is_multipart())
    assert isinstance(text, bytes)
    assert isinstance(html, bytes)
    return message, text.decode(), html.decode()


def header(message: Message, name: str) -> str:
    return str(make_header(decode_header(message[name])))


# --- Mail


def test_the_same_number_gives_the_same_mail() -> None:
    for make in (mail.invitation, mail.other, mail.accepted, mail.job_alert):
        assert make(7) == make(7)
        assert make(7) != make(8)


@pytest.mark.parametrize("n", range(40))
def test_an_invitation_is_as_heavy_as_in_life(n: int) -> None:
    message = message_from_bytes(mail.invitation(n))
    text, html = (len(p.get_payload()) for p in message.walk() if not p.is_multipart())
    assert 2_200 < text < 2_800
    assert 43_000 < html < 48_000


def test_an_invitation_tells_who_invites_and_with_which_note() -> None:
    raw = mail.invitation(3, name="Zuzana Ødegård-Li", headline="Beekeeper at Øst", note="Ahoj!")
    message, text, html = parts(raw)
    assert header(message, "From") == "Zuzana Ødegård-Li <invitations@linkedin.com>"
    for part in (text, html):
        assert all(words in part for words in ("Zuzana Ødegård-Li", "Beekeeper at Øst", "Ahoj!"))


def test_an_invitation_without_a_note_has_none() -> None:
    _, text, _ = parts(mail.invitation(3, note=""))
    assert text.startswith(
        f"{mail.person(3).name}\n{mail.person(3).headline}\n".replace("\n", "\r\n")
    )


def test_notes_are_of_every_kind() -> None:
    kinds = {mail.note_kind(n) for n in range(9)}
    assert kinds == {"none", "default", "generic", "personal", "pitch"}
    for n in range(200):
        assert mail.note_text(n, "Robin") in parts(mail.invitation(n))[1].replace("\r\n", "\n")


def test_an_invitation_comes_from_linkedin_by_the_providers_word() -> None:
    message = message_from_bytes(mail.invitation(5))
    results = message["Authentication-Results"]
    assert results.startswith(mail.AUTHSERV_ID + ";")
    assert "dkim=pass header.d=linkedin.com" in results
    assert "dmarc=pass" in results
    assert message.keys().index("Authentication-Results") < message.keys().index("Received")


def test_an_invitation_is_sent_when_it_should_be() -> None:
    at = datetime(2025, 1, 31, 12, tzinfo=UTC)
    message = message_from_bytes(mail.invitation(5, sent=at))
    assert message["Date"] == "Fri, 31 Jan 2025 12:00:00 +0000"
    assert message["Message-ID"] == mail.message_id(5, sent=at)


def test_no_two_mails_share_a_message_id() -> None:
    makers = (mail.invitation, mail.accepted, mail.job_alert, mail.other)
    ids = [message_from_bytes(make(n))["Message-ID"] for make in makers for n in range(100)]
    assert len(set(ids)) == len(ids)
    assert len({mail.message_id(n) for n in range(20_000)}) == 20_000


@pytest.mark.parametrize("make", [mail.invitation, mail.accepted, mail.job_alert, mail.other])
def test_mail_is_as_it_goes_over_the_wire(make: object) -> None:
    assert callable(make)
    for n in range(60):
        lines = make(n).split(b"\r\n")
        assert not any(b"\n" in line or b"\r" in line for line in lines)
        assert max(map(len, lines)) < 998  # RFC 5322 section 2.1.1
        assert not message_from_bytes(make(n)).defects


def test_a_search_for_linkedin_finds_none_of_the_other_mail() -> None:
    for n in range(200):
        assert "linkedin" not in header(message_from_bytes(mail.other(n)), "From").lower()


def test_linkedins_other_mail_is_no_invitation() -> None:
    templates = {message_from_bytes(mail.linkedin_other(n))["X-LinkedIn-Template"] for n in (1, 2)}
    assert templates == {"email_accept_invite_single_01", "email_job_alert_digest_01"}


# --- The floor

JOB = floor.Job(labels={"accept": 4, "meet": 5}, moved=3, drafts=5, draft_size=900)


@pytest.fixture
def filled(dovecot: Dovecot, owner: str) -> str:
    """An owner with 12 invitations among 36 mails, all of them seen."""
    letters = (mail.other(n) if n % 3 else mail.invitation(n) for n in range(36))
    dovecot.deliver_many(owner, "INBOX", letters, unseen=False)
    return owner


def test_the_floor_does_the_whole_job(proxy: Proxy, filled: str, mailbox: Mailbox) -> None:
    result = floor.run(proxy.port, filled, JOB)
    assert (result.found, result.fetched) == (12, 12)
    inbox, archived = mailbox.mails(), mailbox.mails("Archive")
    labels = [flag for letter in inbox + archived for flag in letter.flags]
    assert (labels.count("accept"), labels.count("meet"), labels.count(r"\Seen")) == (4, 5, 36)
    assert (len(inbox), len(archived)) == (33, 3)


def test_the_floor_saves_drafts(proxy: Proxy, filled: str, mailbox: Mailbox) -> None:
    floor.run(proxy.port, filled, JOB)
    drafts = mailbox.mails("Drafts")
    assert [len(draft.raw) for draft in drafts] == [900] * 5
    assert all(draft.flags == {r"\Draft", r"\Seen"} for draft in drafts)


def test_the_floor_counts_as_the_proxy_does(proxy: Proxy, filled: str) -> None:
    result = floor.run(proxy.port, filled, JOB)
    seen = proxy.counts
    assert (result.flights, result.sent, result.received) == (4, seen.sent, seen.received)
    assert seen.flights == 4
    assert len(seen.mutations) == 4


def test_the_floor_in_a_process_of_its_own(dovecot: Dovecot, filled: str) -> None:
    command = f"-m tests.servers.floor --port {dovecot.port} --user {filled} --label a=2 --drafts 1"
    done = subprocess.run([sys.executable, *command.split()], capture_output=True, check=True)
    result = json.loads(done.stdout)
    assert result["found"] == 12
    assert result["wall"] > result["cpu"] > 0
    assert result["peak"] > 1000


def test_the_floor_needs_as_many_mails_as_the_job(proxy: Proxy, filled: str) -> None:
    with pytest.raises(floor.FloorError, match="12 mails found, the job needs 13"):
        floor.run(proxy.port, filled, floor.Job(labels={"accept": 13}))


def test_the_floor_says_when_the_server_refuses(proxy: Proxy, filled: str) -> None:
    with pytest.raises(floor.FloorError, match="AUTHENTICATIONFAILED"):
        floor.run(proxy.port, filled, JOB, password="guessed")


def test_uid_sets_are_short_and_complete() -> None:
    assert floor.uid_sets([1, 2, 3, 7, 9, 10]) == [b"1:3,7,9:10"]
    assert floor.uid_sets([]) == []
    lines = floor.uid_sets(range(1, 40_000, 2))
    assert max(map(len, lines)) < 8_000
    assert [int(uid) for uid in b",".join(lines).split(b",")] == list(range(1, 40_000, 2))
