"""Signing in with a token: by what the server offers, and what its answers mean."""

import base64
import json
import traceback
from contextlib import closing

import pytest

from service.connecting import open_mailbox
from service.errors import CoffeeFirstError, Refused, ServerRefused, Unreachable
from service.mailbox import Bearer, Line
from service.mailbox.connection import Connection
from service.settings import MailboxSettings
from tests.servers.scripted import Scripted

TOKEN = "Zq7vK-canary-of-a-token"
BOTH = b"* CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2 AUTH=OAUTHBEARER\r\n{tag} OK done"


def settings(port, user="robin"):
    return MailboxSettings(
        host="127.0.0.1", port=port, security="none", username=user, timeout_seconds=5
    )


def connect(port, secret, user="robin"):
    return Connection(settings(port, user), secret, Line())


def fault_of(server, kind, secret=None):
    with pytest.raises(CoffeeFirstError) as told:
        connect(server.port, secret or Bearer(TOKEN))
    assert isinstance(told.value, kind), told.value
    assert "canary" not in "".join(traceback.format_exception(told.value))
    return str(told.value)


# -- a real server --

COSTUMES = [
    ({}, "OAUTHBEARER"),
    ({"mechanisms": "plain xoauth2"}, "XOAUTH2"),
    ({"capability": "IMAP4rev1 LITERAL+ IDLE"}, "OAUTHBEARER"),
    ({"capability": "IMAP4rev1 LITERAL+ IDLE", "mechanisms": "xoauth2"}, "XOAUTH2"),
]


@pytest.mark.parametrize(("costume", "mechanism"), COSTUMES)
def test_the_better_way_that_the_server_offers(
    dressed, provider, account_at, signed_in, costume, mechanism
):
    server = dressed(oauth=provider.introspection, **costume)
    account = account_at(server, "google")
    account.give()
    with closing(open_mailbox(account.settings, Line())) as box:
        assert box.open_folder("INBOX").uidvalidity
    assert f"user=<{account.user}>, method={mechanism}" in server.log()


@pytest.mark.parametrize(("costume", "mechanism"), COSTUMES)
def test_a_token_that_is_not_taken_is_told_with_what_to_do(dressed, provider, costume, mechanism):
    server = dressed(oauth=provider.introspection, **costume)
    told = fault_of(server, Refused)
    assert "the server does not take the token for 'robin'" in told
    assert "sign in again: 'coffeefirst sign-in'" in told


def test_why_it_was_refused_is_told(taking_tokens):
    assert "AUTHENTICATIONFAILED" in (told := fault_of(taking_tokens, Refused))
    assert "(status invalid_token)" in told


def test_a_name_with_commas_and_equals_signs_is_written_as_it_must_be():
    script = {b"CAPABILITY": BOTH, b"AUTHENTICATE": b"{tag} OK in"}
    with Scripted(answers=script) as server:
        connect(server.port, Bearer(TOKEN), "a=b,c").close()
        sent = base64.b64decode(server.heard.partition(b"OAUTHBEARER ")[2].split()[0])
    place = b"host=127.0.0.1\x01port=%d" % server.port
    said = b"n,a=a=3Db=2Cc,\x01%s\x01auth=Bearer %s\x01\x01" % (place, TOKEN.encode())
    assert sent == said  # RFC 7628, 3.1 and RFC 5801, 4


def test_a_token_that_ended_unnoticed_is_renewed_once(account):
    given = account.give()
    account.provider.grants.end_access(account.user)
    with closing(open_mailbox(account.settings, Line())) as box:
        assert box.open_folder("INBOX").uidvalidity
    assert account.kept().access != given.access
    assert account.renewals() == 1


def test_somebody_elses_token_is_renewed_once_and_then_refused(account):
    account.give()
    other = account.server.new_user()
    account.config.write_text(account.config.read_text().replace(account.user, other))
    account.give()
    mine = account.provider.grants.allow(account.user)
    with pytest.raises(Refused, match="does not take the token"):
        open_mailbox(account.settings, Line(), Bearer(str(mine["access_token"])))


def test_a_provider_that_the_mail_server_cannot_ask_is_no_refusal(account):
    account.give()
    account.provider.trouble = "500"
    with pytest.raises(Unreachable, match="UNAVAILABLE"):
        open_mailbox(account.settings, Line())
    assert account.renewals() == 1  # by the mail server


def test_the_connection_that_is_made_anew_can_be_cut(account):
    account.give()
    account.provider.grants.end_access(account.user)
    line = Line()
    box = open_mailbox(account.settings, line)
    line.cut()
    with pytest.raises(Unreachable):
        box.greet()
    box.close()


