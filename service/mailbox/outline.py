"""What a mailbox looks like to Coffee First: which folder is what, and how labels are stored."""

from dataclasses import dataclass

from service.mailbox.connection import Connection
from service.mailbox.folders import Folders
from service.mailbox.labels import LabelWay
from service.settings import MailboxSettings


@dataclass(frozen=True, slots=True)
class Outline:
    """The folders by their names; None for one that is not there, and would be made.

    ``on_message``: a label is on the message itself; else it is a folder. ``messages`` are those
    in the first watched folder.
    """

    messages: int
    folders: tuple[str, ...]
    drafts: str | None
    archive: str | None
    sent: str | None
    on_message: bool


def outline(
    connection: Connection, folders: Folders, settings: MailboxSettings, way: LabelWay
) -> Outline:
    """What is there; nothing is made. Raises SettingsError where a configured folder is missing."""
    selected = connection.selected
    return Outline(
        messages=selected.exists if selected else 0,
        folders=tuple(folder.name for folder in folders.listed()),
        drafts=folders.find("\\drafts", settings.drafts_folder),
        archive=folders.find("\\archive", settings.archive_folder),
        sent=folders.find("\\sent", settings.sent_folder),
        on_message=way.on_message,
    )
