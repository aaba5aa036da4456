"""The way to the server: its name, the connection, TLS, who is signed in, what it can do."""

from datetime import UTC, datetime, timedelta

from service.doctor.checked import Checked, counted, ok, warning, wrong
from service.doctor.examination import Examination
from service.errors import Refused, SettingsError, Unreachable
from service.mailbox.connection.probe import Encryption, answered, encryption

#: A certificate that ends sooner is told: those that renew themselves do so a month before.
SOON = timedelta(days=14)

_ONLINE = "see mailbox.host and mailbox.port, and whether this machine is online"


def network(examination: Examination) -> Checked:
    """Whether the server's name resolves, and something answers there."""
    mailbox = examination.settings.mailbox
    try:
        told = answered(mailbox.host, mailbox.port, mailbox.timeout_seconds)
    except Unreachable as error:
        return wrong(error, _ONLINE)
    at = "" if told.address == mailbox.host else f" ({told.address})"
    line = f"{mailbox.host}{at} answers at port {mailbox.port}"
    if told.silent:
        return warning(
            f"{line}, but not at {', '.join(told.silent)}: each new connection waits for that",
            "mend this machine's way there (IPv6, often), or name another mailbox.host",
        )
    return ok(f"{line} in {max(told.seconds * 1000, 1):.0f} ms")


def tls(examination: Examination) -> Checked | None:
    """How the line is encrypted, and until when the server's certificate holds.

    None where it is not, though it should be: ``plain_text`` has told that.
    """
    mailbox = examination.settings.mailbox
    if mailbox.exposed:
        return None
    if mailbox.security == "none":
        return ok("none is wanted: the server is on this machine, and nothing crosses a network")
    try:
        found = encryption(mailbox, examination.new_line())
    except Unreachable as error:
        return wrong(
            error, "see mailbox.security and mailbox.port; nobody signs in until it is well"
        )
    return _judged(found, mailbox.host)


def _judged(found: Encryption, host: str) -> Checked:
    left = found.ends - datetime.now(UTC)
    line = f"{found.version}; certificate for {_names(found, host)}, until {found.ends:%Y-%m-%d}"
    if left < SOON:
        return warning(
            f"{line}: it ends in {counted(left.days, 'day')}",
            "the server's owner must renew it: afterwards nobody signs in any more",
        )
    return ok(line)


def _names(found: Encryption, host: str) -> str:
    """The name that is ours, of the many that some certificates are for."""
    return host if host in found.names or not found.names else ", ".join(found.names[:2])


def sign_in(examination: Examination) -> Checked:
    """Whether the server lets the owner in."""
    mailbox = examination.settings.mailbox
    try:
        examination.sign_in()
    except Refused as error:
        return wrong(error, "check mailbox.username and the password; nothing is tried again")
    except Unreachable as error:
        return wrong(error, "try again in a while; a round would do so by itself")
    except SettingsError as error:
        return wrong(error, "see the line about the secret")
    return ok(f"as {mailbox.username}")


#: What we use besides MOVE or UIDPLUS, and what it means where it is missing.
_USED = {
    "SPECIAL-USE": "folders are known by what LIST tells, or by their usual names",
    "IDLE": "new mail is seen when it is looked for, not at once",
    "LITERAL+": "drafts are saved one by one",
    "NAMESPACE": "where to make folders is seen by those that are there",
}


def capabilities(examination: Examination) -> Checked:
    """What the server can do of what we use, and what it means where something is missing."""
    there = examination.box.survey.capabilities()
    missing = [f"no {name}: {meaning}" for name, meaning in _USED.items() if name not in there]
    if "MOVE" not in there and "UIDPLUS" not in there:
        return warning(
            "neither MOVE nor UIDPLUS: nothing can leave the inbox, so nothing is archived",
            "ask the server's owner for one of them; labels and drafts work without",
        )
    if "MOVE" not in there:
        missing.insert(0, "no MOVE: mail is copied to the archive, and just that mail expunged")
    used = [name for name in ("MOVE", "UIDPLUS", *_USED, "X-GM-EXT-1") if name in there]
    return ok("; ".join([", ".join(used), *missing]))
