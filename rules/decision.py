"""A decision: what becomes of an invitation, and why."""

from dataclasses import dataclass, replace
from enum import StrEnum

from rules.finding import Finding
from rules.invitation import Invitation


class Verdict(StrEnum):
    """What the policy says; ordered from the boldest to the most cautious."""

    IGNORE = "ignore"
    DECLINE = "decline"
    ACCEPT = "accept"
    MEET = "meet"
    REVIEW = "review"
    SUSPICIOUS = "suspicious"

    @property
    def caution(self) -> int:
        """The higher, the more cautious: a digest takes its most cautious verdict."""
        return list(Verdict).index(self)


@dataclass(frozen=True, slots=True)
class Draft:
    """An unsent reply. ``to`` is the inviter's own address, or None: then nobody is addressed.

    ``body`` is what the inviter would read. ``paste_at`` is the clean profile link at which
    the owner can paste it, where there is no address; the hands put that line above the body.
    """

    to: str | None
    subject: str
    body: str
    language: str
    paste_at: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """An invitation with its findings, the rule that matched, and what is to be done.

    There is no send and no delete to say. ``withheld`` says why a draft that the rule asked for
    was not made, or why the mail is not archived; empty where all that was asked is done.
    ``label``, ``archive`` and ``mark_read`` are the mail's: in a digest not this decision's alone
    (``one_label``).
    """

    invitation: Invitation
    findings: tuple[Finding, ...]
    rule: str
    verdict: Verdict
    label: str
    because: str
    archive: bool = False
    mark_read: bool = False
    draft: Draft | None = None
    withheld: tuple[str, ...] = ()

    @property
    def actions(self) -> tuple[str, ...]:
        """What is carried out, in its order: leaving the inbox comes last."""
        wanted = (
            (f"label {self.label}", True),
            ("mark as read", self.mark_read),
            ("save draft", self.draft is not None),
            ("archive", self.archive),
        )
        return tuple(name for name, yes in wanted if yes)

    def finding(self, signal: str) -> Finding:
        """The finding of one signal. Raises KeyError where no such signal was asked."""
        for found in self.findings:
            if found.signal == signal:
                return found
        raise KeyError(signal)

    def receipt(self) -> str:
        """The decision's reasons as text: what was decided, by which rule, on which proof."""
        who = self.invitation.inviter
        title = f"{who.name or 'somebody'} ({who.headline})" if who.headline else who.name
        lines = [
            f"{title or 'somebody'}: {self.verdict}",
            f"  because {self.because} [{self.rule}]",
            f"  actions: {', '.join(self.actions)}",
            *(f"  {reason}" for reason in self.withheld),
            *(f"  {f.signal} = {f.value}" + f" ({f.proof})" * bool(f.proof) for f in self.findings),
        ]
        return "\n".join(lines)


def one_label(decisions: tuple[Decision, ...]) -> tuple[Decision, ...]:
    """The decisions about one mail, which has one label and one place: the most cautious ones."""
    if not decisions:
        return ()
    label = max(decisions, key=lambda decision: decision.verdict.caution).label
    archive = all(d.archive for d in decisions)
    read = all(d.mark_read for d in decisions)
    return tuple(replace(d, label=label, archive=archive, mark_read=read) for d in decisions)
