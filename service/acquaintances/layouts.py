"""The table of layouts: how each kind of contact table is known, and how its record reads.

A layout is known by its header alone, never by the file's name or the order of its columns. The
first that fits is taken, so the particular stand above the general.
"""

from dataclasses import dataclass

_NAME = ("first", "last", "middle", "full", "nickname", "maiden")
_PERSON = (*_NAME, "address", "address_mark", "profile", "company", "title")
_INVITATION = ("from", "to", "sent", "note", "direction", "inviter", "invitee")
_MESSAGE = ("conversation", "from", "to", "sent", "sender_profile", "recipient_profiles")


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of table.

    ``needs`` are the meanings its header must have; ``marks`` are header cells of which one must
    be there; ``at_least`` is the number of columns below which it is another's. ``means`` are the
    meanings that are read. ``record`` is what shows that the owner knows the person.
    """

    kind: str
    needs: tuple[str, ...]
    record: str = ""
    marks: tuple[str, ...] = ()
    at_least: int = 2
    means: tuple[str, ...] = _PERSON


INVITATIONS = Layout(
    "LinkedIn invitations",
    needs=("from", "to", "sent", "direction"),
    means=_INVITATION,
    record="you invited them on LinkedIn",
)
MESSAGES = Layout(
    "LinkedIn messages",
    needs=("conversation", "from", "to", "sent"),
    means=(*_MESSAGE, "content", "mail_folder", "draft"),
)

_OUTLOOK = "in your Outlook contacts"
_OUTLOOK_MARKS = ("Middle Name", "Suffix", "E-mail Type", "E-mail Display Name", "Given Yomi")
_TABLE = "in your contacts"

LAYOUTS = (
    # 9 columns until 2023, then recipients' profiles, attachments and drafts come and go.
    MESSAGES,
    # Profiles since late 2023. Only what is recent or pending.
    INVITATIONS,
    # ImportedContacts.csv and Contacts.csv: the address book that was uploaded.
    Layout(
        "LinkedIn imported contacts",
        needs=("first", "last", "address"),
        marks=("CreatedAt", "BookmarkedAt"),
        record="in the address book you shared with LinkedIn",
    ),
    # Connections.csv: 2017 without profile, from mid-2021 three lines of notes above the header,
    # since mid-2023 with profile.
    Layout(
        "LinkedIn connections",
        needs=("first", "last", "since"),
        means=(*_PERSON, "since"),
        record="a LinkedIn connection",
    ),
    Layout(
        "LinkedIn connections",
        needs=("first", "last", "profile", "address"),
        marks=("URL",),
        record="a LinkedIn connection",
    ),
    # Google: both the layout until 2023 (Given Name, E-mail 1 - Type) and the one since.
    Layout(
        "Google contacts",
        needs=("first", "last"),
        marks=("E-mail 1 - Value", "Organization Name", "Phonetic First Name", "Group Membership"),
        record="in your Google contacts",
    ),
    Layout(
        "Thunderbird contacts",
        needs=("first", "last", "address"),
        marks=("Primary Email",),
        record="in your Thunderbird contacts",
    ),
    Layout(
        "Yahoo contacts",
        needs=("first", "last", "address"),
        marks=("First",),
        record="in your Yahoo contacts",
    ),
    # Outlook on the web and for Windows. LinkedIn's own export until 2016 was laid out like this.
    Layout(
        "Outlook contacts",
        needs=("first", "last", "address"),
        marks=_OUTLOOK_MARKS,
        record=_OUTLOOK,
    ),
    # … in another language: nobody else writes that many columns.
    Layout("Outlook contacts", needs=("first", "last", "address"), at_least=20, record=_OUTLOOK),
    # A table that somebody made.
    Layout("contacts table", needs=("first", "last"), record=_TABLE),
    Layout("contacts table", needs=("full", "address"), record=_TABLE),
    Layout("contacts table", needs=("full", "profile"), record=_TABLE),
    Layout("contacts table", needs=("full", "company"), record=_TABLE),
    Layout("contacts table", needs=("last", "address"), record=_TABLE),
)
