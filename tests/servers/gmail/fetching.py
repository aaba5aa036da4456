"""FETCH: what is told of a message. Only what leaves \\Seen alone is modelled."""

from __future__ import annotations

import re

from tests.servers.gmail.store import Message, View
from tests.servers.gmail.words import NotModelledError, quoted

_SECTION = re.compile(r"BODY\.PEEK\[([^\]]*)\](?:<(\d+)\.(\d+)>)?", re.IGNORECASE)
_FIELDS = re.compile(r"HEADER\.FIELDS \(([^)]*)\)", re.IGNORECASE)
_BOUNDARY = re.compile(rb'boundary="?([^"\r\n;]+)"?', re.IGNORECASE)


def told(message: Message, uid: int, items: list[str], view: View) -> bytes:
    """The items of a FETCH response."""
    if "UID" not in (item.upper() for item in items):
        items = ["UID", *items]
    return b"(" + b" ".join(_item(item, message, uid, view) for item in items) + b")"


def labels_shown(message: Message, view: View) -> bytes:
    """The labels, without the open folder's own."""
    shown = sorted(message.labels - {view.label})
    return b"X-GM-LABELS (" + b" ".join(map(quoted, shown)) + b")"


def _item(item: str, message: Message, uid: int, view: View) -> bytes:
    name = item.upper()
    if name == "X-GM-LABELS":
        return labels_shown(message, view)
    simple = {
        "UID": str(uid),
        "FLAGS": f"({' '.join(sorted(message.flags))})",
        "RFC822.SIZE": str(len(message.raw)),
        "INTERNALDATE": message.when.strftime('"%d-%b-%Y %H:%M:%S +0000"'),
        "X-GM-MSGID": str(message.id),
        "X-GM-THRID": str(message.thread),
    }
    if name in simple:
        return f"{name} {simple[name]}".encode()
    section = _SECTION.fullmatch(item)
    if not section:
        raise NotModelledError(f"FETCH {item}")
    return _section(message.raw, section)


def _section(raw: bytes, section: re.Match[str]) -> bytes:
    name, first, count = section.groups()
    data, partial = _content(raw, name), ""
    if first is not None:
        data, partial = data[int(first) : int(first) + int(count)], f"<{first}>"
    return f"BODY[{name}]{partial} {{{len(data)}}}\r\n".encode() + data


def _content(raw: bytes, name: str) -> bytes:
    head, body = _halves(raw)
    if fields := _FIELDS.fullmatch(name):
        return _only(head, fields[1].lower().split())
    known = {"": raw, "HEADER": head, "TEXT": body}
    if name.upper() in known:
        return known[name.upper()]
    if name.upper() in ("1", "1.MIME"):
        part_head, part = _first_part(head, body)
        return part if name == "1" else part_head
    raise NotModelledError(f"FETCH BODY[{name}]")


def _halves(raw: bytes) -> tuple[bytes, bytes]:
    """A header with the empty line under it, and what follows."""
    if raw.startswith(b"\r\n"):
        return b"\r\n", raw[2:]
    head, empty, body = raw.partition(b"\r\n\r\n")
    return head + empty, body


def _only(head: bytes, wanted: list[str]) -> bytes:
    fields = re.findall(rb"(?m)^[^\r\n:]+:(?:[^\r\n]|\r\n[ \t])*\r\n", head)
    kept = [f for f in fields if f.partition(b":")[0].strip().decode("latin-1").lower() in wanted]
    return b"".join(kept) + b"\r\n"


def _first_part(head: bytes, body: bytes) -> tuple[bytes, bytes]:
    """The first part with its header; of a message of one part, the message's own."""
    field = _only(head, ["content-type"])
    boundary = _BOUNDARY.search(field)
    if not boundary or b"multipart/" not in field.lower():
        return head, body
    delimiter = b"--" + boundary[1].strip()
    parts = re.split(rb"(?m)(?:\A|\r\n)" + re.escape(delimiter) + rb"(?:--)?[ \t]*\r\n", body)
    return _halves(parts[1]) if len(parts) > 1 else (b"", b"")
