"""Which way of labelling is used, why, and how the owner sees the labels."""

from contextlib import suppress

from service.doctor.checked import Checked, ok, unknown
from service.doctor.examination import Examination
from service.errors import CoffeeFirstError
from service.mailbox import LabelWay
from service.mailbox.labels import Keywords
from service.providers import by_host


def labels(examination: Examination) -> Checked:
    """How mail is labelled on this server, and how that shows."""
    settings, box = examination.settings.mailbox, examination.box
    looked, seen_at = box.survey.look_at(settings.folders[0]), ""
    if settings.labels == "auto" and looked.keywords is None:
        if (elsewhere := box.survey.keywords_elsewhere()) is None:
            return unknown(
                "not to be told without a change: all folders hold new mail (\\Recent)",
                "look at your mail, or let a round go by, and ask again; or say mailbox.labels",
            )
        seen_at = f", as {elsewhere} shows"
    why = "as configured" if settings.labels != "auto" else f"what the server takes{seen_at}"
    with suppress(CoffeeFirstError):  # the check of the policy tells what is wrong with it
        box.labels = examination.policy.labels
    way = box.way()
    return ok(f"{_described(way)} ({why}){_shows(settings.host)}", _to_define(way))


def _described(way: LabelWay) -> str:
    if isinstance(way, Keywords):
        return f"keywords on the mail itself, such as {way.keyword('meet')}"
    return f"folders, such as {way.kept_at('meet')}"


def _shows(host: str) -> str:
    """What the provider's own mail program makes of them, where that is known."""
    provider = by_host(host)
    return f"; {provider.name} shows them {provider.shows}" if provider and provider.shows else ""


def _to_define(way: LabelWay) -> str:
    """What makes keywords visible: Thunderbird shows only those that it knows as tags."""
    if not isinstance(way, Keywords):
        return ""
    return (
        "Thunderbird shows them once its Settings, General, Tags hold tags of just these names: "
        + ", ".join(way.keyword(label) for label in way.labels)
    )
