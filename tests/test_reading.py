"""Messages of every era and their traps, and what the reader must make of them."""

import dataclasses
import time
from urllib.parse import quote

import pytest

from rules.invitation import Authentic, Invitation, Kind
from rules.knowledge import Knowledge
from rules.reading import Reading
from rules.reading.links import clean_profile
from rules.reading.search_hint import NEVER_INVITES
from tests.reading_letters import (
    DIGEST,
    DIGEST_TEXT,
    FOOTER,
    G1,
    GUEST,
    MEMBER,
    MODERN,
    MODERN_TEXT,
    OWNER,
    RESULTS,
    SECRETS,
    SINGLE,
    Letter,
    accept,
    m1,
    mercado,
    mercado_card,
    phoenix,
    profile,
    read_it,
    s3,
)

ADA_PROFILE = "https://www.linkedin.com/in/ada-quill"
STOCK = "I'd like to join your LinkedIn network."


def only(reading: Reading) -> Invitation:
    assert len(reading.invitations) == 1, reading
    return reading.invitations[0]


# ---- the eras ----


def test_a_text_part_of_2016_tells_everything_but_the_location() -> None:
    reading = read_it(Letter().text(s3()))
    invitation = only(reading)
    assert reading.kind is Kind.INVITATION
    assert reading.sufficient
    assert invitation.inviter.name == "Ada Quill"
    assert invitation.inviter.headline == "Head of Ink at Northwind"
    assert invitation.inviter.profile == ADA_PROFILE
    assert (invitation.note, invitation.mail_language) == (STOCK, "en")


def test_accept_may_come_before_view_profile() -> None:
    body = s3().replace(f"View profile: {profile('ada-quill')}\n", "")
    body = body.replace("\n\n----", f"\nView Ada Quill's profile: {profile('ada-quill')}\n\n----")
    invitation = only(read_it(Letter().text(body)))
    assert invitation.inviter.profile == ADA_PROFILE
    assert invitation.inviter.headline == "Head of Ink at Northwind"


def test_an_old_profile_key_is_no_clean_profile_but_enough() -> None:
    old = "https://www.linkedin.com/comm/profile/view?id=AAsAA&authType=name&authToken=SECRETAUTH"
    reading = read_it(Letter().text(s3().replace(profile("ada-quill"), old)))
    assert only(reading).inviter.profile == ""
    assert reading.sufficient


def test_a_member_invitation_of_2011_has_a_note_and_no_headline() -> None:
    reading = read_it(MEMBER.text(m1()))
    invitation = only(reading)
    assert invitation.inviter.name == "Ada Quill"
    assert invitation.inviter.headline == ""
    assert invitation.note == (
        "I'd like to add you to my professional network on LinkedIn.\n\n- Ada"
    )
    assert not reading.sufficient


def test_a_member_invitation_may_have_its_heading_on_the_rule() -> None:
    body = m1().replace("LinkedIn:\n-----", "LinkedIn:-----")
    assert only(read_it(MEMBER.text(body))).note.startswith("I'd like to add you")


def test_a_greeting_of_the_inviters_own_stays_in_a_member_invitation() -> None:
    note = only(read_it(MEMBER.text(m1("Hi Bob,\n\nwe met at the ink fair.")))).note
    assert note == "Hi Bob,\n\nwe met at the ink fair.\n\n- Ada"


def test_a_spanish_member_template_with_an_english_note_is_spanish() -> None:
    body = (
        m1()
        .replace(
            "requested to add you as a connection on", "ha solicitado añadirte como contacto en"
        )
        .replace("Accept invitation from", "Aceptar invitación de")
        .replace("View invitation from Ada Quill    |  View profile of", "Ver invitación de")
        .replace("DID YOU KNOW you can", "¿SABÍAS que")
    )
    invitation = only(read_it(MEMBER.text(body)))
    assert invitation.mail_language == "es"
    assert invitation.note.startswith("I'd like to add you")


def test_a_member_template_in_an_unknown_language_is_read_by_its_structure() -> None:
    body = (
        m1()
        .replace("requested to add you as a connection on LinkedIn", "bla bla LinkedIn bla")
        .replace("Accept invitation from", "Blo blo")
    )
    invitation = only(read_it(MEMBER.text(body)))
    assert invitation.note.startswith("I'd like to add you")
    assert invitation.note.endswith("- Ada")


def test_the_html_of_a_member_invitation_gives_the_headline() -> None:
    html = """<p>Ada Quill wants to connect with you.</p><table><tr><td><b>Ada Quill</b><br>
    <span>Head of Ink at Northwind</span><br>
    <a href="http://www.linkedin.com/e/xyz/qT/blk/I123456_15/pro/">View Profile »</a></td></tr>
    </table>"""
    invitation = only(read_it(MEMBER.both(m1(), html)))
    assert invitation.inviter.headline == "Head of Ink at Northwind"
    assert invitation.note.endswith("- Ada")


def test_a_guest_invitation_has_the_inviters_own_address() -> None:
    reading = read_it(GUEST.text(G1))
    inviter = only(reading).inviter
    assert reading.kind is Kind.INVITATION
    assert reading.authentic is Authentic.UNKNOWN
    assert inviter.address == "ada@northwind.example"
    assert (inviter.headline, inviter.location) == ("Head of Ink at Northwind", "Oslo Area, Norway")
    assert only(reading).note.startswith("Bob,\n\nI'd like to add you")


