"""What an "it" tells of the policy that was spoken of before."""

from __future__ import annotations

import pytest

from tests.extract.test_policies import only, policies

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Chile proposed a treaty on rivers. Argentina rejected it.", "rejected"),
        ("Peru's parliament has drafted a law on mining. The president vetoed it on Monday.", "rejected"),
        ("The Malian roadmap was drawn up by Senegal, and the junta has thrown it out.", "rejected"),
        ("Kenya drafted a treaty on lakes. Uganda has not signed it.", "proposed"),
    ],
)
def test_status_told_by_pronoun(text: str, status: str) -> None:
    _, policy = only(text)
    assert policy.status == status


def test_pronoun_far_away_tells_nothing() -> None:
    _, found = policies("Chile proposed a treaty on rivers. Rain fell on Lima. Argentina rejected it.")
    assert [policy.status for policy in found] == ["proposed"]
