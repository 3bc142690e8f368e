from __future__ import annotations

import pytest

from kg.authority import is_kinship


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("younger brother", True),
        ("sister-in-law", True),
        ("widow of the president", True),
        ("president", False),
        ("brother-in-arms of the president", False),
        ("minister for sons of the soil", False),
    ],
)
def test_kinship_is_told_by_the_head_noun(role: str, expected: bool) -> None:
    assert is_kinship(role) is expected
