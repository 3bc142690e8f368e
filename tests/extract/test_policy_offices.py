"""Who acts for a state though the article gives no title."""

from __future__ import annotations

import pytest

from kg.authority import Authority
from kg.config import Settings
from kg.extract.policy_offices import OfficeHolders
from kg.model.entities import Entity, Kind
from tests.builders import annotate, shared_pipeline


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority.load(Settings().data_dir / "authority")


@pytest.mark.parametrize(
    ("name", "date", "state"),
    [
        ("Ronald Reagan", "1987-12-09", "US"),
        ("Ronald Reagan", "1996-12-09", None),
        ("Angela Merkel", "2010-05-12", "DE"),
        ("Ronald Reagan", None, None),
        ("Reagan", "1987-12-09", None),
        ("Nobody Nowhere", "1987-12-09", None),
    ],
)
def test_holders_are_known_by_name_and_year(
    authority: Authority, name: str, date: str | None, state: str | None
) -> None:
    assert OfficeHolders(authority, date).state_of(Entity("e1", Kind.PERSON, name)) == state


def test_without_an_authority_nobody_holds_an_office() -> None:
    assert OfficeHolders(None, "1987-12-09").state_of(Entity("e1", Kind.PERSON, "Ronald Reagan")) is None


@pytest.mark.model
@pytest.mark.parametrize(("date", "count"), [("1983-03-24", 1), ("1996-03-24", 0)])
def test_a_plan_of_somebody_in_office_is_a_policy(date: str, count: int) -> None:
    doc = annotate("Ronald Reagan proposed a five-point plan for the Pacific.", date=date)
    found = [policy for policy in shared_pipeline().extract_policies(doc) if policy.confidence >= 0.5]
    assert len(found) == count
