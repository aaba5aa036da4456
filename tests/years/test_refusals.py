"""A server that refuses one command for good, leaves, or falls silent; and then mends."""

from contextlib import closing

import pytest

from service.errors import CoffeeFirstError, Unreachable
from service.round import run_round
from tests.servers.costume import PLAIN_CAPABILITY
from tests.test_nothing_twice import _pitch, _stock
from tests.years.refusing import LEAVE, SILENCE, Refusing

COMMANDS = ["STORE", "COPY", "MOVE", "APPEND", "CREATE", "SEARCH", "FETCH", "SELECT", "LIST"]
ANSWERS = ["NO [LIMIT] not today", pytest.param("BAD unknown command", marks=pytest.mark.long)]


@pytest.fixture
def proxy(dovecot):
    with Refusing(dovecot.port) as proxy:
        yield proxy


@pytest.fixture
def coffee(coffee_for, proxy, owner):
    return coffee_for(proxy.port, owner)


def _problems(coffee):
    """What a round tells: problems, or the one error that ended it."""
    try:
        return coffee.round().problems
    except CoffeeFirstError as error:
        return [str(error)]


def _end(mailbox, labels):
    folders = (
        "INBOX",
        "Drafts",
        *(("Archive",) if labels == "keywords" else ("Coffee First/Meet", "Coffee First/Decline")),
    )
    return [mailbox.count(folder) for folder in folders]


@pytest.mark.parametrize("labels", ["keywords", "folders"])
@pytest.mark.parametrize("answer", ANSWERS, ids=["no", "bad"])
@pytest.mark.parametrize("command", [*COMMANDS, "EXAMINE", "NOOP", "SUBSCRIBE"])
def test_what_is_refused_for_days_is_told_and_made_good(
    coffee, proxy, dovecot, owner, mailbox, command, answer, labels
):
    coffee = coffee.but(mailbox={"labels": labels})
    dovecot.deliver(owner, "INBOX", _stock(1))
    dovecot.deliver(owner, "INBOX", _pitch(2))
    proxy.refuses = {command: answer}
    for _ in range(4):
        told = _problems(coffee)
        assert len(told) <= (2 if labels == "folders" else 1)  # one for each label's folder
        assert all(answer.split(maxsplit=1)[1] in line and len(line) < 300 for line in told)
        assert bool(told) >= (not _done(mailbox, labels))
    proxy.refuses = {}
    coffee.round()
    assert coffee.round().problems == []
    assert _done(mailbox, labels)


def _done(mailbox, labels):
    return _end(mailbox, labels) == ([1, 2, 1] if labels == "keywords" else [1, 2, 1, 1])


@pytest.mark.parametrize("command", ["STORE", "MOVE", "APPEND", "FETCH"])
def test_one_folder_that_is_refused_holds_up_no_other_thing(
    coffee, proxy, dovecot, owner, mailbox, command
):
    """What does not need the command is done."""
    dovecot.deliver(owner, "INBOX", _stock(1))
    coffee.round()
    dovecot.deliver(owner, "INBOX", _stock(3))
    proxy.refuses = {command: ANSWERS[0]}
    _problems(coffee)
    assert mailbox.count("Drafts") == (1 if command in {"STORE", "APPEND", "FETCH"} else 2)


def test_where_one_watched_folder_is_refused_the_other_is_served(
    coffee_for, dressed, owner, dovecot, mailbox
):
    dovecot.doveadm("mailbox", "create", "-u", owner, "LinkedIn")
    dovecot.deliver(owner, "LinkedIn", _stock(1))
    both = coffee_for(dovecot.port, owner).but(mailbox={"folders": ("Gone", "LinkedIn")})
    for _ in range(2):
        assert len(both.round().problems) == 1
    assert mailbox.count("Drafts") == 1


# -- leaving, and falling silent --


