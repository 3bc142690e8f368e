"""Run SPARQL text with limits and write the answer in a named format. Used by the command line and by the server.

The engine parses, evaluates and serialises; here stands that a query may not call other servers and how much an answer
may hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from kg.errors import QueryError
from kg.store.base import Form, Output, Result, View
from kg.store.formats import DEFAULT_FORMATS, FORMATS, Format, find_format, formats_for
from kg.store.sparql import is_update, network_word, query_form

__all__ = [
    "DEFAULT_FORMATS",
    "FORMATS",
    "Format",
    "QueryForbiddenError",
    "check_network",
    "check_query",
    "evaluate",
    "find_format",
    "formats_for",
    "query_text",
    "run_query",
]


class QueryForbiddenError(QueryError):
    """The query would make the engine call another server."""


def check_query(text: str) -> Form | None:
    """The form of a query that may run here; None if it begins like none (the engine then says what is wrong).

    Raises:
        QueryForbiddenError: It has a SERVICE clause.
        QueryError: It is an update.
    """
    check_network(text)
    form = query_form(text)
    if form is None and is_update(text):
        raise QueryError("this is an update, not a query")
    return form


def check_network(text: str) -> None:
    """Raise QueryForbiddenError if a query or update would call another server."""
    if word := network_word(text):
        raise QueryForbiddenError(f"{word} is not allowed: queries and updates may not call other servers")


def evaluate(
    view: View,
    text: str,
    *,
    base_iri: str | None = None,
    default_graphs: Sequence[str] | None = None,
    named_graphs: Sequence[str] | None = None,
) -> Result:
    """The answer to a query, not yet written; the ontology's prefixes need no declaration.

    Raises:
        QueryError: The text is malformed, forbidden or fails.
    """
    check_query(text)
    return view.query(text, base_iri=base_iri, default_graphs=default_graphs, named_graphs=named_graphs)


def run_query(
    view: View, text: str, output: Output, *, format: str | None = None, max_rows: int | None = None
) -> Format:
    """Evaluate a query and write the answer; gives the format that was used.

    Args:
        format: Name, extension or media type; JSON for tables and Turtle for graphs if None.
        max_rows: Rows or triples that the answer may hold.

    Raises:
        QueryError: The query is malformed, forbidden or fails, or the answer is larger; what was written by then is
            not the whole answer.
    """
    result = evaluate(view, text)
    chosen = find_format(format or DEFAULT_FORMATS[result.form], result.form)
    result.write(output, chosen.media_type, max_rows=max_rows)
    return chosen


def query_text(view: View, text: str, *, format: str | None = None, max_rows: int | None = None) -> str:
    """The answer as one string: for answers that fit in memory."""
    buffer = BytesIO()
    run_query(view, text, buffer, format=format, max_rows=max_rows)
    return buffer.getvalue().decode("utf-8")
