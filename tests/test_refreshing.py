"""Stages done again: what the plan says, what is done, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kg.build import build_graph
from kg.config import Settings
from kg.refreshing import Stage, plan_refresh, refresh_store
from kg.store.extractions import ExtractionCache
from tests.test_build import LIMA, OSLO, dump

pytestmark = pytest.mark.model


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "lima.txt").write_text(LIMA, encoding="utf-8")
    (folder / "oslo.txt").write_text(OSLO, encoding="utf-8")
    settings = Settings(store=tmp_path / "store")
    build_graph([str(folder)], settings)
    return settings


def plan(settings: Settings, stage: Stage) -> dict[str, tuple[int, tuple[str, ...]]]:
    return {step.stage: (step.articles, step.reasons) for step in plan_refresh(settings, stage)}


def test_plan_of_a_store_that_is_current_is_empty(settings: Settings) -> None:
    assert plan(settings, Stage.OUTDATED) == {"extract": (0, ()), "link": (0, ()), "map": (0, ())}
    assert "nothing has changed" in str(plan_refresh(settings, Stage.OUTDATED)[0])


@pytest.mark.parametrize(
    ("change", "extracted", "link", "mapping"),
    [
        ({"min_confidence": 0.6}, 2, ("after the new extractions",), ()),
        ({"model": "another"}, 2, ("after the new extractions",), ()),
        ({"decisions": "decisions.tsv"}, 0, ("the human decisions has changed",), ()),
        ({"ontology_dir": "ontology"}, 0, (), ("the ontology has changed",)),
    ],
)
def test_plan_names_the_stages_that_a_change_touches(
    settings: Settings,
    tmp_path: Path,
    change: dict[str, object],
    extracted: int,
    link: tuple[str, ...],
    mapping: tuple[str, ...],
) -> None:
    if "decisions" in change:
        path = tmp_path / "decisions.tsv"
        path.write_text("name\tkind\tdecision\nAna Soto\tperson\tsame Alan Garcia\n", encoding="utf-8")
        change = {"decisions": str(path)}
    if "ontology_dir" in change:
        folder = tmp_path / "ontology"
        folder.mkdir()
        text = (settings.ontology_dir / "kg.ttl").read_text(encoding="utf-8")
        (folder / "kg.ttl").write_text(text + "\n# changed\n", encoding="utf-8")
        change = {"ontology_dir": folder}
    if "model" in change:
        with ExtractionCache(settings.store) as cache:
            for article, maker in cache.makers().items():
                extraction = cache.get(article)
                assert extraction is not None
                cache.put(extraction, "", replace(maker, model="another"))
        change = {}
    found = plan(replace(settings, **change), Stage.OUTDATED)  # type: ignore[arg-type]
    assert (found["extract"][0], found["link"][1], found["map"][1]) == (extracted, link, mapping)


def test_refreshing_what_is_outdated_extracts_it_from_the_kept_texts(settings: Settings) -> None:
    before = dump(settings)
    with ExtractionCache(settings.store) as cache:
        article = cache.ids()[0]
        extraction, maker = cache.get(article), cache.maker(article)
        assert extraction is not None
        assert maker is not None
        cache.put(replace(extraction, meetings=(), statements=()), "old", replace(maker, version="0.0.1"))
    [step, *_] = plan_refresh(settings, Stage.OUTDATED)
    assert step.articles == 1
    assert step.reasons[0].startswith("extractor newsgraph 0.0.1 is now newsgraph")
    report = refresh_store(settings, Stage.OUTDATED)
    assert (report.extracted, report.unchanged) == (1, 1)
    assert dump(settings) == before


@pytest.mark.parametrize(
    ("stage", "extracted", "written"), [(Stage.LINK, 0, 0), (Stage.MAP, 0, 2), (Stage.EXTRACT, 2, 2), (Stage.ALL, 2, 2)]
)
def test_refreshing_a_stage_does_it_and_gives_the_same_bytes(
    settings: Settings, stage: Stage, extracted: int, written: int
) -> None:
    before = dump(settings)
    report = refresh_store(settings, stage)
    assert report.extracted == extracted
    with ExtractionCache(settings.store) as cache:
        assert all(cache.graph_digests().values())
    assert dump(settings) == before
