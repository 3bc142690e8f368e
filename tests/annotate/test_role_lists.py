"""Offices that several holders share, told one to each state."""

from __future__ import annotations

import pytest

from kg.model.entities import Kind
from tests.annotate.layers import named, of_kind

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("The presidents of Peru and Chile, Ana Roe and Luis Paz, met.", "presidents"),
        ("Peru and Chile's foreign ministers, Ana Roe and Luis Paz, met.", "foreign ministers"),
        ("The Peruvian and Chilean presidents, Ana Roe and Luis Paz, met.", "presidents"),
        ("Ana Roe and Luis Paz, the presidents of Peru and Chile, met.", "presidents"),
        ("Ana Roe and Luis Paz, the Peruvian and Chilean presidents, met.", "presidents"),
        ("Karl Berg received his counterparts from Peru and Chile, Ana Roe and Luis Paz.", "counterparts"),
    ],
)
def test_holders_are_told_one_to_each_state(text: str, role: str) -> None:
    persons = of_kind(named(text), Kind.PERSON)
    assert [(persons[name].country, persons[name].roles) for name in ("Ana Roe", "Luis Paz")] == [
        ("PE", (role,)),
        ("CL", (role,)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Ana Roe and Luis Paz, the presidents of Peru, Chile and Bolivia, met.",
        "Ana Roe and Luis Paz, two lawyers from Peru, met.",
        "Ana Roe and Luis Paz saw Peru and Chile.",
    ],
)
def test_lists_of_another_length_are_told_nothing(text: str) -> None:
    persons = of_kind(named(text), Kind.PERSON)
    assert {person.country for person in persons.values()} == {None}
