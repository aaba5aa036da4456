"""Nobody fooled: whose word counts, what LinkedIn's mail demands, and who dresses as LinkedIn."""

import pytest

from rules import Authentic, Kind, Knowledge, Owner, Signature, SignatureResult, trusted_writers
from rules.reading import Reading, read
from rules.reading.authenticity.providers import providers
from tests.reading_letters import (
    FOOTER,
    OWNER,
    RESULTS,
    SINGLE,
    Letter,
    accept,
    phoenix,
    profile,
    read_it,
    s3,
)

YES, NO, UNKNOWN = Authentic.YES, Authentic.NO, Authentic.UNKNOWN
ME = Owner(name="Bob Roe", address="bob@example.com")
PASS = "dmarc=pass header.from=linkedin.com"
SIGNED = "DKIM-Signature: v=1; d=linkedin.com\n"


def at(host: str, *ids: str) -> Knowledge:
    """What an owner knows whose mailbox is at a host, and who named these authserv-ids."""
    return Knowledge(owner=ME, authserv_ids=frozenset(ids), mailbox_host=host)


def told(reading: Reading) -> tuple[Authentic, str]:
    """The answer and its reason, of the mail and of each invitation in it."""
    for invitation in reading.invitations:
        assert invitation.authentic is reading.authentic
    return reading.authentic, reading.authentic_because


def headed(fields: str, knowledge: Knowledge = OWNER, body: str | None = None) -> Reading:
    """The reading of an invitation with these fields on top, and no others' results."""
    return read_it(Letter(results="", extra=fields).text(body or s3()), knowledge)


# ---- providers that are known by the host of the mailbox ----

