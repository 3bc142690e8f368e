"""Human decisions applied to what the linker and the resolver found. They win over both, and over every rebuild.

Decisions name entities as the machine alone would have them, or as decisions have made them; so the same file gives the
same outcome however often and in whatever order a store is built. Decisions that contradict one another, or that nobody
can tell whom they mean, change nothing and are told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeVar

from kg.authority import fold_name
from kg.link.decisions import Consistency, Decision, Decisions, Placed, Reference, Verb, kind_of, weigh
from kg.model.entities import Candidate, Entity, Kind, Link, Outcome

Member = tuple[str, str]
# Kind, name, state and item → IRI of an entity.
IriOf = Callable[[Kind, str, str | None, str | None], str]
# Item → its label, where an authority knows it.
LabelOf = Callable[[str], str | None]

Key = TypeVar("Key")

METHOD = "decision"
LINKED_IRI = re.compile(r"-(Q[1-9][0-9]*)$")


class Cluster(Protocol):
    """What the resolver takes for one entity."""

    @property
    def kind(self) -> Kind: ...
    @property
    def name(self) -> str: ...
    @property
    def country(self) -> str | None: ...
    @property
    def qid(self) -> str | None: ...
    @property
    def members(self) -> tuple[Member, ...]: ...


@dataclass(frozen=True, slots=True)
class Verdict:
    """What decisions change.

    Attributes:
        links: The links that take the place of the linker's, by article and entity.
        groups: Entities that belong together, and with no others: those with the same value.
        problems: Decisions that were not applied, each with its line and reason.
        unmatched: Decisions on entities that the store does not have; no fault, the articles may come.
        applied: How many decisions hold.
    """

    links: Mapping[Member, Link] = field(default_factory=dict)
    groups: Mapping[Member, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    unmatched: tuple[str, ...] = ()
    applied: int = 0


@dataclass(slots=True)
class _Unit:
    """Members that decisions treat alike: a cluster, or a part of one. `iri` is that of the cluster, if it has it."""

    kind: Kind
    name: str
    country: str | None
    qid: str | None
    members: tuple[Member, ...]
    iri: str = ""


def judge(
    decisions: Decisions,
    clusters: Sequence[Cluster],
    links: Mapping[Member, Link],
    entities: Mapping[Member, Entity],
    *,
    iri_of: IriOf,
    label_of: LabelOf,
    base_iri: str,
) -> Verdict:
    """What the decisions change.

    Args:
        decisions: Of a file.
        clusters: What the resolver makes of the linker's outcome, before any decision.
        links: The linker's outcome for each entity of each article.
        entities: These entities, as linked.
        iri_of: Gives the IRI of an entity of that kind, name, state and item.
        label_of: Gives the label of an item.
        base_iri: What IRIs begin with.
    """
    if not decisions.rows:
        return Verdict(problems=decisions.problems)
    court = _Court(decisions, clusters, entities, iri_of, base_iri)
    problems = list(decisions.problems)
    rejected: list[Decision] = []
    while True:
        hearing = court.hear([row for row in decisions.rows if row not in rejected])
        problems += [problem for problem in hearing.problems if problem not in problems]
        if not hearing.rejected:
            break
        rejected += hearing.rejected
    return _Ruling(hearing, links, label_of, decisions.digest).verdict(problems)


@dataclass(slots=True)
class _Hearing:
    """Decisions with the units that they speak of."""

    units: list[_Unit]
    placed: list[Placed] = field(default_factory=list)
    siblings: list[tuple[int, int]] = field(default_factory=list)
    consistency: Consistency = field(default_factory=Consistency)
    rejected: list[Decision] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    unmatched: list[str] = field(default_factory=list)


class _Court:
    """Finds out whom decisions mean, parts what they part, and weighs them."""

    def __init__(
        self,
        decisions: Decisions,
        clusters: Sequence[Cluster],
        entities: Mapping[Member, Entity],
        iri_of: IriOf,
        base_iri: str,
    ) -> None:
        self._path = decisions.path
        self._clusters = [cluster for cluster in clusters if cluster.kind is not Kind.PLACE]
        self._entities = entities
        self._iri_of = iri_of
        self._base = base_iri

    def hear(self, rows: Sequence[Decision]) -> _Hearing:
        units = [
            _Unit(c.kind, c.name, c.country, c.qid, c.members, self._iri_of(c.kind, c.name, c.country, c.qid))
            for c in self._clusters
        ]
        hearing = _Hearing(units)
        directory = _Directory(units, self._entities, self._iri_of, self._base)
        for row in rows:
            if row.verb is Verb.DIFFERENT:
                self._part(row, hearing, directory)
        if hearing.siblings:
            directory = _Directory(units, self._entities, self._iri_of, self._base)
        # Entities may be named by the item that a decision gives them.
        for row in sorted(rows, key=lambda row: row.verb is not Verb.IS):
            if row in hearing.rejected:
                continue
            self._place(row, hearing, directory)
        hearing.placed.sort(key=lambda each: each[0].line)
        hearing.consistency = weigh(hearing.placed, self._path)
        hearing.problems += hearing.consistency.problems
        hearing.rejected += hearing.consistency.rejected
        self._check_items(hearing)
        return hearing

    def _part(self, row: Decision, hearing: _Hearing, directory: _Directory) -> None:
        """Part a unit that holds both entities of a row."""
        assert row.other is not None
        one, other = directory.find(row.subject), directory.find(row.other)
        if len(one) != 1 or one != other:
            return
        unit = hearing.units[one[0]]
        kept, gone = self._sides(row, unit, directory)
        if not kept or not gone or set(kept) & set(gone):
            hearing.rejected.append(row)
            text = "names and states do not tell which mention is which, so they cannot be told apart"
            hearing.problems.append(f"{self._path}:{row.line}: {row}: {text}")
            return
        hearing.units[one[0]] = self._unit(unit, [member for member in unit.members if member not in gone], unit.iri)
        hearing.units.append(self._unit(unit, gone))
        hearing.siblings.append((one[0], len(hearing.units) - 1))

    def _sides(self, row: Decision, unit: _Unit, directory: _Directory) -> tuple[list[Member], list[Member]]:
        """The members of a unit that its two entities are; who is meant by the IRI of the whole is whoever is left."""
        assert row.other is not None
        first = [member for member in unit.members if directory.means(row.subject, member)]
        second = [member for member in unit.members if directory.means(row.other, member)]
        if unit.iri == row.subject.iri:
            return [member for member in unit.members if member not in second], second
        if unit.iri == row.other.iri:
            return [member for member in unit.members if member not in first], first
        if set(first) & set(second) and row.subject.country and not row.other.country:
            second = [member for member in second if member not in first]
        elif set(first) & set(second) and row.other.country and not row.subject.country:
            first = [member for member in first if member not in second]
        return first, second

    def _unit(self, whole: _Unit, members: Sequence[Member], iri: str = "") -> _Unit:
        entities = [self._entities[member] for member in members]
        country = next((entity.country for entity in entities if entity.country), None)
        return _Unit(whole.kind, entities[0].name, country, whole.qid, tuple(members), iri)

    def _place(self, row: Decision, hearing: _Hearing, directory: _Directory) -> None:
        """Find the units of a row; one that names nobody, or more than one, is put aside."""
        found: list[int] = []
        for reference in (row.subject, row.other):
            if reference is None:
                continue
            units = directory.find(reference)
            if not units:
                hearing.unmatched.append(f"{self._path}:{row.line}: {row}: the store has no {reference}")
                return
            if len(units) > 1:
                states = ", ".join(sorted({hearing.units[unit].country or "no state" for unit in units}))
                hearing.rejected.append(row)
                hearing.problems.append(
                    f"{self._path}:{row.line}: {row}: {len(units)} entities are called {reference} ({states}):"
                    " say which by state or IRI"
                )
                return
            found += units
        kinds = {hearing.units[unit].kind for unit in found}
        if len(kinds) > 1 and row.verb is Verb.SAME:
            hearing.rejected.append(row)
            hearing.problems.append(f"{self._path}:{row.line}: {row}: a {' and a '.join(sorted(kinds))} cannot be one")
            return
        if row.verb is Verb.IS and row.item:
            directory.note_item(row.item, found[0])
        hearing.placed.append((row, found[0], found[1] if len(found) > 1 else None))

    def _check_items(self, hearing: _Hearing) -> None:
        """Entities decided to be the same that the linker took for several items: a human must say which."""
        if hearing.rejected:
            return
        said, denied = _items(hearing.placed, hearing.consistency)
        for root, units in _together(hearing).items():
            items = {unit.qid for unit in units if unit.qid} - denied.get(root, set())
            if root not in said and len(items) > 1:
                rows = [row for row, one, _ in hearing.placed if hearing.consistency.find(one) == root]
                lines = [row.line for row in rows if row.verb is Verb.SAME]
                hearing.rejected += rows
                hearing.problems.append(
                    f"{self._path}:{max(lines)}: {rows[0].subject} is decided to be the same as others, but they are"
                    f" linked to {' and '.join(sorted(items))}: say which by `is`; not applied"
                )


class _Directory:
    """Leads from references to units."""

    def __init__(self, units: Sequence[_Unit], entities: Mapping[Member, Entity], iri_of: IriOf, base_iri: str) -> None:
        self._units = units
        self._entities = entities
        self._iri_of = iri_of
        self._base = base_iri
        self._exact: dict[str, list[int]] = {}
        self._former: dict[str, list[int]] = {}
        self._items: dict[tuple[Kind, str], list[int]] = {}
        self._names: dict[tuple[Kind, str], list[int]] = {}
        for n, unit in enumerate(units):
            self._enter(n, unit)

    def _enter(self, n: int, unit: _Unit) -> None:
        if unit.iri:
            _add(self._exact, unit.iri, n)
        if unit.qid:
            _add(self._items, (unit.kind, unit.qid), n)
        for name, country in self._called(unit):
            _add(self._names, (unit.kind, fold_name(name)), n)
            for state in {country, unit.country}:
                _add(self._former, self._iri_of(unit.kind, name, state, None), n)

    def _called(self, unit: _Unit) -> Iterator[tuple[str, str | None]]:
        """The names of a unit, each with the states that it is found with."""
        found = {(unit.name, unit.country): None}
        for member in unit.members:
            entity = self._entities[member]
            found[entity.name, entity.country] = None
        return iter(found)

    def note_item(self, item: str, unit: int) -> None:
        """Let a unit be found by the item that a decision gives it."""
        _add(self._items, (self._units[unit].kind, item), unit)

    def find(self, reference: Reference) -> list[int]:
        """The units that a reference may mean."""
        if reference.iri is not None:
            return self._by_iri(reference.iri)
        found = self._names.get((reference.kind, fold_name(reference.name)), [])
        if reference.country is not None:
            return [n for n in found if reference.country in self._states(n)]
        if len(found) > 1:
            # A name without state, where several have it, means the one of which no state is told.
            stateless = [n for n in found if not self._states(n)]
            return stateless or found
        return found

    def _states(self, n: int) -> set[str]:
        unit = self._units[n]
        return {state for _, state in self._called(unit) if state}

    def _by_iri(self, iri: str) -> list[int]:
        exact = self._exact.get(iri)
        if exact:
            return exact
        linked = LINKED_IRI.search(iri)
        if linked:
            return self._items.get((kind_of(Reference(iri=iri), self._base), linked[1]), [])
        return self._former.get(iri, [])

    def means(self, reference: Reference, member: Member) -> bool:
        """Whether a reference means one mention's entity, by its own name and state."""
        entity = self._entities[member]
        if reference.iri is not None:
            return self._iri_of(entity.kind, entity.name, entity.country, None) == reference.iri
        return fold_name(entity.name) == fold_name(reference.name) and reference.country in (None, entity.country)


