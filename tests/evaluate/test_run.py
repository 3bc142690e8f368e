"""`kg eval` from the command line to the report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import main
from tests.evaluate.builders import GOLD, TEXT


def kg(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "gold").mkdir()
    (tmp_path / "lima.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "gold" / "lima.json").write_text(json.dumps(GOLD), encoding="utf-8")
    return tmp_path


@pytest.mark.model
def test_eval_prints_scores_and_writes_reports(folder: Path) -> None:
    result = kg("eval", folder / "gold", "--json", folder / "out.json", "--html", folder / "out.html", "--misses")
    assert result.exit_code == 0, result.output
    assert "statements: content + speaker" in result.stdout
    value = json.loads((folder / "out.json").read_text(encoding="utf-8"))
    assert value["articles"] == 1
    assert value["lines"]["persons"]["gold"] == 2
    assert value["lines"]["statements"]["found"] > 0
    assert (folder / "out.html").read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.model
def test_eval_names_what_it_cannot_score_and_scores_the_rest(folder: Path) -> None:
    (folder / "gold" / "a.json").write_text(json.dumps({**GOLD, "countries": 1}), encoding="utf-8")
    (folder / "gold" / "b.json").write_text(json.dumps({**GOLD, "input": "nowhere.txt"}), encoding="utf-8")
    result = kg("eval", folder / "gold", "--class", "persons")
    assert result.exit_code == 1
    assert result.stdout.startswith("1 article\n")
    first, second = result.stderr.splitlines()
    assert first.endswith("a.json: countries: must be a list, not a number")
    assert "nowhere.txt" in second


@pytest.mark.model
def test_eval_pairs_the_articles_of_json_lines(folder: Path) -> None:
    other = "Prime Minister Kari Lund of Norway said on Tuesday that the talks had failed. The border stays shut."
    rows = [{"text": other, "date": "2010-05-12"}, {"text": TEXT, "date": "2010-05-12"}]
    (folder / "two.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    gold = {"id": "two", "input": "two.jsonl", "articles": [{**GOLD, "input": None}]}
    result = kg("eval", write(folder / "gold" / "two.json", gold), "--class", "countries")
    assert result.exit_code == 0, result.output
    assert "100.0  100.0  100.0" in result.stdout


@pytest.mark.model
def test_eval_leaves_out_what_is_less_sure_than_asked(folder: Path) -> None:
    result = kg("eval", folder / "gold", "--min-confidence", "1", "--class", "statements", "--json", folder / "o.json")
    assert result.exit_code == 0, result.output
    assert json.loads((folder / "o.json").read_text(encoding="utf-8"))["lines"]["statements"]["predicted"] == 0


def write(path: Path, value: object) -> Path:
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def test_eval_refuses_an_unknown_class(folder: Path) -> None:
    result = kg("eval", folder / "gold", "--class", "people")
    assert result.exit_code == 2
    assert "persons, countries, meetings, policies, statements" in result.stderr


def test_eval_without_a_gold_file_says_so(tmp_path: Path) -> None:
    result = kg("eval", tmp_path)
    assert result.exit_code == 1
    assert "no gold file" in result.stderr
