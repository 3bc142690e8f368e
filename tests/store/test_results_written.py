"""How many rows or triples an answer has, counted as it is written."""

from io import BytesIO

import pytest

from kg.store import open_store

TABLES = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
)


@pytest.mark.parametrize("media_type", TABLES)
@pytest.mark.parametrize("values", [[], ["1"], ["'a\\n\"},{\"'", "2", "<x:y>"]])
def test_rows_are_counted_in_every_format(media_type, values):
    result = open_store(None, prefixes={}).query(f"SELECT ?x {{ VALUES ?x {{ {' '.join(values)} }} }}")
    result.write(BytesIO(), media_type, max_rows=10)
    assert result.written == len(values)


def test_triples_are_counted():
    result = open_store(None, prefixes={}).query("CONSTRUCT { <x:a> <x:p> ?x } WHERE { VALUES ?x { 1 2 3 } }")
    result.write(BytesIO(), "application/n-triples")
    assert result.written == 3
