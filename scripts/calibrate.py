"""Fits data/gazetteer/calibration.tsv, which makes confidence out of the scores of the extractors.

python scripts/calibrate.py GOLD_DIR...            print the fit, and the expected calibration error before and after
python scripts/calibrate.py GOLD_DIR... --write    write the table too

The annotated articles must not be those on which the calibration is reported: `data/evaluation` is for that.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from kg.config import Settings
from kg.evaluate.calibration import expected_calibration_error
from kg.evaluate.run import evaluate_gold
from kg.evaluate.scores import Judged
from kg.evaluate.scoring import FACTS
from kg.extract.calibration import Calibration, Curve, fit
from kg.pipeline import load_pipeline

TABLE = Path(__file__).resolve().parent.parent / "data" / "gazetteer" / "calibration.tsv"
HEAD = (
    "# How the scores of the extractors become confidence: kg/extract/calibration.py. "
    "Fitted by scripts/calibrate.py; do not edit.\n"
    "class\tslope\tintercept\n"
)

# Annotated articles are richer in diplomacy than the news at large, and kinder to the extractors. So the facts that one
# reader judged on general news count too: score, right, judged (kg/extract/policies.py and meeting_confidence.py have
# the constructions).
JUDGED = {
    "meetings": (
        *((0.30, 1, 8), (0.42, 1, 8), (0.47, 6, 10), (0.57, 9, 13), (0.66, 9, 12)),
        *((0.71, 7, 9), (0.77, 7, 8), (0.84, 10, 12), (0.91, 9, 11), (0.93, 9, 9)),
    ),
    "policies": (
        *((0.81, 10, 12), (0.64, 54, 85), (0.68, 20, 30), (0.92, 9, 9)),
        *((0.79, 20, 25), (0.40, 1, 4), (0.59, 17, 30), (0.34, 9, 31)),
    ),
}

# How often each of those counts: gold is all of diplomacy, which the news at large is not.
WEIGHTS = {"meetings": 2, "policies": 2}


def judge(folders: list[Path]) -> dict[str, list[Judged]]:
    """The facts of the annotated articles by class, each with its bare score and whether it is right."""
    settings = Settings(min_confidence=0.0)
    load_pipeline(settings).calibration = Calibration()
    judged: dict[str, list[Judged]] = {name: [] for name in FACTS}
    for folder in folders:
        evaluation = evaluate_gold(folder, settings, classes=FACTS)
        for failure in evaluation.failures:
            raise SystemExit(failure)
        for name, tally in evaluation.totals().items():
            judged[name] += tally.judged
    for name, counts in JUDGED.items():
        told = [Judged(score, n < right) for score, right, number in counts for n in range(number)]
        judged[name] += told * WEIGHTS.get(name, 1)
    return judged


def row(name: str, judged: list[Judged]) -> tuple[str, Curve]:
    """The fit of one class, printed with what it brings on the facts that it was fitted on."""
    curve = fit([(item.confidence, item.right) for item in judged])
    after = [Judged(round(curve(item.confidence), 2), item.right) for item in judged]
    right = sum(item.right for item in judged) / len(judged)
    errors = f"{expected_calibration_error(judged):.3f} -> {expected_calibration_error(after):.3f}"
    print(f"{name:<12}{len(judged):>5} facts, {right:.3f} right; calibration error {errors}; {curve}")
    return name, curve


def main() -> None:
    """Fit, tell, and write if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path, metavar="GOLD_DIR")
    parser.add_argument("--write", action="store_true", help="write the table")
    options = parser.parse_args()
    rows = [row(name, judged) for name, judged in judge(options.gold).items() if judged]
    if options.write:
        cells = (f"{name}\t{curve.slope:.3f}\t{curve.intercept:.3f}\n" for name, curve in rows)
        TABLE.write_text(HEAD + "".join(cells), encoding="utf-8")


if __name__ == "__main__":
    main()
