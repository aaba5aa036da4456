"""Every limit of the reader, each stated once. All mail is hostile, and costs a bounded time.

What is over a limit of the first kind is not read at all: ``TooBigError`` says which limit, the
mail is left alone, and called unreadable where it claims to be LinkedIn's. Half a mail would be
judged by what its sender chose to put into the half.

What is over a limit of the second kind is cut there: it is words, and more of them say no more.

Beside each stands what LinkedIn's own mail has. The worst mail that was found within all of them,
a digest of fifty long notes, takes two seconds; LinkedIn's takes a few milliseconds.
"""

# Over these a mail is not read.

#: Octets of a message (modern: 47,000).
MESSAGE_OCTETS = 2 * 1024 * 1024

#: Octets of the header section (modern: 5,000).
HEADER_OCTETS = 64 * 1024

#: Header fields (modern: 25).
FIELDS = 1_000

#: Parts of a multipart that say what they are (2).
PARTS = 100

#: Lines that may be boundaries: parts without a header cost time, too (3).
BOUNDARY_LINES = 2_000

#: Octets of one field that says what a part is; the parsers need its square (100).
PART_FIELD_OCTETS = 4 * 1024

#: Characters of the text part (2,500) and of the HTML part (45,000).
TEXT, HTML = 200_000, 500_000

#: Tags of the HTML part, and nodes of the page they make; nesting costs the square (2,000).
TAGS, NODES = 12_000, 40_000

#: Lines of either part (some hundreds).
LINES = 3_000

#: Invitations in one digest (5).
INVITATIONS = 50

# At these a text is cut.

#: Octets of one header field that is decoded; the parsers need the square of encoded words.
FIELD_OCTETS = 4 * 1024

#: Characters of one line.
LINE = 2_000

#: Characters of what an invitation says: LinkedIn allows 60 for a name, 220 for a headline and
#: 300 for a note.
NAME, HEADLINE, LOCATION, NOTE, SUBJECT = 200, 500, 200, 5_000, 500

#: Characters of a link that is looked at, and of the part of it that names a person (100).
URL, SLUG = 4_000, 200


class TooBigError(Exception):
    """The message exceeds a limit; the text says which."""


def refuse_over(limit: int, number: int, what: str) -> None:
    """Raises TooBigError where there are more than the limit allows."""
    if number > limit:
        raise TooBigError(f"more than {limit} {what}")
