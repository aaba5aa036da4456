"""Letters for the tests of reading, built in code; everybody in them is invented."""

import base64
import quopri
from dataclasses import dataclass

from rules.knowledge import Knowledge
from rules.owner import Owner
from rules.reading import Reading, read

OWNER = Knowledge(
    owner=Owner(name="Bob Roe", address="bob@example.com"),
    authserv_ids=frozenset({"mx.example.net"}),
)
RESULTS = (
    "mx.example.net; dkim=pass header.i=@maild.linkedin.com header.s=d2048-202308-0d; "
    "dkim=pass header.i=@linkedin.com; spf=pass (designates; permitted) "
    "smtp.mailfrom=m-1@bounce.linkedin.com; "
    "dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=linkedin.com"
)
LINKEDIN_ID = "<1.2.1461000000000.JavaMail.app@lva1-app3333.prod.linkedin.com>"
SINGLE = "email_m2m_invite_single_01"
TOKENS = "midToken=SECRETMID&midSig=SECRETSIG&otpToken=SECRETOTP&eid=SECRETEID-mkpcueqa-t4"
SECRETS = (
    "SECRETMID",
    "SECRETSIG",
    "SECRETOTP",
    "SECRETEID",
    "SECRETKEY",
    "SECRETAUTH",
)


def accept(number: int = 99, template: str = SINGLE) -> str:
    """The link that accepts an invitation, as of 2018 to 2026."""
    return (
        f"https://www.linkedin.com/comm/mynetwork/invite-accept/invitationId/{number}/sharedKey/"
        f"SECRETKEY/?{TOKENS}&trk=eml-{template}-null-0-accept%7Ecta"
    )


def profile(slug: str, block: str = "hero-3-prof%7Ename") -> str:
    """A tracked link to a profile."""
    return f"https://www.linkedin.com/comm/in/{slug}?{TOKENS}&trk=eml-{SINGLE}-{block}"


FOOTER = f"""
----------------------------------------

This email was intended for Bob Roe (Chief Gardener at Rose & Thorn)
Learn why we included this: https://www.linkedin.com/help/linkedin/answer/4788?{TOKENS}
You are receiving Invitation emails.

Unsubscribe: https://www.linkedin.com/comm/psettings/email-unsubscribe?{TOKENS}
Help: https://www.linkedin.com/help/linkedin

© 2026 LinkedIn Corporation, 1zwnj000 West Maude Avenue, Sunnyvale, CA 94085.
"""


@dataclass(frozen=True)
class Letter:
    """The head of a letter; ``letter()`` puts a body under it."""

    sender: str = "Ada Quill <invitations@linkedin.com>"
    subject: str = "Bob, please add me to your LinkedIn network"
    message_id: str = LINKEDIN_ID
    to: str = "Bob Roe <bob@example.com>"
    results: str = RESULTS
    extra: str = ""
    template: str = ""

    def head(self) -> str:
        """The header fields, without those that tell what the body is."""
        results = f"Authentication-Results: {self.results}\n" if self.results else ""
        message_id = f"Message-ID: {self.message_id}\n" if self.message_id else ""
        template = f"X-LinkedIn-Template: {self.template}\n" if self.template else ""
        return (
            f"{results}{self.extra}From: {self.sender}\nTo: {self.to}\n"
            f"Subject: {self.subject}\n{message_id}{template}MIME-Version: 1.0\n"
        )

    def text(self, body: str, charset: str = "utf-8", encoding: str = "8bit") -> bytes:
        """The letter with one text part, as the service hands it on."""
        raw = body.encode(charset)
        if encoding == "base64":
            raw = base64.encodebytes(raw)
        elif encoding == "quoted-printable":
            raw = quopri.encodestring(raw)
        return self._with(raw, f"text/plain; charset={charset}", encoding)

    def page(self, html: str) -> bytes:
        """The letter with one HTML part."""
        return self._with(html.encode(), "text/html; charset=utf-8", "8bit")

    def _with(self, raw: bytes, content: str, encoding: str) -> bytes:
        head = f"{self.head()}Content-Type: {content}\nContent-Transfer-Encoding: {encoding}\n\n"
        return _crlf(head.encode() + raw)

    def both(self, text: str, html: str) -> bytes:
        """The whole letter: a text part and an HTML part, both quoted-printable."""
        edge = "----=_Part_12_34.1461000000000"
        parts = "".join(
            f"--{edge}\nContent-Type: text/{kind};charset=UTF-8\n"
            f"Content-Transfer-Encoding: quoted-printable\nContent-ID: {name}-body\n\n"
            f"{quopri.encodestring(body.encode()).decode()}\n"
            for kind, name, body in (("plain", "text", text), ("html", "html", html))
        )
        head = f'{self.head()}Content-Type: multipart/alternative; boundary="{edge}"\n\n'
        return _crlf(f"{head}{parts}--{edge}--\n".encode())


