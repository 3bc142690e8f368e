"""Policies: labels, actors, details."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kg.evaluate.policies import score_policies
from kg.evaluate.scores import Count, Tally
from kg.model.facts import Policy, PolicyKind, PolicyStatus
from tests.evaluate.builders import GOLD, case, echo, parse, span_of

ACCORD = GOLD["policies"][0]


def score(predicted: list[Policy], /, **changes: Any) -> Tally:
    return score_policies(case(parse(**changes), replace(echo(parse()), policies=tuple(predicted))))


def policy(**changes: Any) -> Policy:
    return replace(echo(parse()).policies[0], **changes)


def actors(*names: str) -> tuple[str, ...]:
    return tuple(entity.id for entity in echo(parse()).entities if entity.name in names)


@pytest.mark.parametrize(
    ("label", "aliases", "found"),
    [
        ("Pacific Fishing Accord", (), 1),
        ("fishing accord", (), 1),
        ("a deal", ("the accord",), 1),
        ("Pacific trade", (), 0),
        ("a deal", (), 0),
    ],
)
def test_labels_agree_by_half_of_their_words(label: str, aliases: tuple[str, ...], found: int) -> None:
    tally = score([policy(label=label, aliases=aliases)])
    assert tally.lines["policies: label"] == Count(gold=1, found=found, predicted=1, right=found)


@pytest.mark.parametrize(
    ("gold", "names", "fits"),
    [
        ({"actors": ["PE", "CL"]}, ["PE", "CL"], True),
        ({"actors": ["PE", "CL"]}, ["PE"], True),
        ({"actors": ["PE", "CL"]}, ["Ana Soto", "CL"], True),
        ({"actors": ["PE"]}, ["CL"], False),
        ({"actors": ["PE"], "actors_alt": [["CL"]]}, ["CL"], True),
        ({"actors": []}, ["Andean Community"], True),
        ({"actors": ["Andean Community"]}, ["Andean Community"], True),
        ({"actors": ["PE"]}, [], False),
    ],
)
def test_actors_decide_on_the_main_line(gold: dict[str, Any], names: list[str], fits: bool) -> None:
    tally = score([policy(actors=actors(*names))], policies=[{**ACCORD, **gold}])
    assert tally.lines["policies"].right == fits
    assert tally.lines["policies: label"].right == 1
    assert [judged.right for judged in tally.judged] == [fits]


@pytest.mark.parametrize(
    ("gold", "changes", "detail", "rate"),
    [
        ({}, {"status": PolicyStatus.PROPOSED}, "status", 0.0),
        ({"status_alt": ["proposed"]}, {"status": PolicyStatus.PROPOSED}, "status", 1.0),
        ({"status": "repealed"}, {"status": PolicyStatus.WITHDRAWN}, "status", 1.0),
        ({"status": "in_force"}, {"status": PolicyStatus.IN_FORCE}, "status", 1.0),
        ({"status": None}, {"status": PolicyStatus.ADOPTED}, "status", None),
        ({"kind_alt": ["trade"]}, {"kind": PolicyKind.TRADE}, "kind", 1.0),
        ({}, {"kind": PolicyKind.LAW}, "kind", 0.0),
        ({}, {"targets": ()}, "targets", None),
        ({"targets": ["CL"]}, {"targets": ()}, "targets", 0.0),
        ({"targets": ["CL"]}, {"targets": actors("CL")}, "targets", 1.0),
    ],
)
def test_details(gold: dict[str, Any], changes: dict[str, Any], detail: str, rate: float | None) -> None:
    share = score([policy(**changes)], policies=[{**ACCORD, **gold}]).details.get(detail)
    assert (share.rate if share else None) == rate


def test_prediction_in_an_unscored_span_is_ignored() -> None:
    other = policy(label="border rule", aliases=(), evidence=(span_of("must stay open"),))
    assert score([other], unscored=["must stay open"]).lines["policies: label"].predicted == 0
    assert score([other]).lines["policies: label"].predicted == 1


def test_policy_in_boilerplate_is_wrong_even_with_the_right_label() -> None:
    tally = score([policy(evidence=(span_of("Norway's Kari Lund visits Oslo"),))])
    assert tally.lines["policies: label"] == Count(gold=1, predicted=1)
    assert tally.apart["boilerplate"] == 1
