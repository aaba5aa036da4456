"""What a provider hands out: an access token that ends soon, a refresh token for the next one."""

import json
import math
import re
import time
from dataclasses import asdict, dataclass, field
from typing import Any

from service.errors import Unreachable

#: Seconds before its end from which on an access token is renewed; they live for about an hour.
EARLY = 300.0

#: Seconds that an access token lives where the provider does not say (RFC 6749, 5.1).
USUAL_LIFE = 3600.0

#: What an access token may be made of (RFC 6750, 2.1); two separators more than allowed do no harm.
_TOKEN = re.compile(r"[\w.~+/=-]+", re.ASCII)
_LONGEST = 32_768


@dataclass(frozen=True, slots=True)
class Tokens:
    """An owner's tokens. ``ends`` and ``asked`` are seconds since 1970, ``life`` is seconds.

    ``ended`` says why the provider will not renew them any more, "" while it does; ``asked`` is
    when it was last asked in vain.
    """

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    client_id: str
    ends: float
    life: float
    ended: str = ""
    asked: float = 0.0

    def fresh(self) -> bool:
        """Whether the access token will do for a while."""
        return time.time() < self.ends - min(EARLY, self.life / 2)

    def over(self) -> bool:
        """Whether the access token has ended, by this machine's clock."""
        return time.time() >= self.ends

    def as_text(self) -> str:
        """To be kept."""
        return json.dumps(asdict(self))


def from_answer(answer: Any, before: str, client_id: str, place: str) -> Tokens:
    """The tokens in a provider's answer; ``before``: the refresh token, where it brings no new one.

    Raises Unreachable where it makes no sense; nothing is shown of it, but whose it is: ``place``.
    """
    try:
        access, refresh = answer["access_token"], answer.get("refresh_token") or before
        life = float(answer.get("expires_in") or USUAL_LIFE)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise Unreachable(f"{place}: its answer holds no token") from None
    if not (_is_token(access) and (refresh == "" or _is_text(refresh)) and 0 < life < 10**9):
        raise Unreachable(f"{place}: its answer makes no sense")
    return Tokens(access, refresh, client_id, time.time() + life, life)


def from_text(text: str) -> Tokens:
    """What was kept. Raises ValueError where it is something else."""
    try:
        told = Tokens(**json.loads(text))
        finite = all(math.isfinite(one) for one in (told.ends, told.life, told.asked))
    except (TypeError, ValueError, OverflowError, RecursionError):
        raise ValueError("these are no tokens") from None
    words = all(isinstance(word, str) for word in (told.client_id, told.ended))
    if not (finite and words and _is_token(told.access) and _is_text(told.refresh)):
        raise ValueError("these are no tokens")
    return told


def _is_token(one: object) -> bool:
    return isinstance(one, str) and len(one) < _LONGEST and bool(_TOKEN.fullmatch(one))


def _is_text(one: object) -> bool:
    return isinstance(one, str) and one != "" and one.isprintable()
