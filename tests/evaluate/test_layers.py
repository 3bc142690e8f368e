"""Texts as word tokens, and what the annotation marks in them."""

from __future__ import annotations

import pytest

from kg.evaluate.layers import Layers, Passage, TokenText
from kg.evaluate.matching import pair_best
from kg.model.document import Span
from tests.evaluate.builders import TEXT, parse, span_of


@pytest.mark.parametrize(
    ("phrase", "places"),
    [
        ("the border", [range(0, 2), range(4, 6)]),
        ("\u201cThe\n border\u201d", [range(0, 2), range(4, 6)]),
        ("border is", [range(1, 3)]),
        ("bord", []),
        ("", []),
        (None, []),
    ],
)
def test_find_passes_over_blanks_and_quotation_marks(phrase: str | None, places: list[range]) -> None:
    assert TokenText('"The border" is the, the\nborder.').find(phrase) == places


@pytest.mark.parametrize(
    ("span", "tokens"),
    [(Span(0, 3), {0}), (Span(2, 5), {0, 1}), (Span(3, 4), set()), (Span(0, 99), {0, 1, 2}), (Span(5, 5), set())],
)
def test_touched_tokens_are_those_with_a_character_inside(span: Span, tokens: set[int]) -> None:
    assert TokenText("one two six").touched([span]) == tokens


def test_passage_is_the_sentence_with_the_words_apart() -> None:
    text = TokenText("He came. The border must open. She left.")
    assert text.passage(range(3, 5)) == Passage("The ", "border must", " open. ")
    assert text.passage([]) is None


def test_passage_does_not_end_at_an_abbreviation() -> None:
    text = TokenText("He left. Mr. Vega told U.S. envoys so.")
    assert text.passage(range(7, 8)) == Passage("Mr. Vega told U.S. ", "envoys", " so.")


def test_boilerplate_is_what_is_outside_the_body_but_the_headline() -> None:
    layers = Layers(parse(), TEXT)
    assert layers.is_boilerplate(layers.text.touched([span_of("Norway's Kari Lund")]))
    assert not layers.is_boilerplate(layers.text.touched([span_of("Ministers meet in Lima")]))
    assert not layers.is_boilerplate(layers.text.touched([span_of("Pacific Fishing Accord")]))


def test_boilerplate_amid_the_body_is_marked_by_its_words() -> None:
    layers = Layers(parse(boilerplate=["They signed the Pacific"]), TEXT)
    assert layers.is_boilerplate(layers.text.touched([span_of("They signed the Pacific")]))
    assert not layers.is_boilerplate(layers.text.touched([span_of("Luis Vega")]))


@pytest.mark.parametrize(
    ("phrase", "spared"),
    [
        ("stay open", True),
        ("must stay open", True),
        ('Andean Community, "must stay open." Mr. Vega said that Chile', True),
        ("Chile would keep its promise", False),
    ],
    ids=["inside", "the same", "holds it", "elsewhere"],
)
def test_unscored_spans_spare_what_lies_in_them_or_holds_them(phrase: str, spared: bool) -> None:
    layers = Layers(parse(unscored=["must stay open"]), TEXT)
    assert layers.is_unscored(layers.text.touched([span_of(phrase)])) is spared


def test_pairs_are_made_best_first_and_each_used_once() -> None:
    values = [[0.9, 0.8, 0.0], [1.0, 0.0, 0.0], [0.0, 0.8, 0.0]]
    assert pair_best(3, 3, lambda g, p: values[g][p]) == [(1, 0), (0, 1)]
