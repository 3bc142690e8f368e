"""The features of the linker's score, one by one, on records made by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.authority import NameKind, Office, OfficeClass, PersonRecord
from kg.link import scoring
from kg.link.evidence import Evidence, Stated

FM, PRESIDENT = OfficeClass.FOREIGN_MINISTER, OfficeClass.HEAD_OF_STATE
RECORD = PersonRecord(
    qid="Q1",
    label="Ada Nil",
    aliases=(),
    gender="f",
    birth_year=1950,
    death_year=2010,
    countries=("XX",),
    offices=(Office("Minister of Foreign Affairs", "XX", 1998, 2004, FM),),
    prior=40,
)
EVIDENCE = Evidence("Ada Nil", False, (), frozenset(), None, frozenset(), frozenset(), 2000)


def stated(office: OfficeClass | None, *states: str, former: bool = False, year: int | None = None) -> Evidence:
    return replace(EVIDENCE, stated=(Stated(office, frozenset(states), former, year, named=bool(states)),))


def value(feature: str, evidence: Evidence, record: PersonRecord = RECORD) -> float:
    return dict(scoring.features(record, NameKind.LABEL, evidence))[feature]


@pytest.mark.parametrize(
    ("year", "expected"),
    [(2000, 2.0), (2005, 2.0), (1997, 2.0), (2008, 1.0), (1990, 0.0), (1980, -2.0), (None, 0.0)],
)
def test_time_falls_with_the_distance_from_office(year: int | None, expected: float) -> None:
    assert value("time", replace(EVIDENCE, year=year)) == expected


def test_time_is_milder_with_the_prominent() -> None:
    assert value("time", replace(EVIDENCE, year=1980), replace(RECORD, prior=70)) == -1.0


def test_time_is_unknown_without_years() -> None:
    record = replace(RECORD, offices=(Office("Minister of Foreign Affairs", "XX", None, None, FM),))
    assert value("time", EVIDENCE, record) == 0.0


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        (stated(FM), 2.0),
        (stated(FM, "XX"), 2.0),
        (stated(FM, "YY"), 0.5),
        (replace(stated(FM), year=2008), 0.5),
        (replace(stated(FM, former=True), year=2008), 2.0),
        (replace(stated(FM, year=2003), year=2008), 2.0),
        (stated(OfficeClass.MINISTER), 0.0),
        (stated(OfficeClass.OTHER), 0.0),
        (stated(PRESIDENT), -1.5),
        (stated(None), -1.5),
        (EVIDENCE, 0.0),
    ],
)
def test_role_agreement(evidence: Evidence, expected: float) -> None:
    assert value("role", evidence) == expected


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        (replace(EVIDENCE, states=frozenset({"XX"})), 1.0),
        (replace(EVIDENCE, states=frozenset({"XX"}), near=frozenset({"XX"})), 1.5),
        (replace(EVIDENCE, states=frozenset({"YY"}), near=frozenset({"XX"})), -1.5),
        (replace(EVIDENCE, near=frozenset({"XX"})), 1.5),
        (replace(EVIDENCE, around=frozenset({"XX", "YY"})), 0.7),
        (replace(EVIDENCE, around=frozenset({"YY"})), -1.0),
        (stated(FM, "XX"), 1.5),
        (stated(FM, "YY"), -2.0),
    ],
)
def test_country_agreement(evidence: Evidence, expected: float) -> None:
    assert value("country", evidence) == expected


@pytest.mark.parametrize(("gender", "expected"), [("f", 0.2), ("m", -2.0), (None, 0.0)])
def test_gender_agreement(gender: str | None, expected: float) -> None:
    assert value("gender", replace(EVIDENCE, gender=gender)) == expected


@pytest.mark.parametrize(
    ("year", "former", "expected"),
    [(1970, False, True), (1972, False, False), (2018, False, False), (2019, False, True), (2019, True, False)],
)
def test_impossible_by_birth_and_death(year: int, former: bool, expected: bool) -> None:
    assert scoring.impossible(RECORD, replace(stated(FM, former=former), year=year)) is expected


def test_impossible_needs_a_year() -> None:
    assert not scoring.impossible(RECORD, replace(EVIDENCE, year=None))


def test_supported_needs_more_than_name_and_state() -> None:
    weak = replace(EVIDENCE, year=1990, near=frozenset({"XX"}))
    assert not scoring.supported(scoring.features(RECORD, NameKind.LABEL, weak), weak)
    assert scoring.supported(scoring.features(replace(RECORD, prior=70), NameKind.LABEL, weak), weak)
    assert scoring.supported(scoring.features(RECORD, NameKind.LABEL, EVIDENCE), EVIDENCE)


def test_supported_wants_the_state_of_who_has_a_private_trade() -> None:
    for states, expected in ((frozenset({"XX"}), True), (frozenset({"YY"}), False)):
        evidence = replace(stated(None), near=states)
        assert scoring.supported(scoring.features(RECORD, NameKind.LABEL, evidence), evidence) is expected


def test_total_and_probability() -> None:
    values = (("prior", 2.0), ("time", 2.0))
    assert scoring.total(values) == 4.0
    assert scoring.probability(9.0, 3.0) > scoring.probability(4.0, 3.0) > scoring.probability(4.0, 0.9) > 0.5


@pytest.mark.parametrize(
    ("offices", "year", "expected"),
    [
        ((("XX", 1998, 2004), ("YY", 2006, 2010)), 2000, "XX"),
        ((("XX", 1998, 2004), ("YY", 2006, 2010)), 2007, "YY"),
        ((("XX", 1998, 2004), ("YY", 2012, 2014)), 2006, "XX"),
        ((("XX", 1998, 2004), (None, 2005, 2010)), 2007, None),
        ((("YY", 1998, 2004),), None, "YY"),
        ((), 2000, "XX"),
    ],
)
def test_state_at(offices: tuple[tuple[str | None, int, int], ...], year: int | None, expected: str | None) -> None:
    record = replace(RECORD, offices=tuple(Office("Minister", *terms, FM) for terms in offices))
    assert scoring.state_at(record, year) == expected
