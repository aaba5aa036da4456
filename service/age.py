"""How old a mail may be to be looked at, and whether the clock that says so can be right.

A clock that is ahead makes new mail look old. So it is held against the mail itself: the server
dates what arrives by its own clock (RFC 9051, 2.3.3).
"""

from datetime import date, datetime, timedelta

from service.deciding import Case


def oldest(case: Case, since_days: int) -> date:
    """On which day the oldest mail may have come: some weeks ago, or by the last look, if earlier.

    A last look in the future tells nothing: the clock was ahead then.
    """
    weeks_ago = case.now.date() - timedelta(days=since_days)
    if looked_at := case.ledger.looked_at(case.key):
        return min(weeks_ago, datetime.fromisoformat(looked_at).date() - timedelta(days=1))
    return weeks_ago


def of_these(case: Case, known: int, since: date) -> list[int]:
    """Which of the mails from this UID on to look at: old mail that was put there waits.

    But where nothing in the folder is young enough, it is the clock that is ahead, not all the
    mail that is old.
    """
    everything = case.box.waiting(uidnext=known)
    if not everything:
        return []
    young = case.box.waiting(uidnext=known, since=since)
    if len(young) == len(everything) or case.box.holds_mail_since(since):
        return young
    return everything


def nothing_young(case: Case, since: date, exists: int) -> list[str]:
    """After a first look that found nothing: what is to be told about it, if anything."""
    if not exists or case.box.holds_mail_since(since):
        return []
    return [
        f"no mail at all has come since {since}: is this machine's clock right? It says "
        f"{case.now:%Y-%m-%d}. Older invitations are looked at by 'coffeefirst backfill'"
    ]
