"""What every table of the config is made of; beside ``settings.py`` the home of pydantic."""

import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def expanded(path: Path) -> Path:
    """A path with the owner's home for its ``~``. Raises ValueError where there is no such home."""
    try:
        return path.expanduser()
    except RuntimeError as error:
        raise ValueError(f"{path}: {error}") from None


Word = Annotated[str, Field(min_length=1)]
FilePath = Annotated[Path, AfterValidator(expanded)]

#: What systemd sets for a service that is given credentials (systemd.exec(5), Credentials).
CREDENTIALS = "${CREDENTIALS_DIRECTORY}"

_WRITER = re.compile(r"[\w-]+(?:\.[\w-]+)*|\*(?:\.[\w-]+){2,}")


def _writer(text: str) -> str:
    if not _WRITER.fullmatch(text):
        raise ValueError(
            f"{text!r}: write the first word of Authentication-Results (mx.example.org), "
            "'*.example.org' for every host below it, or 'none'"
        )
    return text


Writer = Annotated[str, AfterValidator(_writer)]


class Section(BaseModel):
    """A table of the config: a key that it does not know is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True)
