"""What the hostile mails cost: a line of JSON for each, and the peak of memory.

python -m tests.hostile.measure [EVERY]      every EVERYth of them, else all
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Iterator
from itertools import islice

from rules import builtin_policy, decide
from tests.hostile.mails import FAMILIES, said
from tests.reading_letters import OWNER


def _mails(every: int) -> Iterator[tuple[str, bytes]]:
    for name, family in FAMILIES.items():
        yield from ((f"{name}: {what}", raw) for what, raw in islice(family(), 0, None, every))


def _peak() -> float:
    """Megabytes that this process has ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Judge every one of them, one after the other."""
    every = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    policy = builtin_policy("gatekeeper")
    decide(said(), policy, OWNER)  # what is made ready once costs nobody's mail
    before = _peak()
    for name, raw in _mails(every):
        start = time.process_time()
        judged = decide(raw, policy, OWNER)
        seconds = time.process_time() - start
        kind, because = judged.reading.kind.value, judged.reading.because
        told = {"name": name, "octets": len(raw), "seconds": seconds, "kind": kind}
        print(json.dumps({**told, "because": because, "invitations": len(judged.decisions)}))
    print(json.dumps({"before": before, "peak": _peak()}))


if __name__ == "__main__":
    main()
