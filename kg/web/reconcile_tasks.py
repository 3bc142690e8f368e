"""What the server asks of a reader for reconciliation, checked, as JSON on the way between them.

The server makes tasks of what clients send (`reconcile_requests`); a reader answers them (`reconcile_answers`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Wanted:
    """A value that a property is to have: a thing by its identifier, or a text."""

    text: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Constraint:
    """A property and the values of which it is to have one."""

    property: str
    values: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """One name to be matched.

    Attributes:
        text: The name; "" if things are looked for by their properties alone.
        types: Names of the types that a candidate may have; None for any.
        limit: How many candidates are wanted.
        constraints: What else is known of the thing.
    """

    text: str
    types: tuple[str, ...] | None = None
    limit: int = 5
    constraints: tuple[Constraint, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """Queries by the client's keys."""

    queries: Mapping[str, Query]


@dataclass(frozen=True, slots=True)
class Suggest:
    """Things whose names begin like `prefix`, the first `cursor` of them left out."""

    prefix: str
    cursor: int = 0
    limit: int = 20
    types: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Extend:
    """Values of properties for things by their identifiers; `properties` are ids with how many values (0: all)."""

    ids: tuple[str, ...]
    properties: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Describe:
    """All that is worth showing of one thing."""

    id: str


Task = Match | Suggest | Extend | Describe


def dump_task(task: Task) -> str:
    """A task as JSON text."""
    return json.dumps({"task": type(task).__name__, **asdict(task)})


def load_task(text: str) -> Task:
    """The task that `dump_task` wrote."""
    value: dict[str, Any] = json.loads(text)
    kind = value.pop("task")
    if kind == "Match":
        return Match({key: _load_query(query) for key, query in value["queries"].items()})
    if kind == "Suggest":
        return Suggest(value["prefix"], value["cursor"], value["limit"], _tuple(value["types"]))
    if kind == "Extend":
        return Extend(tuple(value["ids"]), tuple((name, limit) for name, limit in value["properties"]))
    return Describe(value["id"])


def _load_query(value: Mapping[str, Any]) -> Query:
    constraints = tuple(
        Constraint(entry["property"], tuple(Wanted(**wanted) for wanted in entry["values"]))
        for entry in value["constraints"]
    )
    return Query(value["text"], _tuple(value["types"]), value["limit"], constraints)


def _tuple(values: list[str] | None) -> tuple[str, ...] | None:
    return None if values is None else tuple(values)
