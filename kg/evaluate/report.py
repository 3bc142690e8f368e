"""The results as text for the terminal and as JSON; `kg.evaluate.page` has them as a web page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from kg.evaluate.calibration import expected_calibration_error, reliability
from kg.evaluate.layers import Passage
from kg.evaluate.scores import Count, Finding, Tally
from kg.evaluate.scoring import ArticleScores, Evaluation

# What the main lines are called; the other lines bear their own names.
MAIN_LINES = {
    "meetings": "meetings: participants + status",
    "policies": "policies: label + actors",
    "statements": "statements: content + speaker",
}
# What is counted apart, in words.
APART = {
    "boilerplate": "from boilerplate",
    "not meetings": "meetings said to be held where none is reported",
    "not statements": "titles, scare quotes and questions taken for statements",
    "not in the text": "annotated statements whose words are not in the text as read",
}
# What the confidences of a class are of.
CONFIDENT = {"persons": "links of persons"}
SHOWN = 110


def line_name(line: str) -> str:
    """What a line of the table is called."""
    return MAIN_LINES.get(line, line)


def ordered_lines(tally: Tally, main: str) -> list[tuple[str, Count]]:
    """The lines of a class, the main one first."""
    return sorted(tally.lines.items(), key=lambda item: item[0] != main)


def text_report(evaluation: Evaluation, *, misses: bool = False) -> str:
    """The report for the terminal; with `misses` every fault too."""
    totals = evaluation.totals()
    parts = [
        "1 article" if len(evaluation.articles) == 1 else f"{len(evaluation.articles)} articles",
        "\n".join(_table(totals)),
        "\n".join(_details(totals)),
        "\n".join(_confidence(evaluation, totals)),
    ]
    if misses:
        parts += ["\n".join(lines) for article in evaluation.articles if (lines := list(_faults(article)))]
    return "\n\n".join(part for part in parts if part)


def _table(totals: dict[str, Tally]) -> Iterator[str]:
    yield f"{'':<32}{'P':>6}{'R':>7}{'F1':>7}  {'right/predicted':>15}  {'found/annotated':>15}"
    for name, tally in totals.items():
        for line, count in ordered_lines(tally, name):
            rates = f"{100 * count.precision:6.1f}{100 * count.recall:7.1f}{100 * count.f1:7.1f}"
            counts = f"{f'{count.right}/{count.predicted}':>15}  {f'{count.found}/{count.gold}':>15}"
            yield f"{line_name(line):<32}{rates}  {counts}"


def _details(totals: dict[str, Tally]) -> Iterator[str]:
    for name, tally in totals.items():
        shares = [f"{what} {100 * share.rate:.1f} ({share.right}/{share.of})" for what, share in tally.details.items()]
        if shares:
            yield f"of matched {name}: {', '.join(shares)}"
    for what, number in apart(totals).items():
        yield f"{what}: {number}"


def apart(totals: dict[str, Tally]) -> dict[str, int]:
    """What is counted apart, over the classes scored, in words."""
    return {
        words: sum(tally.apart[key] for tally in totals.values())
        for key, words in APART.items()
        if any(key in tally.apart for tally in totals.values())
    }


def calibration_errors(totals: dict[str, Tally]) -> dict[str, float]:
    """The expected calibration error of each class that has confidences."""
    errors = {CONFIDENT.get(name, name): expected_calibration_error(tally.judged) for name, tally in totals.items()}
    return {name: error for name, error in errors.items() if error is not None}


def _confidence(evaluation: Evaluation, totals: dict[str, Tally]) -> Iterator[str]:
    errors = calibration_errors(totals)
    if errors:
        told = ", ".join(f"{name} {error:.3f}" for name, error in errors.items())
        yield f"expected calibration error (10 bins): {told}"
    if evaluation.curve:
        yield f"{'P / R at least confidence':<32}" + "".join(f"{least:>15.1f}" for least in evaluation.curve)
        for name in next(iter(evaluation.curve.values())):
            counts = [counts[name] for counts in evaluation.curve.values()]
            cells = (f"{100 * count.precision:.1f} / {100 * count.recall:.1f}" for count in counts)
            yield f"{line_name(name):<32}" + "".join(f"{cell:>15}" for cell in cells)


def _faults(article: ArticleScores) -> Iterator[str]:
    findings = [finding for tally in article.tallies.values() for finding in tally.findings]
    if findings or article.note:
        yield article.id + (f" ({article.note})" if article.note else "")
    for finding in findings:
        yield f"  {finding.sort}: {_one_line(finding.text)}"
        if finding.passage:
            yield f"      {_one_line(_shown(finding.passage))}"


def _shown(passage: Passage) -> str:
    """The passage with its words between brackets, cut to what a line holds."""
    before, after = passage.before[-SHOWN // 2 :], passage.after[: SHOWN // 2]
    marked = passage.marked if len(passage.marked) <= SHOWN else f"{passage.marked[:SHOWN]}…"
    return f"{before}[{marked}]{after}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def json_report(evaluation: Evaluation) -> dict[str, Any]:
    """Everything that was measured, as JSON."""
    totals = evaluation.totals()
    return {
        "articles": len(evaluation.articles),
        "failures": evaluation.failures,
        **_tallies_json(totals),
        "apart": {key: sum(tally.apart[key] for tally in totals.values()) for key in APART},
        "calibration": {
            CONFIDENT.get(name, name): {
                "error": round(expected_calibration_error(tally.judged) or 0.0, 4),
                "bins": [{key: round(value, 4) for key, value in asdict(each).items()} for each in bins],
            }
            for name, tally in totals.items()
            if (bins := reliability(tally.judged))
        },
        "curve": {
            str(least): {name: count.to_json() for name, count in counts.items()}
            for least, counts in evaluation.curve.items()
        },
        "per_article": [
            {
                "id": article.id,
                "input": article.input,
                "note": article.note,
                **_tallies_json(article.tallies),
                "findings": [
                    _finding_json(finding) for tally in article.tallies.values() for finding in tally.findings
                ],
            }
            for article in evaluation.articles
        ],
    }


def _tallies_json(tallies: dict[str, Tally]) -> dict[str, Any]:
    return {
        "lines": {
            line: count.to_json() for name, tally in tallies.items() for line, count in ordered_lines(tally, name)
        },
        "details": {
            name: {what: {"right": share.right, "of": share.of} for what, share in tally.details.items()}
            for name, tally in tallies.items()
            if tally.details
        },
    }


def _finding_json(finding: Finding) -> dict[str, Any]:
    return {
        "class": finding.fact_class,
        "fault": finding.fault,
        "text": finding.text,
        "confidence": finding.confidence,
        "passage": asdict(finding.passage) if finding.passage else None,
    }
