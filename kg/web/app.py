"""The application factory: settings → Flask application with its blueprints, error answers and security headers."""

from __future__ import annotations

from flask import Flask, Response

from kg.config import Settings, load_settings
from kg.web import (
    compression,
    descriptions,
    errors,
    graphs,
    linked,
    lists,
    page_look,
    pages,
    protocol,
    reconcile,
    sparql,
    supervision,
)
from kg.web.page_queries import Pages
from kg.web.search_index import SearchIndex
from kg.web.service import Service

# Bytes of a request's body: a long update fits, a flood does not.
MAX_BODY = 16 << 20
SERVICE = "newsgraph"

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
PAGE_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def create_app(settings: Settings | None = None) -> Flask:
    """The WSGI application; settings are loaded from `kg.toml` and the environment if None."""
    app = Flask("kg.web")
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.config["MAX_FORM_MEMORY_SIZE"] = MAX_BODY
    app.url_map.strict_slashes = False
    app.extensions[SERVICE] = Service(settings or load_settings())
    app.extensions["newsgraph_pages"] = Pages(service_of(app))
    app.extensions["newsgraph_search"] = SearchIndex(service_of(app))
    page_look.register(app)
    errors.register(app)
    for blueprint in (
        descriptions.blueprint(),
        sparql.blueprint(),
        graphs.blueprint(),
        supervision.blueprint(),
        linked.blueprint(),
        reconcile.blueprint(),
        pages.blueprint(),
        lists.blueprint(),
    ):
        app.register_blueprint(blueprint)
    app.before_request(protocol.check_reader)
    app.after_request(_add_headers)
    app.after_request(compression.compress)
    return app


def service_of(app: Flask) -> Service:
    """The service behind an application; close it to end the readers."""
    service: Service = app.extensions[SERVICE]
    return service


def _add_headers(response: Response) -> Response:
    # A page that any other may frame says so in a policy of its own, which this older header would contradict.
    framed = "frame-ancestors *" in response.headers.get("Content-Security-Policy", "")
    for name, value in PAGE_HEADERS.items():
        if not (framed and name == "X-Frame-Options"):
            response.headers.setdefault(name, value)
    return response