DELIVERED = {
    "imap.gmail.com": (
        "Received: by 2002:a05:6a20:7f8b:b0:1f5 with SMTP id x1csp1; Mon, 1 Jun 2026 08:00:00\n"
        "ARC-Authentication-Results: i=1; mx.google.com; dmarc=fail header.from=linkedin.com\n"
        "Return-Path: <m-1@bounce.linkedin.com>\n"
        "Received: from maild-fa.linkedin.com (maild-fa.linkedin.com. [108.174.0.1])\n"
        "        by mx.google.com with ESMTPS id x\n"
        "Received-SPF: pass (google.com: domain of m-1@bounce.linkedin.com) client-ip=108.174.0.1\n"
        f"Authentication-Results: mx.google.com; dkim=pass header.i=@linkedin.com; {PASS}\n"
    ),
    "outlook.office365.com": (
        "Received: from AM0PR01.eurprd01.prod.outlook.com (2603:10a6::1) by\n"
        " DB9PR01.eurprd01.prod.outlook.com with HTTPS; Mon, 1 Jun 2026 08:00:00\n"
        "Authentication-Results: spf=pass (sender IP is 108.174.0.1)\n"
        " smtp.mailfrom=bounce.linkedin.com; dkim=pass (signature was verified)\n"
        " header.d=linkedin.com;dmarc=pass action=none header.from=linkedin.com;compauth=pass\n"
        " reason=100\n"
        "Received: from maild-fa.linkedin.com (108.174.0.1) by\n"
        " AM7EUR.mail.protection.outlook.com (10.1.1.1) with Microsoft SMTP Server id 15\n"
    ),
    "imap.mail.yahoo.com": (
        "X-Apparently-To: bob@example.com; Mon, 1 Jun 2026\n"
        "Authentication-Results: atlas206.free.mail.ne1.yahoo.com;\n"
        " dkim=pass header.i=@maild.linkedin.com header.s=d2048;\n"
        " spf=pass smtp.mailfrom=bounce.linkedin.com;\n"
        " dmarc=pass(p=REJECT) header.from=linkedin.com;\n"
    ),
    "imap.mail.me.com": (
        "Received: from st43p00im-mx01.me.com by p01-mailgw.apple.com (Oracle) with ESMTPS id 1\n"
        "Authentication-Results: bimi.icloud.com; bimi=none\n"
        "X-ARC-Info: policy=fail; arc=none\n"
        "Authentication-Results: arc.icloud.com; arc=none\n"
        "Authentication-Results: dmarc.icloud.com; dmarc=pass header.from=linkedin.com\n"
        "X-DMARC-Info: pass=pass; dmarc-policy=reject\n"
        "Authentication-Results: dkim-verifier.icloud.com;\n"
        "\tdkim=pass (2048-bit key) header.d=linkedin.com header.i=@linkedin.com\n"
    ),
    "imap.fastmail.com": (
        "Received: from compute5.internal (compute5.nyi.internal [10.202.2.45])\n"
        "\t by sloti1n1 (Cyrus 3.9) with LMTPA; Mon, 01 Jun 2026\n"
        "Authentication-Results: mx3.messagingengine.com;\n    x-csa=none; x-me-sender=none\n"
        "Authentication-Results: mx3.messagingengine.com;\n    arc=none (no signatures found)\n"
        "Authentication-Results: mx3.messagingengine.com;\n"
        "    dkim=pass (2048-bit rsa key sha256) header.d=linkedin.com x-bits=2048;\n"
        "    dmarc=pass policy.published-domain-policy=reject (p=reject,d=none)\n"
        "      policy.policy-from=p header.from=linkedin.com;\n"
        "    spf=pass smtp.mailfrom=m@bounce.linkedin.com\n"
    ),
    "imap.gmx.net": "Authentication-Results: gmx.net; dkim=pass header.i=@linkedin.com\n",
    "imap.ionos.de": (
        "Authentication-Results: kundenserver.de; dkim=pass header.i=@mailb.linkedin.com\n"
        "Authentication-Results: kundenserver.de; dkim=pass header.i=@linkedin.com\n"
    ),
    "posteo.de": (
        "Authentication-Results: posteo.de; dmarc=pass (p=reject) header.from=linkedin.com\n"
        "Authentication-Results: posteo.de;\n\tdkim=pass (2048-bit key) header.d=linkedin.com;\n"
        "\tdkim-atps=neutral\n"
    ),
    "mail.infomaniak.com": (
        "Authentication-Results: mx.infomaniak.com; dmarc=pass header.from=linkedin.com\n"
        "Authentication-Results: mx.infomaniak.com;\n"
        '\tdkim=pass header.d=linkedin.com header.b="k"\n'
    ),
    "imap.yandex.com": (
        "Received: from vla1-f55d97afef99.qloud-c.yandex.net by myt5.qloud-c.yandex.net with LMTP\n"
        "Authentication-Results: vla1-f55d97afef99.qloud-c.yandex.net; spf=pass (vla1-f55d97afef99"
        ".qloud-c.yandex.net: domain of bounce.linkedin.com designates 108.174.0.1, rule=[ip4:1])"
        " smtp.mail=m-1@bounce.linkedin.com; dkim=pass header.i=@linkedin.com\n"
    ),
    "imap.zoho.eu": (
        "Authentication-Results: mx.zohomail.com;\n\tdkim=pass;\n\tspf=pass (zohomail.com: x) "
        "smtp.mailfrom=m@bounce.linkedin.com;\n\tdmarc=pass(p=reject dis=none)  "
        "header.from=linkedin.com\n"
    ),
    "imap.migadu.com": (
        "Received: from mp0.migadu.com ([2001:41d0:303:e224::])\n\tby mp0.migadu.com with LMTPS\n"
        "Authentication-Results: aspmx1.migadu.com;\n\tdkim=pass header.d=linkedin.com;\n"
        "\tdmarc=pass (policy=reject) header.from=linkedin.com\n"
    ),
}  # fmt: skip


@pytest.mark.parametrize("host", DELIVERED)
def test_a_known_providers_results_are_believed_without_being_named(host: str) -> None:
    assert told(headed(DELIVERED[host] + SIGNED, at(host)))[0] is YES


