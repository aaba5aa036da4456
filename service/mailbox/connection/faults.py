"""What may go wrong in a conversation with the server, sorted by what happens next."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, ProtocolError

from service.errors import CoffeeFirstError, ServerRefused, Unreachable, what_failed

#: What imaplib raises for BAD, and, as a kind of it, for a connection that is gone.
COMMAND_ERROR = IMAPClientError

#: What means that nothing more can be said over this connection.
GONE = (IMAPClientAbortError, ProtocolError, OSError)

#: With these imapclient parses hostile or odd replies; the stream may be out of step.
NONSENSE = (ValueError, LookupError, TypeError, AttributeError, AssertionError)


#: Why something may be refused now and allowed a while later (RFC 5530).
PASSING_CODES = r"\[(?:UNAVAILABLE|INUSE|LIMIT|SERVERBUG)\]"


@contextmanager
def sorted_errors(what: str, gone: str = "the connection is gone") -> Iterator[None]:
    """Sort whatever imapclient raises by what happens next."""
    try:
        yield
    except CoffeeFirstError:
        raise
    except GONE as error:
        raise Unreachable(f"{what}: {gone}: {one_line(error)}") from error
    except IMAPClientError as error:
        raise ServerRefused(f"{what}: the server said: {one_line(error)}") from error
    except NONSENSE as error:
        told = f"{what}: the server's answer makes no sense: {what_failed(error)}"
        raise Unreachable(told) from error


def one_line(error: Exception) -> str:
    """What the server or the system said: its first line, without Python's marks and numbers."""
    first = (str(error).strip() or repr(error)).splitlines()[0]
    first = re.sub(r"\[Errno -?[0-9]+\] ", "", first)
    return re.sub(r"\bb(['\"])(.*?)\1", r"\2", first)[:300]


def is_passing(refusal: ServerRefused) -> bool:
    """Whether the same may be allowed a while later."""
    return re.search(PASSING_CODES, str(refusal)) is not None
