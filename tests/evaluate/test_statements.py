"""Statements: words, speakers, broken quotes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kg.evaluate.scores import Count, Tally
from kg.evaluate.statements import score_statements
from kg.model.extraction import Extraction
from kg.model.facts import Stance, Statement
from tests.evaluate.builders import GOLD, case, echo, parse, span_of

PROMISE = GOLD["statements"][2]
GIFT = GOLD["statements"][3]
BROKEN = GOLD["statements"][:2]


def score(predicted: list[Statement], /, **changes: Any) -> Tally:
    return score_statements(case(parse(**changes), replace(echo(parse()), statements=tuple(predicted))))


def statement(*content: str, speaker: str | None = "Luis Vega", **changes: Any) -> Statement:
    made = echo(parse()).statements[2]
    known = {entity.name: entity.id for entity in echo(parse()).entities}
    spans = tuple(span_of(words) for words in content)
    return replace(made, content=spans, text=" ".join(content), speaker=speaker and known[speaker], **changes)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("Chile would keep its promise", 1),
        ("keep its promise", 1),
        ("its promise", 0),
        ("Mr. Vega said that Chile would keep its promise", 1),
        ('Community, "must stay open." Mr. Vega said that Chile would keep its promise', 0),
        ("called the accord a gift", 0),
    ],
    ids=["the same", "over half", "under half", "with the cue", "far too much", "elsewhere"],
)
def test_contents_agree_by_half_of_their_words_either_way(content: str, found: int) -> None:
    tally = score([statement(content)], statements=[PROMISE])
    assert tally.lines["statements: content"] == Count(1, found, 1, found)


@pytest.mark.parametrize(
    ("gold", "speaker", "text", "fits"),
    [
        ({}, "Luis Vega", "", True),
        ({}, "Ana Soto", "", False),
        ({}, None, "Mr. Vega", False),
        ({"speaker_alt": ["Chile"]}, "CL", "", True),
        ({"co_speakers": ["Ana Soto"]}, "Ana Soto", "", True),
        ({"speaker": "Andean Community"}, "Andean Community", "", True),
        ({"speaker": "Chile", "unnamed": True, "speaker_surface": "A Chilean aide"}, "CL", "", True),
        ({"speaker": "Chile", "unnamed": True, "speaker_surface": "A Chilean aide"}, None, "the aide", True),
        ({"speaker": "Chile", "unnamed": True, "speaker_surface": "A Chilean aide"}, None, "the general", False),
        ({"speaker": None, "speaker_surface": "A diplomat"}, "Luis Vega", "", False),
        ({"speaker": None}, None, "whoever", True),
    ],
)
def test_speakers_decide_on_the_main_line(gold: dict[str, Any], speaker: str | None, text: str, fits: bool) -> None:
    said = statement(PROMISE["text"], speaker=speaker, speaker_text=text)
    tally = score([said], statements=[{**PROMISE, **gold}])
    assert tally.lines["statements"].right == fits
    assert tally.lines["statements: content"].right == 1
    assert [judged.right for judged in tally.judged] == [fits]


@pytest.mark.parametrize(
    ("parts", "count"),
    [
        ([["The border"], ["must stay open"]], Count(2, 2, 2, 2)),
        ([["The border", "must stay open"]], Count(2, 2, 1, 1)),
        ([["must stay"], ["open"], ["The border"]], Count(2, 2, 3, 3)),
        ([["must stay open"]], Count(2, 1, 1, 1)),
        ([["The border"], ["must"]], Count(2, 1, 2, 2)),
    ],
    ids=["as annotated", "joined", "cut", "one part missing", "part of a part"],
)
def test_parts_of_a_broken_quote_may_be_joined_or_cut(parts: list[list[str]], count: Count) -> None:
    said = [statement(*content, speaker="Ana Soto") for content in parts]
    assert score(said, statements=BROKEN).lines["statements"] == count


@pytest.mark.parametrize(
    ("changes", "gold", "detail", "rate"),
    [
        ({"type": "direct"}, {}, "type", 0.0),
        ({"date": "2010-05-12"}, {}, "date", None),
        ({"date": None}, {"date": "2010-05-12"}, "date", 0.0),
        ({"date": "2010-05-12"}, {"date": "2010-05-12"}, "date", 1.0),
        ({}, {"addressee": "Ana Soto"}, "addressee", 0.0),
        ({"about": ()}, {"about": ["CL", "PE"]}, "about", 0.0),
        ({}, {"about": ["CL", "PE"]}, "about", 0.5),
        ({"stance": Stance.OPPOSES}, {"stance": "supports"}, "stance", 0.0),
        ({"stance": None}, {"stance": "neutral"}, "stance", 1.0),
        ({"stance": Stance.OPPOSES}, {}, "stance", None),
    ],
)
def test_details(changes: dict[str, Any], gold: dict[str, Any], detail: str, rate: float | None) -> None:
    tally = score([statement(PROMISE["text"], **changes)], statements=[{**PROMISE, **gold}])
    share = tally.details.get(detail)
    assert (share.rate if share else None) == rate


def test_topic_that_is_a_policy_is_known_by_its_label() -> None:
    full = echo(parse())
    gift = full.statements[3]
    renamed = replace(full.policies[0], id="p9", label="fishing accord", aliases=())
    for about, rate in ((("p9",), 1.0), (("p1",), 0.0), ((), 0.0)):
        other = replace(full, policies=(renamed,), statements=(replace(gift, about=about),))
        assert score_statements(case(parse(statements=[GIFT]), other)).details["about"].rate == rate


def test_statement_that_is_none_is_wrong_and_counted_apart() -> None:
    tally = score([statement("the Pacific Fishing Accord")])
    assert tally.lines["statements: content"].predicted == 1
    assert tally.apart["not statements"] == 1
    assert tally.findings[0].text.endswith("[no statement]")


def test_statement_in_boilerplate_is_wrong_and_counted_apart() -> None:
    tally = score([statement("Kari Lund visits Oslo")])
    assert tally.lines["statements: content"].predicted == 1
    assert tally.apart["boilerplate"] == 1


def test_statement_in_an_unscored_span_is_ignored() -> None:
    tally = score([statement("called the accord a gift")], statements=[PROMISE], unscored=[GIFT["evidence"]])
    assert tally.lines["statements"].predicted == 0


def test_annotated_words_that_the_reader_lost_are_counted() -> None:
    tally = score_statements(
        case(parse(statements=[{**PROMISE, "text": "words that are not there"}]), Extraction(echo(parse()).article))
    )
    assert tally.apart["not in the text"] == 1
