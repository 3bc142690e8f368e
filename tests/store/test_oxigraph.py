"""The store on disk and in memory: whole graphs in one transaction, the default graph their merge."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.errors import NotFoundError, StoreError, StoreLockedError, StoreVersionError
from kg.store import Change, open_store
from tests.store.quads import BLANK, G1, G2, G3, VALUES, A, B, C, ask

BASE = "http://example.org/id/"
PREFIXES = {"ex": "http://example.org/"}


def writable(path, **options):
    return open_store(path, prefixes=PREFIXES, **options)


def test_store_folder_keeps_its_contents(tmp_path):
    path = tmp_path / "store"
    with writable(path, base_iri=BASE) as store:
        store.replace(G1, [A])
    with writable(path, create=False) as store:
        assert ask(store, "GRAPH ex:g1 { ex:a ex:p ex:b }")
    assert json.loads((path / "store.json").read_text()) == {"format": 1, "base_iri": BASE, "revision": 1}


def test_readers_see_what_is_published_while_a_writer_has_the_store(tmp_path):
    path = tmp_path / "store"
    with writable(path) as store:
        store.replace(G1, [A])
        store.publish()
        store.replace(G2, [B])
        with open_store(path, read_only=True, prefixes=PREFIXES) as view:
            assert (view.revision, view.graphs()) == (1, [G1])
            store.publish()
            store.replace(G3, [C])
            store.publish()
            store.replace(G3, [])
            store.publish()
            # Three revisions later the old snapshot is still there for who reads it.
            assert view.graphs() == [G1]
            assert sorted(entry.name for entry in (path / "snapshots").iterdir()) == ["1", "3", "4"]
    with open_store(path, read_only=True, prefixes=PREFIXES) as view:
        assert (view.revision, view.graphs()) == (4, [G1, G2])


def test_nothing_new_is_not_published_again(tmp_path):
    path = tmp_path / "store"
    for _ in range(2):
        with writable(path) as store:
            store.replace(G1, [A])
    with open_store(path, read_only=True, prefixes={}) as view:
        assert view.revision == 1


def test_second_writer_is_locked_out(tmp_path):
    with writable(tmp_path / "store"), pytest.raises(StoreLockedError, match="store"):
        writable(tmp_path / "store", wait=0.05)
    writable(tmp_path / "store").close()


def test_other_format_version_is_refused_by_name(tmp_path):
    path = tmp_path / "store"
    writable(path).close()
    (path / "store.json").write_text('{"format": 7, "base_iri": "", "revision": 1}')
    for options in ({}, {"read_only": True}):
        with pytest.raises(StoreVersionError, match=r"format 7.*format 1.*build a new store"):
            open_store(path, prefixes={}, **options)


def test_foreign_folders_and_files_are_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(StoreError, match="not a store and not empty"):
        writable(tmp_path)
    with pytest.raises(StoreError, match="is a file"):
        writable(tmp_path / "thesis.txt")
    assert [entry.name for entry in tmp_path.iterdir()] == ["thesis.txt"]


def test_damaged_description_is_told(tmp_path):
    path = tmp_path / "store"
    writable(path).close()
    (path / "store.json").write_text("{")
    with pytest.raises(StoreError, match="damaged"):
        writable(path)


def test_missing_store_is_not_found_with_what_to_do(tmp_path):
    for options in ({"read_only": True}, {"create": False}):
        with pytest.raises(NotFoundError, match="build one first: kg build"):
            open_store(tmp_path / "none", prefixes={}, **options)
    assert not (tmp_path / "none").exists()


def test_store_of_another_base_is_refused(tmp_path):
    writable(tmp_path / "store", base_iri=BASE).close()
    with pytest.raises(StoreError, match="base IRI"):
        writable(tmp_path / "store", base_iri="http://other.example/")


def test_closed_store_says_so(tmp_path):
    store = writable(tmp_path / "store")
    store.close()
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.graphs()


def test_snapshot_is_a_copy_that_later_writes_leave_alone(tmp_path):
    with writable(tmp_path / "store") as store:
        store.replace(G1, [A])
        copy = store.snapshot(tmp_path / "copy")
        store.replace(G1, [B])
        assert copy == tmp_path / "copy"
        assert store.snapshot().is_dir()
    with pytest.raises(StoreError, match="memory"):
        open_store(None, prefixes={}).snapshot()


WRITE = """
import sys
from kg.store import open_store
graphs = [f"http://example.org/g{i}" for i in range(20)]
with open_store(sys.argv[1], prefixes={}) as store:
    print("ready", flush=True)
    while True:
        for word in ("old", "new"):
            lines = [f'<http://example.org/s{i}> <http://example.org/p> "{word}" .' for i in range(60)]
            store.replace_many(dict.fromkeys(graphs, lines))
            store.publish()
"""
BULK = """
import sys
from kg.store import open_store
with open_store(sys.argv[1], prefixes={}) as store:
    print("ready", flush=True)
    store.bulk_load(f'<http://e.org/s{i}> <http://e.org/p> "x" <http://e.org/g> .' for i in range(150000))
"""


def killed_after(script, path, seconds):
    """Run a script on a store and kill it, without warning, some time after it is ready."""
    root = Path(__file__).parents[2]
    environment = os.environ | {"PYTHONPATH": str(root)}
    with subprocess.Popen([sys.executable, "-c", script, path], stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout.readline() == b"ready\n"
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)


@pytest.mark.slow
def test_kill_in_mid_write_leaves_all_old_or_all_new(tmp_path):
    path = tmp_path / "store"
    for seconds in (0.15, 0.22, 0.31, 0.47):
        killed_after(WRITE, path, seconds)
        with open_store(path, read_only=True, prefixes={}) as view:
            words = {row[0] for row in view.query("SELECT DISTINCT ?w { GRAPH ?g { ?s ?p ?w } }").rows()}
            assert words in ({"old"}, {"new"})
            assert view.stats().quads == 20 * 60
            assert view.stats().triples == 60
            assert not view.verify_merge()


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [0.05, 0.4])
def test_kill_in_mid_bulk_load_leaves_an_empty_store(tmp_path, seconds):
    path = tmp_path / "store"
    killed_after(BULK, path, seconds)
    with writable(path) as store:
        assert store.stats().quads in (0, 150000)
        assert not store.verify_merge()
    assert sorted(entry.name for entry in path.iterdir()) == ["lock", "oxigraph", "snapshots", "store.json"]


@pytest.mark.parametrize("size", [1, 3, 100])
def test_replace_all_gives_what_replace_many_gives(tmp_path, monkeypatch, size):
    monkeypatch.setattr("kg.store.engine.TRANSACTION_LINES", size)
    monkeypatch.setattr("kg.store.engine.BULK_LINES", size)
    contents = {G1: [A, B], G2: [A, *VALUES], G3: BLANK}
    with writable(tmp_path / "bulk") as bulk, writable(tmp_path / "steps") as steps:
        assert bulk.replace_all(contents.items()) == Change(added=10, removed=0, graphs=3)
        steps.replace(G1, [C])
        change = steps.replace_all([(G2, contents[G2]), (G3, BLANK)], together={G1: contents[G1]})
        assert change == Change(added=10, removed=1, graphs=3)
        for store in (bulk, steps):
            assert not store.replace_many(contents)
            assert not store.verify_merge()
            assert store.graphs() == [G1, G2, G3]
        assert steps.replace_all([(G2, [])], together={G1: [], G3: []}).graphs == 3
        assert steps.graphs() == []
