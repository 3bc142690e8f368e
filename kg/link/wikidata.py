"""The client of a Wikibase: search by name, items in batches, and SPARQL. JSON comes in, typed values go out.

All answers go through a `Source`, so that the cache comes first and manners are kept. Items are kept one by one,
whatever batch they came in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.errors import LinkError
from kg.link import props
from kg.link.items import Item, is_qid, parse_item
from kg.net.bodies import BodyTooLargeError, TransientError
from kg.net.cache import DAY, Answer, Source
from kg.net.exchange import Request

# Items that one request may name.
BATCH = 50
# Seconds that the databases may lag behind; a server that lags more asks to come back later.
MAXLAG = "5"
# Errors that a Wikibase reports in an answer of status 200 and that pass by themselves.
PASSING = frozenset({"maxlag", "ratelimited", "readonly", "actionthrottledtext"})
PASSING_PREFIX = "internal_api_error"
# Longer names are none, and the server takes no more.
LONGEST_NAME = 200
# A query of more characters than this is sent as a form.
LONGEST_GET = 2000
SPARQL_JSON = "application/sparql-results+json"
# What may stand in a name; everything else could be read as an operator of the search.
NOT_NAME = re.compile(r"[^\w\s.'\u2019-]+|_")

DETAILS = "info|labels|aliases|descriptions|claims|sitelinks"
# Of offices and classes only the name and where they belong to.
OUTLINE = "info|labels|claims"


@dataclass(frozen=True, slots=True)
class Ages:
    """How many seconds an answer of each kind counts as young."""

    items: float = 7 * DAY
    searches: float = DAY
    queries: float = 7 * DAY

    @classmethod
    def of_days(cls, days: float) -> Ages:
        """Items and queries for so many days; a search, which a new item changes, for one at most."""
        return cls(days * DAY, min(days, 1.0) * DAY, days * DAY)


@dataclass(frozen=True, slots=True)
class Hit:
    """An item that a search found, with the name of it that matched and whether that is its label or an alias."""

    qid: str
    label: str
    description: str
    matched: str
    by: str


Row = Mapping[str, str]


class WikidataClient:
    """Asks a Wikibase and its query service.

    Args:
        source: Cache and door.
        api: Address of the action API (`…/w/api.php`).
        sparql: Address of the query service; empty if there is none.
        ages: How long answers count as young.
    """

    def __init__(self, source: Source, *, api: str, sparql: str = "", ages: Ages | None = None) -> None:
        self.source = source
        self._api = api
        self._sparql = sparql
        self._ages = ages or Ages()

    def search(self, name: str, *, limit: int = 20) -> tuple[Hit, ...]:
        """The items with a label or alias that begins with a name, as the server ranks them."""
        params = {"action": "wbsearchentities", "search": clean_name(name), "language": "en", "uselang": "en"}
        params |= {"type": "item", "limit": str(limit), "props": ""}
        answer = self._ask(params, "search", self._ages.searches)
        return tuple(_hits(answer.document["search"]))

    def search_text(self, words: str, *, citizenship: str | None = None, limit: int = 20) -> tuple[str, ...]:
        """The humans whose text has all these words, of one state if given: what a search by beginnings misses."""
        conditions = [f"{props.INSTANCE_OF}={props.HUMAN}"]
        if citizenship is not None and is_qid(citizenship):
            conditions.append(f"{props.CITIZENSHIP}={citizenship}")
        query = " ".join((clean_name(words), *(f"haswbstatement:{condition}" for condition in conditions)))
        params = {"action": "query", "list": "search", "srsearch": query, "srnamespace": "0", "srlimit": str(limit)}
        answer = self._ask(params, "query", self._ages.searches)
        query_part = answer.document["query"]
        found = query_part.get("search") if isinstance(query_part, dict) else None
        titles = (row.get("title") for row in found or () if isinstance(row, dict))
        return tuple(title for title in titles if isinstance(title, str) and is_qid(title))

    def items(self, qids: Iterable[str], *, outline: bool = False) -> dict[str, Item | None]:
        """The items, by the identifier that was asked: None for one that does not exist; those that cannot be had lack.

        An item that was merged into another one comes as that one, with its identifier. With `outline` only label and
        claims are asked for.
        """
        wanted = list(dict.fromkeys(qid for qid in qids if is_qid(qid)))
        params = OUTLINE if outline else DETAILS
        answers: dict[str, Answer] = {}
        for qid in wanted:
            stored = self.source.recall(self._items_request([qid], params), _check_items, max_age=self._ages.items)
            if stored is not None:
                answers[qid] = stored
        missing = [qid for qid in wanted if qid not in answers]
        for start in range(0, 0 if self.source.cut_off else len(missing), BATCH):
            answers |= self._fetch(missing[start : start + BATCH], params)
        return {
            qid: parse_item(_entity(answers[qid], qid), fetched=answers[qid].fetched)
            for qid in wanted
            if qid in answers
        }

    def current(self, qids: Iterable[str]) -> dict[str, str | None]:
        """What became of identifiers: itself, the one that it was merged into, or None if it was deleted.

        One that cannot be looked up lacks.
        """
        return {qid: item.qid if item else None for qid, item in self.items(qids, outline=True).items()}

    def select(self, query: str) -> tuple[Row, ...]:
        """The rows of a SPARQL SELECT: the value of each bound variable, IRIs of items as their identifiers."""
        if not self._sparql:
            raise LinkError("no query service is configured (wikidata_sparql)")
        make = Request.get if len(query) <= LONGEST_GET else Request.form
        request = make(self._sparql, {"query": query}, accept=SPARQL_JSON)
        answer = self.source.ask(request, _check_rows, max_age=self._ages.queries)
        return tuple(_row(binding) for binding in answer.document["results"]["bindings"])

    def _fetch(self, qids: Sequence[str], params: str) -> dict[str, Answer]:
        """Items by one request, each kept by itself; by more if they are too large for one answer."""
        try:
            batch = self.source.fetch(self._items_request(qids, params), _check_items, keep=False)
        except BodyTooLargeError:
            if len(qids) == 1:
                return {}
            half = len(qids) // 2
            return self._fetch(qids[:half], params) | self._fetch(qids[half:], params)
        found = {qid: entity for qid in qids if (entity := _entity(batch, qid)) is not None}
        return {
            qid: self.source.keep(self._items_request([qid], params), {"entities": {qid: entity}})
            for qid, entity in found.items()
        }

    def _items_request(self, qids: Sequence[str], params: str) -> Request:
        return self._request(
            {
                "action": "wbgetentities",
                "ids": "|".join(qids),
                "props": params,
                "languages": "en|mul",
                "languagefallback": "1",
                "redirects": "yes",
            }
        )

    def _request(self, params: Mapping[str, str]) -> Request:
        return Request.get(self._api, {"format": "json", "formatversion": "2", **params, "maxlag": MAXLAG})

    def _ask(self, params: Mapping[str, str], key: str, max_age: float) -> Answer:
        def check(document: Any) -> None:
            check_api(document, key)

        return self.source.ask(self._request(params), check, max_age=max_age)


def clean_name(name: str) -> str:
    """A name without anything that a search could take for an operator."""
    return " ".join(NOT_NAME.sub(" ", name).split())[:LONGEST_NAME]


def check_api(document: Any, key: str) -> None:
    """Raises for an error that the action API reports in an answer of status 200, and for an answer without `key`."""
    if not isinstance(document, dict):
        raise TransientError("the answer is no JSON object")
    error = document.get("error")
    if error is not None:
        raise _api_error(error if isinstance(error, dict) else {})
    if not isinstance(document.get(key), dict | list):
        raise TransientError(f"the answer has no {key!r}")


def _api_error(error: Mapping[str, Any]) -> LinkError:
    code = str(error.get("code", "unknown"))
    message = f"error {code}: {' '.join(str(error.get('info', '')).split())[:200]}"
    if code in PASSING or code.startswith(PASSING_PREFIX):
        return TransientError(message)
    return LinkError(message)


def _check_items(document: Any) -> None:
    check_api(document, "entities")


def _entity(answer: Answer, qid: str) -> Any:
    """The entity that an answer gives for an identifier (it may stand under the one it was merged into), if any."""
    entities = answer.document["entities"]
    found = entities.get(qid) if isinstance(entities, dict) else None
    if found is None and isinstance(entities, dict):
        found = next((entity for entity in entities.values() if _redirected_from(entity) == qid), None)
    return found


def _redirected_from(entity: Any) -> Any:
    redirects = entity.get("redirects") if isinstance(entity, dict) else None
    return redirects.get("from") if isinstance(redirects, dict) else None


def _hits(rows: Any) -> Iterator[Hit]:
    for row in rows if isinstance(rows, list) else ():
        qid = row.get("id") if isinstance(row, dict) else None
        if isinstance(qid, str) and is_qid(qid):
            match = row.get("match") if isinstance(row.get("match"), dict) else {}
            label = str(row.get("label", ""))
            yield Hit(
                qid,
                label,
                str(row.get("description", "")),
                str(match.get("text", label)),
                str(match.get("type", "label")),
            )


def _check_rows(document: Any) -> None:
    """Raises for what is no result of a SELECT; a query that ran out of time may come as half an answer."""
    results = document.get("results") if isinstance(document, dict) else None
    bindings = results.get("bindings") if isinstance(results, dict) else None
    if not isinstance(bindings, list) or not all(isinstance(binding, dict) for binding in bindings):
        raise TransientError("the answer holds no rows")


def _row(binding: Mapping[str, Any]) -> Row:
    return {
        name: str(term["value"]).removeprefix(props.ENTITY)
        for name, term in binding.items()
        if isinstance(term, dict) and "value" in term
    }
