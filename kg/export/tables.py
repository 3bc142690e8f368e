"""Rows → CSV and Parquet files in a folder, one file a table, all tables there even if they are empty."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from kg.errors import StoreError
from kg.export.graph import Reader
from kg.export.rows import TABLES, Column, Row, Value, table_rows

# Rows that are turned into one group of a Parquet file.
_GROUP = 50_000


def write_csv_tables(reader: Reader, folder: Path) -> None:
    """The tables as CSV by RFC 4180: UTF-8, a header line, an empty cell where there is no value."""
    with ExitStack() as stack:
        writers = {name: _csv_writer(stack, folder / f"{name}.csv", TABLES[name]) for name in TABLES}
        for table, cells in table_rows(reader):
            writers[table](cells)


def _csv_writer(stack: ExitStack, path: Path, columns: tuple[Column, ...]) -> Callable[[tuple[Value, ...]], object]:
    file: IO[str] = stack.enter_context(path.open("w", encoding="utf-8", newline=""))
    return csv_writer(file, [column.name for column in columns])


def csv_writer(file: Any, columns: list[str]) -> Callable[[tuple[Value, ...]], object]:
    """What writes one row into a text stream; the header is written at once."""
    writer = csv.writer(file)
    writer.writerow(columns)
    return lambda cells: writer.writerow([_cell(value) for value in cells])


def _cell(value: Value) -> Value:
    """A flag in lower case, as JSON and XML Schema write it; the rest as it is."""
    return str(value).lower() if isinstance(value, bool) else value


def write_parquet_tables(reader: Reader, folder: Path) -> None:
    """The tables as Parquet files with typed columns: days, numbers, flags.

    Raises:
        StoreError: pyarrow is not installed.
    """
    arrow, parquet = _load_pyarrow()
    with ExitStack() as stack:
        writers = {}
        for name, columns in TABLES.items():
            schema = _schema(arrow, columns)
            file = stack.enter_context(parquet.ParquetWriter(folder / f"{name}.parquet", schema, compression="zstd"))
            writers[name] = _ParquetTable(arrow, file, schema, columns)
        for table, cells in table_rows(reader):
            writers[table].add(cells)
        for writer in writers.values():
            writer.flush()


class _ParquetTable:
    """Collects the rows of one table and writes them in groups."""

    def __init__(self, arrow: Any, file: Any, schema: Any, columns: tuple[Column, ...]) -> None:
        self._arrow, self._file, self._schema = arrow, file, schema
        self._columns = columns
        self._rows: list[tuple[Value, ...]] = []

    def add(self, cells: tuple[Value, ...]) -> None:
        self._rows.append(cells)
        if len(self._rows) >= _GROUP:
            self.flush()

    def flush(self) -> None:
        if self._rows:
            arrays = [
                self._arrow.array(list(_typed(column, cells)), type=self._schema.field(column.name).type)
                for column, cells in zip(self._columns, zip(*self._rows, strict=True), strict=True)
            ]
            self._file.write_table(self._arrow.Table.from_arrays(arrays, schema=self._schema))
            self._rows = []


def _typed(column: Column, cells: tuple[Value, ...]) -> Iterator[Value | date]:
    if column.kind != "day":
        yield from cells
        return
    for value in cells:
        yield date.fromisoformat(str(value)) if value else None


def _schema(arrow: Any, columns: tuple[Column, ...]) -> Any:
    types = {
        "text": arrow.string(),
        "day": arrow.date32(),
        "number": arrow.float64(),
        "count": arrow.int64(),
        "flag": arrow.bool_(),
    }
    return arrow.schema([(column.name, types[column.kind]) for column in columns])


def _load_pyarrow() -> tuple[Any, Any]:
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as error:
        raise StoreError("writing Parquet needs pyarrow: pip install 'newsgraph[parquet]'") from error


__all__ = ["Row", "csv_writer", "write_csv_tables", "write_parquet_tables"]
