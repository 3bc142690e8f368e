"""Dump, load, backup and restore: nothing is lost on the way, and the way back gives the same bytes."""

from __future__ import annotations

import gzip
import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given
from hypothesis import settings as options
from hypothesis import strategies as st

from kg import cli_transfer
from kg.config import Settings
from kg.errors import KgError, NotFoundError, ReadError, StoreError, StoreLockedError
from kg.export import export_graph
from kg.store import open_store
from kg.store.extractions import ExtractionCache
from kg.transfer import backup_store, dump_store, load_files, restore_store

E = "http://example.org/"
G1, G2 = f"{E}g1", f"{E}g2"
A = f"<{E}a> <{E}p> <{E}b>"
B = f'<{E}a> <{E}p> "b"@en'
DATASET = f"{A} .\n{A} <{G1}> .\n{B} .\n{B} <{G2}> .\n"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(store=tmp_path / "store")


def write(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def dump(settings: Settings, path: Path | None = None) -> bytes:
    target = path or settings.store.with_name(f"{settings.store.name}.nq")
    dump_store(settings, target)
    return target.read_bytes()


def other(settings: Settings, name: str) -> Settings:
    return Settings(store=settings.store.with_name(name))


def graphs(settings: Settings) -> list[str]:
    with open_store(settings.store, read_only=True) as view:
        assert not view.verify_merge()
        return view.graphs()


# Dump and load.

IRIS = st.sampled_from([f"<{E}{name}>" for name in ("a", "b", "c#d", "é")])
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=8)
VALUES = st.one_of(
    TEXTS.map(lambda text: '"' + "".join(f"\\U{ord(one):08X}" for one in text) + '"'),
    st.sampled_from(
        [
            '"x"@en-GB',
            '"0.90"^^<http://www.w3.org/2001/XMLSchema#decimal>',
            '"2007-02"^^<http://id.loc.gov/datatypes/edtf/EDTF>',
            '"no number"^^<http://www.w3.org/2001/XMLSchema#integer>',
            f"<<( <{E}a> <{E}p> <{E}b> )>>",
        ]
    ),
)
NODES = st.one_of(IRIS, st.sampled_from(["_:x", "_:y"]))
TRIPLES = st.tuples(NODES, IRIS, st.one_of(NODES, VALUES)).map(" ".join)
QUADS = st.tuples(TRIPLES, IRIS).map(" ".join)


