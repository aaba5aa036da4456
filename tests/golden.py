"""The receipts of the letters: what each policy decides about each, and why, as text.

python -m tests.golden      writes them anew; then read the diff before you commit it
"""

from __future__ import annotations

from pathlib import Path

from rules import (
    Acquaintance,
    Acquaintances,
    Decision,
    Knowledge,
    Owner,
    builtin_policies,
    builtin_policy,
    decide,
)

LETTERS = sorted((Path(__file__).parent / "letters").glob("*.eml"))

#: Somebody is known, so that a stranger is known to be one; nobody of the letters is.
KNOWLEDGE = Knowledge(
    owner=Owner("Robin Winter", "robin@example.org"),
    acquaintances=Acquaintances([Acquaintance(name="Ada Quill", record="on the list")]),
    authserv_ids=frozenset({"mx.example.org"}),
)


def receipt(letter: Path) -> str:
    """What is decided about a letter by each policy, with its drafts."""
    parts: list[str] = []
    for name in builtin_policies():
        judged = decide(letter.read_bytes(), builtin_policy(name), KNOWLEDGE)
        reading = judged.reading
        parts.append(f"{reading.kind}: {reading.because}" if not parts else "")
        parts += [f"== {name}", *(_decision(decision) for decision in judged.decisions)]
    return "\n".join(part for part in parts if part) + "\n"


def _decision(decision: Decision) -> str:
    draft = decision.draft
    if draft is None:
        return decision.receipt()
    text = f"To: {draft.to or draft.paste_at or 'nobody'}\nSubject: {draft.subject}\n{draft.body}"
    return decision.receipt() + "\n" + "\n".join(f"  | {line}" for line in text.splitlines())


def main() -> None:
    """Write every receipt beside its letter."""
    for letter in LETTERS:
        letter.with_suffix(".receipt").write_text(receipt(letter), encoding="utf-8")


if __name__ == "__main__":
    main()
