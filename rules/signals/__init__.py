"""The signals: one file a question. A new signal is a new file here; nothing else changes.

Each file defines one ``SIGNAL``. The files are found by themselves, at the first question, not at
import. A test asks every signal its own examples, both where it speaks and where it is silent.
"""

import importlib
import pkgutil
from functools import cache

from rules.finding import Finding
from rules.invitation import Invitation
from rules.knowledge import Knowledge
from rules.signals.signal import Signal

__all__ = ["Signal", "all_signals", "ask_all"]


@cache
def all_signals() -> tuple[Signal, ...]:
    """Every signal, by name; found in this folder."""
    files = (m.name for m in pkgutil.iter_modules(__path__) if m.name != "signal")
    found = (importlib.import_module(f"{__name__}.{name}").SIGNAL for name in sorted(files))
    return tuple(found)


def ask_all(invitation: Invitation, knowledge: Knowledge) -> tuple[Finding, ...]:
    """Every signal's finding about this invitation, in the order of the signals' names."""
    return tuple(signal.ask(invitation, knowledge) for signal in all_signals())
