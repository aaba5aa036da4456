"""The system's keyring (Secret Service, KWallet, macOS, Windows); the home of keyring.

It is asked in a thread of its own, and not waited for without end: to unlock it, somebody may be
asked for a password on a screen that nobody sees.
"""

from collections.abc import Callable
from typing import TypeVar

from service.deadline import within
from service.errors import SettingsError

#: Under what name our secrets are kept there, beside whose they are.
SERVICE = "coffeefirst"

#: Seconds for somebody to unlock it.
PATIENCE = 60.0

_Found = TypeVar("_Found")


def is_there() -> bool:
    """Whether this system has a keyring that its makers recommend; a locked one is one as well.

    From priority 1 on they do (keyring.backend.recommended); below are files that anybody reads.
    """
    import keyring  # noqa: PLC0415 (as below)

    try:
        return float(_asked(lambda: keyring.get_keyring().priority)) >= 1
    except SettingsError:
        return False


def kept(whose: str) -> str | None:
    """The secret that is kept, None where there is none. Raises SettingsError."""
    import keyring  # noqa: PLC0415 (it looks for its backends, and most have no use for it)

    return _asked(lambda: keyring.get_password(SERVICE, whose))


def keep(whose: str, secret: str) -> None:
    """Keep it, and see that it is kept. Raises SettingsError."""
    import keyring  # noqa: PLC0415 (as above)

    _asked(lambda: keyring.set_password(SERVICE, whose, secret))
    if kept(whose) != secret:  # there is one that forgets all, and there are limits in length
        raise SettingsError("the keyring does not give back what was put in: use a file instead")


def forget(whose: str) -> None:
    """Keep it no more, if it is there. Raises SettingsError."""
    import keyring  # noqa: PLC0415 (as above)

    if kept(whose) is not None:
        _asked(lambda: keyring.delete_password(SERVICE, whose))


def _asked(question: Callable[[], _Found]) -> _Found:
    """What the keyring answers. Its backends raise whatever they like."""
    from keyring.errors import KeyringLocked, NoKeyringError  # noqa: PLC0415 (as above)

    try:
        return within(PATIENCE, question)
    except NoKeyringError:
        raise SettingsError(
            "there is no keyring here: use a file that only you may read, or a command instead"
        ) from None
    except KeyringLocked:
        raise SettingsError("the keyring is locked: unlock it, and try again") from None
    except TimeoutError:
        raise SettingsError(f"the keyring gave no answer within {PATIENCE:.0f} seconds") from None
    except Exception as error:  # its text may hold a secret
        raise SettingsError(f"the keyring cannot be used: {type(error).__name__}") from None
