"""Doing stages again over a store, and saying beforehand what there is to do and why.

Extractions are made again from the texts that are kept, so no input is needed. Linking, resolving and mapping are made
anew by every build; what comes out the same is not written. What each was made with is noted beside the extractions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from kg.build import extract_article, settle_duplicates, take_results
from kg.config import Settings
from kg.executors import Executor, make_executor
from kg.graphs import stage_stamps, update_graphs
from kg.intake import until_stopped
from kg.model.document import Article
from kg.model.extraction import Maker
from kg.pipeline import Pipeline, load_pipeline
from kg.reports import BuildReport, finish_report
from kg.store import open_store
from kg.store.extractions import ExtractionCache


class Stage(StrEnum):
    """What is done again. Each stage does those after it as well, as far as their results change."""

    OUTDATED = "outdated"
    EXTRACT = "extract"
    LINK = "link"
    MAP = "map"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of a plan: how many articles it does again, and why."""

    stage: str
    articles: int
    reasons: tuple[str, ...]

    def __str__(self) -> str:
        why = "; ".join(self.reasons) if self.reasons else "nothing has changed"
        return f"{self.stage:<8}{self.articles:>9,}  {why}"


def refresh_store(
    settings: Settings,
    stage: Stage,
    *,
    executor: Executor | None = None,
    stop: Callable[[], bool] | None = None,
) -> BuildReport:
    """Do a stage of a store again, and what follows from it.

    Args:
        settings: Which store, which model.
        stage: Which stage.
        executor: Where extraction runs.
        stop: Asked before each article; what is done until then is kept.
    """
    report = BuildReport()
    pipeline = load_pipeline(settings)
    with (
        open_store(settings.target, base_iri=settings.base_iri, create=False) as store,
        ExtractionCache(settings.store) as cache,
    ):
        wanted = _to_extract(stage, pipeline, cache)
        report.unchanged = len(cache.makers()) - len(wanted)
        runner = executor or make_executor(None, workers=settings.workers)
        articles = until_stopped(stop, _kept_articles(wanted, cache), report)
        take_results(runner.map(partial(extract_article, settings), articles), pipeline, cache, report)
        if stage in (Stage.MAP, Stage.ALL):
            cache.forget_graphs()
        settle_duplicates(cache, settings, report)
        finish_report(report, update_graphs(store, cache, pipeline), store, cache, settings)
    return report


def plan_refresh(settings: Settings, stage: Stage) -> list[Step]:
    """What `refresh_store` would do, stage by stage; nothing is changed."""
    pipeline = load_pipeline(settings)
    with open_store(settings.target, read_only=True), ExtractionCache(settings.store) as cache:
        makers, noted = cache.makers(), cache.stamps()
        wanted = _to_extract(stage, pipeline, cache)
    asked = {"asked for": len(wanted)} if stage in (Stage.EXTRACT, Stage.ALL) else {}
    now = stage_stamps(pipeline)
    link, mapping = _changes(noted, now, "link"), _changes(noted, now, "map")
    return [
        Step("extract", len(wanted), tuple(_counted(asked or _reasons(makers, pipeline.maker)))),
        Step("link", len(makers) if link or wanted or stage is Stage.LINK else 0, _told(link, wanted, "link", stage)),
        Step("map", len(makers) if mapping or stage in (Stage.MAP, Stage.ALL) else 0, _told(mapping, [], "map", stage)),
    ]


def _to_extract(stage: Stage, pipeline: Pipeline, cache: ExtractionCache) -> list[str]:
    """The articles to parse again, sorted."""
    makers = cache.makers()
    if stage in (Stage.EXTRACT, Stage.ALL):
        return sorted(makers)
    if stage is Stage.OUTDATED:
        return sorted(article for article, maker in makers.items() if maker != pipeline.maker)
    return []


def _kept_articles(ids: list[str], cache: ExtractionCache) -> Iterator[Article]:
    for article_id in ids:
        extraction = cache.get(article_id)
        if extraction is not None:
            yield extraction.article


def _reasons(makers: Mapping[str, Maker], now: Maker) -> Counter[str]:
    """Why extractions are outdated, with their numbers."""
    found: Counter[str] = Counter()
    for maker in makers.values():
        if maker.version != now.version or maker.name != now.name:
            found[f"extractor {maker.name} {maker.version} is now {now.name} {now.version}"] += 1
        if maker.model != now.model:
            found[f"model {maker.model} is now {now.model}"] += 1
        if maker.settings != now.settings:
            found["word lists, authority or least confidence have changed"] += 1
    return found


def _counted(reasons: Mapping[str, int]) -> Iterator[str]:
    return (f"{reason} ({number:,})" for reason, number in sorted(reasons.items()))


def _changes(noted: Mapping[str, str], now: Mapping[str, str], stage: str) -> list[str]:
    """What a stage was last done with that is another now."""
    names = sorted(name for name in now if name.startswith(f"{stage}: "))
    return [name.removeprefix(f"{stage}: ") for name in names if noted.get(name) != now[name]]


def _told(changes: list[str], extracted: list[str], name: str, stage: Stage) -> tuple[str, ...]:
    told = [f"{change} has changed" for change in changes]
    told += ["after the new extractions"] if extracted else []
    asked = stage is Stage.ALL or stage.value == name
    return (*told, "asked for") if asked else tuple(told)


__all__ = ["Stage", "Step", "plan_refresh", "refresh_store"]
