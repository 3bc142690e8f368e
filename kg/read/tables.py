"""CSV and TSV → one article per row. The header names the fields; rows are read one by one.

Told by the header: short names, one of them that of a text and another that of some other field; where a file is named
`.csv` or `.tsv`, any header will do, and one without a text is a fault that says how to name it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from kg.errors import ReadError
from kg.read.decode import MAX_BYTES, decode_head, decode_line, line_encoding
from kg.read.fields import USUAL, FieldMap, fold_name
from kg.read.reading import Found, Reading
from kg.read.records import read_record
from kg.read.streams import HEAD, as_utf8, iter_lines

SUFFIX = re.compile(r"\.(?:csv|tsv|tab|psv)$", re.I)
DELIMITERS = (",", "\t", ";", "|")
# A header has names, prose has sentences.
MAX_NAME = 40


class TableReader:
    """Tables of delimited text."""

    def __init__(self, fields: FieldMap) -> None:
        self.fields = fields

    def matches(self, head: bytes, name: str) -> bool:
        header, _ = _header(decode_head(head, size=8000))
        if not header:
            return False
        folded = [fold_name(column) for column in header]
        text = self._column(folded, "text")
        known = sum(self._column(folded, field) for field in USUAL)
        return bool(SUFFIX.search(name)) or (text and known >= 2)

    def _column(self, folded: list[str], field: str) -> bool:
        return any(fold_name(name) in folded for name in self.fields.names(field))

    def read(self, stream: io.BufferedReader, reading: Reading) -> Iterator[Found]:
        # The only way to allow longer cells is for the whole process.
        csv.field_size_limit(MAX_BYTES)
        stream = as_utf8(stream, line_encoding(stream.peek(HEAD)))
        header, delimiter = _header(decode_head(stream.peek(HEAD), size=8000))
        if not self._column([fold_name(column) for column in header], "text"):
            columns = ", ".join(header)
            yield reading.error(f"no column of the table is known as the text: name it by a field mapping ({columns})")
            return
        yield from self._rows(_Lines(stream, reading), delimiter, reading)

    def _rows(self, lines: _Lines, delimiter: str, reading: Reading) -> Iterator[Found]:
        rows = csv.reader(lines, delimiter=delimiter)
        header: list[str] | None = None
        before = 0
        for row in _safely(rows, lines, reading):
            yield from lines.taken()
            first, before = before + 1, rows.line_num
            if isinstance(row, ReadError):
                yield row
            elif header is None:
                header = [name.strip() for name in row]
            elif any(cell.strip() for cell in row):
                yield self._article(header, row, reading.part(f"{reading.name}: line {first}"), before - first)
        yield from lines.taken()

    def _article(self, header: list[str], row: list[str], reading: Reading, more: int) -> Found:
        if len(row) < len(header) and more:
            return reading.error(f"a quotation mark is not closed, and took in the {more:,} lines below: mend the line")
        try:
            return read_record(dict(zip(header, row, strict=False)), self.fields, reading)
        except ReadError as error:
            return error


class _Lines:
    """The decoded lines of a table; those that are too long become faults."""

    def __init__(self, stream: io.BufferedReader, reading: Reading) -> None:
        self.lines = iter_lines(stream, MAX_BYTES)
        self.reading = reading
        self.faults: list[ReadError] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        number, line = next(self.lines)
        if line is None:
            self.faults.append(self.reading.error(f"line {number} is over the limit of {MAX_BYTES / 1e6:.0f} MB"))
            return "\n"
        return decode_line(line)

    def taken(self) -> list[ReadError]:
        """The faults since the last call."""
        found, self.faults = self.faults, []
        return found


def _safely(rows: Iterator[list[str]], lines: _Lines, reading: Reading) -> Iterator[list[str] | ReadError]:
    """The rows, and an error in the place of each that is no row."""
    while True:
        try:
            yield next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield reading.error(
                f"a row before line {getattr(rows, 'line_num', 0) + 1} cannot be read: {error}: mend it"
            )


def _header(head: str) -> tuple[list[str], str]:
    """(names of the columns, delimiter) by the first line; no names where it is no header."""
    first = head.lstrip("\ufeff").split("\n", 1)[0].strip("\r")
    for delimiter in DELIMITERS:
        if delimiter not in first and delimiter != DELIMITERS[0]:
            continue
        try:
            names = [name.strip() for name in next(csv.reader([first], delimiter=delimiter), [])]
        except csv.Error:
            continue
        fits = all(len(name) <= MAX_NAME and not re.search(r"[.!?]\s|[.!?]$", name) for name in names)
        # pandas leaves the column of the row number without a name.
        if fits and len(names) > 1 and all(names[1:]) and len(set(names)) == len(names):
            return names, delimiter
    alone = fold_name(first)
    return ([first.strip()], DELIMITERS[0]) if alone in USUAL["text"] else ([], DELIMITERS[0])
