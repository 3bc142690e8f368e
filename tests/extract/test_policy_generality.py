"""What speaks of policies in general, and of none."""

from __future__ import annotations

import pytest

from tests.extract.test_policies import only, policies

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    "text",
    [
        "Washington extended minimum wage laws to the island.",
        "The measure violated agreements between Chile and Peru.",
        "He spoke of fishing and trade deals that have hurt France.",
        "The group prioritises American policy toward Chile.",
        "Two primary education programs funded by the French government serve the poor.",
        "Turkey has been vying for EU entry since 2005.",
        "He signed off on restrictions in France via Executive Order.",
        "A professor in Spain is the author of “Spain's Unwritten Constitution”, a book.",
        "The issue matters in Chile, said Steven Law.",
        "They may take the money to whichever education programs of France they want.",
        "He wrote to the Palestinian U.N. observer mission.",
        "Iran was asked for a guarantee of safe conduct.",
        "March T-bills were down in the United States.",
        "The bank in Peru is scheduled to make a $354 million bond payment.",
        "The monitoring committee was set up to deal with violations in Chile.",
    ],
)
def test_what_is_told_in_general_is_no_policy(text: str) -> None:
    assert [policy.label for policy in policies(text)[1]] == []


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Peru and Chile signed agreements on fishing and trade.", "agreements on fishing and trade"),
        ("France will tighten laws on illegal workers.", "laws on illegal workers"),
        ("Israel's settlement policy was condemned.", "Israel's settlement policy"),
        ("The United States imposed sanctions on Peru.", "sanctions on Peru"),
    ],
)
def test_a_plural_that_somebody_makes_and_a_course_with_an_owner_stay(text: str, label: str) -> None:
    assert only(text)[1].label == label


def test_parts_of_sanctions_are_aliases_of_the_whole() -> None:
    _, policy = only("The United States imposed sanctions on Peru, including an arms embargo and a travel ban.")
    assert policy.label == "sanctions on Peru"
    assert {"arms embargo", "travel ban"} <= set(policy.aliases)


def test_a_pact_named_after_its_place_is_the_pact() -> None:
    text = "The climate agreement negotiated in Paris binds all. The rare accord is old. We hail the Paris agreement."
    _, policy = only(text)
    assert {"climate agreement", "Paris agreement"} <= {policy.label, *policy.aliases}


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (
            "France presented its plan for curbing imports as a weapon of the campaign.",
            "plan for curbing imports",
        ),
        (
            "Chile adopted a plan to cut taxes and its earlier vote to raise them.",
            "plan to cut taxes",
        ),
    ],
)
def test_a_label_ends_before_what_is_only_hung_on(text: str, label: str) -> None:
    assert label in [policy.label for policy in policies(text)[1]]
