"""The word lists of this package, read from its two data files when they are first needed."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(file: str) -> dict[str, Any]:
    """A data file of this package, as it is."""
    return tomllib.loads(files(__package__).joinpath(file).read_text(encoding="utf-8"))


@cache
def words(name: str, file: str = "names.toml") -> frozenset[str]:
    """A list of words in a data file, to be looked up."""
    listed: str = table(file)[name]
    return frozenset(listed.split())
