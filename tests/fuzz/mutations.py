"""What chance does to a letter. Every mutation is a function of the letter and a dice."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.hostile.words import PIECES
from tests.reading_letters import (
    DIGEST,
    DIGEST_TEXT,
    G1,
    GUEST,
    MEMBER,
    MODERN,
    MODERN_TEXT,
    Letter,
    m1,
    mercado,
    mercado_card,
    phoenix,
    s3,
)
from tests.servers import mail

_FOLDER = Path(__file__).parent.parent / "letters"
END = b"\r\n"

Mutation = Callable[[bytes, Random], bytes]


def corpus() -> list[bytes]:
    """The letters that chance begins with."""
    built = [
        Letter().text(s3()), Letter().both(s3(), phoenix()), Letter().page(phoenix()),
        MEMBER.text(m1()), GUEST.text(G1), DIGEST.text(DIGEST_TEXT),
        MODERN.both(MODERN_TEXT, mercado(mercado_card("Ada Quill", "ada-quill", "Head", 1))),
        Letter().text(s3("We met at the fair in Oslo, Bob. May I call you about the ink?")),
    ]  # fmt: skip
    built += [mail.invitation(number) for number in range(4)]
    kept = [path.read_bytes() for path in sorted(_FOLDER.glob("*.eml"))]
    return [raw.replace(b"\r\n", b"\n").replace(b"\n", END) for raw in (*built, *kept)]


def _piece(dice: Random) -> bytes:
    return dice.choice(PIECES).encode("utf-8", "replace")


def _split(raw: bytes) -> tuple[list[bytes], bytes]:
    head, _, body = raw.partition(END + END)
    fields: list[bytes] = []
    for line in head.split(END):
        if line[:1] in (b" ", b"\t") and fields:
            fields[-1] += END + line
        else:
            fields.append(line)
    return fields, body


def _joined(fields: list[bytes], body: bytes) -> bytes:
    return END.join(fields) + END + END + body


def duplicate_field(raw: bytes, dice: Random) -> bytes:
    """One header field again, somewhere."""
    fields, body = _split(raw)
    fields.insert(dice.randrange(len(fields) + 1), dice.choice(fields))
    return _joined(fields, body)


def reorder_fields(raw: bytes, dice: Random) -> bytes:
    """The header fields in any order."""
    fields, body = _split(raw)
    dice.shuffle(fields)
    return _joined(fields, body)


def drop_field(raw: bytes, dice: Random) -> bytes:
    """One header field less."""
    fields, body = _split(raw)
    fields.pop(dice.randrange(len(fields)))
    return _joined(fields, body) if fields else raw


def another_value(raw: bytes, dice: Random) -> bytes:
    """A hostile piece in, or for, a field's value."""
    fields, body = _split(raw)
    at = dice.randrange(len(fields))
    name, _, value = fields[at].partition(b":")
    cut = dice.randrange(len(value) + 1)
    piece = _piece(dice) * dice.choice((1, 1, 1, 50))
    if dice.random() < 0.5:
        piece = b"=?utf-8?b?" + base64.b64encode(piece) + b"?="
    fields[at] = name + b":" + (value[:cut] + piece + value[cut * dice.randrange(2) :])
    return _joined(fields, body)


def fold_field(raw: bytes, dice: Random) -> bytes:
    """A field folded at any of its octets."""
    fields, body = _split(raw)
    at = dice.randrange(len(fields))
    cut = dice.randrange(len(fields[at]) + 1)
    fields[at] = fields[at][:cut] + END + b" " + fields[at][cut:]
    return _joined(fields, body)


def another_encoding(raw: bytes, dice: Random) -> bytes:
    """The body in another transfer encoding or charset, true or not."""
    fields, body = _split(raw)
    fields = [f for f in fields if not f.lower().startswith(b"content-transfer-encoding")]
    name, encoded = dice.choice((
        (b"base64", base64.encodebytes(body)), (b"quoted-printable", quopri.encodestring(body)),
        (b"base64", body), (b"quoted-printable", body), (b"x-none", body), (b"8bit", body),
    ))  # fmt: skip
    return _joined([*fields, b"Content-Transfer-Encoding: " + name], encoded)