def test_a_guest_invitation_of_2009_has_no_card_and_a_postscript_of_linkedins() -> None:
    body = (
        "Come and join me, Bob.\n\nPS: Here is the link:\n"
        "https://www.linkedin.com/e/xyz/isd/1234567/SECRETKEY/\n\n-Ada\n"
    )
    invitation = only(
        read_it(
            dataclasses.replace(GUEST, subject="Ada Quill wants to stay in touch on LinkedIn").text(
                body
            )
        )
    )
    assert invitation.inviter.name == "Ada Quill"
    assert invitation.note == "Come and join me, Bob."


def test_a_guest_text_of_2015_names_only_the_first_name() -> None:
    link = (
        "https://www.linkedin.com/comm/start/accept-invitation?sharedKey=SECRETKEY&invitationId=5"
    )
    note = "I'd like to connect with you on LinkedIn.\n- Ada"
    body = f"Hi,\n\n{note}\n\nConfirm that you know Ada: {link}\n{FOOTER}"
    invitation = only(read_it(Letter(subject="Invitation").text(body)))
    assert invitation.inviter.name == "Ada Quill"
    assert invitation.note == note


def test_a_text_of_two_bare_links_asks_for_the_whole_mail() -> None:
    letter = Letter(subject="Hello", template="email_second_guest_reminder_03")
    body = (
        "https://www.linkedin.com/comm/start/accept-invitation?sharedKey=SECRETKEY\n"
        "https://www.linkedin.com/e/v2?e=x&t=lun\n"
    )
    reading = read_it(letter.text(body))
    assert reading.kind is Kind.REMINDER
    assert not reading.sufficient
    whole = read_it(letter.both(body, phoenix()))
    assert whole.sufficient
    assert only(whole).inviter.headline == "Head of Ink at Northwind"


def test_a_modern_card_without_words_has_no_note() -> None:
    reading = read_it(MODERN.text(MODERN_TEXT))
    invitation = only(reading)
    assert invitation.note == ""
    assert reading.sufficient
    assert invitation.inviter.headline == "Head of Ink at Northwind | Pens, Paper…"
    assert invitation.inviter.location == "Oslo, Norway"
    assert invitation.inviter.profile == ADA_PROFILE


def test_html_alone_is_enough() -> None:
    reading = read_it(Letter().page(phoenix()))
    inviter = only(reading).inviter
    assert (inviter.name, inviter.headline) == ("Ada Quill", "Head of Ink at Northwind")
    assert (inviter.location, inviter.profile) == ("Oslo, Norway", ADA_PROFILE)
    assert only(reading).note == STOCK


def test_an_html_note_keeps_its_line_breaks_and_its_own_greeting() -> None:
    page = phoenix("Hi Bob,<br><br>We met in Oslo.<br>Pens &amp; ink.<br><br>Best,<br>Ada Quill")
    note = only(read_it(Letter().page(page))).note
    assert note == "Hi Bob,\n\nWe met in Oslo.\nPens & ink.\n\nBest,\nAda Quill"


def test_the_html_of_a_whole_mail_adds_the_location() -> None:
    inviter = only(read_it(Letter().both(s3(), phoenix()))).inviter
    assert inviter.location == "Oslo, Norway"
    assert inviter.headline == "Head of Ink at Northwind"


def test_a_mercado_card_is_read_and_a_sender_named_linkedin_is_nobody() -> None:
    card = mercado_card("Ada Quill", "ada-quill", "Head of Ink | Northwind", 1)
    letter = dataclasses.replace(MODERN, sender="LinkedIn <invitations@linkedin.com>")
    invitation = only(read_it(letter.page(mercado(card))))
    assert (invitation.inviter.name, invitation.note) == ("Ada Quill", "")
    assert invitation.inviter.location == "Oslo, Norway"


# ---- reminders and digests ----


def test_a_reminder_quotes_the_invitation() -> None:
    letter = Letter(
        sender='"Ada Quill (LinkedIn Invitations)" <invitations@linkedin.com>',
        subject="Reminder about your invitation from Ada Quill",
    )
    body = """LinkedIn
------------

This is a reminder that on November 3, 2011, Ada Quill sent you an invitation to become part of his
or her professional network at LinkedIn.

Follow this link to accept Ada Quill's invitation.
https://www.linkedin.com/e/xyz/doi/1234/SECRETKEY/gir_12/EML-inv_17_rem/

On November 3, 2011, Ada Quill wrote:

> To: [bob@example.com]
> From: Ada Quill [ada@northwind.example]
> Subject: Invitation to connect on LinkedIn
>
> We met at the ink fair.
>
> - Ada
--
(c) 2011, LinkedIn Corporation
"""
    reading = read_it(letter.text(body))
    invitation = only(reading)
    assert reading.kind is Kind.REMINDER
    assert invitation.kind is Kind.REMINDER
    assert invitation.inviter.name == "Ada Quill"
    assert invitation.note == "We met at the ink fair.\n\n- Ada"


