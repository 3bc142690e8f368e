"""Where items for a name come from: the search of a Wikibase, or a reconciliation service."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from kg.authority import fold_name
from kg.errors import LinkError
from kg.link import props
from kg.link.reconcile import Proposal, Query, ReconcileClient
from kg.link.wikidata import WikidataClient
from kg.model.entities import Kind

log = logging.getLogger(__name__)

# Items that are looked at for one name.
MOST = 12


@dataclass(frozen=True, slots=True)
class Wanted:
    """A name that the embedded authority does not settle. `state` is the item of the state it belongs to, if known."""

    name: str
    kind: Kind
    state: str | None = None


Found = Mapping[Wanted, tuple[Proposal, ...]]


class Finder(Protocol):
    """Proposes items for names."""

    @property
    def name(self) -> str:
        """What links found by it have as their method."""
        ...

    def find(self, wanted: Sequence[Wanted]) -> Found:
        """The items that may be meant, best first; without the names that could not be looked up.

        Raises:
            LinkerUnavailableError: The service cannot be used.
        """
        ...


class WikidataFinder:
    """Searches by label and alias; where no name of a person begins like that, in the text of the items."""

    name = "wikidata"

    def __init__(self, client: WikidataClient) -> None:
        self._client = client

    def find(self, wanted: Sequence[Wanted]) -> Found:
        """See `Finder`."""
        found: dict[Wanted, tuple[Proposal, ...]] = {}
        for want in wanted:
            try:
                found[want] = self._search(want)
            except LinkError as error:
                log.warning("%s cannot be looked up: %s", want.name, error)
        return found

    def _search(self, want: Wanted) -> tuple[Proposal, ...]:
        key = fold_name(want.name)
        # The search is by beginnings ("Igor Ivan" finds "Igor Ivanov"), so that a name in full comes first here.
        hits = sorted(self._client.search(want.name), key=lambda hit: fold_name(hit.matched) != key)
        found = {hit.qid: hit.label for hit in hits}
        if want.kind is Kind.PERSON and not any(fold_name(hit.matched) == key for hit in hits):
            for qid in self._elsewhere(want):
                found.setdefault(qid, "")
        return tuple(Proposal(qid, label) for qid, label in list(found.items())[:MOST])

    def _elsewhere(self, want: Wanted) -> tuple[str, ...]:
        """The persons with all words of the name in their text; else those of the state with its last word.

        The latter finds other spellings of the rest; whether the names agree is judged later.
        """
        found = self._client.search_text(want.name)
        if found or want.state is None:
            return found
        return self._client.search_text(want.name.split()[-1], citizenship=want.state)


class ReconcileFinder:
    """Asks a reconciliation service for all names at once."""

    name = "reconcile"

    def __init__(self, client: ReconcileClient) -> None:
        self._client = client

    def find(self, wanted: Sequence[Wanted]) -> Found:
        """See `Finder`."""
        try:
            return dict(zip(wanted, self._client.match([_query(want) for want in wanted]), strict=True))
        except LinkError as error:
            log.warning("%d names cannot be looked up: %s", len(wanted), error)
            return {}


def _query(want: Wanted) -> Query:
    if want.kind is Kind.PERSON:
        return Query(want.name, props.HUMAN, want.state, limit=MOST)
    return Query(want.name, limit=MOST)
