"""Tokens that sign in instead of a password (OAuth 2.0, RFC 6749), and how they are kept alive.

    client.py     the owner's own client at the provider
    google.py     Google's sign-in in the browser; the home of its libraries
    microsoft.py  Microsoft's sign-in by a code; the home of msal
    web.py        how both are asked over HTTPS
    ended.py      what a provider's refusal means
    tokens.py     an owner's tokens; store.py: where they are kept

Whoever renews them is alone in it, in all processes, and writes down what comes before it is used:
with each renewal Microsoft replaces the refresh token, and wants the old one thrown away
(https://learn.microsoft.com/entra/identity-platform/refresh-tokens). The two libraries are loaded
where they are needed, and not before.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from time import time
from types import ModuleType

from service.deadline import within
from service.errors import Locked, Refused, SettingsError, StateError, Unreachable
from service.lock import patient_lock
from service.settings import Settings
from service.shown import shown
from service.tokens.client import client_of, oauth_of
from service.tokens.ended import Ended
from service.tokens.store import Store, read, store_of, token_file
from service.tokens.tokens import Tokens

__all__ = [
    "Tokens",
    "access_token",
    "another_token",
    "forget",
    "keep",
    "look",
    "revoke_at",
]

#: Seconds for a renewal, all that it takes; one that comes later is kept for the next time.
PATIENCE = 60.0

#: Seconds to wait for another process that renews them.
LOCK_PATIENCE = 30.0

#: Seconds in which a provider that has said "never again" is not asked again.
ASK_AGAIN = 21_600.0


def access_token(settings: Settings) -> str:
    """A token that signs in to the mailbox; a new one where it ends within five minutes.

    Raises Refused where the owner must sign in (again), Unreachable where the provider cannot be
    asked, Locked, StateError and SettingsError.
    """
    tokens = look(settings)
    if tokens.fresh():
        return tokens.access
    try:
        return _renewed(settings, tokens)
    except (Unreachable, Locked):
        if tokens.over():
            raise
        return tokens.access  # there are some minutes left for the next try


def another_token(settings: Settings, refused: str) -> str:
    """A token other than this one, which the mail server does not take. Raises as the above."""
    tokens = look(settings)
    return tokens.access if tokens.access != refused else _renewed(settings, tokens)


def look(settings: Settings) -> Tokens:
    """The tokens that are kept. Raises Refused where there are none for this client."""
    tokens = read(store_of(settings))
    if tokens.client_id != client_of(oauth_of(settings)).id:
        raise Refused(
            "mailbox.oauth: the tokens that are kept are another client's: sign in again: "
            "'coffeefirst sign-in'"
        )
    return tokens


def keep(settings: Settings, tokens: Tokens) -> str:
    """Keep what a sign-in has brought; says where. Raises Locked, StateError, SettingsError."""
    store = store_of(settings)
    with _only_one(settings):
        store.write(tokens)
    return store.place()


def forget(settings: Settings) -> str:
    """Forget the tokens; says where they were. Raises Locked, StateError, SettingsError."""
    store = store_of(settings)
    with _only_one(settings):
        store.forget()
    return store.place()


def revoke_at(settings: Settings) -> str:
    """Where at the provider the owner takes back what they have allowed."""
    return str(provider(settings).REVOKE_AT)


def provider(settings: Settings) -> ModuleType:
    """The module that knows the mailbox's provider. To load it takes half a second."""
    if settings.mailbox.sign_in == "google":
        from service.tokens import google  # noqa: PLC0415 (as said)

        return google
    from service.tokens import microsoft  # noqa: PLC0415 (as said)

    return microsoft


def _renewed(settings: Settings, old: Tokens) -> str:
    try:
        return within(PATIENCE, lambda: _alone(settings, old))
    except TimeoutError:
        raise Unreachable(f"no token within {PATIENCE:.0f} seconds: the provider is slow") from None


def _alone(settings: Settings, old: Tokens) -> str:
    """Whoever comes second takes what the first one got."""
    with _only_one(settings):
        store = store_of(settings)
        now = read(store)
        if now.access != old.access and now.fresh():
            return now.access
        return _asked(settings, store, now)


def _asked(settings: Settings, store: Store, tokens: Tokens) -> str:
    """A new token from the provider, kept before it is used. What is refused is not asked again."""
    if tokens.ended and 0 <= time() - tokens.asked < ASK_AGAIN:
        raise Refused(tokens.ended)
    try:
        new = provider(settings).renewed(oauth_of(settings), tokens)
    except Ended as error:
        with suppress(StateError, SettingsError):  # what matters more is told in any case
            store.write(replace(tokens, ended=str(error), asked=time()))
        raise
    store.write(new)
    return str(new.access)


@contextmanager
def _only_one(settings: Settings) -> Iterator[None]:
    """Be the only one who changes the tokens, in all processes. Raises Locked and StateError."""
    path = token_file(settings)
    lock = path.with_name(f"{path.name}.lock")
    with ExitStack() as stack:
        try:
            stack.enter_context(patient_lock(lock, LOCK_PATIENCE))
        except Locked:
            raise Locked("another coffeefirst is renewing the tokens: wait for it") from None
        except OSError as error:
            raise StateError(f"{shown(lock)}: cannot be written: {error.strerror}") from None
        yield