def test_a_spanish_reminder_may_name_several() -> None:
    letter = Letter(
        sender='"Ana Gil (Invitaciones LinkedIn)" <invitations@linkedin.com>',
        subject="Aviso de tu invitación de Ana Gil",
    )
    link = "https://www.linkedin.com/e/xyz/doi/1234/SECRETKEY/gir_12/EML-inv_17_rem/"
    body = f"Estas invitaciones están esperando respuesta:\n\n De Luis Paz\n De Ana Gil\n\n{link}\n"
    names = [i.inviter.name for i in read_it(letter.text(body)).invitations]
    assert names == ["Ana Gil", "Luis Paz"]


def test_the_question_of_a_reminder_is_no_note() -> None:
    letter = Letter(subject="Ada Quill's invitation is awaiting your response")
    body = (
        "Ada Quill would like to connect on LinkedIn. How would you like to respond?\n\n"
        f"Ada Quill\nHead of Ink\nOslo\n\nAccept: {accept(template='x')}\n{FOOTER}"
    ).replace("eml-x-", "eml-email_m2m_invite_reminder_02-")
    reading = read_it(letter.text(body))
    invitation = only(reading)
    assert reading.kind is Kind.REMINDER
    assert (invitation.note, invitation.inviter.headline) == ("", "Head of Ink")
    assert invitation.inviter.location == "Oslo"


def test_a_digest_holds_one_invitation_each_and_nobody_else() -> None:
    reading = read_it(DIGEST.text(DIGEST_TEXT))
    inviters = [i.inviter for i in reading.invitations]
    assert reading.kind is Kind.DIGEST
    assert reading.sufficient
    assert [(i.name, i.headline) for i in inviters] == [
        ("Ada Quill", "Head of Ink at Northwind"),
        ("Cy Frost", "Cook at Stove"),
    ]
    assert inviters[1].profile == "https://www.linkedin.com/in/cy-frost"


def test_a_digest_in_html_is_read_even_under_the_template_of_a_single_one() -> None:
    page = mercado(
        mercado_card("Ada Quill", "ada-quill", "Head of Ink", 1),
        mercado_card("张 伟", "zhang-wei", "工程师", 2),
        heading="You have 2 new invitations",
    )
    letter = dataclasses.replace(DIGEST, template="")
    reading = read_it(letter.page(page))
    assert reading.kind is Kind.DIGEST
    assert [i.inviter.name for i in reading.invitations] == ["Ada Quill", "张 伟"]


def test_a_digest_that_names_nobody_is_unreadable_and_asks_for_more() -> None:
    body = f"You have 3 new invitations\nhttps://www.linkedin.com/comm/mynetwork/?{FOOTER}"
    reading = read_it(DIGEST.text(body))
    assert reading.kind is Kind.UNREADABLE
    assert not reading.sufficient
    assert "no inviter" in reading.because


# ---- what is not an invitation ----

OTHERS = (
    ("NAME", "Ada accepted your invitation, explore their network", "invitations", ""),
    ("NAME", "Ada accepted your invitation", "invitations", "email_accept_invite_single_01"),
    ("NAME", "Bob, start a conversation with your new connection, Ada", "invitations", ""),
    ("NAME", "Invitation to connect on LinkedIn", "member", ""),
    ("NAME", "You have 1 new message", "messaging-digest-noreply", ""),
    ("NAME", "Ada just messaged you", "messaging-digest-noreply", ""),
    ("LinkedIn", "Add Ada Quill to your network", "messages-noreply", "email_pymk_02"),
    ("LinkedIn", "Invitations you may be interested in", "invitations", ""),
    ("LinkedIn", "Ada Quill invited you to follow Northwind", "invitations", ""),
    ("LinkedIn Job Alerts", "30 new jobs", "jobalerts-noreply", "email_job_alert_digest_01"),
    ("LinkedIn", "You have 5 new notifications", "notifications-noreply", ""),
    ("Ada Quill", "An idea for you", "inmail-hit-reply", "email_hire_inmail_initial_single_01"),
)


@pytest.mark.parametrize(("name", "subject", "local", "template"), OTHERS)
def test_other_mail_of_linkedins_is_other(
    name: str, subject: str, local: str, template: str
) -> None:
    sender = f"{name.replace('NAME', 'Ada Quill via LinkedIn')} <{local}@linkedin.com>"
    letter = Letter(sender=sender, subject=subject, template=template)
    reading = read_it(
        letter.text(
            f"Ada Quill\n\nSee: {profile('ada-quill', 'x')}\n{FOOTER}".replace(SINGLE, "x").replace(
                "Invitation emails", "x emails"
            )
        )
    )
    assert (reading.kind, reading.invitations) == (Kind.OTHER_LINKEDIN, ())


@pytest.mark.parametrize("subject", ["Invitation to connect on LinkedIn", "RE: Join my network"])
@pytest.mark.parametrize("mark", ["> ", ""])
def test_a_persons_reply_that_quotes_an_invitation_is_not_linkedins(
    subject: str, mark: str
) -> None:
    quoted = "".join(f"{mark}{line}\n" for line in m1().splitlines())
    letter = Letter(
        sender="Cy Frost <cy@example.org>",
        subject=subject,
        message_id="<abc@mail.example.org>",
        results="",
    )
    reading = read_it(letter.text(f"No, thanks.\n\nOn Monday Ada Quill wrote:\n{quoted}"))
    assert (reading.kind, reading.invitations) == (Kind.NOT_LINKEDIN, ())


