"""A mail that is not what it claims to be gets nothing, under every policy, in a real mailbox."""

from dataclasses import replace

import dns.rcode
import pytest

from rules import (
    Authentic,
    Invitation,
    Inviter,
    Knowledge,
    Verdict,
    builtin_policies,
    builtin_policy,
    failing_examples,
    judge,
    otherwise,
    parse_policy,
)
from service.config_file import Chosen
from service.doctor.taste import whose_word
from service.explaining import Overrides
from service.resolver import Resolver
from service.taste import load_taste
from tests.servers import mail, signing
from tests.servers.names import NameServer

TRUSTING = """
name = "trusting"
says = "Everybody is welcome."
[[rule]]
name = "all"
verdict = "{verdict}"
because = "everybody is welcome"
{more}
[[example]]
says = "anybody"
given = {{ note_kind = "none" }}
verdict = "{verdict}"
"""

FORGED = Invitation(
    inviter=Inviter(name="Ada Quill", headline="Potter at Kiln", address="ada@kiln.example"),
    note="I'd like to join your LinkedIn network.",
    authentic=Authentic.NO,
    authentic_because="dmarc=fail for linkedin.com, says mx.example.org",
    message_id="<1@example.org>",
)


def trusting(verdict: str, more: str = ""):
    return parse_policy(TRUSTING.format(verdict=verdict, more=more), "trusting.toml")


# ---- no policy can forget to ask ----


@pytest.mark.parametrize("verdict", [v.value for v in Verdict if v is not Verdict.SUSPICIOUS])
@pytest.mark.parametrize("more", ["", 'archive = true\nmark_read = true\ndraft = "accept"'])
def test_no_policy_can_trust_a_forged_mail(verdict, more):
    decision = judge(FORGED, trusting(verdict, more), Knowledge())
    assert (decision.verdict, decision.actions) == (Verdict.SUSPICIOUS, ("label suspicious",))
    assert decision.draft is None
    assert "[trusting: forged]" in decision.receipt()
    assert f"not {verdict}: rule 'all' does not ask whether the mail is authentic" in (
        decision.receipt()
    )


def test_a_policys_own_rule_for_forged_mail_is_its_own_still():
    own = 'label = "fishy"'
    policy = trusting("suspicious", own)
    decision = judge(FORGED, policy, Knowledge())
    assert (decision.label, decision.withheld) == ("fishy", ())


def test_an_example_that_trusts_a_forged_mail_does_not_come_out():
    text = TRUSTING.format(verdict="accept", more="").replace(
        'note_kind = "none"', 'authentic = "no"'
    )
    (fault,) = failing_examples(parse_policy(text, "trusting.toml"))
    assert "should be accept, but rule 'forged' says suspicious" in fault


def test_what_would_have_been_otherwise_is_told_of_a_policy_that_does_not_ask():
    policy = trusting("accept")
    assert otherwise(judge(FORGED, policy, Knowledge()), policy) == "accept if authentic were yes"


@pytest.mark.parametrize("name", builtin_policies())
def test_the_policies_that_come_with_it_ask_themselves(name):
    decision = judge(FORGED, builtin_policy(name), Knowledge())
    assert (decision.verdict, decision.withheld) == (Verdict.SUSPICIOUS, ())


# ---- what check says of whose word is taken ----


def _check(coffee, **changes):
    """The line, where it is well, and where it is a warning."""
    told = whose_word(coffee.but(**changes).settings)
    return ("", told.line) if told.level == "warning" else (told.line, "")


def test_check_says_whose_results_are_believed_and_why(coffee):
    well, warned = _check(coffee, dkim=True)
    assert well == (
        "by the Authentication-Results of mx.example.org (named in the config); where "
        "there are none, LinkedIn's signatures"
    )
    assert not warned


def test_check_tells_the_provider_by_the_mailboxes_host(coffee):
    well, _ = _check(coffee, authserv_ids=(), mailbox={"host": "outlook.office365.com"})
    assert "results without an authserv-id (outlook.office365.com is Outlook" in well


def test_check_says_where_signatures_alone_decide(coffee):
    well, warned = _check(coffee, authserv_ids=(), dkim=True)
    assert well.startswith("by LinkedIn's signatures alone (no provider is known at 127.")
    assert not warned


def test_check_warns_where_nothing_can_be_known_to_be_genuine(coffee):
    well, warned = _check(coffee, authserv_ids=(), dkim=False)
    assert not well
    assert "always unknown, so nothing is archived" in warned


# ---- rounds on a real mail server, whose provider writes no results ----


@pytest.fixture
def names():
    with NameServer(signing.keys()) as server:
        yield server


