"""What is in the mailbox: folders, labels, room, and whose clock is right."""

from datetime import timedelta

from service.clock import BEGINNING
from service.doctor.checked import Checked, counted, ok, unknown, warning, wrong
from service.doctor.examination import Examination
from service.errors import ServerRefused, SettingsError, WrongClock
from service.mailbox.gmail import SHOW_ALL_MAIL
from service.mailbox.survey import Looked

#: Beyond this share of a quota a person is told.
NEARLY_FULL = 0.95

#: By so much clocks may differ.
APART = timedelta(minutes=5)


def folders(examination: Examination) -> Checked:
    """Whether each watched folder is there and can be written to, and how much is in it."""
    told, faults = [], []
    for folder in examination.settings.mailbox.folders:
        try:
            looked = examination.box.survey.look_at(folder)
        except (ServerRefused, SettingsError) as error:
            faults.append(error)
            continue
        if looked.writable is False:
            faults.append(ServerRefused(f"{folder}: the server opens it read-only"))
        told.append(_told(looked))
    if faults:
        together = type(faults[0])("; ".join(map(str, faults)))
        return wrong(together, "see mailbox.folders; what cannot be opened is not looked after")
    return ok("; ".join(told))


def _told(looked: Looked) -> str:
    writable = ", writable" if looked.writable else ""
    return f"{looked.folder}: {counted(looked.mails, 'mail')}{writable}"


def drafts(examination: Examination) -> Checked:
    """Where drafts are saved."""
    return _place(examination, "drafts", "Drafts")


def archive(examination: Examination) -> Checked:
    """Where mail goes that leaves the inbox, by the way of labelling."""
    if examination.settings.mailbox.archive_folder:
        return _place(examination, "archive", "Archive")
    way = examination.box.way()
    if way.kind == "folders":
        return ok("each label's own folder: what leaves the inbox is moved there")
    if way.kind == "gmail":
        if (place := way.kept_at("")) is None:
            return warning(
                "none: All Mail is hidden, so nothing can leave the inbox", SHOW_ALL_MAIL
            )
        return ok(f"{place}: as Gmail archives")
    return _place(examination, "archive", "Archive")


def sent(examination: Examination) -> Checked:
    """Where the mail is that tells to whom the owner wrote. It is never made."""
    return _place(examination, "sent", "")


def trash(examination: Examination) -> Checked:
    """Where 'undo' puts what is our own."""
    return _place(examination, "trash", "Trash")


def _place(examination: Examination, use: str, otherwise: str) -> Checked:
    """One folder for a special use (RFC 6154), and why it is the one."""
    key = f"{use}_folder"
    configured = getattr(examination.settings.mailbox, key, None)
    try:
        place = examination.box.survey.place(f"\\{use}", configured)
    except SettingsError as error:
        return wrong(error, f"correct mailbox.{key}, or leave it out")
    if place is not None:
        return ok(f"{place.name}: {place.why}")
    if otherwise:
        made = examination.box.survey.would_make(otherwise)
        return ok(f"{made}: none is there yet; it is made when it is needed first")
    return warning(
        "none is announced, nor has any a usual name: to whom you wrote cannot be learnt",
        f"put its name into mailbox.{key}; there are: {examination.box.survey.names()}",
    )


def quota(examination: Examination) -> Checked:
    """How full the mailbox is."""
    try:
        told = examination.box.survey.quotas()
    except ServerRefused as error:
        return unknown(f"the server does not tell: {error}")
    limited = [one for one in told if one.limit > 0]
    if not limited:
        return ok("the server tells of none")
    fullest = max(limited, key=lambda one: one.used / one.limit)
    share = fullest.used / fullest.limit
    line = f"{fullest.resource}: {share:.0%} of {_amount(fullest.resource, fullest.limit)} is used"
    if share > NEARLY_FULL:
        return warning(line, "make room: where it is full no draft can be saved")
    return ok(line)


def _amount(resource: str, number: int) -> str:
    """STORAGE is counted in units of 1,024 octets (RFC 9208, 5.1)."""
    if resource.upper() != "STORAGE":
        return f"{number:,}"
    units = ["kB", "MB", "GB", "TB"]
    amount = float(number)
    while amount >= 1024 and len(units) > 1:
        amount /= 1024
        units.pop(0)
    return f"{amount:.3g} {units[0]}"


def clock(examination: Examination) -> Checked:
    """Whether this machine's clock can be right, held against when the newest mail came.

    The server dates what arrives (RFC 9051, 2.3.3), but never tells the time: so a clock that is
    behind is found out by the next mail, one that is ahead only where nothing comes for weeks.
    """
    try:
        now = examination.now()
    except WrongClock as error:
        return wrong(error, "set it, or switch its time server on")
    if not examination.is_signed_in:
        return ok(f"{now:%Y-%m-%d %H:%M} UTC can be right; it was not held against the server's")
    newest = examination.box.survey.newest(examination.settings.mailbox.folders[0])
    if newest is None:
        return ok(f"{now:%Y-%m-%d %H:%M} UTC can be right; there is no mail to hold it against")
    if newest - now > APART:
        return warning(
            f"the newest mail comes from {_span(newest - now)} in the future: this machine's "
            f"clock is behind (it says {now:%Y-%m-%d %H:%M} UTC), or the server's ahead",
            "see whether this machine gets its time from a time server",
        )
    days = examination.settings.mailbox.since_days
    if newest > BEGINNING and now - newest > timedelta(days=days):
        return warning(
            f"no mail for {_span(now - newest)}: is this machine's clock ahead? It says "
            f"{now:%Y-%m-%d}; mail older than {days} days is not looked at",
            "compare it with another clock; where it is right, nothing is wrong",
        )
    ago = _span(max(now - newest, timedelta()))
    return ok(f"not behind the server's: the newest mail came {ago} ago")


def _span(time: timedelta) -> str:
    """A length of time as people say it."""
    if time >= timedelta(days=2):
        return counted(time.days, "day")
    if time >= timedelta(hours=2):
        return counted(int(time.total_seconds() // 3600), "hour")
    return counted(int(time.total_seconds() // 60), "minute")
