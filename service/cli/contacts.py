"""The command line's ``contacts`` verbs: wiring only."""

from pathlib import Path
from typing import Annotated

import typer

from service import contacts
from service.cli.options import ConfigOption, JsonOption, MailboxOption
from service.config_file import Chosen

contacts_app = typer.Typer(no_args_is_help=True)

_WHO = "A name, an address or a profile."


@contacts_app.command("import")
def import_files(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="LinkedIn's export (.zip or .csv), contact tables, vCards, a list by hand.",
            show_default=False,
            readable=False,
        ),
    ],
    config: ConfigOption = None,
    mailbox: MailboxOption = None,
) -> None:
    """Remember everybody in the files; importing a file again replaces what was in it.

    Example: coffeefirst contacts import Connections.csv addressbook.vcf
    """
    contacts.import_files(Chosen(config, mailbox), files)


@contacts_app.command()
def sent(config: ConfigOption = None, mailbox: MailboxOption = None) -> None:
    """Remember to whom you wrote: read your Sent folder, changing nothing; rounds keep it up.

    Example: coffeefirst contacts sent
    """
    contacts.read_sent_folder(Chosen(config, mailbox))


@contacts_app.command("list")
def list_everybody(
    source: Annotated[str | None, typer.Option("--source", help="Only from there.")] = None,
    config: ConfigOption = None,
    mailbox: MailboxOption = None,
    json: JsonOption = False,
) -> None:
    """List everybody you know, and where from.

    Example: coffeefirst contacts list --source Sent
    """
    contacts.show_list(Chosen(config, mailbox), source, json=json)


@contacts_app.command()
def show(
    name: Annotated[str, typer.Argument(help=_WHO, show_default=False)],
    config: ConfigOption = None,
    mailbox: MailboxOption = None,
    json: JsonOption = False,
) -> None:
    """Show everybody whom a name could mean, with every record of them.

    Example: coffeefirst contacts show "Ada Quill"
    """
    contacts.show(Chosen(config, mailbox), name, json=json)


@contacts_app.command()
def forget(  # noqa: PLR0913, PLR0917 (one parameter for each switch)
    name: Annotated[str | None, typer.Argument(help=_WHO, show_default=False)] = None,
    source: Annotated[
        str | None, typer.Option("--source", help="Everybody from there.", show_default=False)
    ] = None,
    sent: Annotated[bool, typer.Option("--sent", help="All that your Sent folder told.")] = False,
    everybody: Annotated[bool, typer.Option("--all", help="Everybody.")] = False,
    config: ConfigOption = None,
    mailbox: MailboxOption = None,
) -> None:
    """Forget somebody, a source, or everybody; neither files nor mail are touched.

    Example: coffeefirst contacts forget ada@example.org
    """
    contacts.forget(Chosen(config, mailbox), contacts.Forgetting(name, source, sent, everybody))