@given(st.lists(QUADS, max_size=12))
@options(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_dump_load_dump_gives_the_same_bytes(tmp_path_factory: pytest.TempPathFactory, quads: list[str]) -> None:
    folder = tmp_path_factory.mktemp("trip")
    first, second = Settings(store=folder / "one"), Settings(store=folder / "two")
    load_files([write(folder / "in.nq", "".join(f"{quad} .\n" for quad in quads))], first)
    before = dump(first)
    load_files([folder / "one.nq"], second)
    assert dump(second) == before
    # In a store that has all of it already nothing changes.
    assert load_files([folder / "one.nq"], first).changed == 0
    assert dump(first) == before
    graphs(first)


@pytest.mark.parametrize("name", ["in.nq", "in.nq.gz", "in.trig", "in.jsonld"])
def test_every_dataset_format_is_taken(tmp_path: Path, settings: Settings, name: str) -> None:
    load_files([write(tmp_path / "source.nq", DATASET)], settings)
    with open_store(settings.store, read_only=True) as view, (tmp_path / name).open("wb") as stream:
        if name.endswith(".gz"):
            stream.write(gzip.compress(DATASET.encode()))
        elif name.endswith(".jsonld"):
            view.dump(stream, "application/ld+json")
        else:
            export_graph(view, stream, format=name.rpartition(".")[2])
    load_files([tmp_path / name], other(settings, "copy"))
    assert dump(other(settings, "copy")) == dump(settings)


@pytest.mark.parametrize("form", ["turtle", "ntriples", "rdfxml", "jsonld"])
def test_export_of_the_merge_comes_back_in_a_named_graph(tmp_path: Path, settings: Settings, form: str) -> None:
    load_files([write(tmp_path / "source.nq", DATASET)], settings)
    with open_store(settings.store, read_only=True) as view, (tmp_path / "file").open("wb") as stream:
        chosen = export_graph(view, stream, format=form)
    path = (tmp_path / "file").rename(tmp_path / f"file.{chosen.extension}")
    with pytest.raises(KgError, match="--graph IRI"):
        load_files([path], other(settings, "copy"))
    load_files([path], other(settings, "copy"), graph=G1)
    assert graphs(other(settings, "copy")) == [G1]
    assert dump(other(settings, "copy")).decode() == f"{B} .\n{B} <{G1}> .\n{A} .\n{A} <{G1}> .\n"


def test_gzipped_dump_is_deterministic(tmp_path: Path, settings: Settings) -> None:
    load_files([write(tmp_path / "in.nq", DATASET)], settings)
    first, second = dump(settings, tmp_path / "a.nq.gz"), dump(settings, tmp_path / "b.nq.gz")
    assert first == second
    assert gzip.decompress(first) == dump(settings) == f"{B} .\n{B} <{G2}> .\n{A} .\n{A} <{G1}> .\n".encode()


def test_named_graphs_are_replaced_as_wholes_and_others_stay(tmp_path: Path, settings: Settings) -> None:
    load_files([write(tmp_path / "in.nq", DATASET)], settings)
    report = load_files([write(tmp_path / "new.nq", f"{B} <{G1}> .\n")], settings)
    assert (report.graphs, report.quads, report.changed) == (1, 1, 1)
    assert dump(settings).decode() == f"{B} .\n{B} <{G1}> .\n{B} <{G2}> .\n"


def test_pieces_of_a_dump_are_one_dataset(tmp_path: Path, settings: Settings) -> None:
    lines = DATASET.splitlines(keepends=True)
    pieces = [write(tmp_path / f"{n}.nq", line) for n, line in enumerate(lines)]
    load_files(pieces, settings)
    assert sorted(dump(settings).decode().splitlines(keepends=True)) == sorted(lines)


def test_triple_in_no_graph_needs_a_name_unless_a_named_graph_holds_it(tmp_path: Path, settings: Settings) -> None:
    path = write(tmp_path / "in.nq", f"{A} .\n{A} <{G1}> .\n{B} .\n")
    with pytest.raises(StoreError, match=r"1 triples stand in no graph.*--graph"):
        load_files([path], settings)
    assert dump(settings) == b""
    load_files([path], settings, graph=G2)
    assert sorted(dump(settings).decode().splitlines()) == sorted(
        [f"{A} .", f"{A} <{G1}> .", f"{B} .", f"{B} <{G2}> ."]
    )


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("bad.nq", f"{A} <{G2}> .\n{A} nonsense .\n".encode(), "bad.nq: line 2"),
        ("bad.ttl", b"<x:a> <x:p> 1 .\n<x:a> <x:p> ! .", "bad.ttl: line 2, column 13"),
        ("bad.jsonld", b'{"@id":"x:a",\n "x:p": }', "bad.jsonld: line 2"),
        ("bad.rdf", b"<a>\n", "bad.rdf: "),
        ("bad.nq", b'<x:a> <x:p> "\xff" <x:g> .\n', "bad.nq: line 1"),
        ("bad.nq.gz", b"no gzip", "bad.nq.gz: cannot be read"),
        ("bad.nq.gz", gzip.compress(DATASET.encode() * 99)[:-20], "bad.nq.gz: cannot be read"),
        ("bad.csv", b"", "no RDF format ends in .csv"),
        ("bad.trig", b"_:g { <x:a> <x:p> 1 }", "blank node stands for a graph"),
    ],
)
def test_broken_file_is_named_and_nothing_is_stored(
    tmp_path: Path, settings: Settings, name: str, content: bytes, message: str
) -> None:
    load_files([write(tmp_path / "in.nq", DATASET)], settings)
    before = dump(settings)
    good = write(tmp_path / "good.nq", f"{A} <{E}g3> .\n")
    with pytest.raises(KgError, match=message):
        load_files([good, write(tmp_path / name, content)], settings, graph=G1)
    assert dump(settings) == before


def test_every_broken_file_is_named(tmp_path: Path, settings: Settings) -> None:
    paths = [write(tmp_path / name, "!") for name in ("one.nq", "two.ttl")]
    with pytest.raises(ReadError, match=r"one\.nq: line 1.*two\.ttl: line 1"):
        load_files([*paths, tmp_path / "none.nq"], settings, graph=G1)


def test_blank_nodes_of_two_files_stay_apart_and_keep_their_names(tmp_path: Path, settings: Settings) -> None:
    one = write(tmp_path / "one.nq", f"_:x <{E}p> <{E}one> <{G1}> .\n")
    two = write(tmp_path / "two.nq", f"_:x <{E}p> <{E}two> <{G2}> .\n")
    load_files([one, two], settings)
    before = dump(settings)
    assert len({line.split()[0] for line in before.splitlines()}) == 2
    assert b"_:" not in before
    assert load_files([one, two], settings).changed == 0


def test_load_validates_what_it_brings_before_it_stores(tmp_path: Path, settings: Settings) -> None:
    statement = f"<{E}s> a <https://w3id.org/newsgraph/ontology#Statement> ."
    path = write(tmp_path / "in.ttl", statement)
    report = load_files([path], settings, graph=G1, check=True)
    assert {violation.focus for violation in report.violations} == {f"{E}s"}
    assert dump(settings) == b""
    assert load_files([path], settings, graph=G1).changed == 1


