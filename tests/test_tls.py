"""Where the password travels: encrypted, to whom it is meant for, or as the owner says."""

import ssl
from contextlib import closing

import pytest

from service.config_file import load_settings
from service.errors import Refused, ServerRefused, SettingsError, Unreachable
from service.mailbox import Mailbox
from service.mailbox.connection import Connection
from service.mailbox.connection.line import Line
from service.mailbox.connection.making import connected
from service.settings import MailboxSettings
from tests.servers.dovecot import make_certificate
from tests.servers.scripted import Scripted

PASSWORD = "hunter2-7cQzWk"
OFFER = b"* CAPABILITY IMAP4rev1 SASL-IR STARTTLS\r\n{tag} OK done"
INJECTED = (
    b"* CAPABILITY IMAP4rev1 INJECTED\r\n* 7 EXISTS\r\n{tag} OK go ahead\r\n"
    b"* CAPABILITY IMAP4rev1 INJECTED\r\nX1 OK already there"
)


def settings(port, security, host="127.0.0.1", **more):
    return MailboxSettings(
        host=host, port=port, security=security, username="robin", timeout_seconds=5, **more
    )


def secret_was_sent(server):
    return PASSWORD.encode() in server.heard or b"LOGIN" in server.heard


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    make_certificate(folder)
    return folder / "certificate.pem"


@pytest.fixture
def trusted(certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    return certificate


def _signed_in(*where, **more):
    return Connection(settings(*where, **more), PASSWORD, Line())


# -- TLS from the first byte --


def test_a_self_signed_certificate_is_refused_before_anybody_signs_in(dressed):
    server = dressed(tls=True)
    before = server.log().count("Login:")
    with pytest.raises(Unreachable, match="its certificate is not to be trusted"):
        Mailbox(settings(server.port, "tls"), "secret")
    assert server.log().count("Login:") == before


def test_the_same_certificate_does_once_the_system_trusts_it(dressed, monkeypatch):
    server = dressed(tls=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    before = server.log().count("Login:")
    Mailbox(settings(server.port, "tls"), "secret").close()
    assert server.log().count("Login:") == before + 1


def test_a_certificate_for_another_host_is_refused(trusted):
    with Scripted(host="127.0.0.2", tls=True, certificate=trusted) as server:
        with pytest.raises(Unreachable, match=r"mailbox\.host must be the name in the certificate"):
            _signed_in(server.port, "tls", host="127.0.0.2")
        assert not server.heard


def test_nothing_older_than_tls_1_2_is_spoken(trusted):
    with Scripted(tls=True, certificate=trusted) as server:
        client = connected(settings(server.port, "tls"), line := Line())
        try:
            context = client.ssl_context
            assert context.minimum_version == ssl.TLSVersion.TLSv1_2
            assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
        finally:
            line.cut()
            client.shutdown()


# -- STARTTLS --


def test_without_the_offer_of_starttls_nobody_signs_in():
    with Scripted() as server:
        with pytest.raises(Unreachable, match="no STARTTLS here, and no password was sent"):
            _signed_in(server.port, "starttls")
        assert b"CAPABILITY" in server.heard
        assert not secret_was_sent(server)


@pytest.mark.parametrize("answer", [b"{tag} NO later", b"{tag} BAD what", b"* BYE gone"])
def test_where_starttls_is_refused_nobody_signs_in(answer):
    with Scripted(answers={b"CAPABILITY": OFFER, b"STARTTLS": answer}) as server:
        with pytest.raises((ServerRefused, Unreachable)):
            _signed_in(server.port, "starttls")
        assert b"STARTTLS" in server.heard
        assert not secret_was_sent(server)


def test_who_greets_us_as_signed_in_already_is_not_believed_before_tls():
    answers = {b"CAPABILITY": OFFER}
    with Scripted(greeting=b"* PREAUTH welcome", answers=answers) as server:
        with pytest.raises((ServerRefused, Unreachable, Refused)):
            _signed_in(server.port, "starttls")
        assert not secret_was_sent(server)


def test_a_self_signed_certificate_is_refused_after_starttls_too(certificate):
    answers = {b"CAPABILITY": OFFER, b"STARTTLS": b"{tag} OK go"}
    with Scripted(answers=answers, certificate=certificate) as server:
        with pytest.raises(Unreachable, match="its certificate is not to be trusted"):
            _signed_in(server.port, "starttls")
        assert not secret_was_sent(server)


def test_what_was_said_before_tls_is_forgotten(trusted):
    answers = {b"CAPABILITY": OFFER, b"STARTTLS": INJECTED, b"LOGIN": b"{tag} OK welcome"}
    with Scripted(answers=answers, certificate=trusted) as server:
        # The plaintext after the OK is taken for the server's TLS, or dropped: never for an answer.
        try:
            with closing(_signed_in(server.port, "starttls")) as connection:
                assert not connection.can("INJECTED")
                assert not connection._client._imap.untagged_responses.get("EXISTS")
        except Unreachable:
            assert not secret_was_sent(server)


def test_untagged_lines_before_tls_do_not_outlive_it(trusted):
    early = INJECTED.partition(b"{tag}")[0] + b"{tag} OK go ahead"
    answers = {b"CAPABILITY": OFFER, b"STARTTLS": early, b"LOGIN": b"{tag} OK welcome"}
    with (
        Scripted(answers=answers, certificate=trusted) as server,
        closing(_signed_in(server.port, "starttls")) as connection,
    ):
        assert secret_was_sent(server)  # over TLS, and only there
        assert not connection.can("INJECTED")
        assert "EXISTS" not in connection._client._imap.untagged_responses


# -- in plain text --


def test_plain_text_to_another_machine_wants_a_word_that_names_it():
    with pytest.raises(ValueError, match="password_in_plain_text = true"):
        settings(143, "none", host="imap.example.org")
    assert settings(143, "none", host="imap.example.org", password_in_plain_text=True).exposed


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST", "::1"])
def test_plain_text_to_this_machine_exposes_nothing(host):
    assert not settings(143, "none", host=host).exposed


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_the_word_for_plain_text_does_not_weaken_tls(security):
    with pytest.raises(ValueError, match="leave it out"):
        settings(143, security, password_in_plain_text=True)


def test_a_loopback_name_under_a_strangers_domain_is_another_machine(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text(
        '[mailbox]\nhost = "localhost.example.org"\nsecurity = "none"\nusername = "robin"\n'
        '[owner]\nname = "Robin"\naddress = "robin@example.org"\n'
    )
    with pytest.raises(SettingsError, match="this machine only"):
        load_settings(path)
