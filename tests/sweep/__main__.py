"""python -m tests.sweep: every fault in every costume, and a table of how many were survived.

python -m tests.sweep --only "keywords cut-reply 17"    one of them, alone
python -m tests.sweep --costumes plain,courier --kinds no,bad --every 7
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing

from tests.servers.faults import Fault
from tests.sweep.bench import Bench
from tests.sweep.costumes import COSTUMES
from tests.sweep.plan import KINDS
from tests.sweep.warm import Victim, in_memory
from tests.sweep.work import Told, swept

#: Of the bytes each so many-th is a fault: most narrowly where the server can do most.
EVERY = {"keywords": 7}
EVERY_ELSEWHERE = 211


def main() -> int:
    """The exit code: 0 where every fault was survived."""
    asked = _arguments().parse_args()
    if asked.only:
        return _only(*asked.only.split())
    began = time.monotonic()
    costumes, kinds = asked.costumes.split(","), asked.kinds.split(",")
    tasks = [(c, kinds, asked.every or EVERY.get(c, EVERY_ELSEWHERE)) for c in costumes]
    told = swept(tasks, asked.workers)
    _show(told, costumes, kinds)
    failures = [one for one in told if one[3]]
    for costume, kind, at, problems in failures:
        print(f'\npython -m tests.sweep --only "{costume} {kind} {at}"')
        print("\n".join(f"    {problem[:300]}" for problem in problems[:6]))
    minutes = (time.monotonic() - began) / 60
    print(f"\n{len(told)} faults, {len(failures)} not survived, {minutes:.1f} minutes")
    return 1 if failures or not told else 0


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.sweep", description=__doc__)
    parser.add_argument("--only", help="one fault: its costume, its kind, and where")
    parser.add_argument("--costumes", default=",".join(COSTUMES))
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--every", type=int, help="cut at every so many-th byte")
    parser.add_argument("--workers", type=int, default=2)
    return parser


def _only(costume: str, kind: str, at: str) -> int:
    in_memory()
    with closing(Victim()) as victim, Bench(costume, victim) as bench:
        names = list(enumerate(bench.expected.passed.commands, start=1))
        print("commands:", ", ".join(f"{number} {name}" for number, name in names))
        problems = bench.attempt(Fault(kind, int(at)))
    print("\n".join(problems) or "survived")
    return 1 if problems else 0


def _show(told: Sequence[Told], costumes: Sequence[str], kinds: Sequence[str]) -> None:
    """A row a kind, a column a costume: how many were tried, and how many of them survived."""
    tried = Counter((kind, costume) for costume, kind, _, _ in told)
    survived = Counter((kind, costume) for costume, kind, _, wrong in told if not wrong)
    width = max(map(len, costumes)) + 2
    print("\ntried/survived".ljust(18) + "".join(costume.rjust(width) for costume in costumes))
    for kind in kinds:
        cells = (f"{tried[kind, c]}/{survived[kind, c]}".rjust(width) for c in costumes)
        print(kind.ljust(17) + "".join(cells))


if __name__ == "__main__":
    sys.exit(main())
