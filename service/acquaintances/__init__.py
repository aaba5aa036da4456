"""The owner's records of whom they know: files → acquaintances.

    file ──lines──▶ text ──header──▶ layout ──rows──▶ cells ──people──▶ acquaintances
    (bytes)         └ LinkedIn's messages and invitations, vCards, lists by hand go their own way

What a file is, its content tells, never its name. ``layouts.py`` is the table of every kind of
contact table, ``words.py`` what their columns are called; ``export_zip.py`` reads LinkedIn's
.zip, ``vcards.py`` is the home of vobject.
"""

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from rules import Acquaintance
from service.acquaintances.contact_file import ContactFile, Gathered, PastInvitation, Progress
from service.acquaintances.export_zip import read_export, read_exported_invitations
from service.acquaintances.reading import past_invitations, read_stream
from service.errors import SettingsError
from service.shown import shown

__all__ = [
    "ContactFile",
    "PastInvitation",
    "read_acquaintances",
    "read_contacts",
    "read_invitations",
]

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")


def _unwatched(_done: int, _total: int) -> None:
    pass


def read_contacts(path: Path, progress: Callable[[int, int], None] = _unwatched) -> ContactFile:
    """Everybody in a file. ``progress`` is called now and then with the bytes done and in all.

    Raises SettingsError where the file cannot be read, or is none that names people.
    """
    with _opened(path) as (stream, size):
        if _is_zip(stream):
            return read_export(path, stream, progress)
        return _read_plain(path, stream, size, progress)


def read_acquaintances(path: Path) -> list[Acquaintance]:
    """Everybody in a file. Raises SettingsError where it cannot be read."""
    return list(read_contacts(path).people)


def read_invitations(
    path: Path, tell: Callable[[str], None] = lambda _fault: None
) -> list[PastInvitation]:
    """One's own history: the rows of LinkedIn's ``Invitations.csv``, alone or in the .zip.

    ``tell`` is called with one line for each row that is passed over.

    Raises SettingsError where the file cannot be read, or has no such rows.
    """
    gathered = Gathered(shown(path.name))
    with _opened(path) as (stream, _):
        if _is_zip(stream):
            found = read_exported_invitations(path, stream, gathered)
        else:
            found = past_invitations(stream, gathered)
    if found is None:
        raise SettingsError(
            f"{shown(path)}: no invitations in it: name the Invitations.csv of LinkedIn's data "
            "export, or its .zip"
        )
    for fault in gathered.passed_over():
        tell(fault)
    return found


def _read_plain(path: Path, stream: BinaryIO, size: int, progress: Progress) -> ContactFile:
    gathered = Gathered(shown(path.name))
    kind = read_stream(stream, gathered, lambda done: progress(min(done, size), size))
    progress(size, size)
    return ContactFile(path, kind, tuple(gathered.people), gathered.passed_over(), gathered.nobody)


def _is_zip(stream: BinaryIO) -> bool:
    start = stream.read(4)
    stream.seek(0)
    return start in _ZIP


@contextmanager
def _opened(path: Path) -> Iterator[tuple[BinaryIO, int]]:
    """The file and its size. A device or a pipe is not even opened: it could wait for ever."""
    try:
        about = path.stat()
        _refuse(path, about)
        with path.open("rb") as stream:
            yield stream, about.st_size
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise SettingsError(f"acquaintances: {shown(path)}: cannot be read: {reason}") from None


def _refuse(path: Path, about: os.stat_result) -> None:
    if stat.S_ISDIR(about.st_mode):
        raise SettingsError(
            f"acquaintances: {shown(path)}: cannot be read: a folder: name the files in it, "
            "or the .zip"
        )
    if not stat.S_ISREG(about.st_mode):
        raise SettingsError(f"acquaintances: {shown(path)}: cannot be read: not a regular file")
    if not about.st_size:
        raise SettingsError(f"acquaintances: {shown(path)}: is empty: export your contacts again")
