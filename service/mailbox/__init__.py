"""The mailbox: the only place that speaks IMAP. There is no send and no delete to call here.

connection/    one signed-in connection, and all that may go wrong with it
folders.py     which folder is for drafts, which for the archive; usual_names.py: by their names
labels.py      what this server calls label and archive: the one place to change for another;
               label_folders.py: where labels are folders; gmail.py: where they are labels;
               choosing.py: which of them fits
moving.py      from folder to folder, and back
copies.py      what is in another folder already, copied there by an earlier try
halves.py      what can be fetched of a batch that the server refuses
letters.py     finding LinkedIn's mail, fetching no more than is needed
drafts.py      a draft as a message, and saving it
answers.py     what became of drafts that may have been saved before
finding.py     finding messages again by their Message-ID
borne.py       which messages bear which label of ours
back.py        taking back what was done
sent.py        to whom the owner wrote: a few header fields of the Sent folder, opened read-only
survey.py      what the mailbox is like, found out without changing anything
uidset.py      UIDs as sequence sets
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from service.errors import ServerRefused, SettingsError
from service.mailbox.back import Back
from service.mailbox.borne import borne_labels
from service.mailbox.choosing import way_for
from service.mailbox.connection import Connection, Selected
from service.mailbox.connection.bearer import Bearer, Secret
from service.mailbox.connection.idling import Idling, NoIdle
from service.mailbox.connection.line import Line
from service.mailbox.drafts import Drafts
from service.mailbox.finding import numbers_of, uids_of
from service.mailbox.folders import Folders
from service.mailbox.labels import LabelWay, Target
from service.mailbox.letters import Letter, criteria, fetch_letters, fetch_whole
from service.mailbox.sent import Sent, SentMail
from service.mailbox.survey import Outline, Survey
from service.settings import MailboxSettings

__all__ = [
    "Back",
    "Bearer",
    "Idling",
    "LabelWay",
    "Letter",
    "Line",
    "Mailbox",
    "NoIdle",
    "Outline",
    "Secret",
    "Selected",
    "SentMail",
    "Target",
]


class Mailbox:
    """The owner's mailbox, signed in. Raises ``Unreachable``, ``Refused`` or ``ServerRefused``.

    The ``line`` can be cut by another thread, also while the connection is being made.
    """

    def __init__(self, settings: MailboxSettings, secret: Secret, line: Line | None = None) -> None:
        self._settings = settings
        self._connection = Connection(settings, secret, line or Line())
        self._folders = Folders(self._connection)
        self._greeted = False
        self._keywords: bool | None = None  # whether the server takes them, once it was asked
        self.labels: frozenset[str] = frozenset()  # a policy's own, beside those of the verdicts
        self.drafts = Drafts(self._connection, self._folders, settings.drafts_folder)
        self.back = Back(self._connection, self._folders, self.drafts)
        self.sent = Sent(self._connection, self._folders, settings.sent_folder)
        self.survey = Survey(self._connection, self._folders)

    def greet(self) -> None:
        """Whether a kept connection is still there; the server looks for new mail as well.

        Raises Unreachable where it is not.
        """
        self._connection.noop()
        self._greeted = True

    def close(self) -> None:
        """Leave politely."""
        self._connection.close()

    def abort(self) -> None:
        """Cut the connection at once; safe from another thread."""
        self._connection.abort()

    def forget_folders(self) -> None:
        """Look at the folders anew: one may have been renamed or deleted."""
        self._folders.forget()

    def open_folder(self, folder: str, *, examine: bool = False) -> Selected:
        """Open a watched folder; on a kept connection that has it open, only look for new mail.

        Then UIDNEXT is 0: what SELECT told of it is out of date.
        """
        now = self._connection.selected
        if now and now.folder == folder and now.read_only == examine:
            if not self._greeted:
                self._connection.noop()
            self._greeted = False
            return replace(now, uidnext=0)
        try:
            return self._connection.select(folder, examine=examine)
        except ServerRefused:
            meant = self._folders.existing(folder)  # says so, where it is the name that is wrong
            if meant == folder:
                raise
            told = f"mailbox.folders: {folder!r} is {meant!r} on the server: write it so"
            raise SettingsError(told) from None

    def has_open(self, folder: str) -> bool:
        """Whether this folder is the open one."""
        return self._connection.selected is not None and self._connection.selected.folder == folder

    def way(self) -> LabelWay:
        """How the open folder's mail is labelled and archived (choosing.py).

        Raises SettingsError where the server has not what is configured.
        """
        settings, own = self._settings, self.labels
        return way_for(self._connection, self._folders, settings, own, self._takes_keywords)

    def outline(self) -> Outline:
        """What is in this mailbox, and what of it is used; a folder must be open."""
        return self.survey.outline(self._settings, self.way())

    def _takes_keywords(self) -> bool:
        r"""Whether mail here takes new keywords (PERMANENTFLAGS with \*: RFC 9051, 7.1).

        A folder that is opened read-only does not tell. Then the Trash or the like is asked, where
        nothing changes by its being opened.
        """
        selected = self._connection.selected
        if selected is not None and not selected.read_only:
            return selected.keywords
        if self._keywords is None:
            self._keywords = self._keywords_elsewhere()
        return self._keywords

    def _keywords_elsewhere(self) -> bool:
        """What another folder tells; True where none does: to ask for them does no harm."""
        before = self._connection.selected
        try:
            if self.survey.keywords_elsewhere() is None or self._connection.selected is None:
                return True
            return self._connection.selected.keywords
        except ServerRefused:
            return True
        finally:
            self._connection.open_again(before)

    def would_make(self, labels: Iterable[tuple[str, bool]], *, drafts: bool) -> list[str]:
        """The folders that are not there yet and would be made; nothing is.

        ``labels`` come with whether their mail is to leave the inbox.
        """
        way = self.way()
        wanted = [name for label, leaves in labels for name in way.wants(label, archive=leaves)]
        if drafts:
            wanted.append(self.drafts.there() or self._folders.place("Drafts"))
        return [name for name in dict.fromkeys(wanted) if not self._folders.has(name)]

    def borne_labels(self, watched: Sequence[str]) -> Iterator[tuple[Selected, str, list[int]]]:
        """Every label of ours with the UIDs that bear it, and the folder, which is open then."""
        return borne_labels(self._connection, self._folders, self.way(), watched)

    def newest(self, uidnext: int) -> int:
        """The highest UID from ``uidnext`` on, or 0: the whole of an idle poll, and a short one."""
        found = self._connection.search(["UID", f"{uidnext}:*"])
        return max((uid for uid in found if uid >= uidnext), default=0)

    def uids_of(self, message_ids: Iterable[str]) -> dict[str, int]:
        """The UID in the open folder of each Message-ID that is there; of copies the latest."""
        found = uids_of(self._connection, message_ids)
        return {message_id: uids[-1] for message_id, uids in found.items()}

    def numbers_of(self, uids: Sequence[int]) -> dict[int, str]:
        """What can stand for the Message-ID of these in the open folder; empty where none can."""
        return numbers_of(self._connection, uids)

    def waiting(self, *, uidnext: int = 0, since: date | None = None) -> list[int]:
        """UIDs of mail without a label of ours that may be an invitation."""
        terms = criteria(f"{uidnext}:*" if uidnext else "", since) + self.way().without_label()
        search = self._connection.search if uidnext else self._connection.search_all
        return [uid for uid in search(terms) if uid >= uidnext]

    def holds_mail_since(self, day: date) -> bool:
        """Whether any mail at all in the open folder has come on this day or later."""
        return bool(self._connection.search_all(["SINCE", day]))

    def letters(self, uids: Sequence[int]) -> Iterator[list[Letter]]:
        """Header and first part of each, a batch at a time."""
        return fetch_letters(self._connection, uids)

    def whole(self, letters: Sequence[Letter]) -> Iterator[list[Letter]]:
        """The whole mail for these, a batch at a time."""
        return fetch_whole(self._connection, letters)
