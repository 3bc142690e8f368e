"""`/search` for people, `/suggest` for the search box: names, headlines and words of statements."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Blueprint, Response, current_app, jsonify, render_template, request, url_for

from kg.errors import StoreError
from kg.web.list_filters import literal
from kg.web.list_items import Item, describe
from kg.web.page_look import href
from kg.web.page_queries import pages
from kg.web.search_index import Hit, SearchIndex

# Results of one kind beside others, and on a page of their own.
SOME = 6
PAGE = 30
_LAST_PAGE = 100
# Seconds that a page, and a suggestion, wait for an index that is being built.
_PAGE_WAIT = 3.0
_SUGGEST_WAIT = 0.3
_SUGGESTIONS = 8
_LONGEST = 200
KINDS = (
    ("person", "People"),
    ("country", "Countries"),
    ("organization", "Organizations"),
    ("policy", "Policies"),
    ("statement", "Statements"),
    ("article", "Articles"),
)
_ONE = {
    "person": "Person",
    "country": "Country",
    "organization": "Organization",
    "policy": "Policy",
    "article": "Article",
}


@dataclass(slots=True)
class Found:
    """What a search found."""

    hits: dict[str, list[Hit]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    statements: dict[str, Item] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def search_index() -> SearchIndex:
    """The index of the running application."""
    found: SearchIndex = current_app.extensions["newsgraph_search"]
    return found


def add_routes(made: Blueprint) -> None:
    """Add the routes of the search to the blueprint of the pages."""
    made.add_url_rule("/search", view_func=_search, endpoint="search")
    made.add_url_rule("/suggest", view_func=_suggest, endpoint="suggest")
    made.add_url_rule("/opensearch.xml", view_func=_opensearch, endpoint="opensearch")


def _search() -> str:
    text = request.args.get("q", "").strip()[:_LONGEST]
    kind = request.args.get("kind", "")
    kind = kind if kind in dict(KINDS) else ""
    given = request.args.get("page", "")
    number = min(int(given), _LAST_PAGE) if given.isascii() and given.isdigit() and 0 < len(given) < 6 else 1
    found = Found()
    if text:
        found = _find(text, kind, max(1, number))
    more = bool(kind) and found.counts.get(kind, 0) > max(1, number) * PAGE
    return render_template(
        "search.html", text=text, kind=kind, number=max(1, number), more=more, found=found, kinds=KINDS, some=SOME
    )


def _find(text: str, kind: str, number: int) -> Found:
    index = search_index()
    if not index.ready(_PAGE_WAIT):
        return _find_slowly(text, kind)
    found = Found(counts=index.count(text))
    limit, offset = (PAGE, (number - 1) * PAGE) if kind else (SOME, 0)
    for one, _ in KINDS:
        if kind in ("", one):
            if one == "statement":
                found.hits[one] = index.find_statements(text, limit=limit, offset=offset)
            else:
                found.hits[one] = index.find_names(text, kinds=(one,), limit=limit, offset=offset)
    if not any(found.counts.values()):
        found.hits["statement"] = index.find_statements(text, limit=PAGE, any_word=True)
        if found.hits["statement"]:
            found.notes.append("Nothing has all of these words. These statements have some of them.")
    _describe_statements(found)
    return found


def _find_slowly(text: str, kind: str) -> Found:
    """Without an index: a look through names and words that stops in time."""
    found = Found(
        notes=["The search index of this graph is being built: only a part was looked through. Try again in a moment."]
    )
    tests = " && ".join(f"CONTAINS(LCASE(STR(?name)), {literal(word.lower())})" for word in text.split()[:6])
    for one, _ in KINDS:
        if kind in ("", one):
            term = "ng:text" if one == "statement" else "schema:headline" if one == "article" else "rdfs:label"
            patterns = f"?thing a ng:{one.capitalize()} ; {term} ?name FILTER({tests})"
            query = f"SELECT ?thing ?name WHERE {{ {patterns} }} LIMIT {PAGE if kind else SOME}"
            rows = pages().try_rows(query, notes=found.notes, what="These")
            found.hits[one] = [Hit(row["thing"], one, (row["name"],), "") for row in rows]
            found.counts[one] = len(rows)
    _describe_statements(found)
    return found


def _describe_statements(found: Found) -> None:
    rows = [{"thing": hit.iri, "text": hit.name} for hit in found.hits.get("statement", ())]
    items = describe(rows, "statement", pages(), found.notes)
    found.statements = {item.iri: item for item in items}


def _suggest() -> Response:
    """Suggestions as JSON: `[{"name", "kind", "note", "href"}]`, best first; none while there is no index."""
    text = request.args.get("q", "").strip()[:_LONGEST]
    found: list[dict[str, str]] = []
    try:
        index = search_index()
        if text and index.ready(_SUGGEST_WAIT):
            found = [_suggestion(hit) for hit in index.find_names(text, limit=_SUGGESTIONS)]
            left = _SUGGESTIONS - len(found)
            if left and len(text) > 2:
                found += [_suggestion(hit) for hit in index.find_statements(text, limit=min(left, 3), by_name=False)]
    except StoreError:
        found = []
    response = jsonify(found)
    response.headers["Cache-Control"] = "private, max-age=30"
    return response


def _suggestion(hit: Hit) -> dict[str, str]:
    note = f"Statement by {hit.note}" if hit.kind == "statement" and hit.note else _ONE.get(hit.kind, "Statement")
    return {"name": hit.name, "kind": hit.kind, "note": note, "href": href(hit.iri) or ""}


def _opensearch() -> Response:
    """The description that lets a browser offer this search in its own search box."""
    address = url_for("pages.search", _external=True)
    text = f"""<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
  <ShortName>Newsgraph</ShortName>
  <Description>People, countries, policies and words in the news</Description>
  <InputEncoding>UTF-8</InputEncoding>
  <Url type="text/html" template="{address}?q={{searchTerms}}"/>
</OpenSearchDescription>
"""
    return Response(text, content_type="application/opensearchdescription+xml")
