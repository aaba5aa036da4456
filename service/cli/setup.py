"""The command line's ``init``: wiring only."""

from pathlib import Path
from typing import Annotated, Any

import typer

from service.cli.options import ConfigOption


def _option(name: str, what: str) -> Any:
    return typer.Option(name, help=what, show_default=False)


def init(  # noqa: PLR0913, PLR0917 (one parameter for each answer)
    address: Annotated[str | None, _option("--address", "Your mail address.")] = None,
    host: Annotated[
        str | None, _option("--host", "The IMAP server, instead of finding it.")
    ] = None,
    port: Annotated[
        int | None, typer.Option("--port", help="Its port.", min=1, max=65535, show_default=False)
    ] = None,
    security: Annotated[
        str | None, _option("--security", "tls, starttls, or none (this machine only).")
    ] = None,
    username: Annotated[str | None, _option("--username", "If it is not the address.")] = None,
    password_file: Annotated[
        Path | None,
        typer.Option(
            "--password-file",
            help="A file with the password, only yours to read.",
            readable=False,
            show_default=False,
        ),
    ] = None,
    password_command: Annotated[
        str | None, _option("--password-command", "A command that prints the password.")
    ] = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
    folder: Annotated[
        list[str] | None, _option("--folder", "A folder to watch, if not the inbox; repeatedly.")
    ] = None,
    policy: Annotated[str | None, _option("--policy", "A policy by name, or a .toml file.")] = None,
    language: Annotated[
        list[str] | None, _option("--language", "In which you reply; repeatedly, best first.")
    ] = None,
    interest: Annotated[
        list[str] | None,
        _option("--interest", "What matters in a title: a trade, or 'none'; repeatedly."),
    ] = None,
    name: Annotated[str | None, _option("--name", "Your name, which signs the drafts.")] = None,
    client_file: Annotated[
        Path | None,
        typer.Option(
            "--client-file",
            help="Your own client at Google: its JSON file.",
            readable=False,
            show_default=False,
        ),
    ] = None,
    client_id: Annotated[
        str | None, _option("--client-id", "Your own application at Microsoft: its ID.")
    ] = None,
    contacts: Annotated[
        list[Path] | None,
        typer.Option(
            "--contacts",
            help="A contact file to import; repeatedly.",
            readable=False,
            show_default=False,
        ),
    ] = None,
    read_sent: Annotated[
        bool | None,
        typer.Option(
            "--read-sent/--no-read-sent",
            help="Read in the Sent folder to whom you wrote.",
            show_default=False,
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Take what is proposed; ask nothing.")] = False,
    connect: Annotated[
        bool, typer.Option("--connect/--no-connect", help="Sign in, and look.")
    ] = True,
    offline: Annotated[
        bool, typer.Option("--offline", help="Find the server without asking the network.")
    ] = False,
    mailbox: Annotated[
        str | None,
        typer.Option(
            "--mailbox",
            "-m",
            help="Which, where there are several; a new name adds one.",
            show_default=False,
        ),
    ] = None,
    config: ConfigOption = None,
    json: Annotated[bool, typer.Option("--json", help="Print what was done as JSON.")] = False,
) -> None:
    """Set up: find your mail server, sign in, ask about taste, write the config, show a plan.

    It can be run again: answers are what the config says, and what you changed by hand stays.

    Example: coffeefirst init --address robin@example.org
    """
    from service.setup import Given, set_up  # noqa: PLC0415 (brings what fetches over https along)

    given = Given(
        address=address, host=host, port=port, security=security, username=username,
        password_file=password_file, password_command=password_command,
        password_stdin=password_stdin, folders=tuple(folder or ()), policy=policy,
        languages=tuple(language or ()), interests=tuple(interest or ()), name=name,
        client_file=client_file, client_id=client_id, contacts=tuple(contacts or ()),
        read_sent=read_sent, agrees=yes, connect=connect, offline=offline, json=json,
        mailbox=mailbox,
    )  # fmt: skip
    set_up(config, given)
