"""A short soak of the daemon's own process: `make soak` does thousands of rounds."""

from tests.soak.__main__ import growth, soak
from tests.soak.figures import Figures


def test_sixty_rounds_leave_nothing_open(dovecot):
    moments, running = soak(rounds=60, every=3)
    assert running.problems == []
    # So few rounds are all warm-up: what is loaded at first use takes some MB.
    assert growth(moments, comes_and_goes=16_384) == []


def _moments(**grows):
    flat = {"rss": 80_000, "pss": 60_000, "files": 8, "threads": 3}
    return [
        Figures(n, 100 * n, n, **{k: v + grows.get(k, 0) * n for k, v in flat.items()}, ledger=n)
        for n in range(1, 31)
    ]


def test_whatever_grows_is_told():
    assert growth(_moments()) == []
    assert growth(_moments(rss=500))[0].startswith("rss: 5.00 kB more")
    assert growth(_moments(files=1))[0].startswith("files: between")
    assert growth(_moments(threads=1))[0].startswith("threads: between")
