"""What 100,000 acquaintances cost: to be loaded, to be kept, and to be asked.

    python -m tests.bench_acquaintances              100,000 people
    python -m tests.bench_acquaintances --people 1000

The people are invented, the same each time: 10,000 of them are called Nguyen and 10,000 Kim, and
1,000 of those Minh Nguyen. ``memory`` is what ``tracemalloc`` counts for the index alone, the
people themselves apart, and by how much the process has grown with all its caches. A look-up is
what the signal asks: is this person certain, and who bears the name?
"""

from __future__ import annotations

import argparse
import gc
import resource
import time
import tracemalloc
from collections.abc import Iterator
from itertools import product

from rules.acquaintance import Acquaintance, Acquaintances
from rules.invitation import Invitation, Inviter
from rules.knowledge import Knowledge
from rules.signals.known import SIGNAL

_SYLLABLES = ("ba", "del", "fin", "gor", "ha", "kel", "lo", "mar", "nu", "pe", "rin", "sto", "tov")
_ENDS = ("berg", "dal", "ek", "ini", "ler", "mann", "ov", "sen", "skill", "ström", "šić", "ües")
FAMILIES = ["".join(parts).title() for parts in product(_SYLLABLES, _SYLLABLES, _ENDS)]
GIVEN = ["".join(parts).title() for parts in product(_SYLLABLES, _SYLLABLES, ("", "na", "o"))]
LOOKED_UP = (
    "Minh Nguyen", "Nguyễn Văn Minh", "M. Nguyen", "Nguyen Minh Anh", "Min-jun Kim", "J. Kim",
    "Kim Min Jun", "김민준", "Bafin Babaov", "Bob Hastotovsen", "Babaler, Dr. Babana (geb. Nudal)",
    "Jose Maria de la Cruz Kim Nguyen", "Юлия Щербакова", "Nobody Atall",
)  # fmt: skip


def people(many: int) -> Iterator[Acquaintance]:
    """Invented people: one in ten a Nguyen, one in ten a Kim, one in ten with a middle name."""
    for n in range(many):
        given, family = GIVEN[(n * 7) % len(GIVEN)], FAMILIES[(n * 11) % len(FAMILIES)]
        if n % 10 == 0:
            given, family = ("Minh" if n % 100 == 0 else given), "Nguyen"
        elif n % 10 == 1:
            given, family = ("Min-jun" if n % 100 == 1 else given), "Kim"
        elif n % 10 == 2:
            given = f"{given} {GIVEN[(n * 13) % len(GIVEN)]}"
        company = f"{FAMILIES[n % 1000]} Works"
        yield Acquaintance(
            name=f"{given} {family}",
            addresses=(f"person{n}@{FAMILIES[n % 1000].lower()}.example.com",) if n % 2 else (),
            profile=f"https://www.linkedin.com/in/person-{n}" if n % 3 else "",
            company=company if n % 4 else "",
            record=f"in contacts.vcf, line {n}",
        )


def ask(known: Knowledge, name: str, company: str = "") -> float:
    """Milliseconds for one answer."""
    who = Invitation(inviter=Inviter(name=name, company=company))
    start = time.perf_counter()
    SIGNAL.ask(who, known)
    return (time.perf_counter() - start) * 1000


def main() -> None:
    """Measure, and say what was measured."""
    parser = argparse.ArgumentParser(description="What many acquaintances cost.")
    parser.add_argument("--people", type=int, default=100_000)
    listed = list(people(parser.parse_args().people))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, cpu = time.perf_counter(), time.process_time()
    known = Knowledge(acquaintances=Acquaintances(listed))
    took, cpu = time.perf_counter() - start, time.process_time() - cpu
    print(f"{len(known.acquaintances)} people indexed in {took:.2f} s ({cpu:.2f} s of CPU)")
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    gc.collect()  # of all these people, not in the middle of a look-up
    asked = [
        (name, company) for name in LOOKED_UP for company in ("", "Babaler Works", "Elsewhere")
    ]
    cold = [ask(known, *one) for one in asked]
    warm = [min(ask(known, *one) for _ in range(20)) for one in asked]
    slowest = asked[warm.index(max(warm))]
    print(f"look-up: {sum(warm) / len(warm):.3f} ms on average, {max(warm):.3f} ms the slowest")
    print(f"  the slowest was {slowest}; asked for the first time, {max(cold):.3f} ms the slowest")
    tracemalloc.start()
    again = Acquaintances(listed)
    kept = tracemalloc.get_traced_memory()[0] / 1e6
    print(
        f"memory: {kept:.0f} MB for {len(again)} people; the process grew by {grown / 1e3:.0f} MB"
    )


if __name__ == "__main__":
    main()
