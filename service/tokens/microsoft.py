"""Microsoft's sign-in by a code, and its tokens renewed; the home of msal.

The owner types a code at Microsoft's page, in any browser on any machine (RFC 8628).
https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code
"""

from collections.abc import Callable
from typing import Any

import msal
from requests import RequestException, Session

from service.errors import Refused, Unreachable
from service.oauth_settings import OAuthSettings
from service.tokens.ended import refused
from service.tokens.tokens import Tokens, from_answer
from service.tokens.web import prepared, unreachable

#: All of a mailbox over IMAP; msal adds offline_access, for a refresh token, by itself.
#: https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth
SCOPE = "https://outlook.office.com/IMAP.AccessAsUser.All"

AUTHORITY = "https://login.microsoftonline.com"

#: Where the owner takes the permission back: of a personal account, of one at work or school.
REVOKE_AT = "https://account.live.com/consent/Manage or https://myapps.microsoft.com"

#: What msal raises over an answer that is no answer.
_NONSENSE = (ValueError, KeyError, TypeError, AttributeError, RuntimeError)


def sign_in(oauth: OAuthSettings, show: Callable[[str, str], None]) -> Tokens:
    """Let the owner sign in; ``show`` is given the page to open and the code to type there.

    Raises Refused and Unreachable.
    """

    def ask(app: Any) -> Any:
        begun = app.initiate_device_flow(scopes=_scopes(oauth))
        if "user_code" not in begun:
            return begun
        show(str(begun["verification_uri"]), str(begun["user_code"]))
        return app.acquire_token_by_device_flow(begun)

    tokens = _asked(oauth, ask, before="")
    if not tokens.refresh:
        raise Refused("Microsoft gave no lasting permission (no refresh token): sign in again")
    return tokens


def renewed(oauth: OAuthSettings, tokens: Tokens) -> Tokens:
    """New tokens for old ones. Raises Refused where the owner must act, and Unreachable."""
    return _asked(
        oauth,
        lambda app: app.acquire_token_by_refresh_token(tokens.refresh, scopes=_scopes(oauth)),
        tokens.refresh,
    )


def _asked(oauth: OAuthSettings, ask: Callable[[Any], Any], before: str) -> Tokens:
    place = f"{oauth.authority or AUTHORITY}/{oauth.tenant}"
    try:
        with Session() as session:
            answer = ask(_app(oauth, place, session))
    except RequestException as error:
        raise unreachable(place, error) from None
    except _NONSENSE:
        raise Unreachable(
            f"{place}: its answer makes no sense: see mailbox.oauth.tenant and authority"
        ) from None
    if not isinstance(answer, dict) or "access_token" not in answer:
        raise refused(place, answer)
    return from_answer(answer, before, oauth.client_id, place)


def _app(oauth: OAuthSettings, place: str, session: Session) -> Any:
    """The library's client, which asks nobody but the place whether it is Microsoft's."""
    return msal.PublicClientApplication(
        oauth.client_id,
        authority=place,
        http_client=prepared(session),
        instance_discovery=False,
        app_name="Coffee First",
    )


def _scopes(oauth: OAuthSettings) -> list[str]:
    return [oauth.scope or SCOPE]
