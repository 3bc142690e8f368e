"""A Wikidata JSON dump (plain, gzip or bzip2) → staging, one line at a time; memory does not grow with the dump.

One pass takes persons, organizations and whatever item has a jurisdiction, as it may be an office that somebody held.
An office without one is fetched by a second pass where the dump can be read again. A broken line is told by its number
and passed over.
"""

from __future__ import annotations

import bz2
import gzip
import json
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.authority.harvest import properties
from kg.authority.harvest.selection import Selection
from kg.authority.harvest.staging import OFFICE, ORGANIZATION, PERSON, Staging
from kg.authority.harvest.statements import Item, Time, parse_item
from kg.errors import ResourceError

# Longer than any entity of Wikidata: what is longer is no line of a dump.
LONGEST = 64 * 2**20
# Lines between two checkpoints.
CHECKPOINT = 50_000
PASSES = ("persons", "offices")
STDIN = Path("-")
NUMBERED = Iterator[tuple[int, bytes]]


@dataclass(slots=True)
class DumpReport:
    """What a pass saw. `complete` is whether the dump was read to its end."""

    lines: int = 0
    taken: int = 0
    complete: bool = True
    problems: list[str] = field(default_factory=list)


def harvest_dump(path: Path, selection: Selection, staging: Staging) -> DumpReport:
    """Keep what a selection takes from a dump; goes on where an earlier run of the same staging stopped.

    Args:
        path: The dump; `-` is standard input, of which there is one pass only.

    Raises:
        ResourceError: The dump cannot be opened.
    """
    taker = _Taker(selection, staging)
    report = _pass(path, "persons", taker.first, staging)
    again = path != STDIN and report.complete and bool(staging.missing(OFFICE, after="", limit=1))
    if again:
        wanted = _all_missing(staging)
        second = _pass(path, "offices", lambda line: taker.office(line, wanted), staging)
        report.taken += second.taken
        report.complete = second.complete
    return report


def _pass(path: Path, step: str, take: Any, staging: Staging) -> DumpReport:
    report = DumpReport()
    cursor, done = staging.cursor(f"dump {step}")
    if done:
        return report
    start = int(cursor or 0)
    try:
        for n, line in read_lines(path):
            report.lines = n
            if n <= start:
                continue
            try:
                report.taken += take(line)
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                report.problems.append(f"{path}:{n}: {_reason(error)}: passed over")
            if n % CHECKPOINT == 0:
                staging.advance(f"dump {step}", str(n))
    except (EOFError, zlib.error, gzip.BadGzipFile, OSError) as error:
        report.complete = False
        report.problems.append(f"{path}:{report.lines + 1}: the dump ends or is broken here: {error}")
    staging.advance(f"dump {step}", str(report.lines), done=report.complete)
    return report


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"no JSON: {error.msg} (column {error.colno})"
    return (
        str(error) if isinstance(error, ValueError) else f"not the shape of an entity ({type(error).__name__}: {error})"
    )


def read_lines(path: Path) -> NUMBERED:
    """Number and text of each line of a dump that holds an entity; the brackets and commas of the list are gone.

    Raises:
        ResourceError: The file cannot be opened.
        EOFError, OSError, zlib.error: The stream is cut off or broken; what came before was given out.
    """
    with _opened(path) as stream:
        n = 0
        while line := stream.readline(LONGEST):
            n += 1
            if len(line) == LONGEST and not line.endswith(b"\n"):
                _skip_line(stream)
                yield n, b"too long"
                continue
            text = line.strip().rstrip(b",")
            if text not in (b"", b"[", b"]"):
                yield n, text


def _skip_line(stream: Any) -> None:
    while (rest := stream.readline(LONGEST)) and not rest.endswith(b"\n"):
        pass


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """The stream of a dump, unpacked by what it begins with, whatever its name."""
    if path == STDIN:
        import sys

        yield _unpacked(sys.stdin.buffer)
        return
    try:
        raw = path.open("rb")
    except OSError as error:
        raise ResourceError(f"{path}: cannot open the dump: {error.strerror or error}") from error
    with raw, _unpacked(raw) as stream:
        yield stream


