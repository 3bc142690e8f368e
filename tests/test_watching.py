"""Watching: one build for each change, a good end, nothing of half a file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from kg.config import Settings
from kg.errors import StoreLockedError
from kg.reports import BuildReport
from kg.watching import Round, look, watch


class Stopper:
    """Wants to stop once something is true, or after so many questions at the latest."""

    def __init__(self, done: Callable[[], bool], questions: int = 2000) -> None:
        self.done, self.left = done, questions

    def __call__(self) -> bool:
        self.left -= 1
        return self.left <= 0 or self.done()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "one.txt").write_text("one", encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.watching.SETTLED", 0.01)


def test_watch_builds_once_for_each_change(folder: Path, tmp_path: Path) -> None:
    built: list[int] = []
    rounds: list[Round] = []
    changes: list[Callable[[], object]] = [
        lambda: (folder / "two.txt").write_text("two", encoding="utf-8"),
        lambda: (folder / "one.txt").write_text("one, changed", encoding="utf-8"),
        lambda: (folder / "two.txt").unlink(),
    ]

    def build(inputs: Sequence[str]) -> BuildReport:
        built.append(len(look(inputs, tmp_path / "store")))
        return BuildReport()

    settings = Settings(store=tmp_path / "store")
    for each in watch([str(folder)], settings, build, interval=0.05, stop=Stopper(lambda: len(rounds) == 4)):
        rounds.append(each)
        if changes:
            changes.pop(0)()
    assert built == [1, 2, 2, 1]
    assert [each.changed for each in rounds] == [1, 1, 1, 1]


def test_watch_passes_over_its_own_store(folder: Path) -> None:
    (folder / "store").mkdir()
    (folder / "store" / "file.txt").write_text("x", encoding="utf-8")
    assert [Path(name).name for name in look([str(folder)], folder / "store")] == ["one.txt"]


def test_store_that_another_writes_is_tried_again(folder: Path, tmp_path: Path) -> None:
    calls: list[int] = []

    def build(inputs: Sequence[str]) -> BuildReport:
        calls.append(1)
        if len(calls) < 3:
            raise StoreLockedError("another process writes the store")
        return BuildReport()

    settings = Settings(store=tmp_path / "store")
    rounds = watch([str(folder)], settings, build, interval=0.02, stop=Stopper(lambda: len(calls) >= 3))
    assert len(list(rounds)) == 1
    assert len(calls) == 3


@pytest.mark.model
def test_command_builds_what_comes_and_ends_well_by_a_signal(folder: Path, tmp_path: Path) -> None:
    text = (
        "LIMA, May 12, 2010 (Wire) -- Peruvian President Alan Garcia met Chilean Foreign Minister Ana Soto in Lima.\n"
    )
    (folder / "one.txt").write_text(text, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "kg",
        "watch",
        str(folder),
        "--store",
        str(tmp_path / "store"),
        "--interval",
        "0.2",
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=unbuffered())
    try:
        assert process.stdout is not None
        assert "1 extracted" in process.stdout.readline()
        (folder / "two.txt").write_text(text.replace("Lima", "Cuzco"), encoding="utf-8")
        assert "1 extracted, 1 unchanged" in process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        started = time.monotonic()
        assert process.wait(30) == 143
        assert time.monotonic() - started < 10
    finally:
        process.kill()
        process.communicate()


def unbuffered() -> dict[str, str]:
    return {**os.environ, "PYTHONUNBUFFERED": "1"}
