import csv
import io

import pytest

from tests.read.archived import Piped
from tests.read.samples import BODY, PAGE, body_text, read_all

TEXT = "\n\n".join(BODY)


def table(*rows, delimiter=",", **options):
    target = io.StringIO()
    csv.writer(target, delimiter=delimiter, **options).writerows(rows)
    return target.getvalue()


ROWS = (
    ("id", "Title", "Body", "Publish Date"),
    ("1", "Talks", TEXT, "2010-05-12"),
    ("2", "They left", "Soto left.", ""),
)


@pytest.mark.parametrize("name", ["a.csv", "stdin"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_rows_are_articles(name, delimiter, encoding):
    articles, faults = read_all(Piped(table(*ROWS, delimiter=delimiter).encode(encoding)), name)
    assert [article.headline for article in articles] == ["Talks", "They left"]
    assert (body_text(articles[0]).replace("\r", ""), articles[0].date) == (TEXT, "2010-05-12")
    assert articles[1].date is None
    assert not faults


def test_column_of_row_numbers_without_a_name_is_no_hindrance():
    rows = [(("", *ROWS[0]), *((str(number), *row) for number, row in enumerate(ROWS[1:])))][0]
    assert len(read_all(table(*rows).encode(), "a.csv")[0]) == 2


def test_columns_are_named_by_the_mapping():
    content = table(("kopf", "inhalt"), ("Talks", TEXT)).encode()
    assert read_all(content, "a.csv") == (
        [],
        ["a.csv: no column of the table is known as the text: name it by a field mapping (kopf, inhalt)"],
    )
    (article,), _ = read_all(content, "stdin", fields={"text": "inhalt", "headline": "kopf"})
    assert article.headline == "Talks"


@pytest.mark.parametrize(
    "text",
    [
        PAGE,
        "Title, text and date\n\nRojas met Soto.",
        "Talks, Body, 2010\n\nRojas met Soto.",
        "Text\tRojas met Soto. They left.\n",
        "body\n",
    ],
)
def test_prose_is_no_table(text):
    (article,), _ = read_all(text.encode(), "a.txt")
    assert article.text == text


def test_row_without_a_text_is_told_with_its_line():
    content = table(ROWS[0], ROWS[1], ("2", "They left", "", ""), (), ("3", "Soon", "Rojas left.", ""), ("4",))
    articles, faults = read_all(content.encode(), "a.csv")
    assert [article.headline for article in articles] == ["Talks", "Soon"]
    assert [fault.split(" (")[0] for fault in faults] == [
        "a.csv: line 9: no text in it",
        "a.csv: line 12: no text in it",
    ]


def test_open_quotation_mark_is_told():
    content = 'title,body\nTalks,Rojas left.\nSoon,"Rojas came.\nThen,Soto came.\n"Never'
    articles, faults = read_all(content.encode(), "a.csv")
    assert [article.headline for article in articles][:1] == ["Talks"]
    assert len(articles) + len(faults) >= 2
    content = 'title,body\n"Soon,Rojas came.\nThen,Soto came.\n'
    assert read_all(content.encode(), "a.csv") == (
        [],
        ["a.csv: line 2: a quotation mark is not closed, and took in the 1 lines below: mend the line"],
    )


def test_cell_without_end_is_told_and_not_held(monkeypatch):
    monkeypatch.setattr("kg.read.tables.MAX_BYTES", 100_000)
    content = (
        f'title,body\nTalks,{"a" * 300_000}\nSoon,Rojas came.\nLong,"{"b" * 60_000}\n{"b" * 60_000}"\nEnd,They left.\n'
    )
    articles, faults = read_all(content.encode(), "a.csv")
    assert [article.headline for article in articles] == ["Soon", "End"]
    assert any("line 2 is over the limit" in fault for fault in faults)
    assert any("field larger than field limit" in fault for fault in faults)


def test_nul_in_a_cell_is_replaced():
    (article,), _ = read_all(b"title,body\nTalks,Rojas\x00 came.\n", "a.csv")
    assert article.text == "Rojas\ufffd came."
