"""Tables: read back by the csv module and by pyarrow."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date

import pytest

from kg.errors import StoreError
from kg.export import tables, write_export_folder
from kg.export.rows import TABLES
from tests.export.samples import BASE, FIRST, exported, make_store


@pytest.fixture(scope="module")
def view():
    return make_store()


def csv_tables(view):
    with zipfile.ZipFile(io.BytesIO(exported(view, "csv"))) as archive:
        assert archive.testzip() is None
        return {
            name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(archive.read(name).decode(), newline="")))
            for name in archive.namelist()
        }


def test_csv_has_every_table_with_its_columns(view):
    found = csv_tables(view)
    assert sorted(found) == sorted(TABLES)
    for name, rows in found.items():
        for row in rows:
            assert list(row) == [column.name for column in TABLES[name]]
            assert None not in row.values()


def test_tables_tell_the_facts(view):
    found = csv_tables(view)
    meeting = found["meetings"][0]
    assert (meeting["participants"], meeting["status"], meeting["type"]) == (
        "Ann Okafor | Kenya | Luis Quispe",
        "held",
        "visit",
    )
    assert (meeting["start"], meeting["country_iso3"], meeting["about"]) == ("2010-05-12", "PER", "Kenya-Peru accord")
    assert "😀" in meeting["evidence"]
    assert [row["iso3"] for row in found["participants"][:3]] == ["KEN", "KEN", "PER"]
    assert found["policies"][0]["legal_act"] == "true"
    assert found["statements"][0]["speaker_name"] == "Ann Okafor"
    assert found["statements"][0]["speaker_iso3"] == "KEN"
    assert found["articles"][0]["headline"] == 'Kenya, Peru sign "accord"'
    assert found["articles"][1]["published"] == "2011-01"
    assert found["persons"][0]["wikidata"] == "Q9"
    assert found["persons"][0]["aliases"] == "=cmd | Okafor"


def test_tables_join_over_iris(view):
    found = csv_tables(view)
    articles = {row["article"] for row in found["articles"]}
    meetings = {row["meeting"] for row in found["meetings"]}
    agents = {row[key] for name, key in (("persons", "person"), ("countries", "country")) for row in found[name]}
    assert {row["article"] for row in found["meetings"] + found["policies"] + found["statements"]} <= articles
    assert {row["meeting"] for row in found["participants"]} == meetings
    assert {row["participant"] for row in found["participants"]} <= agents


def test_packages_are_the_same_bytes_each_time(view):
    assert exported(view, "csv") == exported(make_store(), "csv")


def test_parquet_holds_the_same_rows_with_types(view, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    write_export_folder(view, tmp_path / "tables", format="parquet")
    found = csv_tables(view)
    for name in TABLES:
        table = parquet.read_table(tmp_path / "tables" / f"{name}.parquet")
        assert table.column_names == [column.name for column in TABLES[name]]
        assert table.num_rows == len(found[name])
    meeting = parquet.read_table(tmp_path / "tables" / "meetings.parquet").to_pylist()[0]
    assert (meeting["start"], meeting["confidence"], meeting["article"]) == (date(2010, 5, 12), 0.9, FIRST)


def test_parquet_writes_several_groups(view, tmp_path, monkeypatch):
    parquet = pytest.importorskip("pyarrow.parquet")
    monkeypatch.setattr(tables, "_GROUP", 1)
    write_export_folder(view, tmp_path, format="parquet")
    assert parquet.ParquetFile(tmp_path / "meetings.parquet").num_row_groups == 2


def test_parquet_without_pyarrow_says_what_to_install(view, monkeypatch):
    def missing(name):
        raise ImportError(name)

    monkeypatch.setattr(tables, "import_module", missing)
    with pytest.raises(StoreError, match="pip install"):
        exported(view, "parquet")


def test_folder_keeps_other_files(view, tmp_path):
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    (folder / "meetings.csv").write_text("old")
    write_export_folder(view, folder, format="csv")
    assert (folder / "notes.txt").read_text() == "mine"
    assert BASE in (folder / "meetings.csv").read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["tables"]


def test_tables_of_an_empty_store_are_headers():
    from kg.store import open_store

    found = csv_tables(open_store(None))
    assert all(rows == [] for rows in found.values())
