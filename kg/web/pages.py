"""The pages for people and for whoever watches the server: `/`, `/health`, `/ready`."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response, jsonify, render_template

from kg.errors import KgError
from kg.web.answers import rows, service
from kg.web.wire import Request

log = logging.getLogger(__name__)

_COUNTS = "SELECT ?class (COUNT(?thing) AS ?count) WHERE { ?thing a ?class } GROUP BY ?class"
_SHOWN = ("Article", "Person", "Country", "Organization", "Meeting", "Policy", "Statement", "Mention")
_ONTOLOGY = "https://w3id.org/newsgraph/ontology#"


@dataclass(frozen=True, slots=True)
class Example:
    """A query to begin with: what it answers, and its text."""

    title: str
    text: str


class _Counts:
    """Instances by class, counted once per revision."""

    def __init__(self) -> None:
        self._known: tuple[int, dict[str, int]] = (0, {})

    def get(self) -> dict[str, int]:
        revision = service().revision()
        if self._known[0] != revision:
            found = {row["class"]["value"]: int(row["count"]["value"]) for row in rows(_COUNTS) if "class" in row}
            self._known = (revision, {name: found.get(_ONTOLOGY + name, 0) for name in _SHOWN})
        return self._known[1]


def blueprint() -> Blueprint:
    """The routes of the pages."""
    made = Blueprint("pages", __name__)
    counts = _Counts()
    examples = load_examples()

    def index() -> str:
        problem = ""
        found: dict[str, int] = {}
        try:
            found = counts.get()
        except KgError as error:
            log.warning("the start page has no counts: %s", error)
            problem = str(error)
        base = service().settings.base_iri
        return render_template("index.html", counts=found, problem=problem, examples=examples, base_iri=base)

    made.add_url_rule("/", view_func=index, endpoint="index")
    made.add_url_rule("/health", view_func=_health, endpoint="health")
    made.add_url_rule("/ready", view_func=_ready, endpoint="ready")
    return made


def load_examples() -> tuple[Example, ...]:
    """The example queries, in the order of their file names; the first line of a file is its title as a comment."""
    examples = []
    for path in sorted((Path(__file__).parent / "examples").glob("*.rq")):
        title, _, text = path.read_text(encoding="utf-8").partition("\n")
        examples.append(Example(title.lstrip("# ").strip(), text.strip()))
    return tuple(examples)


def _health() -> Response:
    """The process answers."""
    return _no_store(jsonify(status="ok"))


def _ready() -> Response:
    """A reader answers from the newest snapshot; an error otherwise."""
    triples = int(b"".join(service().query(Request("ping"))))
    return _no_store(jsonify(status="ready", revision=service().revision(), triples=triples))


def _no_store(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
