"""Which way of labelling fits: what the owner wants, what shows at the provider, what is taken."""

from collections.abc import Callable
from typing import Literal

from service.errors import SettingsError
from service.mailbox.connection import Connection
from service.mailbox.folders import Folders
from service.mailbox.gmail import GmailKeywords, GmailLabels
from service.mailbox.label_folders import LabelFolders, LabelViews
from service.mailbox.labels import Keywords, LabelWay
from service.providers import Way, by_host
from service.settings import LOOPBACK, MailboxSettings

#: What is chosen between here; that a server has labels of its own, it says itself.
Chosen = Literal["keywords", "folders"]


def way_for(
    connection: Connection,
    folders: Folders,
    settings: MailboxSettings,
    own: frozenset[str],
    takes_keywords: Callable[[], bool],
) -> LabelWay:
    """The way for the open folder's mail; ``own`` are a policy's labels beside our own.

    On Gmail each label is a folder, so who wants folders gets labels. Raises SettingsError where
    the server has not what is configured.
    """
    wanted, archive = settings.labels, settings.archive_folder
    if connection.speaks_gmail:
        kind = GmailKeywords if wanted == "keywords" else GmailLabels
        return kind(connection, folders, archive, own)
    if wanted == "gmail":
        raise SettingsError(
            f"mailbox.labels: 'gmail': {settings.host} has no labels of Gmail's (it does "
            f"not announce X-GM-EXT-1): leave mailbox.labels out, or set it to 'auto'"
        )
    if chosen(wanted, settings.host, takes_keywords) == "keywords":
        return Keywords(connection, folders, archive, own)
    if parent := folders.label_parent():
        return LabelViews(connection, folders, own, archive, parent)
    return LabelFolders(connection, folders, own)


def chosen(wanted: Way, host: str, takes_keywords: Callable[[], bool]) -> Chosen:
    """The way: the owner's, else the one whose labels owners see there, else what is taken.

    What stays invisible in a provider's own web mail is worth nothing to its owner, even where the
    server takes it. Who listens on this machine is anybody, and goes by what is taken.
    """
    provider = None if host in LOOPBACK else by_host(host)
    for way in (wanted, provider.labels if provider else "auto"):
        if way in ("keywords", "folders"):
            return way
    return "keywords" if takes_keywords() else "folders"