@pytest.mark.parametrize("host", DELIVERED)
def test_a_known_providers_results_that_say_fail_are_a_no(host: str) -> None:
    failed = DELIVERED[host].replace("=pass", "=fail")
    assert told(headed(failed + SIGNED, at(host)))[0] is NO


@pytest.mark.parametrize("host", DELIVERED)
def test_a_forged_result_under_the_true_ones_changes_nothing(host: str) -> None:
    failed = DELIVERED[host].replace("=pass", "=fail")
    forged = f"Received: from evil.example by evil.example\n{DELIVERED[host]}"
    answer, because = told(headed(failed + forged + SIGNED, at(host)))
    assert answer is NO
    assert because.endswith("the results under that name further down came with the mail")


@pytest.mark.parametrize("host", DELIVERED)
def test_results_below_a_hop_of_somebody_else_are_hearsay(host: str) -> None:
    forwarded = "Received: from imap.example by mx.forwarder.example with ESMTPS id 1\n"
    answer, because = told(headed(forwarded + DELIVERED[host] + SIGNED, at(host)))
    assert answer is UNKNOWN
    assert because.endswith("stand below a hop of mx.forwarder.example")


def test_one_providers_results_are_not_believed_in_anothers_mailbox() -> None:
    fields = DELIVERED["imap.gmail.com"] + SIGNED
    assert told(headed(fields, at("imap.fastmail.com")))[0] is UNKNOWN


def test_the_owners_own_list_wins_over_the_table() -> None:
    fields = DELIVERED["imap.gmx.net"] + SIGNED
    assert told(headed(fields, at("imap.gmx.net", "mx.example.net")))[0] is UNKNOWN


def test_every_provider_of_the_table_is_told_by_its_own_hosts() -> None:
    for provider in providers():
        for host in provider.mailboxes:
            shown, why = trusted_writers(frozenset(), host.replace("*", "a"))
            assert shown
            assert why.endswith(f"{provider.name}'s")


# ---- whose results count, whatever the provider ----


def test_none_stands_for_a_provider_that_writes_no_name() -> None:
    fields = f"Authentication-Results: {PASS}\n"
    assert told(headed(fields, at("", "none")))[0] is YES
    assert told(headed(fields, at("", "mx.example.net")))[0] is UNKNOWN
    assert told(headed(f"Authentication-Results: mx.evil.example; {PASS}\n", at("", "none")))[
        0
    ] is (UNKNOWN)


def test_who_wrote_the_topmost_results_is_told_to_the_owner_who_trusts_nobody_yet() -> None:
    for writer, named in (("mx.a.example; ", "mx.a.example"), ("", "nobody it names ('none' in")):
        fields = f"Authentication-Results: {writer}{PASS}\n"
        assert f"the topmost is by {named}" in told(headed(fields, at("")))[1]


def test_a_star_stands_for_every_host_below_and_no_other() -> None:
    for writer, answer in (
        ("mx7.example.net", YES),
        ("example.net", UNKNOWN),
        ("evilexample.net", UNKNOWN),
        ("example.net.evil.example", UNKNOWN),
    ):
        fields = f"Authentication-Results: {writer}; {PASS}\n"
        assert told(headed(fields, at("", "*.example.net")))[0] is answer, writer


@pytest.mark.parametrize(
    "hop",
    [
        "from a by mx2.example.net with ESMTPS",
        "from a by localhost (Postfix) with LMTP",
        "from a by backend7 with LMTP",
        "from a by mail.lan with LMTP",
        "from a by 10.0.0.7 with ESMTP",
        "from a by [IPv6:fd00::1] with ESMTP",
        "by 127.0.0.1 with SMTP",
        "(qmail 7 invoked by uid 89)",
        "from a (HELO x by y.evil.example) by mx.example.net",
    ],
)
def test_the_providers_inner_hops_may_stand_above_its_results(hop: str) -> None:
    fields = f"Received: {hop}; Mon, 1 Jun 2026\nAuthentication-Results: {RESULTS}\n"
    assert told(headed(fields))[0] is YES


