"""Settings → the owner's taste as the head wants it: a tested policy, and what is known."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from rules import (
    Acquaintances,
    Interests,
    Knowledge,
    Owner,
    Policy,
    PolicyError,
    builtin_policy,
    check_texts,
    failing_examples,
    parse_policy,
)
from service.acquaintances import read_acquaintances
from service.errors import SettingsError
from service.settings import OwnerSettings, Settings


@dataclass(frozen=True, slots=True)
class Taste:
    """By what the head judges."""

    policy: Policy
    knowledge: Knowledge


def load_taste(settings: Settings) -> Taste:
    """The taste of these settings, its policy's examples run. Raises SettingsError."""
    people = [person for path in settings.acquaintances for person in read_acquaintances(path)]
    knowledge = Knowledge(
        owner=load_owner(settings.owner),
        acquaintances=Acquaintances(people),
        authserv_ids=frozenset(settings.authserv_ids),
    )
    return Taste(load_policy(settings.policy), knowledge)


def load_policy(named: str) -> Policy:
    """A built-in policy by its name, or a .toml file's. Raises SettingsError, also for examples."""
    try:
        policy = _policy_file(Path(named)) if named.endswith(".toml") else builtin_policy(named)
    except PolicyError as error:
        raise SettingsError(str(error)) from None
    if failing := failing_examples(policy):
        raise SettingsError("\n".join(failing))
    return policy


def _policy_file(path: Path) -> Policy:
    try:
        text = path.expanduser().read_text(encoding="utf-8-sig")
    except (OSError, ValueError, RuntimeError) as error:
        raise SettingsError(f"policy {path}: cannot be read: {error}") from None
    return parse_policy(text, str(path))


def load_owner(settings: OwnerSettings) -> Owner:
    """The owner, with their own reply texts where they have some. Raises SettingsError."""
    texts = _own_texts(settings.replies) if settings.replies else {}
    interests = settings.interests
    return Owner(
        name=settings.name,
        address=settings.address,
        languages=settings.languages,
        interests=Interests(
            interests.roles, interests.seniorities, interests.companies, interests.words
        ),
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


def check_lines(settings: Settings) -> tuple[list[str], list[str]]:
    """What ``check`` says: lines that are well, and warnings. Raises SettingsError."""
    taste = load_taste(settings)
    policy, knowledge = taste.policy, taste.knowledge
    well = [
        f"policy {policy.name}: {len(policy.rules)} rules, all {len(policy.examples)} examples "
        "come out as they say",
        f"owner: {settings.owner.name} <{settings.owner.address}>",
    ]
    if settings.acquaintances:
        people = sum(len(read_acquaintances(path)) for path in settings.acquaintances)
        well.append(f"acquaintances: {people} people in {len(settings.acquaintances)} file(s)")
    warnings = []
    if not knowledge.acquaintances:
        warnings.append(
            "acquaintances: none are loaded, so 'known' is always unknown and nothing that asks "
            "it is archived: list your LinkedIn export in 'acquaintances'"
        )
    if not knowledge.authserv_ids:
        warnings.append(
            "authserv_ids: none is named, so 'authentic' is always unknown and nothing is "
            "archived: 'coffeefirst explain' on one of your mails names who wrote its results"
        )
    return well, warnings
