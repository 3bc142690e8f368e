"""Meetings: who takes part, with what status, and what is no meeting."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kg.evaluate.meetings import place_fits, score_meetings, status_fits
from kg.evaluate.parties import parties_fit
from kg.evaluate.scores import Count, Tally
from kg.model.entities import Entity, Kind
from kg.model.facts import Meeting, MeetingStatus, MeetingType
from tests.evaluate.builders import GOLD, case, echo, parse, span_of

MET = GOLD["meetings"][0]
EXTRA = (
    Entity("envoy", Kind.PERSON, "Rosa Diaz", "CL"),
    Entity("ministry", Kind.ORGANIZATION, "Foreign Ministry", "CL"),
    Entity("stranger", Kind.PERSON, "Kari Lund", "NO"),
    Entity("norway", Kind.COUNTRY, "Norway", "NO"),
)


def score(predicted: list[Meeting], /, **changes: Any) -> Tally:
    full = echo(parse())
    return score_meetings(
        case(parse(**changes), replace(full, entities=(*full.entities, *EXTRA), meetings=tuple(predicted)))
    )


def ids(*names: str) -> tuple[str, ...]:
    """The ids of entities by their names, and ids as they are."""
    known = {entity.name: entity.id for entity in echo(parse()).entities}
    return tuple(known.get(name, name) for name in names)


def meeting(*names: str, at: str = MET["evidence"], **changes: Any) -> Meeting:
    made = Meeting(ids(*names), MeetingStatus.HELD, MeetingType.TALKS, (span_of(at),), 0.8, date="2010-05-11")
    return replace(made, **changes)


@pytest.mark.parametrize(
    ("gold", "predicted", "value"),
    [
        ({"participants": ["Ana Soto", "Luis Vega"], "countries": ["PE", "CL"]}, ["Ana Soto", "Luis Vega"], 1.0),
        ({"participants": ["Ana Soto", "Luis Vega"], "countries": ["PE", "CL"]}, ["Ana Soto"], 0.5),
        ({"participants": ["Ana Soto", "Luis Vega"], "countries": ["PE", "CL"]}, ["Ana Soto", "Luis Vega", "PE"], 1.0),
        ({"participants": ["Ana Soto", "Luis Vega"], "countries": []}, ["Ana Soto", "Luis Vega", "norway"], 2 / 3),
        ({"participants": ["Ana Soto"], "countries": ["PE", "CL"]}, ["Ana Soto", "CL"], 1.0),
        ({"participants": ["Ana Soto"], "countries": ["PE", "CL"]}, ["Ana Soto", "envoy"], 1.0),
        ({"participants": ["Ana Soto"], "countries": ["PE", "CL"]}, ["Ana Soto", "ministry"], 1.0),
        ({"participants": ["Ana Soto"], "countries": ["PE", "CL"]}, ["Ana Soto"], 0.5),
        ({"participants": ["Ana Soto"], "countries": ["PE", "CL"]}, ["Ana Soto", "stranger"], 1 / 3),
        ({"participants": [], "countries": ["PE", "CL"]}, ["PE", "CL"], 1.0),
        (
            {"participants": ["Ana Soto"], "countries": [], "participants_optional": ["Luis Vega"]},
            ["Ana Soto", "Luis Vega"],
            1.0,
        ),
        ({"participants": ["Ana Soto"], "countries": [], "participants_alt": [["Luis Vega"]]}, ["Luis Vega"], 1.0),
        ({"participants": [], "countries": ["PE"], "countries_alt": [["CL"]]}, ["CL"], 1.0),
        ({"participants": [], "countries": []}, ["Ana Soto"], 0.5),
        ({"participants": [], "countries": []}, [], 1.0),
    ],
)
def test_parties_fit(gold: dict[str, Any], predicted: list[str], value: float) -> None:
    annotated = parse(meetings=[{**MET, **gold}])
    full = echo(parse())
    found = case(annotated, replace(full, entities=(*full.entities, *EXTRA)))
    assert parties_fit(found, annotated.meetings[0], ids(*predicted)) == pytest.approx(value)


@pytest.mark.parametrize(
    ("status", "accepted", "fits"),
    [
        ("held", ["held"], True),
        ("held", ["planned"], False),
        ("proposed", ["planned", "proposed"], True),
        ("postponed", ["planned"], True),
        ("postponed", ["cancelled"], True),
        ("postponed", ["held"], False),
    ],
)
def test_status_fits(status: str, accepted: list[str], fits: bool) -> None:
    assert status_fits(status, accepted) is fits


@pytest.mark.parametrize(
    ("place", "accepted", "fits"),
    [
        ("Lima", ["LIMA"], True),
        ("the city of Lima", ["Lima"], True),
        ("Palace of Justice", ["Palace of Nations"], True),
        ("Lima", ["Cusco"], False),
        (None, ["Lima"], False),
        (None, ["Lima", None], True),
        ("Lima", [None], False),
    ],
)
def test_place_fits(place: str | None, accepted: list[str | None], fits: bool) -> None:
    assert place_fits(place, accepted) is fits


def test_status_decides_on_the_main_line_only() -> None:
    tally = score([meeting("Ana Soto", "Luis Vega", status=MeetingStatus.PLANNED)], meetings=[MET])
    assert tally.lines["meetings"] == Count(gold=1, predicted=1)
    assert tally.lines["meetings: participants"] == Count(1, 1, 1, 1)
    assert tally.details["status"].rate == 0.0


def test_two_predictions_of_one_meeting_are_one_too_many() -> None:
    both = [meeting("Ana Soto", "Luis Vega"), meeting("Ana Soto", "Luis Vega")]
    assert score(both, meetings=[MET]).lines["meetings"] == Count(1, 1, 2, 1)


def test_meeting_in_its_place_is_taken_before_one_elsewhere() -> None:
    elsewhere = meeting("Ana Soto", "Luis Vega", at="Mr. Vega is to visit", date="2009")
    here = meeting("Ana Soto", "Luis Vega")
    tally = score([elsewhere, here], meetings=[MET])
    assert tally.details["date"].rate == 1.0


@pytest.mark.parametrize(
    ("status", "predicted", "not_held"),
    [("held", 1, 1), ("planned", 1, 0), ("denied", 0, 0), ("cancelled", 0, 0), ("proposed", 0, 0)],
)
def test_prediction_where_no_meeting_is_reported(status: str, predicted: int, not_held: int) -> None:
    rebels = meeting("stranger", at="he had met the rebels", status=MeetingStatus(status))
    tally = score([rebels], meetings=[MET])
    assert tally.lines["meetings"].predicted == predicted
    assert tally.apart["not meetings"] == not_held


def test_prediction_in_an_unscored_span_is_ignored() -> None:
    visit = meeting("stranger", at="Mr. Vega is to visit Cusco in June")
    assert score([visit], meetings=[MET], unscored=["Mr. Vega is to visit Cusco"]).lines["meetings"].predicted == 0


def test_meeting_in_boilerplate_is_wrong_and_counted_apart() -> None:
    teaser = meeting("Ana Soto", "Luis Vega", at="Kari Lund visits Oslo")
    tally = score([teaser], meetings=[MET])
    assert tally.lines["meetings"] == Count(gold=1, predicted=1)
    assert tally.apart["boilerplate"] == 1


@pytest.mark.parametrize(("merge_ok", "found"), [(True, 2), (False, 1)])
def test_one_prediction_may_stand_for_several_where_allowed(merge_ok: bool, found: int) -> None:
    golds = [
        {**MET, "participants": [name], "countries": [], "merge_ok": merge_ok} for name in ("Ana Soto", "Luis Vega")
    ]
    count = score([meeting("Ana Soto", "Luis Vega")], meetings=golds).lines["meetings"]
    assert (count.gold, count.found, count.predicted, count.right) == (2, found, 1, 1)
