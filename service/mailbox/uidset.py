"""UIDs as the sequence sets of RFC 9051 (9, sequence-set), cut so that no command is too long."""

from collections.abc import Iterable, Iterator

#: A server need not read longer command lines than this (RFC 9051, 4: 8,000 octets are advised).
MAX_OCTETS = 8_000


def ranges(uids: Iterable[int]) -> Iterator[str]:
    """Ascending ranges: 1, 2, 3, 7 → 1:3, 7."""
    start = last = None
    for uid in sorted(set(uids)):
        if last is not None and uid == last + 1:
            last = uid
            continue
        if start is not None:
            yield _one(start, last)
        start = last = uid
    if start is not None:
        yield _one(start, last)


def _one(start: int, last: int | None) -> str:
    return str(start) if last in (start, None) else f"{start}:{last}"


def uid_sets(uids: Iterable[int], max_octets: int = MAX_OCTETS) -> Iterator[str]:
    """As few sequence sets as hold all the UIDs, none longer than ``max_octets``."""
    line: list[str] = []
    length = 0
    for item in ranges(uids):
        if line and length + len(item) + 1 > max_octets:
            yield ",".join(line)
            line, length = [], 0
        line.append(item)
        length += len(item) + 1
    if line:
        yield ",".join(line)
