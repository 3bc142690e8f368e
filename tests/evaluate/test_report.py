"""The report as text, JSON and web page."""

from __future__ import annotations

import json
from dataclasses import replace

from lxml import html

from kg.evaluate import html_report, json_report, text_report
from kg.evaluate.scoring import Evaluation, score_cases
from tests.evaluate.builders import case, echo, parse


def faulty() -> Evaluation:
    """One meeting missed, one speaker wrong, one gold file broken; names with what HTML gives a meaning."""
    full = echo(parse())
    names = tuple(
        replace(entity, name="<b>Luis & Co</b>") if entity.name == "Luis Vega" else entity for entity in full.entities
    )
    wrong = replace(full.statements[0], speaker=full.statements[2].speaker)
    extraction = replace(full, entities=names, meetings=full.meetings[1:], statements=(wrong, *full.statements[1:]))
    return score_cases([case(parse(id="a<b"), extraction)], failures=["x.json: <persons>: is missing"])


def test_text_has_every_line_and_the_errors_of_confidence() -> None:
    text = text_report(faulty())
    for words in ("persons", "meetings: participants + status", "statements: content + speaker", "of matched persons"):
        assert words in text
    assert "expected calibration error" in text
    assert "missed" not in text


def test_misses_are_listed_with_their_sentence() -> None:
    text = text_report(faulty(), misses=True)
    assert "meetings missed: Ana Soto, Luis Vega, PE, CL, 2010-05-11, held" in text
    assert "[met her Chilean counterpart, Luis Vega, in Lima on Tuesday]" in text
    assert "statements speaker: <b>Luis & Co</b> for Ana Soto" in text


def test_json_holds_figures_and_findings() -> None:
    value = json.loads(json.dumps(json_report(faulty())))
    assert value["failures"] == ["x.json: <persons>: is missing"]
    assert value["lines"]["meetings"]["recall"] == 50.0
    assert value["curve"]["0.9"]["meetings"]["found"] == 1
    assert value["details"]["statements"]["speaker"] == {"right": 3, "of": 4}
    (article,) = value["per_article"]
    missed = [finding for finding in article["findings"] if finding["fault"] == "missed"]
    assert missed[0]["passage"]["marked"].startswith("met her")


def test_page_is_escaped_and_marks_the_words() -> None:
    page = html_report(faulty())
    tree = html.document_fromstring(page)
    assert not tree.xpath("//b")
    assert "<b>Luis & Co</b>" in tree.text_content()
    assert "met her Chilean counterpart, Luis Vega, in Lima on Tuesday" in tree.xpath("//mark/text()")
    assert tree.xpath("//li[contains(., '<persons>')]")


def test_page_needs_nothing_else_and_its_links_lead_somewhere() -> None:
    tree = html.document_fromstring(html_report(faulty()))
    assert not tree.xpath("//script | //link | //img | //iframe")
    targets = {f"#{name}" for name in tree.xpath("//@id")}
    assert tree.xpath("//a/@href")
    assert set(tree.xpath("//a/@href")) <= targets


def test_report_without_a_fault_says_so() -> None:
    evaluation = score_cases([case(parse(), echo(parse()))])
    assert "No fault." in html_report(evaluation)
    assert text_report(evaluation, misses=True) == text_report(evaluation)
