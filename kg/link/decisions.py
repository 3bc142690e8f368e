"""A file of human decisions on who is who, for keeping in version control: one decision a line, TSV or CSV.

| column | holds |
|---|---|
| entity | its IRI, whole or without the base (`person/ana-silva-BR`); or empty, and then |
| name, country, kind | its name, its state's code or nothing, and person, country or organization |
| decision | `same X`, `different X`, `is Q…`, `is not Q…`; empty for "not decided yet" |
| note, who, date | for people |

X is an IRI, or `Name`, `Name @ CC`, with `kind:` before it where the kind is not that of the row. Lines that begin with
`#` are comments. What cannot be read is told by its line and passed over, the rest holds.

A row whose entity is a meeting or a statement decides whether two articles tell of one event: `same X` or
`different X`, both by the IRIs that they have each by itself (`kg events` prints them).
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from kg.authority import fold_name
from kg.errors import LinkError
from kg.model.entities import Kind

COLUMNS = ("entity", "name", "country", "kind", "decision", "note", "who", "date")
KINDS = (Kind.PERSON, Kind.COUNTRY, Kind.ORGANIZATION)
DECISION = re.compile(r"(same|different|is\s+not|is)(?:\s+(.*))?", re.IGNORECASE)
ITEM = re.compile(r"Q[1-9][0-9]*")
RELATIVE = re.compile(rf"(?:{'|'.join(KINDS)})/\S+")
EVENT = re.compile(r"(?:meeting|statement)/\S+")
NAMED = re.compile(rf"(?:({'|'.join(KINDS)}):\s*)?(.+?)(?:\s*@\s*([A-Za-z]{{2}}))?")


class Verb(StrEnum):
    """What a decision says of an entity."""

    SAME = "same"
    DIFFERENT = "different"
    IS = "is"
    IS_NOT = "is not"


@dataclass(frozen=True, slots=True)
class Reference:
    """How a decision names an entity: by IRI, else by kind, name and state. No state means that none is told."""

    iri: str | None = None
    kind: Kind = Kind.PERSON
    name: str = ""
    country: str | None = None

    @property
    def key(self) -> str:
        """The same for references that surely mean one entity."""
        return self.iri or f"{self.kind}:{fold_name(self.name)}@{self.country or ''}"

    def __str__(self) -> str:
        return self.iri or (f"{self.name} @ {self.country}" if self.country else self.name)


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision: `other` is set for same and different, `item` for is and is not."""

    line: int
    subject: Reference
    verb: Verb
    other: Reference | None = None
    item: str | None = None

    def __str__(self) -> str:
        return f"{self.subject} {self.verb} {self.item or self.other}"


@dataclass(frozen=True, slots=True)
class EventDecision:
    """Whether two meetings or two statements, by their own IRIs, are one event."""

    line: int
    subject: str
    verb: Verb
    other: str

    def __str__(self) -> str:
        return f"{self.subject} {self.verb} {self.other}"


@dataclass(frozen=True, slots=True)
class Decisions:
    """The decisions of a file. `problems` has one line for each row that cannot be used, with its line number."""

    path: str = ""
    rows: tuple[Decision, ...] = ()
    problems: tuple[str, ...] = ()
    events: tuple[EventDecision, ...] = ()

    @property
    def digest(self) -> str:
        """The same for decisions that say the same, whatever their order and comments."""
        said = sorted(
            f"{row.subject.key}\t{row.verb}\t{row.item or (row.other and row.other.key)}" for row in self.rows
        )
        return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


