"""The command line's ``status``: wiring only."""

from service.cli.options import ConfigOption, JsonOption, MailboxOption
from service.config_file import Chosen
from service.status import show_status


def status(
    config: ConfigOption = None, mailbox: MailboxOption = None, json: JsonOption = False
) -> None:
    """Show how each mailbox fares, and whether a daemon looks after it; nothing is connected.

    Example: coffeefirst status
    """
    show_status(Chosen(config, mailbox), json=json)