# What a build leaves alone; a build of its own is in tests/test_build_ends.py.


def built_store(settings: Settings, *names: str) -> None:
    """A store in which these graphs, below its base, are noted as made by a build."""
    with open_store(settings.store, base_iri=settings.base_iri) as store, ExtractionCache(settings.store) as cache:
        cache.note_built(names)
        store.replace_many({f"{settings.base_iri}{name}": [f"{A} ."] for name in names})


def test_graph_of_a_build_is_not_loaded_over(tmp_path: Path, settings: Settings) -> None:
    built_store(settings, "article/x")
    article = f"{settings.base_iri}article/x"
    assert load_files([write(tmp_path / "same.nq", f"{A} <{article}> .")], settings).changed == 0
    changed = write(tmp_path / "in.nq", f"{B} <{article}> .\n{B} <{G1}> .\n")
    with pytest.raises(StoreError, match=r"made by builds.*--keep-built"):
        load_files([changed], settings)
    assert graphs(settings) == [article]
    report = load_files([changed], settings, keep_built=True)
    assert (report.kept, report.changed) == ([article], 1)
    assert graphs(settings) == [G1, article]


def test_shared_graphs_are_joined(tmp_path: Path, settings: Settings) -> None:
    entities = f"{settings.base_iri}graph/entities"
    for line in (A, B):
        load_files([write(tmp_path / "in.nq", f"{line} <{entities}> .")], settings)
    assert dump(settings).decode().count(f"<{entities}> .") == 2
    built_store(other(settings, "built"), "graph/entities")
    report = load_files([write(tmp_path / "in.nq", f"{B} <{entities}> .")], other(settings, "built"))
    assert report.joined == {entities: f"{entities}/loaded"}
    assert graphs(other(settings, "built")) == [entities, f"{entities}/loaded"]


# Backup and restore.


@pytest.fixture
def filled(tmp_path: Path, settings: Settings) -> Settings:
    load_files([write(tmp_path / "in.nq", DATASET)], settings)
    with ExtractionCache(settings.store) as cache:
        cache.note_replaced({"old": "new"})
    return settings


def test_backup_comes_back_as_it_was(tmp_path: Path, filled: Settings) -> None:
    made = backup_store(filled, tmp_path / "backup")
    assert made.revision == 1
    assert sorted(path.name for path in (tmp_path / "backup").iterdir()) == [
        "extractions.sqlite",
        "manifest.json",
        "oxigraph",
    ]
    copy = other(filled, "copy")
    restore_store(tmp_path / "backup", copy)
    assert dump(copy) == dump(filled)
    with ExtractionCache(copy.store) as cache:
        assert cache.replaced() == {"old": "new"}
    # It is a store like any other: it can be written.
    load_files([write(tmp_path / "more.nq", f"{A} <{E}g3> .")], copy)
    assert graphs(copy) == [G1, G2, f"{E}g3"]
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


def test_backup_is_taken_while_a_writer_and_a_reader_are_at_work(tmp_path: Path, filled: Settings) -> None:
    with open_store(filled.store) as store, open_store(filled.store, read_only=True), ExtractionCache(filled.store):
        store.replace(f"{E}g3", [f"{A} ."])
        backup_store(filled, tmp_path / "backup")
    copy = other(filled, "copy")
    restore_store(tmp_path / "backup", copy)
    assert graphs(copy) == [G1, G2]
    assert graphs(filled) == [G1, G2, f"{E}g3"]


