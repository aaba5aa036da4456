"""A config's text is changed where something was answered otherwise, and nowhere else."""

import string
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.config_file import load_settings
from service.errors import SettingsError
from service.setup.config_text import changed, new_text, value_at, with_mailbox

OWN = """\
# My own words, above all.
policy = "gatekeeper"   # the strict one


[ mailbox ]             # at work
host    = "imap.example.org"
port=993
username = 'robin'
password_file = "secret"
folders = [
    "INBOX",      # first
    "LinkedIn",   # sorted by a filter
]

[owner]
name = "Robin Winter"
interests.presets = ["sales"]   # for now
# the end, without a line break"""


def test_one_value_is_changed_and_every_comment_stays():
    after = changed(OWN, {("policy",): "benefit-of-the-doubt"})
    assert after == OWN.replace('"gatekeeper"', '"benefit-of-the-doubt"')


def test_what_is_so_already_leaves_every_octet():
    so = {("policy",): "gatekeeper", ("mailbox", "port"): 993, ("mailbox", "nosuch"): None}
    assert changed(OWN, so) == OWN


def test_a_key_that_is_taken_out_takes_only_its_line():
    assert changed(OWN, {("mailbox", "password_file"): None}) == OWN.replace(
        'password_file = "secret"\n', ""
    )


def test_a_list_keeps_what_stays_in_it_with_its_comment():
    after = changed(OWN, {("mailbox", "folders"): ["INBOX", "Invitations"]})
    assert "# first" in after
    assert value_at(tomllib.loads(after), ("mailbox", "folders")) == ["INBOX", "Invitations"]


def test_a_key_written_with_dots_is_changed_where_it_is():
    after = changed(OWN, {("owner", "interests", "presets"): ["founder"]})
    assert after == OWN.replace('["sales"]', '["founder"]')


def test_a_new_key_goes_into_its_table():
    after = changed(OWN, {("mailbox", "security"): "starttls"})
    assert value_at(tomllib.loads(after), ("mailbox", "security")) == "starttls"
    assert [line for line in after.splitlines() if line not in OWN.splitlines()] == [
        'security = "starttls"'
    ]


def test_a_table_on_one_line_is_changed_there():
    text = 'mailbox = {host = "a", port = 993} # short\n'
    assert changed(text, {("mailbox", "host"): "b"}) == text.replace('"a"', '"b"')


@pytest.mark.parametrize("name", ["a\x1b[31m", "a\u202e", 'a"\\', "a\nb", "é"])
def test_whatever_a_folder_is_called_it_can_be_written(name):
    after = changed(OWN, {("mailbox", "folders"): ["INBOX", name]})
    assert value_at(tomllib.loads(after), ("mailbox", "folders")) == ["INBOX", name]


def test_line_breaks_of_another_system_stay():
    text = OWN.replace("\n", "\r\n")
    after = changed(text, {("mailbox", "port"): 143})
    assert after == text.replace("port=993", "port=143")


@pytest.mark.parametrize("text", ["a = ", "= 1", "a = 1\na = 2", "[a]\n[a]\n", "\x00", "a" * 9])
def test_what_is_no_toml_is_said_to_be_none(text):
    with pytest.raises(SettingsError, match="cannot be changed"):
        changed(text, {("policy",): "gatekeeper"})


def test_a_value_in_the_way_of_a_table_is_not_trodden_on():
    with pytest.raises(SettingsError, match="cannot be changed"):
        changed("mailbox = 1\n", {("mailbox", "host"): "imap.example.org"})


def test_a_new_config_can_be_used_once_it_is_filled_in(tmp_path):
    path = tmp_path / "config.toml"
    filled = {
        ("mailbox", "host"): "imap.example.org", ("mailbox", "username"): "robin",
        ("mailbox", "password_command"): None, ("owner", "name"): "Robin Winter",
        ("owner", "address"): "robin@example.org",
    }  # fmt: skip
    path.write_text(changed(new_text(), filled))
    assert load_settings(path).mailbox.password_file == tmp_path / "password"
    assert path.read_text().count("#") == new_text().count("#")


def test_one_more_mailbox_gets_a_table_of_its_own():
    table = ("mailboxes", "work")
    text = with_mailbox(OWN, table)
    assert text.startswith(OWN + "\n\n[mailboxes.work]\n")
    after = changed(text, {(*table, "host"): "imap.example.net"})
    assert tomllib.loads(after)["mailbox"] == tomllib.loads(OWN)["mailbox"]
    assert with_mailbox(after, table) == after


def test_a_new_config_may_begin_with_a_named_mailbox():
    assert "host" in tomllib.loads(new_text(("mailboxes", "at home")))["mailboxes"]["at home"]


# -- whatever an owner may have written --

_WORDS = st.text(string.ascii_lowercase, min_size=1, max_size=5)
_COMMENT = st.text(string.ascii_letters + ' #="[]é', max_size=12).map(lambda text: f"#{text}")
_VALUE = st.one_of(
    st.integers(-9, 9), st.booleans(), st.text(string.printable[:95], max_size=6),
    st.lists(st.text(string.ascii_letters, max_size=3), max_size=3),
)  # fmt: skip
_TABLES = ("mailbox", "owner", "owner.interests", "log")
_KEYS = ("host", "port", "presets", "name")


def _literal(value):
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, list):
        return "[" + ", ".join(map(_literal, value)) + "]"
    return str(value)


@st.composite
def _texts(draw):
    """TOML as a person writes it: comments, blank lines, spaces, in any order of tables."""
    lines = []
    for table in [None, *draw(st.permutations(_TABLES))][: draw(st.integers(1, 5))]:
        if table:
            lines.append(f"{draw(st.sampled_from(['', '  ']))}[{table}] {draw(_COMMENT)}")
        for key in draw(st.lists(st.sampled_from(_KEYS), unique=True)):
            lines += draw(st.lists(st.one_of(_COMMENT, st.just("")), max_size=2))
            gap = draw(st.sampled_from([" ", "", "   "]))
            lines.append(f"{key}{gap}={gap}{_literal(draw(_VALUE))} {draw(_COMMENT)}")
    return "\n".join(lines) + draw(st.sampled_from(["\n", "", "\n\n"]))


_PATHS = st.tuples(st.sampled_from(_TABLES), st.sampled_from(_KEYS)).map(
    lambda two: (*two[0].split("."), two[1])
)


@settings(max_examples=60)
@given(_texts(), st.dictionaries(_PATHS, st.one_of(st.none(), _VALUE), max_size=3))
def test_only_what_was_asked_is_changed(text, changes):
    after = changed(text, changes)
    for path, value in changes.items():
        assert value_at(tomllib.loads(after), path) == value
    touched = {path[-1] for path in changes}
    kept = [line for line in text.splitlines() if line.split("=")[0].strip() not in touched]
    assert [line for line in kept if line.strip() and line not in after.splitlines()] == []


@settings(max_examples=60)
@given(_texts())
def test_what_is_not_changed_stays_to_the_octet(text):
    so = {("log", key): value_at(tomllib.loads(text), ("log", key)) for key in _KEYS}
    assert changed(text, so) == text
