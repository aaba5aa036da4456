"""What a provider's refusal means: whether the owner must sign in again, or only wait."""

from typing import Any

from rules import printable
from service.errors import CoffeeFirstError, Refused, Unreachable

#: The permission has ended, or was taken back (RFC 6749, 5.2; OpenID Connect Core 1.0, 3.1.2.6).
#: https://learn.microsoft.com/entra/identity-platform/reference-error-codes
_OVER = frozenset({
    "invalid_grant", "interaction_required", "consent_required", "login_required",
    "account_selection_required", "access_denied", "expired_token", "authorization_declined",
})  # fmt: skip

#: It is the provider's own trouble.
_PASSING = frozenset({"temporarily_unavailable", "server_error", "internal_failure", "slow_down"})


class Ended(Refused):
    """The provider renews these tokens never again: the owner signs in anew."""


def refused(place: str, answer: Any) -> CoffeeFirstError:
    """The error for an answer without a token (RFC 6749, 5.2)."""
    code = answer.get("error") if isinstance(answer, dict) else None
    if not isinstance(code, str) or not code:
        return Unreachable(f"{place}: its answer makes no sense")
    said = _said(code, answer.get("error_description"))
    if code in _PASSING:
        return Unreachable(f"{place}: it gives no token now: {said}")
    if code in _OVER:
        return Ended(
            f"{place}: it does not let you in: {said}: sign in again: 'coffeefirst sign-in'"
        )
    return Refused(
        f"{place}: it does not take your client: {said}: see [mailbox.oauth], and deploy/SIGN-IN.md"
    )


def _said(code: str, description: object) -> str:
    """The provider's own words, the first line of them."""
    text = printable(description) if isinstance(description, str) else ""
    first = (text.splitlines() or [""])[0][:200]
    return f"{printable(code)[:100]} ({first})" if first else printable(code)[:100]