def test_backup_of_a_store_that_cannot_be_written(
    tmp_path: Path, filled: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kg.store.backups import _way_to_read

    # Tests may run as root, whom no permission stops.
    monkeypatch.setattr("os.access", lambda path, mode: False)
    assert _way_to_read(filled.store / "extractions.sqlite") == "immutable=1"
    assert "extractions.sqlite" in backup_store(filled, tmp_path / "backup").files
    (filled.store / "extractions.sqlite-wal").touch()
    assert _way_to_read(filled.store / "extractions.sqlite") == "mode=ro"


def test_backup_refuses_an_existing_target_and_a_missing_store(tmp_path: Path, filled: Settings) -> None:
    backup_store(filled, tmp_path / "backup")
    before = (tmp_path / "backup" / "manifest.json").read_bytes()
    with pytest.raises(StoreError, match="is there already"):
        backup_store(filled, tmp_path / "backup")
    assert (tmp_path / "backup" / "manifest.json").read_bytes() == before
    with pytest.raises(NotFoundError):
        backup_store(other(filled, "none"), tmp_path / "another")


def test_killed_backup_is_not_taken_for_one(tmp_path: Path, filled: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("kg.store.backups._write_manifest", fail)
        with pytest.raises(StoreError, match="No space left"):
            backup_store(filled, tmp_path / "backup")
    assert not (tmp_path / "backup").exists()
    (tmp_path / ".backup.part").mkdir()
    (tmp_path / ".backup.part" / "rest.sqlite").write_bytes(b"left by a kill")
    assert "rest.sqlite" not in backup_store(filled, tmp_path / "backup").files


def damage_byte(folder: Path) -> None:
    path = max((folder / "oxigraph").iterdir(), key=lambda path: path.stat().st_size)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def add_file(folder: Path) -> None:
    (folder / "oxigraph" / "stray").write_bytes(b"")


def remove_file(folder: Path) -> None:
    (folder / "extractions.sqlite").unlink()


def empty_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text("{}")


def raise_store_format(folder: Path) -> None:
    value = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(value | {"store_format": 7}))


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (damage_byte, "not what its digest says"),
        (add_file, "stray is foreign"),
        (remove_file, "extractions.sqlite is missing"),
        (empty_manifest, "manifest.json is damaged"),
        (raise_store_format, "store format 7"),
    ],
)
def test_damaged_backup_is_refused_and_the_store_stays(
    tmp_path: Path, filled: Settings, damage: object, message: str
) -> None:
    backup_store(filled, tmp_path / "backup")
    damage(tmp_path / "backup")  # type: ignore[operator]
    before = dump(filled)
    with pytest.raises(StoreError, match=message):
        restore_store(tmp_path / "backup", filled, force=True)
    assert dump(filled) == before


def test_restore_replaces_a_store_only_by_force(tmp_path: Path, filled: Settings) -> None:
    backup_store(filled, tmp_path / "backup")
    load_files([write(tmp_path / "more.nq", f"{A} <{E}g3> .")], filled)
    with pytest.raises(StoreError, match="--force"):
        restore_store(tmp_path / "backup", filled)
    with open_store(filled.store, read_only=True) as view:
        restore_store(tmp_path / "backup", filled, force=True)
        with open_store(filled.store, read_only=True) as newer:
            # Who serves it notices by the revision.
            assert newer.revision > view.revision
    assert graphs(filled) == [G1, G2]
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_restore_leaves_a_store_that_is_written_and_foreign_folders_alone(tmp_path: Path, filled: Settings) -> None:
    backup_store(filled, tmp_path / "backup")
    with open_store(filled.store), pytest.raises(StoreLockedError):
        restore_store(tmp_path / "backup", filled, force=True)
    (tmp_path / "thesis").mkdir()
    write(tmp_path / "thesis" / "text", "mine")
    with pytest.raises(StoreError, match="not a store"):
        restore_store(tmp_path / "backup", other(filled, "thesis"), force=True)
    with pytest.raises(NotFoundError, match="no backup"):
        restore_store(tmp_path / "thesis", filled, force=True)


def test_restore_works_where_folders_cannot_be_swapped(
    tmp_path: Path, filled: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup_store(filled, tmp_path / "backup")
    monkeypatch.setattr("kg.store.moving._swapped", lambda one, other: False)
    restore_store(tmp_path / "backup", filled, force=True)
    assert graphs(filled) == [G1, G2]
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_extractions_are_never_ahead_of_the_snapshot_in_a_backup(
    tmp_path: Path, filled: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kg.store import backups

    copy_tables = backups._copy_tables
    published: list[int] = []

    def publish_meanwhile(source: Path, target: Path) -> None:
        if not published:
            with open_store(filled.store) as store, ExtractionCache(filled.store) as cache:
                store.replace(f"{E}g3", [f"{A} ."])
                published.append(store.publish())
                cache.note_replaced({"later": "note"})
        copy_tables(source, target)

    monkeypatch.setattr(backups, "_copy_tables", publish_meanwhile)
    assert backup_store(filled, tmp_path / "backup").revision == published[0]
    database = sqlite3.connect(tmp_path / "backup" / "extractions.sqlite")
    assert database.execute("SELECT count(*) FROM replaced").fetchone() == (2,)
    database.close()


# The commands.


def test_commands_round_trip(tmp_path: Path, settings: Settings) -> None:
    runner = CliRunner()
    source = write(tmp_path / "in.nq", DATASET)

    def run(command: str, *arguments: object) -> str:
        result = runner.invoke(getattr(cli_transfer, command), [str(one) for one in arguments], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    assert "2 graphs with 2 quads read, 2 written" in run("load", source, "--store", settings.store)
    run("backup", tmp_path / "backup", "--store", settings.store)
    run("restore", tmp_path / "backup", "--store", tmp_path / "copy")
    run("dump", "-o", tmp_path / "copy.nq", "--store", tmp_path / "copy")
    assert run("dump", "--store", settings.store) == (tmp_path / "copy.nq").read_text()
