"""The routes of the pages for people that are about the whole graph, and of the checks for who watches the server."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Flask, Response, jsonify, render_template

from kg.web import search
from kg.web.answers import service
from kg.web.list_filters import Chosen
from kg.web.list_kinds import LISTINGS, Listing
from kg.web.lists import query_text
from kg.web.page_about import about
from kg.web.page_editor import editor, load_examples
from kg.web.page_home import home
from kg.web.page_look import name_answer
from kg.web.page_ontology import ONTOLOGY_FILE, read_ontology
from kg.web.page_tables import EXPORT_ROWS, INTERFACE
from kg.web.wire import Request

__all__ = ["blueprint", "load_examples", "prepare"]


def blueprint() -> Blueprint:
    """The routes of the pages."""
    made = Blueprint("pages", __name__)
    made.after_request(name_answer)
    made.add_url_rule("/", view_func=home, endpoint="index")
    made.add_url_rule("/query", view_func=editor, endpoint="editor")
    made.add_url_rule("/about", view_func=about, endpoint="about")
    made.add_url_rule("/exports", view_func=_exports, endpoint="exports")
    made.add_url_rule("/api", view_func=_interface, endpoint="interface")
    made.add_url_rule("/health", view_func=_health, endpoint="health")
    made.add_url_rule("/ready", view_func=_ready, endpoint="ready")
    search.add_routes(made)
    return made


def prepare(app: Flask) -> None:
    """Do once what the first visitors would wait for: compile the templates, read the ontology."""
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    path = Path(app.extensions["newsgraph"].settings.ontology_dir) / ONTOLOGY_FILE
    if path.is_file():
        read_ontology(path)


def _exports() -> str:
    def listing_query(listing: Listing) -> str:
        return query_text(listing, Chosen(), list(listing.orders)[-1])

    return render_template("exports.html", rows=EXPORT_ROWS, listings=LISTINGS, listing_query=listing_query)


def _interface() -> str:
    return render_template("interface.html", groups=INTERFACE, settings=service().settings)


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
