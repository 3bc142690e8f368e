"""The passes over a store's extractions that parse nothing: link anew, tell why, ask a person."""

from __future__ import annotations

import json
from contextlib import nullcontext
from typing import TYPE_CHECKING

from kg.config import Settings
from kg.graphs import update_graphs
from kg.link.explain import explanation_json, explanation_text
from kg.link.review import review_lines
from kg.linking import explain_entity, link_store, linked_entities, stored_decisions
from kg.pipeline import load_pipeline
from kg.reports import BuildReport, finish_report
from kg.store import open_store
from kg.store.extractions import ExtractionCache

if TYPE_CHECKING:
    from kg.link.online import OnlineReport


def relink(settings: Settings, *, online: bool = False) -> BuildReport:
    """Link, resolve and map all extractions of the store anew, without the language model.

    Args:
        settings: Which store, which authorities, which decisions, which service.
        online: Ask the service of the settings about whom the authorities leave open.

    Raises:
        ConfigError: `online` is wanted and the settings name no service or no contact.
    """
    report = BuildReport()
    pipeline = load_pipeline(settings)
    with (
        open_store(settings.target, base_iri=settings.base_iri, create=False) as store,
        ExtractionCache(settings.store) as cache,
    ):
        with pipeline.asking() if online else nullcontext() as asker:
            change = update_graphs(store, cache, pipeline)
        if asker is not None:
            _tell_asked(report, asker.report)
        finish_report(report, change, store, cache, settings)
    return report


def _tell_asked(report: BuildReport, asked: OnlineReport) -> None:
    """Put what a service was asked into the report of the run."""
    report.asked, report.unanswered = asked.asked, asked.failed
    if asked.unavailable:
        report.failures.append(f"linking went on without the service: {asked.unavailable}")


def explain_link(name: str, settings: Settings, *, as_json: bool = False) -> str:
    """Why an entity of the store, named by IRI or name, is linked as it is, in every article that speaks of it.

    Raises:
        NotFoundError: The store has no such entity.
    """
    pipeline = load_pipeline(settings)
    with open_store(settings.target, read_only=True), ExtractionCache(settings.store) as cache:
        linking = link_store(cache, pipeline, stored_decisions(settings))
        found = explain_entity(name, linking, cache, pipeline)
    return json.dumps(explanation_json(found), ensure_ascii=False) if as_json else explanation_text(found)


def review_links(settings: Settings, *, limit: int | None = None) -> list[str]:
    """The uncertain links of the store as the lines of a file of decisions."""
    pipeline = load_pipeline(settings)
    with open_store(settings.target, read_only=True), ExtractionCache(settings.store) as cache:
        linking = link_store(cache, pipeline, stored_decisions(settings))
    return list(review_lines(linked_entities(linking, settings.base_iri), limit=limit))