def _crlf(raw: bytes) -> bytes:
    return raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def read_it(raw: bytes, knowledge: Knowledge = OWNER) -> Reading:
    """The reading of a letter, by the owner of these tests."""
    return read(raw, knowledge)


def s3(
    note: str = "I'd like to join your LinkedIn network.",
    name: str = "Ada Quill",
    headline: str = "Head of Ink at Northwind",
) -> str:
    """The text part of May 2016: greeting, note, card, "View profile:" before "Accept:"."""
    return (
        f"Hi Bob,\n\n{note}\n\n{name}\n{headline}\n\n"
        f"View profile: {profile('ada-quill')}\nAccept: {accept()}\n{FOOTER}"
    )


def m1(note: str = "I'd like to add you to my professional network on LinkedIn.") -> str:
    """The text part of a member invitation of 2011."""
    return f"""LinkedIn
------------

    Ada Quill requested to add you as a connection on LinkedIn:
------------------------------------------

Bob,

{note}

- Ada

Accept invitation from Ada Quill
http://www.linkedin.com/e/xyz-gx1/qTMmi/blk/I123456_15/1BpC5v/EML_comm_afe/?hs=false&tok=SECRETKEY

View invitation from Ada Quill    |  View profile of Ada Quill
http://www.linkedin.com/e/xyz-gx1/qTMmi/blk/I123456_15/3dvdzs/svi/?hs=false&tok=SECRETKEY

------------------------------------------
DID YOU KNOW you can showcase your professional knowledge on LinkedIn?

--
(c) 2011, LinkedIn Corporation
"""


MEMBER = Letter(
    sender="Ada Quill via LinkedIn <member@linkedin.com>",
    subject="Join my network on LinkedIn",
    message_id="<9.8.1300000000000.JavaMail.app@ela4-bed37.prod>",
)

GUEST = Letter(
    sender='"Ada Quill" <ada@northwind.example>',
    subject="Invitation to connect on LinkedIn",
    message_id="<9.8.1300000000000.JavaMail.app@ela4-bed37.prod>",
    results="",
)
G1 = """LinkedIn
------------

Bob,

I'd like to add you to my professional network on LinkedIn.

- Ada

Ada Quill
Head of Ink at Northwind
Oslo Area, Norway

Confirm that you know Ada Quill
https://www.linkedin.com/e/xyz-gx1/isd/1234567/SECRETKEY/?hs=false&tok=SECRETKEY

--
You are receiving Invitation to Connect emails. Click to unsubscribe:
http://www.linkedin.com/e/xyz-gx1/uns/SECRETKEY/
(c) 2011 LinkedIn Corporation. 2029 Stierlin Ct, Mountain View, CA 94043, USA.
"""

MODERN = Letter(subject="I want to connect", template=SINGLE)
MODERN_TEXT = f"""Ada Quill
Head of Ink at Northwind | Pens, Paper…
Oslo, Norway
12 connections in common

Accept: {accept()}
View profile: {profile("ada-quill")}

More people you may know

Cy Frost
Cook at Stove
View profile: {profile("cy-frost", "pymk-1-x")}

Zed Moor
Driver @ Vans
View profile: {profile("zed-moor", "pymk-2-x")}
{FOOTER}"""


