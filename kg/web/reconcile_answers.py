"""Tasks → answers in the form of the Reconciliation Service API, over one snapshot, in a reader process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from kg.store import AnyView
from kg.web.reconcile_index import Index, build_index
from kg.web.reconcile_matching import QID, Candidate, Matcher
from kg.web.reconcile_schema import TYPES, find_property, find_type, properties_of
from kg.web.reconcile_tasks import Describe, Extend, Match, Query, Suggest, Task
from kg.web.reconcile_values import Value, Values, to_json

# Things with a fitting name that are put in order for one suggestion.
_MAX_SUGGESTED = 5000
_MAX_SHOWN = 8
# What tells namesakes apart, in the order in which it is told.
_TELLING = ("role", "country", "policyKind", "date")
_MAX_TELLING = 3
_ORDER = tuple(entry.name for entry in TYPES)

Json = dict[str, Any]


class Reconciler:
    """Answers tasks from a snapshot whose names it holds in memory."""

    def __init__(self, view: AnyView, base_iri: str) -> None:
        self._index: Index = build_index(view, base_iri)
        self._values = Values(view, self._index, base_iri)
        self._matcher = Matcher(self._index, self._values, base_iri)
        self._base = base_iri

    def answer(self, task: Task) -> Json:
        """The answer to a task, as JSON; for a description `{}` if there is no such thing."""
        if isinstance(task, Match):
            return self._match(task.queries)
        if isinstance(task, Suggest):
            return self._suggest(task)
        return self._extend(task) if isinstance(task, Extend) else self._describe(task)

    def _match(self, queries: Mapping[str, Query]) -> Json:
        found = self._matcher.match(queries)
        told = self._tell([candidate.entry for candidates in found.values() for candidate in candidates])
        return {key: {"result": [self._candidate(entry, told) for entry in found[key]]} for key in found}

    def _candidate(self, candidate: Candidate, told: Mapping[int, str]) -> Json:
        entry = self._index.entries[candidate.entry]
        return {
            "id": entry.local,
            "name": entry.label,
            **_described(told.get(candidate.entry)),
            "type": _types(entry.types),
            "score": candidate.score,
            "features": [{"id": name, "value": value} for name, value in candidate.features.items()],
            "match": candidate.match,
        }

    def _tell(self, entries: Sequence[int]) -> dict[int, str]:
        """A few words on each thing that tell it from its namesakes."""
        told: dict[int, list[str]] = {}
        for name in _TELLING:
            wanted = find_property(name)
            assert wanted is not None
            having = [entry for entry in entries if set(self._index.entries[entry].types) & set(wanted.types)]
            # The label of a meeting holds all of this.
            having = [entry for entry in having if "Meeting" not in self._index.entries[entry].types]
            for entry, values in self._values.read(wanted, having).items():
                told.setdefault(entry, []).extend(value.text for value in values[:_MAX_TELLING])
        return {entry: ", ".join(parts) for entry, parts in told.items()}

    def _suggest(self, task: Suggest) -> Json:
        named = [entry for entry in self._identified(task.prefix.strip()) if self._has_type(entry, task.types)]
        found = (entry for entry in self._index.by_prefix(task.prefix) if self._has_type(entry, task.types))
        ranked = sorted(islice(found, _MAX_SUGGESTED), key=lambda entry: self._rank(entry, task.prefix))
        page = list(dict.fromkeys((*named, *ranked)))[task.cursor : task.cursor + task.limit]
        told = self._tell(page)
        return {
            "result": [
                {"id": entry.local, "name": entry.label, **_described(told.get(number)), "notable": _types(entry.types)}
                for number in page
                for entry in (self._index.entries[number],)
            ]
        }

    def _identified(self, text: str) -> Sequence[int]:
        """The things that an identifier of ours or of Wikidata means."""
        found = QID.fullmatch(text)
        if found:
            return self._values.bearers([found[1]]).get(found[1], [])
        number = self._index.find(text.removeprefix(self._base))
        return () if number is None else (number,)

    def _has_type(self, entry: int, types: tuple[str, ...] | None) -> bool:
        return types is None or bool(set(types) & set(self._index.entries[entry].types))

    def _rank(self, number: int, prefix: str) -> tuple[bool, int, str, str]:
        """Labels that begin so first, then by type, then in the order of the alphabet."""
        entry = self._index.entries[number]
        begins = entry.label.casefold().startswith(prefix.strip().casefold())
        return not begins, _ORDER.index(entry.types[0]), entry.label, entry.local

    def _extend(self, task: Extend) -> Json:
        numbers = {local: self._index.find(local.removeprefix(self._base)) for local in task.ids}
        rows: Json = {local: {} for local in task.ids}
        meta = []
        for name, limit in task.properties:
            wanted = find_property(name)
            assert wanted is not None
            meta.append({"id": wanted.id, "name": wanted.name, **_target(wanted.target)})
            known = self._values.read(wanted, {number for number in numbers.values() if number is not None})
            for local, number in numbers.items():
                values = [] if number is None else known.get(number, _none(wanted.shape))
                shown = values[:limit] if limit else values
                rows[local][wanted.id] = [to_json(wanted, value, self._index) for value in shown]
        return {"meta": meta, "rows": rows}

    def _describe(self, task: Describe) -> Json:
        number = self._index.find(task.id.removeprefix(self._base))
        if number is None:
            return {}
        entry = self._index.entries[number]
        lines = []
        for wanted in (found for found in properties_of(None) if set(found.types) & set(entry.types)):
            values = self._values.read(wanted, [number]).get(number, [])
            if values and wanted.id != "iri":
                shown = [{"text": value.text, "id": self._local(value)} for value in values[:_MAX_SHOWN]]
                lines.append({"name": wanted.name, "values": shown, "more": max(0, len(values) - _MAX_SHOWN)})
        return {"id": entry.local, "name": entry.label, "types": list(entry.types), "lines": lines}

    def _local(self, value: Value) -> str:
        return "" if value.entry is None else self._index.entries[value.entry].local


def _none(shape: str) -> list[Value]:
    """What a thing without any value has: nothing, but a count of nothing is 0."""
    return [Value("0")] if shape == "count" else []


def _types(names: Sequence[str]) -> list[Json]:
    return [_type(name) for name in names]


def _type(name: str) -> Json:
    found = find_type(name)
    assert found is not None
    return {"id": found.iri, "name": found.name}


def _target(name: str) -> Json:
    return {"type": _type(name)} if name else {}


def _described(text: str | None) -> Json:
    return {"description": text} if text else {}