def test_a_host_of_the_mailboxes_own_domain_is_an_inner_hop() -> None:
    fields = f"Received: from a by store.hoster.example\nAuthentication-Results: {RESULTS}\n"
    assert told(headed(fields, at("imap.hoster.example", "mx.example.net")))[0] is YES
    assert told(headed(fields, at("imap.other.example", "mx.example.net")))[0] is UNKNOWN


def test_a_field_larger_than_any_real_one_counts_for_nothing() -> None:
    large = f"Authentication-Results: {RESULTS} ({'x' * 9_000})\n"
    assert told(headed(large))[0] is UNKNOWN
    assert told(headed(f"Authentication-Results: {'(' * 4_000}{RESULTS}\n"))[0] is UNKNOWN


# ---- DKIM verified here ----

GOOD = ("from", "subject", "to", "content-type", "x-linkedin-template", "x-linkedin-class")


def signature(result: str = "pass", domain: str = "linkedin.com") -> Signature:
    return Signature(domain, "s1", SignatureResult(result), GOOD, "it was changed")


UNSAID = Letter(results="", template=SINGLE).text(s3())


def test_only_a_mail_of_which_nobody_trusted_has_spoken_wants_its_signatures() -> None:
    assert read_it(UNSAID).wants_signatures
    assert not read_it(Letter().text(s3())).wants_signatures
    assert not read_it(
        Letter(results=RESULTS.replace("=pass", "=fail")).text(s3())
    ).wants_signatures
    assert not read_it(
        Letter(sender="Ada <a@linkedln.com>", results="").text(s3())
    ).wants_signatures


def test_a_signature_decides_where_the_provider_is_silent() -> None:
    assert read(UNSAID, OWNER, (signature(),)).authentic is YES
    assert read(UNSAID, OWNER, (signature("fail"), signature())).authentic is YES
    assert read(UNSAID, OWNER, ()).authentic is UNKNOWN


def test_what_the_provider_says_goes_before_what_is_verified_here() -> None:
    failed = Letter(results="mx.example.net; dmarc=fail header.from=linkedin.com").text(s3())
    assert read(failed, OWNER, (signature(),)).authentic is NO


def test_results_that_contradict_each_other_are_settled_by_the_signature() -> None:
    forged = f"Authentication-Results: mx.example.net; {PASS}\n"
    torn = Letter(results="mx.example.net; dmarc=none", extra=forged).text(s3())
    assert read_it(torn).wants_signatures
    assert read(torn, OWNER, (signature(),)).authentic is YES
    assert read(torn, OWNER, (signature("fail"),)).authentic is UNKNOWN


@pytest.mark.parametrize("result", [r for r in SignatureResult if r != "pass"])
def test_a_signature_that_does_not_pass_is_no_proof_of_forgery(result: SignatureResult) -> None:
    reading = read(UNSAID, OWNER, (signature(result),))
    assert reading.authentic is UNKNOWN
    assert f"dkim={result} for linkedin.com" in reading.authentic_because
    assert reading.later is (result == "temperror")


def test_a_pass_of_another_domain_proves_nothing() -> None:
    reading = read(UNSAID, OWNER, (signature(domain="evil.example"),))
    assert reading.authentic is UNKNOWN
    assert "LinkedIn has not signed it" in reading.authentic_because


# ---- what an invitation demands beside the domain ----


def test_an_accept_link_elsewhere_is_a_forgery() -> None:
    body = s3().replace(accept(), accept().replace("www.linkedin.com", "linkedin.example.net"))
    answer, because = told(read_it(Letter().text(body)))
    assert (answer, because) == (NO, "its link to accept leads to linkedin.example.net")


