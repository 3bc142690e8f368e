"""Keys of names across articles, and the choice of one name."""

from __future__ import annotations

import pytest

from kg.model.entities import Entity, Kind
from kg.resolve.names import NameKey, choose_name, name_key, person_key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("John Smith", NameKey("john smith")),
        ("JOHN SMITH", NameKey("john smith")),
        ("John A. Smith Jr.", NameKey("john smith", "a")),
        ("George H. W. Bush", NameKey("george bush", "hw")),
        ("J. Smith", NameKey("j smith")),
        ("Smith", NameKey("smith")),
        ("José María Aznar", NameKey("jose maria aznar")),
        ("Ban Ki-moon", NameKey("ban ki moon")),
    ],
)
def test_person_key(name: str, key: NameKey) -> None:
    assert person_key(name) == key


@pytest.mark.parametrize(
    ("entity", "words"),
    [
        (Entity("e1", Kind.COUNTRY, "Russia", "RU"), "RU"),
        (Entity("e1", Kind.COUNTRY, "Nowhere"), "nowhere"),
        (Entity("e1", Kind.ORGANIZATION, "The Acme Council"), "acme council"),
        (Entity("e1", Kind.PLACE, "São Paulo", "BR"), "sao paulo"),
        (Entity("e1", Kind.PERSON, "John A. Smith"), "john smith"),
    ],
)
def test_name_key_by_kind(entity: Entity, words: str) -> None:
    assert name_key(entity).words == words


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"J. Smith": 2, "John Smith": 1}, "J. Smith"),
        ({"Jon Smith": 1, "John Smith": 1}, "John Smith"),
        ({"B. Smith": 1, "A. Smith": 1}, "A. Smith"),
    ],
)
def test_choose_name(counts: dict[str, int], expected: str) -> None:
    assert choose_name(counts) == expected
