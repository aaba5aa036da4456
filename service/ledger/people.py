"""Whom the owner knows, as their imported files say it."""

from collections.abc import Iterable, Iterator

from rules import Acquaintance
from service.ledger.records import Remembered, Source
from service.ledger.store import Store


class People(Store):
    """Imported acquaintances; people are never merged, each has its source."""

    def people_changes(self) -> int:
        """How often it changed whom the owner knows: cheap to ask before every round."""
        row = self.execute("SELECT number FROM people_change").fetchone()
        return int(row[0])

    def note_people_changed(self) -> None:
        """The owner knows others than before. To be called while ``writing``."""
        self.execute("UPDATE people_change SET number = number + 1")

    def replace_source(self, source: Source, people: Iterable[Acquaintance]) -> None:
        """These, and nobody else, are from this source now. To be called while ``writing``."""
        self._drop_source(source.key)
        self.execute(
            "INSERT INTO source VALUES (?, ?, ?)", (source.key, source.kind, source.imported_at)
        )
        self.execute_many(
            "INSERT INTO person (source, name, addresses, profile, company, title, other_names, "
            "record) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            ((source.key, *_columns(person)) for person in people),
        )
        self.note_people_changed()

    def _drop_source(self, key: str) -> int:
        dropped = self.execute("DELETE FROM person WHERE source = ?", (key,)).rowcount
        self.execute("DELETE FROM source WHERE key = ?", (key,))
        return dropped

    def sources(self) -> list[Source]:
        """Every imported source, with how many people are from it."""
        rows = self.execute(
            "SELECT key, kind, imported_at, "
            "(SELECT count(*) FROM person WHERE person.source = source.key) "
            "FROM source ORDER BY kind, key"
        )
        return [Source(*row) for row in rows]

    def count_people(self, source: str) -> int:
        """How many people a source told."""
        row = self.execute("SELECT count(*) FROM person WHERE source = ?", (source,)).fetchone()
        return int(row[0])

    def imported(self) -> Iterator[Remembered]:
        """Everybody who was imported, in the order of the files, one after the other."""
        rows = self.execute(
            "SELECT id, source, name, addresses, profile, company, title, other_names, record "
            "FROM person ORDER BY id"
        )
        return (Remembered(row, source, _person(columns)) for row, source, *columns in rows)

    def forget_rows(self, rows: Iterable[int]) -> None:
        """Forget these imported people. To be called while ``writing``."""
        self.execute_many("DELETE FROM person WHERE id = ?", ((row,) for row in rows))
        self.note_people_changed()

    def forget_source(self, key: str) -> int:
        """Forget everybody from one source; tells how many. To be called while ``writing``."""
        dropped = self._drop_source(key)
        self.note_people_changed()
        return dropped


def _columns(person: Acquaintance) -> tuple[str, ...]:
    return (
        person.name,
        _joined(person.addresses),
        person.profile,
        person.company,
        person.title,
        _joined(person.other_names),
        person.record,
    )


def _person(columns: list[str]) -> Acquaintance:
    name, addresses, profile, company, title, other_names, record = columns
    return Acquaintance(
        name=name,
        addresses=tuple(addresses.split("\n")) if addresses else (),
        profile=profile,
        company=company,
        title=title,
        other_names=tuple(other_names.split("\n")) if other_names else (),
        record=record,
    )


def _joined(items: Iterable[str]) -> str:
    """One a line; so no item may hold a line break of its own."""
    return "\n".join(filter(None, (" ".join(item.split()) for item in items)))
