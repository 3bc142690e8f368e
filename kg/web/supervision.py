"""`/queries`: which queries and updates run now, and an end to one of them. For administrators."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify

from kg.web.answers import service
from kg.web.errors import RequestError
from kg.web.journal import Account
from kg.web.protocol import check_role, no_content

# Characters of a query that the list shows.
_SHOWN = 2000


def blueprint() -> Blueprint:
    """The routes of supervision."""
    made = Blueprint("supervision", __name__)
    made.add_url_rule("/queries", view_func=_list, endpoint="list")
    made.add_url_rule("/queries/<name>", view_func=_stop, methods=["DELETE"], endpoint="stop")
    return made


def _list() -> Response:
    check_role("admin")
    response = jsonify([_describe(account) for account in service().journal.running()])
    response.headers["Cache-Control"] = "no-store"
    return response


def _stop(name: str) -> Response:
    check_role("admin")
    account = service().journal.find(name)
    if account is None:
        raise RequestError(404, f"no query {name!r} is under way")
    if account.stop is None:
        raise RequestError(409, f"the query {name!r} waits for a reader or is being sent: it cannot be stopped now")
    account.stop()
    return no_content()


def _describe(account: Account) -> dict[str, Any]:
    return {
        "id": account.id,
        "kind": account.kind,
        "client": account.client,
        "seconds": round(account.seconds, 3),
        "running": account.stop is not None,
        "text": account.text[:_SHOWN],
    }
