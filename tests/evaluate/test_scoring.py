"""The whole of scoring: an echo of the annotation is perfect, nothing is nothing, doubtful facts can be left out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kg.config import Settings
from kg.evaluate.cases import Case
from kg.evaluate.goldfiles import find_gold, read_gold
from kg.evaluate.run import find_input, pair_articles
from kg.evaluate.scores import Count, total
from kg.evaluate.scoring import score_case, score_cases
from kg.model.extraction import Extraction
from kg.read import read_articles
from tests.evaluate.builders import GOLD, article, case, echo, parse

LINES = [
    *("persons", "countries", "meetings", "meetings: participants"),
    *("policies", "policies: label", "statements", "statements: content"),
]


def echo_cases() -> list[Case]:
    """The small article and all samples, each with the echo of its annotation."""
    cases = [case(parse(), echo(parse()))]
    for path in find_gold(Settings().data_dir / "samples" / "gold"):
        golds = read_gold(path)
        articles = [Extraction(found) for found in read_articles(find_input(golds[0].input, path))]
        for g, r in pair_articles(golds, articles):
            cases.append(case(golds[g], echo(golds[g], articles[r].article)))
    return cases


def test_echo_of_the_annotation_is_perfect() -> None:
    evaluation = score_cases(echo_cases())
    found = total(tally for article_ in evaluation.articles for tally in article_.tallies.values())
    assert len(evaluation.articles) > 10
    assert [f"{finding.sort}: {finding.text}" for finding in found.findings] == []
    assert {line: (count.precision, count.recall) for line, count in found.lines.items()} == dict.fromkeys(
        LINES, (1.0, 1.0)
    )
    assert all(share.right == share.of for share in found.details.values())


def test_empty_output_finds_nothing() -> None:
    evaluation = score_cases([case(each.gold, Extraction(each.extraction.article)) for each in echo_cases()])
    found = total(tally for article_ in evaluation.articles for tally in article_.tallies.values())
    assert {line: (count.precision, count.recall, count.f1) for line, count in found.lines.items()} == dict.fromkeys(
        LINES, (0.0, 0.0, 0.0)
    )
    assert found.details == {}
    assert found.judged == []


def test_input_that_gave_no_extraction_is_missed_as_a_whole() -> None:
    nothing = case(parse(), Extraction(article("")))
    scores = score_case(nothing)
    assert scores.tallies["statements"].lines["statements"] == Count(gold=4)
    assert scores.note == ""


def test_optional_items_cost_and_earn_nothing() -> None:
    gold = parse(meetings=[], optional={"meetings": annotated_meetings()}, statements=[], policies=[])
    with_them = score_case(case(gold, replace(echo(parse()), policies=(), statements=())))
    without = score_case(case(gold, replace(echo(parse()), meetings=(), policies=(), statements=())))
    for scores in (with_them, without):
        assert scores.tallies["meetings"].lines["meetings"] == Count()
        assert scores.tallies["meetings"].findings == []


def annotated_meetings() -> list[object]:
    return list(GOLD["meetings"])


def test_curve_leaves_out_what_is_less_sure() -> None:
    full = echo(parse())
    first, *others = full.meetings
    mixed = replace(full, meetings=(replace(first, confidence=0.6), *others))
    evaluation = score_cases([case(parse(), mixed)])
    recall = {least: counts["meetings"].recall for least, counts in evaluation.curve.items()}
    assert recall == {0.3: 1.0, 0.5: 1.0, 0.7: 0.5, 0.9: 0.5}


def test_only_the_classes_asked_for_are_scored() -> None:
    evaluation = score_cases([case(parse(), echo(parse()))], classes=["countries"])
    assert list(evaluation.totals()) == ["countries"]
    assert evaluation.curve == {}


def test_body_that_is_not_found_is_noted() -> None:
    gold = parse(body_first="Words that are not there")
    assert "body" in score_case(case(gold, echo(gold))).note


@pytest.mark.parametrize(
    ("golds", "articles", "pairs"),
    [
        (["Ana Soto"], ["quite another text"], [(0, 0)]),
        (["Ana Soto", "Luis Vega"], ["here is Luis Vega", "here is Ana Soto"], [(0, 1), (1, 0)]),
        (["Ana Soto", "Luis Vega"], ["here is Luis Vega"], [(1, 0)]),
    ],
    ids=["single", "out of order", "one gave nothing"],
)
def test_articles_of_one_file_are_told_by_their_words(
    golds: list[str], articles: list[str], pairs: list[tuple[int, int]]
) -> None:
    annotated = [parse(body_first=words, body_last=words, headline=None) for words in golds]
    assert sorted(pair_articles(annotated, [Extraction(article(text)) for text in articles])) == pairs


def test_inputs_are_looked_for_beside_the_gold_file_and_one_level_above(tmp_path: Path) -> None:
    gold = tmp_path / "gold" / "a.json"
    gold.parent.mkdir()
    (tmp_path / "a.txt").write_text("above", encoding="utf-8")
    assert find_input("a.txt", gold) == tmp_path / "a.txt"
    (tmp_path / "gold" / "a.txt").write_text("beside", encoding="utf-8")
    assert find_input("a.txt", gold) == tmp_path / "gold" / "a.txt"
    assert find_input("a.txt", gold, tmp_path) == tmp_path / "a.txt"
