"""What a person sees: tables, receipts, progress; the home of rich.

Names, headlines and notes come from strangers: they are shown as plain text, never as markup, and
without control characters.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import chain
from typing import Any

from rich.cells import set_cell_size
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from rules import Decision, Judged, Signal, printable
from service.deciding import Outcome
from service.lab import Compared, Tally
from service.report import Report
from service.wrapping import wrapped

_COLOURS = {
    "accept": "green",
    "meet": "cyan",
    "decline": "yellow",
    "ignore": "bright_black",
    "review": "magenta",
    "suspicious": "bold red",
}


#: What json.dumps may leave as it is: all but ASCII.
_UNPRINTABLE = re.compile(r"[^ -~]")

#: The mailbox that is spoken of, where there are several.
_about: ContextVar[str] = ContextVar("about", default="")

#: Columns where nobody's terminal tells how many: in a pipe, a file, a log.
_WIDTH = 120


def _console() -> Console:
    return Console(highlight=False, width=None if sys.stdout.isatty() else _WIDTH)


def say(text: str, *, widest: int | None = None) -> None:
    """A line, or several, on standard output; ``widest`` is how many columns they take at most."""
    for line in printable(text).split("\n"):
        for part in wrapped(line, sys.stdout, widest):
            _console().print(_plain(part), soft_wrap=True)


@contextmanager
def about(mailbox: str) -> Iterator[None]:
    """What is complained of in the block, and every JSON object, is about this mailbox."""
    before = _about.set(mailbox)
    try:
        yield
    finally:
        _about.reset(before)


def heading(text: str) -> None:
    """What the lines below it are about."""
    _console().print(Text(f"\n{printable(text)}", style="bold"))


def complain(text: str) -> None:
    """A line, or several, on standard error."""
    whose = f"{_about.get()}: " if _about.get() else ""
    for line in printable(text).splitlines():
        for part in wrapped(f"coffeefirst: {whose}{line}", sys.stderr):
            print(part, file=sys.stderr)


def as_json(data: Any) -> None:
    """One line of JSON on standard output."""
    whole = {"mailbox": _about.get(), **data} if _about.get() else data
    line = json.dumps(_shown(whole), ensure_ascii=False)
    line = line if line.isprintable() else _UNPRINTABLE.sub(_escaped, line)
    sys.stdout.buffer.write(line.encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.buffer.flush()


def _escaped(found: re.Match[str]) -> str:
    """A character as JSON may write it: the same to a program, harmless on a terminal."""
    return found[0] if found[0].isprintable() else json.dumps(found[0])[1:-1]


def _shown(data: Any) -> Any:
    """The same, its texts as they may be shown: what a server said may stand among them."""
    match data:
        case str():
            return printable(data)
        case dict():
            return {key: _shown(value) for key, value in data.items()}
        case list() | tuple():
            return [_shown(value) for value in data]
    return data


def _plain(text: str, style: str = "") -> Text:
    return Text(printable(text), style=style)


def _verdict(verdict: str) -> Text:
    return Text(verdict, style=_COLOURS.get(verdict, ""))


def _one_line(text: str) -> str:
    return " ".join(printable(text).split())


def _short(text: str, length: int) -> str:
    line = _one_line(text)
    return line if len(line) <= length else line[: length - 1] + "…"


def show_judged(rows: Iterable[tuple[str, Judged]], title: str) -> None:
    """A table: a row for each decision, or for a message with none."""
    table = Table(title=title, title_justify="left", show_lines=True)
    table.add_column("message", overflow="fold", ratio=1, max_width=24)
    table.add_column("verdict", no_wrap=True)
    table.add_column("invitation", overflow="fold", ratio=3)
    table.add_column("because", overflow="fold", ratio=3)
    for source, judged in rows:
        for row in _rows(source, judged):
            table.add_row(*row)
    _console().print(table)


def _rows(source: str, judged: Judged) -> Iterator[tuple[Text, ...]]:
    if not judged.decisions:
        because = f"{judged.reading.kind}: {judged.reading.because}"
        yield (_plain(source), Text("left alone", "dim"), Text(""), _plain(because, "dim"))
    for decision in judged.decisions:
        verdict = _verdict(decision.verdict.value)
        for action in decision.actions[1:]:
            verdict.append(f"\n{action}", style="dim")
        yield (_plain(source), verdict, _invitation(decision), _plain(decision.because))


def _invitation(decision: Decision) -> Text:
    """Who invites, and how their note begins."""
    who, note = decision.invitation.inviter, _short(decision.invitation.note, 60)
    told = _plain(who.name, "bold")
    if who.headline:
        told.append(f"\n{printable(_short(who.headline, 60))}")
    if note:
        told.append(f"\n“{printable(note)}”", style="italic")
    return told


def show_summary(counted: Counter[str], faults: Sequence[str]) -> None:
    """How often each verdict, or kind of mail without one, came up."""
    table = Table(title="summary", title_justify="left")
    table.add_column("verdict")
    table.add_column("messages", justify="right")
    for name, number in counted.most_common():
        table.add_row(_verdict(name), str(number))
    _console().print(table)
    for fault in faults:
        complain(_one_line(fault))


def show_explained(judged: Judged, changes: Sequence[str]) -> None:
    """What kind of mail it is, and the receipt of every decision, with its draft.

    ``changes`` says of each decision what would have changed the verdict.
    """
    reading = judged.reading
    say(f"{reading.kind}: {reading.because}")
    say(f"authentic: {reading.authentic} ({reading.authentic_because})")
    for decision, change in zip(judged.decisions, changes, strict=True):
        say("")
        say(decision.receipt())
        say(f"  it would be: {change}")
        show_draft(decision)


def show_compared(one: Compared) -> None:
    """An invitation that two policies decide otherwise: both receipts, what they share once."""
    say(f"{one.place}: {one.one.verdict} → {one.other.verdict}")
    for line in one.one.receipt().splitlines():
        say(f"  {line}")
    say("  by the other policy:")
    for line in one.other.receipt().splitlines():
        if not line.strip().startswith(tuple(f"{f.signal} = " for f in one.other.findings)):
            say(f"  {line}")
    say("")


def show_tally(tally: Tally, one: str, other: str) -> None:
    """How many verdicts differ between two policies, and which became which."""
    table = Table(title=f"{one} → {other}", title_justify="left")
    table.add_column("verdict")
    table.add_column("becomes")
    table.add_column("invitations", justify="right")
    for (before, after), number in tally.changed.most_common():
        table.add_row(_verdict(before), _verdict(after), str(number))
    if tally.changed:
        _console().print(table)
    verdicts = tally.changed.total()
    say(
        f"{tally.compared} invitations: {verdicts} verdicts differ"
        f"{_besides(tally.differing - verdicts)}; nothing was touched"
    )
    for fault in tally.faults:
        complain(_one_line(fault))


def _besides(number: int) -> str:
    return f", and {number} more in what is done or drafted" if number else ""


def show_draft(decision: Decision) -> None:
    """A draft in full."""
    draft = decision.draft
    if draft is None:
        return
    to = draft.to or (f"nobody; paste it at {draft.paste_at}" if draft.paste_at else "nobody")
    text = f"To: {to}\nSubject: {draft.subject}\n\n{draft.body}"
    title = f"draft ({draft.language})"
    _console().print(Panel(_plain(text), title=title, title_align="left", expand=False))


def show_report(report: Report) -> None:
    """What a round did."""
    verdicts = ", ".join(f"{number} {name}" for name, number in sorted(report.verdicts.items()))
    say(
        f"looked at {report.looked_at}: {verdicts or 'no invitation'}; "
        f"{report.labelled} labelled, {report.drafted} draft{'s' * (report.drafted != 1)} saved, "
        f"{report.archived} archived" + f" (round {report.round})" * bool(report.round)
    )
    for problem in report.problems:
        complain(_one_line(problem))


def _s(number: int) -> str:
    return "" if number == 1 else "s"


def show_outcomes(outcomes: Iterable[Outcome], title: str) -> None:
    """A table of outcomes: what would be, or was, done."""
    listed = list(outcomes)
    rows = [(str(o.uid), o.judged) for o in listed if o.judged is not None]
    show_judged(rows, title)
    for outcome in listed:
        if outcome.fault:
            complain(_one_line(f"message {outcome.uid}: {outcome.fault}"))


def show_signals(signals: Iterable[Signal]) -> None:
    """Every signal: what it asks, why, what it answers, and what it cannot see."""
    for signal in signals:
        _console().print(Text(signal.name, style="bold"), Text(signal.question))
        say(f"  answers: {', '.join(_few(signal.values))}")
        say(f"  why: {signal.why}")
        say(f"  source: {signal.source}")
        say(f"  blind spots: {signal.blind_spots}")
        say("")


def _few(values: Sequence[str], most: int = 40) -> Sequence[str]:
    return values if len(values) <= most else (*values[:most], "…")


def show_columns(columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[str]]) -> None:
    """Rows as they come, each under its heading; a column's number is its share of the width.

    A table of rich's would first gather all rows, to measure them.
    """
    room = _console().width - 2 * (len(columns) - 1)
    shares = sum(share for _, share in columns)
    widths = [room * share // shares for _, share in columns]
    for row in chain(([heading for heading, _ in columns],), rows):
        cells = (
            set_cell_size(_short(printable(cell), width), width)
            for cell, width in zip(row, widths, strict=True)
        )
        print("  ".join(cells).rstrip())
