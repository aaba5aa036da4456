"""Mails that try to cost time or memory, under the header fields of an honest invitation."""

import base64
from collections.abc import Callable, Iterator
from dataclasses import replace

from tests.reading_letters import DIGEST, MODERN, Letter, accept, mercado, profile, s3

TEXT = s3()
LINE = b"\r\n"

#: Under the largest message that is read, so that it is the parts of it that are counted.
ROOM = 1_900_000


def under(fields: str, body: bytes, letter: Letter = MODERN) -> bytes:
    """A body under an honest letter's head, with these header fields besides."""
    head = f"{letter.head()}{fields}\n\n".replace("\n", "\r\n")
    return head.encode("utf-8", "surrogateescape") + body


def said(subject: str = "I want to connect", sender: str = "", extra: str = "") -> bytes:
    """An honest text under another subject, From, or with more header fields."""
    letter = replace(MODERN, subject=subject, extra=extra)
    return replace(letter, sender=sender or letter.sender).text(TEXT)


def _field(name: str, size: int) -> Iterator[str]:
    """Ways to make one header field very long."""
    yield f"{name}: " + "x" * size
    yield f"{name}: " + "x " * (size // 2)
    yield f"{name}:" + "\r\n x" * (size // 4)
    yield f"{name}: " + '"' * size
    yield f"{name}: " + "(" * size
    yield f"{name}: " + "<" * size
    yield f"{name}: " + "a@b.c," * (size // 6)
    yield f"{name}: " + ":" * size
    yield f"{name}: " + "=?" * (size // 2)
    yield f"{name}: " + "=?utf-8?q?a?=" * (size // 13)
    yield f"{name}: " + "=?utf-8?q?a?= " * (size // 14)
    yield f"{name}: " + "=?utf-8?q?a?=\r\n " * (size // 16)
    yield f"{name}: " + "=?utf-8?b?" + "QUFB" * (size // 4) + "?="
    yield f"{name}: " + "=?utf-8?b?!" * (size // 11) + "?="
    yield f"{name}: " + "=?x-none?q?=0D=0AX-A:_b?= " * (size // 26)
    yield f"{name}: " + ";".join(f"a{n}=b" for n in range(size // 8))
    yield f"{name}: " + "".join(f"; a*{n}*=utf-8''%41" for n in range(size // 20))
    yield f"{name}: multipart/mixed" + '; boundary="b"' * (size // 14)
    yield f"{name}: text/plain; " + "\\" * size


NAMES = ("From", "To", "Subject", "Content-Type", "Content-Transfer-Encoding", "Message-ID",
         "Authentication-Results", "X-LinkedIn-Template", "Feedback-ID", "References", "Received",
         "DKIM-Signature", "X-Odd")  # fmt: skip


def fields() -> Iterator[tuple[str, bytes]]:
    """Long header fields, just under the limit of the header section and far over it."""
    for name in NAMES:
        for size in (60_000, 500_000):
            for way, field in enumerate(_field(name, size)):
                raw = said(extra=f"{field}\n")
                yield f"{name} {size} way {way}", raw
    yield "50,000 fields", said(extra="X-A: b\n" * 50_000)
    yield "8,000 fields", said(extra="X-A:b\n" * 8_000)
    yield "8,000 results", said(extra="Authentication-Results: a\n" * 2_000)
    yield "20,000 empty folds", said(extra="X-A: b" + "\n " * 20_000 + "\n")
    yield "blank folds", said(extra="X-A: b\n" + " \t \n" * 10_000)
    yield "no end of header", ("From: a@linkedin.com\r\n" + "a: b\r\n" * 200_000).encode()


def _multipart(kind: str, parts: Callable[[int], bytes], number: int, end: bool = True) -> bytes:
    body = b"".join(b"--b" + LINE + parts(n) + LINE for n in range(number))
    fields = f"Content-Type: multipart/{kind}; boundary=b"
    return under(fields, body + (b"--b--" + LINE) * end)


def _nested(depth: int, kind: str = "mixed") -> bytes:
    head = f"Content-Type: multipart/{kind}; boundary=b0"
    body = b""
    for n in range(1, depth):
        body += f"--b{n - 1}\r\nContent-Type: multipart/{kind}; boundary=b{n}\r\n\r\n".encode()
    return under(head, body + b"--b%d\r\n\r\n" % (depth - 1) + TEXT.encode())


def _messages(depth: int) -> bytes:
    inner = b"Content-Type: message/rfc822\r\n\r\n" * depth + b"Subject: x\r\n\r\n"
    return under("Content-Type: message/rfc822", inner + TEXT.encode())


def parts() -> Iterator[tuple[str, bytes]]:
    """Very many MIME parts, very deep ones, and boundaries that are not what they seem."""
    text = b"Content-Type: text/plain\r\n\r\na"
    for number in (90, 1_900, 40_000, 100_000):
        yield f"{number} parts", _multipart("mixed", lambda _: text, number)[: 2**21 - 1]
        yield f"{number} bare parts", _multipart("mixed", lambda _: b"\r\na", number)
        yield f"{number} lone boundaries", _multipart("mixed", lambda _: b"", number)
        yield (
            f"{number} folded types",
            _multipart("mixed", lambda _: b"Content-Type:\r\n text/html\r\n\r\na", number)[
                : 2**21 - 1
            ],
        )
        bare = _multipart("mixed", lambda _: b"\r\na", number)
        yield f"{number} bare CR parts", bare.replace(b"\r\n", b"\r").replace(b"\r", b"\r\n", 12)
        yield (
            f"{number} messages",
            _multipart("digest", lambda _: b"\r\nSubject: a\r\n\r\nb", number),
        )
        yield (
            f"{number} attachments",
            _multipart(
                "mixed",
                lambda n: b"Content-Disposition: attachment; filename=%d\r\n\r\na" % n,
                number,
            )[: 2**21 - 1],
        )
        yield (
            f"{number} LF parts",
            _multipart("mixed", lambda _: text, number).replace(b"\r\n", b"\n")[: 2**21 - 1],
        )
        yield (
            f"{number} CR parts",
            _multipart("mixed", lambda _: text, number).replace(b"\r\n--b\r\n", b"\r--b\r")[
                : 2**21 - 1
            ],
        )
        yield (
            f"{number} CRCRLF",
            _multipart("mixed", lambda _: b"\r\na", number).replace(b"\r\n", b"\r\r\n")[
                : 2**21 - 1
            ],
        )
    for depth in (20, 95, 800, 5_000, 20_000):
        yield f"{depth} multiparts deep", _nested(depth)
        yield f"{depth} alternatives deep", _nested(depth, "alternative")
        yield f"{depth} messages deep", _messages(depth)
        yield (
            f"{depth} deep without types",
            under(
                "Content-Type: multipart/digest; boundary=b",
                b"--b\r\n\r\nContent-Type: multipart/digest; boundary=b\r\n\r\n" * depth,
            ),
        )
    yield (
        "long boundary",
        under(
            f"Content-Type: multipart/mixed; boundary={'b' * 10_000}",
            (b"--" + b"b" * 10_000 + LINE) * 150,
        ),
    )
    yield (
        "long boundary, nearly",
        under(
            f"Content-Type: multipart/mixed; boundary={'b' * 3_000}",
            (b"--" + b"b" * 2_999 + b"c" + LINE) * 600,
        ),
    )
    yield (
        "boundary of regex",
        under(
            'Content-Type: multipart/mixed; boundary="(b*)*+[^c]{9}\\"', b"--bbbbbbbbb" * 150_000
        ),
    )
    yield "empty boundary", under('Content-Type: multipart/mixed; boundary=""', b"--\r\n" * 400_000)
    yield "no boundary", under("Content-Type: multipart/mixed", b"--\r\n" * 400_000)
    yield (
        "boundary in boundary",
        under(
            "Content-Type: multipart/mixed; boundary=b",
            b"--b\r\nContent-Type: multipart/mixed; boundary=bb\r\n\r\n--bb\r\n\r\n" * 90,
        ),
    )
    yield (
        "header of part 1.9 MB",
        under(
            "Content-Type: multipart/mixed; boundary=b",
            b"--b\r\nContent-Type: text/plain; a=" + b"x" * ROOM + b"\r\n\r\nhi\r\n--b--",
        ),
    )
    yield (
        "part's type full of words",
        under(
            "Content-Type: multipart/mixed; boundary=b",
            b"--b\r\nContent-Type: text/plain; name=" + b"=?utf-8?q?a?= " * 130_000 + b"\r\n\r\nhi",
        ),
    )
    yield (
        "part's type full of 2231",
        under(
            "Content-Type: multipart/mixed; boundary=b",
            b"--b\r\nContent-Type: text/plain"
            + b"".join(b"; name*%d*=a" % n for n in range(100_000))
            + b"\r\n\r\nhi",
        ),
    )
    yield (
        "part's type of semicolons",
        under(
            "Content-Type: multipart/mixed; boundary=b",
            b"--b\r\nContent-Type: text/plain" + b"; a=b" * 300_000 + b"\r\n\r\nhi",
        ),
    )
    yield (
        "part's type of quotes",
        under(
            "Content-Type: multipart/mixed; boundary=b",
            b'--b\r\nContent-Type: text/plain; a="' + b'\\"' * 900_000 + b"\r\n\r\nhi",
        ),
    )
    yield (
        "disposition of words",
        under(
            "Content-Type: multipart/mixed; boundary=b",
            b"--b\r\nContent-Disposition: attachment; filename="
            + b'"=?utf-8?q?a?= "' * 100_000
            + b"\r\n\r\nhi",
        ),
    )
    yield (
        "disposition of 2231",
        under(
            "Content-Type: multipart/mixed; boundary=b",
            b"--b\r\nContent-Disposition: attachment"
            + b"".join(b"; filename*%d*=a" % n for n in range(90_000))
            + b"\r\n\r\nhi",
        ),
    )
    yield (
        "part with 200,000 fields",
        under(
            "Content-Type: multipart/mixed; boundary=b",
            b"--b\r\n" + b"a: b\r\n" * 300_000 + b"\r\nhi",
        ),
    )
    yield (
        "part with Content-ID of words",
        under(
            "Content-Type: multipart/mixed; boundary=b",
            b"--b\r\nContent-ID: " + b"=?utf-8?q?a?= " * 130_000 + b"\r\n\r\nhi",
        ),
    )


CHARSETS = ("utf-7", "utf-16", "utf-32", "iso-2022-jp", "iso-2022-kr", "hz", "idna", "punycode",
            "unicode_escape", "raw_unicode_escape", "rot13", "zlib", "bz2", "hex", "base64", "uu",
            "undefined", "mbcs", "x" * 3_000, "\0", "utf-8\0", "../../x", "None")  # fmt: skip


def charsets() -> Iterator[tuple[str, bytes]]:
    """Odd charsets and broken transfer encodings, of the text and of encoded words."""
    for charset in CHARSETS:
        for encoding in ("8bit", "base64", "quoted-printable", "x-uuencode", "binary", "bogus"):
            head = f'Content-Type: text/plain; charset="{charset}"\nContent-Transfer-Encoding: '
            yield f"{charset[:20]!r} {encoding}", under(head + encoding, TEXT.encode() * 3)
        word = base64.b64encode(b"Ada\r\nBcc: x@y\x1b[31m")
        yield f"words {charset[:20]!r}", said(f"=?{charset}?b?{word.decode()}?= " * 200)
        yield f"quoted words {charset[:20]!r}", said(f"=?{charset}?q?=41=0d=0a=1b=ff?= " * 200)
    for charset, many in (("utf-7", "+AAA"), ("idna", "xn--a."), ("punycode", "a-9999999"),
                          ("hz", "~{<:~}"), ("iso-2022-jp", "\x1b$B0!\x1b(B")):  # fmt: skip
        head = f"Content-Type: text/plain; charset={charset}"
        yield f"{charset} 1.9 MB", under(head, many.encode() * (ROOM // len(many)))
    for encoding, line in (("base64", "QUFB"), ("quoted-printable", "=41="), ("x-uuencode", "M#$%"),
                           ("quoted-printable", "=\r\n"), ("base64", "="), ("uuencode",
                           "begin 644 a\n")):  # fmt: skip
        head = f"Content-Type: text/plain\nContent-Transfer-Encoding: {encoding}"
        yield f"{encoding} of {line!r}", under(head, line.encode() * (ROOM // len(line)))


def lines() -> Iterator[tuple[str, bytes]]:
    """Bodies of text: very long lines, very many, and what regular expressions stumble over."""
    plain = "Content-Type: text/plain; charset=utf-8"
    long = {
        "letters": b"x", "spaces": b" ", "tabs": b"\t", "CR": b"\r", "LF": b"\n", "NUL": b"\0",
        "angle": b"<", "quotes": b'"', "percent": b"%25", "dots": b".", "dashes": b"-",
        "escapes": b"\x1b[", "zero-width": "\u200b".encode(), "bidi": "\u202e".encode(),
        "accents": "a\u0301\u0301\u0301".encode(), "hangul": "\u1112\u1161\u11ab".encode(),
        "ligature": "\ufdfa".encode(), "latin-1": b"\xff", "separators": "\u2028".encode(),
        "links": b"https://www.linkedin.com/comm/in/a?trk=eml-a-b ", "link": b"https://",
        "linkless": b"http://a@", "amp": b"a&", "token": b"&midToken=", "key": b"/sharedKey/",
        "words": b"Accept ", "greetings": b"Hi Bob,\n", "commas": b"a,", "parens": b"(",
        "On": b"On a b c ", "intended": b"intended for (", "quote": b">", "not": b"not we ",
        "hyphen": b"a-", "apostrophe": b"a'", "digits": b"1,", "semicolons": b"; ",
        "view": b"view a's profile ", "slash": b"/e/", "escaped": b"%2525253D", "dot.word": b"a.b",
        "emoji": "\U0001f469\u200d".encode(), "blanklines": b"a\n\n",
    }  # fmt: skip
    for name, piece in long.items():
        body = piece * (ROOM // len(piece))
        yield f"1.9 MB of {name}", under(plain, body)
        yield (
            f"200 kB of {name} as note",
            under(
                plain, b"Hi Bob,\n\n" + body[:190_000] + b"\n" + TEXT.partition("\n\n")[2].encode()
            ),
        )
    for name, piece in long.items():
        rows = (piece * 2_000)[:1_990] + b"\n"
        body = b"Hi Bob,\n\n" + rows * 90 + TEXT.partition("\n\n")[2].encode()
        yield f"long lines of {name}", under(plain, body)
        subject = (piece * 3_000)[:3_900].replace(b"\n", b" ").replace(b"\r", b" ")
        yield f"subject of {name}", said(subject.decode("utf-8", "replace"))
    card = f"Ada Quill\nHead of Ink\n\nView profile: {profile('a')}\nAccept: {accept()}\n\n"
    yield (
        "5,000 invitations",
        DIGEST.text(
            "".join(
                card.replace("Ada", f"Ada{n}x").replace("/99/", f"/{n}/").replace("/a?", f"/a{n}?")
                for n in range(4_000)
            )[:1_900_000]
        ),
    )
    for words in ("We have not met, I know. ", "a", "Hi Bob, ", "1,", "our services "):
        yield (
            f"50 notes of {words!r}",
            DIGEST.text(
                "".join(
                    card.replace("Ada", f"Ada{n}x")
                    .replace("/99/", f"/{n}/")
                    .replace("/a?", f"/a{n}?")
                    .replace(
                        "Ink\n", "Ink\nOslo\n" + f"{n} " + words * (2_500 // len(words)) + "\n"
                    )
                    for n in range(50)
                )
            ),
        )
    yield "names without cards", DIGEST.text("Ada Quill\nHead of Ink\n\n" * 60_000)
    yield "buttons only", DIGEST.text(f"Accept: {accept()}\n" * 4_000)
    yield "one name, many links", MODERN.text(f"Ada Quill\n{profile('a')}\n" * 6_000)
    yield "pictures of names", MODERN.page('<img alt="Ada Quill">' * 11_000)


def pages() -> Iterator[tuple[str, bytes]]:
    """HTML that costs its reader: many tags, deep ones, long attributes, entities, styles."""
    tags = {
        "div": "<div>", "table": "<table><tr><td>", "b": "<b>", "a": "<a href=x>", "p": "<p>x",
        "font": "<font>", "nobr": "<nobr>", "svg": "<svg>", "math": "<math><mi>", "li": "<ul><li>",
        "select": "<select><option>", "template": "<template>", "form": "<form>",
        "button": "<button>",
        "close": "</p>", "br": "x<br>", "formatting": "<a><b><i><u>", "misnest": "<b><p></b>",
        "frameset": "<frameset>", "plaintext": "<plaintext>", "comment": "<!--",
        "cdata": "<![CDATA[",
        "td": "<td>", "head": "<head>", "body": "<body a=b>", "option": "<option>", "lt": "<",
        "caption": "<table><caption>", "foreign": "<svg><foreignObject><div>", "attr": "<a b=",
        "title": "<title>", "h1": "<h1>", "img": '<img alt="Ada Quill">', "pre": "<pre>\n",
        "hidden": '<p style="display:none">x', "doctype": "<!doctype html>", "dd": "<dl><dd>",
    }  # fmt: skip
    for name, tag in tags.items():
        yield f"300,000 {name}", MODERN.page((tag * 300_000)[:ROOM])
        yield f"500 kB of {name}", MODERN.page((tag * 100_000)[:499_000])
        yield f"12,000 {name}", MODERN.page(tag * (11_900 // tag.count("<")) + mercado())
    yield "huge attribute", MODERN.page(f'<a href="{"x" * 400_000}">a</a>' + mercado())
    yield "attributes", MODERN.page("<p " + " ".join(f"a{n}=b" for n in range(60_000)) + ">x")
    yield "one attribute again", MODERN.page("<p " + "a=b " * 120_000 + ">x")
    yield "huge style", MODERN.page(f'<p style="{"opacity:0" + "0" * 400_000}1">x')
    yield "styles", MODERN.page("".join(f'<p style="{"left : " * 10}">x' for _ in range(6_000)))
    yield "spaced style", MODERN.page(f'<p style="display{" " * 400_000}:">x' * 1)
    yield "spaced styles", MODERN.page(f'<p style="{"display :" * 50_000}">x' * 1)
    yield "entities", MODERN.page("&amp;" * 99_000)
    yield (
        "entity bomb",
        MODERN.page(
            '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
            + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
            + "]>&a11;"
        ),
    )
    yield "long entities", MODERN.page(("&" + "a" * 1_000) * 480)
    yield "numeric entities", MODERN.page("&#x202e;&#27;[31m&#0;&#x110000;" * 15_000)
    yield "cut entity", MODERN.page("&#" * 240_000)
    yield "text and tags", MODERN.page("Ada Quill <b>x</b>" * 5_900)
    yield "blank lines kept", MODERN.page('<p style="white-space:pre">' + "\n" * 450_000)
    yield "words kept", MODERN.page('<p style="white-space:pre">' + "a\n" * 240_000)
    yield "nothing but space", MODERN.page("<p>" + "\u00a0" * 240_000)
    yield "links", MODERN.page(f'<a href="{profile("ada-quill")}">Ada Quill</a>' * 2_500)
    yield "accept links", MODERN.page(f'<a href="{accept()}">Accept</a>' * 2_200)
    yield "nested links", MODERN.page(f'<div><a href="{profile("a")}"><p>Ada Quill' * 2_000)


def odds() -> Iterator[tuple[str, bytes]]:
    """What is no mail, or only half of one."""
    yield "empty", b""
    yield "2 MB of NUL", b"\0" * (2**21 - 1)
    yield "2 MB of CRLF", b"\r\n" * (2**20 - 1)
    yield "2 MB of CR", b"\r" * (2**21 - 1)
    yield "2 MB of From", b"From " * (2**18)
    yield "2 MB of >From", b">From \n" * (2**18)
    yield "2 MB of colons", b":" * (2**21 - 1)
    yield "header of CRs", b"From: LinkedIn <invitations@linkedin.com>\r" * 3_000
    yield "CR header", said().replace(b"\r\n", b"\r")
    yield "LF header", said().replace(b"\r\n", b"\n")
    yield "10 MB", said() + b"x" * 10_000_000
    yield "dates", said(extra="Date: " + "9" * 60_000 + "\n")
    yield "date of words", said(extra="Date: " + "Mon, " * 10_000 + "\n")
    yield "ids", said(extra="Message-ID: " + "<" * 30_000 + "a@" * 10_000 + "\n")
    yield "nothing but fields", b"From: a@linkedin.com\r\nSubject: x\r\n" * 1_800


FAMILIES = {
    "fields": fields, "parts": parts, "charsets": charsets, "lines": lines, "pages": pages,
    "odds": odds,
}  # fmt: skip


def hostile_mails() -> Iterator[tuple[str, bytes]]:
    """Every one, with what it tries."""
    for family in FAMILIES.values():
        yield from family()
