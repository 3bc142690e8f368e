"""Snapshots: the answers of the embedded authority, integrity, processes and threads; what is broken is told."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from multiprocessing import get_context
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.authority import Authority, OfficeClass
from kg.authority.checking import RowCheck, numbered_lines
from kg.authority.compilation import Compiled, Content, write_snapshot
from kg.authority.persons import COLUMNS, PersonTable
from kg.authority.snapshot import SnapshotAuthority, spellings_of
from kg.authority.snapshot_file import SnapshotFile, pack, unpack
from kg.errors import ResourceError
from kg.resources import resource_dir
from tests.authority.items import embedded

TABLES = resource_dir("data") / "authority"
HEADER = "qid\tlabel\taliases\tgender\tborn\tdied\tcountries\toffices\tprior\tasof\tsource\n"


def row(qid: str, label: str, aliases: str = "", **cells: str) -> str:
    names = ("gender", "born", "died", "countries", "offices", "prior", "asof", "source")
    values = {"prior": "5", **cells}
    return "\t".join((qid, label, aliases, *(values.get(name, "") for name in names))) + "\n"


def made(folder: Path, *rows: str) -> tuple[SnapshotAuthority, PersonTable, Compiled]:
    """A snapshot of rows, and the table of the same rows; rows must not be broken."""
    authority, compiled = compile_rows(folder, *rows)
    return authority, PersonTable(folder / "persons.tsv", spellings_of(embedded())), compiled


def compile_rows(folder: Path, *rows: str) -> tuple[SnapshotAuthority, Compiled]:
    """A snapshot of rows, and what was told of its making."""
    table, path = folder / "persons.tsv", folder / "made.sqlite"
    table.write_text(HEADER + "".join(rows), encoding="utf-8")
    content = Content(numbered_lines(table, columns=COLUMNS), (), spellings_of(embedded()), "test", str(table))
    compiled = write_snapshot(path, content, RowCheck())
    return SnapshotAuthority.open(path, embedded()), compiled


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> SnapshotAuthority:
    path = tmp_path_factory.mktemp("snapshot") / "embedded.sqlite"
    content = Content(
        numbered_lines(TABLES / "persons.tsv", columns=COLUMNS),
        numbered_lines(TABLES / "organizations.tsv", columns=5),
        spellings_of(embedded()),
        "test",
        "persons.tsv",
    )
    write_snapshot(path, content, RowCheck())
    return SnapshotAuthority.open(path, embedded())


def test_snapshot_indexes_are_those_of_the_table(snapshot: SnapshotAuthority) -> None:
    table, stored = embedded().persons, snapshot.persons
    pairs = [
        (table.names[0], stored.names[0]),
        (table.names[1], stored.names[1]),
        (table.derived, stored.derived),
        (table.loose, stored.loose),
        (table.surnames, stored.surnames),
        (table.holders, stored.holders),
    ]
    for own, kept in pairs:
        assert len(own) == len(kept)
        assert all(list(dict.fromkeys(own[key])) == list(kept[key]) for key in list(own)[::7])


def test_snapshot_answers_as_the_embedded_authority(snapshot: SnapshotAuthority) -> None:
    own = embedded()
    for record in list(own.persons.records())[::97]:
        surname = record.label.split()[-1]
        assert snapshot.matches(record.label) == own.matches(record.label)
        assert snapshot.persons_with_surname(surname) == own.persons_with_surname(surname)
        assert record.qid is None or snapshot.label_of(record.qid) == own.label_of(record.qid)
    assert list(snapshot.persons.records()) == list(own.persons.records())
    assert snapshot.organizations == own.organizations
    held = (OfficeClass.FOREIGN_MINISTER, "FR", 2001)
    assert snapshot.office_holders(*held) == own.office_holders(*held) != ()


@given(
    st.lists(
        st.tuples(
            st.lists(
                st.sampled_from(["ana", "Łukasz", "H.", "al-Sadr", "Kim", "II", "of Spain", "Jr", "Tom"]),
                min_size=1,
                max_size=4,
            ),
            st.lists(st.sampled_from(["ana kim", "Thomas", "A. Kim", "Ana H. Kim"]), max_size=2),
            st.sampled_from(["", "KR", "ES"]),
        ),
        min_size=1,
        max_size=8,
    )
)
@settings(max_examples=20, deadline=None)
def test_snapshot_answers_as_the_table_for_any_names(
    tmp_path_factory: pytest.TempPathFactory, people: list[tuple[list[str], list[str], str]]
) -> None:
    rows = [row("", " ".join(words), "|".join(aliases), countries=code) for words, aliases, code in people]
    authority, table, _ = made(tmp_path_factory.mktemp("any"), *rows)
    names = [name for words, aliases, _ in people for name in (" ".join(words), *aliases, words[-1])]
    for name in names:
        assert authority.matches(name) == table.matches(name)
        assert authority.persons_with_surname(name) == table.with_surname(name)
        assert authority.has_person_name(name) == table.has_name(name)


def test_snapshot_person_is_one_object_within_a_look_up(snapshot: SnapshotAuthority) -> None:
    (match,) = snapshot.matches("Stephen Hadley")
    assert any(record is match.person for record in snapshot.persons_with_surname("Hadley"))


def test_version_tells_the_content(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in "abc"]
    for folder in folders:
        folder.mkdir()
    rows = (row("Q900000001", "Ana Silva"), row("Q900000002", "Bo Lind"))
    first, again, other = (made(folders[0], *rows)[0], made(folders[1], *rows)[0], made(folders[2], *rows[::-1])[0])
    assert first.version == again.version != other.version


def test_broken_rows_are_left_out_and_told_by_line(tmp_path: Path) -> None:
    authority, compiled = compile_rows(
        tmp_path,
        row("Q900000001", "Ana Silva"),
        row("Q900000001", "Ana Maria Silva"),
        row("X5", "No Item"),
        row("", ""),
        row("Q900000004", "Odd Gender", gender="x"),
        row("Q900000005", "Odd Office", offices="king"),
        row("Q900000006", "Odd Prior", prior="100"),
        row("Q900000007", "Odd Year", born="MCM"),
        "Q900000008" + "\tx" * 12 + "\n",
        row("Q900000009", "Doubtful Dates", born="1950", died="1940"),
    )
    assert [record.label for record in authority.persons.records()] == ["Ana Silva", "Doubtful Dates"]
    assert compiled.left_out == 8
    lines = [problem.removeprefix(f"{tmp_path}/persons.tsv:") for problem in compiled.problems]
    assert lines[0] == "3: Q900000001 stands already in line 2: left out"
    assert [line.partition(":")[0] for line in lines] == ["3", "4", "5", "6", "7", "8", "9", "10", "11"]
    assert lines[-1] == "11: died in 1940, before the birth in 1950"


def test_snapshot_is_usable_in_threads_and_forked_processes(snapshot: SnapshotAuthority) -> None:
    expected = [match.person.label for match in snapshot.matches("Stephen Hadley")]
    found: list[list[str]] = []
    thread = threading.Thread(target=lambda: found.append([m.person.label for m in snapshot.matches("Stephen Hadley")]))
    thread.start()
    thread.join()
    context = get_context("fork")
    queue = context.SimpleQueue()
    child = context.Process(target=lambda: queue.put([m.person.label for m in snapshot.matches("Stephen Hadley")]))
    child.start()
    found.append(queue.get())
    child.join()
    assert found == [expected, expected]


def test_snapshot_cannot_be_written(snapshot: SnapshotAuthority) -> None:
    with pytest.raises(ResourceError, match="readonly"):
        snapshot.file.row("DELETE FROM person")


def test_file_that_is_no_snapshot_is_told(tmp_path: Path, snapshot: SnapshotAuthority) -> None:
    text, other, old = tmp_path / "text", tmp_path / "other.sqlite", tmp_path / "old.sqlite"
    text.write_text("no database " * 100)
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE t (x)")
    connection.close()
    shutil.copy(snapshot.file.path, old)
    with sqlite3.connect(old) as connection:
        connection.execute("UPDATE meta SET value = '0' WHERE key = 'folding'")
    connection.close()
    for path, message in ((text, "cannot be read"), (other, "no authority"), (old, "build it again")):
        with pytest.raises(ResourceError, match=message):
            SnapshotAuthority.open(path, embedded())
    with pytest.raises(ResourceError, match="cannot open"):
        SnapshotFile(tmp_path / "missing").checked()


def test_failed_build_leaves_what_was_there(tmp_path: Path) -> None:
    made(tmp_path, row("Q900000001", "Ana Silva"))
    before = (tmp_path / "made.sqlite").read_bytes()
    content = Content(numbered_lines(tmp_path / "missing.tsv", columns=COLUMNS), (), {}, "test", "missing")
    with pytest.raises(ResourceError):
        write_snapshot(tmp_path / "made.sqlite", content, RowCheck())
    assert (tmp_path / "made.sqlite").read_bytes() == before
    assert not list(tmp_path.glob("*.part"))


def test_row_numbers_survive_packing() -> None:
    assert list(unpack(pack([0, 1, 2**31]))) == [0, 1, 2**31]


def test_embedded_tables_are_an_authority_too() -> None:
    assert Authority.load(TABLES).version == embedded().version
