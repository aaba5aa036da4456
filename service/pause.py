"""How long to wait after something went wrong: the longer, the oftener it happens."""

import random

from service.errors import CoffeeFirstError, Refused

#: Seconds before the first new try, and the longest pause, where the server is not reached.
UNREACHABLE = (30.0, 3600.0)

#: The same where it does not let us in: providers lock accounts that are hammered.
REFUSED = (900.0, 21600.0)

#: The same for the connection that only waits for mail: there is polling meanwhile.
PUSH = (5.0, 900.0)

#: Seconds from a refused sign-in to the next one where the config was read again meanwhile.
AFTER_CHANGE = 60.0


def pause_after(error: CoffeeFirstError, failures: int) -> float:
    """Seconds until the next try, after so many failures in a row; doubling, a fifth of jitter."""
    return _doubled(REFUSED if isinstance(error, Refused) else UNREACHABLE, failures)


def push_pause(error: CoffeeFirstError, failures: int) -> float:
    """The same for the connection that only waits for mail."""
    return _doubled(REFUSED if isinstance(error, Refused) else PUSH, failures)


def _doubled(bounds: tuple[float, float], failures: int) -> float:
    first, longest = bounds
    doubled = first * 2.0 ** min(failures - 1, 20)
    return min(longest, doubled) * random.uniform(0.8, 1.2)  # noqa: S311 (jitter, not a secret)