def _add(index: dict[Key, list[int]], key: Key, n: int) -> None:
    units = index.setdefault(key, [])
    if n not in units:
        units.append(n)


def _items(placed: Iterable[Placed], consistency: Consistency) -> tuple[dict[int, str], dict[int, set[str]]]:
    """The item that is decided for each entity, and those that are denied."""
    said: dict[int, str] = {}
    denied: dict[int, set[str]] = {}
    for row, one, _ in placed:
        root = consistency.find(one)
        if row.verb is Verb.IS and row.item:
            said[root] = row.item
        elif row.verb is Verb.IS_NOT and row.item:
            denied.setdefault(root, set()).add(row.item)
    return said, denied


def _together(hearing: _Hearing) -> dict[int, list[_Unit]]:
    """The units that are one entity, for every entity that a decision speaks of."""
    spoken = {node for _, one, other in hearing.placed for node in (one, other) if node is not None}
    found: dict[int, list[_Unit]] = {}
    for node in sorted(spoken | {node for pair in hearing.siblings for node in pair}):
        found.setdefault(hearing.consistency.find(node), []).append(hearing.units[node])
    return found


class _Ruling:
    """Turns consistent decisions into links and groups."""

    def __init__(self, hearing: _Hearing, links: Mapping[Member, Link], label_of: LabelOf, digest: str) -> None:
        self._hearing = hearing
        self._links = links
        self._label_of = label_of
        self._digest = digest
        self._said, self._denied = _items(hearing.placed, hearing.consistency)
        self._units = _together(hearing)

    def verdict(self, problems: Sequence[str]) -> Verdict:
        finals = {root: self._item(root) for root in self._units}
        apart = self._apart()
        self._settle(finals, apart)
        links: dict[Member, Link] = {}
        groups: dict[Member, str] = {}
        for root, units in self._units.items():
            members = sorted(member for unit in units for member in unit.members)
            for member in members:
                link = self._link(root, member, finals[root], units)
                if link is not None:
                    links[member] = link
            if finals[root] is None and (len(units) > 1 or root in {node for pair in apart for node in pair}):
                groups.update(dict.fromkeys(members, "/".join(members[0])))
        hearing = self._hearing
        return Verdict(links, groups, tuple(problems), tuple(hearing.unmatched), len(hearing.placed))

    def _item(self, root: int) -> str | None:
        """The item of an entity: the one decided, else the linker's unless it is denied."""
        if root in self._said:
            return self._said[root]
        found = {unit.qid for unit in self._units[root] if unit.qid} - self._denied.get(root, set())
        return found.pop() if len(found) == 1 else None

    def _apart(self) -> list[tuple[int, int]]:
        find = self._hearing.consistency.find
        rows = [(one, other) for row, one, other in self._hearing.placed if row.verb is Verb.DIFFERENT]
        return [(find(one), find(other)) for one, other in rows if other is not None]

    def _settle(self, finals: dict[int, str | None], apart: Iterable[tuple[int, int]]) -> None:
        """Of two that are different one item can be but one's: whose is for a human to say."""
        for one, other in apart:
            if finals[one] is None or finals[one] != finals[other]:
                continue
            for node in (one, other):
                if node not in self._said:
                    finals[node] = None

    def _link(self, root: int, member: Member, item: str | None, units: Sequence[_Unit]) -> Link | None:
        """The link of a member where it is not the linker's."""
        before = self._links.get(member, Link(Outcome.NIL))
        denied = self._denied.get(root, set())
        kept = tuple(candidate for candidate in before.candidates if candidate.qid not in denied)
        if item is None:
            if before.outcome is not Outcome.LINK and kept == before.candidates:
                return None
            return self._made(Outcome.CANDIDATE if kept else Outcome.NIL, kept, 0.0)
        if before.qid == item and root not in self._said:
            return None
        best = next((candidate for candidate in kept if candidate.qid == item), None) or self._candidate(item, units)
        others = tuple(candidate for candidate in kept if candidate.qid != item)
        return self._made(Outcome.LINK, (best, *others), 1.0 if root in self._said else self._score(item, units))

    def _made(self, outcome: Outcome, candidates: tuple[Candidate, ...], score: float) -> Link:
        return Link(outcome, candidates, score, score, METHOD, self._digest)

    def _candidate(self, item: str, units: Sequence[_Unit]) -> Candidate:
        """The candidate of an item that the linker did not think of for this member."""
        known = (c for unit in units for member in unit.members for c in self._links[member].candidates)
        found = next((candidate for candidate in known if candidate.qid == item), None)
        return replace(found, score=1.0) if found else Candidate(item, self._label_of(item) or units[0].name, 1.0)

    def _score(self, item: str, units: Sequence[_Unit]) -> float:
        """How sure the linker is of an item for those of its members that it links with it."""
        links = (self._links[member] for unit in units for member in unit.members)
        return max((link.score for link in links if link.qid == item), default=0.0)
