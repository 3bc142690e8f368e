"""What is wrong with a row of an authority, row by row and over several authorities. Nothing is mended in silence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from kg.authority.folding import fold_name
from kg.authority.persons import COLUMNS as PERSON_COLUMNS
from kg.authority.persons import PersonTable, parse_person
from kg.authority.records import PersonRecord
from kg.errors import ResourceError

QID = re.compile(r"Q[1-9][0-9]*")
STATE = re.compile(r"[A-Z]{2}")
ORGANIZATION_COLUMNS = 5
PRIORS = range(1, 100)
# Sources differ by a year about births; by more they mean two persons.
BIRTHS_APART = 1
# Where a row goes to: an item upstream, or nothing if it was deleted.
Redirects = Mapping[str, str]


class RowCheck:
    """Tells broken rows, which cannot be used, and doubtful ones, which can.

    Args:
        states: The codes that may stand in a row; empty allows every code of two letters.
    """

    def __init__(self, states: Iterable[str] = ()) -> None:
        self._states = frozenset(states)

    def person(self, cells: Sequence[str]) -> str | None:
        """Why a row of persons is broken; None if it is not."""
        problem = self._shape(cells, PERSON_COLUMNS)
        if problem:
            return problem
        try:
            record = parse_person(cells)
        except ValueError as error:
            return str(error)
        return None if record.prior in PRIORS else f"prior {record.prior} is not between 1 and 99"

    def organization(self, cells: Sequence[str]) -> str | None:
        """Why a row of organizations is broken; None if it is not."""
        return self._shape(cells, ORGANIZATION_COLUMNS) or (self._unknown([cells[3]]) if cells[3] else None)

    def doubts(self, cells: Sequence[str]) -> Iterator[str]:
        """What can hardly be true in a row of persons that is not broken."""
        record = parse_person(cells)
        if record.birth_year and record.death_year and record.death_year < record.birth_year:
            yield f"died in {record.death_year}, before the birth in {record.birth_year}"
        for office in record.offices:
            if office.start is not None and office.end is not None and office.end < office.start:
                yield f"{office.title!r} ends in {office.end}, before it begins in {office.start}"
        unknown = self._unknown([*record.countries, *(office.country for office in record.offices if office.country)])
        if unknown:
            yield unknown

    def _shape(self, cells: Sequence[str], columns: int) -> str | None:
        if len(cells) != columns:
            return f"{len(cells)} cells for {columns} columns"
        if not cells[1]:
            return "a row without a name"
        if any(ch in cell for cell in cells for ch in "\t\n"):
            return "a tab or line break in a cell"
        if cells[0] and not QID.fullmatch(cells[0]):
            return f"{cells[0]!r} is no Wikidata item"
        return None

    def _unknown(self, codes: Sequence[str]) -> str | None:
        for code in codes:
            if code not in self._states if self._states else not STATE.fullmatch(code):
                return f"{code!r} is the code of no known state"
        return None


def numbered_lines(path: Path, *, columns: int) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of every row below the header of a table; a short row is filled up, a long one left."""
    header, n = False, 0
    try:
        with path.open(encoding="utf-8", newline="\n") as stream:
            for n, line in enumerate(stream, 1):
                text = line.rstrip("\r\n")
                if not text.strip() or text.startswith("#"):
                    continue
                if header:
                    cells = text.split("\t")
                    yield n, cells + [""] * (columns - len(cells))
                header = True
    except (OSError, UnicodeDecodeError) as error:
        raise ResourceError(f"{path}:{n + 1}: cannot read the table: {error}") from error


def check_table(path: Path, check: RowCheck, *, redirects: Redirects | None = None) -> list[str]:
    """The problems of a table of persons, each with its line."""
    lines: dict[str, int] = {}
    problems: list[str] = []
    for n, cells in numbered_lines(path, columns=PERSON_COLUMNS):
        qid = cells[0]
        broken = check.person(cells)
        found = [*([broken] if broken else check.doubts(cells)), upstream(qid, redirects or {})]
        if qid and qid in lines:
            found.append(f"{qid} stands already in line {lines[qid]}")
        lines.setdefault(qid, n)
        problems += [f"{path}:{n}: {problem}" for problem in found if problem]
    return problems


def check_records(persons: PersonTable, *, redirects: Redirects | None = None) -> list[str]:
    """The problems of an authority whose rows were checked when it was made: what has become of their items since."""
    found = ((record.label, upstream(record.qid or "", redirects or {})) for record in persons.records())
    return [f"{persons.path}: {label!r}: {problem}" for label, problem in found if problem]


def upstream(qid: str, redirects: Redirects) -> str | None:
    """What has become of an item at its source: merged into another, or deleted; None if it is as it was."""
    if not qid or qid not in redirects:
        return None
    now = redirects[qid]
    return f"{qid} was merged into {now} upstream" if now else f"{qid} was deleted upstream"


def read_redirects(path: Path) -> dict[str, str]:
    """A table `qid`, `now`: items that are gone and what each was merged into; empty for one that was deleted.

    Raises:
        ResourceError: A row is no pair of items, or merges go round in a circle; the message has the line.
    """
    found: dict[str, str] = {}
    lines: dict[str, int] = {}
    for n, cells in numbered_lines(path, columns=2):
        if len(cells) > 2 or not all(QID.fullmatch(cell) for cell in cells if cell) or not cells[0]:
            raise ResourceError(f"{path}:{n}: not an item and the item that it was merged into: {cells}")
        if found.get(cells[0], cells[1]) != cells[1]:
            raise ResourceError(f"{path}:{n}: {cells[0]} stands already in line {lines[cells[0]]}, otherwise")
        found[cells[0]], lines[cells[0]] = cells[1], n
    return {qid: _last(qid, found, f"{path}:{lines[qid]}") for qid in found}


def _last(qid: str, redirects: Redirects, where: str) -> str:
    """The end of a chain of merges."""
    seen = [qid]
    while (now := redirects.get(seen[-1])) is not None:
        if now in seen:
            raise ResourceError(f"{where}: merges go round in a circle: {' → '.join([*seen, now])}")
        seen.append(now)
    return seen[-1]


def disagreements(earlier: PersonTable, later: PersonTable, *, name: str) -> Iterator[str]:
    """Persons of one item in two authorities that cannot be one person: the earlier wins, and somebody must look."""
    for record in later.records():
        other = earlier.of_qid(record.qid) if record.qid else None
        if other is not None:
            fault = _fault(other, record)
            if fault:
                yield f"{name}: {record.qid} {record.label!r}: {fault}"


def _fault(one: PersonRecord, other: PersonRecord) -> str | None:
    if one.birth_year and other.birth_year and abs(one.birth_year - other.birth_year) > BIRTHS_APART:
        return f"born in {other.birth_year}, but {one.label!r} of an earlier authority in {one.birth_year}"
    words = [{word for name in (r.label, *r.aliases) for word in fold_name(name).split()} for r in (one, other)]
    if not words[0] & words[1]:
        return f"an earlier authority calls this item {one.label!r}"
    return None
