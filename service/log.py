"""How Coffee First speaks while it works: one line an event; the home of structlog.

No body of a mail, no secret and no link with a token is ever handed to a log line.
"""

import logging
import sys
from typing import Any

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
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _printable,
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), pad_event_to=0),
    ]
    structlog.configure(
        processors=processors,
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelName(settings.level.upper())
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _printable(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Names and headlines come from strangers: no control character reaches a terminal.

    One line an event, so that nobody's words look like another one.
    """
    return {k: _one_line(v) if isinstance(v, str) else v for k, v in event.items()}


def _one_line(text: str) -> str:
    return " ".join(printable(text).split())


def quiet_libraries() -> None:
    """What libraries log of a mail or a server is a stranger's words, and no help to the owner."""
    for name in ("mailparser", "imapclient"):
        library = logging.getLogger(name)
        library.addHandler(logging.NullHandler())
        library.propagate = False


def logger() -> Any:
    """Where to say things."""
    return structlog.get_logger()
