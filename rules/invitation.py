"""An invitation: what LinkedIn passes on from one person to another."""

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a message is, as far as LinkedIn's mail goes."""

    INVITATION = "invitation"
    REMINDER = "reminder"
    DIGEST = "digest"
    OTHER_LINKEDIN = "other-linkedin"
    NOT_LINKEDIN = "not-linkedin"
    UNREADABLE = "unreadable"


class Authentic(StrEnum):
    """Whether a message comes from whom it says; *unknown* never archives."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Inviter:
    """Who invites, in LinkedIn's own words; what the mail does not say is empty.

    ``profile`` is the clean profile link, without any token. ``address`` is the inviter's own
    mail address where the mail shows it (guest invitations of 2009 to 2013).
    """

    name: str = ""
    headline: str = ""
    title: str = ""
    company: str = ""
    location: str = ""
    profile: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Invitation:
    """One invitation out of a message; a digest holds several.

    ``note`` is the inviter's own words, empty where there are none. ``mail_language`` is the
    language of LinkedIn's template (the recipient's), as an ISO 639-1 code or "". ``message_id``
    is the Message-ID of the mail it came in, with its angle brackets, or "".
    """

    inviter: Inviter = field(default_factory=Inviter)
    note: str = ""
    mail_language: str = ""
    kind: Kind = Kind.INVITATION
    authentic: Authentic = Authentic.UNKNOWN
    authentic_because: str = ""
    message_id: str = ""
    subject: str = ""

    @property
    def key(self) -> str:
        """What two mails about the same invitation have in common: profile, else name."""
        who = self.inviter.profile or " ".join(self.inviter.name.casefold().split())
        return who.casefold()
