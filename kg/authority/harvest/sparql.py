"""A SPARQL endpoint → staging: first the items that a selection takes, then what is told of them, then their offices.

Each step goes on from its checkpoint. When the endpoint gives up on a query, the page is halved; a page of one item
that still fails is told and passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kg.authority.checking import QID
from kg.authority.harvest import properties, queries
from kg.authority.harvest.endpoint import Binding, Endpoint, TooMuchError
from kg.authority.harvest.selection import Selection
from kg.authority.harvest.staging import OFFICE, ORGANIZATION, PERSON, Staging
from kg.authority.harvest.statements import Claim, Item, Missing, Rank, Value, time_of
from kg.errors import LinkerUnavailableError

# Items of one page of a listing, and items whose statements are asked for at once.
PAGE = 2000
BATCH = 100
# Endpoints that give up on a listing of so few items will not answer it at all.
SMALLEST_PAGE = 10
READ = {
    PERSON: properties.PERSON_PROPERTIES,
    OFFICE: properties.OFFICE_PROPERTIES,
    ORGANIZATION: properties.ORGANIZATION_PROPERTIES,
}
LABEL, SITELINKS = "label", "sitelinks"
Progress = Callable[[str, int], None]


@dataclass(slots=True)
class SparqlReport:
    """What a harvest did: rows of items kept, requests that had to be made smaller, one line for each problem."""

    kept: int = 0
    halved: int = 0
    problems: list[str] = field(default_factory=list)


def harvest_endpoint(
    endpoint: Endpoint,
    selection: Selection,
    staging: Staging,
    *,
    page: int = PAGE,
    progress: Progress | None = None,
) -> SparqlReport:
    """Keep what a selection takes from an endpoint; goes on where an earlier run of the same staging stopped.

    Raises:
        LinkerUnavailableError: The endpoint cannot be used; what is kept stays kept.
    """
    work = _Harvest(endpoint, selection, staging, page, progress or (lambda step, count: None))
    for kind, name, pattern in queries.listings(selection):
        work.list_items(kind, name, pattern)
    for kind in (PERSON, ORGANIZATION, OFFICE):
        work.fetch(kind)
    return work.report


class _Harvest:
    def __init__(
        self, endpoint: Endpoint, selection: Selection, staging: Staging, page: int, progress: Progress
    ) -> None:
        self._endpoint = endpoint
        self._selection = selection
        self._staging = staging
        self._page = page
        self._progress = progress
        self.report = SparqlReport()

    def list_items(self, kind: str, name: str, pattern: str) -> None:
        """Note all items of one listing."""
        after, done = self._staging.cursor(name)
        limit = self._page
        while not done:
            try:
                rows = self._endpoint.select(queries.listing_page(kind, pattern, after=after, limit=limit))
            except TooMuchError as error:
                if limit <= SMALLEST_PAGE:
                    raise LinkerUnavailableError(f"{self._endpoint.url}: {name}: gives up ({error})") from error
                limit = max(SMALLEST_PAGE, limit // 2)
                self.report.halved += 1
                continue
            found = [qid for qid in (_qid(row.get("item")) for row in rows) if qid]
            self._staging.want(kind, found)
            # A page of other things than items would come for ever.
            done = len(rows) < limit or not found or found[-1] == after
            after = found[-1] if found else after
            self._staging.advance(name, after, done=done)
            self._progress(name, len(found))

    def fetch(self, kind: str) -> None:
        """Keep the items of a kind that were noted."""
        after, size = "", BATCH
        while qids := self._staging.missing(kind, after=after, limit=size):
            try:
                items = self._items(qids, READ[kind])
            except TooMuchError as error:
                self.report.halved += 1
                if len(qids) > 1:
                    size = max(1, len(qids) // 2)
                    continue
                self.report.problems.append(f"{qids[0]}: {self._endpoint.url} gives up ({error}): passed over")
                items = []
            self._keep(kind, qids, items)
            after = qids[-1]
            self._progress(kind, len(items))

    def _keep(self, kind: str, qids: Sequence[str], items: Iterable[Item]) -> None:
        told = set()
        for item in items:
            told.add(item.qid)
            self._staging.put(kind, item)
            self.report.kept += 1
            if kind == PERSON:
                held = [str(claim.value) for claim in item.every(properties.POSITION)]
                self._staging.want(OFFICE, [qid for qid in held if QID.fullmatch(qid)])
        missing = [qid for qid in qids if qid not in told]
        self.report.problems += [f"{qid}: the endpoint tells nothing of it: merged or deleted?" for qid in missing]
        self._staging.advance(f"fetch {kind}", qids[-1])

    def _items(self, qids: Sequence[str], pids: Sequence[str]) -> list[Item]:
        terms = self._endpoint.select(queries.terms(qids, self._selection.language))
        stated = self._endpoint.select(queries.claims(qids, pids))
        qualified: list[Binding] = []
        if properties.POSITION in pids:
            qualified = self._endpoint.select(queries.qualifiers(qids, properties.POSITION))
        return list(items_of(qids, terms, stated, qualified, language=self._selection.language))


def items_of(
    qids: Iterable[str],
    terms: Iterable[Binding],
    stated: Iterable[Binding],
    qualified: Iterable[Binding],
    *,
    language: str,
) -> Iterator[Item]:
    """The items of three answers; one that none of them speaks of is left out."""
    names = _names(terms, language)
    claims = _claims(stated, _qualifiers(qualified))
    for qid in qids:
        if qid in names or qid in claims:
            label, aliases, links = names.get(qid, ("", (), 0))
            yield Item(qid, label, aliases, claims.get(qid, {}), links)


def _names(rows: Iterable[Binding], language: str) -> dict[str, tuple[str, tuple[str, ...], int]]:
    """Label, aliases and number of pages by item; the language comes before "mul"."""
    labels: dict[str, dict[str, str]] = {}
    aliases: dict[str, set[str]] = {}
    links: dict[str, int] = {}
    for row in rows:
        qid, term = _qid(row.get("item")), _local(row.get("term"))
        if qid is None or "value" not in row:
            continue
        text = " ".join(row["value"]["value"].split())
        if term == SITELINKS:
            links[qid] = int(text) if text.isdecimal() else 0
        elif term == LABEL:
            labels.setdefault(qid, {})[row["value"].get("xml:lang", "")] = text
        else:
            aliases.setdefault(qid, set()).add(text)
    found = {}
    for qid in (*labels, *aliases, *links):
        known = labels.get(qid, {})
        label = known.get(language) or next(iter(known.values()), "")
        found[qid] = (label, tuple(sorted(aliases.get(qid, ()))), links.get(qid, 0))
    return found


def _qualifiers(rows: Iterable[Binding]) -> dict[str, dict[str, tuple[Value, ...]]]:
    """Qualifiers by statement and property; sorted, as an endpoint answers in any order."""
    found: dict[str, dict[str, dict[str, Value]]] = {}
    for row in rows:
        held, pid = row.get("held", {}).get("value", ""), _local(row.get("qualifier"))
        value = _value(row)
        found.setdefault(held, {}).setdefault(pid, {})[repr(value)] = value
    return {
        held: {pid: tuple(values[key] for key in sorted(values)) for pid, values in by_pid.items()}
        for held, by_pid in found.items()
    }


def _claims(
    rows: Iterable[Binding], qualifiers: Mapping[str, Mapping[str, tuple[Value, ...]]]
) -> dict[str, dict[str, tuple[Claim, ...]]]:
    found: dict[str, dict[str, dict[str, Claim]]] = {}
    for row in rows:
        qid, pid, held = _qid(row.get("item")), _local(row.get("claim")), row.get("held", {}).get("value", "")
        rank = next((rank for rank in Rank if _local(row.get("rank")).lower().startswith(rank)), None)
        if qid is not None and rank is not None:
            claim = Claim(_value(row), rank, qualifiers.get(held, {}))
            found.setdefault(qid, {}).setdefault(pid, {})[held] = claim
    return {
        qid: {pid: tuple(claims[held] for held in sorted(claims)) for pid, claims in by_pid.items()}
        for qid, by_pid in found.items()
    }


def _value(row: Binding) -> Value:
    """The value of a row; a blank node or a generated IRI stands for one that is not told."""
    term = row.get("value", {})
    text = term.get("value", "")
    if term.get("type") == "uri":
        return _qid(term) or Missing.SOME
    if term.get("type") == "bnode":
        return Missing.SOME
    if "precision" in row:
        return time_of(text, int(row["precision"]["value"]))
    return time_of(text, 0) if term.get("datatype", "").endswith("#dateTime") else text


def _local(term: Mapping[str, str] | None) -> str:
    """The last part of an IRI."""
    return (term or {}).get("value", "").replace("#", "/").rpartition("/")[2]


def _qid(term: Mapping[str, str] | None) -> str | None:
    value = (term or {}).get("value", "")
    found = value.removeprefix(queries.ENTITY)
    return found if value.startswith(queries.ENTITY) and QID.fullmatch(found) else None


def fates(endpoint: Endpoint, qids: Sequence[str], *, batch: int = 200) -> dict[str, str]:
    """The items that are not what they were: what each was merged into, or nothing for one that was deleted."""
    found: dict[str, str] = {}
    at = 0
    while at < len(qids):
        some = qids[at : at + batch]
        try:
            rows = endpoint.select(queries.fates(some))
        except TooMuchError as error:
            if batch == 1:
                raise LinkerUnavailableError(f"{endpoint.url}: gives up on one item ({error})") from error
            batch = max(1, batch // 2)
            continue
        there = {qid for row in rows if "links" in row and (qid := _qid(row.get("item")))}
        merged = {qid: now for row in rows if (qid := _qid(row.get("item"))) and (now := _qid(row.get("now")))}
        found.update({qid: merged.get(qid, "") for qid in some if qid not in there})
        at += len(some)
    return found
