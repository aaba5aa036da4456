"""The verbs of ``coffeefirst contacts`` as their owner meets them."""

import json
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from rich.cells import cell_len

from service import screen
from service.acquaintances import ContactFile
from service.contacts.show import show_imported
from service.ledger import Ledger
from tests.servers import mail
from tests.servers.costume import PASSWORD
from tests.test_sent import sent_mail

STOCK = "I'd like to add you to my professional network on LinkedIn."
CONNECTIONS = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
ADA = "Ada,Quill,https://www.linkedin.com/in/ada-quill,,Northwind,Engineer,08 Feb 2026\n"
BO = "Bo,Lindqvist,https://www.linkedin.com/in/bo-lindqvist,,Fjordlys,Potter,09 Feb 2026\n"


@pytest.fixture
def config(tmp_path, dovecot, owner):
    (tmp_path / "listed.txt").write_text("Carla Listed, Brightmoor\n")
    path = tmp_path / "config.toml"
    path.write_text(
        f'authserv_ids = ["{mail.AUTHSERV_ID}"]\nacquaintances = ["listed.txt"]\n'
        f'state_dir = "state"\n[mailbox]\nhost = "127.0.0.1"\nport = {dovecot.port}\n'
        f'security = "none"\nusername = "{owner}"\npassword_command = "echo {PASSWORD}"\n'
        '[owner]\nname = "Robin Falkenrath"\naddress = "robin@example.org"\n'
        "[schedule]\nevery_minutes = 0.05\njitter_seconds = 0\n[log]\njson = true\n"
    )
    return path


@pytest.fixture
def command(tmp_path, config):
    """The command line and environment of a verb."""

    def words(*arguments):
        coffeefirst = Path(sys.executable).parent / "coffeefirst"
        return [coffeefirst, *map(str, arguments), "--config", config]

    return words


@pytest.fixture
def contacts(tmp_path, command):
    """Run a verb of contacts; gives the finished process."""

    def go(*arguments):
        return subprocess.run(
            command("contacts", *arguments),
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
            env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        )

    return go


@pytest.fixture
def connections(tmp_path):
    path = tmp_path / "Connections.csv"
    path.write_text(CONNECTIONS + ADA + BO)
    return path


@pytest.fixture
def listed(contacts):
    """Who is on the list, by name."""
    return lambda *options: {
        person["name"]: person
        for person in map(json.loads, contacts("list", "--json", *options).stdout.splitlines())
    }


@pytest.fixture
def deliver(dovecot, owner):
    return lambda folder, *mails: dovecot.deliver_many(owner, folder, mails)


def _one_line(finished):
    (line,) = finished.stderr.splitlines()
    return line


# -- import --


def test_an_import_says_how_many_people_of_which_kind(contacts, connections, listed):
    finished = contacts("import", connections)
    assert finished.returncode == 0, finished.stderr
    assert "2 people from Connections.csv (LinkedIn connections)" in finished.stdout
    ada = listed()["Ada Quill"]
    assert (ada["company"], ada["title"], ada["source"]) == (
        "Northwind",
        "Engineer",
        "LinkedIn connections",
    )
    assert ada["profile"] == "https://www.linkedin.com/in/ada-quill"
    assert "LinkedIn connection" in ada["record"]


def test_a_newer_export_replaces_the_older_one(contacts, connections, tmp_path, listed):
    contacts("import", connections)
    newer = tmp_path / "Connections (1).csv"
    newer.write_text(CONNECTIONS + BO)
    contacts("import", newer)
    assert set(listed()) == {"Carla Listed", "Bo Lindqvist"}


def test_two_lists_are_two_sources_and_each_replaces_itself(contacts, tmp_path, listed):
    for name, person in (("one.txt", "Dora One"), ("two.txt", "Emil Two")):
        (tmp_path / name).write_text(f"{person}\n")
    contacts("import", tmp_path / "one.txt", tmp_path / "two.txt")
    (tmp_path / "one.txt").write_text("Fay Three\n")
    contacts("import", tmp_path / "one.txt")
    assert set(listed()) == {"Carla Listed", "Fay Three", "Emil Two"}


def test_one_unreadable_file_and_nothing_is_imported(contacts, connections, tmp_path, listed):
    finished = contacts("import", connections, tmp_path / "nowhere.csv")
    assert finished.returncode == 78
    assert "nowhere.csv" in _one_line(finished)
    assert set(listed()) == {"Carla Listed"}


def test_of_many_rows_passed_over_twenty_are_told(capsys, tmp_path):
    passed_over = tuple(f"x.csv, line {n}: no name" for n in range(2_000))
    show_imported(ContactFile(tmp_path / "x.csv", "contacts table", (), passed_over, 3))
    told = capsys.readouterr()
    assert len(told.err.splitlines()) == 21
    assert "and 1,980 more" in told.err
    assert "2,000 rows passed over; 3 rows with nobody in them" in told.out


