"""The owner's own client at the provider: read without any of the providers' libraries."""

import json
from dataclasses import dataclass, field

from service.errors import SettingsError
from service.oauth_settings import OAuthSettings
from service.secrets import first_line
from service.settings import Settings
from service.shown import shown


@dataclass(frozen=True, slots=True)
class Client:
    """What a provider knows Coffee First by.

    A desktop client's secret is none to its owner, and shown to nobody else (RFC 8252, 8.5).
    """

    id: str
    secret: str = field(default="", repr=False)


def oauth_of(settings: Settings) -> OAuthSettings:
    """``[mailbox.oauth]``, which is there where ``sign_in`` says so: the settings see to that."""
    oauth = settings.mailbox.oauth
    assert oauth is not None, "asked for only where sign_in is another than 'password'"  # noqa: S101
    return oauth


def client_of(oauth: OAuthSettings) -> Client:
    """The owner's client. Raises SettingsError."""
    if oauth.client_file:
        return _from_console(oauth)
    if oauth.client_secret_file:
        key = "mailbox.oauth.client_secret_file"
        return Client(oauth.client_id, first_line(oauth.client_secret_file, key))
    return Client(oauth.client_id)


def _from_console(oauth: OAuthSettings) -> Client:
    """The file that Google's console gives for a client of the type "Desktop app"."""
    path, key = oauth.client_file, "mailbox.oauth.client_file"
    assert path is not None, "asked for only where there is one"  # noqa: S101
    try:
        with path.open("rb") as file:
            told = json.loads(file.read(65_536))["installed"]
        return Client(str(told["client_id"]), str(told["client_secret"]))
    except OSError as error:
        raise SettingsError(f"{key}: {shown(path)}: cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise SettingsError(
            f"{key}: {shown(path)}: this is no client of the type 'Desktop app': download its JSON "
            "from Google's console (see deploy/SIGN-IN.md)"
        ) from None
