"""What a process takes, as the system tells it, and whether that grows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figures:
    """A moment of the soak. Memory and ledger in kB; `pss` is memory without what is shared."""

    seconds: float
    rounds: int
    mails: int
    rss: int
    pss: int
    files: int
    threads: int
    ledger: int


def figures(pid: int, seconds: float, rounds: int, mails: int, state: Path) -> Figures:
    """The moment as it is now. Raises OSError where the process is gone."""
    proc = Path(f"/proc/{pid}")
    memory = (proc / "smaps_rollup").read_text()
    return Figures(
        seconds=seconds,
        rounds=rounds,
        mails=mails,
        rss=_number("Rss", memory),
        pss=_number("Pss", memory),
        files=len(list((proc / "fd").iterdir())),
        threads=_number("Threads", (proc / "status").read_text()),
        ledger=sum(path.stat().st_size for path in state.glob("ledger.sqlite*")) // 1024,
    )


def _number(name: str, text: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+)", text, re.MULTILINE)
    assert found, f"no {name} in {text[:200]!r}"
    return int(found[1])


def table(moments: Sequence[Figures], rows: int = 24) -> str:
    """The moments over time, evenly spaced, the last one included."""
    head = ("seconds", "rounds", "mails", "RSS MB", "PSS MB", "files", "threads", "ledger kB")
    step = max(1, len(moments) // rows)
    chosen = [*moments[:-1:step], moments[-1]]
    lines = [
        (
            *(f"{m.seconds:.0f}", m.rounds, m.mails, f"{m.rss / 1024:.1f}", f"{m.pss / 1024:.1f}"),
            *(m.files, m.threads, m.ledger),
        )
        for m in chosen
    ]
    return "\n".join("".join(str(cell).rjust(11) for cell in line) for line in (head, *lines))


def slope(xs: Sequence[float], ys: Sequence[float]) -> float:
    """How much y grows for each x, by least squares."""
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    across = sum((x - mean_x) ** 2 for x in xs)
    both = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    return both / across if across else 0.0
