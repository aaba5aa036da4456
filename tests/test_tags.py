"""How labels show where they are keywords."""

import re
from pathlib import Path

import pytest

from service.mailbox.labels import LABELS
from service.providers import by_host, providers
from service.tags import Shown, friendly, how_shown, keyword, thunderbird_lines

#: What Thunderbird makes of a name that is typed as a tag's: older ones replace these by "_"; newer
#: ones write these as "=" and a number. Then it takes lower case.
REPLACED, ENCODED = ' ()/{%*<>\\"', '=()[]{}%*"\\<>;&'
PREF = re.compile(r'user_pref\("mailnews\.tags\.([^"]+)\.(tag|color)", "([^"\\\\]+)"\);')


def _prefs(labels):
    return {(m[1], m[2]): m[3] for m in map(PREF.fullmatch, thunderbird_lines(labels))}


@pytest.mark.parametrize("label", [*LABELS, "conference-2026"])
def test_thunderbird_gets_a_name_and_a_colour_for_the_very_keyword(label):
    prefs = _prefs([label])
    assert prefs[keyword(label), "tag"] == friendly(label)
    assert re.fullmatch(r"#[0-9A-F]{6}", prefs[keyword(label), "color"])


@pytest.mark.parametrize("label", [*LABELS, "conference-2026"])
def test_a_keyword_that_is_typed_as_a_tags_name_becomes_its_key_as_it_is(label):
    typed = keyword(label)
    assert typed == typed.lower()
    assert typed.isascii()
    assert not set(typed) & set(REPLACED + ENCODED)


def test_no_two_verdicts_look_alike():
    colours = [value for (_, what), value in _prefs(LABELS).items() if what == "color"]
    assert len(set(colours)) == len(LABELS)


@pytest.mark.parametrize(
    ("kind", "called", "host", "how"),
    [
        (
            "folders",
            "Coffee First/Meet",
            "imap.fastmail.com",
            "folders, such as Coffee First/Meet; Fastmail shows them as folders, or in its labels "
            "mode as labels: Coffee First/Meet",
        ),
        ("folders", "INBOX.Coffee First.Meet", "", "folders, such as INBOX.Coffee First.Meet"),
        ("gmail", "Coffee First/Meet", "", "Gmail labels, such as Coffee First/Meet"),
        (
            "proton",
            "Labels/Coffee First Meet",
            "127.0.0.1",
            "Proton labels, such as Labels/Coffee First Meet",
        ),
    ],
)
def test_an_owner_is_told_how_labels_show(kind, called, host, how):
    assert how_shown(kind, {"meet": called}, by_host(host)) == Shown(how)


def test_an_owner_of_keywords_is_told_what_makes_them_visible():
    called = {label: keyword(label) for label in LABELS}
    told = how_shown("keywords", called, by_host("imap.fastmail.com"))
    assert told.how == "keywords on the mail itself, such as coffeefirst-meet"
    assert "deploy/MAILBOXES.md" in told.to_see
    assert "\n" not in told.to_see
    assert all(name in told.to_see for name in called.values())


def test_the_document_about_mailboxes_has_the_very_lines():
    document = (Path(__file__).parent.parent / "deploy" / "MAILBOXES.md").read_text("utf-8")
    shown = document.split("```js\n")[1].split("\n```")[0]
    assert shown.splitlines() == thunderbird_lines(LABELS)


def test_the_document_knows_every_provider_of_whose_labels_something_is_known():
    document = (Path(__file__).parent.parent / "deploy" / "MAILBOXES.md").read_text("utf-8")
    known = [p.name.split(",")[0] for p in providers() if p.labels != "auto"]
    assert known
    assert not [name for name in known if name not in document]
