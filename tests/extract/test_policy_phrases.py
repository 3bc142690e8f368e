"""Where the words of a policy begin and end."""

from __future__ import annotations

import pytest

from tests.extract.test_policies import only, policies

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (
            "Seoul suspended shipments of rice to Japan on Thursday after a row.",
            "suspension of shipments of rice to Japan",
        ),
        ("South Africa's parliament repealed the Population Act on Monday, to cheers.", "Population Act"),
        ("Brazil's budget for 1996 was passed by the Senate.", "Brazil's budget for 1996"),
        ("Peru and Chile signed the Arica Pact on the sidelines of a summit.", "Arica Pact"),
        ("Spain has scrapped its predecessor's missile shield in Chad.", "missile shield in Chad"),
        ("Finland and Estonia have signed a deal to lay a pipe under the sea.", "deal to lay a pipe under the sea"),
        ("Kenya is throwing out six Iranian envoys in solidarity with Oman.", "expulsion of six Iranian envoys"),
        ("Egypt declared a state of emergency in Sinai.", "state of emergency in Sinai"),
        ("India's scheme known as Fit for Work was launched in 2014.", "Fit for Work"),
    ],
)
def test_policy_label_ends_where_its_name_does(text: str, label: str) -> None:
    assert label in [policy.label for policy in policies(text)[1]]


def test_no_label_goes_over_the_dash_of_a_dateline() -> None:
    _, policy = only("LIMA, MAY 3 -- PERU AND CHILE SIGNED A FISHING TREATY ON MONDAY.")
    assert policy.label == "FISHING TREATY"


@pytest.mark.parametrize("text", ["Sanctions against.", "A treaty with.", "The plan for."])
def test_a_preposition_alone_makes_no_policy(text: str) -> None:
    assert policies(text)[1] == []
