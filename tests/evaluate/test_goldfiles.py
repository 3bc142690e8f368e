"""Gold files: both forms are read, and what is wrong is named by file and key."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg.errors import ReadError
from kg.evaluate.goldfiles import find_gold, parse_gold, read_gold
from tests.evaluate.builders import GOLD, parse


def test_alternatives_and_optional_items_are_read() -> None:
    gold = parse(
        persons=[{"name": "Ana Soto", "name_alt": ["A. Soto"], "mentions": ["Soto", "she"], "nominals": ["she"]}],
        optional={"persons": [{"name": "Kari Lund"}], "countries": ["NO"]},
    )
    soto, lund = gold.persons
    assert (soto.names, soto.forms, soto.optional) == (("Ana Soto", "A. Soto"), ("Soto",), False)
    assert (lund.name, lund.optional) == ("Kari Lund", True)
    assert gold.countries_optional == ("NO",)


def test_short_form_is_read() -> None:
    short = {
        **{key: GOLD[key] for key in ("id", "input", "persons", "countries")},
        "countries_optional": ["NO"],
        "meetings": [],
        "meetings_optional": GOLD["meetings"],
        "policies": [{"label": "Trade Act", "kind": "law", "status": "in_force", "qid_hint": "the act of 1974"}],
        "statements": [{"speaker": "Ana Soto", "text": "must stay open", "type": "direct"}],
        "statements_optional": [{"speaker": "Luis Vega", "text": "The border", "type": "direct"}],
    }
    (gold,) = parse_gold(short, "short.json")
    assert gold.policies[0].statuses == ("inForce",)
    assert [meeting.optional for meeting in gold.meetings] == [True, True]
    assert [statement.optional for statement in gold.statements] == [False, True]
    assert gold.countries_optional == ("NO",)


def test_file_of_several_articles_is_read() -> None:
    first = {key: value for key, value in GOLD.items() if key != "input"}
    second = {**GOLD, "id": "two", "input": "other.xml", "article_index": 1}
    golds = list(parse_gold({"id": "feed", "input": "feed.xml", "articles": [first, second]}, "feed.json"))
    assert [(gold.id, gold.input, gold.index) for gold in golds] == [
        ("lima", "feed.xml", None),
        ("two", "other.xml", 1),
    ]


def change(key: str, value: Any) -> dict[str, Any]:
    return {**GOLD, key: value}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([], "lima.json: must be an object, not a list"),
        ({"id": "lima"}, "lima.json: input: is missing"),
        ({key: value for key, value in GOLD.items() if key != "policies"}, "lima.json: policies: is missing"),
        (change("id", 3), "lima.json: id: must be a text, not a number"),
        (change("countries", "PE"), "lima.json: countries: must be a list, not a text"),
        (change("countries", ["PE", None]), "lima.json: countries[1]: must be a text, not null"),
        (change("persons", ["Ana"]), "lima.json: persons[0]: must be an object, not a text"),
        (change("persons", [{}]), "lima.json: persons[0].name: is missing"),
        (
            change("meetings", [{**GOLD["meetings"][0], "status": "hold"}]),
            "lima.json: meetings[0].status: 'hold' is none of held, planned, postponed, cancelled, proposed, denied",
        ),
        (
            change("meetings", [GOLD["meetings"][0], {**GOLD["meetings"][1], "date": "May 2010"}]),
            "lima.json: meetings[1].date: 'May 2010' is no EDTF date (2007-02-22, 2007-02, 2007-02-19/2007-02-22)",
        ),
        (
            change("meetings", [{**GOLD["meetings"][0], "participants_alt": ["Ana Soto"]}]),
            "lima.json: meetings[0].participants_alt[0]: must be a list, not a text",
        ),
        (
            change("optional", {"statements": [{"speaker": None}]}),
            "lima.json: optional.statements[0].text: is missing",
        ),
    ],
)
def test_wrong_form_is_named_by_file_and_key(value: object, message: str) -> None:
    with pytest.raises(ReadError) as caught:
        list(parse_gold(value, "lima.json"))
    assert str(caught.value) == message


def test_file_that_is_no_json_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "broken.json"
    path.write_text('{\n"id": }', encoding="utf-8")
    with pytest.raises(ReadError, match=r"broken\.json: line 2: not valid JSON"):
        read_gold(path)


def test_gold_files_are_found_by_folder_or_name(tmp_path: Path) -> None:
    for name in ("b.json", "a.json", "a.txt"):
        (tmp_path / name).write_text(json.dumps(GOLD), encoding="utf-8")
    assert [path.name for path in find_gold(tmp_path)] == ["a.json", "b.json"]
    assert find_gold(tmp_path / "a.json") == [tmp_path / "a.json"]
    assert [gold.id for gold in read_gold(tmp_path / "a.json")] == ["lima"]


@pytest.mark.parametrize("name", ["empty", "nowhere"])
def test_no_gold_file_is_an_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ReadError, match=name):
        find_gold(tmp_path / name)
