"""Verbs of the program in one process, with everything noted that leaves it.

    python -m tests.watched WITNESS '[["check"], ["plan", "--json"]]'

A line of JSON a happening goes to the file WITNESS: whom it talks to, which names it looks up,
what it runs, which files it opens to write; at last which modules were loaded. Python's audit
hooks (PEP 578) tell it; what C libraries do by themselves they do not see, but for SQLite, which
says which file it opens.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

_NET = {
    "socket.connect",
    "socket.sendto",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.bind",
}
_RUN = {"subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "os.fork"}
_CHANGE = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.chmod"}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC


class Witness:
    """What is noted, each thing with the verb that was at work."""

    def __init__(self, path: str) -> None:
        self.verb = ""
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def note(self, what: str, told: object) -> None:
        """One line, at once: the process may end without a word."""
        line = json.dumps({"verb": self.verb, "what": what, "told": told}, default=repr)
        os.write(self._file, line.encode() + b"\n")

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        """What Python calls for every audited event."""
        if event in _NET:
            self.note(event, list(arguments[1:] if hasattr(arguments[0], "fileno") else arguments))
        elif event in _RUN or event in _CHANGE:
            self.note(event, [str(argument) for argument in arguments])
        elif event == "open" and _writes(*arguments):
            self.note(event, str(arguments[0]))
        elif event == "sqlite3.connect":
            self.note(event, os.fsdecode(arguments[0]))


def _writes(path: Any, mode: Any, flags: Any) -> bool:
    if isinstance(path, int) or path == os.devnull:  # an open file; nowhere
        return False
    return bool((flags or 0) & _WRITING) or any(sign in (mode or "") for sign in "wax+")


def main() -> None:
    """Do one verb after the other."""
    witness = Witness(sys.argv[1])
    sys.addaudithook(witness.hook)
    from service.cli import main as program  # noqa: PLC0415 (after the hook, to see it load)

    for verb in json.loads(sys.argv[2]):
        witness.verb = " ".join(verb)
        sys.argv = ["coffeefirst", *verb]
        try:
            program()
        except SystemExit as end:
            witness.note("exit", end.code or 0)
        witness.note("modules", sorted(sys.modules))


if __name__ == "__main__":
    main()
