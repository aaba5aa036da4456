"""What every server and proxy of these tests stands on: a free port of the loopback."""

from __future__ import annotations

import contextlib
import socket
import threading
from types import TracebackType
from typing import Self

HOST = "127.0.0.1"

#: Seconds for the last caller to be done with.
_PATIENCE = 15.0


class Listener:
    """Listens on `port`, from `with` on; every caller is handed to `met`, in one thread."""

    def __init__(self, host: str = HOST) -> None:
        self._listener = socket.create_server((host, 0))
        self.port = int(self._listener.getsockname()[1])
        name = type(self).__name__
        self._thread = threading.Thread(target=self._accept, name=name, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop listening, and leave the callers."""
        cut(self._listener)  # closing alone does not wake accept() up
        self._thread.join(_PATIENCE)
        self.leave()

    def met(self, caller: socket.socket) -> None:
        """Somebody calls."""
        raise NotImplementedError

    def leave(self) -> None:
        """The end: whoever is still there is left."""

    def _accept(self) -> None:
        while True:
            try:
                caller, _ = self._listener.accept()
            except OSError:  # closed
                return
            self.met(caller)


def cut(end: socket.socket) -> None:
    """End a connection at once, for both sides; one that is gone already is closed all the same."""
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
