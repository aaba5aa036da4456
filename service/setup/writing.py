"""Writing what was answered: a whole file or none, and for its owner alone."""

import os
from pathlib import Path

from service.config_file import load_all
from service.errors import SettingsError, StateError
from service.private import replace_privately, take_place, written_beside
from service.shown import shown

#: How many old configs are looked through for a name that is free.
_MOST_KEPT = 10_000


def refuse_unwritable(path: Path) -> None:
    """Raises StateError where a config could not be written: before anybody answers questions."""
    folder = _real(path).parent
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    if not os.access(folder, os.W_OK | os.X_OK):
        raise StateError(
            f"{shown(path)}: cannot be written: {shown(folder)} is not yours to change"
        )


def write_config(path: Path, text: str) -> Path | None:
    """Write the config, where it can be used; the old one is kept beside it, and told.

    Raises SettingsError where it could not be used, StateError where it cannot be written; then
    nothing has changed.
    """
    real, kept = _real(path), None
    try:
        with written_beside(real, text.encode("utf-8")) as new:
            _refuse_unusable(new, path)
            kept = _kept(real) if real.exists() else None
            take_place(new, real)
    except OSError as error:
        raise _unwritable(real, error) from None
    return kept


def _refuse_unusable(new: Path, path: Path) -> None:
    try:
        load_all(new)
    except SettingsError as error:
        raise SettingsError(str(error).replace(shown(new), shown(path))) from None


def write_secret(path: Path, secret: str) -> None:
    """Write a password's file. Raises StateError; then nothing has changed."""
    real = _real(path)
    try:
        replace_privately(real, f"{secret}\n".encode())
    except OSError as error:
        raise _unwritable(real, error) from None


def free_name(path: Path, ending: str) -> Path:
    """The first of ``path.ending-1`` … that is not there."""
    names = (path.with_name(f"{path.name}.{ending}-{n}") for n in range(1, _MOST_KEPT))
    free = (name for name in names if not os.path.lexists(name))
    return next(free, path.with_name(f"{path.name}.{ending}"))


def _real(path: Path) -> Path:
    """Where a link leads to: who keeps their config elsewhere, and links it, keeps the link."""
    try:
        return path.resolve()
    except (OSError, RuntimeError) as error:
        raise StateError(f"{shown(path)}: cannot be written: {error}") from None


def _kept(real: Path) -> Path:
    """A second name for the file, so that it outlives being replaced. Raises OSError."""
    kept = free_name(real, "old")
    try:
        kept.hardlink_to(real)
    except OSError:  # a file system without links
        replace_privately(kept, real.read_bytes())
    return kept


def _unwritable(path: Path, error: OSError) -> StateError:
    return StateError(f"{shown(path)}: cannot be written: {error.strerror or error}")
