"""Literals come out of the store as they went in."""

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.rdf.literals import decimal, edtf, integer, published, string
from kg.rdf.namespaces import XSD
from kg.rdf.terms import Iri, Literal, Quad, to_nquads

NODE = Iri("https://news.example/id/a")


def stored(value: Literal) -> tuple[str, str]:
    """The line as loaded and as dumped."""
    line = "".join(to_nquads([Quad(NODE, NODE, value, NODE)]))
    store = pyoxigraph.Store()
    store.load(line.encode(), format=pyoxigraph.RdfFormat.N_QUADS)
    return line, (store.dump(format=pyoxigraph.RdfFormat.N_QUADS) or b"").decode()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.0, "0"),
        (1.0, "1"),
        (0.9, "0.9"),
        (0.87654321, "0.8765"),
        (-0.00001, "0"),
        (-1.5, "-1.5"),
        (1e-9, "0"),
        (12345678.5, "12345678.5"),
    ],
)
def test_decimal_has_no_idle_zeros(value: float, expected: str) -> None:
    assert decimal(value) == Literal(expected, XSD["decimal"])


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), float("-inf")])
def test_decimal_of_no_number_is_none(value: float | None) -> None:
    assert decimal(value) is None


@given(st.floats(-1e6, 1e6))
def test_decimal_is_stored_unchanged(value: float) -> None:
    literal = decimal(value)
    assert literal is not None
    loaded, dumped = stored(literal)
    assert loaded == dumped


@given(st.integers(0, 2**40))
def test_integer_is_stored_unchanged(value: int) -> None:
    loaded, dumped = stored(integer(value))
    assert loaded == dumped


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2010-05-13", Literal("2010-05-13", XSD["date"])),
        ("2010-05-13T08:00:00+02:00", Literal("2010-05-13", XSD["date"])),
        ("2010-05-13 08:00", Literal("2010-05-13", XSD["date"])),
        ("2010-05", Literal("2010-05", XSD["gYearMonth"])),
        ("2010", Literal("2010", XSD["gYear"])),
        ("2010-02-30", None),
        ("13 May 2010", None),
        ("2010-22", None),
        ("", None),
        (None, None),
    ],
)
def test_published_is_a_date_as_exact_as_known(value: str | None, expected: Literal | None) -> None:
    assert published(value) == expected
    if expected is not None:
        loaded, dumped = stored(expected)
        assert loaded == dumped


def test_empty_values_give_no_literal() -> None:
    assert (string(""), string(None), edtf(""), edtf(None), edtf("soon")) == (None,) * 5
