"""The search: its index, its page, its suggestions."""

import re
import sqlite3

import pytest

from kg.errors import QueryTimeoutError
from kg.store import open_store
from kg.web.search_index import SearchIndex, fill_database, match_text, split_marks
from tests.web.conftest import NG, RDF_TYPE, RDFS_LABEL, make_app
from tests.web.news import MANY, make_news_store


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    made = make_app(make_news_store(tmp_path_factory.mktemp("news") / "store"))
    yield made
    made.extensions["newsgraph_search"].close()
    made.extensions["newsgraph"].close()


@pytest.fixture
def news(app):
    return app.test_client()


@pytest.fixture
def index(app):
    found = app.extensions["newsgraph_search"]
    assert found.ready(10)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ann", ["Ann Lee"]),
        ("LEE ann", ["Ann Lee"]),
        ("annie", ["Ann Lee"]),
        ("sile", ["Síle O'Hara"]),
        ("o'hara", ["Síle O'Hara"]),
        ("o’ha", ["Síle O'Hara"]),
        ("ليلى", ["ليلى حداد"]),
        ("ken", ["Kenya", "Kenya and Peru meet"]),
        ("lakes", ['Accord of the 3 "Lakes"']),
        ("alert", ["<script>alert(1)</script> & 🕊 d'Été"]),
        ("zzz", []),
        ("", []),
        ("🕊", []),
        ('"', []),
        ("* OR NEAR(", []),
    ],
)
def test_names_are_found_by_the_beginnings_of_their_words(index, text, expected):
    assert [hit.name for hit in index.find_names(text)] == expected


def test_name_best_known_comes_first(index):
    assert index.find_names("l", limit=3)[0].kind in ("person", "policy")
    assert index.find_names("peru")[0].iri.endswith("country/peru")


@pytest.mark.parametrize(
    ("text", "count"),
    [("treaty", MANY), ("welcomed treaties", MANY), ('"number 7"', 1), ('"treaties welcome"', 0), ("unheard", 0)],
)
def test_statements_are_found_by_the_stems_of_their_words(index, text, count):
    assert len(index.find_statements(text, limit=1000)) == count


def test_statement_is_found_by_its_speaker(index):
    assert {hit.note for hit in index.find_statements("hara", limit=1000)} == {"Síle O'Hara"}


def test_index_counts_by_kind(index):
    assert index.count("kenya") == {"country": 1, "article": 1, "statement": 0}
    assert index.count("treaty", most=10)["statement"] == 10


def test_hit_marks_what_was_asked_for(index):
    hit = index.find_names("ann")[0]
    assert hit.pieces == ("", "Ann", " Lee")
    assert split_marks("a\x02b\x03c") == ("a", "b", "c")


@pytest.mark.parametrize(
    ("text", "options", "expected"),
    [
        ("a b", {}, '"a" "b"'),
        ("a b", {"prefix": True}, '"a"* "b"*'),
        ("a b", {"any_word": True}, '"a" OR "b"'),
        ('x "y z" "', {}, '"x" "y z"'),
        ("“y z”", {}, '"y z"'),
        ("a-b(c)*^:", {}, '"a" "b" "c"'),
        (" ".join("abcdefghijklmnop"), {}, " ".join(f'"{char}"' for char in "abcdefghijkl")),
    ],
)
def test_match_text_lets_no_operator_through(text, options, expected):
    assert match_text(text, **options) == expected


def test_match_text_is_understood_by_the_engine():
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE t USING fts5(x)")
    for text in ('a" OR b', "NEAR(a b)", "x:y", "^a", "-a", "a AND", "{a} : b", "\x00a"):
        database.execute("SELECT * FROM t WHERE t MATCH ?", (match_text(text),))


def test_index_is_made_anew_for_a_new_revision(tmp_path):
    store = make_news_store(tmp_path / "store")
    app = make_app(store)
    index = app.extensions["newsgraph_search"]
    assert index.ready(10)
    before = index.revision
    with open_store(store) as writable:
        writable.replace_many(
            {
                "http://e.org/g": [
                    f"<http://e.org/p> {RDF_TYPE} <{NG}Person> .",
                    f'<http://e.org/p> {RDFS_LABEL} "Newly Come" .',
                ]
            }
        )
    assert index.ready(10)
    assert index.revision > before
    assert [hit.name for hit in index.find_names("newly")] == ["Newly Come"]
    index.close()
    assert index.find_names("newly") == []
    app.extensions["newsgraph"].close()


def test_index_that_cannot_be_made_is_not_tried_at_once_again(news, app, monkeypatch):
    tried = []

    def fail(*_):
        tried.append(1)
        raise QueryTimeoutError("too slow")

    monkeypatch.setattr(SearchIndex, "_read", fail)
    index = SearchIndex(app.extensions["newsgraph"])
    assert not index.ready(5)
    assert not index.ready(5)
    assert len(tried) == 1


def test_database_leaves_out_rows_that_are_too_short():
    answers = [
        iter([["thing", "kind", "name", "other", "n"], ["i", "person", "A", "", ""], ["j"]]),
        iter([["a"] * 5]),
        iter([["t", "s", "w"]]),
    ]
    database = fill_database(answers)
    assert database.execute("SELECT thing FROM names").fetchall() == [("i",)]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/search", "Names of people"),
        ("/search?q=ann", "<mark>Ann</mark> Lee"),
        ("/search?q=treaties", "<mark>treaties</mark>"),
        ("/search?q=treaties", f"All {MANY} statements"),
        ("/search?q=treaties&kind=statement&page=2", 'rel="prev"'),
        ("/search?q=treaties&kind=nonsense", f"All {MANY} statements"),
        ("/search?q=zzz", "Nothing in this graph has these words"),
        ("/search?q=welcome+zzz", "These statements have some of them"),
        ("/search?q=alert", "&lt;script&gt;<mark>alert</mark>"),
        ("/search?q=%3Cscript%3E", "&lt;script&gt;"),
        ("/search?q=ann&page=x", "Ann"),
    ],
)
def test_search_page_shows_what_is_found(news, path, words):
    text = news.get(path).text
    assert words in text
    assert "<script>alert" not in text


def test_search_page_says_who_spoke(news):
    text = news.get("/search", query_string={"q": '"number 0"'}).text
    assert "a &lt;b&gt;diplomat&lt;/b&gt;" in text


def test_search_without_an_index_looks_through_a_part_and_says_so(news, monkeypatch):
    monkeypatch.setattr(SearchIndex, "ready", lambda *_: False)
    text = news.get("/search?q=ann").text
    assert "is being built" in text
    assert "Ann Lee" in text
    assert news.get("/search?q=treaties&kind=statement").text.count("<blockquote") == 30
    assert news.get("/suggest?q=ann").json == []


def test_suggestions_are_names_then_statements(news):
    found = news.get("/suggest?q=ann").json
    assert found == [{"name": "Ann Lee", "kind": "person", "note": "Person", "href": "/id/person/ann-lee-US"}]
    found = news.get("/suggest?q=welcome").json
    assert [entry["kind"] for entry in found] == ["statement"] * 3
    assert found[0]["note"].startswith("Statement by ")
    assert news.get("/suggest").json == []


def test_search_can_be_added_to_a_browser(news):
    text = news.get("/opensearch.xml").text
    assert re.search(r'template="http://localhost/search\?q=\{searchTerms\}"', text)
