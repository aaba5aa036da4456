"""The command line's ``history`` and ``undo``: wiring only."""

from typing import Annotated

import typer

from service.cli.options import ConfigOption, JsonOption, MailboxOption
from service.config_file import Chosen
from service.history import show_history, take_back

_WHAT = "A round (12), a message (m345) or a Message-ID."


def history(
    what: Annotated[str | None, typer.Argument(help=_WHAT, show_default=False)] = None,
    last: Annotated[int, typer.Option("--last", help="How many rounds.", min=1, max=100_000)] = 10,
    config: ConfigOption = None,
    mailbox: MailboxOption = None,
    json: JsonOption = False,
) -> None:
    """Show what was done to which message, when and why.

    Example: coffeefirst history 12
    """
    show_history(Chosen(config, mailbox), what, last, json=json)


def undo(
    what: Annotated[str, typer.Argument(help=_WHAT, show_default=False)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show; touch nothing.")] = False,
    config: ConfigOption = None,
    mailbox: MailboxOption = None,
    json: JsonOption = False,
) -> None:
    """Put back what was done: labels off, back to the inbox, untouched drafts to the Trash.

    Example: coffeefirst undo 12 --dry-run
    """
    take_back(Chosen(config, mailbox), what, dry_run=dry_run, json=json)
