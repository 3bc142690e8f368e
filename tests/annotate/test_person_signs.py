"""Names that are shown to be persons by what stands beside them, and what is no person for all its capitals."""

from __future__ import annotations

import pytest

from kg.model.entities import Kind
from tests.annotate.layers import named, of_kind

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The village is empty, Onarvik, 29, told reporters.", ["Onarvik"]),
        ("Yusuf's wife left the house.", ["Yusuf"]),
        ("Petrova, the ambassador to Norway, agreed.", ["Petrova"]),
        ("A spokesman for the miners, Bola Coker, said no.", ["Bola Coker"]),
        ("The singer Liranda was there.", ["Liranda"]),
        ("Theresa Moor met Karen May. In May, Mrs. May left.", ["Theresa Moor", "Karen May"]),
        ("April Shaw came in April.", ["April Shaw"]),
        ("Pakistan's foreign minister, Shah Nawaz Qadri, left.", ["Shah Nawaz Qadri"]),
        ("Shah Reza of Iran fell.", ["Shah Reza"]),
        ('Robert "Bobby" Marsh agreed. Marsh left.', ['Robert "Bobby" Marsh']),
        ("Edward 'Big Ned' Lam said so.", ["Edward 'Big Ned' Lam"]),
        ('Abu Karim, once governor of Basra, met Tadele "The Kid" Wolde.', ["Abu Karim", 'Tadele "The Kid" Wolde']),
        ("Tanzanian Deputy Minister for Works Juma Mwaki said so.", ["Juma Mwaki"]),
        ("President of Mali Modibo Kante came.", ["Modibo Kante"]),
        (
            "Ludwig van der Molen, Rui dos Anjos and Oscar de la Vega left.",
            ["Ludwig van der Molen", "Rui dos Anjos", "Oscar de la Vega"],
        ),
        ("Maria Lopez (D-Queens) and Ann Roe (R-Ohio) agreed.", ["Maria Lopez", "Ann Roe"]),
    ],
)
def test_persons_by_their_signs(text: str, expected: list[str]) -> None:
    assert list(of_kind(named(text), Kind.PERSON)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The members of the Syndicate, who were friends, agreed.",
        "Citizens United, which struck down limits, was named.",
        "Wealth-X, a private company, counts the rich.",
        "The USS Anna Lindgren left the port.",
        "He lived in Martin Luther King Boulevard.",
        "He watched Madam Secretary and thanked Mr. President.",
        "Shares of Morgan Stanley fell.",
        "In May, the talks of May 5 failed.",
        "Many of his fellow Oromos, a minority, fled.",
        "The president of France Monday left for the coast.",
    ],
)
def test_what_is_no_person(text: str) -> None:
    assert of_kind(named(text), Kind.PERSON) == {}