def test_what_is_imported_is_known_to_plan_and_counted_by_check(
    contacts, command, connections, tmp_path, deliver
):
    contacts("import", connections)
    name = mail.person(1).name
    (tmp_path / "mine.txt").write_text(f"{name}, Kiln\n")
    contacts("import", tmp_path / "mine.txt")
    deliver("INBOX", mail.invitation(1, note=STOCK, headline="Potter at Kiln"))
    run = lambda verb: subprocess.run(command(*verb), capture_output=True, text=True, check=True)  # noqa: E731
    (plan,) = map(json.loads, run(["plan", "--json"]).stdout.splitlines())
    assert plan["decisions"][0]["known"] == "likely"
    assert "3 people imported, 0 you wrote to" in run(["check"]).stdout


def test_while_another_process_writes_an_import_says_so_and_ends_with_75(
    contacts, connections, tmp_path, monkeypatch
):
    contacts("import", connections)
    with closing(sqlite3.connect(tmp_path / "state" / "ledger.sqlite")) as other:
        other.execute("BEGIN IMMEDIATE")
        finished = contacts("import", connections)
    assert finished.returncode == 75
    assert "another program has had the ledger" in _one_line(finished)


def test_a_running_daemon_knows_whom_one_imports(contacts, command, tmp_path, deliver):
    daemon = subprocess.Popen(
        command("run"), stderr=subprocess.PIPE, text=True, env={"HOME": str(tmp_path)}
    )
    try:
        _line_about(daemon, "round")
        (tmp_path / "mine.txt").write_text(f"{mail.person(1).name}, Kiln\n")
        assert contacts("import", tmp_path / "mine.txt").returncode == 0
        deliver("INBOX", mail.invitation(1, note=STOCK, headline="Potter at Kiln"))
        assert _line_about(daemon, "decided")["verdict"] != "meet"
    finally:
        daemon.send_signal(signal.SIGTERM)
        daemon.wait(20)
        daemon.stderr.close()


def _line_about(daemon, event):
    end = time.monotonic() + 20
    for line in daemon.stderr:
        assert time.monotonic() < end, line
        if line.startswith("{") and json.loads(line)["event"] == event:
            return json.loads(line)
    raise AssertionError(f"never said {event!r}")


# -- sent --


def test_sent_reads_and_says_what_it_read(contacts, deliver, listed):
    deliver("Sent", sent_mail(), sent_mail("<<<@>>>"))
    finished = contacts("sent")
    assert finished.returncode == 0, finished.stderr
    assert "2 mails read in Sent; you wrote to 1 person in all" in finished.stdout
    assert "1 mail: not every address there could be read" in _one_line(finished)
    assert listed("--source", "Sent")["Jane Marlow"]["addresses"] == ["jane@example.org"]


# -- list --


def test_the_list_says_where_everybody_is_from_and_how_many_they_are(contacts, connections):
    contacts("import", connections)
    told = contacts("list").stdout
    assert "in/ada-quill" in told
    assert "2 people from LinkedIn connections" in told
    assert "1 person from " in told
    assert "3 people in all" in told


def test_a_source_may_be_chosen_and_a_wrong_one_is_told_with_the_right_ones(
    contacts, connections, listed
):
    contacts("import", connections)
    assert set(listed("--source", "linkedin connections")) == {"Ada Quill", "Bo Lindqvist"}
    assert set(listed("--source", "listed.txt")) == {"Carla Listed"}
    finished = contacts("list", "--source", "Xing")
    assert finished.returncode == 64
    assert "LinkedIn connections, Sent" in _one_line(finished)


def test_a_list_makes_no_ledger(contacts, tmp_path):
    assert contacts("list").returncode == 0
    assert not (tmp_path / "state").exists()


def test_hostile_and_wide_names_keep_their_columns(capsys):
    screen.show_columns((("a", 1), ("b", 1)), [("\x1b[31m陳" * 50, "x"), ("[bold]y[/]", "z")])
    told = capsys.readouterr().out
    assert "\x1b" not in told
    assert "[bold]y[/]" in told
    assert max(cell_len(line) for line in told.splitlines()) <= 120
    assert len(told.splitlines()) == 3


# -- show --


@pytest.mark.parametrize("name", ["Ada Quill", "quill, ada", "ÀDA QUILL"])
def test_case_accents_and_order_do_not_matter(contacts, connections, name):
    contacts("import", connections)
    told = contacts("show", name).stdout
    assert "a LinkedIn connection" in told
    assert "Bo Lindqvist" not in told


def test_every_record_of_a_name_is_shown(contacts, connections, deliver):
    contacts("import", connections)
    deliver("Sent", sent_mail("Ada Quill <ada@example.org>"))
    contacts("sent")
    shown = [json.loads(x) for x in contacts("show", "Ada Quill", "--json").stdout.splitlines()]
    assert [person["source"] for person in shown] == ["LinkedIn connections", "Sent"]


def test_nobody_is_said_plainly(contacts):
    finished = contacts("show", "Nemo Nobody")
    assert (finished.returncode, finished.stderr) == (0, "")
    assert finished.stdout == "nobody in your records could be meant by 'Nemo Nobody'\n"


