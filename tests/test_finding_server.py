"""From an address to its mail server: who is asked, who is believed, and what nobody can do."""

import time

import pytest

from service.providers import by_host, by_mx, providers
from service.resolver import Resolver
from service.setup.autoconfig import LARGEST, read_autoconfig
from service.setup.fetching import fetched
from service.setup.finding_server import Network, find_server, known_server
from service.setup.server import is_host
from tests.servers.names import NameServer
from tests.servers.web import Answer, WebServer

ADDRESS = "robin.winter@winter.example"
AUTOCONFIG = "autoconfig.winter.example/mail/config-v1.1.xml"
WELL_KNOWN = "winter.example/.well-known/autoconfig/mail/config-v1.1.xml"
ISPDB = "autoconfig.thunderbird.net/v1.1/winter.example"
NAMES = ["winter.example", "autoconfig.winter.example", "autoconfig.thunderbird.net"]
BOMB = (
    "<!DOCTYPE x [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>".replace("a0", "a") for n in range(1, 10))
    + "]>"
)


def _xml(host="imap.winter.example", port="993", kind="SSL", user="%EMAILADDRESS%", before=""):
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<clientConfig version="1.1">'
        '<emailProvider id="winter.example">'
        '<incomingServer type="pop3"><hostname>pop.winter.example</hostname><port>995</port>'
        "<socketType>SSL</socketType></incomingServer>"
        f'<incomingServer type="imap"><hostname>{host}</hostname><port>{port}</port>'
        f"<socketType>{kind}</socketType><username>{user}</username></incomingServer>"
        "</emailProvider></clientConfig>"
    ).encode()


def _read(**changes):
    return read_autoconfig(_xml(**changes), ADDRESS, "a test")


@pytest.fixture(scope="module")
def _web():
    with WebServer(NAMES) as web:
        yield web


@pytest.fixture
def web(_web, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(_web.certificate))
    for kept in (_web.answers, _web.asked, _web.dialled):
        kept.clear()
    return _web


@pytest.fixture
def names():
    with NameServer() as names:
        yield names


@pytest.fixture
def find(web, names):
    """Find the server for an address, on a network of two doubles."""
    network = Network(Resolver(names.address, timeout=1), web.dial)
    return lambda address=ADDRESS: find_server(address, network)


def _place(server):
    return (server.host, server.port, server.security) if server else None


# -- the table --


@pytest.mark.parametrize("provider", providers(), ids=lambda provider: provider.id)
def test_every_row_of_the_table_can_be_used(provider):
    local = provider.id == "proton"
    hosts = {provider.host, *provider.elsewhere.values()}
    assert all(is_host(host) for host in hosts) or (local and hosts == {"127.0.0.1"})
    assert all(is_host(name) for name in (*provider.domains, *provider.mx, *provider.elsewhere))
    assert all(is_host(name.removeprefix("*.")) for name in provider.hosts)
    assert provider.source.startswith("https://")
    assert provider.security == ("starttls" if local else "tls")
    assert provider.secret.isprintable()
    assert provider.name
    assert provider.domains or provider.mx


def test_every_provider_that_people_have_is_in_the_table():
    assert {provider.id for provider in providers()} >= {
        "google", "microsoft365", "outlook", "icloud", "fastmail", "yahoo", "aol", "gmx", "webde",
        "proton", "zoho", "ionos", "posteo", "mailboxorg", "infomaniak", "yandex", "migadu",
        "tonline", "ovh",
    }  # fmt: skip


def test_a_domain_belongs_to_one_provider():
    domains = [domain for provider in providers() for domain in provider.domains]
    assert len(domains) == len(set(domains))


@pytest.mark.parametrize(
    ("address", "host"),
    [("a@gmail.com", "imap.gmail.com"), ("a@GMX.com", "imap.gmx.com"), ("a@gmx.de", "imap.gmx.net"),
     ("a@zoho.eu", "imap.zoho.eu"), ("a@me.com", "imap.mail.me.com"), ("a@pm.me", "127.0.0.1"),
     ("a@hotmail.co.uk", "outlook.office365.com"), ("a@ya.ru", "imap.yandex.com"),
     ("a@online.de", "imap.1und1.de"), ("a@gmx.li", "imap.gmx.com")],
)  # fmt: skip
def test_a_known_domain_needs_no_network(address, host):
    assert known_server(address).host == host
    assert known_server(address).known


def test_this_machine_is_not_taken_for_a_provider():
    assert by_host("127.0.0.1") is None
    assert by_host("imappro.zoho.eu").id == "zoho"


