"""An article that hangs or ends the process that extracts from it costs itself alone, once."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from kg.build import build_graph
from kg.config import Settings
from kg.errors import KgError, WorkerLostError
from kg.executors import ProcessExecutor, SerialExecutor
from kg.model.document import Article
from kg.verify import verify_store
from kg.workers import Limits
from tests.test_build import LIMA, OSLO

pytestmark = pytest.mark.model

HANGS, KILLS, EATS = "HANGING", "KILLING", "EATING"


def poisoned(function: Callable[[Article], Any], article: Article) -> Any:
    """What a parser may do to its process, at the sight of a word."""
    if HANGS in article.text:
        time.sleep(3600)
    if KILLS in article.text:
        os.kill(os.getpid(), signal.SIGSEGV)
    if EATS in article.text:
        try:
            bytearray(1 << 40)
        except MemoryError as error:
            raise WorkerLostError("the memory did not suffice", item=article) from error
    return function(article)


@dataclass
class Poisoned:
    """Workers that some words are poison to; notes what they are given."""

    given: list[str]
    limits: Limits

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any | KgError]:
        def noted() -> Iterator[Any]:
            for article in items:
                self.given.append(Path(article.source).name)
                yield article

        return ProcessExecutor(1, limits=self.limits).map(partial(poisoned, function), noted())


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        (HANGS, "no result after 20 seconds"),
        (KILLS, "the process that extracts was ended by SIGSEGV"),
        (EATS, "the memory did not suffice"),
    ],
)
def test_poison_is_set_aside_and_named_and_not_tried_again(tmp_path: Path, word: str, reason: str) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a-poison.txt").write_text(LIMA.replace("LIMA,", f"{word},"), encoding="utf-8")
    (folder / "b-lima.txt").write_text(LIMA, encoding="utf-8")
    (folder / "c-oslo.txt").write_text(OSLO, encoding="utf-8")
    # Copies of one story would stand for one another.
    settings = Settings(store=tmp_path / "store", keep_duplicates=True)
    workers = Poisoned([], Limits(seconds=20))
    report = build_graph([str(folder)], settings, executor=workers)
    name = str(folder / "a-poison.txt")
    assert report.failures == [f"{name}: {reason}: set aside, the others go on"]
    assert (report.extracted, report.articles) == (2, 2)
    assert verify_store(settings) == []

    workers.given.clear()
    again = build_graph([str(folder)], settings, executor=workers)
    assert workers.given == []
    assert again.failures == [
        f"{name}: set aside by an earlier build ({reason}): kg build INPUT --refresh extract tries it again"
    ]

    mended = build_graph([str(folder)], settings, executor=SerialExecutor(), anew=True)
    assert (mended.failures, mended.extracted) == ([], 3)
    assert build_graph([str(folder)], settings, executor=SerialExecutor()).failures == []
