from __future__ import annotations

import pytest

from kg.annotate.phrases import PhraseIndex, pieces


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("Guinea-Bissau", ["Guinea", "-", "Bissau"]),
        ("Saint John's", ["Saint", "John", "'s"]),
        ("People’s Party", ["People", "'s", "Party"]),
        ("N'Djamena", ["N'Djamena"]),
        ("U.S. Congress", ["U.S.", "Congress"]),
    ],
)
def test_pieces_cuts_like_the_tokenizer(phrase: str, expected: list[str]) -> None:
    assert pieces(phrase) == expected


def test_index_finds_the_longest_phrase() -> None:
    index: PhraseIndex[str] = PhraseIndex()
    index.add("Guinea", "GN")
    index.add("Guinea-Bissau", "GW")
    assert index.find(["Guinea", "-", "Bissau"], 0) == (3, "GW")
    assert index.find(["Guinea", "won"], 0) == (1, "GN")


@pytest.mark.parametrize(("word", "found"), [("US", True), ("us", False), ("Us", False)])
def test_index_respects_capitals(word: str, found: bool) -> None:
    index: PhraseIndex[str] = PhraseIndex()
    index.add("US", "US")
    assert (index.find([word], 0) is not None) is found


def test_index_takes_a_name_all_in_capitals() -> None:
    index: PhraseIndex[str] = PhraseIndex()
    index.add("Peru", "PE")
    assert index.find(["PERU"], 0) == (1, "PE")


def test_index_of_any_case() -> None:
    index: PhraseIndex[str] = PhraseIndex(any_case=True)
    index.add("prime minister", "pm")
    assert index.find(["Prime", "Minister"], 0) == (2, "pm")
