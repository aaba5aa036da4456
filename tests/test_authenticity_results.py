"""Tricks with Authentication-Results that stand right beside, or inside, the provider's own."""

import pytest

from rules.invitation import Authentic
from tests.reading_letters import Letter, read_it, s3

FORGED = "Authentication-Results: mx.example.net; dmarc=pass header.from=linkedin.com\n"
PASS = "dmarc=pass header.from=linkedin.com"
MANY = "; ".join(f"dkim=fail header.d=s{n}.evil.example" for n in range(300))


def _answer(first: str, second: str = "") -> Authentic:
    return read_it(Letter(results=f"mx.example.net; {first}", extra=second).text(s3())).authentic


@pytest.mark.parametrize(
    "first",
    [
        f"{MANY}; dmarc=none",
        "dkim=fail header.d=linkedin.com; spf=pass",
        "dmarc=temperror header.from=linkedin.com; dkim=fail header.d=linkedin.com",
        "dmarc=fail header.from=evil.example",
        "spf=softfail smtp.mailfrom=evil.example",
    ],
    ids=["too large", "dkim failed", "temperror", "about another", "spf failed"],
)
def test_a_forged_pass_right_below_the_providers_own_proves_nothing(first: str) -> None:
    assert _answer(first, FORGED) is Authentic.UNKNOWN


@pytest.mark.parametrize(
    "first",
    [
        rf"spf=softfail (domain of a\);{PASS};b=c\(@evil.example) smtp.mailfrom=evil.example",
        f"spf=fail (of a;{PASS}",
    ],
    ids=["escaped", "without an end"],
)
def test_what_a_comment_says_is_no_result(first: str) -> None:
    assert _answer(first) is Authentic.UNKNOWN


def test_a_quote_in_a_comment_hides_no_result() -> None:
    failed = 'spf=fail (say ") ; dmarc=fail header.from=linkedin.com (" )'
    assert _answer(f"{failed} ; dkim=pass header.d=linkedin.com") is Authentic.NO


def test_a_field_for_each_method_is_some_providers_way() -> None:
    fields = "Authentication-Results: mx.example.net; dkim=pass header.d=linkedin.com\n" + FORGED
    assert _answer("spf=pass smtp.mailfrom=x@bounce.linkedin.com", fields) is Authentic.YES
