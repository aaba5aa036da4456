"""Which messages bear which label of ours, in the watched folders and where we archive."""

from collections.abc import Iterator, Sequence

from service.errors import ServerRefused
from service.mailbox.connection import Connection, Selected
from service.mailbox.connection.faults import is_passing
from service.mailbox.folders import Folders
from service.mailbox.labels import LabelWay


def borne_labels(
    connection: Connection, folders: Folders, way: LabelWay, watched: Sequence[str]
) -> Iterator[tuple[Selected, str, list[int]]]:
    """A folder that is open, a label, and the UIDs of the messages that bear it there.

    Raises ServerRefused where a while later it may be allowed.
    """
    for folder, labels in _places(way, watched):
        if not folders.has(folder):
            continue
        try:
            selected = _with_any(connection, folder, way.with_label(*labels))
        except ServerRefused as error:
            if is_passing(error):
                raise
            continue  # a folder that does not let itself be opened holds nothing of ours
        if selected:
            for label in labels:
                yield selected, label, connection.search_all(way.with_label(label))


def _with_any(connection: Connection, folder: str, terms: list[str]) -> Selected | None:
    """The folder, open, where any message answers these terms."""
    if connection.is_empty(folder):
        return None
    selected = _opened(connection, folder)
    return selected if connection.search_all(terms) else None


def _places(way: LabelWay, watched: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each folder with the labels that may be borne there."""
    if way.on_message:
        archives = [way.kept_at(label) or "" for label in way.labels]
        yield from ((folder, way.labels) for folder in dict.fromkeys([*watched, *archives]))
    else:
        yield from ((way.copied_to(label) or "", (label,)) for label in way.labels)


def _opened(connection: Connection, folder: str) -> Selected:
    now = connection.selected
    return now if now and now.folder == folder else connection.select(folder, examine=True)