@pytest.mark.parametrize(
    ("exchange", "id_"),
    [("aspmx.l.google.com", "google"), ("example-org.mail.protection.outlook.com", "microsoft365"),
     ("outlook-com.olc.protection.outlook.com", "outlook"), ("mx01.mail.icloud.com", "icloud"),
     ("in1-smtp.messagingengine.com.", "fastmail"), ("MX2.ZOHO.EU", "zoho"),
     ("mta5.am0.yahoodns.net", "yahoo"), ("mx-apac.mail.gm0.yahoodns.net", "yahoo"),
     ("mx-aol.mail.gm0.yahoodns.net", "aol"), ("mx00.ionos.es", "ionos")],
)  # fmt: skip
def test_who_takes_the_mail_tells_the_provider(exchange, id_):
    assert by_mx(exchange).id == id_


def test_a_customers_own_domain_has_the_server_of_its_mx():
    assert by_mx("mx.zohomail.com").host_of("mx.zohomail.com") == "imappro.zoho.com"
    assert by_mx("mx01.perfora.net").host_of("mx01.perfora.net") == "imap.ionos.com"


@pytest.mark.parametrize("exchange", ["evilgoogle.com", "google.com.evil.example", "mx.example"])
def test_a_name_that_only_looks_like_a_providers_tells_nothing(exchange):
    assert by_mx(exchange) is None


# -- DNS --


def test_a_domain_whose_mail_a_known_provider_takes_is_shown_and_confirmed(find, names, web):
    names.others["winter.example", "MX"] = ["20 mx2.zoho.eu.", "10 mx.zoho.eu."]
    server = find()
    assert _place(server) == ("imappro.zoho.eu", 993, "tls")
    assert not server.known
    assert server.sure
    assert web.dialled == []


def test_a_service_with_tls_from_the_start_goes_before_another(find, names):
    names.others["_imap._tcp.winter.example", "SRV"] = ["0 1 143 imap.winter.example."]
    names.others["_imaps._tcp.winter.example", "SRV"] = [
        "20 0 993 spare.winter.example.", "10 1 1993 weak.winter.example.",
        "10 9 993 imap.winter.example.",
    ]  # fmt: skip
    assert _place(find()) == ("imap.winter.example", 993, "tls")


def test_a_service_may_be_with_starttls_alone(find, names):
    names.others["_imaps._tcp.winter.example", "SRV"] = ["0 0 0 ."]
    names.others["_imap._tcp.winter.example", "SRV"] = ["0 1 143 imap.winter.example."]
    assert _place(find()) == ("imap.winter.example", 143, "starttls")


def test_a_target_elsewhere_is_not_vouched_for(find, names):
    names.others["_imaps._tcp.winter.example", "SRV"] = ["0 1 993 imap.evil.example."]
    server = find()
    assert server.host == "imap.evil.example"
    assert not server.sure
    assert not server.known


def test_what_the_domain_publishes_goes_before_a_target_elsewhere(find, names, web):
    names.others["_imaps._tcp.winter.example", "SRV"] = ["0 1 993 imap.evil.example."]
    web.answers[WELL_KNOWN] = Answer(_xml())
    assert find().host == "imap.winter.example"


@pytest.mark.parametrize(
    "target",
    ["1.2.3.4.", "localhost.", "a_b.winter.example.", "-x.winter.example.", "\\027.example."],
)  # fmt: skip
def test_a_target_that_is_no_hosts_name_is_none(find, names, target):
    names.others["_imaps._tcp.winter.example", "SRV"] = [f"0 1 993 {target}"]
    assert find() is None


def test_dns_that_is_silent_is_not_waited_for(find, names):
    names.silent = True
    began = time.monotonic()
    assert find() is None
    assert time.monotonic() - began < 6


# -- what providers publish --


@pytest.mark.parametrize("place", [AUTOCONFIG, WELL_KNOWN, ISPDB])
def test_what_is_published_over_https_is_found(find, web, place):
    web.answers[place] = Answer(_xml())
    server = find()
    assert _place(server) == ("imap.winter.example", 993, "tls")
    assert server.username == ADDRESS
    assert not server.known


def test_thunderbirds_list_is_told_the_domain_and_not_the_address(find, web):
    find()
    told = [asked for asked in web.asked if asked.startswith("autoconfig.thunderbird.net")]
    assert told == ["autoconfig.thunderbird.net/v1.1/winter.example"]
    assert not [port for _, port in web.dialled if port != 443]


def test_a_redirect_is_followed_to_https(find, web):
    there = {"Location": f"https://{WELL_KNOWN}"}
    web.answers[AUTOCONFIG] = Answer(status=302, headers=there)
    web.answers[WELL_KNOWN] = Answer(_xml())
    assert find().host == "imap.winter.example"


@pytest.mark.parametrize(
    "there",
    [f"http://{WELL_KNOWN}", "http://127.0.0.1/", "https://127.0.0.1/x", "ftp://winter.example/",
     "file:///etc/passwd", "https://[::1]/", "https://a:b@winter.example/x", "//", "https://", ""],
)  # fmt: skip
def test_a_redirect_elsewhere_is_not_followed(web, there):
    web.answers[AUTOCONFIG] = Answer(status=301, headers={"Location": there})
    web.answers["winter.example/x"] = Answer(b"got it")
    assert fetched(f"https://{AUTOCONFIG}", LARGEST, web.dial) == b""
    assert {host for host, _ in web.dialled} == {"autoconfig.winter.example"}


