"""What sources hold no more is kept, unless the store is to mirror them; what is replaced goes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.build import build_graph
from kg.config import Settings
from kg.intake import Intake
from kg.read import Choice
from kg.verify import verify_store
from tests.test_build import LIMA, OSLO

pytestmark = pytest.mark.model


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(store=tmp_path / "store")


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "lima.txt").write_text(LIMA, encoding="utf-8")
    (folder / "oslo.txt").write_text(OSLO, encoding="utf-8")
    return folder


def records(*texts: str) -> str:
    return "".join(json.dumps({"text": text, "url": f"https://x.example/{text[:4]}"}) + "\n" for text in texts)


@pytest.mark.parametrize("prune", [False, True])
def test_file_that_is_gone_is_kept_unless_pruned(articles: Path, settings: Settings, prune: bool) -> None:
    build_graph([str(articles)], settings)
    (articles / "oslo.txt").unlink()
    report = build_graph([str(articles)], settings, prune=prune)
    assert (report.articles, report.vanished, report.pruned) == ((1, 0, 1) if prune else (2, 1, 0))
    assert verify_store(settings) == []
    assert any("vanished from their sources" in line for line in report.lines())


@pytest.mark.parametrize("prune", [False, True])
def test_entry_that_has_left_a_file_is_kept_unless_pruned(tmp_path: Path, settings: Settings, prune: bool) -> None:
    path = tmp_path / "feed.jsonl"
    path.write_text(records(LIMA, OSLO), encoding="utf-8")
    build_graph([str(path)], settings)
    path.write_text(records(OSLO, LIMA.replace("LIMA", "CUZCO")), encoding="utf-8")
    report = build_graph([str(path)], settings, prune=prune)
    assert (report.articles, report.vanished, report.pruned) == ((2, 0, 1) if prune else (3, 1, 0))


def test_pruning_takes_nothing_that_was_not_asked_for(articles: Path, settings: Settings) -> None:
    build_graph([str(articles)], settings)
    report = build_graph([str(articles / "lima.txt")], settings, prune=True)
    assert (report.articles, report.vanished, report.pruned) == (2, 0, 0)
    report = build_graph([str(articles)], settings, prune=True, intake=Intake(Choice(limit=1)))
    assert (report.articles, report.pruned) == (2, 0)
