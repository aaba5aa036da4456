"""What comes while the daemon works: invitations, other mail, hostile mail."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from tests.servers import mail

_LETTERS = Path(__file__).parent.parent / "letters"


#: Mails of the warm-up: every odd letter that we have, and the worst of the others, so that what
#: the dearest mail takes is taken at the beginning.
WARM_UP = 300


def post() -> Iterator[bytes]:
    """Mail without end, the same in every run: of ten, six invitations, one of them hostile.

    It begins with the mails of the warm-up.
    """
    chance = random.Random(4)
    odd = [path.read_bytes() for path in sorted(_LETTERS.glob("*.eml"))]
    yield from odd
    yield from (_spoilt(mail.invitation(n), chance) for n in range(WARM_UP - len(odd)))
    n = WARM_UP
    while True:
        n += 1
        yield from (mail.invitation(10 * n + i) for i in range(5))
        yield from (mail.other(n), mail.linkedin_other(n))
        yield odd[n % len(odd)]
        yield _renamed(odd[n * 7 % len(odd)], n)
        yield _spoilt(mail.invitation(10 * n + 9), chance)


def _renamed(letter: bytes, n: int) -> bytes:
    """The same letter as one that did not come before."""
    return letter.replace(b"Message-ID: <", b"Message-ID: <%d." % n)


def _spoilt(letter: bytes, chance: random.Random) -> bytes:
    """A genuine letter with bytes exchanged, cut out, or far too many."""
    at = chance.randrange(len(letter))
    junk = chance.randbytes(chance.choice((1, 20, 400)))
    return chance.choice(
        (
            letter[:at] + junk + letter[at + len(junk) :],
            letter[:at],
            letter[:at] + letter[at // 2 : at] * 20 + letter[at:],
            letter.replace(b"Subject: ", b"Subject: " + b"=?utf-8?q?x?= " * 5_000),
            letter.replace(b"From: ", b"From: " + b'"' * 20_000),
        )
    )
