"""``[mailbox.oauth]``: what signing in with OAuth 2.0 needs, and which keys belong together."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from service.sections import FilePath, Section, Word

SignIn = Literal["password", "google", "microsoft"]

#: Keys that only one of the two providers has a use for.
_ONLY_GOOGLE: tuple[str, ...] = ("client_file", "client_secret_file", "auth_uri", "token_uri")
_ONLY_MICROSOFT: tuple[str, ...] = ("tenant", "authority")


def _https(address: str) -> str:
    """Tokens go there: over TLS only (RFC 6749, 3.1 and 3.2)."""
    if not re.fullmatch(r"https://[^\s/?#@]+(/[^\s?#@]*)?", address):
        raise ValueError("write it as https://host/path")
    return address.rstrip("/")


Address = Annotated[str, AfterValidator(_https)]
Visible = Annotated[str, Field(pattern=r"^[!-~]+$", max_length=500)]


class OAuthSettings(Section):
    """The owner's own client at the provider, and where the tokens are kept."""

    client_id: Visible = ""
    client_file: FilePath | None = None
    client_secret_file: FilePath | None = None
    tenant: Annotated[str, Field(pattern=r"^[A-Za-z0-9.-]+$")] = "common"
    tokens: Literal["file", "keyring"] = "file"
    scope: Visible = ""
    authority: Address = ""
    auth_uri: Address = ""
    token_uri: Address = ""


def sign_in_fault(sign_in: SignIn, oauth: OAuthSettings | None, passwords: list[Word]) -> str:
    """What does not belong together, "" where all does; ``passwords``: the keys that name one."""
    if sign_in == "password":
        said = "oauth is for sign_in = 'google' or 'microsoft': say which, or leave it out"
        return said if oauth else _one_of(passwords)
    if passwords:
        return f"{passwords[0]} is for sign_in = 'password': leave it out, no password is used here"
    if oauth is None or not (oauth.client_id or oauth.client_file):
        return f"sign_in = {sign_in!r} wants a client of your own: {_missing(sign_in)}"
    return _foreign(sign_in, oauth) or (_google_fault(oauth) if sign_in == "google" else "")


def _one_of(passwords: list[Word]) -> str:
    if len(passwords) < 2:
        return ""
    return f"{' and '.join(passwords)}: the password can come from one place: leave one out"


def _missing(sign_in: SignIn) -> str:
    key = "oauth.client_file" if sign_in == "google" else "oauth.client_id"
    return f"add {key} (see deploy/SIGN-IN.md)"


def _foreign(sign_in: SignIn, oauth: OAuthSettings) -> str:
    """A key that the other provider has a use for."""
    google = sign_in == "google"
    other, keys = ("microsoft", _ONLY_MICROSOFT) if google else ("google", _ONLY_GOOGLE)
    stray = next((key for key in keys if key in oauth.model_fields_set), "")
    return f"oauth.{stray} is for sign_in = {other!r}: leave it out" if stray else ""


def _google_fault(oauth: OAuthSettings) -> str:
    if oauth.client_file and (oauth.client_id or oauth.client_secret_file):
        return "oauth.client_file holds client_id and client_secret already: leave them out"
    if not oauth.client_file and not oauth.client_secret_file:
        return "oauth.client_secret_file is missing: Google's desktop clients have a secret"
    return ""
