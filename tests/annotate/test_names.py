from __future__ import annotations

import pytest

from kg.model.entities import Kind
from tests.annotate.layers import named

pytestmark = pytest.mark.model

TEXT = (
    "Danish Prime Minister Lars Holm met Paul Otieno in Nairobi.\n\n"
    "Mr. Holm said Copenhagen would back Kenya. The IMF was pleased."
)


def test_entities_are_numbered_in_the_order_of_first_mention() -> None:
    doc = named(TEXT)
    assert [entity.id for entity in doc.entities] == [f"e{n}" for n in range(1, len(doc.entities) + 1)]
    first = {m.entity: m.span for m in reversed(doc.mentions)}
    assert sorted(first, key=lambda entity: (first[entity], int(entity[1:]))) == [entity.id for entity in doc.entities]


def test_mentions_are_exact_spans_of_the_text_in_order() -> None:
    doc = named(TEXT)
    assert all(doc.text_of(mention.span) == mention.text for mention in doc.mentions)
    assert [mention.span for mention in doc.mentions] == sorted(mention.span for mention in doc.mentions)


def test_names_are_the_same_on_every_run() -> None:
    assert named(TEXT) == named(TEXT)


def test_kinds_of_one_text() -> None:
    assert [(entity.name, entity.kind) for entity in named(TEXT).entities] == [
        ("Denmark", Kind.COUNTRY),
        ("Lars Holm", Kind.PERSON),
        ("Paul Otieno", Kind.PERSON),
        ("Nairobi", Kind.PLACE),
        ("Kenya", Kind.COUNTRY),
        ("International Monetary Fund", Kind.ORGANIZATION),
    ]


def test_an_empty_text_has_no_entities() -> None:
    assert named("").entities == ()
