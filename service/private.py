"""What is on disk is the owner's alone; and what is dangerous about how Coffee First is set up."""

import os
import shlex
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from service.settings import Settings

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH

#: What of it tells whom the owner hears from, or signs them in.
_KEPT = ("ledger.sqlite*", "*.tokens*")

#: What the state_dir holds that is ours.
_OURS = ("ledger.sqlite*", "*.lock", "*.tokens", "*.tokens.new", "*.signed-in")


def make_private(file: Path) -> None:
    """A file of the owner's alone: made where it is missing, narrowed where others may use it.

    Raises OSError. Its folder is narrowed too, where nothing but our files lies in it.
    """
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    for one in file.parent.glob(f"{file.name}*"):
        _narrow(one)
    if _is_ours(file.parent):
        _narrow(file.parent)


def replace_privately(file: Path, content: bytes) -> None:
    """A file of the owner's alone with this in it: whole at any time, on the disk when this ends.

    What is new is written beside it, and then takes its place. Raises OSError.
    """
    with written_beside(file, content) as new:
        take_place(new, file)


@contextmanager
def written_beside(file: Path, content: bytes) -> Iterator[Path]:
    """What is to take the file's place: on the disk, and gone at the end of the block if it is not.

    What a crash has left is taken away first: it may be somebody else's to read. Raises OSError.
    """
    new = beside(file)
    new.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        new.unlink(missing_ok=True)
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(descriptor)
        yield new
    finally:
        with suppress(OSError):
            new.unlink()


def take_place(new: Path, file: Path) -> None:
    """The new file under the old one's name, also on the disk. Raises OSError."""
    real = file.resolve()
    new.replace(real)
    _sync(real.parent)


def beside(file: Path) -> Path:
    """Where a new file waits to take this one's place; where it is a link, what it leads to."""
    real = file.resolve()
    return real.with_name(f".{real.name}.new")


def _sync(folder: Path) -> None:
    """So that the new name is on the disk too."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _narrow(path: Path) -> None:
    mode = mode_of(path)
    if mode & _OTHERS and not path.is_symlink():
        with suppress(PermissionError):  # somebody else's: ``cautions`` tells
            path.chmod(mode & ~_OTHERS)


def _is_ours(folder: Path) -> bool:
    return all(any(one.match(ours) for ours in _OURS) for one in folder.iterdir())


def mode_of(path: Path) -> int:
    """The permissions, 0 where there is no such file."""
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return 0


def cautions(settings: Settings, config: Path) -> list[str]:
    """What is dangerous, and what to do about it: one line each, said whenever work begins."""
    told = [plain_text_caution(settings), config_caution(config), command_caution(settings)]
    return [line for line in (*told, *state_cautions(settings)) if line]


def plain_text_caution(settings: Settings) -> str:
    """Where password and mail travel readable: what to do about it, else ""."""
    if not settings.mailbox.exposed:
        return ""
    return (
        f"mailbox.password_in_plain_text: password and mail travel readable to "
        f"{settings.mailbox.host}: everybody on the way can take them; use security = 'tls'"
    )


def config_caution(config: Path) -> str:
    """Who may write the config may have any command run, as password_command."""
    if not mode_of(config) & _OTHERS_WRITE:
        return ""
    return f"{config}: others may write it, and with it name commands to run: chmod go-w {config}"


def command_caution(settings: Settings) -> str:
    """Who may write the program that tells the password gets to know it."""
    try:
        words = shlex.split(settings.mailbox.password_command or "")
    except ValueError:  # told when the password is asked for
        return ""
    program = shutil.which(words[0]) if words else None
    if program is None or not mode_of(Path(program)) & _OTHERS_WRITE:
        return ""
    return f"mailbox.password_command: others may write {program}: chmod go-w {program}"


def state_cautions(settings: Settings) -> list[str]:
    """What of our own records others may use."""
    state = settings.state_dir
    kept = [path for ours in _KEPT for path in sorted(state.glob(ours))]
    told = [_wide(path, "state_dir") for path in (state, *kept)]
    return [line for line in told if line]


def _wide(path: Path, key: str) -> str:
    if not mode_of(path) & _OTHERS:
        return ""
    return f"{key}: {path}: others may use it (mode {mode_of(path):04o}): chmod go= {path}"
