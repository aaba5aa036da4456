"""A provider, a Dovecot that asks it about tokens, and a config for an owner of both."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests

from service.config_file import load_settings
from service.settings import Settings
from service.signing_in import Manner, sign_in
from service.tokens import tokens
from service.tokens.store import store_of
from tests.servers import mail
from tests.servers.dovecot import Dovecot
from tests.servers.token_endpoint import CLIENT_ID, CLIENT_SECRET, TokenEndpoint

ROOT = Path(__file__).parent.parent.parent
WAYS = ("google", "microsoft")


@pytest.fixture(scope="session")
def provider_server() -> Iterator[TokenEndpoint]:
    with TokenEndpoint() as provider:
        yield provider


@pytest.fixture
def provider(
    provider_server: TokenEndpoint, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TokenEndpoint]:
    """The provider, to whom nobody has come yet; this machine trusts its certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(provider_server.certificate))
    provider_server.fresh()
    yield provider_server
    provider_server.before_answer.set()
    assert provider_server.odd == []


@pytest.fixture
def taking_tokens(dressed: Callable[..., Dovecot], provider: TokenEndpoint) -> Dovecot:
    """A Dovecot that takes tokens, by both mechanisms."""
    return dressed(oauth=provider.introspection)


@dataclass
class Account:
    """Somebody with a mailbox, a client of their own, and a config."""

    user: str
    config: Path
    provider: TokenEndpoint
    server: Dovecot

    @property
    def settings(self) -> Settings:
        return load_settings(self.config)

    def kept(self) -> tokens.Tokens:
        """What is in the store."""
        text = store_of(self.settings).text()
        assert text is not None
        return tokens.from_text(text)

    def give(self, **changes: Any) -> tokens.Tokens:
        """Tokens as a sign-in brings them, kept without one."""
        answer = self.provider.grants.allow(self.user)
        fresh = tokens.from_answer(answer, "", CLIENT_ID, "test")
        self.settings.state_dir.mkdir(exist_ok=True, mode=0o700)
        told = json.loads(fresh.as_text()) | changes
        store_of(self.settings).write(tokens.Tokens(**told))
        return tokens.Tokens(**told)

    def renewals(self) -> int:
        """How often the provider was asked for new tokens, whatever it answered."""
        return sum(kind in {"refresh_token", "trouble"} for kind in self.provider.asked)

    def run(self, *verb: str, said: str = "", **environment: str) -> Any:
        """A verb in a process of its own."""
        return subprocess.run(
            [sys.executable, "-m", "tests.coffeefirst", *verb, "--config", str(self.config)],
            cwd=ROOT, env=self.environment(**environment), capture_output=True, text=True,
            input=said, timeout=60, check=False,
        )  # fmt: skip

    def environment(self, **more: str) -> dict[str, str]:
        """What a process of its own is given."""
        trusted = str(self.provider.certificate)
        home = str(self.config.parent)
        return {"HOME": home, "PATH": os.environ["PATH"], "SSL_CERT_FILE": trusted, **more}


@pytest.fixture
def account_at(tmp_path: Path, provider: TokenEndpoint) -> Callable[..., Account]:
    """An owner's account on a server, at one of the two providers."""

    def make(server: Dovecot, way: str, extra: str = "", port: int = 0) -> Account:
        user = server.new_user()
        (tmp_path / "client").write_text(CLIENT_SECRET)
        (tmp_path / "client").chmod(0o600)
        path = tmp_path / "config.toml"
        path.write_text(
            f'authserv_ids = ["{mail.AUTHSERV_ID}"]\nstate_dir = "state"\ndkim = false\n'
            '[owner]\nname = "Robin Falkenrath"\naddress = "robin@example.org"\n'
            "[schedule]\nevery_minutes = 0.05\njitter_seconds = 0\n"
            f'[log]\njson = true\nlevel = "debug"\n[mailbox]\nhost = "127.0.0.1"\n'
            f'port = {port or server.port}\nsecurity = "none"\nusername = "{user}"\n'
            f'timeout_seconds = 20\nsign_in = "{way}"\n[mailbox.oauth]\n'
            f'client_id = "{CLIENT_ID}"\n{_at(provider, way)}{extra}'
        )
        return Account(user, path, provider, server)

    return make


def _at(provider: TokenEndpoint, way: str) -> str:
    if way == "microsoft":
        return f'authority = "{provider.url}"\n'
    return (
        f'client_secret_file = "client"\nauth_uri = "{provider.url}/authorize"\n'
        f'token_uri = "{provider.url}/token"\n'
    )


@pytest.fixture(params=WAYS)
def account(request: Any, taking_tokens: Dovecot, account_at: Callable[..., Account]) -> Account:
    """An owner's account, at either provider."""
    return account_at(taking_tokens, request.param)


@pytest.fixture
def at_google(taking_tokens: Dovecot, account_at: Callable[..., Account]) -> Account:
    """The same, where a process of its own is started, and one provider stands for both."""
    return account_at(taking_tokens, "google")


@pytest.fixture
def at_microsoft(taking_tokens: Dovecot, account_at: Callable[..., Account]) -> Account:
    """The same at the other one."""
    return account_at(taking_tokens, "microsoft")


@dataclass(frozen=True)
class Browser(Manner):
    """The owner and their browser: whatever the program says, they do."""

    account: Account | None = None
    user: str = ""
    said: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def tell(self, line: str, **facts: str | int) -> None:
        self.said.append((line, facts))
        assert self.account
        provider = self.account.provider
        provider.user = self.user or self.account.user
        if "code" in facts:
            provider.approve(provider.user)
        elif "open" in facts:
            opening = threading.Thread(target=_open, args=(provider, str(facts["open"])))
            opening.daemon = True
            opening.start()


def _open(provider: TokenEndpoint, address: str) -> None:
    requests.get(address, timeout=10, verify=str(provider.certificate))


@pytest.fixture
def signed_in() -> Callable[..., list[Any]]:
    """Go through the whole sign-in as this user; gives what was said."""

    def go(account: Account, user: str = "") -> list[Any]:
        browser = Browser(account=account, user=user)
        sign_in(account.settings, browser)
        return browser.said

    return go


def everything_under(folder: Path) -> bytes:
    """All bytes of all files there."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