def test_a_profile_link_that_apes_linkedins_is_a_forgery() -> None:
    body = s3().replace("www.linkedin.com/comm/in/", "www.linnkedin.com/comm/in/")
    assert told(read_it(Letter().text(body))) == (
        NO,
        "its link to profile leads to www.linnkedin.com",
    )


def test_a_button_of_the_page_that_leads_elsewhere_is_a_forgery() -> None:
    page = phoenix()
    assert told(read_it(Letter().page(page)))[0] is YES
    start = page.index('href="', page.index("invite-accept") - 200)
    aped = page[: start + 6] + "https://evil.example/x" + page[page.index('"', start + 6) :]
    answer, because = told(read_it(Letter().page(aped)))
    assert (answer, because) == (NO, "its link to accept leads to evil.example")


def test_a_link_of_the_inviters_own_is_no_forgery() -> None:
    note = "My site: https://www.example.com/in/kassel and https://linkedin-tips.example/comm/"
    assert told(read_it(Letter().text(s3(note=note))))[0] is YES


WRAPPED = "https://eur01.safelinks.protection.outlook.com/?url={}&data=05"


def test_a_known_mail_filter_may_stand_before_the_links() -> None:
    for link in (accept(), profile("ada-quill")):
        assert link in s3()
    body = s3()
    for link in (accept(), profile("ada-quill")):
        body = body.replace(link, WRAPPED.format(_quoted(link)))
    assert told(read_it(Letter().text(body)))[0] is YES


def test_an_unknown_site_before_the_link_is_a_doubt() -> None:
    body = s3().replace(accept(), f"https://evil.example/r?u={_quoted(accept())}")
    answer, because = told(read_it(Letter().text(body)))
    assert answer is UNKNOWN
    assert because.startswith("its link to accept leads to evil.example first; dmarc=pass")


def _quoted(link: str) -> str:
    return link.replace("%", "%25").replace(":", "%3A").replace("/", "%2F").replace("?", "%3F")


@pytest.mark.parametrize("local", ["cfrost", "ada.quill", "hr"])
def test_what_linkedins_staff_write_is_no_invitation_whatever_is_in_it(local: str) -> None:
    sender = f"Cy Frost <{local}@linkedin.com>"
    letter = Letter(sender=sender, message_id="<abc@linkedin.com>", subject="I want to connect")
    reading = read_it(letter.text(s3()))
    assert (reading.kind, reading.invitations) == (Kind.NOT_LINKEDIN, ())


def test_an_invitation_under_an_unknown_address_of_linkedins_is_doubtful() -> None:
    letter = Letter(sender="Cy Frost <cfrost@linkedin.com>", template=SINGLE)
    answer, because = told(read_it(letter.text(s3())))
    assert answer is UNKNOWN
    assert because.startswith("LinkedIn is not known to invite from cfrost@linkedin.com")


@pytest.mark.parametrize("domain", ["em.linkedin.com", "reply.linkedin.com"])
def test_an_invitation_from_below_linkedins_domain_is_doubtful(domain: str) -> None:
    letter = Letter(sender=f"Ada Quill <invitations@{domain}>", template=SINGLE)
    assert told(read_it(letter.text(s3())))[0] is UNKNOWN


def test_a_members_message_dressed_as_an_invitation_is_doubtful() -> None:
    letter = Letter(
        sender="Ada Quill <hit-reply@linkedin.com>", template="email_hire_inmail_initial_single_01"
    )
    reading = read_it(letter.text(s3()))
    assert reading.kind is Kind.INVITATION
    assert told(reading)[0] is UNKNOWN


def test_a_digest_by_a_sender_of_much_else_needs_its_template() -> None:
    sender = "LinkedIn <messages-noreply@linkedin.com>"
    assert told(read_it(Letter(sender=sender, template=SINGLE).text(s3())))[0] is YES
    assert told(read_it(Letter(sender=sender).text(s3())))[0] is UNKNOWN


