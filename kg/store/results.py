"""The engine's answers and errors as the project's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import pyoxigraph as ox

from kg.errors import QueryError
from kg.store.base import Form, Output

_POSITION = re.compile(r"error at (\d+):(\d+): (?:expected )?(?:one of )?", re.DOTALL)
_CHARACTER_CLASS = re.compile(r"\[['_][^\]]*\]", re.DOTALL)
_MAX_EXPECTED = 12
# How a table in JSON ends that has no rows; one with rows has a brace before.
_NO_ROWS = b"[]}}"


class OxigraphResult:
    """The answer to one query; it belongs to the thread that asked.

    Attributes:
        written: Rows or triples that `write` has written.
    """

    def __init__(
        self, answer: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, *, prefixes: Mapping[str, str]
    ) -> None:
        self._answer = answer
        self._prefixes = prefixes
        self.written = 0

    @property
    def form(self) -> Form:
        if isinstance(self._answer, ox.QueryBoolean):
            return "ask"
        return "select" if isinstance(self._answer, ox.QuerySolutions) else "graph"

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of the columns of a SELECT."""
        if isinstance(self._answer, ox.QuerySolutions):
            return tuple(variable.value for variable in self._answer.variables)
        return ()

    def __bool__(self) -> bool:
        return bool(self._answer) if isinstance(self._answer, ox.QueryBoolean) else True

    def rows(self) -> Iterator[tuple[str | None, ...]]:
        """The rows of a SELECT, each value as plain text: for small answers shown to a person."""
        if isinstance(self._answer, ox.QuerySolutions):
            for row in self._answer:
                yield tuple(None if value is None else getattr(value, "value", str(value)) for value in row)

    def write(self, output: Output, media_type: str, *, max_rows: int | None = None) -> None:
        """Serialise the answer; QueryError once it has more than `max_rows` rows or triples."""
        try:
            if isinstance(self._answer, ox.QueryTriples):
                self._write_graph(output, media_type, max_rows)
            else:
                self._write_table(output, media_type, max_rows)
        except BrokenPipeError:
            raise
        except (RuntimeError, ValueError, OSError) as error:
            raise QueryError(" ".join(str(error).split())) from error

    def _write_table(self, output: Output, media_type: str, max_rows: int | None) -> None:
        form = _table_format(media_type)
        if form is None or isinstance(self._answer, ox.QueryTriples):
            raise QueryError(f"a table cannot be written as {media_type}")
        if isinstance(self._answer, ox.QueryBoolean):
            self._answer.serialize(output, form)  # type: ignore[arg-type]
            self.written = 1
            return
        counted = RowCounter(output, media_type, max_rows)
        self._answer.serialize(counted, form)  # type: ignore[arg-type]
        self.written = counted.rows

    def _write_graph(self, output: Output, media_type: str, max_rows: int | None) -> None:
        form = ox.RdfFormat.from_media_type(media_type)
        if form is None or not isinstance(self._answer, ox.QueryTriples):
            raise QueryError(f"a graph cannot be written as {media_type}")
        prefixes = dict(self._prefixes)
        ox.serialize(self._limited(self._answer, max_rows), output, form, prefixes=prefixes)  # type: ignore[arg-type]

    def _limited(self, triples: Iterable[ox.Triple], max_rows: int | None) -> Iterator[ox.Triple]:
        for triple in triples:
            if self.written == max_rows:
                raise QueryError(f"the answer has more than {max_rows} triples: add a LIMIT")
            self.written += 1
            yield triple


class RowCounter:
    """Counts the rows in a serialised table as it goes by: the engine's writer is far faster than rows in Python.

    Each format has a byte sequence that stands between rows and nowhere else, as values escape it. In CSV a quoted
    value may hold a line end, so there only those outside quotation marks count.
    """

    _MARKS = (
        ("json", b'}},{"'),
        ("xml", b"<result>"),
        ("tab-separated", b"\n"),
    )

    def __init__(self, output: Output, media_type: str, max_rows: int | None) -> None:
        self._output = output
        self._max = max_rows
        self._end = b""
        self._mark = next((mark for word, mark in self._MARKS if word in media_type), b"")
        # JSON is counted by what stands between rows, the line formats have a header line.
        self._rows = 1 if self._mark.startswith(b"}") else 0 if self._mark == b"<result>" else -1
        self._tail = b""
        self._quoted = False

    def write(self, data: bytes) -> int:
        self._rows += self._count(data)
        self._end = data[-4:] if len(data) > 3 else (self._end + data)[-4:]
        if self._max and self._rows > self._max:
            raise QueryError(f"the answer has more than {self._max} rows: add a LIMIT")
        self._output.write(data)
        return len(data)

    def flush(self) -> None:
        self._output.flush()

    @property
    def rows(self) -> int:
        """Rows so far; of JSON only right at the end."""
        return 0 if self._end == _NO_ROWS else max(0, self._rows)

    def _count(self, data: bytes) -> int:
        if not self._mark:
            return self._count_lines(data)
        seen = self._tail + data
        keep = len(self._mark) - 1
        self._tail = seen[max(0, len(seen) - keep) :] if keep else b""
        return seen.count(self._mark)

    def _count_lines(self, data: bytes) -> int:
        parts = data.split(b'"')
        count = 0
        for part in parts:
            count += 0 if self._quoted else part.count(b"\n")
            self._quoted = not self._quoted
        self._quoted = not self._quoted
        return count


@lru_cache(maxsize=64)
def _table_format(media_type: str) -> ox.QueryResultsFormat | None:
    return ox.QueryResultsFormat.from_media_type(media_type)


def query_error(error: Exception, text: str) -> QueryError:
    """The engine's error on a query as ours: one line, with the place where the parser tells it."""
    message = str(error)
    found = _POSITION.search(message)
    if not found:
        return QueryError(" ".join(message.split()))
    line, column = int(found[1]), int(found[2])
    return QueryError(_explain(message[found.end() :], text, line, column), line=line, column=column)


def _explain(expected: str, text: str, line: int, column: int) -> str:
    if "Prefix not found" in expected:
        return f"the prefix of {_word_before(text, line, column)} is not declared"
    for sentence in ("The SELECT contains", "Variable", "variable"):
        if sentence in expected:
            return _strip_classes(expected)
    return f"syntax error {_near(text, line, column)}: expected {_strip_classes(expected)}"


def _strip_classes(expected: str) -> str:
    """The list of what may stand there without the parser's classes of single characters."""
    names = [name.strip() for name in _CHARACTER_CLASS.sub("", expected).split(",")]
    names = [name for name in names if name and name not in ('"', "|")]
    # Words first: they tell more than the marks that may stand almost anywhere.
    names.sort(key=lambda name: not name.isalpha())
    shown = ", ".join(names[:_MAX_EXPECTED])
    return shown + (" …" if len(names) > _MAX_EXPECTED else "") if names else "something else"


def _near(text: str, line: int, column: int) -> str:
    """Words for the place: what stands there, else what stands before it."""
    rest = _line(text, line)[column - 1 :].split()
    if rest:
        return f"at {rest[0][:40]!r}"
    return f"after {_word_before(text, line, column)}"


def _word_before(text: str, line: int, column: int) -> str:
    words = _line(text, line)[: column - 1].split()
    return repr(words[-1][-40:]) if words else "a name"


def _line(text: str, line: int) -> str:
    lines = text.split("\n")
    return lines[line - 1] if line <= len(lines) else ""
