"""Signing in while the owner watches."""

from contextlib import closing
from typing import Literal

from service import signing_in
from service.connecting import open_mailbox
from service.deadline import Deadline
from service.errors import DeadlinePassed, Unreachable
from service.mailbox import Line, Mailbox, Outline
from service.providers import Provider
from service.settings import MailboxSettings, Settings

Way = Literal["password", "google", "microsoft"]

#: Seconds that looking around may take, however the server drips.
LONGEST = 120.0

#: Seconds that the server may be silent while somebody waits before the screen.
PATIENCE = 20.0

NAMES = {"google": "Google", "microsoft": "Microsoft"}


def ways(provider: Provider | None) -> tuple[Way, ...]:
    """How one can sign in there, the easiest first; Google takes app passwords as well."""
    match provider.sign_in if provider else "password":
        case "google":
            return "password", "google"
        case "microsoft":
            return ("microsoft",)
    return ("password",)


def sign_in(settings: MailboxSettings, password: str, line: Line) -> Mailbox:
    """A mailbox, signed in. Raises Unreachable, Refused or ServerRefused."""
    seconds = min(PATIENCE, settings.timeout_seconds)
    return Mailbox(settings.model_copy(update={"timeout_seconds": seconds}), password, line)


def look(settings: MailboxSettings, password: str) -> Outline:
    """What is in the mailbox, signed in and left again; nothing is changed. Raises the same."""
    line = Line()
    try:
        with Deadline(LONGEST, line.cut), closing(sign_in(settings, password, line)) as box:
            box.open_folder(settings.folders[0])
            return box.outline()
    except DeadlinePassed:
        raise Unreachable(f"{settings.host}: no end within {LONGEST:.0f} seconds") from None


def sign_in_there(settings: Settings) -> Outline:
    """Sign in on the provider's own page, and look around. Raises as ``sign_in`` there does."""
    signing_in.sign_in(settings, signing_in.Manner())
    with closing(open_mailbox(settings, Line())) as box:
        box.open_folder(settings.mailbox.folders[0])
        return box.outline()
