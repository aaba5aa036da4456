"""The demo: an invented owner, the letters in their mailbox, and the people they know.

``server`` is the mailbox itself. It is imported only by who runs it, because pymap takes a while.
"""

from contextlib import AbstractContextManager
from importlib.resources import as_file, files
from pathlib import Path

OWNER_NAME = "Robin Winter"
OWNER_ADDRESS = "robin@winter.example"
AUTHSERV_ID = "mx.winter.example"


def letters() -> list[bytes]:
    """The letters in their order, each as RFC 5322 bytes with CRLF line ends."""
    folder = files(__name__) / "letters"
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".eml")), key=lambda f: f.name)
    return [_with_crlf(letter.read_bytes()) for letter in found]


def people() -> AbstractContextManager[Path]:
    """The file of people whom the owner knows, laid out as LinkedIn's own Connections.csv."""
    return as_file(files(__name__) / "people.csv")


def _with_crlf(message: bytes) -> bytes:
    return message.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
