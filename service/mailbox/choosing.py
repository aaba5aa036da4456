"""Which way of labelling fits: what the owner wants, what shows at the provider, what is taken."""

from collections.abc import Callable
from typing import Literal

from service.providers import Way, by_host
from service.settings import LOOPBACK

#: What is chosen between here; that a server has labels of its own, it says itself.
Chosen = Literal["keywords", "folders"]


def chosen(wanted: Way, host: str, takes_keywords: Callable[[], bool]) -> Chosen:
    """The way: the owner's, else the one whose labels owners see there, else what is taken.

    What stays invisible in a provider's own web mail is worth nothing to its owner, even where the
    server takes it. Who listens on this machine is anybody, and goes by what is taken.
    """
    provider = None if host in LOOPBACK else by_host(host)
    for way in (wanted, provider.labels if provider else "auto"):
        if way in ("keywords", "folders"):
            return way
    return "keywords" if takes_keywords() else "folders"
