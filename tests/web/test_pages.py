"""Pages for people, and the checks for whoever watches the server."""

import html
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import kg.web
from kg.query import query_text
from kg.rdf.namespaces import NG
from kg.store import open_store
from kg.web.page_editor import load_questions
from kg.web.page_home import count_years
from kg.web.page_look import short, title, words
from kg.web.page_ontology import sort_ontology
from kg.web.page_tables import EXPORT_ROWS, INTERFACE
from kg.web.pages import load_examples
from tests.web.conftest import make_app
from tests.web.news import ODD_HEADLINE, make_news_store

WEB = Path(kg.web.__file__).parent
STATIC = WEB / "static"
PAGES = (
    "/",
    "/people",
    "/countries",
    "/organizations",
    "/meetings",
    "/policies",
    "/statements",
    "/articles",
    "/search",
    "/search?q=lee",
    "/query",
    "/about",
    "/exports",
    "/api",
    "/ontology",
)
HTML = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
# Elements that have no end tag.
_VOID = frozenset({"meta", "link", "input", "br", "rect", "path", "img", "hr"})


class Outline(HTMLParser):
    """Whether a page is well nested; its ids, headings and references."""

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.targets, self.headings, self.labels = [], [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag not in _VOID:
            self.open.append(tag)
        if "id" in values:
            self.ids.append(values["id"])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.targets += (values.get("aria-labelledby") or "").split()
        if tag == "label":
            self.targets.append(values["for"])

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def news(tmp_path_factory):
    made = make_app(make_news_store(tmp_path_factory.mktemp("news") / "store"))
    yield made.test_client()
    made.extensions["newsgraph"].close()


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    path = tmp_path_factory.mktemp("empty") / "store"
    with open_store(path) as store:
        store.replace_many({})
    made = make_app(path)
    yield made.test_client()
    made.extensions["newsgraph"].close()


@pytest.mark.parametrize("path", PAGES)
def test_page_is_sound_html_without_inline_script_or_style(news, path):
    response = news.get(path, headers=HTML)
    assert (response.status_code, response.mimetype) == (200, "text/html")
    outline = Outline(response.text)
    assert not outline.open
    assert len(outline.ids) == len(set(outline.ids))
    assert set(outline.targets) <= set(outline.ids)
    assert outline.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(outline.headings, outline.headings[1:], strict=False))
    assert not re.search(r"<script(?![^>]*src=)|\son\w+=|\sstyle=|<style", response.text)
    assert not re.search(r'(?:src|<link[^>]*href)="(?!/|data:)', response.text)


@pytest.mark.parametrize("path", PAGES)
def test_page_about_an_empty_graph_stands(empty, path):
    response = empty.get(path, headers=HTML)
    assert response.status_code == 200
    assert not Outline(response.text).open


@pytest.mark.parametrize("path", PAGES)
def test_page_shows_no_markup_of_the_data(news, path):
    text = news.get(path, headers=HTML).text
    assert "<script>alert" not in text
    assert "<b>" not in text


def test_start_page_counts_and_links_what_is_there(news):
    text = news.get("/").text
    for name, number in (("Articles", 3), ("People", 4), ("Meetings", 3), ("Statements", 45)):
        assert re.search(rf'<dt><a href="[^"]*">{name}</a></dt><dd>{number}</dd>', text)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert 'href="/id/person/o%27hara' in text or "href=\"/id/person/o'hara" in text or "/id/person/o&#39;hara" in text
    assert "/meetings?from=2001&amp;to=2001" in text


def test_start_page_of_an_empty_graph_says_how_to_fill_it(empty):
    assert "kg build FILES" in empty.get("/").text


def test_pages_without_a_store_say_what_to_do(tmp_path):
    client = make_app(tmp_path / "none").test_client()
    assert "build one first" in client.get("/").text
    for path in ("/ready", "/sparql?query=ASK%7B%7D", "/search?q=lee"):
        assert client.get(path).status_code == 503
    assert client.get("/health").status_code == 200
    assert client.get("/suggest?q=lee").json == []
    assert "build one first" in client.get("/people").text


@pytest.mark.parametrize("path", [*PAGES, "/sparql", "/id/person/ann-lee.html", "/static/site.js", "/nowhere"])
def test_every_answer_has_the_security_headers(client, path):
    with client.get(path) as response:
        headers = response.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.js")), ids=lambda path: path.name)
def test_scripts_build_no_markup_from_data_and_call_nobody(path):
    text = path.read_text(encoding="utf-8")
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "http://", "https://"):
        assert word not in text


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.css")), ids=lambda path: path.name)
def test_stylesheets_load_nothing(path):
    assert not re.search(r"@import|url\(", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [("/nowhere", 404, "Not Found"), ("/people", 405, "Method Not Allowed"), ("/export?format=docx", 400, "docx")],
)
def test_error_is_a_page_for_a_browser_and_a_problem_for_a_program(client, path, status, words):
    ask = client.post if status == 405 else client.get
    page = ask(path, headers=HTML)
    assert (page.status_code, page.mimetype) == (status, "text/html")
    assert words in page.text
    assert not Outline(page.text).open
    assert "Accept" in page.headers["Vary"]
    assert ask(path).mimetype == "application/problem+json"
    assert ask(path, headers={"Accept": "text/plain, text/html;q=0.5"}).mimetype == "text/plain"


def test_error_page_shows_no_markup_of_the_request(client):
    text = client.get("/sparql?query=%3Cscript%3Ealert(1)%3C/script%3E", headers=HTML).text
    assert "<script>alert" not in text


