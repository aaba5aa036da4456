"""Keyrings for tests, as keyring's own backends are made: one that works, and several that do not.

A process of its own is given one by PYTHON_KEYRING_BACKEND=tests.servers.keyring_backends.InFile,
and with KEYRING_FILE the file that it keeps its secrets in.
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError


class InFile(KeyringBackend):
    """It keeps what it is given, readable, as no keyring of anybody's would."""

    priority = 0.1

    def _read(self) -> dict[str, str]:
        path = Path(os.environ["KEYRING_FILE"])
        told: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        return told

    def _write(self, told: dict[str, str]) -> None:
        Path(os.environ["KEYRING_FILE"]).write_text(json.dumps(told))

    def get_password(self, service: str, username: str) -> str | None:
        return self._read().get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self._write(self._read() | {f"{service}/{username}": password})

    def delete_password(self, service: str, username: str) -> None:
        told = self._read()
        if told.pop(f"{service}/{username}", None) is None:
            raise PasswordDeleteError("there is none")
        self._write(told)


class Locked(InFile):
    """Nobody unlocks it."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("Zq7vK-canary: failed to unlock the collection")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked(f"failed to unlock for {password}")


class Broken(Locked):
    """It raises what no keyring should."""

    def get_password(self, service: str, username: str) -> str | None:
        raise RuntimeError("Zq7vK-canary")


class Silent(Locked):
    """Somebody is asked for a password on a screen that nobody sees."""

    def get_password(self, service: str, username: str) -> str | None:
        time.sleep(2)
        return None


class Forgetful(Locked):
    """It says yes, and keeps nothing."""

    def get_password(self, service: str, username: str) -> str | None:
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        pass