@pytest.fixture
def silent(coffee, names):
    """A round in a mailbox whose provider says nothing, with LinkedIn's keys in DNS."""
    coffee = coffee.but(authserv_ids=())
    now = [0.0]
    resolver = Resolver(names.address, timeout=0.5, clock=lambda: now[0])
    taste = replace(load_taste(coffee.settings), resolver=resolver)

    def go(minutes_later=0):
        now[0] += 60 * minutes_later
        return coffee.round(taste=taste)

    return go


def _pitch(n=1):
    note = "We help companies like yours to double their revenue. Book a demo call this week!"
    return mail.invitation(n, note=note, headline="Business Development at Leads4U")


def _keywords(message):
    return {flag for flag in message.flags if not flag.startswith("\\")}


def test_a_mail_is_archived_on_the_word_of_linkedins_signature(silent, dovecot, owner, mailbox):
    dovecot.deliver(owner, "INBOX", signing.as_linkedin(_pitch()))
    report = silent()
    assert (report.verdicts, report.archived) == ({"decline": 1}, 1)
    assert mailbox.count() == 0


@pytest.mark.parametrize(
    "spoilt",
    [
        signing.bare,
        lambda raw: signing.as_linkedin(raw).replace(b"double", b"triple"),
        lambda raw: signing.signed(signing.bare(raw), ("evil.example", "mail")),
        lambda raw: signing.signed(signing.bare(raw), length=True) + b"\r\nMore.\r\n",
    ],
)
def test_without_a_pass_nothing_leaves_the_inbox(spoilt, silent, dovecot, owner, mailbox):
    dovecot.deliver(owner, "INBOX", spoilt(_pitch()))
    report = silent()
    assert (report.verdicts, report.archived) == ({"decline": 1}, 0)
    assert _keywords(mailbox.only()) == {"coffeefirst-decline"}


def test_a_signed_mail_with_a_second_subject_on_top_is_suspicious(silent, dovecot, owner, mailbox):
    raw = b"Subject: I want to connect, too\r\n" + signing.as_linkedin(_pitch())
    dovecot.deliver(owner, "INBOX", raw)
    assert silent().verdicts == {"suspicious": 1}
    assert _keywords(mailbox.only()) == {"coffeefirst-suspicious"}
    assert mailbox.count("Drafts") == 0


@pytest.mark.parametrize(
    "second",
    [b"Content-Type: text/plain", b'Content-Type: multipart/mixed; boundary="x"'],
)
def test_a_second_content_type_is_seen_though_parts_alone_are_fetched(
    second, coffee, dovecot, owner, mailbox
):
    dovecot.deliver(owner, "INBOX", second + b"\r\n" + _pitch())
    assert set(coffee.round().verdicts) <= {"suspicious"}  # of the second nothing is readable
    assert (mailbox.count(), mailbox.count("Drafts")) == (1, 0)


def test_where_the_provider_says_it_no_signature_is_verified(coffee, names, dovecot, owner):
    dovecot.deliver(owner, "INBOX", _pitch())
    taste = replace(load_taste(coffee.settings), resolver=Resolver(names.address))
    assert coffee.round(taste=taste).archived == 1
    assert not names.asked


def test_while_dns_is_down_a_mail_waits_and_then_is_archived(
    silent, names, dovecot, owner, mailbox
):
    names.rcode = dns.rcode.SERVFAIL
    dovecot.deliver(owner, "INBOX", signing.as_linkedin(_pitch()))
    report = silent()
    assert (report.verdicts, report.labelled) == ({}, 0)
    assert "not yet decided" in report.problems[0]
    assert _keywords(mailbox.only()) == set()
    names.rcode = None
    assert silent(minutes_later=5).archived == 1


def test_dns_that_stays_down_leaves_the_mail_in_the_inbox(silent, names, dovecot, owner, mailbox):
    names.rcode = dns.rcode.REFUSED
    dovecot.deliver(owner, "INBOX", signing.as_linkedin(_pitch()))
    reports = [silent() for _ in range(3)]
    assert [r.labelled for r in reports] == [0, 0, 1]
    assert (reports[-1].verdicts, reports[-1].archived) == ({"decline": 1}, 0)
    assert mailbox.count() == 1


def test_offline_dns_is_asked_only_where_that_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    config = tmp_path / "config.toml"
    config.write_text(
        'dkim = true\nstate_dir = "state"\n[mailbox]\nhost = "imap.example.org"\n'
        'username = "robin"\n[owner]\nname = "Robin"\naddress = "robin@example.org"\n'
    )
    for place in (config, None):
        assert Overrides(Chosen(place), None, ("mx.example.org",)).taste().resolver is None
        assert Overrides(Chosen(place), None, (), dkim=True).taste().resolver is not None


def test_the_switch_is_off_where_the_config_says_so(coffee):
    assert load_taste(coffee.settings).resolver is None
    assert load_taste(coffee.but(dkim=True).settings).resolver is not None
