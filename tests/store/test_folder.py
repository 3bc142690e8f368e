"""The folder of a store: its creation, its lock, and the way from an older format."""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path

import pytest

from kg.errors import StoreError, StoreLockedError, StoreVersionError
from kg.store import open_store
from kg.store.folder import StoreFolder
from kg.store.migrations import MIGRATIONS

G1 = "http://example.org/g1"
A = "<http://example.org/a> <http://example.org/p> <http://example.org/b> ."


def store_with_a_graph(path: Path) -> Path:
    with open_store(path) as store:
        store.replace(G1, [A])
    return path


def version(path: Path) -> int:
    return int(json.loads((path / "store.json").read_text())["format"])


@pytest.fixture
def next_format(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """A version of this program whose format is 3; what was migrated, step by step."""
    steps: list[Path] = []

    def first(path: Path) -> None:
        steps.append(path)
        (path / "colour").write_text("blue")

    def second(path: Path) -> None:
        assert version(path) == 2
        steps.append(path)
        (path / "colour").rename(path / "shade")

    monkeypatch.setattr("kg.store.folder.FORMAT", 3)
    monkeypatch.setitem(MIGRATIONS, 1, first)
    monkeypatch.setitem(MIGRATIONS, 2, second)
    return steps


@pytest.mark.parametrize("read_only", [False, True])
def test_older_store_is_migrated_when_it_is_opened(
    tmp_path: Path, request: pytest.FixtureRequest, read_only: bool
) -> None:
    path = store_with_a_graph(tmp_path / "store")
    steps = request.getfixturevalue("next_format")
    with open_store(path, read_only=read_only) as view:
        assert view.graphs() == [G1]
    assert (version(path), steps) == (3, [path, path])
    assert (path / "shade").read_text() == "blue"
    with open_store(path, read_only=read_only) as view:
        assert (view.graphs(), len(steps)) == ([G1], 2)


def test_migration_that_fails_is_told_and_goes_on_later(
    tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = store_with_a_graph(tmp_path / "store")
    steps = request.getfixturevalue("next_format")

    def fail(folder: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setitem(MIGRATIONS, 2, fail)
        for read_only in (False, True):
            with pytest.raises(StoreError, match="No space left"):
                open_store(path, read_only=read_only)
    assert version(path) == 2
    open_store(path).close()
    assert (version(path), len(steps)) == (3, 2)


def test_old_store_that_is_written_cannot_be_read_yet(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    path = store_with_a_graph(tmp_path / "store")
    with open_store(path):
        request.getfixturevalue("next_format")
        with pytest.raises(StoreLockedError):
            open_store(path, read_only=True)


def test_format_without_a_step_and_newer_format_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = store_with_a_graph(tmp_path / "store")
    monkeypatch.setattr("kg.store.folder.FORMAT", 2)
    with pytest.raises(StoreVersionError, match="format 1, this version reads format 2"):
        open_store(path)


def test_creation_that_was_killed_is_no_foreign_folder(tmp_path: Path) -> None:
    path = tmp_path / "store"
    path.mkdir()
    (path / "lock").touch()
    (path / "store.json.pending").write_text("{")
    store_with_a_graph(path)
    assert version(path) == 1


def test_lock_is_of_the_folder_that_is_there_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = StoreFolder(store_with_a_graph(tmp_path / "store"))
    flock = fcntl.flock
    taken: list[int] = []

    def replaced_meanwhile(handle: int, operation: int) -> None:
        flock(handle, operation)
        if not taken:
            (folder.path / "lock").unlink()  # as when a backup is restored over the store
        taken.append(handle)

    monkeypatch.setattr(fcntl, "flock", replaced_meanwhile)
    handle = folder.lock(0.0)
    assert len(taken) == 2
    assert os.path.samestat(os.fstat(handle), (folder.path / "lock").stat())
    os.close(handle)


def test_what_killed_loads_left_is_removed(tmp_path: Path) -> None:
    path = store_with_a_graph(tmp_path / "store")
    (path / "oxigraph.pending-x1").mkdir()
    (path / "oxigraph.pending").mkdir()
    (path / "oxigraph.replaced").mkdir()
    open_store(path).close()
    assert sorted(entry.name for entry in path.iterdir()) == ["lock", "oxigraph", "snapshots", "store.json"]


def test_bulk_load_killed_between_its_two_renames_leaves_the_empty_store(tmp_path: Path) -> None:
    path = tmp_path / "store"
    open_store(path).close()
    (path / "oxigraph").rename(path / "oxigraph.replaced")
    with open_store(path) as store:
        assert store.is_empty


def test_damaged_database_is_told_in_one_line(tmp_path: Path) -> None:
    path = store_with_a_graph(tmp_path / "store")
    (path / "oxigraph" / "CURRENT").unlink()
    with pytest.raises(StoreError, match=r"database .* is damaged: restore it from a backup"):
        open_store(path)
