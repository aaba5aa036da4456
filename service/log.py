"""How Coffee First speaks while it works: one line an event; the home of structlog.

No body of a mail, no secret and no link with a token is ever handed to a log line.
"""

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO, cast

import structlog

from rules import printable
from service.settings import LogSettings


def set_up(settings: LogSettings) -> None:
    """Log lines to standard error: for a person, or JSON for a program."""
    # What libraries log would stand between our lines, not escaped, and may hold strangers' bytes;
    # what matters of it reaches us as errors and events.
    if not logging.getLogger().handlers:
        logging.getLogger().addHandler(logging.NullHandler())
    as_json = settings.json_lines
    processors: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _printable,
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=_to_a_person(), pad_event_to=0),
    ]
    structlog.configure(
        processors=processors,
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelName(settings.level.upper())
        ),
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, _Lines())),
    )


class _Lines:
    """Standard error, as far as it takes a line.

    Over the years its disk may be full or its terminal gone: then a line is lost, and no round.
    Nothing is held back: at the end of the process that would be tried again, and be its failure.
    """

    def write(self, text: str) -> None:
        """Write it, or not."""
        if sys.stderr is None:
            return
        with suppress(OSError, ValueError):
            try:
                descriptor = sys.stderr.fileno()
            except (OSError, ValueError):  # somebody put another stream in its place
                sys.stderr.write(text)
            else:
                os.write(descriptor, text.encode("utf-8", "backslashreplace"))

    def flush(self) -> None:
        """There is nothing to be flushed."""


def _to_a_person() -> bool:
    return sys.stderr is not None and sys.stderr.isatty()


def _printable(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Names and headlines come from strangers: no control character reaches a terminal.

    One line an event, so that nobody's words look like another one.
    """
    return {k: _one_line(v) if isinstance(v, str) else v for k, v in event.items()}


def _one_line(text: str) -> str:
    return " ".join(printable(text).split())


#: Some of them log tokens as well: msal an answer that it does not understand, as a whole.
_TALKATIVE = (
    "mailparser", "imapclient", "msal", "google", "google_auth_oauthlib", "requests_oauthlib",
    "oauthlib", "urllib3", "keyring",
)  # fmt: skip


def quiet_libraries() -> None:
    """What libraries log of a mail or a server is a stranger's words, and no help to the owner."""
    for name in _TALKATIVE:
        library = logging.getLogger(name)
        library.addHandler(logging.NullHandler())
        library.propagate = False


@contextmanager
def about(mailbox: str) -> Iterator[None]:
    """Whatever is said in the block, by this thread, is about the mailbox of this name."""
    with structlog.contextvars.bound_contextvars(**({"mailbox": mailbox} if mailbox else {})):
        yield


def logger() -> Any:
    """Where to say things."""
    return structlog.get_logger()
