"""What a run did: counted as it goes, told at the end. Nothing that was left out is missing from a report."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, field

from kg.config import Settings
from kg.graphs import GraphChange
from kg.rdf.namespaces import NG
from kg.store import OxigraphStore, View, loaded_graph, open_store
from kg.store.extractions import ExtractionCache

log = logging.getLogger(__name__)

# What a report counts, by the name that it has there.
COUNTED = {
    "articles": "Article",
    "persons": "Person",
    "countries": "Country",
    "organizations": "Organization",
    "meetings": "Meeting",
    "policies": "Policy",
    "statements": "Statement",
}


@dataclass(slots=True)
class BuildReport:
    """What a build did; nothing that was left out is missing here.

    Attributes:
        articles: Articles in the store afterwards.
        extracted: Articles that were parsed in this build.
        unchanged: Articles whose extraction was there already.
        duplicates: Articles with the same URL or text as another of this build.
        foreign: Articles in another language, skipped.
        failures: One line for each input or article that could not be read or extracted.
        counts: Entities, facts and triples in the store afterwards, by name.
        links: Entities by the outcome of linking: link, candidate, nil.
        graphs_changed: Named graphs that were written or removed.
        deleted: Articles removed.
        asked: Entities that a service was asked about.
        unanswered: Those of them that it could not be asked about in the end.
        damaged: Inputs of which a part could not be read; the articles they gave before are kept.
        taken_over: Loaded graphs of articles that are now made from the articles themselves.
        set_aside: Loaded graphs that have another name now, because builds write under theirs.
        stopped: Whether the build was asked to stop before it had seen all inputs.
    """

    articles: int = 0
    extracted: int = 0
    unchanged: int = 0
    duplicates: int = 0
    foreign: int = 0
    failures: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    links: Counter[str] = field(default_factory=Counter)
    graphs_changed: int = 0
    deleted: int = 0
    asked: int = 0
    unanswered: int = 0
    damaged: set[str] = field(default_factory=set)
    taken_over: list[str] = field(default_factory=list)
    set_aside: list[str] = field(default_factory=list)
    stopped: bool = False

    @property
    def skipped(self) -> int:
        """Articles that were read and are not in the store."""
        return self.foreign + len(self.failures)

    def lines(self) -> list[str]:
        """The report for people, one line a fact."""
        width = max((len(name) for name in self.counts), default=0)
        found = [f"{name:<{width}}  {number:>9,}" for name, number in self.counts.items()]
        read = f"read: {self.extracted} extracted, {self.unchanged} unchanged, {self.duplicates} duplicates"
        left_out = f"left out: {self.foreign} not in English, {len(self.failures)} failed"
        outcomes = [self.links[outcome] for outcome in ("link", "candidate", "nil")]
        links = "entities: {} linked to Wikidata, {} uncertain, {} not known".format(*outcomes)
        asked = f"service: asked about {self.asked} entities, no answer on {self.unanswered}"
        service = [asked] if self.asked else []
        written = f"graphs written: {self.graphs_changed}"
        return [*found, read, left_out, links, *service, *self._loaded_lines(), written]

    def _loaded_lines(self) -> list[str]:
        """What became of graphs that were loaded."""
        replaced = f"loaded graphs replaced by their articles: {len(self.taken_over)}"
        kept = [f"loaded graph kept under another name: {loaded_graph(graph)}" for graph in self.set_aside]
        return [*([replaced] if self.taken_over else []), *kept]


def count_store(settings: Settings) -> dict[str, int]:
    """Articles, entities, facts and triples of the store, by name."""
    with open_store(settings.store, read_only=True) as view:
        return _counts(view)


def finish_report(report: BuildReport, change: GraphChange, store: OxigraphStore, cache: ExtractionCache) -> None:
    """Put into the report what the store holds after the change."""
    report.links = change.links
    report.failures += change.problems
    for line in change.unmatched:
        log.info("%s", line)
    report.graphs_changed = change.graphs
    report.taken_over, report.set_aside = change.taken_over, change.set_aside
    report.articles = len(cache)
    report.counts = _counts(store)


def _counts(view: View) -> dict[str, int]:
    found = view.stats()
    classes = {name: found.classes.get(NG[term], 0) for name, term in COUNTED.items()}
    return {**classes, "triples": found.triples}
