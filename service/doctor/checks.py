"""The checks, in their order; a new check is one new function, and a row here.

A row names what the check needs: where that is wrong, it is not looked at. What is ``online`` asks
the server.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from service.doctor import config, labels, mailbox, server, state, taste
from service.doctor.checked import Checked
from service.doctor.examination import Examination


@dataclass(frozen=True, slots=True)
class Check:
    """One question. None as its answer: it does not concern this owner."""

    ask: Callable[[Examination], Checked | None]
    needs: Sequence[str] = ()
    online: bool = False

    @property
    def name(self) -> str:
        """What it is called on the screen: as its function, with hyphens."""
        return self.ask.__name__.replace("_", "-")


CHECKS = (
    Check(config.config),
    Check(config.plain_text),
    Check(config.environment),
    Check(config.secret),
    Check(config.tokens),
    Check(server.network, online=True),
    Check(server.tls, ("network",), online=True),
    Check(server.sign_in, ("network", "tls", "secret", "tokens"), online=True),
    Check(server.capabilities, ("sign-in",), online=True),
    Check(mailbox.folders, ("sign-in",), online=True),
    Check(mailbox.drafts, ("sign-in",), online=True),
    Check(mailbox.archive, ("sign-in",), online=True),
    Check(mailbox.sent, ("sign-in",), online=True),
    Check(mailbox.trash, ("sign-in",), online=True),
    Check(labels.labels, ("sign-in", "folders"), online=True),
    Check(mailbox.quota, ("sign-in",), online=True),
    Check(mailbox.clock),
    Check(state.state_dir),
    Check(state.ledger, ("state-dir",)),
    Check(taste.contacts, ("ledger",)),
    Check(taste.policy),
    Check(taste.replies),
    Check(taste.authentic),
    Check(state.last_round, ("ledger", "clock")),
    Check(state.templates, ("ledger", "clock")),
    Check(state.daemon),
)
