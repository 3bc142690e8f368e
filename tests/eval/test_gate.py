"""The gate itself: no score on the samples below its floor, and floors that are not lowered in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.eval.gate import Baseline, complaints, corpus_digest, measure, updated

CORPUS = "digest of the corpus"
BASELINE = Baseline(CORPUS, {"meetings, F1": 80.0, "persons, F1": 95.0})


@pytest.mark.slow
@pytest.mark.model
def test_no_score_on_the_samples_is_below_its_floor() -> None:
    assert list(complaints(Baseline.read(), measure(), corpus_digest())) == []


@pytest.mark.parametrize(
    ("scores", "named"),
    [
        ({"meetings, F1": 80.0, "persons, F1": 95.0}, []),
        ({"meetings, F1": 91.0, "persons, F1": 99.0}, []),
        ({"meetings, F1": 79.6, "persons, F1": 95.0}, []),
        ({"meetings, F1": 79.4, "persons, F1": 95.0}, ["meetings, F1"]),
        ({"persons, F1": 95.0}, ["meetings, F1"]),
        ({"meetings, F1": 80.0, "persons, F1": 95.0, "policies, F1": 1.0}, ["policies, F1"]),
    ],
    ids=["at the floor", "above", "within the margin", "below", "gone", "new without a floor"],
)
def test_complaints_name_the_scores_that_fell(scores: dict[str, float], named: list[str]) -> None:
    assert [line.split(":")[0] for line in complaints(BASELINE, scores, CORPUS)] == named


def test_complaints_notice_a_changed_corpus() -> None:
    assert "data/samples" in next(complaints(BASELINE, BASELINE.floors, "another digest"))


@pytest.mark.parametrize(
    ("scores", "floors"),
    [
        ({"meetings, F1": 90.0, "persons, F1": 95.0}, {"meetings, F1": 88.0, "persons, F1": 95.0}),
        ({"meetings, F1": 80.0, "persons, F1": 94.6}, {"meetings, F1": 80.0, "persons, F1": 95.0}),
        ({**BASELINE.floors, "policies, F1": 1.0}, {**BASELINE.floors, "policies, F1": 0.0}),
    ],
    ids=["raised", "kept within headroom and margin", "new"],
)
def test_update_raises_floors_and_keeps_those_that_hold(scores: dict[str, float], floors: dict[str, float]) -> None:
    assert updated(BASELINE, scores, "new digest") == Baseline("new digest", floors)


def test_update_refuses_to_lower_a_floor_unless_told() -> None:
    fallen = {"meetings, F1": 60.0, "persons, F1": 99.0}
    with pytest.raises(ValueError, match="meetings, F1"):
        updated(BASELINE, fallen, CORPUS)
    lowered = updated(BASELINE, fallen, CORPUS, allow_lower=True)
    assert lowered.floors == {"meetings, F1": 58.0, "persons, F1": 97.0}


def test_baseline_survives_its_file(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    BASELINE.write(path)
    assert Baseline.read(path) == BASELINE
    assert Baseline.read(tmp_path / "none.json") == Baseline("", {})


def test_digest_tells_a_changed_annotation_and_a_renamed_file(tmp_path: Path) -> None:
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "a.json").write_text("{}", encoding="utf-8")
    before = corpus_digest(tmp_path)
    assert corpus_digest(tmp_path) == before
    (tmp_path / "gold" / "a.json").rename(tmp_path / "gold" / "b.json")
    renamed = corpus_digest(tmp_path)
    (tmp_path / "gold" / "b.json").write_text("{ }", encoding="utf-8")
    assert len({before, renamed, corpus_digest(tmp_path)}) == 3
