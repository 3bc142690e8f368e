"""The lists: filters, orders, pages, and what they do with odd or wrong values."""

import html
import re
import time

import pytest

from kg.errors import QueryTimeoutError
from kg.web.list_filters import date_bounds, literal
from kg.web.list_kinds import LISTINGS
from kg.web.lists import Paging, group_by_year
from kg.web.page_queries import PATIENCE, Pages
from tests.web.conftest import make_app
from tests.web.news import MANY, make_news_store


@pytest.fixture(scope="module")
def news(tmp_path_factory):
    made = make_app(make_news_store(tmp_path_factory.mktemp("news") / "store"))
    yield made.test_client()
    made.extensions["newsgraph"].close()


def titles(text):
    """What the rows of a list are called."""
    found = re.findall(r'class="row-title" href="[^"]*">(.*?)</a>', text)
    return [html.unescape(re.sub("<[^>]*>", "", title)).strip() for title in found]


def total(text):
    """How many things a list says there are."""
    return re.search(r'<p class="soft" role="status">\s*([\w ,]+)', text)[1].split(",")[0].split(" of ")[0].strip()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/people", ["Síle O'Hara", "Ann Lee", "ليلى حداد", "Dove 🕊 <b>Bold</b>"]),
        ("/people?sort=name", ["Ann Lee", "Dove 🕊 <b>Bold</b>", "Síle O'Hara", "ليلى حداد"]),
        ("/people?q=o'hara", ["Síle O'Hara"]),
        ("/people?q=lee+ANN", ["Ann Lee"]),
        ('/people?q="', []),
        ("/people?country=country/kenya", ["Ann Lee"]),
        ("/people?country=https://w3id.org/newsgraph/id/country/kenya", ["Ann Lee"]),
        ("/people?office=minister", ["Ann Lee"]),
        ("/countries", ["Peru", "Kenya"]),
        ("/organizations", ["Union of Lake States"]),
        ("/policies?kind=treaty&status=inForce&actor=country/kenya", ['Accord of the 3 "Lakes"']),
        ("/policies?kind=law", []),
        ("/articles", ["Kenya and Peru meet", "<script>alert(1)</script> & 🕊 d'Été", "quiet"]),
        ("/articles?names=person/ann-lee-US&from=2001-05&to=2001-05", ["<script>alert(1)</script> & 🕊 d'Été"]),
        ("/articles?publisher=O’Neill+%26+Sons+<b>Press</b>", ["<script>alert(1)</script> & 🕊 d'Été"]),
    ],
)
def test_list_shows_what_its_filters_leave_in_its_order(news, path, expected):
    found = titles(news.get(path).text)
    if path == "/articles":
        # Without a date an article comes last in either direction.
        assert sorted(found) == sorted(expected)
    else:
        assert found == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/statements", MANY),
        ("/statements?stance=opposes", MANY // 3),
        ("/statements?speaker=person/o'hara", 30),
        ("/statements?topic=policy/accord-1&stance=supports", 15),
        ("/statements?q=number+44", 1),
        ("/statements?quote=indirect", 0),
        ("/statements?from=2001&to=2001-05-24", MANY),
        ("/statements?from=2002", 0),
        ("/meetings", 3),
        ("/meetings?status=cancelled", 1),
        ("/meetings?from=2001&to=2001", 1),
        ("/meetings?sort=oldest", 3),
        ("/statements?sort=oldest", MANY),
        ("/statements?sort=surest", MANY),
        ("/articles?sort=oldest", 3),
        ("/meetings?with=person/layla&country=country/peru&type=talks", 3),
    ],
)
def test_list_counts_what_its_filters_leave(news, path, expected):
    assert total(news.get(path).text) == str(expected)


@pytest.mark.parametrize(
    "path",
    [
        "/statements?from=yesterday",
        "/statements?from=2001-13",
        "/statements?stance=loves",
        "/people?country=country/<kenya>",
        "/people?country=a%22b",
        "/meetings?type=talks%20.%20?s%20?p%20?o",
    ],
)
def test_value_that_means_nothing_is_ignored_with_a_note(news, path):
    text = news.get(path).text
    assert "was ignored" in text
    assert total(text) != "0"


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda listing: listing.name)
def test_every_filter_takes_hostile_text(news, listing):
    for entry in listing.filters:
        for value in ('") } DROP ALL #', "\\", "'''", "a\nb", "<x> ?y", "x" * 5000, "🕊", "ليلى"):
            response = news.get(f"/{listing.name}", query_string={entry.name: value})
            assert response.status_code == 200
            assert "cannot be shown" not in response.text


def test_list_has_pages_that_together_hold_everything(news):
    first, second = news.get("/statements").text, news.get("/statements?page=2").text
    numbers = [re.findall(r"number (\d+),", text) for text in (first, second)]
    assert [len(found) for found in numbers] == [40, 5]
    assert len({*numbers[0], *numbers[1]}) == MANY
    assert 'rel="next"' in first
    assert 'rel="prev"' in second
    assert 'rel="next"' not in second


