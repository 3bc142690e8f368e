"""The page with the query editor: examples, the competency questions, and a form that works without scripts."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from pathlib import Path

from flask import render_template, request, url_for

from kg.errors import KgError, QueryError
from kg.rdf.namespaces import NG_CLASSES, NG_INDIVIDUALS, NG_PROPERTIES, PREFIXES
from kg.resources import resource_dir
from kg.store.sparql import query_form
from kg.web.answers import client_gone, service
from kg.web.assets import has_asset
from kg.web.page_look import href
from kg.web.wire import Request

# Without scripts the server makes the table: what is larger is for a download.
_MOST_ROWS = 5000
_SHOWN_ROWS = 500
_SHOWN_TEXT = 200_000
_JSON = "application/sparql-results+json"
_DOWNLOADS = (
    ("csv", "CSV"),
    ("tsv", "TSV"),
    ("json", "JSON"),
    ("xml", "XML"),
    ("turtle", "Turtle"),
    ("ntriples", "N-Triples"),
)
_SUBJECT = re.compile(r"\bng:(Meeting|Policy|Statement|speaker|participant|about|policyKind|represents)\b")
_GROUPS = {
    "Meeting": "Meetings",
    "participant": "Meetings",
    "Policy": "Policies",
    "policyKind": "Policies",
    "Statement": "Statements",
    "speaker": "Statements",
    "about": "Statements",
    "represents": "People and states",
}


@dataclass(frozen=True, slots=True)
class Example:
    """A query to begin with: what it answers, who asks, and its text."""

    title: str
    text: str
    who: str = ""

    @property
    def group(self) -> str:
        """What the query is about: the kind of fact that it names first."""
        found = _SUBJECT.search(self.text)
        return _GROUPS[found[1]] if found else "The graph itself"


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a row."""

    value: str
    href: str | None = None


@dataclass(slots=True)
class Outcome:
    """What a query gave: a table, yes or no, a text, or a problem."""

    names: list[str] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)
    boolean: bool | None = None
    text: str = ""
    problem: str = ""
    cut: bool = False


def load_examples() -> tuple[Example, ...]:
    """The example queries, in the order of their file names; the first line of a file is its title as a comment."""
    return _read_folder(Path(__file__).parent / "examples")


def load_questions() -> tuple[Example, ...]:
    """The competency questions of the ontology, in their order."""
    return _read_folder(resource_dir("ontology") / "questions")


def editor() -> str:
    """The page."""
    examples, questions = _examples()
    text = request.args.get("query", "")
    return render_template(
        "editor.html",
        examples=examples,
        questions=questions,
        query=text or examples[0].text,
        result=run_query(text) if text and request.args.get("run") else None,
        prefixes=dict(PREFIXES),
        terms={"class": NG_CLASSES.split(), "property": NG_PROPERTIES.split(), "other": NG_INDIVIDUALS.split()},
        downloads=_DOWNLOADS,
        base_iri=service().settings.base_iri,
        installed=has_asset("yasgui.js"),
    )


def run_query(text: str) -> Outcome:
    """The answer to a query as the page shows it; a problem is told, not raised."""
    try:
        tabular = query_form(text) in ("select", "ask")
        body = b"".join(service().query(_request(text, _JSON if tabular else "text/turtle"), gone=client_gone()))
    except KgError as error:
        return Outcome(problem=f"{error}{_place(error)}")
    if not tabular:
        written = body.decode("utf-8")
        return Outcome(text=written[:_SHOWN_TEXT] or "# no triples", cut=len(written) > _SHOWN_TEXT)
    return read_table(json.loads(body))


def read_table(answer: dict) -> Outcome:  # type: ignore[type-arg]
    """The answer to SELECT or ASK in SPARQL's JSON."""
    if "boolean" in answer:
        return Outcome(boolean=answer["boolean"])
    names, found = answer["head"]["vars"], answer["results"]["bindings"]
    rows = [[_cell(row.get(name)) for name in names] for row in found[:_SHOWN_ROWS]]
    return Outcome(names, rows, cut=len(found) > _SHOWN_ROWS)


def _place(error: KgError) -> str:
    if not isinstance(error, QueryError) or error.line is None:
        return ""
    return f" (line {error.line}, column {error.column})"


def _cell(term: dict[str, str] | None) -> Cell:
    if term is None:
        return Cell("")
    return Cell(term["value"], href(term["value"]) if term["type"] == "uri" else None)


def _request(text: str, media_type: str) -> Request:
    base = url_for("sparql.query", _external=True)
    return Request("query", text=text, media_type=media_type, base_iri=base, max_rows=_MOST_ROWS)


@cache
def _examples() -> tuple[tuple[Example, ...], tuple[tuple[str, tuple[Example, ...]], ...]]:
    """The examples, and the questions by what they are about."""
    questions = sorted(load_questions(), key=lambda entry: entry.group == "The graph itself")
    order = list(dict.fromkeys(entry.group for entry in questions))
    questions.sort(key=lambda entry: order.index(entry.group))
    groups = tuple((name, tuple(entries)) for name, entries in groupby(questions, key=lambda entry: entry.group))
    return load_examples(), groups


def _read_folder(folder: Path) -> tuple[Example, ...]:
    return tuple(_read(path) for path in sorted(folder.glob("*.rq")))


def _read(path: Path) -> Example:
    title, _, text = path.read_text(encoding="utf-8").partition("\n")
    who = ""
    if text.startswith("# Asked by:"):
        first, _, text = text.partition("\n")
        who = first.removeprefix("# Asked by:").strip().rstrip(".")
    return Example(title.lstrip("#0123456789. ").strip(), text.strip(), who)
