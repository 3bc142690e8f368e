"""Policies by rarer constructions: pledges, votes, appositions, acts of power; each with what must come out of it."""

from __future__ import annotations

import pytest

from tests.extract.test_policies import names, policies

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("text", "label", "actors", "status"),
    [
        (
            "Peru and Chile agreed to halve their stocks of copper.",
            "halving of stocks of copper",
            "Chile Peru",
            "planned",
        ),
        ("Peru pledged to electrify its railways.", "electrification of railways", "Peru", "planned"),
        (
            "Peru's parliament voted to strip deputies of their pensions.",
            "strip deputies of their pensions",
            "Peru",
            "adopted",
        ),
        ("Peru and Chile signed a border treaty in Arica.", "border treaty", "Chile Peru", "adopted"),
        ("Peru and Chile signed a border treaty on the palace lawn.", "border treaty", "Chile Peru", "adopted"),
        ("Peru asked Spain for 400 million dollars in aid.", "400 million dollars in aid", "Peru", "proposed"),
        ("Peru suspended its bombing of Chile.", "suspension of bombing of Chile", "Peru", "inForce"),
        ("Peru pledged 30 tanks to Chile.", "pledged 30 tanks to Chile", "Peru", "planned"),
        ("All Peruvian troops will be out of Chad by May.", "withdrawal of Peruvian troops", "Peru", "planned"),
        (
            "Peru signed a deal on Monday for the withdrawal of Chilean troops.",
            "withdrawal of Chilean troops",
            "Chile",
            "planned",
        ),
        (
            "Peru's plan for a common market was put to the ministers.",
            "Peru's plan for a common market",
            "Peru",
            "proposed",
        ),
        ("Peru's pledge to plant trees still stands.", "Peru's pledge to plant trees", "Peru", "planned"),
        ("Peru shut Arica on Monday.", "closing of Arica", "Peru", "inForce"),
        ("Peru put its programme for unity before the voters.", "programme for unity", "Peru", "proposed"),
        ("Peru's senate nodded through an amnesty law.", "amnesty law", "Peru", "adopted"),
        ("Peru and Chile were the first to sign the Landmine Treaty.", "Landmine Treaty", "Chile Peru", "adopted"),
        (
            "The talks ended with a protocol that binds 38 states, Peru said.",
            "protocol that binds 38 states",
            "",
            "adopted",
        ),
        ("Peru passed a package of laws on fishing.", "package of laws", "Peru", "adopted"),
        (
            "Peru scrapped the law that lets its judges retire at 50.",
            "law that lets its judges retire at 50",
            "Peru",
            "repealed",
        ),
    ],
)
def test_policies_by_rarer_constructions(text: str, label: str, actors: str, status: str) -> None:
    doc, found = policies(text)
    told = [
        (label in (policy.label, *policy.aliases), " ".join(names(doc, policy.actors)), policy.status)
        for policy in found
    ]
    assert (True, actors, status) in told


def test_two_parties_bound_by_a_contract_made_it() -> None:
    doc, found = policies("Peru and Chile are bound by a gas contract until 2030.")
    assert names(doc, found[0].actors) == ["Chile", "Peru"]


def test_a_name_and_what_it_is_are_one_policy() -> None:
    _, found = policies("The Arica accords, a framework for peace between Peru and Chile, are ten years old.")
    assert [policy.label for policy in found] == ["Arica accords"]


def test_a_bill_is_not_the_act_that_it_repeals() -> None:
    _, found = policies("Peru's parliament passed a bill to repeal the Water Rights Act.")
    assert sorted(policy.label for policy in found) == ["Water Rights Act", "bill to repeal the Water Rights Act"]


def test_the_length_of_a_text_tells_no_other_accord() -> None:
    _, found = policies("Peru and Chile clinched a trade deal on Thursday. The 1,246-page accord was hailed in Lima.")
    assert [policy.aliases for policy in found] == [("trade deal", "1,246-page accord")]


def test_what_would_happen_to_a_policy_tells_no_status() -> None:
    _, found = policies("Peru and Chile signed a fishing pact in May. Should voters reject it, the pact is dead.")
    assert [policy.status for policy in found] == ["adopted"]


@pytest.mark.parametrize(
    "text",
    [
        "A Chilean farmer gave $5 million to a club in Peru.",
        "Peru donated $5 million to the Hope Foundation.",
        "The police in Peru are making arrangements to interview the governor.",
        "Peru and Chile agreed to resume talks.",
        "Peru promised to reduce tension with Chile.",
        "Peru needs a more effective energy policy.",
        "Peru's trade policy is a riddle.",
        "They will stay unless Peru ends its occupation.",
        "The Hope Global Initiative feeds children in Peru.",
        "Peru's parliament voted to adjourn the session.",
        "British Defence Secretary Ann Hale left Peru.",
    ],
)
def test_what_only_looks_like_a_policy_is_none(text: str) -> None:
    assert [policy.label for policy in policies(text)[1] if policy.confidence >= 0.5] == []
