"""Writing what was answered: a whole file or none, and for its owner alone."""

import os
from contextlib import suppress
from pathlib import Path

from service.config_file import load_all
from service.errors import SettingsError, StateError
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
    real = _real(path)
    new = _written(real, text.encode("utf-8"))
    try:
        load_all(new)
        kept = _kept(real) if real.exists() else None
        os.replace(new, real)  # noqa: PTH105 (one call: there is no moment without a config)
        _sync(real.parent)
    except SettingsError as error:
        raise SettingsError(str(error).replace(shown(new), shown(path))) from None
    except OSError as error:
        raise _unwritable(real, error) from None
    finally:
        with suppress(OSError):
            new.unlink(missing_ok=True)
    return kept


def write_secret(path: Path, secret: str) -> None:
    """Write a password's file. Raises StateError; then nothing has changed."""
    real = _real(path)
    new = _written(real, f"{secret}\n".encode())
    try:
        os.replace(new, real)  # noqa: PTH105 (as above)
        _sync(real.parent)
    except OSError as error:
        new.unlink(missing_ok=True)
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


def _written(real: Path, data: bytes) -> Path:
    """The data in a new file beside the real one, on disk, its owner's alone. Raises StateError."""
    new = real.with_name(f".{real.name}.new")
    try:
        real.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        new.unlink(missing_ok=True)  # left by one who was killed
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with open(descriptor, "wb") as file:  # noqa: PTH123 (a descriptor, not a path)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        with suppress(OSError):
            new.unlink(missing_ok=True)
        raise _unwritable(real, error) from None
    return new


def _kept(real: Path) -> Path:
    """A second name for the file, so that it outlives being replaced. Raises OSError."""
    kept = free_name(real, "old")
    try:
        kept.hardlink_to(real)
    except OSError:  # a file system without links
        data = real.read_bytes()
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with open(descriptor, "wb") as file:  # noqa: PTH123 (a descriptor, not a path)
            file.write(data)
    return kept


def _sync(folder: Path) -> None:
    """The new name is on disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unwritable(path: Path, error: OSError) -> StateError:
    return StateError(f"{shown(path)}: cannot be written: {error.strerror or error}")
