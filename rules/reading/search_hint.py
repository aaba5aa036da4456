"""What a mail server can be asked for, so that not every mail has to be fetched.

A search is a substring match and sees no structure, so these words are wide on purpose: what
they find is read, and what is no invitation is left alone.
"""

FROM_CONTAINS = "linkedin"
# Lookalike senders (linnkedin and the like) mostly keep LinkedIn's local part.
LOCAL_PART = "invitations@"
# Guest invitations of 2009 to 2013 came from the inviter's own address; their subjects say it.
SUBJECT_CONTAINS = "linkedin"

# Senders of LinkedIn's that never pass on an invitation. Not here, because reminders, digests or
# invitations came or may come from them: invitations@, invitations-noreply@, member@,
# messages-noreply@, hit-reply@, connections@, notifications-noreply@, updates-noreply@.
NEVER_INVITES: tuple[str, ...] = (
    "jobs-listings@linkedin.com",
    "jobs-noreply@linkedin.com",
    "jobalerts-noreply@linkedin.com",
    "newsletters-noreply@linkedin.com",
    "editors-noreply@linkedin.com",
    "groups-noreply@linkedin.com",
    "security-noreply@linkedin.com",
    "dmarc-noreply@linkedin.com",
    "messaging-digest-noreply@linkedin.com",
    "inmail-hit-reply@linkedin.com",
)
