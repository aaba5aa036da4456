"""What is wrong with a config, one line a fault, with its place in the file."""

import difflib
import os
import re
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from service.config_tables import places
from service.shown import shown


def fault_line(
    path: Path, text: str, fault: ErrorDetails, model: type[BaseModel], mailbox: str = ""
) -> str:
    """One line for one fault of a config: file, line where it can be told, key, and what to do.

    Never the value that was found: some write their password where it does not belong.
    """
    keys = [str(part) for part in fault["loc"]]
    stands = places(keys, mailbox)
    line, named = next(((n, one) for one in stands if (n := _line_of(text, one))), (0, stands[0]))
    place = f"{shown(path)}:{line}" if line else shown(path)
    variable = "COFFEEFIRST_" + "__".join(key.upper() for key in keys)
    if variable in os.environ:
        place = f"environment: {variable}"
    said = fault["msg"].removeprefix("Value error, ")
    if fault["type"] == "extra_forbidden":
        said = f"there is no such key{_nearest(keys, model)}"
    if fault["type"] == "model_type":
        said = f"is a table: write [{'.'.join(named)}]"
    if fault["type"] == "missing":
        said = "is missing: add it to the file"
    return f"{place}: {'.'.join(named)}: {said}"


def _nearest(keys: list[str], model: type[BaseModel]) -> str:
    """The key that was probably meant."""
    for key in keys[:-1]:
        inner = _table(model.model_fields[key].annotation) if key in model.model_fields else None
        if inner is None:
            return ""
        model = inner
    near = difflib.get_close_matches(keys[-1], model.model_fields, n=1)
    return f": did you mean {near[0]!r}?" if near else ""


def _table(annotation: Any) -> type[BaseModel] | None:
    """What a table in the file is made into, also where it may be left out."""
    kinds = (annotation, *get_args(annotation))
    return next((k for k in kinds if isinstance(k, type) and issubclass(k, BaseModel)), None)


def _line_of(text: str, keys: list[str]) -> int:
    """The line of a key in a TOML text, 0 where it is not found: tomllib tells no places."""
    names = [key for key in keys if not key.isdigit()]
    table: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*\[([^\[\]]+)\]", line):
            table = [part.strip() for part in header[1].split(".")]
            if table == names:
                return number
        elif (key := re.match(r"\s*([\w-]+)\s*=", line)) and [*table, key[1]] == names:
            return number
    return 0
