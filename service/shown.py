"""A file's name as one line: whoever made the file chose it, line breaks and escapes included."""


def shown(name: object) -> str:
    r"""The name as it is; what is not printable as Python writes it: ``\n``, ``\x1b``, ``\u202e``.

    So is an octet that is no UTF-8 (``\udcff``), and a space that is not the ordinary one.
    """
    text = str(name)
    return text if text.isprintable() else "".join(map(_mark, text))


def _mark(character: str) -> str:
    return character if character.isprintable() else repr(character)[1:-1]
