"""The workers of a sweep: processes that share the faults out among them."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Sequence
from contextlib import closing
from multiprocessing.process import BaseProcess
from multiprocessing.queues import Queue
from queue import Empty

from tests.sweep.bench import Bench
from tests.sweep.plan import faults
from tests.sweep.warm import Victim, in_memory

Told = tuple[str, str, int, list[str]]  # costume, kind, at, and what is wrong
Tasks = Sequence[tuple[str, Sequence[str], int]]  # costume, kinds, every so many-th byte


def swept(tasks: Tasks, workers: int) -> list[Told]:
    """Each worker does every so many-th fault; what it tells is gathered here."""
    context = multiprocessing.get_context("spawn")
    queue: Queue[Told | None] = context.Queue()
    processes = [
        context.Process(target=work, args=(tasks, number, workers, queue))
        for number in range(workers)
    ]
    for process in processes:
        process.start()
    told: list[Told] = []
    left = workers
    while left:
        if (one := _next(queue, processes)) is None:
            left -= 1
            continue
        told.append(one)
        if one[3] or len(told) % 250 == 0:
            print(len(told), *one[:3], "NOT SURVIVED" if one[3] else "", file=sys.stderr)
    for process in processes:
        process.join()
    return told


def _next(queue: Queue[Told | None], workers: Sequence[BaseProcess]) -> Told | None:
    """What a worker tells. Raises RuntimeError where they are gone without a word."""
    while True:
        alive = any(worker.is_alive() for worker in workers)
        try:
            return queue.get(timeout=5)
        except Empty:
            if not alive:
                raise RuntimeError("the workers are gone") from None


def work(tasks: Tasks, number: int, workers: int, queue: Queue[Told | None]) -> None:
    """One worker's part, told one by one, and None at the end."""
    try:
        in_memory()
        with closing(Victim()) as victim:
            for costume, kinds, every in tasks:
                with Bench(costume, victim) as bench:
                    chosen = [f for f in faults(bench.expected, every) if f.kind in kinds]
                    for fault in chosen[number::workers]:
                        queue.put((costume, fault.kind, fault.at, bench.attempt(fault)))
    except BaseException as error:  # else nobody would learn that a worker is gone
        queue.put(("worker", str(number), 0, [f"it raises {error!r}"]))
        raise
    finally:
        queue.put(None)
