"""Push beside polling, where the owner wants it: a connection for each watched folder, up to a few.

Polling goes on as if there were no push: it is what finds the mail that no server told of.
"""

import time
from collections.abc import Callable

from service.idler import Idler
from service.log import logger
from service.settings import Settings

#: Connections for IDLE. Providers allow some ten or fifteen to a mailbox, and its owner's mail
#: programs want most of them.
MOST = 3

#: Seconds for all of them to end.
PATIENCE = 1.0


class Push:
    """Calls ``wake``, from a thread of its own, when there is or may be new mail."""

    def __init__(self, settings: Settings, wake: Callable[[], None]) -> None:
        self._settings, self._wake = settings, wake
        self._idlers: list[Idler] = []

    def start(self) -> None:
        """Begin to wait, where that is wanted; it signs in after a round that went well."""
        self.close()
        if self._settings.schedule.watch != "idle":
            return
        folders = self._settings.mailbox.folders
        if left := folders[MOST:]:
            told = f"only {MOST} folders are watched by IDLE, these are polled: {', '.join(left)}"
            logger().warning("push not for all", problem=told)
        self._idlers = [Idler(self._settings, folder, self._wake) for folder in folders[:MOST]]
        for idler in self._idlers:
            idler.start()

    def close(self) -> None:
        """Cut the connections; it takes no longer than a second or so."""
        idlers, self._idlers = self._idlers, []
        for idler in idlers:
            idler.end()
        ends = time.monotonic() + PATIENCE
        for idler in idlers:
            idler.join(max(0.0, ends - time.monotonic()))

    def change(self, settings: Settings) -> None:
        """New settings: begin anew where they are others for us."""
        before, self._settings = self._settings, settings
        if (settings.mailbox, settings.schedule.watch) != (before.mailbox, before.schedule.watch):
            self.start()
        for idler in self._idlers:
            idler.wait_no_longer()

    def signs_in_by(self, settings: Settings) -> bool:
        """Whether it would sign in as these settings say, and not by newer ones."""
        return settings.mailbox == self._settings.mailbox

    def let_in(self) -> None:
        """A round went well, so the server lets us in."""
        for idler in self._idlers:
            idler.let_in()

    def woken(self) -> None:
        """The machine slept, or its clock was set: what was connected may be so no more."""
        for idler in self._idlers:
            idler.connect_anew()
