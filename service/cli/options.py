"""Options that several verbs take."""

from pathlib import Path
from typing import Annotated

import typer

ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config", "-c", help="The config file, if not at its usual place.", readable=False
    ),
]
MailboxOption = Annotated[
    str | None,
    typer.Option("--mailbox", "-m", help="One mailbox, where the config has several."),
]
DkimOption = Annotated[
    bool,
    typer.Option("--dkim", help="Ask DNS for LinkedIn's keys, and verify the signatures."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
