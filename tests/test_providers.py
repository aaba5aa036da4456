"""What is known of providers, and that it can be."""

import pytest

from service.providers import by_domain, by_host, by_mx, providers


@pytest.mark.parametrize("provider", providers(), ids=lambda provider: provider.id)
def test_it_is_found_by_each_of_its_domains(provider):
    assert {by_domain(domain) for domain in provider.domains} <= {provider}
    assert provider.name
    assert provider.source.startswith("https://")


@pytest.mark.parametrize("provider", providers(), ids=lambda provider: provider.id)
def test_its_host_is_known_for_its_own_unless_it_is_this_machine(provider):
    found = by_host(provider.host)
    assert found is None if provider.host == "127.0.0.1" else found.host == provider.host


@pytest.mark.parametrize("provider", providers(), ids=lambda provider: provider.id)
def test_a_domain_with_another_server_or_user_name_is_one_of_its_own(provider):
    assert set(provider.local_part) <= set(provider.domains)
    known = {name for name in provider.elsewhere if provider in (by_domain(name), by_mx(name))}
    assert set(provider.elsewhere) == known


@pytest.mark.parametrize(
    ("domain", "address", "username"),
    [("icloud.com", "robin.winter@iCloud.com", "robin.winter"), ("web.de", "robin@web.de", "robin"),
     ("icloud.com", "robin@winter.example", "robin@winter.example"),
     ("web.de", "robin@email.de", "robin@email.de"), ("gmx.de", "robin@gmx.de", "robin@gmx.de")],
)  # fmt: skip
def test_the_user_name_is_what_the_provider_calls_its_owners(domain, address, username):
    assert by_domain(domain).username_of(address) == username


def test_a_domain_of_ones_own_is_found_by_who_takes_its_mail():
    assert by_mx("ASPMX.L.GOOGLE.COM.").id == "google"


def test_the_end_of_a_name_is_no_name():
    assert by_mx("aspmx.notgoogle.com") is None
    assert by_domain("gmail.com.example.org") is None