def test_redirects_in_a_circle_come_to_an_end(web):
    web.answers[AUTOCONFIG] = Answer(status=301, headers={"Location": f"https://{AUTOCONFIG}"})
    assert fetched(f"https://{AUTOCONFIG}", LARGEST, web.dial) == b""
    assert len(web.asked) == 4


def test_http_is_never_asked(web):
    assert fetched(f"http://{AUTOCONFIG}", LARGEST, web.dial) == b""
    assert web.dialled == []


def test_a_certificate_that_nobody_vouches_for_is_not_believed(web, monkeypatch):
    web.answers[AUTOCONFIG] = Answer(_xml())
    monkeypatch.delenv("SSL_CERT_FILE")
    assert fetched(f"https://{AUTOCONFIG}", LARGEST, web.dial) == b""
    assert web.asked == []


def test_a_certificate_for_another_name_is_not_believed(web):
    web.answers["other.example/"] = Answer(b"x")
    assert fetched("https://other.example/", LARGEST, web.dial) == b""


def test_ten_megabytes_are_not_read(web):
    web.answers[AUTOCONFIG] = Answer(_xml(before=f"<!-- {'x' * 10_000_000} -->"))
    began = time.monotonic()
    assert fetched(f"https://{AUTOCONFIG}", LARGEST, web.dial) == b""
    assert time.monotonic() - began < 3


def test_a_server_that_drips_is_left(web, monkeypatch):
    monkeypatch.setattr("service.setup.fetching.TIMEOUT", 0.5)
    web.answers[AUTOCONFIG] = Answer(_xml(), drip=0.1)
    began = time.monotonic()
    assert fetched(f"https://{AUTOCONFIG}", LARGEST, web.dial) == b""
    assert time.monotonic() - began < 3


# -- what may stand in it --


def test_places_for_the_address_are_filled():
    server = _read(host="imap.%EMAILDOMAIN%", user="%EMAILLOCALPART%")
    assert (server.host, server.username) == ("imap.winter.example", "robin.winter")


def test_tls_from_the_start_is_taken_where_both_are_offered():
    both = _xml(kind="STARTTLS", port="143").replace(b"</emailProvider>", b"") .replace(
        b"</clientConfig>", _xml().partition(b"</incomingServer>")[2]
    )  # fmt: skip
    assert _place(read_autoconfig(both, ADDRESS, "a test")) == ("imap.winter.example", 993, "tls")


def test_a_server_without_encryption_is_not_taken():
    assert _read(kind="plain", port="143") is None


@pytest.mark.parametrize(
    "host",
    ["", "localhost", "127.0.0.1", "[::1]", "a b.example", "a\x1b[31m.example", "evil.example/x",
     "evil.example:1", "user@evil.example", "..", "a..example", "-a.example", "1.2.3", "x" * 300,
     "é.example", "a.example&#10;b", "%EMAILADDRESS%", "&lt;b&gt;.example", "imap.example.0x7f.1"],
)  # fmt: skip
def test_a_host_that_is_none_is_not_taken(host):
    assert _read(host=host) is None


@pytest.mark.parametrize("port", ["", "0", "65536", "-1", "9" * 5000, "1e3", "٩٩٣", "993 x"])
def test_a_port_that_is_none_is_not_taken(port):
    assert _read(port=port) is None


@pytest.mark.parametrize("user", ["a&#10;b", "x" * 1000, "%SOMETHING%", "\u202eevil"])
def test_a_user_name_that_is_none_is_left_out(user):
    assert _read(user=user).username == ""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-7", "cp037"])
def test_entities_are_not_expanded_in_any_encoding(encoding):
    bomb = _xml(before=BOMB, user="&a9;").decode().replace("UTF-8", encoding).encode(encoding)
    began = time.monotonic()
    assert read_autoconfig(bomb, ADDRESS, "a test") is None
    assert time.monotonic() - began < 0.5


def test_an_entity_of_its_own_makes_it_none():
    evil = '<!DOCTYPE x [<!ENTITY a "imap.evil.example">]>'
    assert _read(before=evil, host="&a;") is None


@pytest.mark.parametrize(
    "data",
    [b"", b"\x00", b"\xff\xfe", b"<", b"<a>" * 20_000, b"<a " + b"b='c' " * 9_000 + b"/>",
     b"<?xml version='1.0' encoding='nonsense'?><a/>", b"<a>&unknown;</a>", b"{}", b"<a/>" * 2],
)  # fmt: skip
def test_whatever_stands_there_nothing_is_raised(data):
    assert read_autoconfig(data, ADDRESS, "a test") is None
