"""What all templates share: the navigation, and filters that turn values of the graph into links and words."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from flask import Flask, Response, request

from kg.web.answers import service
from kg.web.assets import STATIC, pack_static
from kg.web.things_dates import in_words

_SAFE = "/:@!$&'()*+,;=~-._%"
_NAVIGATION = (
    ("pages.index", "Home", "/"),
    ("lists.people", "People", "/people"),
    ("lists.countries", "Countries", "/countries"),
    ("lists.organizations", "Organizations", "/organizations"),
    ("lists.meetings", "Meetings", "/meetings"),
    ("lists.policies", "Policies", "/policies"),
    ("lists.statements", "Statements", "/statements"),
    ("lists.articles", "Articles", "/articles"),
    ("pages.editor", "SPARQL", "/query"),
    ("pages.about", "About", "/about"),
)
# Seconds that a browser may keep a script or a stylesheet without asking.
_STATIC_AGE = 30 * 24 * 3600
_DIGEST = re.compile(r"-[0-9a-f]{8,12}$")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def register(app: Flask) -> None:
    """Give the templates of an application their filters and the navigation."""
    app.jinja_env.filters.update(
        href=href, name_in=name_in, short=short, title=title, day=in_words, words=words, count=count
    )
    app.jinja_env.globals["site_navigation"] = lambda: _NAVIGATION
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = _STATIC_AGE
    app.after_request(pack_static)

    @app.url_defaults
    def name_version(endpoint: str, values: dict[str, object]) -> None:
        # The address of a file changes with the file, so that a browser may keep it.
        path = STATIC / str(values.get("filename", ""))
        if endpoint == "static" and "v" not in values and path.is_file():
            state = path.stat()
            values["v"] = f"{state.st_mtime_ns:x}{state.st_size:x}"[-12:]


def name_answer(response: Response) -> Response:
    """Give a page a name by its text, and none of it to who has it already; a hook for after a request."""
    if response.status_code == 200 and response.is_sequence and "ETag" not in response.headers:
        response.headers.setdefault("Cache-Control", "no-cache")
        response.add_etag(weak=True)
        response.make_conditional(request)
    return response


def href(iri: str) -> str | None:
    """Where a browser finds a thing: at this server if it is under the base, nowhere if it is not on the web."""
    base = service().settings.base_iri
    if iri.startswith(base):
        name, _, fragment = iri[len(base) :].partition("#")
        return "/id/" + quote(name, safe=_SAFE) + (f"#{fragment}" if fragment else "")
    return iri if iri.startswith(("http://", "https://")) else None


def name_in(iri: str) -> str:
    """The identifier of a thing in parameters: its IRI without the base ("person/ann-lee-US")."""
    return iri.removeprefix(service().settings.base_iri)


def short(iri: str) -> str:
    """The last part of an IRI."""
    return unquote(iri.rstrip("/#").rsplit("#", 1)[-1].rsplit("/", 1)[-1])


def title(iri: str) -> str:
    """What to call a thing without a name: `1987-inf-treaty-00d4130f1d` → "1987 inf treaty"."""
    return _DIGEST.sub("", short(iri)).replace("-", " ") or short(iri)


def words(iri: str) -> str:
    """The name of a term as words: `…#inForce` → "in force"."""
    return _CAMEL.sub(" ", short(iri)).lower()


def count(number: int | str) -> str:
    """A number with separators between its thousands."""
    return f"{int(number):,}"
