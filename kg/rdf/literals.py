"""Literals of the datatypes that the graph uses, each in the form that a triple store gives back unchanged.

Oxigraph keeps numbers as numbers: `1.0` comes out as `1` and every kind of integer as xsd:integer. Only what is written
in that form at once is the same in the lines that are loaded and in a dump of the store.
"""

from __future__ import annotations

import math
import re
from datetime import date

from kg.rdf.edtf import bounds, is_edtf
from kg.rdf.namespaces import EDTF, XSD
from kg.rdf.terms import Literal

DECIMALS = 4
"""Digits after the point of a score; more would feign a sureness that no score has."""

_DECIMAL, _INTEGER, _DATE, _EDTF = XSD["decimal"], XSD["integer"], XSD["date"], EDTF["EDTF"]
_PUBLISHED = re.compile(r"([0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-[0-9]{2})?)?)(?:[T ].*)?", re.DOTALL)
_BY_LENGTH = {4: XSD["gYear"], 7: XSD["gYearMonth"], 10: _DATE}


def string(value: str | None) -> Literal | None:
    """A plain string; None for nothing."""
    return Literal(value) if value else None


def integer(value: int) -> Literal:
    """An xsd:integer."""
    return Literal(str(value), _INTEGER)


def decimal(value: float | None) -> Literal | None:
    """An xsd:decimal without idle zeros; None for nothing and for what is no finite number."""
    if value is None or not math.isfinite(value):
        return None
    text = f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return Literal("0" if text == "-0" else text, _DECIMAL)


def published(value: str | None) -> Literal | None:
    """A day of publication as xsd:date (or a month, or a year, if no more is known); None if it is no date."""
    match = _PUBLISHED.fullmatch(value or "")
    if match is None or bounds(match[1]) is None:
        return None
    return Literal(match[1], _BY_LENGTH[len(match[1])])


def edtf(value: str | None) -> Literal | None:
    """An EDTF date; None for nothing and for what is no EDTF."""
    return Literal(value, _EDTF) if value and is_edtf(value) else None


def day(value: date) -> Literal:
    """An xsd:date."""
    return Literal(value.isoformat(), _DATE)
