"""What a run did: counted as it goes, told at the end. Nothing that was left out is missing from a report."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, field

from kg.config import Settings
from kg.graphs import GraphChange
from kg.rdf.namespaces import NG
from kg.store import Store, View, loaded_graph, open_store
from kg.store.extractions import ExtractionCache
from kg.verify.findings import Finding
from kg.verify.shapes import validate_view

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
        deleted: Articles removed: by name, or because their source holds another in their place.
        vanished: Articles that their sources hold no more, and that are kept.
        pruned: Articles that their sources hold no more, and that were removed.
        events: Meetings and statements that more than one article tells of.
        asked: Entities that a service was asked about.
        unanswered: Those of them that it could not be asked about in the end.
        held: The ids of the articles that were read from each source.
        damaged: Inputs of which a part could not be read; the articles they gave before are kept.
        taken_over: Loaded graphs of articles that are now made from the articles themselves.
        set_aside: Loaded graphs that have another name now, because builds write under theirs.
        stopped: Whether the build was asked to stop before it had seen all inputs.
        passed_over: Articles and whole inputs that were not asked for, by the reason.
        limited: Whether reading ended at the number of articles asked for.
        older: Articles of which a newer version, or the same words with more around them, counts instead.
        copies: Articles that have the words of another one under another address or publisher, and are linked to it.
        faults: Where what was written breaks the shapes of the ontology, warnings with them.
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
    vanished: int = 0
    pruned: int = 0
    events: int = 0
    asked: int = 0
    unanswered: int = 0
    held: dict[str, set[str]] = field(default_factory=dict)
    damaged: set[str] = field(default_factory=set)
    taken_over: list[str] = field(default_factory=list)
    set_aside: list[str] = field(default_factory=list)
    stopped: bool = False
    passed_over: Counter[str] = field(default_factory=Counter)
    limited: bool = False
    older: int = 0
    copies: int = 0
    faults: list[Finding] = field(default_factory=list)

    @property
    def skipped(self) -> int:
        """Articles that were read and are not in the store."""
        return self.foreign + len(self.failures)

    @property
    def violations(self) -> list[Finding]:
        """The faults that are more than odd."""
        return [fault for fault in self.faults if fault.severity == "Violation"]

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
        return [
            *found,
            read,
            left_out,
            *self.choice_lines(),
            *self._vanished_lines(),
            links,
            *self._event_lines(),
            *service,
            *self._loaded_lines(),
            written,
            *([f"shapes: {len(self.violations)} violations"] if self.graphs_changed else []),
        ]

    def choice_lines(self) -> list[str]:
        """What was left out because it was not asked for, or because another article stands for it."""
        passed = ", ".join(f"{number} {reason}" for reason, number in sorted(self.passed_over.items()))
        lines = [f"passed over: {passed}"] if passed else []
        lines += ["reading ended at the number of articles asked for"] if self.limited else []
        same = f"same story: {self.older} older versions left out, {self.copies} syndicated copies linked"
        return [*lines, same] if self.older or self.copies else lines

    def _vanished_lines(self) -> list[str]:
        """What became of articles that their sources hold no more."""
        kept = f"vanished from their sources and kept: {self.vanished} articles (--prune removes them)"
        removed = f"vanished from their sources and removed: {self.pruned} articles"
        return [*([kept] if self.vanished else []), *([removed] if self.pruned else [])]

    def _event_lines(self) -> list[str]:
        """How many facts are one node for several articles."""
        return [f"told by several articles: {self.events} meetings and statements"] if self.events else []

    def _loaded_lines(self) -> list[str]:
        """What became of graphs that were loaded."""
        replaced = f"loaded graphs replaced by their articles: {len(self.taken_over)}"
        kept = [f"loaded graph kept under another name: {loaded_graph(graph)}" for graph in self.set_aside]
        return [*([replaced] if self.taken_over else []), *kept]


def count_store(settings: Settings) -> dict[str, int]:
    """Articles, entities, facts and triples of the store, by name."""
    with open_store(settings.target, read_only=True) as view:
        return _counts(view)


def finish_report(
    report: BuildReport, change: GraphChange, store: Store, cache: ExtractionCache, settings: Settings
) -> None:
    """Put into the report what the store holds after the change, and where that breaks the shapes."""
    report.links = change.links
    report.events = change.events
    report.failures += change.problems
    for line in change.unmatched:
        log.info("%s", line)
    report.graphs_changed = change.graphs
    report.faults = validate_view(store, cache, settings, graphs=change.written)
    report.taken_over, report.set_aside = change.taken_over, change.set_aside
    report.articles = len(cache)
    report.counts = _counts(store)


def _counts(view: View) -> dict[str, int]:
    found = view.stats()
    classes = {name: found.classes.get(NG[term], 0) for name, term in COUNTED.items()}
    return {**classes, "triples": found.triples}
