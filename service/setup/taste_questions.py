"""The questions about taste, about watched folders, and the owner's name."""

import locale
import os
import re

from rules import all_signals, builtin_policies, presets
from service.mailbox import Outline
from service.setup.asking import Asker, Unusable, checked, numbered, picked, several, words_of
from service.setup.config_text import MAILBOX
from service.setup.finding_server import domain_of
from service.setup.given import Before, Given
from service.taste import load_policy

#: What each school does with a stranger.
_SCHOOLS = {
    "gatekeeper": "you connect with whom you know; strangers are offered a coffee first, kindly",
    "benefit-of-the-doubt": "a stranger may be somebody you should know: accepted if the title "
    "says so, and never told that you do not know them",
}

#: Folders that are asked about.
_MOST_FOLDERS = 3

_LANGUAGE = re.compile(r"[a-z]{2}")

#: Where a country's domain has not the name of its language (ISO 3166-1, ISO 639-1).
_OF_COUNTRY = {
    "at": "de", "br": "pt", "ch": "de", "cn": "zh", "cz": "cs", "dk": "da", "gr": "el", "il": "he",
    "in": "hi", "ir": "fa", "jp": "ja", "kr": "ko", "mx": "es", "my": "ms", "se": "sv", "tw": "zh",
    "ua": "uk", "vn": "vi", "ar": "es", "cl": "es", "be": "nl", "lu": "fr", "sv": "es",
}  # fmt: skip

#: Countries whose domain's letters are those of another country's language.
_NO_LANGUAGE = frozenset({"ms", "tl"})


def ask_folders(ask: Asker, given: Given, before: Before, seen: Outline | None) -> list[str]:
    """Which folders are watched: the inbox, and one that the owner's filters fill with LinkedIn."""
    if given.folders:
        return list(given.folders)
    now = before.texts(*MAILBOX, "folders") or ["INBOX"]
    sorted_by_filters = [
        name for name in (seen.folders if seen else ()) if "linkedin" in name.casefold()
    ]
    for name in sorted_by_filters[:_MOST_FOLDERS]:
        if name in now or not ask.interactive:
            continue
        if ask.yes(
            f"Do filters of yours sort invitations into {name!r}?", "--folder", default=True
        ):
            now = [*now, name]
    return now


def ask_policy(ask: Asker, given: Given, before: Before) -> str:
    """The policy: a school, or a file of the owner's own. Raises SettingsError where it is none."""
    if given.policy is not None:
        load_policy(given.policy)
        return _placed(given.policy)
    now = before.word("policy") or "gatekeeper"
    names = list(dict.fromkeys((*_SCHOOLS, *builtin_policies(), now)))
    schools = (f"{name}: {_SCHOOLS.get(name, 'your own')}" for name in names)
    ask.explain("Which school is yours?", *numbered(schools))
    return picked(ask, "Choose", "--policy", names, now)


def ask_languages(ask: Asker, given: Given, before: Before, address: str) -> list[str]:
    """In which languages the owner replies, the best first."""
    if given.languages:
        return checked(" ".join(given.languages), "--language", _languages).split()
    default = " ".join(before.texts("owner", "languages") or guessed_languages(address))
    ask.explain("In which languages do you reply, the best first? As in: de en fr")
    return ask.text("Languages", "--language", default, _languages).split()


def ask_interests(ask: Asker, given: Given, before: Before) -> list[str]:
    """Which trades' wishes are the owner's: what matters in a title."""
    names = list(presets())
    if given.interests:
        typed = [] if given.interests == ("none",) else given.interests
        return [checked(word, "--interest", lambda typed: _preset(typed, names)) for word in typed]
    now = [name for name in before.texts("owner", "interests", "presets") if name in names]
    listed = ", ".join(f"{number} {name}" for number, name in enumerate(names, start=1))
    ask.explain(
        "What matters to you in a title? Choose your own trade, or several, or none:",
        f"  {listed}",
    )
    return several(ask, "Trades", "--interest", names, now)


def ask_name(ask: Asker, given: Given, before: Before, address: str) -> str:
    """The owner's name, as it signs the drafts."""
    if given.name is not None:
        return checked(given.name, "--name", _name)
    default = before.word("owner", "name") or guessed_name(address)
    ask.explain()
    return ask.text("Your name, as it signs your replies", "--name", default, _name)


def guessed_name(address: str) -> str:
    """A name out of an address like robin.winter@…; "" where it is hardly one."""
    words = re.split(r"[._-]+", address.rpartition("@")[0].partition("+")[0])
    if len(words) < 2 or not all(word.isalpha() for word in words):
        return ""
    return " ".join(word.capitalize() for word in words)


def guessed_languages(address: str) -> list[str]:
    """By the country of the address, then the machine's; English is one always."""
    country = domain_of(address).rpartition(".")[2]
    there = "" if country in _NO_LANGUAGE else _OF_COUNTRY.get(country, country)
    here = (os.environ.get("LC_ALL") or os.environ.get("LANG") or locale.getlocale()[0] or "")[:2]
    return [code for code in dict.fromkeys((there, here, "en")) if code in _known_languages()]


def _known_languages() -> frozenset[str]:
    """Those that notes are told apart in."""
    language = next(signal for signal in all_signals() if signal.name == "language")
    return frozenset(value for value in language.values if _LANGUAGE.fullmatch(value))


def _languages(typed: str) -> str:
    words = [word.casefold() for word in words_of(typed)]
    known = _known_languages()
    for word in words:
        if word not in known:
            raise Unusable(f"{word!r} is none of {' '.join(sorted(known))}")
    if not words:
        raise Unusable("one at least, as in: en")
    return " ".join(dict.fromkeys(words))


def _preset(typed: str, names: list[str]) -> str:
    if typed not in names:
        raise Unusable(f"{typed!r} is none of {', '.join(names)}")
    return typed


def _name(typed: str) -> str:
    plain = " ".join(typed.split())
    if not plain or not plain.isprintable() or len(plain) > 200:
        raise Unusable("type the name with which you sign your mail")
    return plain


def _placed(policy: str) -> str:
    """A policy's file by its whole path: the config lies elsewhere than one types."""
    return os.path.abspath(os.path.expanduser(policy)) if policy.endswith(".toml") else policy  # noqa: PTH100, PTH111 (raise nothing)
