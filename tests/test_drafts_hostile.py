"""Whatever strangers call themselves, a draft is one plain mail, to one plain address or nobody."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.utils import getaddresses

import mailparser
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from rules import (
    Acquaintance,
    Acquaintances,
    Decision,
    Draft,
    Invitation,
    Inviter,
    Knowledge,
    Owner,
    Verdict,
    builtin_policy,
    judge,
)
from rules.finding import Finding
from rules.reading.headline import split_headline
from rules.reply import SLOTS, TEMPLATES, write
from rules.signals import ask_all
from service.mailbox.drafts import compose
from service.settings import OwnerSettings
from tests.hostile.words import TIMES, UNSAFE, addresses, message_ids, texts
from tests.reading_letters import SECRETS

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ALWAYS = ["From", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type",
          "Content-Transfer-Encoding"]  # fmt: skip
THREAD = ["In-Reply-To", "References"]
MARKS = ("{{", "}}", "{%", "%}", "${", "__class__", "<script", "7*7")
LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl")


def _owner(name):
    """The owner, where the settings allow such a name."""
    try:
        allowed = OwnerSettings(name=name, address="jo@winter.example")
    except (ValidationError, UnicodeError):
        allowed = OwnerSettings(name="Jo Winter", address="jo@winter.example")
    return Owner(name=allowed.name, address=allowed.address)


owners = st.one_of(st.just("Jo Winter"), texts).map(_owner)
inviters = st.builds(Inviter, texts, texts, texts, texts, texts, texts, addresses)
invitations = st.builds(
    Invitation, inviters, note=texts, mail_language=st.sampled_from(LANGUAGES),
    message_id=message_ids, subject=texts,
)  # fmt: skip
usual = settings(
    max_examples=100 * TIMES, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def _names(raw):
    """The field names of a mail as the standard library reads them, and as mail-parser does."""
    names = message_from_bytes(raw).keys()
    assert [name for name, _ in mailparser.parse_from_bytes(raw).message.items()] == names
    return names


def _check(raw, draft):
    """What holds for every draft that is saved, whoever wrote what."""
    assert raw.isascii()
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert not re.search(rb"[^\r]\n|\r[^\n]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", raw)
    expected = [ALWAYS[0], *(["To"] if draft.to else []), *ALWAYS[1:]]
    assert sorted(set(_names(raw)) - set(THREAD)) == sorted(expected)
    assert len(_names(raw)) == len(set(_names(raw)))
    mail = message_from_bytes(raw, policy=policy.default)
    assert mail["To"] == draft.to
    assert [a for _, a in getaddresses([str(mail["From"])])] == ["jo@winter.example"]
    assert not UNSAFE.search(str(mail["Subject"]) + str(mail["From"]))
    assert "\n" not in str(mail["Subject"])
    return mail.get_content().replace("\r\n", "\n")


@given(invitations, owners, st.sampled_from(TEMPLATES))
@example(
    Invitation(Inviter(name="Ada", address="=?utf-8?q?=0D=0ABcc:_b?=@evil.example")),
    Owner("Jo", "jo@winter.example"),
    "meet",
)
@usual
def test_a_reply_is_one_plain_mail_with_nothing_of_theirs_in_its_head(invitation, owner, template):
    who = replace(invitation.inviter, **_title(invitation.inviter.headline))
    invitation = replace(invitation, inviter=who)
    findings = {f.signal: f for f in ask_all(invitation, Knowledge(owner=owner))}
    draft, why = write(template, invitation, findings, owner)
    assert (draft is None) == bool(why)
    assert not UNSAFE.search(why.replace("\n", " "))
    if draft is None:
        return
    text = _check(compose(_decision(invitation, draft), owner, NOW), draft)
    assert draft.to in (None, invitation.inviter.address)
    assert not UNSAFE.search(text.replace("\n", ""))
    assert not [secret for secret in SECRETS if secret in text]
    assert not [mark for mark in MARKS if mark in draft.body]
    assert "49" not in draft.body or "49" in repr(invitation) + owner.name


def _title(headline):
    title, company = split_headline(headline[:500])
    return {"title": title, "company": company}


def _decision(invitation, draft):
    return Decision(invitation, (), "r", Verdict.MEET, "meet", "why", draft=draft)


@given(invitations, owners, st.builds(Draft, st.none(), texts, texts, st.just("en")))
@usual
def test_even_a_draft_that_nobody_checked_cannot_begin_a_header_field(invitation, owner, draft):
    _check(
        compose(_decision(invitation, replace(draft, subject=f"Re: {draft.subject}")), owner, NOW),
        draft,
    )


@given(addresses)
@usual
def test_a_draft_goes_to_one_plain_address_or_to_nobody(address):
    draft, why = write("meet", Invitation(Inviter("Ada Quill", address=address)), {}, _owner("Jo"))
    assert draft is not None, why
    if draft.to is not None:
        assert draft.to == address
        assert re.fullmatch(r"[A-Za-z0-9#$&'*+/=^_~.-]*@[A-Za-z0-9.-]+", address)
        assert getaddresses([f"x@y.example, {address}"])[1:] == [("", address)]


@pytest.mark.parametrize("to", ["a@b.example\nBcc: c@d.example", "zoë@b.example", "a\0@b.example"])
def test_an_address_that_is_none_is_not_written_down(to):
    draft = Draft(to, "Re: Hello", "Hello", "en")
    with pytest.raises(ValueError, match="To is not fit"):
        compose(_decision(Invitation(), draft), Owner("Jo", "jo@winter.example"), NOW)


@given(texts, addresses)
@usual
def test_a_draft_is_addressed_only_as_the_owners_records_say(name, address):
    record = Acquaintance("Ada Quill", (address,), "https://www.linkedin.com/in/ada", record="r")
    known = Knowledge(Owner("Jo", "jo@winter.example"), Acquaintances([record]))
    inviter = Inviter("Ada Quill", profile="https://www.linkedin.com/in/ada")
    decision = judge(Invitation(inviter, note=name), builtin_policy("gatekeeper"), known)
    assert decision.draft is None or decision.draft.to in (None, address)


def test_an_answer_keeps_to_the_thread_only_by_an_id_that_is_one():
    draft = Draft(None, "Re: Hello", "Hello", "en")
    for told, wanted in (
        ("<a@b>", ["<a@b>"]),
        ("<a@b>\nBcc: c", []),
        ("<a\0@b>", []),
        ("<é@b>", []),
    ):
        decision = _decision(Invitation(message_id=told), draft)
        mail = message_from_bytes(compose(decision, _owner("Jo"), NOW))
        assert mail.get_all("In-Reply-To", []) == wanted


@pytest.mark.parametrize("text", ["{{ 7*7 }}", "{% for x in [1] %}49{% endfor %}", "{{ name }}"])
@pytest.mark.parametrize("slot", SLOTS)
def test_no_template_in_a_slot_is_evaluated(text, slot):
    own = {"en": {"meet": (f"Hello {{{{ {slot} }}}}, see you.",)}}
    owner = Owner(text, "jo@winter.example", texts=own)
    who = Inviter(text, title=text, company=text)
    draft, why = write("meet", Invitation(who), {}, owner)
    assert draft is None
    assert "49" not in why


@pytest.mark.parametrize("kind", ["how", "why"])
def test_no_template_in_a_quoted_note_is_evaluated(kind):
    note = "Hi Jo, we met at the fair in {{ 7*7 }} Oslo. Regards"
    said = {
        f"note_{kind}": Finding(f"note_{kind}", "yes", "we met at the fair in {{ 7*7 }} Oslo"),
        "language": Finding("language", "en", ""),
    }
    draft, _ = write("meet", Invitation(Inviter("Ada Quill"), note=note), said, _owner("Jo"))
    assert draft is not None
    assert not re.search(r"49|7\*7|\{", draft.body)


def test_a_template_that_never_ends_is_not_begun():
    inviter = Inviter("{% for x in range(10**9) %}", company="{{ 'x' * 10**9 }}")
    draft, _ = write("meet", Invitation(inviter), {}, _owner("Jo Winter"))
    assert draft is not None
    assert "x" * 9 not in draft.body
