"""Pages for people, and the checks for whoever watches the server."""

import re
from pathlib import Path

import pytest

import kg.web
from kg.query import query_text
from kg.rdf.namespaces import NG
from kg.store import open_store
from kg.web.pages import load_examples
from tests.web.conftest import make_app

STATIC = Path(kg.web.__file__).parent / "static"


def test_start_page_shows_counts_and_examples(client):
    response = client.get("/")
    assert response.mimetype == "text/html"
    assert re.search(r"<dt>Person</dt><dd>1</dd>", response.text)
    assert re.search(r"<dt>Statement</dt><dd>1</dd>", response.text)
    assert response.text.count("<option value=") == 6 + 11


def test_start_page_without_a_store_says_what_to_do(tmp_path):
    app = make_app(tmp_path / "none")
    client = app.test_client()
    assert "build one first" in client.get("/").text
    for path in ("/ready", "/sparql?query=ASK%7B%7D"):
        assert client.get(path).status_code == 503
    assert client.get("/health").status_code == 200


@pytest.mark.parametrize("path", ["/", "/sparql", "/id/person/ann-lee.html", "/static/query.js", "/nowhere"])
def test_every_answer_has_the_security_headers(client, path):
    with client.get(path) as response:
        headers = response.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"


def test_pages_load_nothing_from_elsewhere_and_build_no_markup_from_data(client):
    for path in ("/", "/id/person/ann-lee.html"):
        page = client.get(path).text
        assert not re.search(r'(?:src|<link[^>]*href)="(?!/|data:)', page)
        assert not re.search(r"<script(?![^>]*src=)|\son\w+=|style=", page)
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "http://", "https://"):
        assert word not in (STATIC / "query.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("example", load_examples(), ids=lambda example: example.title)
def test_example_runs_and_uses_terms_of_the_ontology(example):
    assert query_text(open_store(None), example.text, format="csv").startswith(example.text.split()[1].lstrip("(?"))
    for name in re.findall(r"\bng:(\w+)", example.text):
        assert name in NG


def test_health_and_ready_answer(client):
    assert client.get("/health").json == {"status": "ok"}
    assert client.get("/ready").json == {"status": "ready", "revision": 1, "triples": 409}