# -- a server that says what no decent one says --

ENCODED = base64.b64encode(f"user=robin\x01auth=Bearer {TOKEN}\x01\x01".encode())
ECHOES = [
    b"{tag} NO what is %s" % TOKEN.encode(),
    b"{tag} NO what is %s" % ENCODED,
    b"{tag} BAD what is %s" % TOKEN.encode(),
    b"* BYE %s\r\n{tag} NO" % TOKEN.encode(),
    b"+ %s" % base64.b64encode(json.dumps({"status": TOKEN}).encode()),
]


@pytest.mark.parametrize("answer", ECHOES)
def test_a_server_that_repeats_the_token_is_not_quoted(answer):
    script = {b"CAPABILITY": BOTH, b"AUTHENTICATE": answer, b"": b"{tag} NO no"}
    with Scripted(answers=script) as server:
        fault_of(server, CoffeeFirstError)


def test_an_error_is_answered_and_then_understood():
    told = base64.b64encode(b'{"status":"invalid_token","schemes":"bearer"}')
    script = {b"CAPABILITY": BOTH, b"AUTHENTICATE": b"+ %s" % told, b"": b"{tag} NO no"}
    with Scripted(answers=script) as server:
        assert "no (status invalid_token)" in fault_of(server, Refused)
        assert b"\r\nAQ==\r\n" in server.heard  # RFC 7628, 3.2.3


def test_xoauth2_is_answered_with_nothing():
    offer = BOTH.replace(b" AUTH=OAUTHBEARER", b"")
    script = {b"CAPABILITY": offer, b"AUTHENTICATE": b"+ e30=", b"": b"{tag} NO no"}
    with Scripted(answers=script) as server:
        fault_of(server, Refused)
        assert b"\r\n\r\n" in server.heard


def test_a_server_that_asks_for_ever_is_left():
    script = {b"CAPABILITY": BOTH, b"AUTHENTICATE": b"+ e30=", b"": b"+ e30=", b"*": b"{tag} NO"}
    with Scripted(answers=script) as server:
        assert "it asks without end" in fault_of(server, Unreachable)


def test_what_is_no_base64_is_no_crash():
    script = {b"CAPABILITY": BOTH, b"AUTHENTICATE": b"+ \xff?", b"": b"{tag} NO no"}
    with Scripted(answers=script) as server:
        fault_of(server, Refused)


def test_a_server_that_takes_no_tokens_gets_none():
    with Scripted() as server:
        assert "the server takes no tokens" in fault_of(server, Refused)
        assert b"AUTHENTICATE" not in server.heard


def test_a_bad_is_no_refusal_of_the_token():
    with Scripted(answers={b"CAPABILITY": BOTH}) as server:
        fault_of(server, ServerRefused)


# -- passwords where there are tokens too --


def offering(words, answers=None):
    offer = b"* CAPABILITY IMAP4rev1 %s\r\n{tag} OK done" % words
    return Scripted(answers={b"CAPABILITY": offer, **(answers or {})})


def test_where_login_is_switched_off_plain_is_used():
    script = {b"AUTHENTICATE": b"+ ", b"": b"{tag} OK in"}
    with offering(b"LOGINDISABLED AUTH=PLAIN", script) as server:
        connect(server.port, "secret").close()
        assert base64.b64encode(b"\0robin\0secret") in server.heard
        assert b" LOGIN " not in server.heard


def test_a_server_that_takes_tokens_alone_says_so_and_gets_no_password():
    with offering(b"LOGINDISABLED AUTH=XOAUTH2") as server:
        told = fault_of(server, Refused, "Zq7vK-canary")
        assert "takes no password here (LOGINDISABLED): it wants mailbox.sign_in = 'google'" in told
        assert b"canary" not in server.heard


def test_a_server_that_takes_nothing_yet_says_so_and_gets_no_password():
    with offering(b"LOGINDISABLED") as server:
        assert "see mailbox.security" in fault_of(server, Refused, "Zq7vK-canary")
        assert b"canary" not in server.heard


def test_a_password_that_is_refused_where_tokens_are_taken_is_told_of_them(taking_tokens):
    told = fault_of(taking_tokens, Refused, "Zq7vK-canary")
    assert "app password, or mailbox.sign_in = 'google' or 'microsoft'" in told


def test_a_password_still_does_where_tokens_do(taking_tokens):
    connect(taking_tokens.port, "secret", taking_tokens.new_user()).close()
