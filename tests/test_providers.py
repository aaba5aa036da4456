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


def test_a_domain_of_ones_own_is_found_by_who_takes_its_mail():
    assert by_mx("ASPMX.L.GOOGLE.COM.").id == "google"


def test_the_end_of_a_name_is_no_name():
    assert by_mx("aspmx.notgoogle.com") is None
    assert by_domain("gmail.com.example.org") is None
