"""Rows of persons and organizations → the file of a snapshot. Sorting is SQLite's, so memory stays small.

The indexes must be those of `PersonTable`, each key with its persons in the same order: that of the rows for labels,
aliases, surnames and offices; for the others that in which the table comes upon the names.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from kg.authority.checking import RowCheck
from kg.authority.folding import FAMILY_FIRST, derived_forms, fold_name, loose, surname_forms
from kg.authority.persons import ALIASES, COUNTRIES, LABEL, OFFICES
from kg.authority.snapshot_file import (
    APPLICATION,
    FORMAT,
    SCHEMA,
    NameIndex,
    folding_digest,
    holder_key,
    pack,
    unpack,
)
from kg.authority.tables import values
from kg.errors import ResourceError

# Tables for sorting, gone when the connection closes: what leads to whom, the keys of an index in the order in which
# they were met, the line of each person.
SORTING = """
CREATE TEMP TABLE met (kind INTEGER, seq INTEGER, key TEXT);
CREATE TEMP TABLE origin (person INTEGER PRIMARY KEY, line INTEGER);
""" + "".join(f"CREATE TEMP TABLE posting_{int(kind)} (key TEXT, seq INTEGER, person INTEGER);" for kind in NameIndex)
NumberedRow = tuple[int, Sequence[str]]
# The loose fold keeps every word that it has met: forget them now and then.
WORDS_KEPT = 200_000


@dataclass(frozen=True, slots=True)
class Content:
    """What goes into a snapshot: rows with the line or number that a report can name them by.

    Attributes:
        persons: Cells of `persons.tsv`, the most prominent first.
        organizations: Cells of `organizations.tsv`.
        spellings: Forms of names and the name that each stands for.
        source: One line for people: where this comes from.
        path: What a report calls the rows by.
    """

    persons: Iterable[NumberedRow]
    organizations: Iterable[NumberedRow]
    spellings: Mapping[str, str]
    source: str
    path: str


@dataclass(slots=True)
class Compiled:
    """What was written, and one line for each row that was left out or is doubtful."""

    persons: int = 0
    organizations: int = 0
    left_out: int = 0
    names: int = 0
    digest: str = ""
    problems: list[str] = field(default_factory=list)


def write_snapshot(path: Path, content: Content, check: RowCheck) -> Compiled:
    """Write a snapshot; the file appears under its name only once it is complete.

    Broken rows and rows of an item that stands already are left out and told.

    Raises:
        ResourceError: The file cannot be written.
    """
    partial = path.with_name(f".{path.name}.part")
    partial.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(partial)) as connection:
            compiled = _Compiler(connection, content, check).run()
        partial.replace(path)
    except (OSError, sqlite3.Error) as error:
        raise ResourceError(f"{path}: cannot write the authority: {error}") from error
    finally:
        partial.unlink(missing_ok=True)
    return compiled


class _Compiler:
    """Writes one snapshot."""

    def __init__(self, connection: sqlite3.Connection, content: Content, check: RowCheck) -> None:
        self._connection = connection
        self._content = content
        self._check = check
        self._digest = hashlib.sha256(f"{FORMAT}\n".encode())
        self._compiled = Compiled()
        self._seq = 0

    def run(self) -> Compiled:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -65536"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute(f"PRAGMA application_id = {APPLICATION}")
        self._connection.executescript(SCHEMA)
        self._connection.executescript(SORTING)
        self._write_spellings()
        self._write_organizations()
        self._write_persons()
        self._write_indexes()
        return self._finish()

    def _write_spellings(self) -> None:
        rows = sorted(self._content.spellings.items())
        self._connection.executemany("INSERT INTO spelling VALUES (?, ?)", rows)
        self._note(f"{form}\t{name}" for form, name in rows)

    def _write_organizations(self) -> None:
        lines: dict[str, int] = {}
        for n, cells in self._content.organizations:
            problem = self._check.organization(cells) or _repeated(lines, cells[0], n)
            if problem:
                self._leave_out(n, problem)
                continue
            self._connection.execute(
                "INSERT INTO organization VALUES (?, ?, ?, ?, ?, ?)", (self._compiled.organizations, *cells)
            )
            self._note(["\t".join(cells)])
            self._compiled.organizations += 1

    def _write_persons(self) -> None:
        insert = f"INSERT INTO person VALUES ({', '.join('?' * 12)})"
        for n, cells in self._content.persons:
            problem = self._check.person(cells) or self._taken(cells[0])
            if problem:
                self._leave_out(n, problem)
                continue
            at = self._compiled.persons
            self._connection.execute(insert, (at, *cells))
            self._connection.execute("INSERT INTO origin VALUES (?, ?)", (at, n))
            self._compiled.problems += [f"{self._content.path}:{n}: {doubt}" for doubt in self._check.doubts(cells)]
            for kind, key in _own_names(cells):
                self._post(kind, [(key, at)])
            self._note(["\t".join(cells)])
            self._compiled.persons += 1

    def _leave_out(self, n: int, problem: str) -> None:
        self._compiled.left_out += 1
        self._compiled.problems.append(f"{self._content.path}:{n}: {problem}: left out")

    def _taken(self, qid: str) -> str | None:
        """Claims an item for the next person; says so if another person has it."""
        if not qid:
            return None
        known = self._connection.execute(
            "SELECT line FROM item JOIN origin ON origin.person = item.person WHERE qid = ?", (qid,)
        ).fetchone()
        if known is not None:
            return f"{qid} stands already in line {known[0]}"
        self._connection.execute("INSERT INTO item VALUES (?, ?)", (qid, self._compiled.persons))
        return None

    def _write_indexes(self) -> None:
        plain = (NameIndex.LABEL, NameIndex.ALIAS)
        for kind in (*plain, NameIndex.SURNAME, NameIndex.HOLDER):
            self._sort(kind)
        for key, persons in self._in_order(*plain):
            self._post(NameIndex.DERIVED, ((form, person) for form in derived_forms(key) for person in persons))
        self._sort(NameIndex.DERIVED)
        for form, persons in self._loosened(self._in_order(*plain, NameIndex.DERIVED)):
            self._post(NameIndex.LOOSE, ((form, person) for person in persons))
        self._sort(NameIndex.LOOSE)

    def _loosened(self, names: Iterable[tuple[str, Sequence[int]]]) -> Iterator[tuple[str, Sequence[int]]]:
        spellings = dict(self._content.spellings)
        for key, persons in names:
            if " " in key:
                yield loose(key, spellings), persons
            if len(spellings) > WORDS_KEPT:
                spellings = dict(self._content.spellings)

    def _post(self, kind: NameIndex, postings: Iterable[tuple[str, int]]) -> None:
        """Note that keys lead to persons, after all that was noted before."""
        for key, person in postings:
            self._seq += 1
            self._connection.execute(f"INSERT INTO posting_{int(kind)} VALUES (?, ?, ?)", (key, self._seq, person))

    def _sort(self, kind: NameIndex) -> None:
        """Make the index of a kind from what was noted."""
        rows = self._connection.execute(f"SELECT key, seq, person FROM posting_{int(kind)} ORDER BY key, seq")
        for key, group in groupby(rows, key=lambda row: row[0]):
            found = [(seq, person) for _, seq, person in group]
            persons = list(dict.fromkeys(person for _, person in found))
            self._connection.execute("INSERT INTO name VALUES (?, ?, ?)", (int(kind), key, pack(persons)))
            self._connection.execute("INSERT INTO met VALUES (?, ?, ?)", (int(kind), found[0][0], key))
            self._compiled.names += 1
        self._connection.execute(f"DROP TABLE posting_{int(kind)}")

    def _in_order(self, *kinds: NameIndex) -> Iterator[tuple[str, Sequence[int]]]:
        """The keys of indexes in the order in which they were met first, with their persons."""
        for kind in kinds:
            rows = self._connection.execute(
                "SELECT met.key, name.persons FROM met JOIN name ON name.kind = met.kind AND name.key = met.key"
                " WHERE met.kind = ? ORDER BY met.seq",
                (int(kind),),
            )
            for key, persons in rows:
                yield key, unpack(persons)

    def _note(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._digest.update(f"{line}\n".encode())

    def _finish(self) -> Compiled:
        compiled = self._compiled
        compiled.digest = self._digest.hexdigest()
        meta = {
            "format": str(FORMAT),
            "folding": folding_digest(),
            "digest": compiled.digest,
            "source": self._content.source,
            "persons": str(compiled.persons),
            "organizations": str(compiled.organizations),
        }
        self._connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
        self._connection.commit()
        self._connection.execute("ANALYZE")
        self._connection.commit()
        return compiled


def _own_names(cells: Sequence[str]) -> Iterator[tuple[NameIndex, str]]:
    """What leads to a person by the row alone."""
    aliases = values(cells[ALIASES])
    yield NameIndex.LABEL, fold_name(cells[LABEL])
    yield from ((NameIndex.ALIAS, fold_name(alias)) for alias in aliases)
    first = not FAMILY_FIRST.isdisjoint(cells[COUNTRIES].split("|"))
    forms = (form for name in (cells[LABEL], *aliases) for form in surname_forms(fold_name(name), family_first=first))
    yield from ((NameIndex.SURNAME, form) for form in dict.fromkeys(forms))
    for office in values(cells[OFFICES]):
        office_class, _, rest = office.partition(":")
        yield NameIndex.HOLDER, holder_key((office_class, rest.rpartition("@")[2].partition(":")[0]))


def _repeated(lines: dict[str, int], qid: str, n: int) -> str | None:
    """Whether an item stood in an earlier line."""
    if qid and qid in lines:
        return f"{qid} stands already in line {lines[qid]}"
    lines[qid] = n
    return None
