"""Which messages bear which label of ours, wherever in the mailbox they are."""

from collections.abc import Iterator, Sequence

from service.mailbox.connection import Connection, Selected
from service.mailbox.folders import Folders
from service.mailbox.labels import LabelWay


def borne_labels(
    connection: Connection, folders: Folders, way: LabelWay, watched: Sequence[str]
) -> Iterator[tuple[Selected, str, list[int]]]:
    """A folder that is open, a label, and the UIDs of the messages that bear it there."""
    there = {folder.name for folder in folders.listed()}
    for folder, labels in _places(way, watched):
        if folder not in there or connection.is_empty(folder):
            continue
        selected = _opened(connection, folder)
        if connection.search_all(way.with_label(*labels)):
            for label in labels:
                yield selected, label, connection.search_all(way.with_label(label))


def _places(way: LabelWay, watched: Sequence[str]) -> Iterator[tuple[str | None, tuple[str, ...]]]:
    """Each folder with the labels that may be borne there."""
    if way.on_message:
        archives = [way.kept_at(label) for label in way.labels]
        yield from ((folder, way.labels) for folder in dict.fromkeys([*watched, *archives]))
    else:
        yield from ((way.kept_at(label), (label,)) for label in way.labels)


def _opened(connection: Connection, folder: str | None) -> Selected:
    now = connection.selected
    return now if now and now.folder == folder else connection.select(str(folder), examine=True)
