"""Persons and countries."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kg.evaluate.entities import score_countries, score_persons
from kg.evaluate.scores import Count, Judged, Share, Tally
from kg.evaluate.statements import score_statements
from kg.model.document import Form, Mention
from kg.model.entities import Entity, Kind
from kg.model.extraction import Extraction
from tests.evaluate.builders import case, echo, parse, span_of


def with_entities(*entities: Entity, mentioned: str | None = None) -> Extraction:
    """The echo with more entities, mentioned where a phrase stands."""
    full = echo(parse())
    mentions = [
        Mention(span_of(mentioned), mentioned, entity.id, Form.NAME, 0) for entity in entities if mentioned is not None
    ]
    return replace(full, entities=(*full.entities, *entities), mentions=(*full.mentions, *mentions))


def change_person(name: str, **changes: Any) -> Extraction:
    full = echo(parse())
    changed = [replace(entity, **changes) if entity.name == name else entity for entity in full.entities]
    return replace(full, entities=tuple(changed))


def persons(extraction: Extraction, **changes: Any) -> Tally:
    return score_persons(case(parse(**changes), extraction))


def test_second_node_of_a_person_is_wrong_as_a_person_but_right_as_a_speaker() -> None:
    full = with_entities(Entity("x1", Kind.PERSON, "A. Soto"), mentioned="Soto")
    assert persons(full).lines["persons"] == Count(gold=2, found=2, predicted=3, right=2)
    spoken = replace(
        full, statements=tuple(replace(s, speaker="x1") if "open" in s.text else s for s in full.statements)
    )
    assert score_statements(case(parse(), spoken)).details["speaker"] == Share(4, 4)


def test_person_of_the_boilerplate_is_wrong_and_counted_apart() -> None:
    tally = persons(with_entities(Entity("x1", Kind.PERSON, "Kari Lund"), mentioned="Kari Lund"))
    assert tally.lines["persons"].predicted == 3
    assert tally.apart["boilerplate"] == 1
    (finding,) = tally.findings
    assert finding.sort == "persons wrong"
    assert finding.passage
    assert finding.passage.marked == "Kari Lund"


@pytest.mark.parametrize(
    ("changes", "detail", "right"),
    [
        ({"country": None}, "country", 1),
        ({"roles": ("minister of foreign affairs",)}, "role", 2),
        ({"roles": ("general",)}, "role", 1),
        ({"roles": ()}, "role", 1),
        ({"qid": None}, "QID", 0),
        ({"qid": "Q2"}, "QID", 0),
    ],
)
def test_details_of_a_person(changes: dict[str, Any], detail: str, right: int) -> None:
    tally = persons(change_person("Ana Soto", **changes))
    assert tally.details[detail].right == right
    assert [finding.fault for finding in tally.findings if finding.fault == detail] == [detail] * (
        tally.details[detail].of - right
    )


@pytest.mark.parametrize(
    ("qid", "judged", "share"), [("Q1", [True], Share(1, 1)), ("Q2", [False], Share(0, 1)), (None, [], None)]
)
def test_only_links_that_are_made_are_judged_by_confidence(
    qid: str | None, judged: list[bool], share: Share | None
) -> None:
    tally = persons(change_person("Ana Soto", qid=qid))
    assert tally.judged == [Judged(0.9, right) for right in judged]
    assert tally.details.get("QID if linked") == share


@pytest.mark.parametrize(
    ("codes", "gold", "count"),
    [
        (["PE", "CL"], ["PE", "CL"], Count(2, 2, 2, 2)),
        (["PE"], ["PE", "CL"], Count(2, 1, 1, 1)),
        (["PE", "NO"], ["PE"], Count(1, 1, 2, 1)),
        (["RU"], ["SU"], Count(1, 1, 1, 1)),
        (["RU", "SU"], ["SU"], Count(1, 1, 1, 1)),
        (["SU"], ["RU"], Count(1, 0, 1, 0)),
    ],
)
def test_countries_are_a_set_of_codes(codes: list[str], gold: list[str], count: Count) -> None:
    entities = tuple(Entity(code, Kind.COUNTRY, code, code) for code in codes)
    extraction = replace(echo(parse()), entities=entities, mentions=())
    assert score_countries(case(parse(countries=gold), extraction)).lines["countries"] == count


def test_country_named_only_in_boilerplate_is_wrong() -> None:
    tally = score_countries(
        case(
            parse(countries=["PE", "CL", "NO"]),
            with_entities(Entity("x", Kind.COUNTRY, "Norway", "NO"), mentioned="Norway"),
        )
    )
    assert tally.lines["countries"] == Count(3, 2, 3, 2)
    assert tally.apart["boilerplate"] == 1


def test_optional_country_is_ignored() -> None:
    extraction = with_entities(Entity("x", Kind.COUNTRY, "Norway", "NO"))
    tally = score_countries(case(parse(countries_optional=["NO"]), extraction))
    assert tally.lines["countries"] == Count(2, 2, 2, 2)
