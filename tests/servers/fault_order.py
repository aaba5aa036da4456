"""What is ordered of the fault proxy, and what has passed since."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fault:
    """What goes wrong (faults.AT_COMMAND, AT_BYTE), and at which command, or after which byte."""

    kind: str
    at: int

    @property
    def at_byte(self) -> bool:
        """Whether it is ordered at a byte."""
        return self.kind in ("cut-up", "cut-down")

    @property
    def when_done(self) -> bool:
        """Whether the server carries the command out first."""
        return self.kind.endswith("-reply")


@dataclass
class Passed:
    """What was said: commands by name, and bytes up (to the server) and down (to the client)."""

    commands: list[str] = field(default_factory=list)
    up: int = 0
    down: int = 0


@dataclass
class Order:
    """A fault to come, and what has passed since it was ordered."""

    fault: Fault | None = None
    kill: Callable[[], None] | None = None
    fired: bool = False
    passed: Passed = field(default_factory=Passed)

    def due(self, *kinds: str) -> bool:
        """Whether a fault of one of these kinds is still to come."""
        return self.fault is not None and not self.fired and self.fault.kind in kinds

    def due_at_command(self, number: int, *, when_done: bool) -> bool:
        """Whether this command is the one."""
        fault = self.fault
        if fault is None or self.fired or fault.at_byte:
            return False
        return fault.at == number and fault.when_done == when_done