def test_a_class_of_another_kind_is_doubtful() -> None:
    letter = Letter(extra="X-LinkedIn-Class: INMAIL\n")
    assert "its class INMAIL" in told(read_it(letter.text(s3())))[1]


def test_a_footer_that_names_somebody_else_is_doubtful() -> None:
    theirs = Letter(to="Mallory Grubb <mallory@example.net>").text(_to("Mallory Grubb"))
    answer, because = told(read_it(theirs))
    assert answer is UNKNOWN
    assert because.startswith("it was written to Mallory Grubb, says its footer")


def test_an_owner_who_changed_names_is_still_the_owner() -> None:
    assert told(read_it(Letter(to="x@example.net").text(_to("Bob Smith-Jones"))))[0] is YES
    assert told(read_it(Letter().text(_to("Robert Windsor"))))[0] is YES  # to the owner's address


def test_a_mail_without_a_footer_is_no_less_authentic() -> None:
    body = s3().replace(FOOTER, "")
    assert "intended for" not in body
    assert told(read_it(Letter().text(body)))[0] is YES


def _to(name: str) -> str:
    assert "Bob Roe (" in s3()
    return s3().replace("Bob Roe (", f"{name} (")


# ---- who dresses as LinkedIn ----

LOOKALIKES = (
    "linnkedin.com", "linkedln.com", "Iinkedin.com", "1inkedin.com", "linked-in-mail.com",
    "linkedin.com.evil.example", "linkedin-mail.example", "notlinkedin.com", "linkedin.co",
    "mail.linkedin.com-id7.example", "xn--lnkedin-gza.com", "xn--linkedn-r2a.com",
    "l\u0456nkedin.com", "link\u0435din.com", "link\u00e9din.com", "linkedi\u0148.com",
    "lin\u03baedin.com", "linkedin.c\u043em",
)  # fmt: skip


@pytest.mark.parametrize("domain", LOOKALIKES)
def test_a_lookalike_domain_is_named_as_one(domain: str) -> None:
    reading = read_it(Letter(sender=f"Ada Quill <invitations@{domain}>").text(s3()))
    answer, because = told(reading)
    assert (reading.kind, answer) == (Kind.INVITATION, NO)
    assert because.endswith("is a lookalike of linkedin.com")
    assert domain.casefold() in because


def test_letters_of_another_script_are_shown_for_what_they_are() -> None:
    reading = read_it(Letter(sender="Ada <invitations@l\u0456nkedin.com>").text(s3()))
    assert "(xn--lnkedin-rog.com)" in told(reading)[1]


TRICKS = {
    "a name that is an address": '"LinkedIn <invitations@linkedin.com>" <x@evil.example>',
    "an address before the address": "LinkedIn <invitations@linkedin.com> <x@evil.example>",
    "an encoded name": "=?utf-8?q?invitations=40linkedin.com?= <x@evil.example>",
    "a name in Cyrillic letters": "=?utf-8?b?TGlua9C1ZElu?= <x@evil.example>",
    "a name in wide letters": "=?utf-8?b?77ys772J772O772L772F772E772J772O?= <x@evil.example>",
    "a name with a zero width space": "=?utf-8?q?Linked=E2=80=8BIn?= <x@evil.example>",
    "a name as reminders had it": '"Ada Quill (LinkedIn Invitations)" <x@evil.example>',
    "a name that ends with it": "Ada Quill | LinkedIn <x@evil.example>",
    "a comment": "Ada Quill <x@evil.example> (invitations@linkedin.com)",
    "two addresses, theirs last": "invitations@linkedin.com, x@evil.example",
    "two addresses, theirs first": "Ada <x@evil.example>, L <invitations@linkedin.com>",
    "a group": "LinkedIn: invitations@linkedin.com, x@evil.example;",
    "a route": "Ada Quill <@linkedin.com:x@evil.example>",
    "a domain in the local part": '"invitations@linkedin.com"@evil.example',
    "two at signs": "Ada Quill <invitations@linkedin.com@evil.example>",
    "text after the address": "<invitations@linkedin.com>x@evil.example",
}


