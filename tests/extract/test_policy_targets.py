"""Whom a policy concerns."""

from __future__ import annotations

import pytest

from tests.extract.test_policies import names, only, policies

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("Norway imposed an arms embargo on Sudan.", ["Sudan"]),
        ("Canada eased its sanctions against Mali in March.", ["Mali"]),
        ("Cuba has lived under a U.S. trade embargo since 1962.", ["Cuba"]),
        ("Peru tested a bomb, and Chile imposed sanctions.", ["Peru"]),
        ("Chile lifted its blockade of Peru.", ["Peru"]),
        ("Peru announced a boycott of Chile.", ["Chile"]),
        ("Congress in Lima approved military aid to Mali.", ["Mali"]),
        ("France will send troops to Mali.", ["Mali"]),
        ("Ethiopia sent troops into Somalia last December.", ["Somalia"]),
        ("Spain withdrew its troops from Iraq.", ["Iraq"]),
        ("Chile recognised Kosovo.", ["Kosovo"]),
        ("Canada expelled four Russian diplomats.", ["Russia"]),
        ("Chile closed its border with Peru.", ["Peru"]),
        ("Peru lifted Chile's suspension.", ["Chile"]),
        ("Peru granted Chile a visa waiver.", ["Chile"]),
    ],
)
def test_policy_targets(text: str, targets: list[str]) -> None:
    doc, policy = only(text)
    assert names(doc, policy.targets) == targets


@pytest.mark.parametrize(
    "text",
    [
        "Peru and Chile signed a peace treaty in Bolivia.",
        "Peru lifted the headscarf ban at a meeting in Chile.",
        "A Peruvian missile shield alarmed Chile.",
    ],
)
def test_policy_without_targets(text: str) -> None:
    doc, policy = only(text)
    assert names(doc, policy.targets) == []


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("Deputies tabled a motion of no confidence in Ana Silva, Chile's prime minister.", ["Ana Silva"]),
        ("Portugal slapped duties on Chinese bicycles in May.", ["China"]),
        ("Spain is bringing its troops home from Iraq.", ["Iraq"]),
    ],
)
def test_targets_of_motions_duties_and_withdrawals(text: str, targets: list[str]) -> None:
    doc, found = policies(text)
    assert [names(doc, policy.targets) for policy in found] == [targets]


def test_a_sanction_without_a_target_hits_the_state_that_the_article_is_about() -> None:
    doc, policy = only("Chad is poor. Chad has no coast. Chad grows cotton. The European Union renewed its sanctions.")
    assert names(doc, policy.targets) == ["Chad"]
    _, policy = only("Chad is poor. Mali is poor. The European Union renewed its sanctions.")
    assert policy.targets == ()


def test_a_truce_concerns_the_state_in_which_it_holds() -> None:
    doc, policy = only("The truce in Yemen broke down.")
    assert names(doc, policy.targets) == ["Yemen"]
