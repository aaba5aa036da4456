"""What is shown while setting up."""

from typing import Any

from service.mailbox import Outline
from service.providers import Provider
from service.setup.given import Before
from service.setup.letting_in import Entrance
from service.setup.telling import tell
from service.shown import shown
from service.tags import how_shown

#: Why files are asked for, and which.
CONTACTS_WANTED = (
    "Whom do you know? Until that is told, nobody is known, and little is archived.",
    "LinkedIn's export of your data (Settings, Data privacy, Get a copy of your data)",
    "and your address book (vCard or table) tell; both can be imported later as well.",
)

#: Folders that are shown; some have hundreds.
_MOST = 12


def greeting(before: Before, *, interactive: bool) -> None:
    """What this is going to be."""
    if not interactive:
        return
    if before.text:
        tell(f"Your config is {shown(before.path)}: what is in it stays, unless you answer")
        tell("otherwise. Enter takes what is in [brackets]; Ctrl-C stops.")
    else:
        tell("A few questions. Enter takes what is in [brackets]; Ctrl-C stops, and nothing")
        tell("is written before you have signed in and answered all.")
    tell()


def outline(seen: Outline, provider: Provider | None) -> None:
    """The folders, and what they are used for."""
    tell(f"  signed in; {seen.messages:,} messages in the inbox")
    folders = ", ".join(seen.folders[:_MOST])
    tell(f"  folders    {folders}{', …' if len(seen.folders) > _MOST else ''}")
    tell(f"  drafts     {seen.drafts or 'no folder yet: Drafts is made'}")
    tell(f"  sent mail  {seen.sent or 'none found: nobody is known by it'}")
    tell(f"  archive    {_archive(seen)}")
    labels = how_shown(seen.kind, seen.called, provider)
    tell(f"  labels     {labels.how}")
    if labels.to_see:
        tell(f"             {labels.to_see}")


def _archive(seen: Outline) -> str:
    """Where mail goes that leaves the inbox."""
    if seen.kind == "folders":
        return "the label's own folder"
    missing = "All Mail, once you let IMAP show it" if seen.kind == "gmail" else "Archive is made"
    return seen.archive or f"no folder yet: {missing}"


def what_next(before: Before, *, running: bool, way: str, named: bool) -> None:
    """What the owner does now. ``running``: a daemon may be, with the config as it was.

    ``named``: the config is not at its usual place.
    """
    config = f" --config {shown(before.path)}" if named else ""
    mailbox = f" --mailbox {before.name}" if before.others else ""
    verbs = {f"once{mailbox}": "does it, now", "run": "keeps doing it"}
    if way != "password":
        verbs = {
            f"sign-in{mailbox}": "signs you in",
            f"plan{mailbox}": "shows what would be done",
            **verbs,
        }
    longest = max(map(len, verbs)) + len(config)
    tell()
    tell("Next:")
    for verb, what in verbs.items():
        tell(f"  coffeefirst {verb + config:<{longest}}  {what}")
    tell()
    if running:
        tell("With systemd, as a service of yours that runs already:")
        tell("  systemctl --user reload coffeefirst")
        return
    tell("With systemd, as a service of yours:")
    tell("  mkdir -p -m 700 ~/.local/state/coffeefirst")
    tell("  cp deploy/coffeefirst.service ~/.config/systemd/user/")
    tell("  systemctl --user enable --now coffeefirst")


def as_object(entrance: Entrance, seen: Outline | None, taste: dict[str, Any]) -> dict[str, Any]:
    """The end report for a program; never the secret, only where it is kept."""
    server = entrance.server
    key, value = entrance.secret.place or (None, None)
    command = key == "password_command"  # some write a password into it
    return {
        "host": server.host,
        "port": server.port,
        "security": server.security,
        "told_by": server.told_by,
        "username": entrance.username,
        "sign_in": entrance.way,
        "password": {"kept": key, "place": None if command else value},
        "provider": server.provider.id if server.provider else None,
        "folders": seen and {"drafts": seen.drafts, "archive": seen.archive, "sent": seen.sent},
        "labels": seen and seen.kind,
        **{key: taste[key] for key in ("policy", "languages", "name", "address")},
        "watched": taste["folders"],
        "interests": taste["presets"],
    }
