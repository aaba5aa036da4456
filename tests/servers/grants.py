"""What a provider's server remembers: who has allowed what, and which tokens that has brought."""

from __future__ import annotations

import base64
import hashlib
import itertools
import time
from dataclasses import dataclass, field

CLIENT_ID = "coffee-client-7"
CLIENT_SECRET = "Zq7vK-canary-of-a-client"

Answer = dict[str, object]


class Refusal(Exception):
    """An error as RFC 6749, 5.2 has it."""

    def __init__(self, code: str, description: str = "") -> None:
        super().__init__(code)
        self.code, self.description = code, description


@dataclass
class Grant:
    """One permission, given once."""

    user: str
    refresh: str
    scope: str
    revoked: bool = False
    used: set[str] = field(default_factory=set)


@dataclass
class Waiting:
    """A sign-in that has begun: by a code for the program, or one that its owner types."""

    scope: str
    challenge: str = ""
    redirect_uri: str = ""
    user: str = ""
    denied: bool = False


class Grants:
    """Every token says in its text that it is one, so that it is found wherever it should not be.

    `rotate`: what becomes of a refresh token that was used: "kept" (Google: no new one comes),
    "replaced" (Microsoft: a new one comes, the old one goes on), "once" (the old one ends).
    """

    def __init__(self) -> None:
        self.lifetime: object = 3600
        self.rotate = "kept"
        self.brings_refresh = True
        self.less_scope = ""  # what the owner allows, where it is less than was asked for
        self._number = itertools.count(1)
        self._grants: list[Grant] = []
        self._access: dict[str, tuple[Grant, float]] = {}
        self.waiting: dict[str, Waiting] = {}

    def allow(self, user: str, scope: str = "mail") -> Answer:
        """What a sign-in brings."""
        grant = Grant(user, self._new("refresh"), self.less_scope or scope)
        self._grants.append(grant)
        return self._answer(grant, with_refresh=self.brings_refresh)

    def renew(self, refresh: str) -> Answer:
        """New tokens. Raises Refusal."""
        grant = next((g for g in self._grants if refresh in (g.refresh, *g.used)), None)
        if grant is None or grant.revoked or (refresh in grant.used and self.rotate == "once"):
            raise Refusal("invalid_grant", "Token has been expired or revoked.")
        if self.rotate == "kept":
            return self._answer(grant, with_refresh=False)
        grant.used.add(grant.refresh)
        grant.refresh = self._new("refresh")
        return self._answer(grant, with_refresh=True)

    def by_code(self, code: str, redirect_uri: str, verifier: str) -> Answer:
        """The tokens for a code that came with the redirect; PKCE is demanded (RFC 7636, 4.6)."""
        begun = self.waiting.pop(code, None)
        digest = hashlib.sha256(verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if begun is None or (begun.redirect_uri, begun.challenge) != (redirect_uri, challenge):
            raise Refusal("invalid_grant", "no such code")
        return self.allow(begun.user, begun.scope)

    def by_device(self, device_code: str) -> Answer:
        """The tokens, once the owner has typed the code (RFC 8628, 3.5)."""
        begun = self.waiting.get(device_code)
        if begun is None:
            raise Refusal("expired_token")
        if begun.denied:
            raise Refusal("authorization_declined")
        if not begun.user:
            raise Refusal("authorization_pending")
        return self.allow(self.waiting.pop(device_code).user, begun.scope)

    def revoke(self, user: str) -> None:
        """Take back all that this owner has allowed."""
        for grant in self._grants:
            grant.revoked = grant.revoked or grant.user == user

    def end_access(self, user: str) -> None:
        """All access tokens of this owner end now, whatever was said of their life."""
        self._access = {
            token: (grant, 0.0 if grant.user == user else ends)
            for token, (grant, ends) in self._access.items()
        }

    def introspect(self, token: str) -> Answer:
        """Whether it signs in, and whom (RFC 7662, 2.2)."""
        grant, ends = self._access.get(token, (None, 0.0))
        if grant is None or grant.revoked or time.time() >= ends:
            return {"active": False}
        return {"active": True, "username": grant.user, "scope": grant.scope, "exp": int(ends)}

    def secrets(self) -> list[str]:
        """Every token that was ever handed out."""
        held = [one for grant in self._grants for one in (grant.refresh, *grant.used)]
        return [*held, *self._access]

    def _answer(self, grant: Grant, *, with_refresh: bool) -> Answer:
        access = self._new("access")
        life = float(self.lifetime) if isinstance(self.lifetime, int | float) else 3600.0
        self._access[access] = (grant, time.time() + life)
        told: Answer = {
            "access_token": access,
            "token_type": "Bearer",
            "scope": grant.scope,
        }
        if self.lifetime is not None:
            told["expires_in"] = self.lifetime
        return told | ({"refresh_token": grant.refresh} if with_refresh else {})

    def _new(self, kind: str) -> str:
        return f"Zq7vK-canary-{kind}-{next(self._number)}-{hashlib.md5(kind.encode()).hexdigest()}"
