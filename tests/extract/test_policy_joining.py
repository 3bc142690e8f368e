"""Which mentions are of one policy, and what is too vague to be one."""

from __future__ import annotations

import pytest

from tests.extract.test_policies import names, only, policies

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    "text",
    [
        "State law requires drivers to wear seat belts.",
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
    ],
)
def test_what_is_vague_or_private_is_no_policy(text: str) -> None:
    assert [policy.label for policy in policies(text)[1]] == []


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("A peace deal was near.", "peace deal"),
        ("A truce was near.", "truce"),
        ("The accord on landmines is old.", "accord on landmines"),
    ],
)
def test_words_of_public_affairs_tell_a_policy_without_makers(text: str, label: str) -> None:
    _, policy = only(text)
    assert policy.label == label
    assert policy.confidence <= 0.5


def test_a_plan_and_the_act_that_it_tells_are_one() -> None:
    _, policy = only("Peru plans to build a wall on the border. The plan to build a wall on the border angered Chile.")
    assert policy.kind == "programme"


def test_what_another_party_answers_is_the_same_truce() -> None:
    doc, policy = only("Peru proposed a 30-day truce. Chile accepted the truce.")
    assert names(doc, policy.actors)[-1] == "Peru"


def test_a_mission_is_not_the_withdrawal_told_before() -> None:
    _, found = policies("The United Nations will withdraw its peacekeepers from Chad. The mission was set up in 2004.")
    assert found[0].date is None


def test_a_referendum_and_a_constitution_stay_apart() -> None:
    _, found = policies("Peru announced a referendum. Its new constitution was praised by Chile.")
    assert [policy.label for policy in found] == ["Peru referendum", "Peru new constitution"]
