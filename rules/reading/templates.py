"""LinkedIn's own names for its kinds of mail (X-LinkedIn-Template, Feedback-ID, tracking names).

Sources: names seen 2009 to 2026, such as ``email_m2m_invite_single_01``, ``M2M_Invitation``,
``EML-inv_17_rem``, ``second_guest_reminder_01``, ``email_accept_invite_single_01``.
"""

import re

from rules.invitation import Kind

_REMINDER = re.compile(r"guest_reminder|inv_\d+_rem|invit(?:e|ation).*rem(?:inder)?(?:_|\b|$)")
_DIGEST = re.compile(r"invit(?:e|ation)s?_?.*digest")
_INVITATION = re.compile(
    r"m2m_invit|invite_(?:member|guest|single)|comm_afe|^(?:email_)?invitation"
)
_OTHER = re.compile(
    r"accept|company|page|event|group|series|newsletter|news_letter|follow|subscri|webinar|job|"
    r"message|inmail|pymk|suggest|recommend|endorse|digest|weekly|notif|security|welcome|hire|"
    r"confirmation|analytics|editorial|games|discovery|content|birthday|premium|password|pin_"
)


def says(template: str) -> Kind | None:
    """The kind that a template's name stands for; None for a name that says nothing."""
    name = template.casefold()
    if not name:
        return None
    if "accept" in name:  # accept_invite_04: somebody accepted the owner's own invitation
        return Kind.OTHER_LINKEDIN
    for pattern, kind in (
        (_REMINDER, Kind.REMINDER),
        (_DIGEST, Kind.DIGEST),
        (_INVITATION, Kind.INVITATION),
        (_OTHER, Kind.OTHER_LINKEDIN),
    ):
        if pattern.search(name):
            return kind
    return None


def class_says(mail_class: str) -> Kind | None:
    """What X-LinkedIn-Class stands for; most of its values are too wide to say."""
    name = mail_class.upper()
    if name in ("INVITE-MBR", "INVITE-GUEST"):
        return Kind.INVITATION
    if name.startswith(("INMAIL", "JOBS", "SAVEDSEARCH", "MBR-TO-MBR", "EMAIL_REPORTS")):
        return Kind.OTHER_LINKEDIN
    return None
