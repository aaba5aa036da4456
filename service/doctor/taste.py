"""By what is judged: whom the owner knows, the policy, the reply texts, whose word is taken."""

from datetime import UTC, datetime, timedelta

from rules import trusted_writers, warnings
from service.acquaintances import read_contacts
from service.doctor.checked import Checked, counted, ok, warning, wrong
from service.doctor.examination import Examination
from service.errors import InputError, SettingsError
from service.ledger import Source
from service.settings import Settings
from service.taste import load_owner, policy_text

#: An export of LinkedIn's that is older lacks many whom the owner knows by now.
STALE = timedelta(days=180)


def contacts(examination: Examination) -> Checked:
    """Whom the owner knows: how many, where from, and how old LinkedIn's export is."""
    files = examination.settings.acquaintances
    try:
        read = [read_contacts(path) for path in files]
    except SettingsError as error:
        return wrong(error, "correct or leave out that file in acquaintances")
    sources = examination.ledger.sources()
    listed = sum(len(file.people) for file in read)
    imported = sum(source.people for source in sources)
    written_to = examination.ledger.count_correspondents()
    line = (
        f"{_people(listed)} in {counted(len(files), 'file')}, {_people(imported)} imported, "
        f"{written_to:,} you wrote to"
    )
    if not listed and not imported and not written_to:
        return warning(
            "nobody: so 'known' is always unknown, and nothing that asks it is archived",
            "name your LinkedIn export to 'coffeefirst contacts import'",
        )
    dated = [file.path.stat().st_mtime for file in read if file.kind.startswith("LinkedIn")]
    return _judged_by_age(
        line, [*(datetime.fromtimestamp(d, UTC) for d in dated), *_dates(sources)]
    )


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number:,} people"


def _dates(sources: list[Source]) -> list[datetime]:
    """When something of LinkedIn's was imported."""
    return [
        datetime.fromisoformat(source.imported_at)
        for source in sources
        if source.kind.startswith("LinkedIn") and source.imported_at
    ]


def _judged_by_age(line: str, dates: list[datetime]) -> Checked:
    if not dates:
        return ok(line)
    days = max((datetime.now(UTC) - max(dates)).days, 0)
    line = f"{line}; LinkedIn's export is {counted(days, 'day')} old"
    if days > STALE.days:
        return warning(line, "ask LinkedIn for a new one, and import it: it replaces the old one")
    return ok(line)


def policy(examination: Examination) -> Checked:
    """The policy, and its own examples."""
    try:
        loaded = examination.policy
    except (SettingsError, InputError) as error:
        return wrong(error, "'coffeefirst policy check' tells more")
    line = (
        f"{loaded.name}: {counted(len(loaded.rules), 'rule')}, all {len(loaded.examples)} examples "
        "come out as they say"
    )
    if told := warnings(loaded, *policy_text(examination.settings.policy)):
        return warning(f"{line}; {told[0]}", "'coffeefirst policy check' tells more")
    return ok(line)


def replies(examination: Examination) -> Checked:
    """The owner's own reply texts."""
    settings = examination.settings.owner
    try:
        owner = load_owner(settings)
    except SettingsError as error:
        return wrong(
            error, "correct owner.replies, or leave it out: there are texts that come along"
        )
    signed = f"signed {settings.name} <{settings.address}>"
    if not owner.texts:
        return ok(f"the texts that come along, {signed}")
    number = sum(len(texts) for table in owner.texts.values() for texts in table.values())
    return ok(
        f"{counted(number, 'text')} of your own in {', '.join(sorted(owner.texts))}, {signed}"
    )


def authentic(examination: Examination) -> Checked:
    """Who says which mail is genuine."""
    return whose_word(examination.settings)


_NAME_THEM = (
    "'coffeefirst explain' on one of your mails names who wrote its results: "
    "name them in authserv_ids"
)


def whose_word(settings: Settings) -> Checked:
    """Whose word is taken for a mail's being genuine, and why."""
    writers, why = trusted_writers(frozenset(settings.authserv_ids), settings.mailbox.host)
    if writers:
        signed = "; where there are none, LinkedIn's signatures" if settings.dkim else ""
        return ok(f"by the Authentication-Results of {writers} ({why}){signed}")
    if settings.dkim:
        return ok(f"by LinkedIn's signatures alone ({why})", _NAME_THEM)
    return warning(
        f"always unknown, so nothing is archived ({why}, and dkim is switched off)", _NAME_THEM
    )
