"""A config for years to come; and what takes long."""

import os

import pytest

from tests.years.process import write_config


def pytest_collection_modifyitems(items):
    """What is marked ``long`` is for ``make years``."""
    if os.environ.get("LONG"):
        return
    for item in items:
        if item.get_closest_marker("long"):
            item.add_marker(pytest.mark.skip(reason="takes long: make years"))


@pytest.fixture
def config(tmp_path):
    return lambda port, user, **more: write_config(tmp_path / "config.toml", port, user, **more)
