"""Queries → candidates: names from the index, graded; then what else is known of the thing; then the decision."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kg.authority import fold
from kg.authority.folding import surname_forms
from kg.web.reconcile_index import Index
from kg.web.reconcile_schema import Property, find_property
from kg.web.reconcile_scores import (
    CODE,
    FOLDED,
    LABEL,
    LEAST,
    MARGIN,
    MATCH,
    SIMILAR,
    SINGLE,
    SURNAME,
    Written,
    grade_letters,
    grade_name,
    written_forms,
)
from kg.web.reconcile_tasks import Constraint, Query, Wanted
from kg.web.reconcile_values import Value, Values

QID = re.compile(r"(?:https?://www\.wikidata\.org/(?:entity|wiki)/)?(Q[1-9][0-9]{0,15})")
# Names that are graded for one query: those with most words in common, then those with most letters in common.
_BY_WORDS = 64
_BY_LETTERS = 12
# What a property adds to the grade of the name: if it agrees, if it does not, if the graph knows no value.
_AGREES = 5.0
_DISAGREES = -20.0
_UNKNOWN = -3.0
# A thing found by its properties alone, before they are counted.
_UNNAMED = 60.0
_CODED = ("isoAlpha2", "isoAlpha3")


@dataclass(slots=True)
class Candidate:
    """A thing that may be meant, with what speaks for it (`features`)."""

    entry: int
    score: float
    features: dict[str, float | bool] = field(default_factory=dict)
    match: bool = False


class Matcher:
    """Finds candidates in one snapshot. Each query is answered by itself; a batch only shares its look-ups."""

    def __init__(self, index: Index, values: Values, base_iri: str) -> None:
        self._index = index
        self._values = values
        self._base = base_iri

    def match(self, queries: Mapping[str, Query]) -> dict[str, list[Candidate]]:
        """The candidates for each query, best first, as many as it wants."""
        bearers = self._values.bearers(sorted({qid for query in queries.values() for qid in _qids(query)}))
        found = {key: self._find(query, bearers) for key, query in queries.items()}
        self._count_properties(queries, found)
        return {key: self._decide(found[key])[: query.limit] for key, query in queries.items()}

    def _find(self, query: Query, bearers: Mapping[str, list[int]]) -> list[Candidate]:
        grades = self._by_name(query) if query.text else self._by_property(query)
        for qid in _qids(query):
            # Under another name the item alone does not decide; that it agrees is counted with the properties.
            grade = LEAST if query.text and _qid(query.text) != qid else LABEL
            for entry in bearers.get(qid, ()):
                grades.setdefault(entry, grade)
        return [
            Candidate(entry, grade, {"name": round(grade, 1)})
            for entry, grade in grades.items()
            if self._has_type(entry, query.types)
        ]

    def _by_name(self, query: Query) -> dict[int, float]:
        grades: dict[int, float] = {}
        for written in written_forms(query.text):
            names = dict.fromkeys((*self._index.exact(written.folded), *self._words(written)))
            self._grade(names, written, grades)
            if max(grades.values(), default=0.0) < SIMILAR:
                self._grade_letters(written, grades)
        for entry in self._coded(query):
            grades[entry] = max(CODE, grades.get(entry, 0.0))
        named = self._index.find(query.text.removeprefix(self._base))
        if named is not None:
            grades[named] = LABEL
        return {entry: grade for entry, grade in grades.items() if grade >= LEAST}

    def _words(self, written: Written) -> list[int]:
        return self._index.by_words(written.words, limit=_BY_WORDS)

    def _grade(self, names: Iterable[int], written: Written, grades: dict[int, float]) -> None:
        for name in names:
            entry = self._index.owner(name)
            person = self._index.entries[entry].person
            grade = grade_name(written, self._index.names[name], person=person, spellings=self._index.spellings)
            if grade >= SURNAME:
                grade = self._compare_label(entry, name, written, grade)
            grades[entry] = max(grade, grades.get(entry, 0.0))

    def _compare_label(self, entry: int, name: int, written: Written, grade: float) -> float:
        """The grade of a name, better if it is the label itself, worse if it is a person's surname ("al-Assad")."""
        known = self._index.entries[entry]
        folded, label = self._index.names[name], self._index.names_of(entry)[0]
        if folded == written.folded == label:
            return SINGLE if grade < MATCH else LABEL if known.label == written.text else FOLDED
        if known.person and folded != label and folded in surname_forms(label):
            return min(grade, SURNAME)
        return grade

    def _grade_letters(self, written: Written, grades: dict[int, float]) -> None:
        for name in self._index.by_letters(written.folded, limit=_BY_LETTERS):
            entry = self._index.owner(name)
            person = self._index.entries[entry].person
            grade = grade_letters(written, self._index.names[name], person=person)
            grades[entry] = max(grade, grades.get(entry, 0.0))

    def _coded(self, query: Query) -> Sequence[int]:
        """Countries by their codes; in small letters only where countries are looked for ("us", "in", "it")."""
        text = query.text if query.types != ("Country",) else query.text.upper()
        return self._index.codes.get(text, ())

    def _by_property(self, query: Query) -> dict[int, float]:
        """Things that have one of the values, where no name is given."""
        grades: dict[int, float] = {}
        for constraint in query.constraints:
            wanted = _property(constraint.property)
            for value in constraint.values:
                for entry in self._having(wanted, value):
                    grades[entry] = _UNNAMED
        return grades

    def _having(self, wanted: Property, value: Wanted) -> Sequence[int]:
        if wanted.id in _CODED:
            return self._index.codes.get(value.text.upper(), ())
        if wanted.id in ("wikidata", "iri"):
            found = self._index.find((value.id or value.text).removeprefix(self._base))
            return () if found is None else (found,)
        if wanted.shape == "entity":
            named = self._named(value)
            return self._values.bearing(wanted, entries=sorted(named))
        return self._values.bearing(wanted, text=value.text)

    def _named(self, value: Wanted) -> set[int]:
        """The things that a wanted value may mean: by identifier, else by exact name or code."""
        found = self._index.find(value.id.removeprefix(self._base)) if value.id else None
        if found is not None:
            return {found}
        names = self._index.exact(fold(value.text)) if value.text else ()
        return {*(self._index.owner(name) for name in names), *self._index.codes.get(value.text.upper(), ())}

    def _has_type(self, entry: int, types: tuple[str, ...] | None) -> bool:
        return types is None or any(name in types for name in self._index.entries[entry].types)

    def _count_properties(self, queries: Mapping[str, Query], found: Mapping[str, list[Candidate]]) -> None:
        asked: dict[str, dict[int, None]] = {}
        for key, query in queries.items():
            for constraint in query.constraints:
                asked.setdefault(constraint.property, {}).update(dict.fromkeys(c.entry for c in found[key]))
        known = {name: self._values.read(_property(name), entries) for name, entries in asked.items()}
        for key, query in queries.items():
            for constraint in query.constraints:
                agrees = self._agreement(constraint)
                for candidate in found[key]:
                    held = known[constraint.property].get(candidate.entry, [])
                    _count(candidate, constraint.property, any(map(agrees, held)), known=bool(held))

    def _agreement(self, constraint: Constraint) -> Callable[[Value], bool]:
        """Whether a value of a thing is one of those that are wanted, as values of that property are compared."""
        wanted = _property(constraint.property)
        texts = [value.text or value.id for value in constraint.values]
        folded = {fold(text) for text in texts}
        if wanted.shape == "entity":
            named = {entry for value in constraint.values for entry in self._named(value)}
            return lambda own: own.entry in named or fold(own.text) in folded
        if wanted.id == "wikidata":
            qids = {_qid(text) for text in texts}
            return lambda own: own.text in qids
        if wanted.shape == "day" or wanted.id == "date":
            return lambda own: any(own.text.startswith(text) or text.startswith(own.text) for text in texts)
        if wanted.id in ("role", "place"):
            return lambda own: any(_within(text, fold(own.text)) for text in folded)
        return lambda own: fold(own.text) in folded

    def _decide(self, candidates: list[Candidate]) -> list[Candidate]:
        """The candidates in order, the first a match if it is good enough and nothing else comes near."""
        for candidate in candidates:
            candidate.score = min(max(round(candidate.score, 1), 0.0), 100.0)
        entries = self._index.entries
        ranked = sorted(candidates, key=lambda found: (-found.score, entries[found.entry].local))
        if ranked and ranked[0].score >= MATCH:
            ranked[0].match = len(ranked) == 1 or ranked[0].score - ranked[1].score >= MARGIN
        return ranked


