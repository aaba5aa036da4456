"""One folder, watched by IDLE over a connection of its own: wakes whoever looks for new mail.

It is never more than a messenger. Whatever goes wrong here, polling finds the mail; so nothing is
hurried, and a sign-in that was refused is not tried again before a round of polling was let in.
"""

import threading
import time
from collections.abc import Callable

from service.connecting import open_idling
from service.errors import CoffeeFirstError, Refused, SettingsError, what_failed
from service.log import about, logger
from service.mailbox import Idling, Line, NoIdle
from service.pause import AFTER_CHANGE, push_pause
from service.settings import Settings

#: Seconds after which IDLE is said anew. Servers may log off who seems gone for half an hour
#: (RFC 9051, 5.4; RFC 2177 advises 29 minutes), some do so after ten minutes, and a connection
#: that is dead without a word is noticed no later than this.
RENEW = 300.0

#: Seconds after which a connection has lasted, so that the pause after it is a short one again.
LASTS = 120.0

#: Seconds from one call to the next look: much mail may come at once.
REST = 0.2


class Idler(threading.Thread):
    """Waits for mail in a folder, until told to end. ``wake`` is called whenever some came.

    It is called after every connecting as well: mail may have come before anybody was listening.
    """

    def __init__(self, settings: Settings, folder: str, wake: Callable[[], None]) -> None:
        super().__init__(name=f"idle {folder}", daemon=True)
        self._settings, self._folder, self._wake = settings, folder, wake
        self._changed = threading.Condition()
        self._ended = self._let_in = self._anew = self._pausing = False
        self._line, self._failures, self._least = Line(), 0, 0.0

    def run(self) -> None:
        """Connect when a round was let in, wait for mail; after a failure wait, the longer."""
        with about(self._settings.name):
            self._work()

    def _work(self) -> None:
        pause = 0.0
        while self._may_go_on(pause):
            try:
                self._listen()
            except NoIdle as error:
                logger().warning("push not offered", folder=self._folder, problem=_polling(error))
                return
            except CoffeeFirstError as error:
                pause = self._failed(error)
            except Exception as error:  # a fault of ours must not end it, nor go untold
                pause = self._failed(CoffeeFirstError(f"a fault: {what_failed(error)}"))

    def end(self) -> None:
        """End soon, whatever it does; from any thread."""
        with self._changed:
            self._ended = True
            self._line.cut()
            self._changed.notify_all()

    def let_in(self) -> None:
        """A round was let in by the server, and went well; from any thread."""
        with self._changed:
            self._let_in = True
            self._changed.notify_all()

    def connect_anew(self) -> None:
        """The machine slept, or its clock was set: the connection may be gone; from any thread."""
        with self._changed:
            self._anew = True
            self._line.cut()
            self._changed.notify_all()

    def wait_no_longer(self) -> None:
        """What it waits for after a failure may be mended; from any thread."""
        with self._changed:
            self._anew = self._anew or self._pausing
            self._changed.notify_all()

    def _may_go_on(self, pause: float) -> bool:
        """Wait so long, and until a round was let in; False where it is to end."""
        with self._changed:
            self._pausing = True
            self._changed.wait_for(lambda: self._ended, min(pause, self._least))
            left = max(0.0, pause - self._least)
            self._changed.wait_for(lambda: self._ended or (self._anew and self._let_in), left)
            self._changed.wait_for(lambda: self._ended or self._let_in)
            self._line, self._anew, self._pausing = Line(), False, False
            return not self._ended

    def _listen(self) -> None:
        box = open_idling(self._settings, self._folder, self._line)
        began = time.monotonic()
        try:
            box.begin()
            logger().info("push ready", folder=self._folder)
            self._wake()
            while True:
                self._until_renewal(box)
                box.renew()
        finally:
            box.abort()
            if time.monotonic() - began > LASTS:
                self._failures = 0

    def _until_renewal(self, box: Idling) -> None:
        end = time.monotonic() + RENEW
        while (left := end - time.monotonic()) > 0:
            if box.mail_came(left):
                self._wake()
                with self._changed:
                    self._changed.wait_for(lambda: self._ended or self._anew, REST)

    def _failed(self, error: CoffeeFirstError) -> float:
        """Say it; gives the seconds to wait."""
        with self._changed:
            if self._ended:
                return 0.0
            if self._anew:  # cut by ourselves
                self._failures = 0
                return 0.0
            if isinstance(error, Refused | SettingsError):
                self._let_in = False
        self._failures += 1
        self._least = AFTER_CHANGE if isinstance(error, Refused) else 0.0
        pause = push_pause(error, self._failures)
        logger().warning(
            "push lost",
            folder=self._folder,
            problem=_polling(error),
            next_try_in_seconds=round(pause),
        )
        return pause


def _polling(error: CoffeeFirstError) -> str:
    return f"{error}: polling goes on"
