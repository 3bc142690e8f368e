"""When a policy was made: the day of publication is 12 May 2010."""

from __future__ import annotations

import pytest

from tests.extract.test_policies import only

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Peru and Chile signed a fishing treaty in June 2007.", "2007-06"),
        ("Peru and Chile signed a fishing treaty on Friday.", "2010-05-07"),
        ("The fishing treaty was signed by Peru and Chile on Jan. 22, 1963.", "1963-01-22"),
        ("Peru imposed an arms embargo on Chile last September.", "2009-09"),
        ("The sanctions on Mali, imposed by Peru in 2007, were eased in March.", "2007"),
        ("Peru recognised Kosovo on Dec. 23, 1991.", "1991-12-23"),
        ("Peru scrapped the 1977 treaty with Chile.", "1977"),
        ("Peru and Chile normalised relations in July 1995.", "1995-07"),
    ],
)
def test_policy_date(text: str, date: str) -> None:
    _, policy = only(text)
    assert policy.date == date


@pytest.mark.parametrize(
    "text",
    [
        "Peru and Chile signed a fishing treaty.",
        "Peru lifted its arms embargo on Chile in 1985.",
        "Peru said on Monday it would sign a fishing treaty with Chile.",
        "Chile ratified the Lisbon Treaty in May.",
        "Peru extended its embargo on Chile until August.",
    ],
)
def test_policy_without_date(text: str) -> None:
    _, policy = only(text)
    assert policy.date is None
