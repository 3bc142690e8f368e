"""One-to-one matching of annotated items with predicted ones."""

from __future__ import annotations

from collections.abc import Callable


def pair_best(golds: int, predictions: int, value: Callable[[int, int], float]) -> list[tuple[int, int]]:
    """Pairs (gold, prediction), each used once, the highest value first; a value of 0 is no pair.

    Equal values go to the earlier gold item, then to the earlier prediction.
    """
    ranked = sorted(
        (-worth, gold, prediction)
        for gold in range(golds)
        for prediction in range(predictions)
        if (worth := value(gold, prediction)) > 0
    )
    pairs: list[tuple[int, int]] = []
    used_golds: set[int] = set()
    used_predictions: set[int] = set()
    for _, gold, prediction in ranked:
        if gold not in used_golds and prediction not in used_predictions:
            used_golds.add(gold)
            used_predictions.add(prediction)
            pairs.append((gold, prediction))
    return pairs
