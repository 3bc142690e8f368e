"""A page for an error: what happened and where to go from here. It asks nothing of the store, which may be at fault."""

from __future__ import annotations

import logging

from flask import current_app, render_template, request
from jinja2 import TemplateError
from werkzeug.routing import BuildError

log = logging.getLogger(__name__)

_HINTS = {
    404: "Perhaps it was misspelt, or it is not in this graph (any more). Search for it, or look through the lists.",
    410: "It was here and was taken out of the graph.",
    500: "It is not your doing. Try again; if it stays, whoever runs this server finds the fault in its log.",
    503: "Try again in a moment.",
    504: "Ask for less: a shorter period, one person, one policy.",
}


def render_problem(status: int, title: str, detail: str) -> str:
    """The page; "" if even that fails, so that the error still becomes an answer."""
    try:
        return render_template("error.html", status=status, title=title, detail=detail, hint=_HINTS.get(status, ""))
    except (TemplateError, BuildError, LookupError) as error:
        log.error("the page of an error has an error: %s", error)
        return ""


def wants_page() -> bool:
    """Whether the client is somebody with a browser who looks for a page, not a program that takes anything."""
    found = request.accept_mimetypes
    named = "text/html" in request.headers.get("Accept", "")
    others = max(found["application/problem+json"], found["application/json"], found["text/plain"])
    return named and found["text/html"] >= others and "pages.index" in current_app.view_functions