@pytest.mark.parametrize("page", ["0", "-1", "x", "9999999999999999999", "²"])
def test_page_that_is_none_is_answered(news, page):
    assert news.get("/statements", query_string={"page": page}).status_code == 200


def test_filters_go_along_to_the_next_page_and_into_the_query(news):
    text = html.unescape(news.get("/statements?publisher=O’Neill+%26+Sons+<b>Press</b>").text)
    assert re.search(r'href="/statements\?publisher=O%E2%80%99Neill\+%26\+Sons[^"]*page=2', text)
    assert "schema:publisher" in text


def test_what_is_chosen_stands_in_the_form_though_it_be_rare(news):
    text = news.get("/meetings?with=organization/lakes").text
    assert re.search(r'<option value="organization/lakes" selected>Union of Lake States</option>', text)


def test_query_of_a_list_runs_at_the_endpoint(news):
    for listing in LISTINGS:
        for order in listing.orders:
            text = news.get(f"/{listing.name}?sort={order}").text
            address = html.unescape(re.search(r'href="(/sparql\?query=[^"]*)"', text)[1])
            assert news.get(address).status_code == 200


def test_meetings_stand_under_their_years_and_those_without_a_date_apart(news):
    text = news.get("/meetings").text
    assert re.findall(r"<h2>(.*?)</h2>", text) == ["2003", "2001", "No date given"]
    assert [year for year, _ in group_by_year([])] == []


def test_statement_without_a_named_speaker_tells_its_words(news):
    assert "a &lt;b&gt;diplomat&lt;/b&gt;" in news.get("/statements?q=number+0,").text


def test_slow_order_is_left_out_with_a_note(news, monkeypatch):
    ask = Pages._ask

    def slow(self, text, limit, gone):
        if "ORDER BY DESC(?facts)" in text:
            raise QueryTimeoutError("too slow")
        return ask(self, text, limit, gone)

    monkeypatch.setattr(Pages, "_ask", slow)
    text = news.get("/people?q=e").text
    assert "too large to put this list in order" in text
    assert "Ann Lee" in titles(text)


def test_slow_part_is_left_out_with_a_note(news, monkeypatch):
    ask = Pages._ask

    def slow(self, text, limit, gone):
        if "jobTitle" in text:
            raise QueryTimeoutError("too slow")
        return ask(self, text, limit, gone)

    monkeypatch.setattr(Pages, "_ask", slow)
    text = news.get("/people?q=a&sort=name").text
    assert "took too long" in text
    assert titles(text) == ["Ann Lee", "Síle O'Hara"]


def test_slow_query_is_finished_in_the_background(news, monkeypatch):
    ask, limits = Pages._ask, []

    def slow(self, text, limit, gone):
        if "ng:ceremony" in text and "COUNT" in text:
            limits.append(limit)
            if limit < 10:
                raise QueryTimeoutError("too slow")
        return ask(self, text, limit, gone)

    monkeypatch.setattr(Pages, "_ask", slow)
    assert "left out for now" in news.get("/meetings?type=ceremony").text
    end = time.monotonic() + 10
    while "left out for now" in (text := news.get("/meetings?type=ceremony").text):
        assert time.monotonic() < end
        time.sleep(0.05)
    assert total(text) == "0"
    assert len(limits) == 2
    assert limits[0] <= PATIENCE < limits[1]


def test_answers_are_kept_for_a_revision(news, monkeypatch):
    news.get("/organizations")
    monkeypatch.setattr(Pages, "_ask", lambda *_: pytest.fail("asked again"))
    assert titles(news.get("/organizations").text) == ["Union of Lake States"]


@pytest.mark.parametrize(
    ("number", "total", "expected"),
    [
        (1, 0, (1,)),
        (1, 41, (1, 2)),
        (5, 400, (1, None, 3, 4, 5, 6, 7, None, 10)),
        (1, 10_000, (1, 2, 3, None, 250)),
        (250, 10_000, (1, None, 248, 249, 250)),
    ],
)
def test_paging_links_the_ends_and_what_is_near(number, total, expected):
    assert Paging(number, total, False).shown == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2001", ("2001-01-01", "2001-12-31")),
        ("2001-02", ("2001-02-01", "2001-02-31")),
        ("2001-02-03", ("2001-02-03", "2001-02-03")),
        ("2001-2", None),
        ("2001-02-32", None),
        ("", None),
        ("20011", None),
    ],
)
def test_date_bounds_are_first_and_last_day(text, expected):
    assert date_bounds(text) == expected


def test_literal_escapes_what_would_end_it():
    assert literal('a"b\\c\nd\x00') == '"a\\"b\\\\c\\nd"'
