"""Which faults there are, told from a faultless run; and a sample of them."""

from __future__ import annotations

from collections.abc import Iterable

from tests.servers.faults import AT_BYTE, AT_COMMAND, AT_GREETING, Fault
from tests.sweep.bench import Expected

#: At a step of the ledger's; the other kinds are the proxy's.
KINDS = (*AT_COMMAND, *AT_BYTE, "kill-ledger")

#: Octets by which two runs differ: Dovecot tells how long it took, in so many digits as it needs.
DIFFERENCE = 64


def faults(expected: Expected, every: int) -> list[Fault]:
    """Every fault there is; of the bytes each so many-th, the first of each direction included."""
    passed = expected.passed
    found = [Fault(kind, 0) for kind in AT_GREETING]
    for number in range(1, len(passed.commands) + 1):
        found += [Fault(kind, number) for kind in AT_COMMAND]
    for kind, octets in zip(AT_BYTE, (passed.up, passed.down), strict=True):
        found += [Fault(kind, at) for at in range(0, octets - DIFFERENCE, every)]
    return found + [Fault("kill-ledger", step) for step in range(1, expected.steps + 1)]


def sample(all_faults: Iterable[Fault], number: int, of: int) -> list[Fault]:
    """The sample for one costume of so many: of every second kind one fault, evenly spaced.

    Its neighbour has the other kinds; and of a kind each costume has another place.
    """
    by_kind: dict[str, list[Fault]] = {kind: [] for kind in KINDS[number % 2 :: 2]}
    for fault in all_faults:
        by_kind.get(fault.kind, []).append(fault)
    places = (number / of + step / len(KINDS) for step in range(len(by_kind)))
    return [
        found[int(place % 1 * len(found))]
        for found, place in zip(by_kind.values(), places, strict=True)
    ]
