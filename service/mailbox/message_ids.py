"""Message-IDs as the server tells them; the reader of letters takes the same for one."""

import re
from collections.abc import Mapping

#: What is asked for; how the field is named in the answer is the server's own way.
FIELD = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"

_ANSWER = b"BODY[HEADER.FIELDS"
_MESSAGE_ID = re.compile(rb"<[!-;=?-~]{1,990}>")


def message_id_in(told: Mapping[bytes, bytes]) -> str:
    """The Message-ID, without what may stand around it; "" where there is none that is one."""
    for key, value in told.items():
        if key.startswith(_ANSWER) and (found := _MESSAGE_ID.search(value or b"")):
            return found[0].decode("ascii")
    return ""
