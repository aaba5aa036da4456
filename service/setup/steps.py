"""The setting up, step by step; nothing is written before the owner is signed in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from service import clock, commands, contacts, screen
from service.config_file import Chosen, twins
from service.errors import CoffeeFirstError, SettingsError, UsageError
from service.mailbox import Outline
from service.round import plan
from service.settings import Settings
from service.setup import show
from service.setup.asking import Asker, Unusable
from service.setup.changes import changes_of, new_config
from service.setup.clients import ask_client
from service.setup.config_text import MAILBOX
from service.setup.given import Before, Given, read_before
from service.setup.keeping import Secret, keep
from service.setup.letting_in import Entrance, choose_way, first_secret, let_in
from service.setup.server import Server
from service.setup.signing_in import sign_in_there
from service.setup.taste_questions import (
    ask_folders,
    ask_interests,
    ask_languages,
    ask_name,
    ask_policy,
)
from service.setup.telling import tell
from service.setup.where import ask_address, find_place
from service.setup.writing import refuse_unwritable, write_config
from service.shown import shown

#: Days of invitations that are shown at the end.
LAST_MONTH = 30


@dataclass(slots=True)
class Done:
    """What has been done so far, to be told where the owner stops; and what the end report says."""

    lines: list[str] = field(default_factory=list)
    problems: list[CoffeeFirstError] = field(default_factory=list)
    report: dict[str, Any] = field(default_factory=dict)

    def say(self, line: str) -> None:
        """Something is done."""
        self.lines.append(line)
        tell(line)


def go(ask: Asker, config: Path | None, given: Given, done: Done) -> None:
    """All the steps. Raises what goes wrong before the config is written; later ones are told."""
    before = usable_before(ask, read_before(config, given.mailbox))
    refuse_unwritable(before.path)
    show.greeting(before, interactive=ask.interactive)
    address = ask_address(ask, given, before)
    entrance, outline = _let_in(ask, given, before, address)
    folders = ask_folders(ask, given, before, outline)
    taste = {
        "folders": folders,
        "policy": ask_policy(ask, given, before),
        "languages": ask_languages(ask, given, before, address),
        "presets": ask_interests(ask, given, before),
        "name": ask_name(ask, given, before, address),
        "address": address,
    }
    entrance = _kept(ask, before, entrance, done)
    _write(before, entrance, taste, done)
    done.report |= show.as_object(entrance, outline, taste)
    _afterwards(ask, given, before, entrance, done)
    running = bool(before.text) and bool(done.report["written"])
    show.what_next(before, running=running, way=entrance.way, named=config is not None)


def usable_before(ask: Asker, before: Before) -> Before:
    """The config that is there; none where it cannot be used, and the owner wants a new one.

    Raises SettingsError where they do not.
    """
    if not before.fault:
        return before
    screen.complain(before.fault)
    if before.name or "\n[mailboxes." in f"\n{before.text}":  # others would be lost with it
        raise SettingsError(f"{shown(before.path)}: cannot be used: correct it first")
    question = "Keep that config aside, and begin a new one?"
    try:
        wanted = ask.yes(question, "--yes", default=True)
    except UsageError:
        wanted = False
    if not wanted:
        raise SettingsError(
            f"{shown(before.path)}: cannot be used: correct it, or say --yes and it is kept aside"
        )
    return Before(before.path)  # it is kept when the new one is written, and not before


def _let_in(
    ask: Asker, given: Given, before: Before, address: str
) -> tuple[Entrance, Outline | None]:
    """Where, as whom, with what; and what is there, where somebody could look."""
    server = find_place(ask, given, before, address)
    way = choose_way(ask, given, before, server)
    before_it = _username_before(before, address)
    username = given.username or before_it or server.username or _usual_name(server, address)
    if way != "password":
        entrance = Entrance(server, username, Secret(), way, ask_client(ask, given, before, way))
        _checked(before, entrance)
        return entrance, None
    secret = first_secret(ask, given, before, server)
    entrance = Entrance(server, username, secret)
    _checked(before, entrance)
    if not given.connect:
        return entrance, None
    entrance, outline = let_in(ask, before, entrance)
    show.outline(outline, entrance.server.provider)
    return entrance, outline


def _usual_name(server: Server, address: str) -> str:
    """The user name as the provider has it, else the address itself."""
    return server.provider.username_of(address) if server.provider else address


def _checked(before: Before, entrance: Entrance) -> None:
    """Whether the settings go together, and the mailbox is none that is there already.

    Raises SettingsError, UsageError.
    """
    mine = entrance.settings(before)
    for other in before.others:
        if twins(mine, other.mailbox):
            raise UsageError(
                f"{entrance.username} at {mine.host} is in the config already, as "
                f"mailboxes.{other.name}: --mailbox {other.name} is for that one"
            )


def _username_before(before: Before, address: str) -> str:
    """The user name of the config, where the address is still the same."""
    same = before.word("owner", "address") == address
    return before.word(*MAILBOX, "username") if same else ""


def _kept(ask: Asker, before: Before, entrance: Entrance, done: Done) -> Entrance:
    """The entrance, its password put where the owner wants it."""
    secret = keep(entrance.secret, ask, before, entrance.username)
    if entrance.secret.typed and secret.place:
        key, value = secret.place
        where = "the keyring" if key == "password_keyring" else shown(value)
        tell()
        done.say(f"The password is kept in {where}")
    return replace(entrance, secret=secret)


def _write(before: Before, entrance: Entrance, taste: dict[str, Any], done: Done) -> None:
    """The config, where anything in it is new."""
    text = new_config(before, changes_of(before, entrance, taste))
    tell()
    done.report |= {"config": str(before.path), "written": text != before.text, "kept": None}
    if text == before.text:
        done.say(f"Nothing is new: {shown(before.path)} stays as it is")
        return
    kept = write_config(before.path, before.mark + text)
    done.say(f"The config is written: {shown(before.path)}")
    if kept:
        done.report["kept"] = str(kept)
        done.say(f"The one before is kept as {shown(kept)}")


def _afterwards(ask: Asker, given: Given, before: Before, entrance: Entrance, done: Done) -> None:
    """Contacts, the Sent folder, and the plan; what fails is told, and the rest goes on."""
    chosen = Chosen(before.path, before.name or None)
    signed_in = given.connect
    if given.connect and entrance.way != "password":
        signed_in = _try(done, lambda: _sign_in_there(chosen.one(), entrance))
    if files := _contact_files(ask, given):
        _try(done, lambda: contacts.import_files(chosen, files))
    if not signed_in:
        return
    if _wants_sent(ask, given):
        _try(done, lambda: contacts.read_sent_folder(chosen))
    tell()
    _try(done, lambda: _show_plan(chosen.one()))


def _sign_in_there(settings: Settings, entrance: Entrance) -> None:
    tell()
    show.outline(sign_in_there(settings), entrance.server.provider)


def _show_plan(settings: Settings) -> None:
    since = (clock.now() - timedelta(days=LAST_MONTH)).date()
    with commands.at_work(settings, touching=False) as (box, job):
        outcomes = [outcome for batch in plan(box, job, since) for outcome in batch]
    if outcomes:
        title = f"what would be done with the last {LAST_MONTH} days; nothing was touched"
        screen.show_outcomes(outcomes, title)
    else:
        tell(
            f"In the last {LAST_MONTH} days no mail came from LinkedIn: nothing is to be done yet."
        )


def _try(done: Done, work: Callable[[], None]) -> bool:
    """Whether it went well; what went wrong is told at the end."""
    try:
        work()
        return True
    except CoffeeFirstError as error:
        if str(error) in map(str, done.problems):
            return False  # it is told once
        if done.problems:
            screen.complain(str(done.problems[-1]))
        done.problems.append(error)
        return False


def _contact_files(ask: Asker, given: Given) -> Sequence[Path]:
    """Files that tell whom the owner knows: named, or asked for one by one."""
    if given.contacts or not ask.interactive:
        return given.contacts
    ask.explain(*show.CONTACTS_WANTED)
    files: list[Path] = []
    while typed := ask.text("A file (Enter for none)", "--contacts", "", _file):
        files.append(Path(typed))
        tell("  and another?")
    return files


def _file(typed: str) -> str:
    """A file that is there, as it is typed or dragged onto the terminal. Raises Unusable."""
    plain = typed.strip().strip("'\"").replace("\\ ", " ")
    if not plain:
        return ""
    try:
        path = Path(plain).expanduser()
        if path.is_file():
            return str(path)
    except (OSError, ValueError, RuntimeError):
        pass
    raise Unusable(f"{shown(plain)}: there is no such file")


def _wants_sent(ask: Asker, given: Given) -> bool:
    if given.read_sent is not None:
        return given.read_sent
    if not ask.interactive:
        return given.agrees
    ask.explain()
    return ask.yes("Read in your Sent folder to whom you wrote?", "--read-sent", default=True)
