"""The command line's ``doctor`` and ``check``: wiring only."""

from typing import Annotated

import typer

from service.cli.options import ConfigOption, JsonOption, MailboxOption
from service.config_file import Chosen
from service.doctor import verbs


def doctor(
    config: ConfigOption = None,
    mailbox: MailboxOption = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Only what is on this machine; connect to nothing.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Look whether all is well, and say what to do where it is not; nothing is changed.

    Example: coffeefirst doctor
    """
    raise typer.Exit(verbs.look(Chosen(config, mailbox), offline=offline, json=json))


def check(
    config: ConfigOption = None, mailbox: MailboxOption = None, json: JsonOption = False
) -> None:
    """Check config and policy, and run the policy's own examples; 'doctor' asks the server too.

    Example: coffeefirst check
    """
    raise typer.Exit(verbs.check(Chosen(config, mailbox), json=json))