def read_decisions(path: Path, *, base_iri: str) -> Decisions:
    """The decisions of a file.

    Raises:
        LinkError: The file cannot be read, or its header lacks the columns that a decision needs.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise LinkError(f"{path}: cannot read the decisions: {error}") from error
    numbered = [(n, line) for n, line in enumerate(lines, 1) if line.strip(" \t,") and not line.startswith("#")]
    if not numbered:
        return Decisions(str(path))
    header, delimiter = _header(path, *numbered[0])
    reader = _RowReader(header, delimiter, base_iri)
    found: list[Decision | EventDecision] = []
    problems: list[str] = []
    for n, line in numbered[1:]:
        try:
            row = reader.read(n, line)
        except ValueError as error:
            problems.append(f"{path}:{n}: {error}")
        else:
            found += [row] if row is not None else []
    rows = tuple(row for row in found if isinstance(row, Decision))
    events = tuple(row for row in found if isinstance(row, EventDecision))
    return Decisions(str(path), rows, tuple(problems), events)


def _header(path: Path, n: int, line: str) -> tuple[list[str], str]:
    delimiter = "\t" if "\t" in line else ","
    header = [cell.strip().lower() for cell in next(csv.reader([line], delimiter=delimiter))]
    unknown = [name for name in header if name not in COLUMNS]
    if unknown:
        raise LinkError(f"{path}:{n}: unknown column {unknown[0]!r}: the columns are {', '.join(COLUMNS)}")
    if "decision" not in header or not ("entity" in header or {"name", "kind"} <= set(header)):
        raise LinkError(f"{path}:{n}: the header needs the column decision, and entity or name and kind")
    return header, delimiter


class _RowReader:
    """Reads rows under one header."""

    def __init__(self, header: Sequence[str], delimiter: str, base_iri: str) -> None:
        self._header = header
        self._delimiter = delimiter
        self._base = base_iri

    def read(self, n: int, line: str) -> Decision | EventDecision | None:
        """The decision of a row; None if nothing is decided; ValueError says what cannot be understood."""
        row = self._cells(line)
        if not row["decision"]:
            return None
        found = DECISION.fullmatch(row["decision"])
        if found is None:
            raise ValueError(f"{row['decision']!r} is no decision: same X, different X, is Q…, is not Q…")
        verb, rest = Verb(" ".join(found[1].lower().split())), (found[2] or "").strip()
        if EVENT.fullmatch(row["entity"].removeprefix(self._base)):
            return self._of_event(n, row["entity"], verb, rest)
        subject = self._subject(row)
        if verb in (Verb.IS, Verb.IS_NOT):
            if not ITEM.fullmatch(rest):
                raise ValueError(f"{rest!r} is no Wikidata item")
            return Decision(n, subject, verb, item=rest)
        other = self._other(rest, subject)
        if other.key == subject.key:
            raise ValueError(f"{subject} is decided to be {verb} as itself")
        return Decision(n, subject, verb, other=other)

    def _of_event(self, n: int, text: str, verb: Verb, rest: str) -> EventDecision:
        if verb not in (Verb.SAME, Verb.DIFFERENT):
            raise ValueError("a meeting or statement is the same as another or different from it, and no Wikidata item")
        one, other = (self._base + each.removeprefix(self._base) for each in (text, rest))
        kinds = {EVENT.fullmatch(each.removeprefix(self._base)) and each.split("/")[-2] for each in (one, other)}
        if None in kinds or len(kinds) > 1:
            raise ValueError(f"{rest!r} is no event of the kind of {text!r}")
        if one == other:
            raise ValueError(f"{text} is decided to be {verb} as itself")
        return EventDecision(n, one, verb, other)

    def _cells(self, line: str) -> dict[str, str]:
        try:
            cells = next(csv.reader([line], delimiter=self._delimiter, strict=True))
        except csv.Error as error:
            raise ValueError(f"cannot be read: {error}") from error
        if len(cells) > len(self._header):
            raise ValueError(f"{len(cells)} cells for {len(self._header)} columns")
        row = dict.fromkeys(COLUMNS, "")
        row.update(zip(self._header, (cell.strip() for cell in cells), strict=False))
        return row

    def _subject(self, row: dict[str, str]) -> Reference:
        if row["entity"]:
            return self._by_iri(row["entity"])
        if row["kind"] not in KINDS:
            raise ValueError(f"kind {row['kind']!r} is not person, country or organization")
        if not fold_name(row["name"]):
            raise ValueError("a row without entity and without name")
        return Reference(kind=Kind(row["kind"]), name=row["name"], country=_code(row["country"]))

    def _other(self, text: str, subject: Reference) -> Reference:
        if text.startswith(("http://", "https://")) or RELATIVE.fullmatch(text):
            return self._by_iri(text)
        found = NAMED.fullmatch(text)
        if found is None or not fold_name(found[2]):
            raise ValueError(f"{text!r} names no entity")
        kind = Kind(found[1]) if found[1] else kind_of(subject, self._base)
        return Reference(kind=kind, name=found[2], country=_code(found[3] or ""))

    def _by_iri(self, text: str) -> Reference:
        iri = text if text.startswith(("http://", "https://")) else self._base + text
        if not iri.startswith(self._base) or not RELATIVE.fullmatch(iri[len(self._base) :]):
            raise ValueError(f"{text!r} is no entity under {self._base}")
        return Reference(iri=iri)


def _code(text: str) -> str | None:
    if text and not re.fullmatch("[A-Za-z]{2}", text):
        raise ValueError(f"{text!r} is no code of a state")
    return text.upper() or None


def kind_of(reference: Reference, base_iri: str) -> Kind:
    """The kind of the entity that a reference names."""
    if reference.iri is None:
        return reference.kind
    return Kind(reference.iri[len(base_iri) :].partition("/")[0])


@dataclass(slots=True)
class Consistency:
    """Which decisions can hold together, over nodes that stand for entities.

    `root` leads a node to the one that stands for all that are the same; `rejected` are the decisions that contradict
    one another, `problems` say why. Whatever is the same as an entity of a contradiction is left as it was.
    """

    root: dict[int, int] = field(default_factory=dict)
    rejected: list[Decision] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def find(self, node: int) -> int:
        """The node that stands for a node."""
        while self.root.get(node, node) != node:
            node = self.root[node]
        return node


Placed = tuple[Decision, int, int | None]


def weigh(placed: Sequence[Placed], path: str) -> Consistency:
    """Join what is the same and find what contradicts itself; each decision comes with the nodes that it speaks of."""
    found = Consistency()
    for row, one, other in placed:
        if row.verb is Verb.SAME and other is not None:
            first, second = sorted((found.find(one), found.find(other)))
            found.root[second] = first
    by_root: dict[int, list[Placed]] = {}
    for each in placed:
        by_root.setdefault(found.find(each[1]), []).append(each)
    faults = [fault for root, rows in by_root.items() for fault in _faults(found, root, rows)]
    faults += _shared_items(found, placed, by_root)
    for nodes, problem in faults:
        found.problems.append(f"{path}:{problem}")
        found.rejected += [row for node in nodes for row, _, _ in by_root.get(node, ()) if row not in found.rejected]
    return found


Fault = tuple[tuple[int, ...], str]


def _faults(found: Consistency, root: int, rows: Sequence[Placed]) -> Iterator[Fault]:
    """Contradictions among the decisions on one entity."""
    items: dict[str, int] = {}
    for row, _, _ in rows:
        if row.verb is Verb.IS and row.item:
            items.setdefault(row.item, row.line)
    if len(items) > 1:
        said = ", ".join(f"{item} (line {line})" for item, line in items.items())
        yield (root,), f"{max(items.values())}: one entity is decided to be several items: {said}: none is applied"
    for row, one, other in rows:
        if row.verb is Verb.IS_NOT and row.item in items:
            said = f"line {items[row.item]} says that it is"
            yield (root,), f"{row.line}: {row}, but {said}: neither is applied"
        if row.verb is Verb.DIFFERENT and other is not None and found.find(other) == root:
            chain = " and ".join(f"line {line}" for line in _chain(rows, one, other))
            yield (root,), f"{row.line}: {row}, but by {chain} they are the same: none is applied"


def _chain(rows: Sequence[Placed], start: int, goal: int) -> list[int]:
    """The lines of the fewest "same" decisions that lead from one node to another."""
    ways: dict[int, list[int]] = {start: []}
    queue = [start]
    for node in queue:
        for row, one, other in rows:
            if row.verb is Verb.SAME and other is not None and node in (one, other):
                following = other if node == one else one
                if following not in ways:
                    ways[following] = [*ways[node], row.line]
                    queue.append(following)
    return ways.get(goal, [])


def _shared_items(found: Consistency, placed: Sequence[Placed], by_root: dict[int, list[Placed]]) -> Iterator[Fault]:
    """Entities that are decided to be different and to be one item."""
    items = {root: (row.item, row.line) for root, rows in by_root.items() for row, _, _ in rows if row.verb is Verb.IS}
    for row, one, other in placed:
        if row.verb is not Verb.DIFFERENT or other is None:
            continue
        roots = (found.find(one), found.find(other))
        known = [items.get(root) for root in roots]
        if roots[0] != roots[1] and known[0] and known[1] and known[0][0] == known[1][0]:
            lines = f"lines {known[0][1]} and {known[1][1]}"
            yield roots, f"{row.line}: {row}, but by {lines} both are {known[0][0]}: none is applied"


def contradictions(decisions: Decisions) -> list[str]:
    """The problems of a file by itself: what cannot be read, and what contradicts itself by names alone."""
    nodes: dict[str, int] = {}
    placed: list[Placed] = []
    for row in decisions.rows:
        one = nodes.setdefault(row.subject.key, len(nodes))
        other = nodes.setdefault(row.other.key, len(nodes)) if row.other else None
        placed.append((row, one, other))
    return [*decisions.problems, *weigh(placed, decisions.path).problems]
