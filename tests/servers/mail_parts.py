"""What LinkedIn's mail is made of: headers as a provider delivers them, tracking links, MIME."""

from __future__ import annotations

import base64
import binascii
import hashlib
import unicodedata
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parseaddr
from urllib.parse import quote

from tests.servers.mail_html import Link
from tests.servers.people import Person

AUTHSERV_ID = "mx.example.org"
OWNER_HEADLINE = "Managing Director at Falkenrath & Daughters Mill Works"

_EPOCH = datetime(2026, 9, 1, 6, 0, tzinfo=UTC)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def when(n: int) -> datetime:
    """When mail number `n` was sent: a minute after the one before, for 70 days, then again."""
    return _EPOCH + timedelta(minutes=n % 100_000)


def token(n: int, what: str, length: int) -> str:
    """Letters and digits that look random and are always the same for `n` and `what`."""
    digest = hashlib.shake_128(f"{n} {what}".encode()).digest(length)
    return "".join(_DIGITS[byte % 36] for byte in digest)


def linkedin_id(n: int, template: str, sent: datetime) -> str:
    """The Message-ID as LinkedIn builds it: a number, another, the milliseconds, a host."""
    number = int(token(n, template, 8), 36) % 10**9
    return f"<{number}.{n}.{milliseconds(sent)}@lor1-app{80000 + n % 9000}.prod.linkedin.com>"


def milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def tracking_id(n: int, sent: datetime) -> str:
    """X-LinkedIn-Id and the links' `eid`: recipient, the time in base 36, a suffix."""
    number, text = milliseconds(sent), ""
    while number:
        number, digit = divmod(number, 36)
        text = _DIGITS[digit] + text
    return f"7fxq2d-{text}-{token(n, 'x', 2)}"


def links(n: int, template: str, who: Person, sent: datetime) -> Link:
    """The links of one mail, with all that LinkedIn hangs on them to sign in and to follow."""
    eid = tracking_id(n, sent)
    secret = base64.urlsafe_b64encode(token(n, "otp", 27).encode()).decode()
    slug = f"{ascii_only(who.name).lower().replace(' ', '-')}-{token(n, 'slug', 8)}"
    values = {"slug": slug, "id": str(7_300_000_000_000_000_000 + n), "key": token(n, "key", 8)}

    def link(path: str, button: str) -> str:
        trk = quote(f"eml-{template}-{button}", safe="")
        return (
            f"https://www.linkedin.com{path.format(**values)}?lipi=urn%3Ali%3Apage%3Aemail_"
            f"{template}%3B{token(n, button, 12)}&midToken=AQ{token(n, 'mid', 20)}"
            f"&midSig={token(n, 'sig', 14)}&trk={trk}&trkEmail={trk}-{eid.replace('-', '~')}"
            f"&eid={eid}&otpToken={secret}"
        )

    return link


def linkedin_head(
    n: int, template: str, *, sender: str, subject: str, to: str, sent: datetime
) -> str:
    """The headers, from the owner's provider's down to LinkedIn's own; they end with a line end."""
    bounce = f"m-{token(n, 'bounce', 52)}@bounce.linkedin.com"
    date = format_datetime(sent)
    sort = "INVITE-MBR" if "invite_single" in template else "EMAIL-DEFAULT"
    return (
        f"Return-Path: <{bounce}>\nDelivered-To: {parseaddr(to)[1]}\n"
        f"Authentication-Results: {AUTHSERV_ID};\n"
        "\tdkim=pass header.d=maild.linkedin.com header.s=d2048-202308-0d;\n"
        "\tdkim=pass header.d=linkedin.com header.s=d2048-202308-00;\n"
        f"\tspf=pass smtp.mailfrom={bounce};\n"
        "\tdmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=linkedin.com\n"
        f"Received: from maild-fa.linkedin.com (maild-fa.linkedin.com [108.174.0.{n % 250}])\n"
        f"\tby {AUTHSERV_ID} with ESMTPS id {token(n, 'queue', 12)}\n"
        f"\tfor <{parseaddr(to)[1]}>; {date}\n"
        + _signature(n, "maild.linkedin.com", "d2048-202308-0d")
        + _signature(n, "linkedin.com", "d2048-202308-00")
        + f"Date: {date}\nFrom: {mailbox(sender)}\nTo: {mailbox(to)}\n"
        f"Message-ID: {linkedin_id(n, template, sent)}\nSubject: {encoded(subject)}\n"
        "MIME-Version: 1.0\n"
        f'Content-Type: multipart/alternative; \n\tboundary="{_boundary(n, sent)}"\n'
        f"X-LinkedIn-Class: {sort}\nX-LinkedIn-Template: {template}\n"
        f"X-LinkedIn-fbl: m2-{token(n, 'fbl', 120)}\nX-LinkedIn-Id: {tracking_id(n, sent)}\n"
        "List-Unsubscribe: <https://www.linkedin.com/comm/psettings/email-unsubscribe?"
        f"lipi=urn%3Ali%3Apage%3Aemail_{template}&eid={tracking_id(n, sent)}>\n"
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click\n"
        f"Feedback-ID: {template}:linkedin\n"
        f"Require-Recipient-Valid-Since: {parseaddr(to)[1]}; Mon, 2 Mar 2015 09:00:00 +0000\n"
    )


def alternative(n: int, sent: datetime, text: str, html: str) -> str:
    """The body: the text part, then the HTML part, as `linkedin_head` has announced them."""
    boundary = _boundary(n, sent)
    parts = "".join(
        f"--{boundary}\nContent-Type: text/{kind};charset=UTF-8\n"
        f"Content-Transfer-Encoding: quoted-printable\nContent-ID: {name}-body\n\n"
        f"{quoted_printable(content)}\n"
        for kind, name, content in (("plain", "text", text), ("html", "html", html))
    )
    return f"\n{parts}--{boundary}--\n"


def quoted_printable(text: str) -> str:
    return binascii.b2a_qp(text.encode()).decode("ascii")


def mailbox(address: str) -> str:
    """`Name <address>` as it stands in a header."""
    name, bare = parseaddr(address)
    return f"{encoded(name)} <{bare}>"


def encoded(text: str) -> str:
    """Text in a header, as RFC 2047 words where it is not ASCII."""
    if text.isascii():
        return text
    # 40 bytes make a word of at most 75 (RFC 2047 section 2); no character is cut in two.
    words, word = [], ""
    for character in text:
        if len((word + character).encode()) > 40:
            words.append(word)
            word = ""
        word += character
    words.append(word)
    return "\n ".join(f"=?UTF-8?B?{base64.b64encode(w.encode()).decode()}?=" for w in words)


def ascii_only(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return "".join(c for c in plain if c.isalnum() or c in " -")


def wire(text: str) -> bytes:
    """With the line ends that mail has."""
    return text.replace("\n", "\r\n").encode("ascii")


def _boundary(n: int, sent: datetime) -> str:
    return f"----=_Part_{n}_{int(token(n, 'part', 6), 36)}.{milliseconds(sent)}"


def _signature(n: int, domain: str, selector: str) -> str:
    blob = base64.b64encode(token(n, domain, 256).encode()).decode()
    folded = "\n\t ".join(blob[i : i + 70] for i in range(0, len(blob), 70))
    return (
        f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={domain}; s={selector};\n"
        f"\tt=1788242400; bh={base64.b64encode(token(n, 'bh', 32).encode()).decode()};\n"
        "\th=From:Subject:MIME-Version:Content-Type:To:Date:X-LinkedIn-Class:\n"
        f"\t X-LinkedIn-Template:X-LinkedIn-fbl;\n\tb={folded}\n"
    )
