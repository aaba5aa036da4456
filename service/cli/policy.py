"""The command line's ``policy`` verbs: wiring only."""

from typing import Annotated

import typer

from service import policies
from service.cli.options import ConfigOption, JsonOption, MailboxOption
from service.config_file import Chosen

policy_app = typer.Typer(no_args_is_help=True)

_NAMED = "A policy by name, or a .toml file; else the config's own."


@policy_app.command()
def show(
    policy: Annotated[str | None, typer.Argument(help=_NAMED, show_default=False)] = None,
    config: ConfigOption = None,
    mailbox: MailboxOption = None,
    json: JsonOption = False,
) -> None:
    """Read a policy aloud: its rules in their order, and what each does.

    Example: coffeefirst policy show gatekeeper
    """
    policies.show(policies.in_use(Chosen(config, mailbox), policy), json=json)


@policy_app.command()
def check(
    policy: Annotated[list[str] | None, typer.Argument(help=_NAMED, show_default=False)] = None,
    config: ConfigOption = None,
    mailbox: MailboxOption = None,
    json: JsonOption = False,
) -> None:
    """Check policies: words, places, rules that can never match; and run their own examples.

    Example: coffeefirst policy check mine.toml
    """
    policies.check(policy or [policies.in_use(Chosen(config, mailbox), None)], json=json)


@policy_app.command()
def diff(
    a: Annotated[str, typer.Argument(help=_NAMED, show_default=False)],
    b: Annotated[str, typer.Argument(help="The other one.", show_default=False)],
    json: JsonOption = False,
) -> None:
    """Say what differs between two policies; 'replay --against' shows it on your own mail.

    Example: coffeefirst policy diff gatekeeper mine.toml
    """
    policies.diff(a, b, json=json)


@policy_app.command()
def schema() -> None:
    """Print the policy language as a JSON Schema, for an editor to complete and check.

    Example: coffeefirst policy schema > coffeefirst-policy.schema.json
    """
    policies.schema()
