from __future__ import annotations

import pytest

from kg.annotate.titles import Titles, plural
from tests.annotate.layers import shared_lexicon


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("minister", "ministers"),
        ("spokesman", "spokesmen"),
        ("secretary", "secretaries"),
        ("envoy", "envoys"),
        ("witness", "witnesses"),
        ("attorney general", "attorneys general"),
    ],
)
def test_plural_of_titles(word: str, expected: str) -> None:
    assert plural(word) == expected


@pytest.mark.parametrize(
    ("text", "word", "is_plural"),
    [
        ("Secretary of State", "secretary of state", False),
        ("foreign ministers", "foreign minister", True),
        ("Prime Minister", "prime minister", False),
        ("Congressman", "congressman", False),
    ],
)
def test_find_takes_the_longest_title(text: str, word: str, is_plural: bool) -> None:
    words = text.split()
    found = Titles(shared_lexicon()).find(words, 0)
    assert found is not None
    assert (found[0], found[1].word) == (len(words), word)
    assert found[1].plural is is_plural or found[1].word == text.lower()


def test_head_at_finds_the_title_before() -> None:
    found = Titles(shared_lexicon()).head_at(["the", "Danish", "prime", "minister", ","], 4)
    assert found is not None
    assert (found[0], found[1].word) == (2, "prime minister")