def test_a_reply_from_linkedins_own_staff_is_a_persons_mail() -> None:
    letter = Letter(
        sender="Cy Frost <cfrost@linkedin.com>",
        subject="Re: Invitation to connect on LinkedIn",
        message_id="<abc@mail.example.org>",
        extra="In-Reply-To: <x@y>\n",
    )
    assert read_it(letter.text("Sure.\n\n> Hi Bob,\n")).kind is Kind.NOT_LINKEDIN


def test_linkedins_words_inside_other_mail_do_not_make_it_linkedins() -> None:
    letter = Letter(
        sender="Your Bank <service@bank.example>",
        subject="Your account is locked",
        message_id="<1@bank.example>",
    )
    assert read_it(letter.page(phoenix())).kind is Kind.NOT_LINKEDIN


# ---- forgeries ----

LOOKALIKES = (
    "linnkedin.com",
    "linkedin.com.evil.example",
    "linkedin-mail.example",
    "1inkedin.com",
    "xn--lnkedin-gza.com",
    "news.linkedln.com",
)


@pytest.mark.parametrize("domain", LOOKALIKES)
def test_a_lookalike_domain_is_an_invitation_that_is_not_authentic(domain: str) -> None:
    letter = Letter(sender=f"Ada Quill <invitations@{domain}>", template=SINGLE)
    reading = read_it(letter.text(s3()))
    assert (reading.kind, reading.authentic) == (Kind.INVITATION, Authentic.NO)
    assert domain in reading.authentic_because
    assert only(reading).authentic is Authentic.NO


def test_a_lookalike_needs_no_header_of_linkedins_nor_its_links() -> None:
    body = s3().replace("www.linkedin.com", "www.linnkedin.com")
    reading = read_it(Letter(sender="Ada Quill <invitations@linnkedin.com>").text(body))
    assert (reading.kind, reading.authentic) == (Kind.INVITATION, Authentic.NO)
    assert only(reading).inviter.profile == ""


@pytest.mark.parametrize(
    "sender",
    [
        '"invitations@linkedin.com" <x@evil.example>',
        "Ada Quill via LinkedIn <x@evil.example>",
        "invitations@linkedin.com <x@evil.example>",
    ],
)
def test_a_display_name_that_borrows_linkedins_is_not_authentic(sender: str) -> None:
    reading = read_it(Letter(sender=sender).text(s3()))
    assert (reading.kind, reading.authentic) == (Kind.INVITATION, Authentic.NO)
    assert "evil.example" in reading.authentic_because
    assert only(reading).inviter.name == "Ada Quill"


def test_a_name_in_from_alone_is_nobody() -> None:
    reading = read_it(MODERN.text("This message could not be displayed.\n"))
    assert (reading.kind, reading.sufficient) == (Kind.UNREADABLE, False)
    assert read_it(MODERN.both("", "")).sufficient


def test_linkedins_header_fields_from_elsewhere_are_not_authentic() -> None:
    letter = Letter(sender="Ada Quill <ada@evil.example>", template=SINGLE)
    reading = read_it(letter.text(s3()))
    assert (reading.kind, reading.authentic) == (Kind.INVITATION, Authentic.NO)


def test_two_from_fields_are_not_authentic() -> None:
    letter = Letter(extra="From: Ada Quill <invitations@linkedin.com>\n")
    assert read_it(letter.text(s3())).authentic is Authentic.NO


# ---- authenticity ----

VERDICTS = (
    (RESULTS, Authentic.YES),
    (RESULTS.replace("mx.example.net", "MX.Example.NET 1"), Authentic.YES),
    (RESULTS.replace("dmarc=pass", "dmarc=fail"), Authentic.NO),
    ("mx.example.net; dkim=pass header.i=@mailb.linkedin.com", Authentic.YES),
    ("mx.example.net; dkim=pass header.d=evil.example", Authentic.UNKNOWN),
    ("mx.example.net; dkim=pass header.d=notlinkedin.com", Authentic.UNKNOWN),
    ("mx.example.net; dmarc=pass header.from=evil.example", Authentic.UNKNOWN),
    ("mx.example.net; dkim=fail header.d=linkedin.com", Authentic.NO),
    (
        "mx.example.net; dkim=fail header.d=linkedin.com; dkim=pass header.d=maild.linkedin.com",
        Authentic.UNKNOWN,
    ),
    ("mx.example.net; spf=pass smtp.mailfrom=m@bounce.linkedin.com", Authentic.UNKNOWN),
    ("mx.example.net; none", Authentic.UNKNOWN),
    ("mx.evil.example; dmarc=pass header.from=linkedin.com", Authentic.UNKNOWN),
    ("mx.example.net.evil.example; dmarc=pass header.from=linkedin.com", Authentic.UNKNOWN),
    ("dmarc=pass header.from=linkedin.com", Authentic.UNKNOWN),
    ("mx.example.net; (dmarc=pass header.from=linkedin.com)", Authentic.UNKNOWN),
    ("mx.example.net; dkim=pass (dmarc=pass; header.d=linkedin.com) header.d=x.example",
     Authentic.UNKNOWN),
    ("", Authentic.UNKNOWN),
)  # fmt: skip