def test_an_address_or_a_profile_will_do(contacts, connections):
    contacts("import", connections)
    assert "Ada Quill" in contacts("show", "https://www.linkedin.com/in/ada-quill?trk=x").stdout
    assert "nobody" in contacts("show", "ada@example.org").stdout


# -- forget --


def test_forgetting_says_what_it_forgot(contacts, connections, listed):
    contacts("import", connections)
    finished = contacts("forget", "Ada Quill")
    assert finished.stdout == "forgotten: Ada Quill (LinkedIn connections)\n"
    assert set(listed()) == {"Carla Listed", "Bo Lindqvist"}


def test_of_several_people_of_one_name_one_must_be_named(contacts, connections, tmp_path, listed):
    (tmp_path / "mine.txt").write_text("Ada Quill <ada@example.org>\n")
    contacts("import", connections, tmp_path / "mine.txt")
    finished = contacts("forget", "Ada Quill")
    assert finished.returncode == 64
    assert "name one by address or profile" in _one_line(finished)
    assert "ada@example.org" in finished.stdout
    assert contacts("forget", "ada@example.org").returncode == 0
    assert listed()["Ada Quill"]["source"] == "LinkedIn connections"


def test_one_person_in_two_sources_is_forgotten_in_both(contacts, tmp_path, deliver, listed):
    (tmp_path / "mine.txt").write_text("Jane Marlow <jane@example.org>\n")
    deliver("Sent", sent_mail())
    contacts("import", tmp_path / "mine.txt")
    contacts("sent")
    assert len(contacts("forget", "Jane Marlow").stdout.splitlines()) == 2
    assert set(listed()) == {"Carla Listed"}


def test_who_is_forgotten_from_sent_stays_so_when_it_is_read_on(contacts, deliver, listed):
    deliver("Sent", sent_mail())
    contacts("sent")
    contacts("forget", "jane@example.org")
    deliver("Sent", sent_mail())
    contacts("sent")
    assert set(listed()) == {"Carla Listed"}


def test_a_source_sent_or_all_can_be_forgotten(contacts, connections, deliver, listed):
    contacts("import", connections)
    deliver("Sent", sent_mail())
    contacts("sent")
    assert "2 people from LinkedIn" in contacts("forget", "--source", "LinkedIn connections").stdout
    assert "forgotten: 1 person you wrote to" in contacts("forget", "--sent").stdout
    contacts("import", connections)
    assert "2 people from LinkedIn" in contacts("forget", "--all").stdout
    assert set(listed()) == {"Carla Listed"}


def test_after_all_is_forgotten_sent_may_be_read_anew(contacts, deliver, listed):
    deliver("Sent", sent_mail())
    contacts("sent")
    contacts("forget", "jane@example.org")
    contacts("forget", "--all")
    contacts("sent")
    assert "Jane Marlow" in listed()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["forget"], "say whom to forget"),
        (["forget", "Ada Quill", "--sent"], "one of them"),
        (["forget", "Nemo Nobody"], "nobody in your records"),
        (["forget", "Carla Listed"], "listed.txt, which the config names"),
        (["forget", "--source", "listed.txt"], "named by the config"),
        (["import"], "Missing argument"),
        (["show"], "Missing argument"),
    ],
)
def test_what_is_wrong_is_one_line_and_64(contacts, arguments, told):
    finished = contacts(*arguments)
    assert finished.returncode == 64
    assert told in _one_line(finished)


@pytest.mark.parametrize("verb", ["import", "sent", "list", "show", "forget"])
def test_every_verb_has_help_with_an_example(contacts, verb):
    finished = contacts(verb, "--help")
    assert finished.returncode == 0
    assert f"Example: coffeefirst contacts {verb}" in finished.stdout


def test_without_a_config_file_one_line_says_so(tmp_path):
    coffeefirst = Path(sys.executable).parent / "coffeefirst"
    for verb in (["list"], ["import", "x.csv"], ["show", "Ada"], ["forget", "--all"], ["sent"]):
        finished = subprocess.run(
            [coffeefirst, "contacts", *verb],
            check=False, capture_output=True, text=True, env={"HOME": str(tmp_path)},
        )  # fmt: skip
        assert finished.returncode == 78
        assert "'coffeefirst init' makes one" in _one_line(finished)


def test_a_ledger_of_before_is_brought_up_to_date_by_an_import(contacts, connections, tmp_path):
    path = tmp_path / "state" / "ledger.sqlite"
    Ledger(path).close()
    with closing(sqlite3.connect(path)) as old:
        old.executescript("DROP TABLE person; DROP TABLE people_change; PRAGMA user_version = 1;")
    assert contacts("list").returncode == 0
    assert contacts("import", connections).returncode == 0


def test_a_file_that_names_nobody_replaces_nothing(contacts, connections, tmp_path, listed):
    contacts("import", connections)
    before = listed()
    (tmp_path / "none.csv").write_text("First Name,Last Name,URL,Email Address,Connected On\n")
    finished = contacts("import", tmp_path / "none.csv")
    assert finished.returncode == 78
    assert "none.csv: names nobody: nothing was imported" in _one_line(finished)
    assert listed() == before
