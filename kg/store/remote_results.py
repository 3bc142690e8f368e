"""Answers of another server as the project's own: parsed as they come in, written by the engine in any format.

What a server gets wrong is so found here (an answer cut short, a page of HTML), and every format is there whatever the
server offers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import cast

import pyoxigraph as ox

from kg.errors import QueryError, StoreError
from kg.net.streams import Answer
from kg.store.base import Form, Output
from kg.store.results import OxigraphResult

TABLE = "application/sparql-results+json"
TRIPLES = "application/n-triples"
_TRUE, _FALSE = (f'{{"head":{{}},"boolean":{word}}}' for word in ("true", "false"))
# A cut that Virtuoso makes at its ResultSetMaxRows.
_CUT = "x-sparql-maxrows"


class RemoteTable(OxigraphResult):
    """The answer to a SELECT or ASK."""

    def __init__(self, answer: Answer, form: Form, *, prefixes: Mapping[str, str], place: str) -> None:
        self._stream = answer
        self._place = place
        with reading(answer, place):
            _check(answer, (TABLE, "application/json"), place)
            parsed = ox.parse_query_results(answer, ox.QueryResultsFormat.JSON)  # type: ignore[arg-type]
            if form == "ask" and isinstance(parsed, ox.QuerySolutions):
                parsed = _truth(parsed)
        super().__init__(parsed, prefixes=prefixes)

    def rows(self) -> Iterator[tuple[str | None, ...]]:
        with reading(self._stream, self._place):
            yield from super().rows()

    def solutions(self) -> Iterator[ox.QuerySolution]:
        """The rows of a SELECT as terms."""
        with reading(self._stream, self._place):
            yield from cast("ox.QuerySolutions", self._answer)

    def write(self, output: Output, media_type: str, *, max_rows: int | None = None) -> None:
        with reading(self._stream, self._place):
            super().write(output, media_type, max_rows=max_rows)


class RemoteGraph:
    """The answer to a CONSTRUCT or DESCRIBE.

    Attributes:
        written: Triples that `write` has written.
    """

    form: Form = "graph"
    variables: tuple[str, ...] = ()

    def __init__(self, answer: Answer, *, prefixes: Mapping[str, str], place: str) -> None:
        self._stream = answer
        self._place = place
        self._prefixes = dict(prefixes)
        self.written = 0
        with reading(answer, place):
            _check(answer, (TRIPLES, "text/plain", "text/turtle", "application/turtle"), place)

    def __bool__(self) -> bool:
        return True

    def rows(self) -> Iterator[tuple[str | None, ...]]:
        """None: a graph is no table."""
        yield from ()

    def triples(self) -> Iterator[ox.Triple]:
        """The triples as they come in."""
        form = ox.RdfFormat.TURTLE if "turtle" in self._stream.media_type else ox.RdfFormat.N_TRIPLES
        with reading(self._stream, self._place):
            for quad in ox.parse(self._stream, form):  # type: ignore[arg-type]
                yield quad.triple

    def write(self, output: Output, media_type: str, *, max_rows: int | None = None) -> None:
        """Serialise the answer; QueryError once it has more than `max_rows` triples."""
        form = ox.RdfFormat.from_media_type(media_type)
        if form is None:
            raise QueryError(f"a graph cannot be written as {media_type}")
        ox.serialize(self._counted(max_rows), output, form, prefixes=self._prefixes)  # type: ignore[arg-type]

    def _counted(self, max_rows: int | None) -> Iterator[ox.Triple]:
        for triple in self.triples():
            if self.written == max_rows:
                raise QueryError(f"the answer has more than {max_rows} triples: add a LIMIT")
            self.written += 1
            yield triple


@contextmanager
def reading(answer: Answer, place: str) -> Iterator[None]:
    """Tell a broken connection and a malformed answer as what they are, and let the connection go in any case."""
    try:
        yield
    except SyntaxError as error:
        answer.close()
        if answer.error:
            raise answer.error from error
        raise StoreError(f"{place}: the answer is malformed or cut short ({_one_line(error)}): try again") from error
    except BaseException as error:
        answer.close()
        # The parser may wrap what reading raised.
        if answer.error and error is not answer.error:
            raise answer.error from error
        raise


def _check(answer: Answer, expected: tuple[str, ...], place: str) -> None:
    if answer.media_type not in expected:
        raise StoreError(
            f"{place} answers with {answer.media_type or 'no media type'}, not with {expected[0]}: "
            "is it a SPARQL endpoint?"
        )
    if rows := answer.header(_CUT):
        raise StoreError(f"{place} cuts answers at {rows} rows: raise ResultSetMaxRows in its virtuoso.ini")


def _truth(rows: ox.QuerySolutions) -> ox.QueryBoolean:
    """The truth value that a server gave as a table of one cell."""
    row = next(iter(rows), None)
    cell = getattr(row[0], "value", "0") if row is not None else "0"
    text = _TRUE if cell in ("1", "true") else _FALSE
    return cast("ox.QueryBoolean", ox.parse_query_results(text, ox.QueryResultsFormat.JSON))


def _one_line(error: SyntaxError) -> str:
    return " ".join(str(error.msg).split())[:200]