def phoenix(note: str = "I'd like to join your LinkedIn network.") -> str:
    """The HTML part of 2016 to 2018, with the recipient in its header."""
    hero = profile("ada-quill", "hero-1-prof%7Ephoto")
    return f"""<html><head><title>LinkedIn</title><style>p {{ color: red }}</style></head><body>
<div style="display:none; max-height:0">Hi Bob Roe, I'd like to join your LinkedIn network.</div>
<table><tr><td><a href="https://www.linkedin.com/comm/feed/?{TOKENS}"><img alt="LinkedIn"></a></td>
<td><a href="{profile("bob-roe", "header-5-profile")}">Bob Roe</a></td>
<td><a href="{profile("bob-roe", "header-6-profile")}"><img alt="Bob Roe"></a></td></tr></table>
<h1>Hi Bob,</h1><h2>{note}</h2>
<table><tr><td><a href="{hero}"><img alt="Ada Quill"></a></td>
<td><a href="{hero}"><h3>Ada Quill</h3></a><h3>Head of Ink at Northwind</h3>
<h3>Oslo, Norway</h3></td></tr>
<tr><td><a href="{hero}">View profile</a></td><td><a href="{accept()}">Accept</a></td></tr></table>
<p>You are receiving Invitation emails.
<a href="https://www.linkedin.com/comm/psettings/email-unsubscribe?{TOKENS}">Unsubscribe</a></p>
<p>This email was intended for Bob Roe (Chief Gardener at Rose &amp; Thorn).</p></body></html>"""


def mercado_card(name: str, slug: str, headline: str, number: int) -> str:
    """One card of the HTML of 2023 on."""
    link = profile(slug, "hero-0-card")
    return f"""<table><tr><td><a href="{link}"><img alt="{name}"></a></td>
<td><a href="{link}">{name}</a><p>{headline}</p><p>Oslo, Norway</p>
<p>12 connections in common</p></td></tr>
<tr><td><a href="{accept(number)}">Accept</a></td>
<td><a href="{link}">View profile</a></td></tr></table>"""


def mercado(*cards: str, heading: str = "") -> str:
    """The HTML part of 2023 on, with other people below the cards."""
    others = profile("cy-frost", "pymk-1-x")
    return f"""<html><body><div class="mercado-container">
<div data-email-preheader="true">Somebody wants to connect &#847; &nbsp;&#847; &nbsp;</div>
<a href="https://www.linkedin.com/comm/feed/?{TOKENS}"><img alt="LinkedIn"></a>
<a href="{profile("bob-roe", "header-0-profile_glimmer")}"><img alt="Bob Roe"></a>
<h1>{heading}</h1>{"".join(cards)}
<h2>More people you may know</h2>
<table><tr><td><a href="{others}">Cy Frost</a><p>Cook at Stove</p>
<a href="{others}">View profile</a></td></tr></table>
<p>Get the new LinkedIn desktop app</p><p>Also available on mobile</p>
<p>This email was intended for Bob Roe (Chief Gardener at Rose &amp; Thorn)</p>
<a href="https://www.linkedin.com/comm/psettings/email-unsubscribe?{TOKENS}">Unsubscribe</a>
</div></body></html>"""


DIGEST = Letter(
    sender="LinkedIn <invitations@linkedin.com>",
    subject="You have 2 new invitations",
    template="email_m2m_invite_digest_02",
)
DIGEST_TEXT = f"""You have 2 new invitations

Ada Quill
Head of Ink at Northwind
Oslo, Norway

Accept: {accept(1)}
View profile: {profile("ada-quill")}

Cy Frost
Cook at Stove
Turku

Accept: {accept(2)}
View profile: {profile("cy-frost")}

More people you may know

Zed Moor
Driver @ Vans
View profile: {profile("zed-moor", "pymk-2-x")}
{FOOTER}"""
