"""A mailbox that the daemon tends: its rounds, and what brings the next one forward."""

from collections.abc import Callable

from service.errors import CoffeeFirstError
from service.log import about
from service.push import Push
from service.settings import Settings
from service.taste import Taste
from service.watch import Watch


class Tended:
    """One of the daemon's mailboxes. ``alone``: there is no other one to go on with.

    ``fatal`` is why it cannot be tended until a person acts, ``begun`` whether it is tended at all.
    ``schedule`` is that of the newest settings.
    """

    def __init__(self, settings: Settings, stopping: Callable[[], bool], *, alone: bool) -> None:
        self._watch = Watch(settings, stopping, alone=alone)
        self._push = Push(settings, self._watch.ask)
        self._not_begun: CoffeeFirstError | None = None
        self.begun, self.schedule = False, settings.schedule

    @property
    def settings(self) -> Settings:
        """Those of the round at work."""
        return self._watch.settings

    @property
    def fatal(self) -> CoffeeFirstError | None:
        """Why nothing goes well until a person acts; None while it may."""
        return self._not_begun or self._watch.fatal

    def leave_alone(self, error: CoffeeFirstError) -> None:
        """It cannot be begun with."""
        self._not_begun = error

    def begin(self) -> None:
        """It is tended from now on; wait for word of new mail, where that is wanted."""
        self._not_begun, self.begun = None, True
        with about(self.settings.name):
            self._push.start()

    def tick(self) -> None:
        """A round, if it is time for one."""
        self._watch.tick()
        if self._watch.well and self._push.signs_in_by(self._watch.settings):
            self._push.let_in()

    def is_asked(self) -> bool:
        """Whether it is time for a round because there is word of new mail."""
        return self.begun and self._watch.is_asked()

    def woken(self) -> None:
        """The machine slept, or its clock was set."""
        self._watch.woken()
        self._push.woken()

    def change(self, settings: Settings, taste: Taste) -> None:
        """New settings, from the next round on."""
        self._watch.change(settings, taste)
        self.schedule = settings.schedule
        with about(settings.name):
            self._push.change(settings)

    def abort(self) -> None:
        """Cut the connection of its round; safe from another thread."""
        self._watch.abort()

    def close_push(self) -> None:
        """Wait for no more word of new mail."""
        self._push.close()

    def close(self) -> None:
        """Leave the server, close the ledger."""
        self._watch.close()
