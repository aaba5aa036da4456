"""LinkedIn's whole data export, the .zip as it is downloaded: the members that name people.

The sizes a .zip states and the ones it unpacks to are both bounded, and nothing is written to
disk. A member that is damaged costs only itself.
"""

import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from service.acquaintances.contact_file import ContactFile, Gathered, PastInvitation, Progress
from service.acquaintances.reading import past_invitations, read_stream
from service.errors import SettingsError
from service.shown import shown

_MEMBERS = (
    "connections.csv",
    "messages.csv",
    "invitations.csv",
    "importedcontacts.csv",
    "contacts.csv",
)

#: Unpacked bytes of one member; 30,000 connections are 5 MB, ten years of messages 100 MB.
_LARGEST = 1 << 29

#: Members of one name; an export has one of each.
_MOST = 20

#: What zipfile and its unpackers raise for damage, a password and a method they don't know.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    struct.error,
    OverflowError,
    NotImplementedError,
    RuntimeError,
)


def read_export(path: Path, stream: BinaryIO, progress: Progress) -> ContactFile:
    """Everybody in the export. Raises SettingsError where it cannot be opened or has none."""
    gathered = Gathered(shown(path.name))
    with _opened(path, stream) as (archive, members):
        total, done = sum(member.file_size for member in members), 0
        for member in members:
            _read_member(archive, member, gathered, _from(done, total, progress))
            done += member.file_size
    progress(total, total)
    return ContactFile(
        path,
        "LinkedIn data export",
        tuple(gathered.people),
        gathered.passed_over(),
        gathered.nobody,
    )


def _from(done: int, total: int, progress: Progress) -> Callable[[int], None]:
    return lambda here: progress(min(done + here, total), total)


def read_exported_invitations(
    path: Path, stream: BinaryIO, gathered: Gathered
) -> list[PastInvitation] | None:
    """The rows of the export's ``Invitations.csv``, or None where it has none."""
    with _opened(path, stream) as (archive, members):
        for member in members:
            if _name(member) == "invitations.csv":
                with archive.open(member) as unpacked:
                    return past_invitations(cast(BinaryIO, unpacked), gathered)
    return None


@contextmanager
def _opened(
    path: Path, stream: BinaryIO
) -> Iterator[tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]]:
    try:
        with zipfile.ZipFile(stream) as archive:
            yield archive, _members(path, archive)
    except _DAMAGE as error:
        raise SettingsError(
            f"acquaintances: {shown(path)}: the .zip is damaged ({error}): download it again"
        ) from None


def _members(path: Path, archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The members that name people, in the order in which their records weigh."""
    infos = archive.infolist()
    if any(info.filename == "xl/workbook.xml" for info in infos):
        raise SettingsError(
            f"acquaintances: {shown(path)}: an Excel workbook: save it as CSV (UTF-8) and "
            "name that file"
        )
    members = [info for info in infos if _name(info) in _MEMBERS and not info.is_dir()]
    members = sorted(members, key=lambda info: _MEMBERS.index(_name(info)))[:_MOST]
    if not members:
        raise SettingsError(
            f"acquaintances: {shown(path)}: not LinkedIn's data export: it holds no "
            "Connections.csv, messages.csv or Invitations.csv"
        )
    if all(info.flag_bits & 1 for info in members):
        raise SettingsError(
            f"acquaintances: {shown(path)}: the .zip is encrypted: unpack it, and name the "
            "files in it"
        )
    return members


def _name(member: zipfile.ZipInfo) -> str:
    """The member's own name; macOS adds a shadow of each, which is no file."""
    place = PurePosixPath(member.filename.replace("\\", "/"))
    return "" if "__MACOSX" in place.parts else place.name.casefold()


def _read_member(
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    gathered: Gathered,
    step: Callable[[int], None],
) -> None:
    name = shown(PurePosixPath(member.filename).name)
    found = Gathered(name)
    if member.file_size > _LARGEST:
        gathered.tell(f"{gathered.source}: {name}: {member.file_size >> 20} MB is too large")
        return
    try:
        with archive.open(member) as unpacked:
            kind = read_stream(cast(BinaryIO, unpacked), found, step)
        if not kind.startswith("LinkedIn"):
            found = Gathered(name)
            found.tell(f"{name}: not as LinkedIn writes it, so it is passed over")
    except SettingsError as error:
        found.tell(f"{name}: {error}")
    except _DAMAGE as error:
        raise SettingsError(
            f"acquaintances: {gathered.source}: its {name} is damaged ({error}): download it again"
        ) from None
    gathered.people.extend(found.people)
    gathered.nobody += found.nobody
    for fault in found.passed_over():
        gathered.tell(f"{gathered.source}: {fault}")
