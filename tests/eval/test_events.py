"""The floor of events: precision above all, as a wrong merge puts two meetings into one."""

from __future__ import annotations

import pytest

from kg.config import Settings
from kg.evaluate.events import Label, read_labels, score_pairs
from tests.eval.events import measure

PRECISION, RECALL = 0.97, 0.70


def test_scores_count_pairs() -> None:
    labels = {"a": Label("s", "x"), "b": Label("s", "x"), "c": Label("s", "y"), "d": Label("t", "z")}
    nodes = {"a": frozenset({"1"}), "b": frozenset({"1", "2"}), "c": frozenset({"2"})}
    scores = score_pairs(labels, nodes)
    assert (scores.same, scores.near, scores.right, scores.extracted) == (1, 2, 1, 1)
    assert (scores.wrong, scores.missed) == ((("b", "c"),), ())
    assert (scores.precision, scores.recall) == (0.5, 1.0)
    assert score_pairs({}, {}).precision == 1.0


def test_gold_has_enough_pairs_of_both_kinds() -> None:
    scores = score_pairs(read_labels(Settings().data_dir / "events" / "gold.tsv"), {})
    assert scores.same >= 25
    assert scores.near >= 25


@pytest.mark.model
def test_events_keep_their_floor() -> None:
    scores = measure(Settings())
    assert scores.precision >= PRECISION, scores.wrong
    assert scores.recall >= RECALL, scores.missed
