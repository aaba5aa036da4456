"""The history and undo verbs: what was done to which message, when and why; and taking it back."""

import re
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import datetime
from typing import Any

from service import screen
from service.commands import at_work
from service.config_file import Chosen
from service.each import the_one
from service.errors import ServerRefused, UsageError
from service.journal import Page
from service.ledger import Journalled, Ledger, Round
from service.round import mailbox_name
from service.settings import Settings
from service.undoing import Undone, undo

_ROUND = re.compile(r"[0-9]{1,9}")
_MESSAGE = re.compile(r"m([0-9]{1,12})")


def show_history(chosen: Chosen, what: str | None, last: int, *, json: bool) -> None:
    """The last rounds, or one round, or one message with all that is known of it."""
    settings = chosen.one()
    mailbox = mailbox_name(settings)
    with closing(Ledger.to_read(settings.ledger)) as ledger:
        if what is None or _ROUND.fullmatch(what):
            rounds = _rounds(ledger, mailbox, what, last)
            _show_rounds(ledger, mailbox, rounds, json=json)
        else:
            for message in ledger.journalled(mailbox, _rows(ledger, mailbox, what)):
                _show(message, json=json, whole=True)


def _rounds(ledger: Ledger, mailbox: str, what: str | None, last: int) -> list[Round]:
    if what is None:
        return ledger.rounds(mailbox, last)
    return [_round(ledger, mailbox, what)]


def _round(ledger: Ledger, mailbox: str, what: str) -> Round:
    found = ledger.round_of(mailbox, int(what))
    if found is None:
        raise UsageError(f"{what}: there is no such round: 'coffeefirst history' lists them")
    return found


def _rows(ledger: Ledger, mailbox: str, what: str) -> list[int]:
    """The messages that are meant: those of a round, or one by its number or its Message-ID."""
    if _ROUND.fullmatch(what):
        return ledger.messages_of(_round(ledger, mailbox, what).number)
    if named := _MESSAGE.fullmatch(what):
        rows = [m.row for m in ledger.journalled(mailbox, [int(named[1])])]
    else:
        rows = ledger.rows_of(mailbox, what)
    if not rows:
        raise UsageError(
            f"{what}: there is no such message: name a round (12), a message (m345) or a "
            "Message-ID (<…>); 'coffeefirst history' lists them"
        )
    return rows


def _show_rounds(ledger: Ledger, mailbox: str, rounds: Sequence[Round], *, json: bool) -> None:
    if not rounds and not json:
        screen.say("nothing was done yet")
    for one in reversed(rounds):
        messages = ledger.journalled(mailbox, ledger.messages_of(one.number))
        if not json:
            screen.say(f"{one.verb} {one.number}, {_when(one.began_at)}")
        for message in messages:
            _show(message, json=json, of=one)


def _show(message: Journalled, *, json: bool, whole: bool = False, of: Round | None = None) -> None:
    if json:
        screen.as_json(_as_object(message, of))
        return
    for line in _lines(message, of, whole=whole):
        screen.say(line)


def _as_object(message: Journalled, of: Round | None) -> dict[str, Any]:
    return {
        "round": of.number if of else None,
        "message": f"m{message.row}",
        "message_id": message.message_id,
        "folder": message.folder,
        "kind": message.kind,
        "label": message.label,
        "done": [
            {"round": number, "action": action, "at": at} for number, action, at in message.done
        ],
        "undone": message.undone,
        "receipts": list(message.receipts),
    }


def _lines(message: Journalled, of: Round | None, *, whole: bool) -> list[str]:
    """Who it is about, what was done (in one round, or in all), and why."""
    undone = f" (undone {_when(message.undone)})" if message.undone else ""
    heads = [receipt.splitlines()[:2] for receipt in message.receipts] or [[message.label]]
    lines = [f"  m{message.row}  {'; '.join(head[0] for head in heads)}{undone}"]
    if not whole:
        actions = [a for number, a, _ in message.done if of is None or number == of.number]
        told = ", ".join(actions)
        if of is None or of.verb != "undo":
            told = "; ".join([told, *(line.strip() for head in heads for line in head[1:])])
        return [*lines, f"      {told}"]
    lines += [f"      {message.folder}, {message.message_id or 'without a Message-ID'}"]
    lines += [f"      {_when(at)}  {action} [{number}]" for number, action, at in message.done]
    lines += [f"      {line}" for receipt in message.receipts for line in receipt.splitlines()]
    return lines


def _when(at: str) -> str:
    """A time of the ledger's (ISO 8601, UTC) as the owner's clock shows it."""
    return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")


def take_back(chosen: Chosen, what: str, *, dry_run: bool, json: bool) -> None:
    """Put back what a round, or what was done to one message."""
    if dry_run:
        _show_undoable(chosen.one(), what, json=json)
        return
    with at_work(the_one(chosen), touching=True) as (box, job):
        mailbox = mailbox_name(job.settings)
        messages = job.ledger.undoable(mailbox, _rows(job.ledger, mailbox, what))
        page = Page(job.ledger, mailbox, "undo", job.now)
        _show_undone(undo(box, job, messages, page), json=json)


def _show_undoable(settings: Settings, what: str, *, json: bool) -> None:
    mailbox = mailbox_name(settings)
    with closing(Ledger.to_read(settings.ledger)) as ledger:
        rows = [m.row for m in ledger.undoable(mailbox, _rows(ledger, mailbox, what))]
        for message in ledger.journalled(mailbox, rows):
            _show(message, json=json)
    if not json:
        screen.say(f"{len(rows)} would be taken back; nothing was touched")


def _show_undone(told: Iterable[Undone], *, json: bool) -> None:
    """What is taken back, as it is. Raises ServerRefused where the server did not let us."""
    looked_at = taken_back = refused = 0
    for one in told:
        looked_at, taken_back = looked_at + 1, taken_back + bool(one.done)
        refused += one.refused
        if json:
            screen.as_json(
                {"message": f"m{one.row}", "done": list(one.done), "left": list(one.left)}
            )
            continue
        screen.say(f"  m{one.row}  {', '.join(one.done) or 'nothing was to be taken back'}")
        for line in one.left:
            screen.complain(f"m{one.row}: {line}")
    if not json:
        screen.say(
            f"{taken_back} of {looked_at} taken back"
            if looked_at
            else "nothing is left to be taken back"
        )
    if refused:
        raise ServerRefused("not everything could be taken back: call it again later")
