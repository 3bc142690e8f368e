"""The client of a reconciliation service, as OpenRefine speaks to it: names in batches, proposals with scores out.

Both dialects are spoken: 0.1 and 0.2 (a form field of queries) and the draft of 1.0 (`POST …/match`); the manifest of
the service tells which. Addresses that a manifest names are never asked.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.errors import LinkError, LinkerUnavailableError
from kg.link import props
from kg.link.items import is_qid
from kg.net.bodies import TransientError
from kg.net.cache import DAY, Source
from kg.net.exchange import Request

# Queries that one request may hold, unless the service takes fewer.
BATCH = 10
LONGEST_NAME = 200
# The identifier spaces that mean items of Wikidata.
SPACES = (props.ENTITY, props.ENTITY.replace("http://", "https://"))


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a service says of itself. `modern` is the dialect of 1.0."""

    name: str
    identifier_space: str
    modern: bool
    batch: int


@dataclass(frozen=True, slots=True)
class Query:
    """A name to be matched: of which class, and of which state, if known (both as items)."""

    name: str
    type: str | None = None
    state: str | None = None
    limit: int = 5


@dataclass(frozen=True, slots=True)
class Proposal:
    """An item that a service proposes for a name. `score` is on the service's own scale, mostly 0 to 100."""

    qid: str
    label: str
    score: float = 0.0
    match: bool = False


class ReconcileClient:
    """Asks one reconciliation service whose identifiers are items of Wikidata.

    Args:
        source: Cache and door.
        url: Address of the service.
        max_age: How many seconds an answer counts as young.
    """

    def __init__(self, source: Source, *, url: str, max_age: float = DAY) -> None:
        self.source = source
        self._url = url
        self._max_age = max_age
        self._manifest: Manifest | None = None

    def manifest(self) -> Manifest:
        """What the service says of itself; asked once.

        Raises:
            LinkerUnavailableError: Its identifiers are no items of Wikidata.
        """
        if self._manifest is None:
            answer = self.source.ask(Request.get(self._url, {}), _check_manifest, max_age=self._max_age)
            manifest = _read_manifest(answer.document)
            if manifest.identifier_space not in SPACES:
                raise LinkerUnavailableError(
                    f"{manifest.name}: its identifiers are of {manifest.identifier_space}, not of Wikidata"
                )
            self._manifest = manifest
        return self._manifest

    def match(self, queries: Sequence[Query]) -> tuple[tuple[Proposal, ...], ...]:
        """What the service proposes for each query, best first."""
        size = self.manifest().batch
        batches = [queries[start : start + size] for start in range(0, len(queries), size)]
        return tuple(proposals for batch in batches for proposals in self._match(batch))

    def _match(self, queries: Sequence[Query]) -> Iterator[tuple[Proposal, ...]]:
        modern = self.manifest().modern
        request = _modern_request(self._url, queries) if modern else _form_request(self._url, queries)

        def check(document: Any) -> None:
            _check_status(document)
            _results(document, len(queries), modern)

        answer = self.source.ask(request, check, max_age=self._max_age)
        for rows in _results(answer.document, len(queries), modern):
            yield tuple(_proposals(rows))


def _form_request(url: str, queries: Sequence[Query]) -> Request:
    batch = {f"q{n}": _form_query(query) for n, query in enumerate(queries)}
    return Request.form(url, {"queries": json.dumps(batch, ensure_ascii=False)})


def _form_query(query: Query) -> dict[str, Any]:
    found: dict[str, Any] = {"query": query.name[:LONGEST_NAME], "limit": query.limit}
    if query.type:
        found |= {"type": query.type, "type_strict": "should"}
    if query.state:
        found["properties"] = [{"pid": props.CITIZENSHIP, "v": {"id": query.state}}]
    return found


def _modern_request(url: str, queries: Sequence[Query]) -> Request:
    return Request.json(f"{url.rstrip('/')}/match", {"queries": [_modern_query(query) for query in queries]})


def _modern_query(query: Query) -> dict[str, Any]:
    conditions: list[dict[str, Any]] = [{"matchType": "name", "propertyValue": query.name[:LONGEST_NAME]}]
    if query.state:
        value = {"propertyId": props.CITIZENSHIP, "propertyValue": {"id": query.state}, "required": False}
        conditions.append({"matchType": "property", **value})
    found: dict[str, Any] = {"limit": query.limit, "conditions": conditions}
    return {"type": query.type, **found} if query.type else found


def _check_status(document: Any) -> None:
    if isinstance(document, dict) and document.get("status") == "error":
        raise LinkError(f"the service reports an error: {' '.join(str(document.get('message', '')).split())[:200]}")


def _check_manifest(document: Any) -> None:
    _check_status(document)
    if not isinstance(document, dict) or not isinstance(document.get("identifierSpace"), str):
        raise TransientError("the answer is no manifest of a reconciliation service")


def _read_manifest(document: Mapping[str, Any]) -> Manifest:
    versions = document.get("versions")
    known = [str(version) for version in versions] if isinstance(versions, list) else []
    # The first dialect had no list of versions.
    old = not known or any(version.startswith("0.") for version in known)
    batch = document.get("batchSize")
    size = batch if isinstance(batch, int) and 0 < batch < BATCH else BATCH
    return Manifest(str(document.get("name", "")), document["identifierSpace"], not old, size)


def _results(document: Any, count: int, modern: bool) -> list[list[Any]]:
    """The lists of proposals, one a query; TransientError if the answer has another shape."""
    if modern:
        results = document.get("results") if isinstance(document, dict) else None
        parts = results if isinstance(results, list) and len(results) == count else None
    else:
        parts = [document.get(f"q{n}") for n in range(count)] if isinstance(document, dict) else None
    key = "candidates" if modern else "result"
    found: list[list[Any]] = [
        part[key] for part in parts or () if isinstance(part, dict) and isinstance(part.get(key), list)
    ]
    if len(found) != count:
        raise TransientError("the answer does not hold one result for each query")
    return found


def _proposals(rows: Sequence[Any]) -> Iterator[Proposal]:
    """Best first, whatever the order of the service; of equal ones the first."""
    found = []
    for row in rows:
        qid = _qid(row.get("id")) if isinstance(row, dict) else None
        if qid is not None:
            found.append(Proposal(qid, str(row.get("name", "")), _number(row.get("score")), row.get("match") is True))
    yield from sorted(found, key=lambda proposal: -proposal.score)


def _number(value: Any) -> float:
    number = float(value) if isinstance(value, int | float) else 0.0
    return number if math.isfinite(number) else 0.0


def _qid(value: Any) -> str | None:
    text = str(value)
    for space in SPACES:
        text = text.removeprefix(space)
    return text if is_qid(text) else None
