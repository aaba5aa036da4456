"""Progress bars, on standard error; they share the home of rich with the screen."""

from collections.abc import Sequence

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from rules import printable
from service.deciding import Outcome


class BackfillProgress:
    """A progress bar a folder, on standard error."""

    def __init__(self) -> None:
        columns = (
            TextColumn("{task.description}", markup=False),  # folders and files name themselves
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
        )
        self._bar = Progress(*columns, console=Console(stderr=True))
        self._task: TaskID | None = None

    def __enter__(self) -> "BackfillProgress":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def begin(self, folder: str, total: int) -> None:
        """The next folder, with so many messages left."""
        self._task = self._bar.add_task(printable(folder), total=total)

    def watch(self, outcomes: Sequence[Outcome]) -> None:
        """So many more are decided."""
        if self._task is not None:
            self._bar.advance(self._task, len(outcomes))


class CountingProgress:
    """A bar for whatever is counted as done and in all, on standard error, if that is a screen."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        what = TextColumn("{task.description}", markup=False)
        self._bar = Progress(
            what,
            BarColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task: TaskID | None = None

    def __enter__(self) -> "CountingProgress":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def begin(self, what: str) -> None:
        """The next thing that is counted."""
        self._task = self._bar.add_task(printable(what), total=None)

    def watch(self, done: int, total: int) -> None:
        """So much is done, of so much."""
        if self._task is not None:
            self._bar.update(self._task, completed=done, total=total)
