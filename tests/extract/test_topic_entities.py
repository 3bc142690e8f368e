"""States and persons that a statement is about without naming them."""

from __future__ import annotations

import pytest

from kg.extract.topic_entities import EntityTopics
from kg.model.facts import QuoteType, Statement
from tests.builders import annotate

pytestmark = pytest.mark.model
LEAD = "Peru quarrels with Chile. John Smith met Mary Jones on Monday. "


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("he will send no arms to Lima", ["Peru"]),
        ("he slept well in Lima", []),
        ("he will send no arms to Bamako", []),
        ("the two leaders had little to say", ["John Smith", "Mary Jones"]),
        ("the leaders of both had little to say", []),
    ],
)
def test_entities_meant(words: str, expected: list[str]) -> None:
    doc = annotate(f"{LEAD}An aide said {words}.")
    start = doc.article.text.index(words)
    span = doc.span_of([t.i for t in doc.tokens if start <= t.start < start + len(words)])
    statement = Statement("aide", (span,), words, QuoteType.INDIRECT, "say", (span,), 0.9)
    assert [doc.entity(entity).name for entity in EntityTopics(doc).meant_in(statement)] == expected
