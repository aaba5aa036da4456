"""A config for years to come."""

import pytest

from tests.years.process import write_config


@pytest.fixture
def config(tmp_path):
    return lambda port, user, **more: write_config(tmp_path / "config.toml", port, user, **more)