@pytest.mark.parametrize(("results", "verdict"), VERDICTS)
def test_only_the_owners_provider_is_believed(results: str, verdict: Authentic) -> None:
    reading = read_it(Letter(results=results).text(s3()))
    assert (reading.kind, reading.authentic) == (Kind.INVITATION, verdict)
    assert reading.authentic_because


@pytest.mark.parametrize(
    "between", ["DKIM-Signature: v=1; d=linkedin.com\n", "Received: from a by b\n"]
)
def test_results_further_down_may_have_come_with_the_mail(between: str) -> None:
    forged = f"{between}Authentication-Results: {RESULTS}\n"
    bad = Letter(results="mx.example.net; dmarc=fail header.from=linkedin.com", extra=forged)
    assert read_it(bad.text(s3())).authentic is Authentic.NO
    below_signature = Letter(results="", extra=f"DKIM-Signature: v=1\n{forged}")
    assert read_it(below_signature.text(s3())).authentic is Authentic.UNKNOWN


def test_results_in_two_adjacent_fields_count_together() -> None:
    second = "Authentication-Results: mx.example.net; dkim=pass header.i=@linkedin.com\n"
    first = "mx.example.net; spf=pass smtp.mailfrom=x@bounce.linkedin.com"
    assert read_it(Letter(results=first, extra=second).text(s3())).authentic is Authentic.YES


@pytest.mark.parametrize(
    ("first", "authentic"),
    [
        ("mx.example.net; dkim=none", Authentic.UNKNOWN),
        ("mx.example.net; dkim=fail header.d=linkedin.com", Authentic.UNKNOWN),
        ("mx.example.net; dmarc=fail header.from=linkedin.com", Authentic.NO),
    ],
)
def test_a_pass_that_a_forger_put_under_the_true_results_proves_nothing(first, authentic) -> None:
    forged = "Authentication-Results: mx.example.net; dkim=pass header.i=@linkedin.com\n"
    assert read_it(Letter(results=first, extra=forged).text(s3())).authentic is authentic


def test_without_a_trusted_name_nothing_is_authentic() -> None:
    reading = read_it(Letter().text(s3()), Knowledge(owner=OWNER.owner))
    assert reading.authentic is Authentic.UNKNOWN
    assert "provider" in reading.authentic_because


# ---- names, headlines, notes ----

DISPLAYS = (
    "Ada Quill via LinkedIn",
    "Ada Quill a través de LinkedIn",
    '"Ada Quill (LinkedIn Invitations)"',
    '"Ada Quill (Invitaciones LinkedIn)"',
    "=?UTF-8?Q?Ada_Quill?=",
    "ADA  QUILL",
    "ada quill",
    "invitations@linkedin.com",
    "LinkedIn",
    "",
)


@pytest.mark.parametrize("display", DISPLAYS)
def test_the_name_is_the_persons_as_the_card_spells_it(display: str) -> None:
    letter = Letter(sender=f"{display} <invitations@linkedin.com>")
    invitation = only(read_it(letter.text(s3())))
    assert invitation.inviter.name == "Ada Quill"
    assert (invitation.inviter.headline, invitation.note) == ("Head of Ink at Northwind", STOCK)


NAMES = (
    "山田 太郎",
    "김민준",
    "Łukasz Żak",
    "josé da silva",
    "Dr. Ada M. Quill-Ruiz",
    "Ada 🖋 Quill",
)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("encoding", ["8bit", "base64", "quoted-printable"])
def test_names_in_any_script_and_encoding(name: str, encoding: str) -> None:
    letter = Letter(sender=f"{name} <invitations@linkedin.com>")
    invitation = only(read_it(letter.text(s3(name=name), encoding=encoding)))
    assert invitation.inviter.name == name
    assert invitation.inviter.headline == "Head of Ink at Northwind"


HEADLINES = (
    "Owner | Ink & Sons | (RIKS) - pens…",
    "Chief Pen Officer @ Northwind.",
    "Analista en el sector Bancos",
    "3x founder, 2 exits",
    "工程师 at 北风",
    "Ada Quill Consulting",
    "Helping Bob Roe and you write better!",
)


@pytest.mark.parametrize("headline", HEADLINES)
def test_headlines_of_every_shape_are_kept_whole(headline: str) -> None:
    invitation = only(read_it(Letter().text(s3(headline=headline))))
    assert invitation.inviter.headline == headline
    assert invitation.note == STOCK


def test_a_card_without_a_headline_has_none() -> None:
    body = s3().replace("Head of Ink at Northwind\n", "")
    reading = read_it(Letter().text(body))
    assert only(reading).inviter.headline == ""
    assert not reading.sufficient


NOTES = (
    "Hi Bob,\n\nwe met at the ink fair.\n\nBest,\nAda Quill",
    "Hello!",
    "See https://example.org/ink?page=2 for the paper.\n\n- Ada",
    "My colleague Cy would like to connect with you",
    "Three things:\n- ink\n- pens\n----------------------\nThanks",
    "Je m'appelle Ada.\n\nÀ bientôt",
    "Dear Bob,\nI read your text on roses.",
)


