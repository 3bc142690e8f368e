"""The results as one web page that needs nothing else: no script, no other file. All text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from kg.evaluate.calibration import Bin, expected_calibration_error, reliability
from kg.evaluate.layers import Passage
from kg.evaluate.report import CONFIDENT, apart, line_name, ordered_lines
from kg.evaluate.scores import MISSED, WRONG, Count, Finding, Tally
from kg.evaluate.scoring import ArticleScores, Evaluation

STYLE = """
:root { color-scheme: light dark; --line: #8886; --soft: #8881; --missed: #b3261e; --wrong: #9a5b00; }
@media (prefers-color-scheme: dark) { :root { --missed: #ff8a80; --wrong: #ffc46b; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: 1rem 0; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; white-space: nowrap; }
th, td { border-bottom: 1px solid var(--line); padding: .25rem .7rem; text-align: right; }
th[scope=row], thead th:first-child { text-align: left; font-weight: 500; }
td { font-variant-numeric: tabular-nums; }
li { margin: .5rem 0; } .fault { font-weight: 600; } .missed { color: var(--missed); } .wrong { color: var(--wrong); }
blockquote { margin: .2rem 0 .2rem 1rem; padding-left: .8rem; border-left: 3px solid var(--line); }
summary { cursor: pointer; font-weight: 600; }
details { margin: .6rem 0; padding: .3rem .8rem; background: var(--soft); }
.scroll { overflow-x: auto; }
"""


def html_report(evaluation: Evaluation, *, title: str = "Scores against annotated articles") -> str:
    """The whole report: tables, calibration, each article with its faults."""
    totals = evaluation.totals()
    parts = [
        f"<h1>{escape(title)}</h1>",
        f"<p>{len(evaluation.articles)} articles. The rules are in <code>docs/evaluation.md</code>.</p>",
        *_failures(evaluation.failures),
        _scores(totals),
        _details(totals),
        *_calibration(totals),
        *_curve(evaluation),
        _articles(evaluation),
        *(_article(n, article) for n, article in enumerate(evaluation.articles, 1)),
    ]
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    body = "\n".join(parts)
    page = f'<html lang="en">\n<head>{head}<style>{STYLE}</style></head>\n<body>\n{body}\n</body>\n</html>'
    return f"<!doctype html>\n{page}\n"


def _table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are HTML already; the first of each row is its heading."""
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = "\n".join(
        f'<tr><th scope="row">{row[0]}</th>{"".join(f"<td>{cell}</td>" for cell in row[1:])}</tr>' for row in rows
    )
    return (
        f'<div class="scroll"><table><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>"
    )


def _failures(failures: Sequence[str]) -> Iterator[str]:
    if failures:
        items = "".join(f"<li>{escape(failure)}</li>" for failure in failures)
        yield f'<h2 class="missed">Not scored or not extracted</h2><ul>{items}</ul>'


def _scores(totals: dict[str, Tally]) -> str:
    columns = ("", "precision", "recall", "F1", "right / predicted", "found / annotated")
    rows = [
        [
            escape(line_name(line)),
            *_rates(count),
            f"{count.right} / {count.predicted}",
            f"{count.found} / {count.gold}",
        ]
        for name, tally in totals.items()
        for line, count in ordered_lines(tally, name)
    ]
    return _table("Scores", columns, rows)


def _rates(count: Count) -> list[str]:
    return [f"{100 * rate:.1f}" for rate in (count.precision, count.recall, count.f1)]


def _details(totals: dict[str, Tally]) -> str:
    rows = [
        [f"{escape(name)}: {escape(what)}", f"{100 * share.rate:.1f}", f"{share.right} / {share.of}"]
        for name, tally in totals.items()
        for what, share in tally.details.items()
    ]
    counted = "".join(f"<li>{escape(what)}: {number}</li>" for what, number in apart(totals).items())
    return _table("Details of what was matched", ("", "right, %", "right / judged"), rows) + f"<ul>{counted}</ul>"


def _calibration(totals: dict[str, Tally]) -> Iterator[str]:
    for name, tally in totals.items():
        error = expected_calibration_error(tally.judged)
        if error is not None:
            caption = f"Confidence of {CONFIDENT.get(name, name)}: expected calibration error {error:.3f}"
            rows = [_bin(each) for each in reliability(tally.judged)]
            yield _table(caption, ("confidence", "predictions", "mean confidence", "right"), rows)


def _bin(each: Bin) -> list[str]:
    return [f"{each.low:.1f} to {each.high:.1f}", str(each.count), f"{each.confidence:.3f}", f"{each.accuracy:.3f}"]


def _curve(evaluation: Evaluation) -> Iterator[str]:
    if evaluation.curve:
        columns = ("class", "least confidence", "precision", "recall", "F1")
        rows = [
            [escape(line_name(name)), f"{least:.1f}", *_rates(evaluation.curve[least][name])]
            for name in next(iter(evaluation.curve.values()))
            for least in evaluation.curve
        ]
        yield _table("Precision and recall by least confidence", columns, rows)


def _articles(evaluation: Evaluation) -> str:
    columns = ("article", *(f"{name}, F1" for name in evaluation.classes), "faults")
    rows = [
        [
            f'<a href="#article-{n}">{escape(article.id)}</a>',
            *(_f1(article.tallies[name].lines.get(name)) for name in evaluation.classes),
            str(sum(len(tally.findings) for tally in article.tallies.values())),
        ]
        for n, article in enumerate(evaluation.articles, 1)
    ]
    return _table("Articles", columns, rows)


def _f1(count: Count | None) -> str:
    """The F1 of an article, where it has something to find or something was found."""
    return f"{100 * count.f1:.1f}" if count and (count.gold or count.predicted) else "–"


def _article(n: int, article: ArticleScores) -> str:
    note = f"<p>{escape(article.note)}</p>" if article.note else ""
    classes = "\n".join(_findings(name, tally.findings) for name, tally in article.tallies.items() if tally.findings)
    return (
        f'<h2 id="article-{n}">{escape(article.id)}</h2>\n<p><code>{escape(article.input)}</code></p>{note}\n'
        f"{classes or '<p>No fault.</p>'}"
    )


def _findings(name: str, findings: Sequence[Finding]) -> str:
    missed = sum(finding.fault == MISSED for finding in findings)
    wrong = sum(finding.fault == WRONG for finding in findings)
    summary = f"{escape(name)}: {missed} missed, {wrong} wrong, {len(findings) - missed - wrong} details"
    items = "\n".join(_finding(finding) for finding in findings)
    return f"<details open><summary>{summary}</summary><ul>\n{items}\n</ul></details>"


def _finding(finding: Finding) -> str:
    kind = finding.fault if finding.fault in (MISSED, WRONG) else "detail"
    sure = f" (confidence {finding.confidence:.2f})" if finding.confidence is not None else ""
    quoted = _passage(finding.passage) if finding.passage else ""
    return f'<li><span class="fault {kind}">{escape(finding.fault)}</span>: {escape(finding.text)}{sure}{quoted}</li>'


def _passage(passage: Passage) -> str:
    marked = f"<mark>{escape(passage.marked)}</mark>"
    return f"<blockquote>{escape(passage.before)}{marked}{escape(passage.after)}</blockquote>"
