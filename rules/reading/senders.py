"""The local parts under which LinkedIn's systems write; all others at linkedin.com are people's."""

#: Invitations were or may be sent under these.
INVITING = frozenset(("invitations", "invitations-noreply", "member"))

#: Digests and reminders may come under these, and much else.
PASSING_ON = frozenset(
    ("messages-noreply", "hit-reply", "connections", "notifications-noreply", "updates-noreply")
)


def is_system(local: str) -> bool:
    """Whether a local part is a system's and not a person's."""
    return local in INVITING | PASSING_ON or "reply" in local
