"""Letters from files, to be judged without a mailbox.

.eml files, folders of them, an mbox, a Maildir, JSON lines of ``{"name", "headline", "note"}``, or
LinkedIn's ``Invitations.csv`` (alone or in its .zip), of which the incoming ones are judged.

Nothing here is fetched or changed; a line or file that cannot be read is told, the rest is read.
"""

import json
import mailbox
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rules import Judged, judge_reading, read_fields
from service.acquaintances import read_invitations
from service.errors import InputError, SettingsError
from service.judging import judge_message
from service.shown import shown
from service.taste import Taste

_FIELDS = frozenset({"name", "headline", "note"})

#: Octets that are read as one message, or as one line of JSON; the reader's own limit is lower.
LARGEST = 4_194_304


@dataclass(frozen=True, slots=True)
class Source:
    """A message or a line of JSON, and where it stands. ``fault``: why it cannot be read."""

    place: str
    message: bytes = b""
    line: dict[str, Any] | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Replayed:
    """A source, and what was decided about it; None where it could not be read."""

    source: Source
    judged: Judged | None


def replay(paths: list[Path], taste: Taste) -> Iterator[Replayed]:
    """Judge everything in the paths, in order. Raises InputError for a path that is not there."""
    for path in paths:
        for source in sources(path):
            yield Replayed(source, None if source.fault else judge_source(source, taste))


def judge_source(source: Source, taste: Taste) -> Judged:
    """What would be decided. Of a line of JSON nothing is known but what it says."""
    if source.line is None:
        return judge_message(source.message, taste)
    told = (str(source.line.get(k) or "") for k in ("name", "headline", "note", "profile"))
    return judge_reading(read_fields(*told), taste.policy, taste.knowledge)


def sources(path: Path) -> Iterator[Source]:
    """Everything to be judged at a path. Raises InputError where there is nothing."""
    kind = _kind(path)
    if stat.S_ISDIR(kind):
        maildir = (path / "cur").is_dir() and (path / "new").is_dir()
        yield from _maildir(path) if maildir else _folder(path)
    elif not stat.S_ISREG(kind) and not _is_given(path):  # waited for, or read, for ever
        raise InputError(f"{shown(path)}: cannot be read: not a regular file")
    elif path.suffix in {".jsonl", ".ndjson", ".json"}:
        yield from _json_lines(path)
    elif path.suffix.lower() in {".csv", ".zip"}:
        yield from _past_invitations(path)
    elif stat.S_ISREG(kind) and path.suffix != ".eml" and _begins(path).startswith(b"From "):
        yield from _mbox(path)
    else:
        yield _file(path)


def _kind(path: Path) -> int:
    """Which kind of file it is, as stat tells it. Raises InputError where there is none."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        raise InputError(f"{shown(path)}: there is no such file or folder") from None
    except (OSError, ValueError) as error:
        raise InputError(_unread(path, error)) from None


def _is_given(path: Path) -> bool:
    """Whether a pipe is already open to us: ``… | coffeefirst explain /dev/stdin``."""
    return path.parts[:3] in (("/", "dev", "stdin"), ("/", "dev", "fd"))


def _unread(path: Path, error: Exception) -> str:
    """Why a file cannot be read, without its name once more."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else error
    return f"{shown(path)}: cannot be read: {reason}"


def _begins(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(5)
    except OSError as error:
        raise InputError(_unread(path, error)) from None


def _file(path: Path) -> Source:
    try:
        with path.open("rb") as file:
            return Source(shown(path), file.read(LARGEST))
    except OSError as error:
        return Source(shown(path), fault=_unread(path, error))


def _folder(path: Path) -> Iterator[Source]:
    files = sorted(f for f in path.rglob("*") if f.suffix.lower() == ".eml" and f.is_file())
    if not files:
        raise InputError(f"{shown(path)}: no .eml file in this folder, and it is no Maildir")
    for file in files:
        yield _file(file)


def _maildir(path: Path) -> Iterator[Source]:
    for part in ("new", "cur"):
        for file in sorted((path / part).iterdir()):
            if file.is_file():
                yield _file(file)


def _mbox(path: Path) -> Iterator[Source]:
    box = mailbox.mbox(path, create=False)
    try:
        for number, key in enumerate(box.iterkeys(), start=1):
            with box.get_file(key) as file:
                yield Source(f"{shown(path)}:{number}", file.read(LARGEST))
    finally:
        box.close()


def _past_invitations(path: Path) -> Iterator[Source]:
    """One's own history, as LinkedIn exports it. Raises InputError."""
    faults: list[str] = []
    try:
        found = read_invitations(path, faults.append)
    except SettingsError as error:
        raise InputError(str(error)) from None
    yield from (Source(shown(path), fault=fault) for fault in faults)
    for past in found:
        if past.incoming:
            told = {"name": past.from_name, "note": past.note, "profile": past.inviter_profile}
            yield Source(f"{shown(path)}:{past.row}", line=told)


def _json_lines(path: Path) -> Iterator[Source]:
    try:
        with path.open("rb") as file:
            lines = iter(lambda: file.readline(LARGEST), b"")
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _json_line(f"{shown(path)}:{number}", line)
    except OSError as error:
        raise InputError(_unread(path, error)) from None


def _json_line(place: str, line: bytes) -> Source:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Source(place, fault=f"{place}: not JSON: {error}")
    if not isinstance(data, dict) or not _FIELDS & set(data):
        return Source(place, fault=f'{place}: want an object with "name", "headline" and "note"')
    wrong = [key for key in _FIELDS if not isinstance(data.get(key) or "", str)]
    if wrong:
        return Source(place, fault=f"{place}: {wrong[0]} is not a text")
    return Source(place, line=data)