def _unpacked(raw: Any) -> Any:
    head = raw.peek(3)[:3]
    if head[:2] == b"\x1f\x8b":
        return gzip.GzipFile(fileobj=raw)
    return bz2.BZ2File(raw) if head == b"BZh" else raw


def _all_missing(staging: Staging) -> frozenset[str]:
    """The offices that somebody held and no pass has met yet: some ten thousand at most."""
    return frozenset(staging.missing(OFFICE, after="", limit=10_000_000))


class _Taker:
    """Decides line by line. A line is parsed only if it holds the letters of a property that counts."""

    def __init__(self, selection: Selection, staging: Staging) -> None:
        self._selection = selection
        self._staging = staging
        self._classes = frozenset(selection.classes)
        self._occupations = frozenset(selection.occupations)
        reasons = [properties.POSITION, properties.JURISDICTION]
        if selection.occupations:
            reasons.append(properties.OCCUPATION)
        if selection.classes:
            reasons.append(properties.INSTANCE_OF)
        self._marks = tuple(f'"{pid}"'.encode() for pid in reasons)

    def first(self, line: bytes) -> int:
        """Keep the entity of a line as what it is; 1 if it was kept as a person or organization."""
        if not line.startswith(b"{") or not line.endswith(b"}"):
            raise ValueError("no entity")
        if not any(mark in line for mark in self._marks):
            return 0
        raw = json.loads(line)
        if raw.get("type", "item") != "item":
            return 0
        wanted = dict.fromkeys((*properties.PERSON_PROPERTIES, *properties.ORGANIZATION_PROPERTIES))
        item = parse_item(raw, language=self._selection.language, properties=tuple(wanted))
        kinds = frozenset(item.items(properties.INSTANCE_OF))
        if properties.HUMAN in kinds:
            return self._person(item)
        if item.every(properties.JURISDICTION):
            self._staging.put(OFFICE, _only(item, properties.OFFICE_PROPERTIES))
        if kinds & self._classes:
            self._staging.put(ORGANIZATION, _only(item, properties.ORGANIZATION_PROPERTIES))
            return 1
        return 0

    def office(self, line: bytes, wanted: Collection[str]) -> int:
        """Keep the entity of a line if it is one of those wanted."""
        head = line[:200]
        at = head.find(b'"id":"')
        if at >= 0 and head[at + 6 :].partition(b'"')[0].decode("ascii", "replace") not in wanted:
            return 0
        raw = json.loads(line)
        if raw.get("id") in wanted:
            item = parse_item(raw, language=self._selection.language, properties=properties.OFFICE_PROPERTIES)
            self._staging.put(OFFICE, item)
        return 0

    def _person(self, item: Item) -> int:
        held = item.every(properties.POSITION)
        offices = [str(claim.value) for claim in held if self._counts(claim.qualifier(properties.END))]
        # Whether an office is one of a state is known only when all offices are: records are made of those that are.
        by_office = bool(offices) and bool(self._selection.jurisdictions or self._selection.every_office)
        by_office = by_office or any(qid in self._selection.offices for qid in offices)
        if not by_office and not self._occupations & set(item.items(properties.OCCUPATION)):
            return 0
        self._staging.put(PERSON, _only(item, properties.PERSON_PROPERTIES))
        self._staging.want(OFFICE, [str(claim.value) for claim in held if isinstance(claim.value, str)])
        return 1

    def _counts(self, end: object) -> bool:
        return self._selection.counts(end.year if isinstance(end, Time) else None)


def _only(item: Item, kept: Collection[str]) -> Item:
    claims = {pid: found for pid, found in item.claims.items() if pid in kept}
    return Item(item.qid, item.label, item.aliases, claims, item.sitelinks)