@pytest.mark.parametrize("note", NOTES)
def test_the_inviters_own_words_are_kept_as_they_stand(note: str) -> None:
    invitation = only(read_it(Letter().text(s3(note))))
    assert invitation.note == note
    assert invitation.inviter.headline == "Head of Ink at Northwind"


def test_a_profile_named_in_the_note_is_not_the_inviters() -> None:
    note = "Cy told me about you: https://www.linkedin.com/in/cy-frost?x=1"
    invitation = only(read_it(Letter().text(s3(note))))
    assert invitation.inviter.profile == ADA_PROFILE
    assert invitation.note == "Cy told me about you: https://www.linkedin.com/in/cy-frost"


def test_the_recipient_is_never_the_inviter() -> None:
    letter = dataclasses.replace(MODERN, sender="LinkedIn <invitations@linkedin.com>")
    for raw in (letter.page(phoenix()), letter.text(MODERN_TEXT), letter.page(mercado())):
        for invitation in read_it(raw).invitations:
            assert "Bob" not in invitation.inviter.name
            assert "Gardener" not in repr(invitation)
            assert "bob-roe" not in invitation.inviter.profile


def test_people_one_may_know_are_not_inviters() -> None:
    reading = read_it(
        MODERN.both(MODERN_TEXT, mercado(mercado_card("Ada Quill", "ada-quill", "X", 1)))
    )
    assert "Frost" not in repr(reading)
    assert "Zed" not in repr(reading)


def test_a_mail_that_says_invitation_but_names_nobody_is_unreadable() -> None:
    letter = Letter(sender="LinkedIn <invitations@linkedin.com>", template=SINGLE)
    reading = read_it(letter.text(f"Something new.\n\nOpen: {accept()}\n{FOOTER}"))
    assert (reading.kind, reading.invitations) == (Kind.UNREADABLE, ())


# ---- shapes that have not been seen, but may come ----


def card(*rows: str, take: str = "", view: str = "") -> bytes:
    """A modern text part with these rows above its buttons."""
    take, view = take or f"Accept: {accept()}", view or f"View profile: {profile('ada-quill')}"
    rows_text = "\n".join(rows)
    return MODERN.text(f"{rows_text}\n\n{take}\n{view}\n{FOOTER}")


def test_a_note_may_stand_between_the_card_and_the_buttons() -> None:
    reading = read_it(card("Ada Quill", "Head of Ink", "Oslo", "", "Hi Bob, we met.", "", "Ada"))
    invitation = only(reading)
    assert invitation.note == "Hi Bob, we met.\n\nAda"
    assert invitation.inviter.location == "Oslo"


def test_two_dashes_are_no_headline() -> None:
    inviter = only(read_it(card("Ada Quill", "--", "Oslo, Norway"))).inviter
    assert (inviter.headline, inviter.location) == ("", "Oslo, Norway")


@pytest.mark.parametrize("shape", ["{}: {}", "{}\n{}", "{}\n\n{}", "{} <{}>", "{} [{}]", "{}:{}"])
def test_labels_and_their_links_in_any_shape(shape: str) -> None:
    take = shape.format("Accept", accept())
    view = shape.format("View profile", profile("ada-quill"))
    inviter = only(read_it(card("Ada Quill", "Head of Ink", take=take, view=view))).inviter
    assert (inviter.headline, inviter.location) == ("Head of Ink", "")
    assert inviter.profile == ADA_PROFILE


def test_links_rewritten_by_a_mail_filter_are_read() -> None:
    def safe(url: str) -> str:
        return f"https://eu1.safelinks.protection.outlook.com/?url={quote(url, safe='')}&data=05"

    raw = card("Ada Quill", "Head of Ink", take=f"Accept: {safe(accept())}")
    raw = raw.replace(profile("ada-quill").encode(), safe(profile("ada-quill")).encode())
    assert only(read_it(raw)).inviter.profile == ADA_PROFILE


def test_a_heading_with_the_inviters_name_is_no_note() -> None:
    heading = "Ada Quill wants to connect with you on LinkedIn"
    invitation = only(read_it(card(heading, "", "Ada Quill", "Head of Ink")))
    assert (invitation.note, invitation.inviter.headline) == ("", "Head of Ink")


def test_a_name_may_be_written_without_its_space() -> None:
    letter = dataclasses.replace(MODERN, sender="山田太郎 <invitations@linkedin.com>")
    raw = card("Bobさん、", "", "こんにちは", "", "山田 太郎", "部長")
    raw = raw.replace(MODERN.sender.encode(), letter.sender.encode())
    invitation = only(read_it(raw))
    assert (invitation.inviter.name, invitation.note) == ("山田 太郎", "こんにちは")


def test_a_digest_without_buttons_is_read_by_its_blocks() -> None:
    body = "You have 2 new invitations\n\nAda Quill\nHead of Ink\n\nCy Frost\nCook at Stove\n\n"
    reading = read_it(DIGEST.text(f"{body}See all: https://www.linkedin.com/comm/mynetwork/\n"))
    assert [i.inviter.name for i in reading.invitations] == ["Ada Quill", "Cy Frost"]
    assert not reading.sufficient


