"""What the verbs ``doctor`` and ``check`` do; each returns its exit code."""

from collections.abc import Callable, Iterator

from service import screen
from service.config_file import Chosen
from service.doctor import Checked, Level, examinations, exit_code
from service.doctor.show import show


def check(chosen: Chosen, *, json: bool) -> int:
    """The doctor's checks that need no mailbox, a line each; what is wrong is told as errors are.

    Returns the exit code.
    """
    return _each(chosen, lambda found: _checked(found, json=json), offline=True, json=json)


def look(chosen: Chosen, *, offline: bool, json: bool) -> int:
    """Whether all is well, and what to do where it is not. Returns the exit code."""
    showing = _as_json if json else show
    return _each(chosen, showing, offline=offline, json=json)


def _each(
    chosen: Chosen,
    showing: Callable[[Iterator[Checked]], list[Checked]],
    *,
    offline: bool,
    json: bool,
) -> int:
    """Show what is found in each mailbox; the exit code of the first that is not well."""
    codes = []
    for name, found in examinations(chosen, offline=offline):
        with screen.about(name):
            if name and not json:
                screen.heading(name)
            codes.append(exit_code(showing(found)))
    return next(filter(None, codes), 0)


def _as_json(found: Iterator[Checked]) -> list[Checked]:
    told = []
    for one in found:
        told.append(one)
        screen.as_json(one.as_object())
    return told


def _checked(found: Iterator[Checked], *, json: bool) -> list[Checked]:
    told = []
    for one in found:
        told.append(one)
        line = f"{one.check}: {one.line}" + (f": {one.do}" if one.do else "")
        if one.level is Level.WRONG:
            screen.complain(line)
        elif json:
            screen.as_json({"level": one.level, "line": line})
        elif one.level is not Level.UNKNOWN:
            screen.say(f"{one.level:8} {line}")
    return told
