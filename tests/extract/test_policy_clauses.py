"""Policies told by whole clauses, orders and judgments, and clauses that tell none."""

from __future__ import annotations

import pytest

from kg.model.document import Document
from kg.model.facts import Policy
from tests.builders import annotate, shared_pipeline

pytestmark = pytest.mark.model


def policies(text: str) -> tuple[Document, list[Policy]]:
    doc = annotate(text)
    return doc, shared_pipeline().extract_policies(doc)


def names(doc: Document, ids: tuple[str, ...]) -> list[str]:
    return sorted(doc.entity(entity).name for entity in ids)


@pytest.mark.parametrize(
    ("text", "label", "actors", "status"),
    [
        (
            "No Chilean ship may enter Peruvian waters, Peru decreed on Sunday.",
            "No Chilean ship may enter Peruvian waters",
            ["Peru"],
            "inForce",
        ),
        ("Peru ordered two Chilean diplomats to leave.", "expulsion of two Chilean diplomats", ["Peru"], "adopted"),
        ("Peru told the Chilean ambassador to leave.", "expulsion of Chilean ambassador", ["Peru"], "adopted"),
        ("The Peruvian parliament voted to pull the country out of NATO.", "withdrawal from NATO", ["Peru"], "planned"),
        ("Peru agreed to free thousands of prisoners.", "release of thousands of prisoners", ["Peru"], "planned"),
        ("Peru has forbidden the export of copper.", "ban on export of copper", ["Peru"], "inForce"),
        ("Peruvian troops are to leave Chad by May.", "Peruvian troops are to leave", ["Peru"], "planned"),
        ("Peru pledged to buy bonds issued by Chile.", "purchase of bonds", ["Peru"], "planned"),
        ("Peru will take in 9,000 refugees from Mali.", "intake of 9,000 refugees from Mali", ["Peru"], "planned"),
    ],
)
def test_policy_told_by_a_clause(text: str, label: str, actors: list[str], status: str) -> None:
    doc, found = policies(text)
    assert [(policy.label, names(doc, policy.actors), policy.status) for policy in found] == [(label, actors, status)]


@pytest.mark.parametrize(
    "text",
    [
        "No Chilean ship may come back, Peru feared on Sunday.",
        "Peru told the Chilean ambassador to come to dinner.",
        "Peru pulled the cork out of the bottle.",
        "Peru bared its teeth.",
        "Peru praised thousands of prisoners.",
        "A shop in Lima will take in laundry from Mali.",
    ],
)
def test_clauses_that_tell_no_policy(text: str) -> None:
    assert [policy.label for policy in policies(text)[1]] == []


@pytest.mark.parametrize(
    ("text", "actors", "status"),
    [
        ("Britain and Portugal have a treaty of friendship.", ["Portugal", "United Kingdom"], "inForce"),
        ("The pact, which both presidents signed in May, angered Peru and Chile.", ["Chile", "Peru"], "adopted"),
        ("Peru's high court ruled that the ban on the use of mules by farmers was illegal.", ["Peru"], "repealed"),
        ("Peru asked the World Bank for a bailout of $6 billion last week.", ["Peru"], "proposed"),
        ("Sudan condemned Peru's alleged deployment of troops in Chad.", ["Peru"], "inForce"),
        ("Mali mourns the defunct border pact between Peru and Chile.", ["Chile", "Peru"], "repealed"),
        ("A Peruvian-brokered truce between Mali and Chad took hold on Monday.", ["Chad", "Mali"], "inForce"),
        ("Chile's president vetoed the bill that would have let farmers sue.", ["Chile"], "rejected"),
    ],
)  # fmt: skip
def test_policy_status_and_makers_by_its_words(text: str, actors: list[str], status: str) -> None:
    doc, found = policies(text)
    assert [(names(doc, policy.actors), policy.status) for policy in found] == [(actors, status)]


def test_committee_stage_adopts_nothing() -> None:
    _, found = policies("The Senate Foreign Relations Committee approved the New START treaty.")
    assert [policy.status for policy in found] == ["proposed"]


def test_hope_to_have_a_treaty_is_no_treaty_in_force() -> None:
    _, found = policies("Peru and Chile hope to have a treaty of friendship by May.")
    assert "inForce" not in [policy.status for policy in found]


def test_request_for_what_was_promised_is_one_policy() -> None:
    _, found = policies(
        "Peru's king promised an amnesty to the rebels. Peru's ministers agreed to the king's request for an amnesty."
    )
    assert len(found) == 1


def test_end_told_in_the_past_perfect_does_not_end_what_was_signed_later() -> None:
    _, found = policies("Peru and Chile signed a treaty of trade. Peru had declared that treaty void in 1960.")
    assert [policy.status for policy in found] == ["adopted"]


def test_sum_in_won_is_money_and_a_prize_won_is_none() -> None:
    _, found = policies("South Korea pledged 8 billion won to Peru.")
    assert [policy.status for policy in found] == ["planned"]
    assert policies("Peru gave three songs that won.")[1] == []
