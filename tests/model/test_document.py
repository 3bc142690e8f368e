"""Look-ups of a document: what lies inside a stretch of text."""

from __future__ import annotations

import pytest

from kg.model.document import Document, Form, Mention, Span, TimeExpression
from tests.builders import make_article

SPANS = [Span(0, 4), Span(2, 9), Span(2, 3), Span(5, 9), Span(9, 9), Span(10, 30), Span(12, 14), Span(31, 40)]
STRETCHES = [Span(start, end) for start in range(0, 41, 3) for end in range(start, 41, 2)]


def document() -> Document:
    mentions = tuple(Mention(span, "x", f"e{n}", Form.NAME, 0) for n, span in enumerate(SPANS))
    times = tuple(TimeExpression(span, "x", "2010", 0) for span in SPANS)
    return Document(make_article("x" * 40), mentions=mentions, times=times)


@pytest.mark.parametrize("stretch", STRETCHES, ids=str)
def test_mentions_and_times_inside_are_those_that_it_covers(stretch: Span) -> None:
    doc = document()
    covered = [span for span in SPANS if stretch.covers(span)]
    assert [mention.span for mention in doc.mentions_in(stretch)] == covered
    assert [time.span for time in doc.times_in(stretch)] == covered


def test_a_document_without_layers_has_nothing_inside() -> None:
    assert Document(make_article("x")).mentions_in(Span(0, 1)) == []
