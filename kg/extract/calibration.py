"""Confidence that keeps its word: the scores of the extractors as shares of facts that are right.

An extractor scores a fact by the construction that told it; the scores rank facts but lie too low or too high, as the
texts that they were counted on differ from others. `data/gazetteer/calibration.tsv` has for each class a slope a and an
intercept b, fitted on annotated articles by `scripts/calibrate.py`, and the confidence is

    1 / (1 + exp(-(a * log(s / (1 - s)) + b)))    for a score s

(Platt 1999, on the log-odds of the score, so that a = 1, b = 0 changes nothing.)
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from kg.errors import ResourceError
from kg.lexicon import Lexicon
from kg.model.facts import Meeting, Policy, Statement

Fact = TypeVar("Fact", Meeting, Policy, Statement)

# Scores nearer to 0 or 1 than this are taken for it, lest their log-odds be infinite.
NEAREST = 0.01
# Weight of the belief that the scores are right as they are (a normal prior on slope and intercept).
PRIOR_WEIGHT = 1.0
# The order of the scores stays.
LEAST_SLOPE = 0.1
STEPS = 50


@dataclass(frozen=True, slots=True)
class Curve:
    """What turns the scores of one class into shares."""

    slope: float = 1.0
    intercept: float = 0.0

    def __call__(self, score: float) -> float:
        """The share of right ones among facts of that score (0..1)."""
        return 1.0 / (1.0 + math.exp(-(self.slope * log_odds(score) + self.intercept)))


class Calibration:
    """The curves by class of facts; a class without one keeps its scores.

    Args:
        curves: By `meetings`, `policies`, `statements`.
    """

    def __init__(self, curves: Mapping[str, Curve] | None = None) -> None:
        self._curves = dict(curves or {})

    @classmethod
    def load(cls, lexicon: Lexicon) -> Calibration:
        """The curves of the table `calibration`; ResourceError if a cell is no number."""
        curves = {}
        for row in lexicon.rows("calibration"):
            try:
                curves[row["class"]] = Curve(float(row["slope"]), float(row["intercept"]))
            except ValueError as error:
                raise ResourceError(f"{lexicon.folder / 'calibration.tsv'}: {row['class']}: {error}") from error
        return cls(curves)

    def apply(self, facts: Iterable[Fact], name: str, *, least: float = 0.0) -> list[Fact]:
        """The facts of the class `name` with their confidence, those less sure than `least` left out."""
        curve = self._curves.get(name)
        if curve is None:
            return [fact for fact in facts if fact.confidence >= least]
        sure = [replace(fact, confidence=round(curve(fact.confidence), 2)) for fact in facts]
        return [fact for fact in sure if fact.confidence >= least]


def log_odds(score: float) -> float:
    """The logarithm of the odds of a share, bounded."""
    bounded = min(max(score, NEAREST), 1.0 - NEAREST)
    return math.log(bounded / (1.0 - bounded))


def fit(judged: Sequence[tuple[float, bool]]) -> Curve:
    """The curve under which what was found right is likeliest, drawn a little towards the scores as they are.

    Newton's method on two numbers.

    Args:
        judged: Score and whether the fact was right.
    """
    slope, intercept = 1.0, 0.0
    for _ in range(STEPS):
        by_slope, by_intercept = PRIOR_WEIGHT * (1.0 - slope), -PRIOR_WEIGHT * intercept
        curve_slope, curve_both, curve_intercept = PRIOR_WEIGHT, 0.0, PRIOR_WEIGHT
        for score, right in judged:
            x, p = log_odds(score), Curve(slope, intercept)(score)
            by_slope += (right - p) * x
            by_intercept += right - p
            curve_slope += p * (1.0 - p) * x * x
            curve_both += p * (1.0 - p) * x
            curve_intercept += p * (1.0 - p)
        determinant = curve_slope * curve_intercept - curve_both * curve_both
        slope += (curve_intercept * by_slope - curve_both * by_intercept) / determinant
        intercept += (curve_slope * by_intercept - curve_both * by_slope) / determinant
        slope = max(slope, LEAST_SLOPE)
    return Curve(slope, intercept)