def test_an_invitation_to_an_event_is_not_one_to_connect() -> None:
    link = "https://www.linkedin.com/comm/events/9/?trk=eml-email_event_invite_01-hero-0-accept"
    letter = Letter(subject="Ada te ha invitado a un evento")
    assert read_it(letter.text(f"Ink Fair\n\nAccept: {link}\n")).kind is Kind.OTHER_LINKEDIN


def test_a_profile_is_cleaned_to_its_slug() -> None:
    assert clean_profile(profile("Ada-Quill")) == ADA_PROFILE
    assert clean_profile(" linkedin.com/in/ada-quill/ ") == ADA_PROFILE
    assert clean_profile("http://pk.linkedin.com/in/j%C3%B6rg?x=1") == f"{ADA_PROFILE[:28]}jörg"
    for bad in ("in/a%2Fb", "in/a%00b", "in/%FF", "in/a%252Fb", "pub/ada/1/2", "company/ink"):
        assert clean_profile(f"https://www.linkedin.com/{bad}") == ""


@pytest.mark.parametrize("host", ["linkedin.com.evil.example", "evil.example\\@linkedin.com"])
def test_a_profile_elsewhere_is_none(host: str) -> None:
    assert clean_profile(f"https://{host}/in/ada-quill") == ""
    assert clean_profile(f"https://www.linkedin.com@{host}/in/ada-quill") == ""


def test_no_sender_that_may_invite_is_left_out_of_the_search() -> None:
    for local in ("invitations", "invitations-noreply", "member", "messages-noreply"):
        assert f"{local}@linkedin.com" not in NEVER_INVITES
    assert not [one for one in NEVER_INVITES if one in f"x {MEMBER.sender} {Letter().sender}"]


# ---- languages ----

LANGUAGES = (
    (
        "de",
        "Hallo Bob,",
        "Profil ansehen",
        "Annehmen",
        "Diese E-Mail ist an Bob Roe (X) gerichtet.",
    ),
    ("fr", "Bonjour Bob,", "Voir le profil", "Accepter", "Cet e-mail est destiné à Bob Roe (X)."),
    ("es", "Hola, Bob:", "Ver perfil", "Aceptar", "Este correo está dirigido a Bob Roe (X)."),
    ("it", "Ciao Bob,", "Visualizza profilo", "Accetta", "Questa email è destinata a Bob Roe (X)."),
    (
        "pt",
        "Olá, Bob.",
        "Visualizar perfil",
        "Aceitar",
        "Este e-mail foi enviado para Bob Roe (X).",
    ),
    (
        "nl",
        "Hallo Bob,",
        "Profiel weergeven",
        "Accepteren",
        "Deze e-mail is bedoeld voor Bob Roe (X).",
    ),
)


@pytest.mark.parametrize(("code", "greeting", "view", "take", "intended"), LANGUAGES)
def test_the_template_tells_the_mails_language(
    code: str, greeting: str, view: str, take: str, intended: str
) -> None:
    body = (
        f"{greeting}\n\nI'd like to join your LinkedIn network.\n\nAda Quill\nHead of Ink\n\n"
        f"{view}: {profile('ada-quill')}\n{take}: {accept()}\n\n{'.' * 40}\n{intended}\n"
    )
    invitation = only(read_it(Letter(subject="Hm").text(body)))
    assert invitation.mail_language == code
    assert (invitation.note, invitation.inviter.headline) == (STOCK, "Head of Ink")


def test_an_unknown_language_is_not_guessed() -> None:
    body = f"Hei Bob,\n\nMoi!\n\nAda Quill\nMuste\n\nNäytä: {profile('ada')}\nOk: {accept()}\n"
    invitation = only(read_it(Letter(subject="Hm").text(body)))
    assert invitation.mail_language == ""
    assert invitation.inviter.headline == "Muste"


# ---- safety ----


def test_no_token_reaches_a_reading() -> None:
    token = f"https://www.linkedin.com/comm/x?{profile('z').partition('?')[2]}"
    note = f"see {token} and otpToken=SECRETOTP"
    letters = (
        Letter(subject=f"hello {token}").both(s3(note), phoenix(note)),
        MEMBER.text(m1(note)),
        GUEST.text(G1),
        DIGEST.text(DIGEST_TEXT),
        MODERN.page(mercado(mercado_card("Ada", "ada", token, 3))),
    )
    for raw in letters:
        assert not [secret for secret in SECRETS if secret in repr(read_it(raw))]


def test_control_and_direction_characters_are_taken_out() -> None:
    name = "Ada\u202e \u200bQuill\x07"
    invitation = only(
        read_it(
            Letter(sender="Ada Quill <invitations@linkedin.com>").text(
                s3(name=name, headline="Head\u2066 of Ink")
            )
        )
    )
    assert (invitation.inviter.name, invitation.inviter.headline) == ("Ada Quill", "Head of Ink")


def test_long_fields_are_capped() -> None:
    invitation = only(read_it(Letter().text(s3("w " * 9000, headline="h" * 900))))
    assert len(invitation.note) <= 5000
    assert len(invitation.inviter.headline) == 500


