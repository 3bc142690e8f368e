"""Confidence against what is right."""

from __future__ import annotations

import pytest

from kg.evaluate.calibration import Bin, expected_calibration_error, reliability
from kg.evaluate.scores import Judged


def judged(*items: tuple[float, int, int]) -> list[Judged]:
    """Predictions from (confidence, number, how many of them are right)."""
    return [Judged(confidence, n < right) for confidence, number, right in items for n in range(number)]


@pytest.mark.parametrize(
    ("items", "error"),
    [
        ([(0.9, 10, 9)], 0.0),
        ([(0.9, 10, 5)], 0.4),
        ([(0.5, 10, 10)], 0.5),
        ([(0.9, 10, 9), (0.25, 10, 0)], 0.125),
        ([(1.0, 4, 4)], 0.0),
        ([(0.0, 4, 4)], 1.0),
    ],
)
def test_error_is_the_distance_of_confidence_and_accuracy(items: list[tuple[float, int, int]], error: float) -> None:
    assert expected_calibration_error(judged(*items)) == pytest.approx(error)


def test_no_prediction_has_no_error() -> None:
    assert expected_calibration_error([]) is None
    assert reliability([]) == []


def test_bins_are_half_open_and_the_last_holds_its_end() -> None:
    bins = reliability(judged((0.5, 2, 1), (1.0, 1, 1), (0.75, 1, 1), (0.9, 1, 0)))
    assert bins == [Bin(0.5, 0.6, 2, 0.5, 0.5), Bin(0.7, 0.8, 1, 0.75, 1.0), Bin(0.9, 1.0, 2, 0.95, 0.5)]
