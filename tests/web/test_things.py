"""The pages about things: whatever names and words the graph holds, and whatever it does not know."""

import html
import json
import re
from html.parser import HTMLParser
from urllib.parse import quote

import pytest

from kg.errors import QueryTimeoutError
from kg.web import things_agents
from tests.web.conftest import make_app
from tests.web.things_samples import ANN, BASE, DANA, EVIL, FIRST, RTL, SECOND, iri_of, make_things

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


class Page(HTMLParser):
    """A page as a reader has it: ids, links, texts by element, and the texts of summaries apart."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.ids, self.links, self.data, self.problems = [], [], "", []
        self._open, self._summary, self._article = [], 0, 0
        self.article, self.json = "", []
        self.feed(text)
        self.close()
        assert not self._open, self._open

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag not in ("meta", "link", "input", "br", "hr", "img"):
            self._open.append((tag, values))
        if tag == "a" and any(name == "a" for name, _ in self._open[:-1]):
            self.problems.append("a link in a link")
        if tag in ("img", "b", "i"):
            self.problems.append(f"<{tag}> from the graph")
        self.problems += [name for name in values if name.startswith("on") or name == "style"]
        self.ids += [values["id"]] if "id" in values else []
        self.links += [values["href"]] if tag == "a" and "href" in values else []

    def handle_endtag(self, tag):
        name, _ = self._open.pop()
        assert name == tag

    def handle_data(self, data):
        names = [tag for tag, _ in self._open]
        if ("script", {"type": "application/ld+json"}) in self._open:
            self.json.append(data)
        elif any(values.get("id") == "article-text" for _, values in self._open) and "summary" not in names:
            self.article += data
        self.data += data


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    app = make_app(make_things(tmp_path_factory.mktemp("things") / "store"))
    yield app.test_client()
    app.extensions["newsgraph"].close()


def address(iri):
    return "/id/" + iri.removeprefix(BASE)


def read(client, iri, query=""):
    response = client.get(f"{address(iri)}{query}", headers=BROWSER, follow_redirects=True)
    assert response.status_code == 200, response.text
    page = Page(response.text)
    assert not page.problems
    assert len(page.ids) == len(set(page.ids))
    assert not [link for link in page.links if link.startswith("javascript:")]
    return page


def find(client, kind, article):
    """The IRIs of the facts of that kind in an article."""
    text = f"SELECT ?f WHERE {{ GRAPH <{BASE}article/{article}> {{ ?f a ng:{kind} }} }} ORDER BY ?f"
    rows = client.get("/sparql", query_string={"query": text}).json["results"]["bindings"]
    return [row["f"]["value"] for row in rows]


@pytest.mark.parametrize(("article", "text"), [("first", FIRST), ("second", SECOND)])
def test_article_page_has_exactly_the_text_of_the_article(client, article, text):
    assert read(client, f"{BASE}article/{article}").article == text


def test_article_page_folds_away_what_was_cut(client):
    text = client.get("/id/article/first", headers=BROWSER).text
    cut = re.findall(r'<details class="cut">.*?<div class="cut-text">(.*?)</div>', text, re.DOTALL)
    assert [html.unescape(part) for part in cut] == ["MENU | Sport | </script><b>Ads</b>\n\n", "More stories"]


def test_article_page_leads_from_words_to_facts_and_back(client):
    page = read(client, f"{BASE}article/first")
    anchors = {link[1:] for link in page.links if link.startswith("#")}
    assert {anchor for anchor in anchors if anchor.startswith("fact-")} == {
        name for name in page.ids if name.startswith("fact-")
    }
    assert anchors <= set(page.ids)
    words = FIRST.index("the Lima Treaty was “a")
    assert f"char={words},{words + len('the Lima Treaty was “a </p> & gift”')}" in anchors


def test_article_page_has_an_anchor_for_every_mention_of_the_graph(client):
    page = read(client, f"{BASE}article/first")
    text = f"SELECT ?m WHERE {{ GRAPH <{BASE}article/first> {{ ?m a ng:Mention }} }}"
    rows = client.get("/sparql", query_string={"query": text}).json["results"]["bindings"]
    mentions = {row["m"]["value"].partition("#")[2] for row in rows}
    assert mentions
    assert mentions <= set(page.ids)


def test_names_and_words_are_shown_as_they_are(client):
    page = read(client, iri_of(ANN))
    assert EVIL in page.data
    assert "Minister of <b>Ads</b>" in page.data
    assert 'Treaty "holds" <img src=x onerror=alert(1)> 🕊' in page.data
    assert RTL in read(client, iri_of(DANA)).data


@pytest.mark.parametrize("path", [address(iri_of(ANN)), address(iri_of(DANA)), "/id/article/first"])
def test_page_embeds_jsonld_that_nothing_can_end(client, path):
    page = Page(client.get(path, headers=BROWSER, follow_redirects=True).text)
    (block,) = page.json
    assert "<" not in block
    value = json.loads(block)
    assert value["@id"] == BASE + path.removeprefix("/id/")
    assert value["@context"]["schema"] == "https://schema.org/"
    assert value["schema:name" if "person" in path else "schema:headline"]
    assert "nif:isString" not in value


def test_person_page_tells_offices_links_meetings_and_ties(client):
    page = read(client, iri_of(ANN))
    for words in ("13 May 2010", "Q1234567", "0.93", "12 May 2010", "Lima", "May 2010"):
        assert words in page.data
    assert address(iri_of(DANA)) in [link.partition("#")[0] for link in page.links]


def test_country_page_shows_who_speaks_for_it(client):
    page = read(client, f"{BASE}country/kenya", "?side=for")
    assert EVIL in page.data
    assert "the Lima Treaty was" in page.data


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("", "gift", "was dead"),
        ("?side=about", "was dead", "gift"),
        ("?topic=Lima+Treaty", "gift", None),
        ("?topic=" + quote('"} ; DROP ALL #\\'), "No statement", None),
        ("?stance=supports&from=2010-05&to=2010", "gift", None),
        ("?stance=opposes", "No statement", None),
        ("?stance=none", "No statement", None),
        ("?publisher=" + quote("The <i>Example</i>"), "gift", None),
        ("?from=2011", "No statement", None),
        ("?from=soon", "was ignored", None),
        ("?page=999", "gift", None),
        ("?page=" + "9" * 50, "gift", None),
        ("?side=nobody&stance=x", "was ignored", None),
    ],
)
def test_statements_are_filtered_by_the_address(client, query, shown, hidden):
    page = client.get(f"{address(iri_of(ANN))}.html{query}").text
    section = re.search(r'<section id="statements".*?</section>', page, re.DOTALL)[0]
    listed = section.partition("</form>")[2]
    assert shown in listed
    assert hidden is None or hidden not in listed


def test_filters_keep_what_was_chosen(client):
    page = client.get(f"{address(iri_of(ANN))}.html?topic=Lima+Treaty&from=2010").text
    assert re.search(r'<option value="Lima Treaty" selected>', page)
    assert re.search(r'name="from" value="2010"', page)


def test_meeting_page_sets_reports_side_by_side_and_shows_where_they_differ(client):
    (first,) = find(client, "Meeting", "first")
    page = client.get(f"{address(first)}.html").text
    assert "Reports side by side" in page
    differ = re.findall(r'<tr class="disagree">\s*<th scope="row">(\w+)', page)
    assert differ == ["Date", "Status"]
    assert "were called off" in page


def test_meeting_page_without_a_date_or_other_reports(client):
    undated = [iri for iri in find(client, "Meeting", "second") if "undated" in iri]
    page = read(client, undated[0])
    assert "gives no date" in page.data
    assert "No other article" in page.data


def test_policy_page_shows_who_is_for_and_who_against(client):
    (policy,) = find(client, "Policy", "first")
    page = client.get(f"{address(policy)}.html").text
    for_, against = page.index('id="for-title"'), page.index('id="against-title"')
    assert for_ < page.index("gift”</bdi>") < against < page.index("was dead")
    assert page.index("unknown date") < page.index("13 May 2010", page.index('id="reports"'))


def test_statement_page_shows_the_words_in_their_sentence(client):
    for iri in find(client, "Statement", "first"):
        page = read(client, iri)
        assert "a diplomat" in page.data or "Peruvian counterpart" in page.data
        assert any("#char=" in link for link in page.links)


@pytest.mark.parametrize("name", ["graph/entities", "article/first/extraction", "link/person/x", "graph/links"])
def test_other_things_have_a_plain_page(client, name):
    response = client.get(f"/id/{name}", headers=BROWSER, follow_redirects=True)
    if "person/x" in name:
        assert response.status_code == 404
    else:
        assert not Page(response.text).problems


def test_network_is_served_as_json(client):
    answer = client.get(address(iri_of(ANN)).replace("/id/", "/network/"))
    nodes = {node["id"]: node for node in answer.json["nodes"]}
    assert nodes[iri_of(ANN)]["name"] == EVIL
    assert nodes[iri_of(DANA)]["kind"] == "person"
    assert {(edge["kind"], edge["count"]) for edge in answer.json["edges"]} == {("met", 2), ("spoke", 1)}
    assert len(answer.json["edges"]) == 3


@pytest.mark.parametrize("name", ["person/nobody", "article/first", "a%22b", "graph/entities"])
def test_network_of_what_has_none_is_404(client, name):
    assert client.get(f"/network/{name}").status_code == 404


def test_parts_that_take_too_long_are_left_out_and_the_page_is_not_kept(client, monkeypatch):
    def find_nothing(*_):
        raise QueryTimeoutError("too long")

    monkeypatch.setattr(things_agents, "find_statements", find_nothing)
    monkeypatch.setattr(things_agents, "find_ties", find_nothing)
    response = client.get(f"{address(iri_of(ANN))}.html?topic=late")
    assert response.status_code == 200
    assert "statements, ties to others took too long" in response.text
    assert "Minister of" in response.text
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers
    monkeypatch.undo()
    assert "took too long" not in client.get(f"{address(iri_of(ANN))}.html?topic=late").text


def test_page_is_made_once_for_a_revision(client):
    path = f"{address(iri_of(DANA))}.html"
    first = client.get(path)
    assert client.get(path).data == first.data
    assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
