from __future__ import annotations

import pytest

from tests.annotate.layers import referents, resolved

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        # States named only to be compared with are no sides.
        (
            "Peru and Chile signed. They want to live like Canada and Mexico. Both countries will open schools.",
            "Both countries",
            ["Peru", "Chile"],
        ),
        (
            "Peru and Chile signed. A Kenyan envoy came. The three countries agreed.",
            "The three countries",
            ["Peru", "Chile", "Kenya"],
        ),
        # Who receives a group is no part of it.
        (
            "Lars Holm and Paul Otieno met. Rosa Quispe received both men and praised their courage.",
            "their",
            ["Lars Holm", "Paul Otieno"],
        ),
        (
            "Danish President Lars Holm met Kenyan President Paul Otieno. "
            "Rosa Quispe and Maria Mora embraced the two men.",
            "the two men",
            ["Lars Holm", "Paul Otieno"],
        ),
    ],
)
def test_who_is_named_together(text: str, words: str, expected: list[str]) -> None:
    assert referents(resolved(text), words) == expected
