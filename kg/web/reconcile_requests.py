"""What a client of the reconciliation service sends → tasks; everything that is wrong with it is told here."""

from __future__ import annotations

import json
from typing import Any

from kg.web.errors import RequestError
from kg.web.plans import Parameters
from kg.web.reconcile_schema import find_property, find_type
from kg.web.reconcile_tasks import Constraint, Extend, Match, Query, Suggest, Wanted

# How much one request may ask for. OpenRefine sends batches of 10.
MAX_QUERIES = 100
MAX_LIMIT = 100
MAX_IDS = 500
MAX_PROPERTIES = 30
MAX_WANTED = 50
MAX_NAME = 1000
_DEFAULT_LIMIT = 5


def read_number(parameters: Parameters, name: str, default: int, most: int | None = None) -> int:
    """A parameter that is a whole number, not below 0, cut at `most`; RequestError (400) for anything else."""
    text = parameters.one(name)
    return _whole(text, name, most) if text else default


def read_batch(text: str) -> Match:
    """The task of the parameter `queries`: an object of queries by keys.

    Raises:
        RequestError: It is malformed (400) or has more than `MAX_QUERIES` queries (413).
    """
    batch = _object(read_json("queries", text), "queries")
    if len(batch) > MAX_QUERIES:
        raise RequestError(413, f"queries: {len(batch)} queries: send at most {MAX_QUERIES} at once")
    return Match({key: _query(value, f"queries, {key[:40]!r}") for key, value in batch.items()})


def read_single(text: str, parameters: Parameters) -> Query:
    """The query of the parameter `query`, as versions before batches had it: an object, or a mere name."""
    if text.lstrip().startswith("{"):
        return _query(read_json("query", text), "query")
    if not text.strip():
        raise RequestError(400, "query: the name is empty")
    limit = read_number(parameters, "limit", _DEFAULT_LIMIT, MAX_LIMIT)
    return Query(_name(text, "query"), read_types(parameters.one("type"), "type"), limit or _DEFAULT_LIMIT)


def read_extend(text: str) -> Extend:
    """The task of the parameter `extend`: identifiers and properties.

    Raises:
        RequestError: It is malformed, or names a property that there is none of (400), or asks for too much (413).
    """
    value = _object(read_json("extend", text), "extend")
    ids = _list(value.get("ids"), "extend, 'ids'")
    properties = _list(value.get("properties"), "extend, 'properties'")
    for found, most, name in ((ids, MAX_IDS, "ids"), (properties, MAX_PROPERTIES, "properties")):
        if len(found) > most:
            raise RequestError(413, f"extend: {len(found)} {name}: ask for at most {most} at once")
    names = tuple(dict.fromkeys(_text(entry, "extend, 'ids'") for entry in ids))
    return Extend(names, tuple(dict(_wanted_property(entry) for entry in properties).items()))


def read_suggest(parameters: Parameters) -> Suggest:
    """The task of a suggest request: `prefix`, `cursor`, and beyond the protocol `limit` and `type`."""
    prefix = parameters.one("prefix")
    if prefix is None:
        raise RequestError(400, "the parameter 'prefix' is missing")
    return Suggest(
        _text(prefix, "prefix"),
        read_number(parameters, "cursor", 0),
        read_number(parameters, "limit", 20, MAX_LIMIT),
        read_types(parameters.one("type"), "type"),
    )


def read_types(value: Any, where: str) -> tuple[str, ...] | None:
    """Names of types from an identifier or a list of them; None if none is given, () if all are unknown here."""
    if value in (None, "", []):
        return None
    entries = value if isinstance(value, list) else [value]
    ids = [entry.get("id") if isinstance(entry, dict) else entry for entry in entries]
    found = (find_type(_text(name, where)) for name in ids)
    return tuple(dict.fromkeys(entry.name for entry in found if entry))


def read_json(name: str, text: str) -> Any:
    """The JSON value of a parameter; RequestError (400) tells where it breaks off."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise RequestError(400, f"{name}: not valid JSON: {error.msg} ({place})") from error
    except (ValueError, RecursionError) as error:
        raise RequestError(400, f"{name}: not valid JSON: a number is too long or the nesting too deep") from error


def _query(value: Any, where: str) -> Query:
    query = _object(value, where)
    text = _name(query.get("query", ""), where)
    properties = _list(query.get("properties") or [], f"{where}, 'properties'")
    if len(properties) > MAX_PROPERTIES:
        raise RequestError(413, f"{where}: {len(properties)} properties: send at most {MAX_PROPERTIES}")
    if not text and not properties:
        raise RequestError(400, f"{where}: neither 'query' nor 'properties' says what is looked for")
    constraints = (_constraint(entry, where) for entry in properties)
    return Query(
        text,
        read_types(query.get("type"), where),
        _limit(query.get("limit"), where),
        tuple(entry for entry in constraints if entry.values),
    )


def _constraint(value: Any, where: str) -> Constraint:
    entry = _object(value, f"{where}, 'properties'")
    name = _known(entry.get("pid"), f"{where}, 'pid'")
    values = entry.get("v")
    wanted = (_wanted(found, where) for found in (values if isinstance(values, list) else [values])[:MAX_WANTED])
    return Constraint(name, tuple(found for found in wanted if found.text or found.id))


def _wanted(value: Any, where: str) -> Wanted:
    if isinstance(value, dict):
        return Wanted(_text(value.get("name", ""), where), _text(value.get("id"), f"{where}, 'v', 'id'"))
    if value is None or isinstance(value, str):
        return Wanted(_text(value or "", where).strip())
    if isinstance(value, bool | int | float):
        return Wanted(json.dumps(value))
    raise RequestError(400, f"{where}: a value is a list: one of 'v' must be a text, a number or an object")


def _wanted_property(value: Any) -> tuple[str, int]:
    entry = _object(value, "extend, 'properties'")
    settings = _object(entry.get("settings") or {}, "extend, 'settings'")
    # OpenRefine sends what stands in a form: a number may come as text.
    given = settings.get("limit", 0)
    limit = str(given if given is not None else 0).strip() or "0"
    return _known(entry.get("id"), "extend, 'id'"), _whole(limit, "extend, 'limit'")


def _known(value: Any, where: str) -> str:
    found = find_property(_text(value, where))
    if found is None:
        raise RequestError(400, f"{where}: there is no property {value[:80]!r}: see /reconcile/properties")
    return found.id


def _limit(value: Any, where: str) -> int:
    if value is None:
        return _DEFAULT_LIMIT
    if isinstance(value, bool) or not isinstance(value, int | float) or not 1 <= value < float("inf"):
        raise RequestError(400, f"{where}: 'limit' must be a positive number")
    return min(int(value), MAX_LIMIT)


def _whole(text: str, where: str, most: int | None = None) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise RequestError(400, f"{where}: {text[:40]!r} is no whole number")
    return int(text) if most is None else min(int(text), most)


def _name(value: Any, where: str) -> str:
    return _text(value if value is not None else "", where).strip()[:MAX_NAME]


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise RequestError(400, f"{where}: a text is missing or is none")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise RequestError(400, f"{where}: a text has half a character (a lone surrogate)") from error
    return value


def _object(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise RequestError(400, f"{where}: not a JSON object")
    return value


def _list(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise RequestError(400, f"{where}: not a JSON list")
    return value
