"""Settings → the owner's taste as the head wants it: a tested policy, and what is known."""

import functools
import gc
import threading
import tomllib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from rules import (
    Acquaintance,
    Acquaintances,
    Interests,
    Knowledge,
    Owner,
    Policy,
    PolicyError,
    builtin_text,
    check_texts,
    failing_examples,
    parse_policy,
)
from service.acquaintances import read_acquaintances
from service.acquaintances.sent import correspondents
from service.errors import InputError, SettingsError
from service.ledger import Ledger
from service.resolver import Resolver
from service.settings import OwnerSettings, Settings
from service.shown import shown


@dataclass(frozen=True, slots=True)
class Taste:
    """By what the head judges.

    ``resolver`` asks for LinkedIn's keys; None where signatures are not to be verified. ``listed``
    are the acquaintances in the config's own files; ``people_changes`` tells at which of its
    changes the ledger's people were added to them.
    """

    policy: Policy
    knowledge: Knowledge
    resolver: Resolver | None = None
    listed: tuple[Acquaintance, ...] = ()
    people_changes: int = 0


def load_taste(settings: Settings, ledger: Ledger | None = None) -> Taste:
    """The taste of these settings, its policy's examples run. Raises SettingsError.

    The owner knows whom the config's files list, and whom the ledger remembers: the one on disk
    unless one is given. Raises Damaged where it cannot be read.
    """
    listed = tuple(person for path in settings.acquaintances for person in read_acquaintances(path))
    knowledge = Knowledge(
        owner=load_owner(settings.owner),
        authserv_ids=frozenset(settings.authserv_ids),
        mailbox_host=settings.mailbox.host,
    )
    resolver = Resolver() if settings.dkim else None
    taste = Taste(load_policy(settings.policy), knowledge, resolver, listed)
    if ledger is not None:
        return _with_remembered(taste, ledger)
    with closing(Ledger.to_read(settings.ledger)) as there:
        return _with_remembered(taste, there)


def renewed(taste: Taste, ledger: Ledger) -> Taste:
    """The taste with whom the ledger remembers now; the same one where nobody came or went."""
    return (
        taste
        if ledger.people_changes() == taste.people_changes
        else _with_remembered(taste, ledger)
    )


def _with_remembered(taste: Taste, ledger: Ledger) -> Taste:
    changes = ledger.people_changes()  # asked for first: who comes meanwhile is seen next time
    imported = (remembered.person for remembered in ledger.imported())
    with _collector_off():
        known = Acquaintances(chain(taste.listed, imported, correspondents(ledger)))
    knowledge = replace(taste.knowledge, acquaintances=known)
    return replace(taste, knowledge=knowledge, people_changes=changes)


#: Mailboxes are prepared one after the other. Their threads would each work out what they share,
#: and take turns at it: twenty of them some four seconds longer. It is held for the collector too.
_one_at_a_time = threading.Lock()


@contextmanager
def _collector_off() -> Iterator[None]:
    """Of a hundred thousand new people none is garbage, and to look for some takes seconds.

    By one thread at a time: whoever found it off already would leave it off for ever.
    """
    with _one_at_a_time:
        was_on = gc.isenabled()
        gc.disable()
        try:
            yield
        finally:
            if was_on:
                gc.enable()


def load_policy(named: str) -> Policy:
    """A built-in policy by its name, or a .toml file's. Raises SettingsError, also for examples."""
    try:
        text, source = policy_text(named)
        with _one_at_a_time:
            return _tested(text, source)
    except PolicyError as error:
        raise SettingsError(str(error)) from None


@functools.lru_cache(maxsize=16)
def _tested(text: str, source: str) -> Policy:
    """A policy whose examples come out as they say; several mailboxes may share one."""
    policy = parse_policy(text, source)
    if failing := failing_examples(policy):
        raise SettingsError("\n".join(failing))
    return policy


def policy_text(named: str) -> tuple[str, str]:
    """A policy's TOML text, and how it is named in errors.

    Raises PolicyError for a name that is not known, SettingsError for a file that cannot be read,
    and InputError for one that is none: a pipe would be waited for.
    """
    if not named.endswith(".toml"):
        return builtin_text(named), named
    name = shown(named)
    try:
        path = Path(named).expanduser()
        if path.exists() and not path.is_file():
            raise InputError(f"policy {name}: not a regular file")
        return path.read_text(encoding="utf-8-sig"), name
    except UnicodeDecodeError as error:
        raise SettingsError(
            f"policy {name}: not UTF-8 text (octet {error.start + 1}): save it as UTF-8"
        ) from None
    except (OSError, ValueError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise SettingsError(f"policy {name}: cannot be read: {reason}") from None


def load_owner(settings: OwnerSettings) -> Owner:
    """The owner, with their own reply texts where they have some. Raises SettingsError."""
    texts = _own_texts(settings.replies) if settings.replies else {}
    return Owner(
        name=settings.name,
        address=settings.address,
        languages=settings.languages,
        interests=Interests(**settings.interests.model_dump()),
        texts=texts,
    )


def _own_texts(path: Path) -> dict[str, dict[str, tuple[str, ...]]]:
    """Tables by language, in them lists of texts by template: ``[de] meet = ["…", "…"]``."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        texts = {
            language: {template: _texts(value) for template, value in table.items()}
            for language, table in data.items()
        }
    except (OSError, ValueError, RecursionError) as error:
        raise SettingsError(f"{path}: cannot be read: {error}") from None
    except (AttributeError, TypeError):
        raise SettingsError(
            f"{path}: write a table for each language, and in it lists of texts: "
            '[en] meet = ["Hello {{ first_name }}, …"]'
        ) from None
    if faults := check_texts(texts):
        raise SettingsError("\n".join(f"{path}: {fault}" for fault in faults))
    return texts


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list) and value and all(isinstance(text, str) for text in value):
        return tuple(value)
    raise TypeError(value)
