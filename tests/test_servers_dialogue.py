"""What the counting proxy takes for a command and for a round trip, word by word."""

from __future__ import annotations

import pytest

from tests.servers.dialogue import Counts, Dialogue, command_name

GREETING = "S: * OK ready\r\n"


def conversation(*said: str, bytewise: bool = False) -> Counts:
    """The counts of what was said; "C: …" is one write of the client's, "S: …" of the server's."""
    counts = Counts()
    dialogue = Dialogue(counts)
    for words in (GREETING, *said):
        tell = dialogue.client_sends if words.startswith("C: ") else dialogue.server_sends
        data = words[3:].encode()
        for part in [data[i : i + 1] for i in range(len(data))] if bytewise else [data]:
            tell(part)
    return counts


CONVERSATIONS = {
    "a connection alone": (1, ()),
    "one command after the other": (
        3,
        ("C: a1 NOOP\r\n", "S: a1 OK\r\n", "C: a2 NOOP\r\n", "S: a2 OK\r\n"),
    ),
    "commands in one write": (2, ("C: a1 NOOP\r\na2 NOOP\r\n", "S: a1 OK\r\na2 OK\r\n")),
    "commands in two writes, unanswered": (
        2,
        ("C: a1 NOOP\r\n", "C: a2 NOOP\r\n", "S: a1 OK\r\na2 OK\r\n"),
    ),
    "the next command while one is still under way": (
        2,
        ("C: a1 NOOP\r\na2 NOOP\r\n", "S: a1 OK\r\n", "C: a3 NOOP\r\n", "S: a2 OK\r\na3 OK\r\n"),
    ),
    "a command before the greeting is awaited": (2, ("C: a1 NOOP\r\n", "S: a1 OK\r\n")),
    "a literal that waits": (
        3,
        ("C: a1 APPEND x {3}\r\n", "S: + go\r\n", "C: abc\r\n", "S: a1 OK\r\n"),
    ),
    "a literal that does not wait": (2, ("C: a1 APPEND x {3+}\r\nabc\r\n", "S: a1 OK\r\n")),
    "several literals that do not wait": (
        2,
        ("C: a1 APPEND x {3+}\r\n", "C: abc (a b) {2+}\r\nde\r\n", "S: a1 OK\r\n"),
    ),
    "a refused literal, and another command": (
        3,
        ("C: a1 APPEND x {30}\r\n", "S: a1 NO\r\n", "C: a2 NOOP\r\n", "S: a2 OK\r\n"),
    ),
    "a literal that looks like a command": (
        2,
        ("C: a1 APPEND x {9+}\r\nb1 NOOP\r\n\r\n", "S: a1 OK\r\n"),
    ),
    "an answer that holds a tagged line and a plus": (
        3,
        (
            "C: a1 FETCH 1 X\r\n",
            "S: * 1 FETCH (X {11}\r\n+ \r\na1 OK\r\n",
            "C: a2 NOOP\r\n",
            "S:  Y {2}\r\n\r\n)\r\na1 OK\r\na2 OK\r\n",
            "C: a3 NOOP\r\n",
        ),
    ),
    "waiting for news": (
        3,
        ("C: a1 IDLE\r\n", "S: + idling\r\n* 5 EXISTS\r\n", "C: DONE\r\n", "S: a1 OK\r\n"),
    ),
    "signing in in two steps": (
        3,
        ("C: a1 AUTHENTICATE PLAIN\r\n", "S: + \r\n", "C: AGEAYg==\r\n", "S: a1 OK\r\n"),
    ),
}


@pytest.mark.parametrize("which", CONVERSATIONS)
def test_flights_are_what_the_client_waits_for(which: str) -> None:
    flights, said = CONVERSATIONS[which]
    assert conversation(*said).flights == flights


@pytest.mark.parametrize("which", CONVERSATIONS)
def test_it_does_not_matter_how_the_bytes_are_cut(which: str) -> None:
    _, said = CONVERSATIONS[which]
    whole, cut = conversation(*said), conversation(*said, bytewise=True)
    assert (whole.commands, whole.transcript) == (cut.commands, cut.transcript)
    assert (whole.sent, whole.received, whole.flights) == (cut.sent, cut.received, cut.flights)


def test_the_transcript_holds_commands_without_tags_and_contents() -> None:
    counts = conversation("C: a1 UID STORE 1:3 +FLAGS (x)\r\na2 append d (a) {3+}\r\nabc\r\n")
    assert counts.transcript == ["UID STORE 1:3 +FLAGS (x)", "append d (a) {3+}"]
    assert counts.commands == {"UID STORE": 1, "APPEND": 1}


def test_a_refused_literal_is_a_command_all_the_same() -> None:
    counts = conversation("C: a1 APPEND x {9}\r\n", "S: a1 NO\r\n", "C: a2 NOOP\r\n")
    assert counts.transcript == ["APPEND x {9}", "NOOP"]


def test_answers_to_the_server_are_no_commands() -> None:
    counts = conversation("C: a1 IDLE\r\n", "S: + \r\n", "C: DONE\r\na2 NOOP\r\n")
    assert counts.transcript == ["IDLE", "NOOP"]


def test_what_changes_a_mailbox_is_told_apart() -> None:
    lines = ["UID MOVE 1 Archive", "UID FETCH 1 FLAGS", "APPEND d {1+}", "SELECT store"]
    counts = Counts(transcript=lines)
    assert counts.mutations == ["UID MOVE 1 Archive", "APPEND d {1+}"]


def test_a_command_has_a_name() -> None:
    assert command_name("uid fetch 1:* (FLAGS)") == "UID FETCH"
    assert command_name("NOOP") == "NOOP"
