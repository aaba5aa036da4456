"""The command line's ``explain``, ``replay`` and ``signals``: wiring only."""

from pathlib import Path
from typing import Annotated

import typer

from service import commands, explaining
from service.cli.options import ConfigOption, DkimOption, JsonOption, MailboxOption
from service.config_file import Chosen

PolicyOption = Annotated[
    str | None, typer.Option("--policy", help="A policy by name, or a .toml file.")
]
AuthservOption = Annotated[
    list[str] | None,
    typer.Option(
        "--authserv-id", help="Whose Authentication-Results to trust; may be given repeatedly."
    ),
]


def explain(  # noqa: PLR0913, PLR0917 (one parameter for each switch)
    file: Annotated[
        Path, typer.Argument(help="A message (.eml).", show_default=False, readable=False)
    ],
    config: ConfigOption = None,
    mailbox: MailboxOption = None,
    policy: PolicyOption = None,
    authserv_id: AuthservOption = None,
    dkim: DkimOption = False,
    json: JsonOption = False,
) -> None:
    """Say why a message gets the decision it gets.

    Example: coffeefirst explain invitation.eml --authserv-id mx.example.org
    """
    explaining.explain(
        file, _overrides(Chosen(config, mailbox), policy, authserv_id, dkim=dkim), json=json
    )


def replay(  # noqa: PLR0913, PLR0917 (one parameter for each switch)
    paths: Annotated[
        list[Path],
        typer.Argument(
            help="Folders of .eml, an mbox, a Maildir, .jsonl, Invitations.csv.",
            show_default=False,
            readable=False,
        ),
    ],
    config: ConfigOption = None,
    mailbox: MailboxOption = None,
    policy: PolicyOption = None,
    authserv_id: AuthservOption = None,
    dkim: DkimOption = False,
    against: Annotated[
        str | None,
        typer.Option("--against", help="Another policy: show what it decides otherwise."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Judge old mail offline; nothing is touched.

    Example: coffeefirst replay ~/Maildir --policy gatekeeper --against mine.toml
    """
    explaining.show_replay(
        paths,
        _overrides(Chosen(config, mailbox), policy, authserv_id, dkim=dkim),
        against,
        json=json,
    )


def signals(json: JsonOption = False) -> None:
    """List the questions that are asked of every invitation.

    Example: coffeefirst signals
    """
    commands.show_signals(json=json)


def _overrides(
    chosen: Chosen, policy: str | None, authserv_ids: list[str] | None, *, dkim: bool
) -> explaining.Overrides:
    return explaining.Overrides(chosen, policy, tuple(authserv_ids or ()), dkim)
