"""The servers as fixtures; a conftest takes them by pytest_plugins = ["tests.servers.fixtures"].

Where no Dovecot can be had, the tests that need one are skipped, and the last line of the run says
so; where CI is set, they fail instead, so that nobody takes a green run for a tested one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any, NoReturn

import pytest

from tests.servers.cyrus import Cyrus
from tests.servers.cyrus import why_missing as why_no_cyrus
from tests.servers.dovecot import Dovecot, why_missing
from tests.servers.gmail import Gmail
from tests.servers.mailbox import Mailbox
from tests.servers.proxy import Proxy


def do_without(reason: str, *, ci: bool) -> NoReturn:
    """Skip, or fail in CI."""
    if ci:
        pytest.fail(f"CI must test against a real mail server: {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def dressed() -> Iterator[Callable[..., Dovecot]]:
    """Dovecots in costumes, `dressed(separator=".")`; each costume is started once a session."""
    if reason := why_missing():
        do_without(reason, ci=bool(os.environ.get("CI")))
    servers: dict[str, Dovecot] = {}
    with ExitStack() as stack:

        def dress(**costume: Any) -> Dovecot:
            key = repr(sorted(costume.items()))
            if key not in servers:
                servers[key] = stack.enter_context(Dovecot(**costume))
            return servers[key]

        yield dress


@pytest.fixture(scope="session")
def brewed() -> Iterator[Callable[..., Cyrus]]:
    """Cyruses, `brewed(classic=True)`; each kind is started once a session."""
    servers: dict[bool, Cyrus] = {}
    with ExitStack() as stack:

        def brew(*, classic: bool) -> Cyrus:
            if reason := why_no_cyrus():
                do_without(reason, ci=bool(os.environ.get("CI")))
            if classic not in servers:
                servers[classic] = stack.enter_context(Cyrus(classic=classic))
            return servers[classic]

        yield brew


@pytest.fixture(scope="session")
def dovecot(dressed: Callable[..., Dovecot]) -> Dovecot:
    """A Dovecot that can do all that Dovecot can."""
    return dressed()


@pytest.fixture
def owner(dovecot: Dovecot) -> str:
    """Somebody with a new, empty mailbox on every Dovecot; the password is "secret"."""
    return dovecot.new_user()


@pytest.fixture
def mailbox(dovecot: Dovecot, owner: str) -> Mailbox:
    """What is in the owner's mailbox."""
    return dovecot.mailbox(owner)


@pytest.fixture
def gmail() -> Iterator[Gmail]:
    """A double of Gmail's server; the test fails where it was led beyond what is known of Gmail."""
    with Gmail() as server:
        yield server
    assert server.faults == []


@pytest.fixture
def proxy(dovecot: Dovecot) -> Iterator[Proxy]:
    """A counting proxy without latency in front of `dovecot`."""
    with Proxy(dovecot.port) as proxy:
        yield proxy


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give the mark `dovecot` to every test that needs one; what is `long` is for `make years`."""
    for item in items:
        if "dressed" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.dovecot)
        if item.get_closest_marker("long") and not os.environ.get("LONG"):
            item.add_marker(pytest.mark.skip(reason="takes long: make years"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say aloud that tests were skipped, which -q would keep to itself."""
    if reason := why_missing():
        terminalreporter.write_line(f"Not tested against a real mail server: {reason}")
    if reason := why_no_cyrus():
        terminalreporter.write_line(f"Not tested against a second real mail server: {reason}")
