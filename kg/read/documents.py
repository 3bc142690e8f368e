"""JSON → articles: JSON Lines, arrays, single objects, answers of an interface that wrap a list, and JSON Feed.

Lines and arrays are read record by record, whatever their size.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kg.errors import ReadError
from kg.read.decode import MAX_BYTES, decode_head, decode_line, line_encoding
from kg.read.fields import FieldMap, Record
from kg.read.metadata import Metadata
from kg.read.reading import Found, Reading, read_whole
from kg.read.records import read_record
from kg.read.streams import CHUNK, HEAD, Budget, as_utf8, iter_lines, open_stream

START = re.compile(r"[\s\ufeff]*(?:\{\s*[\"}]|\[\s*[{\[])")
# Names under which an interface wraps the list of its records.
WRAPPERS = (
    *("articles", "items", "results", "docs", "documents", "stories", "entries", "records", "hits", "posts", "data"),
    "response",
)
# What decides where a value ends.
MARK = re.compile(rb'["{}\[\],]')
STRING_MARK = re.compile(rb'["\\]')


class JsonReader:
    """JSON in all its shapes."""

    def __init__(self, fields: FieldMap) -> None:
        self.fields = fields

    def matches(self, head: bytes, name: str) -> bool:
        return START.match(decode_head(head, size=4000)) is not None

    def read(self, stream: io.BufferedReader, reading: Reading) -> Iterator[Found]:
        found = self._records(stream, reading)
        if reading.optional and reading.name.lower().endswith(".json"):
            found = _silent_without_articles(found)
        return found

    def _records(self, stream: io.BufferedReader, reading: Reading) -> Iterator[Found]:
        for where, value in iter_values(stream, reading):
            if isinstance(value, ReadError):
                yield value
            else:
                yield from self._articles(value, reading, where)

    def _articles(self, value: Any, reading: Reading, where: str) -> Iterator[Found]:
        """The article or articles in one value."""
        within = reading.part(f"{reading.name}: {where}" if where else reading.name)
        if not isinstance(value, dict):
            yield within.error("no JSON object with a text: mend or drop it")
            return
        shared = _feed(value)
        items = _items(value, self.fields, any_name=shared is not None)
        if items is None:
            yield from _article(value, self.fields, within, None)
            return
        for number, item in enumerate(items, 1):
            part = reading.part(f"{within.name}{',' if where else ':'} item {number}")
            yield from _article(item, self.fields, part, shared)


def iter_values(stream: io.BufferedReader, reading: Reading) -> Iterator[tuple[str, Any]]:
    """(place, value) of each line, element or document; a ReadError in place of a value that is none."""
    stream = as_utf8(stream, line_encoding(stream.peek(HEAD)))
    head = decode_head(stream.peek(HEAD), size=HEAD).lstrip("\ufeff \t\r\n")
    if head.startswith("["):
        yield from _elements(stream, reading)
    elif _are_lines(head):
        yield from _lines(stream, reading)
    else:
        value = _parsed(read_whole(stream, reading))
        yield "", reading.error(f"not valid JSON: {value}: mend it") if isinstance(value, ValueError) else value


def holds_articles(path: Path, fields: FieldMap) -> bool:
    """Whether the first record of a JSON file has a text; beside articles, folders hold other JSON as well.

    A file that cannot be opened or is broken JSON counts as if it had, so that reading it tells what is wrong.
    """
    reading = Reading(str(path), ())
    try:
        with path.open("rb") as file:
            stream = open_stream(file, Budget())
            if START.match(decode_head(stream.peek(HEAD), size=4000)) is None:
                return False
            _, value = next(iter_values(stream, reading), ("", None))
    except (OSError, ReadError):
        return True
    if not isinstance(value, dict):
        return isinstance(value, ReadError)
    return fields.text(value) is not None or bool(_items(value, fields, any_name=_feed(value) is not None))


def _silent_without_articles(found: Iterator[Found]) -> Iterator[Found]:
    """The same, or nothing where the first thing found is a fault: then it is other JSON, kept beside articles."""
    first = next(found, None)
    if first is not None and not isinstance(first, ReadError):
        yield first
        yield from found


def _article(record: Any, fields: FieldMap, reading: Reading, shared: Metadata | None) -> Iterator[Found]:
    if not isinstance(record, dict):
        yield reading.error("no JSON object with a text: mend or drop it")
        return
    try:
        yield read_record(_inner(record), fields, reading, shared=shared)
    except ReadError as error:
        yield error


def _feed(value: Record) -> Metadata | None:
    """What a JSON Feed says of all its items; None for other JSON."""
    version = value.get("version")
    if not isinstance(version, str) or "jsonfeed.org/version" not in version:
        return None
    title, language = value.get("title"), value.get("language")
    return Metadata(
        publisher=title if isinstance(title, str) else None, language=language if isinstance(language, str) else None
    )


def feed_items(text: str) -> list[str]:
    """The addresses of the pages of a JSON Feed's items, in its order; none for what is no such feed."""
    value = _parsed(text.encode("utf-8", "replace"))
    if not isinstance(value, dict) or _feed(value) is None:
        return []
    items = value.get("items")
    urls = [item.get("url") for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    return [url for url in urls if isinstance(url, str) and re.match(r"https?://\S+$", url)]


def _items(value: Record, fields: FieldMap, *, any_name: bool = False) -> list[Any] | None:
    """The list of records that an object wraps; None where it is a record itself."""
    if not any_name and fields.text(value) is not None:
        return None
    for name in WRAPPERS:
        items = value.get(name)
        if isinstance(items, dict):
            items = next((items[inner] for inner in WRAPPERS if isinstance(items.get(inner), list)), None)
        if isinstance(items, list) and (any_name or _has_text(items, fields)):
            return items
    return None


def _has_text(items: list[Any], fields: FieldMap) -> bool:
    return any(isinstance(item, dict) and fields.text(_inner(item)) is not None for item in items)


def _inner(record: Record) -> Record:
    """The record that a search index wraps."""
    inner = record.get("_source")
    return inner if isinstance(inner, dict) else record


def _are_lines(head: str) -> bool:
    """Whether each line is a value; told by the first, or, where that is broken, by the second."""
    first, end, rest = head.partition("\n")
    if not end and len(head) > HEAD // 2:
        return True
    if not isinstance(_parsed(first.encode("utf-8", "replace")), ValueError):
        return True
    return re.match(r"\s*\{\s*\"", first) is not None and re.match(r"\{\s*\"[^\n]*\}\s*(?:\n|$)", rest) is not None


def _lines(stream: io.BufferedReader, reading: Reading) -> Iterator[tuple[str, Any]]:
    for number, line in iter_lines(stream, MAX_BYTES):
        where = f"line {number}"
        if line is None:
            yield where, reading.error(f"{where} is over the limit of {MAX_BYTES / 1e6:.0f} MB: split it")
        elif line.strip():
            value = _parsed(line)
            if isinstance(value, ValueError):
                value = reading.error(f"{where} is not valid JSON ({value}): mend or drop the line")
            yield where, value


def _elements(stream: io.BufferedReader, reading: Reading) -> Iterator[tuple[str, Any]]:
    number = 0
    try:
        for number, element in enumerate(split_array(stream), 1):
            where = f"record {number}"
            value = _parsed(element)
            if isinstance(value, ValueError):
                value = reading.error(f"{where} is not valid JSON ({value}): mend or drop it")
            yield where, value
    except ValueError as error:
        yield "", reading.error(f"after record {number}: {error}: mend the file from there on")


def split_array(stream: io.BufferedReader, *, limit: int = MAX_BYTES) -> Iterator[bytes]:
    """The elements of a JSON array, as they stand in it, one at a time.

    Raises:
        ValueError: The array breaks off, or an element is longer than `limit`.
    """
    element, depth, quoted, skip = bytearray(), 0, False, False
    while data := stream.read(CHUNK):
        at = 0
        while at < len(data):
            if skip:
                element.append(data[at])
                at, skip = at + 1, False
                continue
            found = (STRING_MARK if quoted else MARK).search(data, at)
            end = found.start() if found else len(data)
            if depth:
                element += data[at:end]
            at = end + 1
            if found is None:
                continue
            mark = found[0]
            quoted = mark != b'"' if quoted else mark == b'"'
            skip = mark == b"\\"
            closing = mark in b"}]" and not quoted
            depth -= closing
            if not quoted and ((closing and not depth) or (depth == 1 and mark == b",")):
                if element.strip():
                    yield bytes(element)
                element.clear()
                if not depth:
                    return
                continue
            if depth:
                element += mark
            depth += mark in b"{[" and not quoted
        if len(element) > limit:
            raise ValueError(f"a record is over the limit of {limit / 1e6:.0f} MB")
    raise ValueError("the array breaks off")


def _parsed(content: bytes) -> Any:
    """The value of a JSON text, or the ValueError that says why it is none."""
    try:
        return json.loads(decode_line(content).lstrip("\ufeff"), strict=False)
    except RecursionError:
        return ValueError("nested too deep")
    except ValueError as error:
        return error
