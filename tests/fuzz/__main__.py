"""The long run: SECONDS of chance, the half of it on drafts and bytes, the other on letters.

python -m tests.fuzz [SECONDS [SEED]]

A search keeps every letter that is read in a way that none was read before, and goes on from it.
What breaks something is written to .hypothesis/found/, to become a test.
"""

from __future__ import annotations

import re
import sys
import time
import traceback
from hashlib import sha256
from pathlib import Path
from random import Random

from rules import Judged
from tests.fuzz.invariants import check
from tests.fuzz.mutations import corpus, mutated

FOUND = Path(".hypothesis/found")


def _novelty(judged: Judged) -> tuple[object, ...]:
    """In which way a letter was read: what it is, by which sign, with how much of everything."""
    reading = judged.reading
    because = re.sub(r"\d+|[\w.-]+@[\w.-]+|'.*'", "#", reading.because)[:100]
    parts = tuple(
        (bool(i.inviter.name), bool(i.inviter.headline), bool(i.inviter.location),
         bool(i.inviter.profile), len(i.note).bit_length(), i.mail_language)
        for i in reading.invitations[:3]
    )  # fmt: skip
    rules = tuple((d.rule, d.draft is not None) for d in judged.decisions[:3])
    return (reading.kind, because, reading.authentic, len(reading.invitations), parts, rules)


def search(seconds: float, seed: int) -> tuple[int, int, int]:
    """Mutate letters for so long; how many, how many new ways to be read, how many faults."""
    dice, pool = Random(seed), corpus()
    seen: set[tuple[object, ...]] = set()
    end, count, faults = time.monotonic() + seconds, 0, 0
    while time.monotonic() < end:
        raw, whole = mutated(dice.choice(pool), dice, dice.randrange(1, 7))
        count += 1
        try:
            judged = check(raw, whole_tokens=whole)
        except Exception:
            faults += 1
            _keep(raw)
            continue
        if whole and (new := _novelty(judged)) not in seen and len(raw) < 200_000:
            seen.add(new)
            pool.append(raw)
    return count, len(seen), faults


def _keep(raw: bytes) -> None:
    """Write down what broke something, and say it."""
    FOUND.mkdir(parents=True, exist_ok=True)
    path = FOUND / f"{sha256(raw).hexdigest()[:12]}.eml"
    path.write_bytes(raw)
    last = traceback.format_exc().strip().splitlines()
    print(f"{path}: {last[-1]!r:.300}", file=sys.stderr)


def main() -> None:
    """Search for SECONDS; exit code 1 where anything was found."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 300
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else int(time.time())
    count, ways, faults = search(seconds, seed)
    print(f"seed {seed}: {count} letters, {ways} ways to be read, {faults} faults")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
