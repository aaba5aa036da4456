"""The daemon as `coffeefirst run` starts it, but for its pace.

An owner may choose no interval shorter than three seconds, and after a failure the daemon waits
for half a minute: thousands of rounds would take hours. Only these two numbers are changed.
"""

from __future__ import annotations

import sys
from pathlib import Path

import service.watch
from service.config_file import load_settings
from service.daemon import Daemon
from service.log import set_up
from service.settings import ScheduleSettings, Settings

#: Seconds between two rounds, and after a failure.
INTERVAL, PAUSE = 0.05, 0.1


def fast_settings(config: Path) -> Settings:
    """The owner's settings, with rounds at our pace."""
    schedule = ScheduleSettings(jitter_seconds=0).model_copy(
        update={"every_minutes": INTERVAL / 60}
    )
    return load_settings(config).model_copy(update={"schedule": schedule})


def main() -> None:
    """Run until SIGTERM; SIGHUP reads the config again."""
    config = Path(sys.argv[1])
    setattr(service.watch, "pause_after", lambda *_: PAUSE)  # noqa: B010 (not for others to see)
    settings = fast_settings(config)
    set_up(settings.log)
    Daemon([settings], lambda: [fast_settings(config)]).run()


if __name__ == "__main__":
    main()
