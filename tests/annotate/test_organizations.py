from __future__ import annotations

import pytest

from kg.model.entities import Kind
from tests.annotate.layers import named, of_kind

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("The IMF approved the loan.", "International Monetary Fund", None),
        ("Nato troops left.", "North Atlantic Treaty Organization", None),
        ("The Peruvian Foreign Ministry protested.", "Foreign Ministry", "PE"),
        ("Peru's foreign ministry protested.", "Foreign Ministry", "PE"),
        ("The State Department protested.", "United States Department of State", "US"),
        ("The Nuclear Suppliers Group met.", "Nuclear Suppliers Group", None),
        ("The Organization of American States met.", "Organization of American States", None),
        ("The UN refugee agency protested.", "UN refugee agency", None),
        ("The House of Commons rejected the deal.", "House of Commons", "GB"),
        ("The Rada passed the law.", "Verkhovna Rada", "UA"),
        ("The Senate ratified the pact.", "United States Senate", "US"),
        ("The Quai d'Orsay protested.", "Quai d'Orsay", "FR"),
        # Many states have one of that name.
        ("Peru signed; the Senate ratified the pact.", "Senate", None),
    ],
)
def test_organizations_and_their_state(text: str, name: str, country: str | None) -> None:
    found = of_kind(named(text), Kind.ORGANIZATION)
    assert name in found
    assert found[name].country == country


def test_a_national_council_is_not_that_of_the_united_nations() -> None:
    doc = named("Danish Security Council chief Lars Holm left.")
    council = next(iter(of_kind(doc, Kind.ORGANIZATION).values()))
    assert (council.name, council.country) == ("Security Council", "DK")


def test_congress_is_a_party_where_it_has_a_president() -> None:
    doc = named("Congress president Asha Rao congratulated the Indian prime minister.")
    assert of_kind(doc, Kind.ORGANIZATION)["Congress"].country is None
    assert of_kind(doc, Kind.PERSON)["Asha Rao"].country is None
