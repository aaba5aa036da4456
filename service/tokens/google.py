"""Google's sign-in in the browser, and its tokens renewed; the home of Google's libraries.

The browser ends at a port of this very machine (RFC 8252, 7.3), where Google's library waits.
https://developers.google.com/identity/protocols/oauth2/native-app
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import google.auth.exceptions
import google.oauth2.credentials
from google.auth.transport.requests import Request
from google_auth_oauthlib.flow import InstalledAppFlow, WSGITimeoutError
from oauthlib.oauth2 import OAuth2Error
from requests import RequestException, Session

from service.errors import Refused, Unreachable, UsageError
from service.oauth_settings import OAuthSettings
from service.tokens.client import client_of
from service.tokens.ended import refused
from service.tokens.tokens import Tokens, from_answer
from service.tokens.web import prepared, unreachable

#: All of a mailbox over IMAP; there is no smaller one for that.
#: https://developers.google.com/workspace/gmail/imap/xoauth2-protocol
SCOPE = "https://mail.google.com/"

AUTH_URI = "https://accounts.google.com/o/oauth2/auth"
TOKEN_URI = "https://oauth2.googleapis.com/token"  # noqa: S105 (an address)

#: Where the owner takes the permission back.
REVOKE_AT = "https://myaccount.google.com/connections"

#: Seconds for the owner to go through Google's pages.
PATIENCE = 900

_WELL = "Signed in. Close this page; Coffee First goes on where you started it."


def sign_in(
    oauth: OAuthSettings, username: str, show: Callable[[str, int], None], port: int
) -> Tokens:
    """Let the owner sign in; ``show`` is given the address to open, and the port it will end at.

    Raises Refused, Unreachable, SettingsError, and UsageError where the port is taken.
    """
    client, place = client_of(oauth), oauth.token_uri or TOKEN_URI
    told = {"client_id": client.id, "client_secret": client.secret, "token_uri": place}
    told["auth_uri"] = oauth.auth_uri or AUTH_URI
    flow = _Flow.from_client_config({"installed": told}, [oauth.scope or SCOPE])
    flow.show = show
    prepared(flow.oauth2session)
    try:
        found = _waited_for(flow, username, port)
    except WSGITimeoutError:
        raise Refused(f"nobody has signed in within {PATIENCE // 60} minutes") from None
    except RequestException as error:
        raise unreachable(place, error) from None
    except (OAuth2Error, Warning, *_NONSENSE) as error:
        raise Refused(f"Google's sign-in did not come to an end: {_why(error)}") from None
    if not found.refresh_token:
        raise Refused("Google gave no lasting permission (no refresh token): sign in again")
    return _tokens(found, "", place)


def renewed(oauth: OAuthSettings, tokens: Tokens) -> Tokens:
    """New tokens for old ones. Raises Refused where the owner must act, and Unreachable."""
    client, place = client_of(oauth), oauth.token_uri or TOKEN_URI
    found = google.oauth2.credentials.Credentials(  # type: ignore[no-untyped-call]  # no types
        token=None,
        refresh_token=tokens.refresh,
        token_uri=place,
        client_id=client.id,
        client_secret=client.secret,
    )
    try:
        with Session() as session:
            found.refresh(Request(prepared(session)))  # type: ignore[no-untyped-call]  # as above
        return _tokens(found, tokens.refresh, place)
    except google.auth.exceptions.TransportError as error:
        raise unreachable(place, error.args[0] if error.args else error) from None
    except google.auth.exceptions.RefreshError as error:
        answer = error.args[1] if len(error.args) > 1 else None
        raise refused(place, answer) from None
    except RequestException as error:
        raise unreachable(place, error) from None
    except (google.auth.exceptions.GoogleAuthError, *_NONSENSE):
        raise Unreachable(f"{place}: its answer makes no sense") from None


#: What the library raises over an answer that is no answer.
_NONSENSE = (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)


class _Flow(InstalledAppFlow):  # type: ignore[misc]  # it ships no types
    """Google's own, but the address is told at once, and to whoever is to open it."""

    show: Callable[[str, int], None]

    def authorization_url(self, **more: Any) -> tuple[str, str]:
        url, state = super().authorization_url(**more)
        self.show(url, int(str(self.redirect_uri).rstrip("/").rpartition(":")[2]))
        return url, state


def _waited_for(flow: _Flow, username: str, port: int) -> Any:
    try:
        return flow.run_local_server(
            port=port,
            authorization_prompt_message="",
            success_message=_WELL,
            open_browser=False,
            timeout_seconds=PATIENCE,
            prompt="consent",  # else there is no refresh token the second time
            login_hint=username,
        )
    except OSError as error:
        if isinstance(error, RequestException):
            raise
        raise UsageError(f"--port {port}: {error.strerror}: choose another one") from None


def _why(error: Exception) -> str:
    """What went wrong, without any code or token that stands in its text."""
    if isinstance(error, Warning):  # oauthlib's way to say that the scope is another one
        return "you have not allowed what it takes: tick the box for Gmail"
    if isinstance(error, OAuth2Error) and error.error:
        return str(error.error)[:100]
    return type(error).__name__


def _tokens(found: Any, before: str, place: str) -> Tokens:
    left = found.expiry and (found.expiry.replace(tzinfo=UTC) - datetime.now(UTC)).total_seconds()
    answer = {"access_token": found.token, "expires_in": left, "refresh_token": found.refresh_token}
    return from_answer(answer, before, found.client_id, place)
