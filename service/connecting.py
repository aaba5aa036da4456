"""A mailbox to work on: its settings and its secret, brought together."""

from service.mailbox import Idling, Line, Mailbox
from service.secrets import password
from service.settings import Settings


def open_mailbox(settings: Settings, line: Line) -> Mailbox:
    """The owner's mailbox, signed in over a line that can be cut.

    Raises SettingsError where there is no secret, and what ``Mailbox`` raises.
    """
    return Mailbox(settings.mailbox, password(settings.mailbox), line)


def open_idling(settings: Settings, folder: str, line: Line) -> Idling:
    """A second, light connection that only waits for mail in a folder.

    Raises SettingsError where there is no secret, and what ``Idling`` raises.
    """
    return Idling(settings.mailbox, password(settings.mailbox), folder, line)
