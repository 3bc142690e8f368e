"""The table of persons: one line a person, indexed by name at once and parsed into a record when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from kg.authority.folding import FAMILY_FIRST, derived_forms, fold, fold_name, initials_conflict, loose, surname_forms
from kg.authority.records import NameKind, NameMatch, Office, OfficeClass, PersonRecord
from kg.authority.tables import read_rows, values, year
from kg.errors import ResourceError

COLUMNS = 11
LABEL, ALIASES, COUNTRIES, OFFICES = 1, 2, 6, 7

Index = Mapping[str, Sequence[int]]


class PersonTable:
    """Rows of persons and the names that lead to them. Indexes are built from the names alone."""

    def __init__(self, path: Path, spellings: dict[str, str]) -> None:
        self.path = path
        self._spellings = spellings
        self._lines: list[int] = []
        self._rows: list[list[str]] = []
        for n, cells in read_rows(path, columns=COLUMNS):
            if not cells[LABEL]:
                raise ResourceError(f"{path}:{n}: a person without a name")
            self._lines.append(n)
            self._rows.append(cells)
        self._records: dict[int, PersonRecord] = {}

    def record(self, at: int) -> PersonRecord:
        """The record of one row, parsed at first use."""
        found = self._records.get(at)
        if found is None:
            try:
                found = parse_person(self._rows[at])
            except ValueError as error:
                raise ResourceError(f"{self.path}:{self._lines[at]}: {error}") from error
            self._records[at] = found
        return found

    def records(self) -> Iterator[PersonRecord]:
        """All records, in the order of the table."""
        return (self.record(at) for at in range(len(self._rows)))

    @cached_property
    def _by_qid(self) -> dict[str, int]:
        return {cells[0]: at for at, cells in enumerate(self._rows) if cells[0]}

    def of_qid(self, qid: str) -> PersonRecord | None:
        """The record of a Wikidata item; None if there is none."""
        at = self._by_qid.get(qid)
        return None if at is None else self.record(at)

    @cached_property
    def names(self) -> tuple[Index, Index]:
        """Rows by folded label and by folded alias."""
        labels: dict[str, list[int]] = {}
        aliases: dict[str, list[int]] = {}
        for at, cells in enumerate(self._rows):
            labels.setdefault(fold_name(cells[LABEL]), []).append(at)
            for alias in values(cells[ALIASES]):
                aliases.setdefault(fold_name(alias), []).append(at)
        return labels, aliases

    @cached_property
    def derived(self) -> Index:
        """Rows by shorter forms of their names."""
        index: dict[str, list[int]] = {}
        for key, rows in self._full_names():
            for form in derived_forms(key):
                index.setdefault(form, []).extend(rows)
        return index

    @cached_property
    def loose(self) -> Index:
        """Rows by the loose fold of their names and of the short forms of these."""
        index: dict[str, list[int]] = {}
        for names in (*self.names, self.derived):
            for key, rows in names.items():
                if " " in key:
                    index.setdefault(loose(key, self._spellings), []).extend(rows)
        return index

    @cached_property
    def surnames(self) -> Index:
        """Rows by the surnames of their names; a name of one word is its own surname."""
        index: dict[str, list[int]] = {}
        for at, cells in enumerate(self._rows):
            first = not FAMILY_FIRST.isdisjoint(cells[COUNTRIES].split("|"))
            forms: dict[str, None] = {}
            for name in (cells[LABEL], *values(cells[ALIASES])):
                forms.update(dict.fromkeys(surname_forms(fold_name(name), family_first=first)))
            for form in forms:
                index.setdefault(form, []).append(at)
        return index

    @cached_property
    def holders(self) -> Mapping[tuple[str, str], Sequence[int]]:
        """Rows by class and state of the offices held."""
        index: dict[tuple[str, str], list[int]] = {}
        for at, cells in enumerate(self._rows):
            keys: dict[tuple[str, str], None] = {}
            for office in values(cells[OFFICES]):
                head, _, rest = office.partition(":")
                keys[head, rest.rpartition("@")[2].partition(":")[0]] = None
            for key in keys:
                index.setdefault(key, []).append(at)
        return index

    def matches(self, name: str) -> tuple[NameMatch, ...]:
        """The records that bear a full name, the closest kind of agreement first; each record once."""
        key = fold_name(name)
        labels, aliases = self.names
        found: dict[int, NameKind] = {}
        for index, kind in ((labels, NameKind.LABEL), (aliases, NameKind.ALIAS), (self.derived, NameKind.DERIVED)):
            for at in index.get(key, ()):
                found.setdefault(at, kind)
        for at in self._loosely(key):
            if not self._conflict(key, at):
                found.setdefault(at, NameKind.LOOSE)
        return tuple(NameMatch(self.record(at), kind) for at, kind in found.items())

    def _conflict(self, key: str, at: int) -> bool:
        """Whether the initials of the name contradict a name of the row."""
        cells = self._rows[at]
        return any(initials_conflict(key, fold_name(name)) for name in (cells[LABEL], *values(cells[ALIASES])))

    def _loosely(self, key: str) -> Iterator[int]:
        if " " not in key:
            return
        yield from self.loose.get(loose(key, self._spellings), ())
        for form in derived_forms(key):
            for index in (*self.names, self.derived):
                yield from index.get(form, ())

    def _full_names(self) -> Iterator[tuple[str, Sequence[int]]]:
        for index in self.names:
            yield from index.items()

    def has_name(self, name: str) -> bool:
        """Whether some record bears the name as label, alias or shorter form; cheap."""
        key = fold_name(name)
        labels, aliases = self.names
        return key in labels or key in aliases or key in self.derived

    def with_surname(self, surname: str) -> tuple[PersonRecord, ...]:
        """The records that bear a surname, by the order of the table."""
        return tuple(self.record(at) for at in self.surnames.get(fold(surname), ()))


def parse_person(cells: Sequence[str]) -> PersonRecord:
    """The record of one row of the table; ValueError says what is wrong with it."""
    gender = cells[3] or None
    if gender not in (None, "m", "f"):
        raise ValueError(f"gender {gender!r} is not m or f")
    return PersonRecord(
        qid=cells[0] or None,
        label=cells[LABEL],
        aliases=values(cells[ALIASES]),
        gender=gender,
        birth_year=year(cells[4]),
        death_year=year(cells[5]),
        countries=values(cells[COUNTRIES]),
        offices=tuple(_office(cell) for cell in values(cells[OFFICES])),
        prior=int(cells[8]),
    )


def _office(cell: str) -> Office:
    """`class:title@state:start-end`."""
    head, _, term = cell.rpartition("@")
    office_class, _, title = head.partition(":")
    country, _, years = term.partition(":")
    start, dash, end = years.partition("-")
    if not dash or not title:
        raise ValueError(f"{cell!r} is not class:title@state:start-end")
    return Office(title, country or None, year(start), year(end), OfficeClass(office_class))