@pytest.mark.parametrize("how", [LEAVE, SILENCE])
@pytest.mark.parametrize("command", ["STORE", "MOVE", "APPEND", "FETCH", "SEARCH", "LIST"])
def test_a_server_that_leaves_in_mid_round_is_made_good_by_the_next(
    coffee, proxy, dovecot, owner, mailbox, command, how
):
    coffee = coffee.but(mailbox={"timeout_seconds": 0.5})
    for letter in (_stock(1), _pitch(2)):
        dovecot.deliver(owner, "INBOX", letter)
    proxy.refuses = {command: how}
    with pytest.raises(Unreachable):
        coffee.round()
    proxy.refuses = {}
    assert coffee.but(mailbox={"timeout_seconds": 20}).round().problems == []
    assert _done(mailbox, "keywords")


@pytest.mark.parametrize("command", ["CAPABILITY", "LOGIN"])
def test_a_server_that_leaves_at_sign_in_is_unreachable(coffee, proxy, command):
    proxy.refuses = {command: LEAVE}
    with pytest.raises(Unreachable):
        coffee.box()


@pytest.mark.long
def test_a_kept_connection_whose_noop_is_refused_is_made_anew(
    start, config, proxy, dovecot, owner, mailbox
):
    daemon = start(config(proxy.port, owner))
    daemon.says("round")
    proxy.refuses = {"NOOP": "NO not now"}
    dovecot.deliver(owner, "INBOX", _stock(1))
    daemon.does_a_round()
    daemon.does_a_round()
    assert mailbox.count("Drafts") == 1
    assert not daemon.said("round failed")


# -- may not, or cannot --


def test_a_read_only_inbox_is_told_once_a_round_and_the_others_are_served(
    coffee, proxy, dovecot, owner, mailbox
):
    dovecot.deliver(owner, "INBOX", _stock(1))
    with closing(coffee.ledger()) as ledger, closing(coffee.box()) as box:
        open_folder = box._connection._client.select_folder
        box._connection._client.select_folder = lambda folder, readonly=False: open_folder(
            folder, readonly=readonly or folder == "INBOX"
        )
        for _ in range(2):
            (told,) = run_round(box, coffee.job(ledger)).problems
            assert "opens it read-only" in told
    assert coffee.round().drafted == 1


@pytest.mark.long
def test_a_hung_server_is_ended_by_the_deadline_and_said(start, config, proxy, dovecot, owner):
    quick = "from service import deadline; deadline.GRACE = 3; "
    daemon = start(
        config(proxy.port, owner, every_minutes=0.05),
        main=quick + "from service.cli import main; main()",
        environ={"COFFEEFIRST_SCHEDULE__DEADLINE_MINUTES": "0.03"},
    )
    daemon.says("round")
    proxy.refuses = {"NOOP": SILENCE}
    assert "took longer than 0.03 minutes" in daemon.says("round not finished")["problem"]
    assert daemon.says("round skipped")
    proxy.refuses = {}
    daemon.does_a_round()


@pytest.mark.parametrize("more", ["", " MOVE", " UIDPLUS", " MOVE UIDPLUS LITERAL+", " LITERAL+"])
@pytest.mark.parametrize("labels", ["keywords", pytest.param("folders", marks=pytest.mark.long)])
@pytest.mark.parametrize(
    "names",
    [
        {"separator": "/", "prefix": "", "folders": {}},
        {"separator": ".", "prefix": "INBOX.", "folders": {"Brouillons": ""}},
        {"separator": "^", "prefix": "", "folders": {"下書き": "", "アーカイブ": ""}},
    ],
    ids=["bare", "courier", "japanese"],
)
def test_every_costume_is_served_and_nothing_is_done_twice(
    coffee_for, dressed, owner, more, labels, names
):
    server = dressed(capability=PLAIN_CAPABILITY + more, **names)
    coffee = coffee_for(server.port, owner).but(mailbox={"labels": labels})
    for letter in (_stock(1), _pitch(2)):
        server.deliver(owner, "INBOX", letter)
    coffee.round()
    (coffee.settings.state_dir / "ledger.sqlite").unlink()
    coffee.round()
    mailbox = server.mailbox(owner)
    drafts = [f for f in mailbox.folders() if mailbox.count(f) and _is_drafts(mailbox, f)]
    assert len(drafts) == 1
    assert mailbox.count(drafts[0]) == 2
    assert mailbox.count() == (1 if "MOVE" in more or "UIDPLUS" in more else 2)


def _is_drafts(mailbox, folder):
    return all(r"\Draft" in stored.flags for stored in mailbox.mails(folder))
