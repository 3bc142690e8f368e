"""How far confidence keeps its word: of the facts given 0.9, nine in ten should be right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.evaluate.scores import Judged

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The predictions whose confidence lies in [low, high), in the last bin also at its end."""

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


def reliability(judged: Sequence[Judged], bins: int = BINS) -> list[Bin]:
    """The bins of equal width that hold a prediction: mean confidence and share of right ones."""
    found: dict[int, list[Judged]] = {}
    for item in judged:
        found.setdefault(min(int(item.confidence * bins), bins - 1), []).append(item)
    return [
        Bin(
            low=at / bins,
            high=(at + 1) / bins,
            count=len(items),
            confidence=sum(item.confidence for item in items) / len(items),
            accuracy=sum(item.right for item in items) / len(items),
        )
        for at, items in sorted(found.items())
    ]


def expected_calibration_error(judged: Sequence[Judged], bins: int = BINS) -> float | None:
    """Mean distance of confidence and accuracy over the bins, weighted by size (0..1); None without predictions."""
    if not judged:
        return None
    return sum(each.count * abs(each.confidence - each.accuracy) for each in reliability(judged, bins)) / len(judged)