def another_charset(raw: bytes, dice: Random) -> bytes:
    """Another charset than it says."""
    charset = dice.choice(
        (b"utf-16", b"utf-7", b"latin-1", b"iso-2022-jp", b"hz", b"none", b"\xff")
    )
    return raw.replace(b"utf-8", charset).replace(b"UTF-8", charset)


def wrap(raw: bytes, dice: Random) -> bytes:
    """The body as one part among others, perhaps a nested one."""
    fields, body = _split(raw)
    own = [f for f in fields if f.lower().startswith(b"content-")]
    rest = [f for f in fields if f not in own]
    kind = dice.choice((b"mixed", b"alternative", b"related", b"digest", b"signed", b"x"))
    other = b"--b" + END + END + _piece(dice) + END
    parts = [b"--b" + END + _joined(own or [b"A: b"], body) + END, other]
    dice.shuffle(parts)
    end = b"--b--" if dice.random() < 0.8 else b""
    return _joined(
        [*rest, b"Content-Type: multipart/" + kind + b"; boundary=b"], b"".join(parts) + end
    )


def reorder_blocks(raw: bytes, dice: Random) -> bytes:
    """What blank lines part, in another order: parts, cards, paragraphs."""
    fields, body = _split(raw)
    blocks = body.split(END + END)
    one, other = dice.randrange(len(blocks)), dice.randrange(len(blocks))
    blocks[one], blocks[other] = blocks[other], blocks[one]
    return _joined(fields, (END + END).join(blocks))


def repeat_block(raw: bytes, dice: Random) -> bytes:
    """One block many times."""
    fields, body = _split(raw)
    blocks = body.split(END + END)
    at = dice.randrange(len(blocks))
    blocks[at:at] = [blocks[at]] * dice.choice((1, 3, 60))
    return _joined(fields, (END + END).join(blocks))


def hostile_line(raw: bytes, dice: Random) -> bytes:
    """A hostile line among the others of the body."""
    fields, body = _split(raw)
    lines = body.split(END)
    lines.insert(dice.randrange(len(lines) + 1), _piece(dice) * dice.choice((1, 1, 30)))
    return _joined(fields, END.join(lines))


def another_ending(raw: bytes, dice: Random) -> bytes:
    """Other ends of lines, everywhere."""
    return raw.replace(END, dice.choice((b"\n", b"\r", b"\r\r\n", b"\n\r")))


def flip(raw: bytes, dice: Random) -> bytes:
    """Some octets changed."""
    changed = bytearray(raw)
    for _ in range(dice.randrange(1, 30)):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def cut(raw: bytes, dice: Random) -> bytes:
    """A stretch of octets left out."""
    start = dice.randrange(len(raw))
    return raw[:start] + raw[start + dice.randrange(400) :]


def splice(raw: bytes, dice: Random) -> bytes:
    """A hostile piece anywhere."""
    at = dice.randrange(len(raw) + 1)
    return raw[:at] + _piece(dice) + raw[at:]


def another_link(raw: bytes, dice: Random) -> bytes:
    """The links altered: their host, their path, their tokens' marks."""
    old, new = dice.choice((
        (b"www.linkedin.com", b"evil.example"), (b"https://", b"HTTPS://"), (b"/comm/", b"/"),
        (b"linkedin.com/", b"linkedin.com\\"), (b"/in/", b"/in/%0d%0a"), (b"https://", b"http://a@"),
        (b"/in/", b"/in/{{7*7}}"), (b"linkedin.com", b"linkedin.com.evil.example"),
        (b"/in/", b"/in/%E2%80%AE"), (b"?", b"#"),
    ))  # fmt: skip
    return raw.replace(old, new)


#: Those that leave every link in one piece, and those that may not.
WHOLE: tuple[Mutation, ...] = (
    duplicate_field, reorder_fields, drop_field, another_value, wrap, reorder_blocks,
    repeat_block, hostile_line, another_link,
)  # fmt: skip
BREAKING: tuple[Mutation, ...] = (
    flip, cut, splice, another_ending, fold_field, another_encoding, another_charset,
)  # fmt: skip


def mutated(raw: bytes, dice: Random, times: int) -> tuple[bytes, bool]:
    """A letter after some mutations; True where no link was broken by them."""
    whole = True
    for _ in range(times):
        mutation = dice.choice(WHOLE + BREAKING)
        whole = whole and mutation in WHOLE
        raw = mutation(raw, dice) if raw else raw
    return raw, whole
