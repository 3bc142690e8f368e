from __future__ import annotations

import pytest

from kg.annotate.sides import in_order
from kg.model.entities import Kind
from tests.annotate.layers import named, of_kind


@pytest.mark.parametrize(
    ("known", "states", "expected"),
    [
        ((None, None), ("PE", "CL"), ["PE", "CL"]),
        (("PE", None), ("PE", "CL"), ["PE", "CL"]),
        ((None, "PE"), ("PE", "CL"), ["CL", "PE"]),
        (("CL", "PE"), ("PE", "CL"), ["CL", "PE"]),
        (("KE", None), ("PE", "CL"), None),
        (("PE", "PE"), ("PE", "CL"), None),
        ((None, None, None), ("PE", "CL"), None),
    ],
)
def test_in_order(known: tuple[str | None, ...], states: tuple[str, ...], expected: list[str] | None) -> None:
    assert in_order(known, states) == expected


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The presidents of Peru and Chile met in Quito. Rosa Quispe and Maria Mora signed a pact.",
            {"Rosa Quispe": ("PE", ("presidents",)), "Maria Mora": ("CL", ("presidents",))},
        ),
        (
            "The foreign ministers of Peru and Chile, Rosa Quispe and Maria Mora, met.",
            {
                "Rosa Quispe": ("PE", ("foreign ministers",)),
                "Maria Mora": ("CL", ("foreign ministers",)),
            },
        ),
        (
            "Peru and Chile agreed on Monday. Their defense ministers, Rosa Quispe and Maria Mora, will meet.",
            {"Rosa Quispe": ("PE", ("defense ministers",)), "Maria Mora": ("CL", ("defense ministers",))},
        ),
        (
            # Three persons for two states: nothing tells who is whose.
            "Peru and Chile agreed. Their ministers, Rosa Quispe, Maria Mora and Ana Costa, will meet.",
            {
                "Rosa Quispe": (None, ("ministers",)),
                "Maria Mora": (None, ("ministers",)),
                "Ana Costa": (None, ("ministers",)),
            },
        ),
        (
            # Without an office that both hold, two names after two states are anybody's.
            "Peru and Chile agreed on Monday. Rosa Quispe and Maria Mora sang at the feast.",
            {"Rosa Quispe": (None, ()), "Maria Mora": (None, ())},
        ),
    ],
)
def test_persons_are_told_to_sides(text: str, expected: dict[str, tuple[str | None, tuple[str, ...]]]) -> None:
    people = of_kind(named(text), Kind.PERSON)
    assert {name: (person.country, person.roles) for name, person in people.items()} == expected