def _qids(query: Query) -> list[str]:
    """The Wikidata items that a query names, as its text or as a value."""
    texts = [query.text]
    for constraint in query.constraints:
        if constraint.property == "wikidata":
            texts += [value.id or value.text for value in constraint.values]
    return [qid for text in texts if (qid := _qid(text))]


def _qid(text: str) -> str:
    found = QID.fullmatch(text)
    return found[1] if found else ""


def _count(candidate: Candidate, name: str, agrees: bool, *, known: bool) -> None:
    """Let a property count for or against a candidate; `known` is whether the graph has a value of it at all."""
    candidate.features[name] = agrees
    if name == "wikidata" and known:
        # An item is one thing and no other; under another name it may be a slip of the pen in the table.
        named = candidate.score >= SURNAME
        candidate.score = (LABEL if named else SIMILAR) if agrees else min(candidate.score, LEAST)
    else:
        candidate.score += _AGREES if agrees else _DISAGREES if known else _UNKNOWN


def _property(name: str) -> Property:
    found = find_property(name)
    assert found is not None, name
    return found


def _within(one: str, other: str) -> bool:
    """Whether all words of one text are words of the other, either way ("foreign minister", "Minister")."""
    first, second = set(one.split()), set(other.split())
    return bool(first and second) and (first <= second or second <= first)
