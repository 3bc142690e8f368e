from datetime import date, datetime

import pytest

from kg.errors import ReadError
from kg.read.fields import USUAL, FieldMap, fold_name


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2010-05-12T23:30:00-05:00", "2010-05-12"),
        ("Wed, 12 May 2010 18:20:00 +0000", "2010-05-12"),
        ("May 12, 2010", "2010-05-12"),
        ("20100512", "2010-05-12"),
        ("20100512T1820", "2010-05-12"),
        (20100512, "2010-05-12"),
        (1273660800, "2010-05-12"),
        (1273660800.5, "2010-05-12"),
        (1273660800000, "2010-05-12"),
        (datetime(2010, 5, 12, 1), "2010-05-12"),
        (date(2010, 5, 12), "2010-05-12"),
        ({"value": "2010-05-12"}, "2010-05-12"),
        ("03/04/2009", None),
        ("yesterday", None),
        (3, None),
        (20101399, None),
        (True, None),
        (float("nan"), None),
        (float("inf"), None),
        (None, None),
    ],
)
def test_day_is_read_from_what_systems_write(value, expected):
    assert FieldMap().day({"date": value}) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Maria  Delgado\n", "Maria Delgado"),
        (["Maria Delgado", "Tom Hale"], "Maria Delgado, Tom Hale"),
        ([{"name": "Maria Delgado"}, {"id": 3}], "Maria Delgado"),
        ({"name": "Maria Delgado"}, "Maria Delgado"),
        ("a\ud800b\x00", "a\ufffdb\ufffd"),
        (3, None),
        ([], None),
        ([["a"]], None),
    ],
)
def test_line_is_read_from_what_systems_write(value, expected):
    assert FieldMap().line({"author": value}, "author") == expected


@pytest.mark.parametrize("name", ["Date Published", "date_published", "datePublished", "DATE-PUBLISHED"])
def test_usual_names_count_however_they_are_written(name):
    assert FieldMap().day({name: "2010-05-12"}) == "2010-05-12"


def test_first_usual_name_with_words_counts():
    assert FieldMap().text({"summary": "Short.", "content": " ", "body": "Long."}) == "Long."
    assert FieldMap().text({"summary": "Short.", "content": " "}) == "Short."
    assert FieldMap().text({"text": {"rendered": "<p>Long.</p>"}}) == "<p>Long.</p>"


def test_usual_names_are_written_folded():
    assert all(fold_name(name) == name for names in USUAL.values() for name in names)


@pytest.mark.parametrize("fields", [{"txt": "body"}, {"text": ""}])
def test_impossible_mapping_is_refused(fields):
    with pytest.raises(ReadError, match="an article's fields are text, headline"):
        FieldMap.of(fields)
