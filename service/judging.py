"""Messages → what the head decides about each; no more is fetched or asked than that needs.

At first from header and first part alone. The whole mail is fetched only where these tell too
little, or where nobody but LinkedIn's own signatures can say whether it is genuine.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from rules import Judged, decide
from service.errors import what_failed
from service.mailbox import Letter, Mailbox
from service.signatures import verified
from service.taste import Taste


def judge_letters(
    box: Mailbox, uids: Sequence[int], taste: Taste, keep_going: Callable[[], None]
) -> dict[int, Judged | str]:
    """Each message judged, or why it cannot be; by its UID. Who vanished is left out."""
    found: dict[int, Judged | str] = {}
    short: list[Letter] = []
    for batch in box.letters(uids):
        keep_going()
        found.update({letter.uid: _judge(letter, taste) for letter in batch})
        short += [
            replace(letter, message=b"")
            for letter in batch
            if not letter.whole and _too_little(found[letter.uid], taste)
        ]
    for batch in box.whole(short):
        keep_going()
        found.update({letter.uid: _judge(letter, taste) for letter in batch})
    _number(box, found)
    return found


def _number(box: Mailbox, found: dict[int, Judged | str]) -> None:
    """An invitation without a Message-ID is known by the number that its server gives it, if any.

    So it is found again in another folder, and nobody is answered twice.
    """
    judged = {uid: one for uid, one in found.items() if isinstance(one, Judged) and one.decisions}
    nameless = [uid for uid, one in judged.items() if not one.reading.message_id]
    for uid, number in box.numbers_of(nameless).items():
        reading = replace(judged[uid].reading, message_id=number)
        found[uid] = replace(judged[uid], reading=reading)


def _too_little(judged: Judged | str, taste: Taste) -> bool:
    if isinstance(judged, str):
        return False
    verifies = judged.reading.wants_signatures and taste.resolver is not None
    return verifies or not judged.reading.sufficient


def _judge(letter: Letter, taste: Taste) -> Judged | str:
    if letter.fault:
        return letter.fault
    try:
        return judge_message(letter.message, taste, whole=letter.whole)
    except Exception as error:  # one message must not end the round
        return f"judging it failed: {what_failed(error)}"


def judge_message(message: bytes, taste: Taste, *, whole: bool = True) -> Judged:
    """What is decided about a message; a whole one by its signatures too, where they decide."""
    judged = decide(message, taste.policy, taste.knowledge)
    if not whole or taste.resolver is None or not judged.reading.wants_signatures:
        return judged
    signatures = verified(message, taste.resolver)
    return decide(message, taste.policy, taste.knowledge, signatures)
