"""The quality gate: no score on the sample articles may fall below its floor.

python tests/eval/gate.py                         measure and compare; exit 1 if a score is below its floor
python tests/eval/gate.py --update                raise the floors to what is reached now, less the headroom
python tests/eval/gate.py --update --allow-lower  lower them too, where a score has fallen for a good reason

`baseline.json` holds the floors with a digest of the articles and their annotations: a changed corpus is a changed
yardstick, so it fails until the floors are set anew. `docs/evaluation.md` tells when which of these is right.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from kg.config import Settings
from kg.evaluate import Evaluation, evaluate_gold

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLES = ROOT / "data" / "samples"
BASELINE = Path(__file__).with_name("baseline.json")
# A fact more or less is noise on a corpus of this size.
MARGIN = 0.5
# How far below what is measured a floor is set, in points.
HEADROOM = 2.0
# The details whose shares have floors: those that are judged often enough for a share to mean something.
DETAILS = {
    "persons": ("country", "role", "QID", "QID if linked"),
    "meetings": ("status", "date", "place", "country", "type"),
    "policies": ("actors", "status", "kind"),
    "statements": ("speaker", "type", "about"),
}


@dataclass(frozen=True, slots=True)
class Baseline:
    """Floors by the name of the score, in percent, for one state of the corpus."""

    corpus: str
    floors: dict[str, float]

    @classmethod
    def read(cls, path: Path = BASELINE) -> Baseline:
        """The baseline of a file; an empty one if there is none yet."""
        if not path.is_file():
            return cls("", {})
        value = json.loads(path.read_text(encoding="utf-8"))
        return cls(value["corpus"], value["floors"])

    def write(self, path: Path = BASELINE) -> None:
        value = {"corpus": self.corpus, "floors": self.floors}
        path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def corpus_digest(folder: Path = SAMPLES) -> str:
    """Digest of all files of the corpus, names included."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def scores_of(evaluation: Evaluation) -> dict[str, float]:
    """The scores that have floors, in percent: F1 of every line, precision of what is linked, shares of details."""
    totals = evaluation.totals()
    lines = {f"{line}, F1": count.f1 for tally in totals.values() for line, count in tally.lines.items()}
    shares = {
        f"{name}: {what}": tally.details[what].rate
        for name, tally in totals.items()
        for what in DETAILS.get(name, ())
        if what in tally.details
    }
    return {name: round(100 * value, 2) for name, value in {**lines, **shares}.items()}


def measure(folder: Path = SAMPLES) -> dict[str, float]:
    """Run the pipeline over the corpus and score it; RuntimeError if an article could not be scored."""
    evaluation = evaluate_gold(folder / "gold", Settings())
    if evaluation.failures:
        raise RuntimeError("; ".join(evaluation.failures))
    return scores_of(evaluation)


def complaints(baseline: Baseline, scores: Mapping[str, float], corpus: str) -> Iterator[str]:
    """One line for each score that is below its floor, and one if the corpus is not that of the floors."""
    if corpus != baseline.corpus:
        yield "data/samples is not what the floors were set for: look at the scores, then run gate.py --update"
    for name, floor in baseline.floors.items():
        score = scores.get(name, 0.0)
        if score < floor - MARGIN:
            yield f"{name}: {score:.1f} is below its floor of {floor:.1f}"
    for name in scores:
        if name not in baseline.floors:
            yield f"{name}: has no floor: run gate.py --update"


def updated(baseline: Baseline, scores: Mapping[str, float], corpus: str, *, allow_lower: bool = False) -> Baseline:
    """The baseline with floors raised to the scores less the headroom; a floor that holds stays where it is.

    Raises:
        ValueError: A score is below its floor (or gone) and `allow_lower` is not set; nothing changes then.
    """
    fallen = [name for name, floor in baseline.floors.items() if scores.get(name, 0.0) < floor - MARGIN]
    if fallen and not allow_lower:
        raise ValueError(f"below the floor: {', '.join(fallen)}: mend it, or lower the floor with --allow-lower")
    floors = {}
    for name, score in scores.items():
        wanted = max(0.0, round(score - HEADROOM, 1))
        held = baseline.floors.get(name, 0.0)
        floors[name] = wanted if name in fallen else max(wanted, held)
    return Baseline(corpus, floors)


def _report(baseline: Baseline, scores: Mapping[str, float]) -> Iterator[str]:
    for name, score in scores.items():
        floor = baseline.floors.get(name)
        yield f"{name:<34}{score:7.1f}" + (f"   floor {floor:5.1f}" if floor is not None else "   no floor")


@click.command()
@click.option("--update", is_flag=True, help="Set the floors by what is measured.")
@click.option("--allow-lower", is_flag=True, help="With --update: lower floors too.")
def main(**options: Any) -> None:
    """Measure the scores on data/samples and compare them with their floors, or set the floors."""
    baseline, scores, corpus = Baseline.read(), measure(), corpus_digest()
    if options["update"]:
        try:
            baseline = updated(baseline, scores, corpus, allow_lower=options["allow_lower"])
        except ValueError as error:
            raise click.ClickException(str(error)) from error
        baseline.write()
    click.echo("\n".join(_report(baseline, scores)))
    found = list(complaints(baseline, scores, corpus))
    for line in found:
        click.echo(line, err=True)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