def test_limits_are_refused_with_their_reason() -> None:
    wide = Letter(extra=f"X-Pad: {'x' * 70_000}\n").text(s3())
    assert read_it(wide).kind is Kind.UNREADABLE
    assert "header" in read_it(wide).because
    assert read_it(Letter().text("x" * 2_200_000)).kind is Kind.UNREADABLE
    stranger = Letter(sender="Cy <cy@example.org>").text("x" * 2_200_000)
    assert read_it(stranger).kind is Kind.NOT_LINKEDIN


def nested(levels: int) -> str:
    body = "x"
    for level in range(levels):
        body = f'Content-Type: multipart/mixed; boundary="b{level}"\n\n--b{level}\n{body}'
    return body


HOSTILE = (
    "Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\nx\n" * 60_000,
    "Content-Type: multipart/mixed; boundary=b\n\n" + "--b\nContent-Type: a/b\n\nx\n" * 50_000,
    nested(2_000),
    f"Subject: {'=?utf-8?q?a?= ' * 4_000}\n\nx",
    f"From: {'<' * 30_000}\n\nx",
    f"From: {'(' * 30_000}\n\nx",
    f"From: {chr(34) * 30_000}\n\nx",
    "Content-Type: text/html\n\n" + "<div>" * 300_000,
    "Content-Type: text/html\n\n" + "<p>a<br>" * 200_000,
    "Content-Type: text/plain\n\n" + "https://www.linkedin.com/" * 80_000,
    "Content-Type: text/plain\n\n" + "(" * 1_900_000,
    "Content-Type: text/plain\n\n" + "> " * 900_000,
    "Content-Type: text/plain\n\n" + "Ada Quill\n" * 190_000,
    "Content-Type: text/plain\n\n" + "you have 1 new " * 100_000,
    f"Authentication-Results: mx.example.net; {'(' * 60_000}\n\nx",
    f"Authentication-Results: mx.example.net; {'dkim=pass ' * 700}\n\nx",
)  # fmt: skip


@pytest.mark.parametrize("hostile", range(len(HOSTILE)))
def test_hostile_mail_is_read_in_bounded_time(hostile: int) -> None:
    head = "From: Ada Quill <invitations@linkedin.com>\nX-LinkedIn-Template: m2m_invite\n"
    raw = (head + HOSTILE[hostile]).encode()
    start = time.perf_counter()
    read_it(raw)
    assert time.perf_counter() - start < 2.0


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
def test_an_mbox_line_and_bare_newlines_do_no_harm(newline: bytes) -> None:
    raw = b"From bounce@x Mon Apr 6 2009\r\n" + Letter().text(s3())
    assert only(read_it(raw.replace(b"\r\n", newline))).inviter.name == "Ada Quill"


def test_old_charsets_are_read() -> None:
    letter = Letter(sender="=?iso-8859-1?Q?Jos=E9_Paz?= <invitations@linkedin.com>")
    invitation = only(read_it(letter.text(s3("Señor, año nuevo", name="José Paz"), "iso-8859-1")))
    assert (invitation.inviter.name, invitation.note) == ("José Paz", "Señor, año nuevo")
    japanese = Letter(sender="=?utf-8?B?5bGx55Sw?= <invitations@linkedin.com>")
    body = s3("こんにちは、元気ですか", name="山田").replace("©", "(c)")
    assert only(read_it(japanese.text(body, "iso-2022-jp", "7bit"))).note.startswith("こん")


# -- what a note may not do --


def test_a_link_in_a_note_is_not_the_inviters_profile() -> None:
    note = "We met: https://www.linkedin.com/comm/in/famous-friend?trk=eml-x-hero-1"
    reading = read_it(Letter().text(s3(note=note)))
    assert "famous-friend" not in reading.invitations[0].inviter.profile


def test_an_accept_link_in_a_note_adds_no_invitation() -> None:
    link = "https://www.linkedin.com/comm/mynetwork/invite-accept/invitationId/1/"
    letter = Letter(template="email_m2m_invite_single_01")
    reading = read_it(letter.text(s3(note=f"Click {link} now.")))
    assert (reading.kind, len(reading.invitations)) == (Kind.INVITATION, 1)


@pytest.mark.parametrize(
    "mailfrom",
    ['"x; dmarc=pass header.from=linkedin.com; y"@evil.example', '("@evil.example; dmarc=pass'],
)
def test_a_senders_address_is_not_a_result(mailfrom) -> None:
    results = f"mx.example.net; spf=pass smtp.mailfrom={mailfrom}"
    assert read_it(Letter(results=results).text(s3())).authentic is not Authentic.YES


def test_tokens_behind_any_mail_filters_link_are_cut() -> None:
    inner = "https%3A%2F%2Fwww.linkedin.com%2Fcomm%2Fx%2FsharedKey%2FKEY%2F%3FmidToken%3DX"
    inner += "%26otpToken%3DY"
    body = f"Hi Bob,\n\nHello there\n\nAda Quill\n\nAccept: https://gw.example/r?u={inner}\n"
    shown = repr(read_it(Letter().text(body)))
    assert not [token for token in ("midToken", "otpToken", "sharedKey") if token in shown]
