"""Stretches of text found to name something, before they are joined to entities."""

from __future__ import annotations

from dataclasses import dataclass

from kg.model.document import Document, Form, Span
from kg.model.entities import Kind


@dataclass(frozen=True, slots=True)
class Hit:
    """Tokens [first, last) that name one thing; `key` is what hits of the same thing share.

    `span` may be smaller than the tokens (the "U.S." of "U.S.-led").
    """

    first: int
    last: int
    span: Span
    kind: Kind
    key: str
    name: str
    form: Form
    country: str | None = None


def syntactic_head(doc: Document, first: int, last: int) -> int:
    """The token of [first, last) that the others depend on: the last one whose governor lies outside."""
    tokens = doc.tokens
    for i in range(last - 1, first - 1, -1):
        if not first <= tokens[i].head < last or tokens[i].head == i:
            if tokens[i].pos in ("PUNCT", "PART", "ADP") and i > first:
                continue
            return i
    return last - 1
