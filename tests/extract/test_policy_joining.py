"""Which mentions are of one policy."""

from __future__ import annotations

import pytest

from tests.extract.test_policies import names, only, policies

pytestmark = pytest.mark.model


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
