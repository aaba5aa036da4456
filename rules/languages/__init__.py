"""The languages: one data file each, with how notes are read in it and what replies are written.

This is the only code here: it loads a file when it is first asked for. What the tables mean is
said where they are used: ``[notes]`` in ``rules.note``, ``[reply]`` in ``rules.reply``.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def codes() -> tuple[str, ...]:
    """The ISO 639-1 codes of all languages that have a file here."""
    names = (f.name for f in files(__name__).iterdir())
    return tuple(sorted(n.removesuffix(".toml") for n in names if n.endswith(".toml")))


@cache
def language(code: str) -> dict[str, Any]:
    """The data of one language. Raises KeyError where there is no file for it."""
    if code not in codes():
        raise KeyError(code)
    return tomllib.loads((files(__name__) / f"{code}.toml").read_text(encoding="utf-8"))
