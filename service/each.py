"""A verb for the mailbox that is meant, or for each of several: a failing one holds up no other."""

from collections.abc import Callable, Sequence

from service import screen
from service.config_file import Chosen
from service.errors import CoffeeFirstError
from service.private import cautions
from service.settings import Settings


class SomeFailed(CoffeeFirstError):
    """What was wrong with some of the mailboxes is said already; the first one's exit code."""

    exit_code = 75

    def __init__(self, failed: Sequence[CoffeeFirstError], of: int) -> None:
        super().__init__(f"{len(failed)} of {of} mailboxes: not all is well, as said above")
        self.exit_code = failed[0].exit_code


def the_one(chosen: Chosen) -> Settings:
    """The settings of the one that is meant, what is dangerous about them said."""
    settings = chosen.one()
    _caution([settings], chosen)
    return settings


def for_each(chosen: Chosen, verb: Callable[[Settings], None], *, json: bool = False) -> None:
    """Do it for the one, or for each in turn. Raises SomeFailed where some of several failed."""
    every = chosen.all()
    _caution(every, chosen)
    if len(every) == 1:
        verb(every[0])
        return
    failed = []
    for settings in every:
        with screen.about(settings.name):
            if not json:
                screen.heading(settings.name)
            try:
                verb(settings)
            except CoffeeFirstError as error:
                screen.complain(str(error))
                failed.append(error)
    if failed:
        raise SomeFailed(failed, len(every))


def _caution(every: Sequence[Settings], chosen: Chosen) -> None:
    told = [line for settings in every for line in cautions(settings, chosen.path)]
    screen.complain("\n".join(dict.fromkeys(told)))