@pytest.mark.parametrize("example", load_examples(), ids=lambda example: example.title)
def test_example_runs_and_uses_terms_of_the_ontology(example):
    assert query_text(open_store(None), example.text, format="csv").startswith(example.text.split()[1].lstrip("(?"))
    for name in re.findall(r"\bng:(\w+)", example.text):
        assert name in NG


def test_query_page_offers_every_example_and_question(client):
    text = client.get("/query").text
    assert text.count("data-query=") == len(load_examples()) + len(load_questions())
    assert all(entry.group and entry.who for entry in load_questions())


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT ?n { <%sperson/ann-lee> rdfs:label ?n }", "Ann &lt;script&gt;alert(1)&lt;/script&gt; Lee"),
        ("ASK { ?s a ng:Person }", "Yes."),
        ("ASK { ?s a ng:Policy }", "No."),
        ("CONSTRUCT { ?s a ng:Person } WHERE { ?s a ng:Person }", "person/ann-lee"),
        ("SELECT * { ?s ", "(line 1, column"),
        ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "notice bad"),
    ],
)
def test_query_page_answers_without_scripts(client, query, expected):
    query = query.replace("%s", "https://w3id.org/newsgraph/id/")
    response = client.get("/query", query_string={"query": query, "run": "1"})
    assert response.status_code == 200
    assert expected in response.text


def test_query_page_keeps_the_query_of_its_address_and_runs_it_only_when_asked(client):
    query = "SELECT ?odd WHERE { ?odd a ng:Person } # </textarea><script>"
    text = client.get("/query", query_string={"query": query}).text
    assert "SELECT ?odd WHERE { ?odd a ng:Person } # &lt;/textarea&gt;" in text
    assert "<caption>" not in text


def test_query_page_says_that_the_editor_is_missing(client, monkeypatch):
    monkeypatch.setattr("kg.web.page_editor.has_asset", lambda name: False)
    text = client.get("/query").text
    assert "make assets" in text
    assert "vendor/" not in text


def test_interface_page_knows_every_route(app):
    known = {route.path: route for _, routes in INTERFACE for route in routes}
    rules: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        rules.setdefault(rule.rule, set()).update(rule.methods - {"HEAD", "OPTIONS"})
    del rules["/static/<path:filename>"]
    assert set(known) == set(rules)
    for path, route in known.items():
        assert rules[path] <= set(re.findall("[A-Z]+", route.methods))


@pytest.mark.parametrize(
    "route", [route for _, routes in INTERFACE for route in routes if route.example.startswith("/")]
)
def test_interface_example_answers(client, route):
    assert client.get(route.example).status_code == 200


@pytest.mark.parametrize("row", [row for row in EXPORT_ROWS if row.served], ids=lambda row: row.name)
def test_export_listed_is_served(client, row):
    response = client.get(f"/export?format={row.name}")
    assert response.status_code == 200
    assert response.mimetype == row.media_type


def test_exports_page_gives_tables_that_can_be_read(news):
    addresses = re.findall(r'href="(/sparql\?query=[^"]*format=csv)"', news.get("/exports").text)
    assert len(addresses) == 7
    for address in addresses:
        answer = news.get(html.unescape(address))
        assert answer.mimetype == "text/csv"
        assert answer.text.count("\n") > 1


def test_about_page_tells_publishers_and_their_span(news):
    text = news.get("/about").text
    assert "O’Neill &amp; Sons &lt;b&gt;Press&lt;/b&gt;" in text
    assert "24 May 2001" in text
    assert "not stated" in text


def test_ontology_page_has_an_anchor_for_each_term_and_draws_its_classes(client):
    text = client.get("/ontology", headers=HTML).text
    ids = set(Outline(text).ids)
    assert set(NG) <= ids
    assert client.get("/ontology.html").mimetype == "text/html"
    found = sort_ontology(client.get("/ontology.ttl").text)
    assert {box.title for box in found.boxes} == {
        *("Person", "Country", "Organization", "Agent", "Meeting", "Policy", "Statement", "Fact"),
        *("Mention", "Article", "Extraction"),
    }
    drawn = {label for arrow in found.arrows for label in arrow.labels}
    assert {"speaker", "participant", "actor", "target", "evidence", "contentSpan"} <= drawn


def test_ontology_without_the_usual_classes_is_not_drawn():
    found = sort_ontology("@prefix owl: <http://www.w3.org/2002/07/owl#> . <http://e.org/A> a owl:Class .")
    assert (found.boxes, found.arrows, found.height) == ((), (), 0)


def test_health_and_ready_answer(client):
    assert client.get("/health").json == {"status": "ok"}
    assert client.get("/ready").json == {"status": "ready", "revision": 1, "triples": 409}


def test_names_of_terms_and_things_become_words():
    assert words("https://w3id.org/newsgraph/ontology#inForce") == "in force"
    assert short("https://x.org/id/person/jos%C3%A9") == "josé"
    assert title("https://x.org/id/article/1987-inf-treaty-00d4130f1d") == "1987 inf treaty"
    assert title("https://x.org/id/article/00d4130f1d") == "00d4130f1d"


def test_years_have_no_gaps_and_end_with_the_last():
    rows = [{"year": "1850", "n": "2"}, {"year": "1999", "n": "4"}, {"year": "2001", "n": "1"}, {"n": "3"}]
    years = count_years(rows)
    assert [entry.year for entry in years][-3:] == ["1999", "2000", "2001"]
    assert [(entry.number, entry.height) for entry in years][-3:] == [(4, 100), (0, 0), (1, 25)]
    assert len(years) == 60
    assert count_years([]) == []


def test_odd_headline_is_shown_as_it_is(news):
    escaped = ODD_HEADLINE.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("'", "&#39;")
    assert escaped in news.get("/articles").text
