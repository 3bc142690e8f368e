"""What is too vague or too private to be a policy."""

from __future__ import annotations

import pytest

from kg.extract.policies import SHARE_RIGHT_PUBLIC
from tests.extract.test_policies import only, policies

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    "text",
    [
        "State law requires drivers to wear seat belts.",
        "Chelsea failed to overturn a transfer ban.",
        "The bill for dinner in Paris came to 900 euros.",
        "She made a pact with the devil, the critics wrote.",
        "The team has a ceasefire in the dressing room.",
        "He made one resolution for the new year.",
        "The laws of physics hold in Chile.",
        "Additional rulings in jeopardy are of interest in Peru.",
        "Only legislation can stop them, Chile's press said.",
        "Federal law bars such donations.",
        "He called for tax reform and better schools.",
        "Voters care about health care reform and immigration policy.",
        "A settlement with shareholders was reached on Friday.",
        "The team signed a defender on a three-year deal.",
        "The striker's transfer deal collapsed.",
        "The club's transfer policy has failed, its president said.",
        "Economists expect the bank's bond-buying programme to end in June.",
        "A judge ruled that the school board's ban on backpacks was legal.",
        "The committee approved the budget of the festival and a programme of concerts.",
        "Shares rose after the bank announced a new strategy.",
        "The company signed a contract with its supplier.",
        "Traders said the stock exchange order was large.",
        "They would not agree to any treaty.",
        "Jewish settlements ring the city.",
        "Two charters flew migrants home.",
        "Critics blame trade deals for the loss of jobs.",
        "Viacom Group Inc. and Shire reached a licensing deal.",
        "His in-laws came to the party's annual convention.",
    ],
)
def test_what_is_vague_or_private_is_no_policy(text: str) -> None:
    assert [policy.label for policy in policies(text)[1]] == []


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("In Yemen a peace deal was near.", "peace deal"),
        ("In Yemen a truce was near.", "truce"),
        ("Canada is proud. The accord on landmines is old.", "accord on landmines"),
    ],
)
def test_words_of_public_affairs_tell_a_policy_without_makers(text: str, label: str) -> None:
    _, policy = only(text)
    assert policy.label == label
    assert policy.confidence == SHARE_RIGHT_PUBLIC


@pytest.mark.parametrize(
    "text",
    [
        "The candidate Paul Reed defended his plan to ban cars from the centre of Paris.",
        "Paul Reed, a frontrunner for the nomination, has proposed banning tourists from entering the United States.",
        "Ms. Hart's campaign in France presented its plan to cut taxes.",
        "The National Committee of the Reform Party in Peru struck a fundraising agreement with the candidate.",
        "Paul Reed, a candidate in Chile, has built a formidable base.",
    ],
)
def test_what_candidates_and_private_persons_plan_is_no_policy(text: str) -> None:
    assert [policy.label for policy in policies(text)[1]] == []


def test_the_plan_of_a_person_in_office_is_one_of_the_state() -> None:
    doc, policy = only("President Paul Reed of Chile announced a plan to build a dam on the Maule.")
    assert [doc.entity(actor).name for actor in policy.actors] == ["Chile"]
