"""Which way of labelling is used, why, and how the owner sees the labels."""

from contextlib import suppress

from service.doctor.checked import Checked, ok, unknown
from service.doctor.examination import Examination
from service.errors import CoffeeFirstError
from service.providers import by_host
from service.tags import how_shown


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
    called = {label: way.called(label) for label in way.labels}
    shown = how_shown(way.kind, called, by_host(settings.host))
    return ok(f"{shown.how} ({why})", shown.to_see)
