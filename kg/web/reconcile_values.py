"""Values of properties of things, asked of the snapshot by SPARQL: for data extension, constraints and previews."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.errors import QueryError
from kg.store import AnyView
from kg.web.reconcile_index import Index
from kg.web.reconcile_schema import Property

# Values of one property for all things that are asked for together; more is a QueryError, not a part.
MAX_VALUES = 50_000
_VALUES = "SELECT DISTINCT ?s ?v WHERE {{ VALUES ?s {{ {things} }} {pattern} }} LIMIT {limit}"
_COUNTS = "SELECT ?s (COUNT(DISTINCT ?v) AS ?n) WHERE {{ VALUES ?s {{ {things} }} {pattern} }} GROUP BY ?s"
# Things that are found by a value alone.
_MAX_BEARERS = 200
_BEARING = "SELECT DISTINCT ?s WHERE {{ {pattern} FILTER({test}) }} ORDER BY ?s LIMIT {limit}"
_BEARERS = "SELECT ?s ?item WHERE {{ VALUES ?item {{ {items} }} ?s schema:sameAs ?item }} LIMIT {limit}"


@dataclass(frozen=True, slots=True, order=True)
class Value:
    """A value as text; `entry` is the number of the thing that it is, if it is one of the index."""

    text: str
    entry: int | None = None


class Values:
    """Reads values from one snapshot."""

    def __init__(self, view: AnyView, index: Index, base_iri: str) -> None:
        self._view = view
        self._index = index
        self._base = base_iri

    def read(self, wanted: Property, entries: Iterable[int]) -> dict[int, list[Value]]:
        """The values of a property for the things that have any, in the order of their texts.

        Raises:
            QueryError: There are more than `MAX_VALUES`.
        """
        numbers = {self._base + self._index.entries[entry].local: entry for entry in entries}
        if not numbers:
            return {}
        things = " ".join(f"<{iri}>" for iri in numbers)
        text = _COUNTS if wanted.shape == "count" else _VALUES
        query = text.format(things=things, pattern=wanted.pattern, limit=MAX_VALUES + 1)
        found: dict[int, list[Value]] = {}
        for count, (thing, value) in enumerate(self._view.query(query).rows(), 1):
            if count > MAX_VALUES:
                raise QueryError(f"{wanted.name}: more than {MAX_VALUES} values: ask for fewer things at once")
            if thing and value is not None:
                found.setdefault(numbers[thing], []).append(self._value(wanted, value))
        return {entry: sorted(values, key=_order) for entry, values in found.items()}

    def bearers(self, qids: Sequence[str]) -> dict[str, list[int]]:
        """The things that are linked to Wikidata items."""
        items = " ".join(f"wd:{qid}" for qid in qids)
        found: dict[str, list[int]] = {}
        if qids:
            for thing, item in self._view.query(_BEARERS.format(items=items, limit=MAX_VALUES)).rows():
                number = self._index.find((thing or "").removeprefix(self._base))
                if number is not None and item:
                    found.setdefault(item.rpartition("/")[2], []).append(number)
        return {qid: sorted(set(numbers)) for qid, numbers in found.items()}

    def bearing(self, wanted: Property, *, entries: Sequence[int] = (), text: str = "") -> list[int]:
        """The first things whose property is one of some things, or a text (upper and lower case aside)."""
        if wanted.shape == "count" or not (entries or text):
            return []
        things = ", ".join(f"<{self._base}{self._index.entries[entry].local}>" for entry in entries)
        # A JSON string is a string of SPARQL too.
        literal = json.dumps(text.lower(), ensure_ascii=False)
        told = 'STRAFTER(STR(?v), "#")' if wanted.shape == "term" else "STR(?v)"
        test = f"?v IN ({things})" if entries else f"LCASE({told}) = {literal}"
        query = _BEARING.format(pattern=wanted.pattern, test=test, limit=_MAX_BEARERS)
        found = (self._index.find((row[0] or "").removeprefix(self._base)) for row in self._view.query(query).rows())
        return [number for number in found if number is not None]

    def _value(self, wanted: Property, value: str) -> Value:
        if wanted.shape == "entity" and value.startswith(self._base):
            number = self._index.find(value[len(self._base) :])
            if number is not None:
                return Value(self._index.entries[number].label, number)
        return Value(value.rpartition("#")[2] if wanted.shape == "term" else value)


def to_json(wanted: Property, value: Value, index: Index) -> Mapping[str, str | int]:
    """A value in the form of the data extension protocol."""
    if value.entry is not None:
        return {"id": index.entries[value.entry].local, "name": value.text}
    if wanted.shape == "count":
        return {"int": int(value.text)}
    if wanted.shape == "day":
        return {"date": f"{value.text[:10]}T00:00:00Z"}
    return {"str": value.text}


def _order(value: Value) -> tuple[str, int]:
    return value.text, -1 if value.entry is None else value.entry
