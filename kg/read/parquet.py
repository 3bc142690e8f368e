"""Parquet → one article per row, in batches. Needs the extra `parquet` (pyarrow)."""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Iterator
from typing import Any

from kg.errors import ReadError
from kg.read.fields import FieldMap, fold_name
from kg.read.optional import load_library
from kg.read.reading import Found, Reading
from kg.read.records import read_record

MAGIC = b"PAR1"
BATCH = 64
# The fields of a record besides its text.
OTHERS = ("headline", "date", "url", "author", "publisher", "language")


class ParquetReader:
    """Tables in Parquet files."""

    def __init__(self, fields: FieldMap) -> None:
        self.fields = fields

    def matches(self, head: bytes, name: str) -> bool:
        return head.startswith(MAGIC)

    def read(self, stream: io.BufferedReader, reading: Reading) -> Iterator[Found]:
        parquet = load_library("pyarrow.parquet", reading.name, extra="parquet")
        if stream.seekable():
            yield from self._table(parquet, stream, reading)
            return
        # Its table of contents stands at the end, so what comes through a pipe or out of an archive goes to disk.
        with tempfile.TemporaryFile() as file:
            shutil.copyfileobj(stream, file)
            file.seek(0)
            yield from self._table(parquet, file, reading)

    def _table(self, parquet: Any, file: Any, reading: Reading) -> Iterator[Found]:
        number = 0
        try:
            table = parquet.ParquetFile(file, pre_buffer=False)
            columns = self._columns(table.schema_arrow.names, reading)
            for batch in table.iter_batches(batch_size=BATCH, columns=columns, use_threads=False):
                for record in batch.to_pylist():
                    number += 1
                    yield self._article(record, reading.part(f"{reading.name}: row {number}"))
        except (OSError, ValueError, NotImplementedError) as error:
            raise reading.error(
                f"the Parquet file cannot be read after row {number} ({error}): what came before is read; write it anew"
            ) from error

    def _columns(self, names: list[str], reading: Reading) -> list[str]:
        """The columns that matter; the others are not even read from disk."""
        wanted = {fold_name(name).partition(".")[0] for field in OTHERS for name in self.fields.names(field)}
        text = {fold_name(name.partition(".")[0]) for name in self.fields.names("text")}
        if not any(fold_name(name) in text for name in names):
            columns = ", ".join(names[:12])
            raise reading.error(f"no column of the table is known as the text: name it by a field mapping ({columns})")
        return [name for name in names if fold_name(name) in wanted | text]

    def _article(self, record: dict[str, Any], reading: Reading) -> Found:
        try:
            return read_record(record, self.fields, reading)
        except ReadError as error:
            return error
