"""The command line: wiring only; the home of typer."""

import io
import os
import sys
import traceback
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import Annotated, Any

import typer

from service import commands
from service.cli import journal, judging, signing_in, status
from service.cli.contacts import contacts_app
from service.cli.doctor import check, doctor
from service.cli.options import ConfigOption, JsonOption, MailboxOption
from service.cli.policy import policy_app
from service.cli.setup import init
from service.config_file import Chosen
from service.errors import CoffeeFirstError, StateError, UsageError, what_failed
from service.log import quiet_libraries
from service.screen import complain, say
from service.shown import shown

app = typer.Typer(
    name="coffeefirst",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.command()(init)
app.command()(doctor)
app.command()(check)
app.command()(status.status)
app.command()(judging.explain)
app.command()(judging.replay)
app.command()(judging.signals)
app.command()(journal.history)
app.command()(journal.undo)
app.command()(signing_in.sign_in)
app.command()(signing_in.sign_out)
app.add_typer(policy_app, name="policy", help="Show, check and compare policies.")
app.add_typer(contacts_app, name="contacts", help="Remember whom you know, show and forget it.")

LINKEDIN_BEGAN = 2003

#: The exit code after Control-C, as shells count it: 128 and the signal's number.
INTERRUPTED = 130

STOPPED = "stopped: what is not done waits for the next run"


def main() -> None:
    """Run, and end with an exit code of sysexits.h: what went wrong is one line a fault."""
    _make_output_safe()
    quiet_libraries()
    os.umask(0o077)  # whatever is written is the owner's alone
    try:
        code = app(standalone_mode=False)
        line = STOPPED if code == INTERRUPTED else ""
    except (Exception, KeyboardInterrupt) as error:
        if os.environ.get("COFFEEFIRST_DEBUG"):
            complain(traceback.format_exc())  # not by Python: an error's text may hold a token
        line, code = _told(error)
    if line:
        complain(line)
    sys.exit(code)


def _told(error: BaseException) -> tuple[str, int]:  # noqa: PLR0911 (one kind of end a line)
    """What to say about an error, and the exit code."""
    match error:
        case CoffeeFirstError() as ours:
            return str(ours), ours.exit_code
        case typer.Exit() as ending:
            return "", ending.exit_code
        case KeyboardInterrupt() | typer.Abort():
            return STOPPED, INTERRUPTED
        case typer.TyperException() as usage:
            told = usage.format_message().rstrip(".")  # empty where the help itself was shown
            verb = _verb(getattr(usage, "ctx", None))
            return told and f"{told}: see 'coffeefirst {verb}--help'", UsageError.exit_code
        case BrokenPipeError():  # the reader of our output left: nothing is wrong
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return "", 0
        case OSError() as system:
            if system.filename is None:  # what is left of the output cannot be written either
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return f"{shown(system.filename or 'output')}: {system.strerror}", StateError.exit_code
    told = f"a fault in Coffee First: {what_failed(error)}; COFFEEFIRST_DEBUG=1 shows where it is"
    return told, CoffeeFirstError.exit_code


def _verb(context: Any) -> str:
    """The verb that could not be understood, with a space behind it; "" for none."""
    words: list[str] = []
    while context is not None and context.parent is not None:
        words.insert(0, f"{context.info_name} ")
        context = context.parent
    return "".join(words)


def _make_output_safe() -> None:
    """Whatever the terminal's encoding is, names and notes can be shown, if only as marks."""
    if sys.stdout is None:  # closed by the caller
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 (to the end)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


@app.command()
def demo(
    policy: Annotated[str, typer.Option("--policy", help="A policy to show.")] = "gatekeeper",
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave the server up, for a mail program to look.")
    ] = False,
) -> None:
    """Show the real thing on a mailbox of its own; needs nothing but Python.

    Example: coffeefirst demo --policy benefit-of-the-doubt
    """
    from service.demo.show import run_demo  # noqa: PLC0415 (brings a whole IMAP server along)

    run_demo(policy, keep=keep)


@app.command()
def once(
    config: ConfigOption = None, mailbox: MailboxOption = None, json: JsonOption = False
) -> None:
    """Do one round now.

    Example: coffeefirst once --config ~/coffeefirst.toml
    """
    commands.once(Chosen(config, mailbox), json=json)


@app.command()
def run(config: ConfigOption = None, mailbox: MailboxOption = None) -> None:
    """Look after the mailbox until told to stop (SIGTERM); SIGHUP reads the config again.

    Example: coffeefirst run
    """
    commands.run(Chosen(config, mailbox))


@app.command()
def plan(
    config: ConfigOption = None, mailbox: MailboxOption = None, json: JsonOption = False
) -> None:
    """Show what the next round would do; nothing is touched.

    Example: coffeefirst plan
    """
    commands.show_plan(Chosen(config, mailbox), json=json)


@app.command()
def backfill(
    since: Annotated[str, typer.Option("--since", help="A date: 2026-01-31.", show_default=False)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show; touch nothing.")] = False,
    config: ConfigOption = None,
    mailbox: MailboxOption = None,
    json: JsonOption = False,
) -> None:
    """Decide about old invitations too; stopped, it goes on where it was.

    Example: coffeefirst backfill --since 2026-01-01 --dry-run
    """
    commands.run_backfill(Chosen(config, mailbox), _date(since), dry_run=dry_run, json=json)


def _date(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--since {text}: not a date: write it as 2026-01-31") from None
    if day.year < LINKEDIN_BEGAN:
        raise UsageError(f"--since {text}: LinkedIn began in {LINKEDIN_BEGAN}")
    return day


def _version(wanted: bool) -> None:
    if wanted:
        say(f"coffeefirst {metadata.version('coffeefirst')}")
        raise typer.Exit


@app.callback()
def _top(
    _: Annotated[
        bool, typer.Option("--version", help="Say the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Triage LinkedIn's invitation mails in your own mailbox, and draft the replies.

    It never sends, never deletes, and never touches LinkedIn.
    """
