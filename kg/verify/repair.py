"""`kg verify --repair`: mends what can be derived, and nothing else.

Graphs of builds are made anew from the kept extractions, and the default graph is made the merge of the named graphs.
What was loaded stays as it is. Where an extraction is missing or damaged no graph is made anew: entities are resolved
over all articles together, so the others would change with it.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.config import Settings
from kg.graphs import update_graphs
from kg.pipeline import load_pipeline
from kg.store import Store, open_store
from kg.verify.checks import verify_store
from kg.verify.derivation import check_cache, open_extractions
from kg.verify.findings import Finding


@dataclass(frozen=True, slots=True)
class Repair:
    """What was wrong before a repair, and what still is."""

    found: tuple[Finding, ...]
    left: tuple[Finding, ...]


def repair_store(settings: Settings) -> Repair:
    """Mend the store and check it again; a store in which all is well is not touched.

    Raises:
        StoreLockedError: Another process writes the store.
    """
    found = verify_store(settings)
    if not found:
        return Repair((), ())
    with open_store(settings.target, base_iri=settings.base_iri, create=False) as store:
        _derive_anew(store, settings)
        if store.verify_merge():
            store.merge_anew()
    return Repair(tuple(found), tuple(verify_store(settings)))


def _derive_anew(store: Store, settings: Settings) -> None:
    """Make the graphs of all extractions anew; only what differs is written."""
    with open_extractions(settings.store) as cache:
        unsure = {finding.rule for finding in check_cache(cache, settings.base_iri)} - {"extraction-new"}
        if unsure or not len(cache):
            return
        # A graph without a noted digest is made anew.
        cache.set_graphs({article: ("", iris) for article, iris in cache.iris().items()})
        update_graphs(store, cache, load_pipeline(settings))
