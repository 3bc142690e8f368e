"""A bigger authority: persons and organizations in one SQLite file, looked up where they lie.

The file holds the very indexes that `PersonTable` builds in memory, each key with its rows in their order, so both give
the same answers (a test compares them). A record is read when a name leads to it. States, their names and the titles of
offices are those of the embedded authority.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from kg.authority.authority import SPELLINGS, Authority, _spellings
from kg.authority.folding import fold, fold_name, initials_conflict
from kg.authority.persons import Index, PersonTable, parse_person
from kg.authority.records import OrganizationRecord, PersonRecord
from kg.authority.snapshot_file import HolderIndex, NameIndex, SnapshotFile, StoredIndex
from kg.authority.tables import values
from kg.errors import ResourceError

# Records that are kept parsed: more than any one name leads to, so that within one look-up a person is one object.
KEPT = 30_000
CELLS = "qid, label, aliases, gender, born, died, countries, offices, prior, asof, source"


class SnapshotPersons(PersonTable):
    """The persons of a snapshot. Keeps the records used last, however many there are."""

    def __init__(self, file: SnapshotFile, spellings: dict[str, str]) -> None:
        self.path = file.path
        self._file = file
        self._spellings = spellings
        self._recent: OrderedDict[int, PersonRecord] = OrderedDict()

    def record(self, at: int) -> PersonRecord:
        """The record of one row, read at first use."""
        found = self._recent.get(at)
        if found is None:
            cells = self._file.row(f"SELECT {CELLS} FROM person WHERE id = ?", at)
            if cells is None:
                raise ResourceError(f"{self.path}: the index leads to person {at}, who is not there: build it again")
            return self._keep(at, cells)
        self._recent.move_to_end(at)
        return found

    def _keep(self, at: int, cells: Sequence[str]) -> PersonRecord:
        record = self._parsed(at, cells)
        self._recent[at] = record
        if len(self._recent) > KEPT:
            self._recent.popitem(last=False)
        return record

    def _parsed(self, at: int, cells: Sequence[str]) -> PersonRecord:
        try:
            return parse_person(cells)
        except ValueError as error:
            raise ResourceError(f"{self.path}: person {at}: {error}") from error

    def records(self) -> Iterator[PersonRecord]:
        """All records, in the order of the table; none is kept."""
        for at, *cells in self._file.cursor(f"SELECT id, {CELLS} FROM person ORDER BY id"):
            yield self._parsed(at, cells)

    def of_qid(self, qid: str) -> PersonRecord | None:
        """The record of a Wikidata item; None if there is none."""
        found = self._file.row("SELECT person FROM item WHERE qid = ?", qid)
        return None if found is None else self.record(found[0])

    def with_surname(self, surname: str) -> tuple[PersonRecord, ...]:
        """The records that bear a surname, by the order of the table; those that are not kept come in one query."""
        rows = self.surnames.get(fold(surname), ())
        missing = [at for at in rows if at not in self._recent]
        if len(missing) > 1:
            wanted = f"SELECT id, {CELLS} FROM person WHERE id IN (SELECT value FROM json_each(?))"
            for at, *cells in self._file.cursor(wanted, json.dumps(missing)):
                self._keep(at, cells)
        return tuple(self.record(at) for at in rows)

    def _conflict(self, key: str, at: int) -> bool:
        record = self.record(at)
        return any(initials_conflict(key, fold_name(name)) for name in (record.label, *record.aliases))

    def __len__(self) -> int:
        found = self._file.row("SELECT count(*) FROM person")
        return found[0] if found else 0

    @cached_property
    def names(self) -> tuple[Index, Index]:
        """Rows by folded label and by folded alias."""
        return StoredIndex(self._file, NameIndex.LABEL), StoredIndex(self._file, NameIndex.ALIAS)

    @cached_property
    def derived(self) -> Index:
        """Rows by shorter forms of their names."""
        return StoredIndex(self._file, NameIndex.DERIVED)

    @cached_property
    def loose(self) -> Index:
        """Rows by the loose fold of their names and of the short forms of these."""
        return StoredIndex(self._file, NameIndex.LOOSE)

    @cached_property
    def surnames(self) -> Index:
        """Rows by the surnames of their names."""
        return StoredIndex(self._file, NameIndex.SURNAME)

    @cached_property
    def holders(self) -> Mapping[tuple[str, str], Sequence[int]]:
        """Rows by class and state of the offices held."""
        return HolderIndex(self._file)


class SnapshotAuthority(Authority):
    """The authority of a snapshot. Use `open`."""

    def __init__(self, file: SnapshotFile, base: Authority) -> None:
        self.file = file
        self._meta = file.checked()
        share_states(self, base)
        # The names of the file are folded by its own table of spellings.
        self._spellings = dict(file.cursor("SELECT form, name FROM spelling"))
        self._persons = SnapshotPersons(file, self._spellings)
        self._base_version = base.version
        rows = file.cursor("SELECT qid, label, aliases, country FROM organization ORDER BY id")
        self.organizations = tuple(_organization(cells) for cells in rows)

    @classmethod
    def open(cls, path: Path, base: Authority) -> SnapshotAuthority:
        """The authority of a file that `kg authority build` made.

        Args:
            path: The file.
            base: The authority that knows the states and the titles of offices: the embedded one.

        Raises:
            ResourceError: The file is missing, broken, no snapshot, or of another version.
        """
        return cls(SnapshotFile(path), base)

    @cached_property
    def version(self) -> str:
        """A digest of the content and of the tables of states and titles."""
        return hashlib.sha256(f"{self._meta['digest']} {self._base_version}".encode()).hexdigest()[:16]

    @property
    def described(self) -> Mapping[str, str]:
        """What the file says of itself: digest, source, counts."""
        return self._meta


def share_states(authority: Authority, base: Authority) -> None:
    """Give an authority the states, metonyms and titles of another."""
    authority._folder = base._folder
    authority.countries = base.countries
    authority.metonyms = base.metonyms
    authority._successors = base._successors
    authority._spellings = base._spellings
    authority._offices = base._offices


def spellings_of(authority: Authority) -> dict[str, str]:
    """The table of spellings of an authority as it was written, without the words folded since."""
    return _spellings(authority._folder / SPELLINGS)


def _organization(cells: Sequence[Any]) -> OrganizationRecord:
    qid, label, aliases, country = cells
    return OrganizationRecord(qid or None, label, values(aliases), country or None)
