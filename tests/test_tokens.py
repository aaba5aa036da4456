"""LinkedIn's links sign their owner in with one click: no token of theirs is shown or kept."""

import os

import pytest

from service.cli import main
from service.screen import as_json
from tests.canaries import CANARY, LETTERS, LINKS, decoded, poisoned, sings, tokens_of
from tests.servers.scripted import Scripted


@pytest.fixture(autouse=True)
def umask():
    """As it was: the program narrows its own for good."""
    before = os.umask(0o022)
    os.umask(before)
    yield
    os.umask(before)


@pytest.fixture(scope="module")
def letters(transcript):
    return {path.name: path.read_bytes() for path in (transcript.home / "letters").iterdir()}


@pytest.fixture(scope="module")
def tokens():
    """The tokens in the letters of every era."""
    return {token for path in LETTERS for token in tokens_of(path.read_bytes())}


def leaked(text, tokens):
    """The canaries and tokens in a text, with what stands around the first."""
    found = [token for token in tokens if token.encode() in text]
    if sings(text):
        at = text.lower().index(b"qz7xj")
        found.append(text[max(0, at - 200) : at + 40])
    return found


# -- the looking itself --


def test_the_letters_hold_what_is_looked_for(letters, tokens):
    songs = [sings(decoded(raw).encode()) for name, raw in letters.items() if "link-" in name]
    assert len(songs) == len(LINKS)
    assert all(songs)
    assert len(tokens) > 900
    eras = [path.name for path in LETTERS if tokens_of(path.read_bytes())]
    assert all(any(f"-{year}" in name for name in eras) for year in (2009, 2012, 2016, 2020, 2026))


def test_a_canary_is_heard_through_a_folded_table():
    assert sings(f"│ {CANARY[:7]} │ meet │\n│ {CANARY[7:]} │      │".encode())


def test_every_verb_has_done_its_work(transcript):
    codes = {note["verb"]: note["told"] for note in transcript.noted if note["what"] == "exit"}
    assert len(codes) >= 31
    assert {verb: code for verb, code in codes.items() if code} == {}


# -- what is said, kept and drafted --


@pytest.mark.parametrize("where", ["alone", "mailbox", "run", "run in words", "demo"])
def test_no_token_is_said(transcript, tokens, where):
    said = transcript.said[where]
    assert len(said) > 1000
    assert not leaked(said, tokens)


def test_no_token_is_kept(transcript, tokens):
    kept = {p.name: p.read_bytes() for p in (transcript.home / "state").iterdir()}
    assert b"Ada Quill" in kept["ledger.sqlite"] + kept.get("ledger.sqlite-wal", b"")
    assert not {name: found for name, raw in kept.items() if (found := leaked(raw, tokens))}


def test_no_token_is_drafted_nor_in_a_folders_name(transcript, tokens):
    box = transcript.server.mailbox(transcript.user)
    drafts = [decoded(stored.raw).encode() for stored in box.mails("Drafts")]
    assert len(drafts) >= 40
    assert not [found for raw in drafts if (found := leaked(raw, tokens))]
    assert not leaked(" ".join(box.folders()).encode(), tokens)


@pytest.mark.parametrize("debug", ["", "1"])
@pytest.mark.parametrize("link", LINKS.values(), ids=LINKS)
def test_no_token_is_in_an_error_or_its_traceback(monkeypatch, capsysbinary, debug, link):
    monkeypatch.setenv("COFFEEFIRST_DEBUG", debug)
    monkeypatch.setattr("service.cli.app", _breaks(link))
    with pytest.raises(SystemExit):
        main()
    said = capsysbinary.readouterr().err
    assert b"ValueError: at " in said
    assert (b"Traceback" in said) == bool(debug)
    assert not sings(said)


def _breaks(link):
    def app(**_):
        raise ValueError(f"at {link}")

    return app


@pytest.mark.parametrize("link", LINKS.values(), ids=LINKS)
def test_no_token_in_a_servers_words_is_shown(capsysbinary, monkeypatch, tmp_path, link):
    line = " ".join(link.split()).encode()
    with Scripted(answers={b"LOGIN": b"{tag} NO see " + line}) as server:
        config = tmp_path / "config.toml"
        config.write_text(
            f'[mailbox]\nhost = "127.0.0.1"\nport = {server.port}\nsecurity = "none"\n'
            'username = "robin"\npassword_command = "echo secret"\n'
            '[owner]\nname = "Robin"\naddress = "robin@example.org"\n'
        )
        monkeypatch.setattr("sys.argv", ["coffeefirst", "plan", "--config", str(config)])
        with pytest.raises(SystemExit):
            main()
    said = capsysbinary.readouterr().err
    assert b"does not let 'robin' in: see" in said
    assert not sings(said)


@pytest.mark.parametrize("link", LINKS.values(), ids=LINKS)
def test_no_token_is_in_json_either(capsysbinary, link):
    as_json({"problems": [f"INBOX: the server said: {link}"], "drafts": 3})
    said = capsysbinary.readouterr().out
    assert b'"problems": ["INBOX: the server said: ' in said
    assert not sings(said)


def test_a_poisoned_letter_is_read_all_the_same():
    raw = poisoned(1, LINKS["plain"])
    assert b"Ada Quill1" in raw
    assert CANARY in decoded(raw)
