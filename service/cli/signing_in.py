"""The command line's ``sign-in`` and ``sign-out``: wiring only."""

from typing import Annotated

import typer

from service import signing_in
from service.cli.options import ConfigOption, JsonOption, MailboxOption
from service.config_file import Chosen
from service.each import the_one


def sign_in(
    config: ConfigOption = None,
    mailbox: MailboxOption = None,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the provider's page by itself.")
    ] = True,
    port: Annotated[
        int,
        typer.Option(
            "--port", help="Where Google's page ends; 0 is any free port.", min=0, max=65535
        ),
    ] = 0,
    json: JsonOption = False,
) -> None:
    """Sign in to the mailbox, try it, and keep what signs in: tokens, or the password.

    Example: coffeefirst sign-in --no-browser --port 8765
    """
    manner = signing_in.Manner(json=json, browser=browser, port=port)
    signing_in.sign_in(the_one(Chosen(config, mailbox)), manner)


def sign_out(
    config: ConfigOption = None, mailbox: MailboxOption = None, json: JsonOption = False
) -> None:
    """Forget the tokens, or the password in the keyring; say where to take them back.

    Example: coffeefirst sign-out
    """
    signing_in.sign_out(Chosen(config, mailbox).one(), signing_in.Manner(json=json))
