"""Confidence from scores: the curves, their fit, their table."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.config import Settings
from kg.errors import ResourceError
from kg.extract.calibration import Calibration, Curve, fit
from kg.lexicon import Lexicon
from kg.model.document import Span
from kg.model.facts import Policy, PolicyKind

SCORES = (0.3, 0.5, 0.6, 0.75, 0.9)


def policy(score: float) -> Policy:
    return Policy(label="Treaty", kind=PolicyKind.TREATY, evidence=(Span(0, 6),), confidence=score)


@pytest.mark.parametrize("score", SCORES)
def test_curve_of_slope_one_changes_nothing(score: float) -> None:
    assert Curve()(score) == pytest.approx(score)


def test_fit_raises_scores_that_were_too_low() -> None:
    judged = [(0.6, n % 10 != 0) for n in range(200)]
    assert fit(judged)(0.6) == pytest.approx(0.9, abs=0.02)


def test_fit_keeps_scores_that_hold() -> None:
    judged = [(score, n < 100 * score) for score in SCORES for n in range(100)]
    curve = fit(judged)
    assert all(curve(score) == pytest.approx(score, abs=0.02) for score in SCORES)


def test_fit_keeps_the_order_of_the_scores() -> None:
    backwards = [(0.9, n < 30) for n in range(100)] + [(0.3, n < 90) for n in range(100)]
    curve = fit(backwards)
    assert [curve(score) for score in SCORES] == sorted(curve(score) for score in SCORES)


def test_fit_of_few_facts_stays_near_the_scores() -> None:
    assert fit([(0.9, True), (0.9, True)])(0.9) == pytest.approx(0.9, abs=0.09)


def test_apply_leaves_out_what_is_less_sure() -> None:
    calibration = Calibration({"policies": Curve(1.0, -1.0)})
    kept = calibration.apply([policy(0.9), policy(0.6)], "policies", least=0.5)
    assert [fact.confidence for fact in kept] == [0.77]


def test_apply_without_a_curve_keeps_the_scores() -> None:
    assert Calibration().apply([policy(0.6), policy(0.2)], "policies", least=0.5) == [policy(0.6)]


def test_load_reads_the_table_of_the_project() -> None:
    Calibration.load(Lexicon(Settings().data_dir / "gazetteer"))


def test_load_names_a_cell_that_is_no_number(tmp_path: Path) -> None:
    (tmp_path / "calibration.tsv").write_text("class\tslope\tintercept\npolicies\tsteep\t0\n", encoding="utf-8")
    with pytest.raises(ResourceError, match=r"calibration\.tsv: policies: .*steep"):
        Calibration.load(Lexicon(tmp_path))