@pytest.mark.parametrize("trick", TRICKS)
def test_a_sender_field_that_plays_tricks_is_told(trick: str) -> None:
    reading = read_it(Letter(sender=TRICKS[trick], results="").text(s3()))
    answer, because = told(reading)
    assert (reading.kind, answer) == (Kind.INVITATION, NO), because
    assert "LinkedIn's, but" in because or "names linkedin.com, but" in because


@pytest.mark.parametrize("trick", TRICKS)
def test_no_trick_of_the_sender_field_passes_on_the_providers_word(trick: str) -> None:
    assert told(read_it(Letter(sender=TRICKS[trick]).text(s3())))[0] is NO


def test_a_group_of_linkedins_own_address_is_no_more_than_doubtful() -> None:
    reading = read_it(Letter(sender="LinkedIn: invitations@linkedin.com;", results="").text(s3()))
    assert told(reading)[0] is UNKNOWN


def test_two_addresses_of_linkedins_are_doubtful() -> None:
    sender = "invitations@linkedin.com, member@linkedin.com"
    assert "2 addresses" in told(read_it(Letter(sender=sender).text(s3())))[1]


def test_a_sender_field_that_names_linkedin_over_another_from_is_told() -> None:
    letter = Letter(
        sender="Ada Quill <x@evil.example>", extra="Sender: invitations@linkedin.com\n", results=""
    )
    answer, because = told(read_it(letter.text(s3())))
    assert (answer, because) == (
        NO, "its Sender field names linkedin.com, but it comes from evil.example",
    )  # fmt: skip


@pytest.mark.parametrize("name", ["Reply-To", "Sender"])
def test_a_second_address_beside_from_is_doubtful_and_a_lookalike_forged(name: str) -> None:
    for domain, expected in (
        ("evil.example", UNKNOWN),
        ("linkedln.com", NO),
        ("bounce.linkedin.com", YES),
    ):
        letter = Letter(extra=f"{name}: Ada Quill <x@{domain}>\n")
        answer, because = told(read_it(letter.text(s3())))
        assert answer is expected
        assert because.startswith(f"its {name} is at {domain}") is (expected is not YES)


def test_two_from_fields_are_told() -> None:
    letter = Letter(extra="From: Ada Quill <invitations@linkedin.com>\n", results="")
    assert told(read_it(letter.text(s3()))) == (NO, "it has 2 From fields; one hides the other")


def test_a_results_field_above_the_providers_is_not_the_providers() -> None:
    forged = f"Authentication-Results: mx.evil.example; {PASS}\n"
    true = "Authentication-Results: mx.example.net; dmarc=fail header.from=linkedin.com\n"
    assert told(headed(forged + true))[0] is NO


def test_a_pass_that_names_no_domain_may_be_what_the_sender_called_its_server() -> None:
    for helo in ("x;dmarc=pass", "x;dkim=pass"):
        results = f"mx.example.net; dkim=none; spf=none smtp.helo={helo}"
        assert told(read_it(Letter(results=results).text(s3())))[0] is UNKNOWN


@pytest.mark.parametrize("hidden", ["From: Bill <invitations@linkedin.com>", "Subject: x"])
def test_a_line_break_that_only_some_see_is_a_forgery(hidden: str) -> None:
    raw = Letter(template=SINGLE).text(s3())
    raw = f"Content-Transfer-Encoding: 8bit\r{hidden}\r\n".encode() + raw.replace(
        b"Content-Transfer-Encoding: 8bit\r\n", b""
    )
    answer, because = told(read_it(raw))
    assert (answer, because) == (NO, "its Content-Transfer-Encoding field hides a line break")


def test_a_provider_that_the_owner_names_is_known_with_its_hops() -> None:
    fields = DELIVERED["imap.gmail.com"] + SIGNED
    assert told(headed(fields, at("127.0.0.1", "mx.google.com")))[0] is YES
