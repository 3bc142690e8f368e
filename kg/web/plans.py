"""A request of the SPARQL Protocol → what is to be evaluated and how its answer is called, apart from any framework.

Both ways into the server use it: the Flask view, which knows the whole protocol, and the front (`kg.web.front`), which
answers plain queries itself.
"""

from __future__ import annotations

import re
from binascii import a2b_qp
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from urllib.parse import unquote

from kg.errors import QueryError
from kg.query import Format, check_query, find_format, formats_for
from kg.store.base import Form
from kg.store.sparql import is_volatile, query_form
from kg.web.errors import RequestError
from kg.web.negotiation import choose
from kg.web.wire import Request

IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
_TAG = re.compile(r'(?:W/)?"(?P<key>[0-9a-f]{24})(?:-[0-9a-f]{24})?(?:-(?:gzip|br|zstd))?"')
_SECONDS = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")
_MAX_PARAMETERS = 1000
_DIGEST = 12


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters of a request, from its address and its form."""

    pairs: tuple[tuple[str, str], ...]

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(value for key, value in self.pairs if key == name)

    def one(self, name: str) -> str | None:
        """The value of a parameter that may stand once; RequestError (400) if it stands twice."""
        values = self.all(name)
        if len(values) > 1:
            raise RequestError(400, f"the parameter {name!r} stands {len(values)} times: give it once")
        return values[0] if values else None

    def iris(self, name: str) -> tuple[str, ...]:
        values = self.all(name)
        for value in values:
            if not IRI.fullmatch(value):
                raise RequestError(400, f"{name}: {value!r} is not an absolute IRI")
        return values


@dataclass(frozen=True, slots=True)
class Plan:
    """A query to be evaluated: the request for a reader, and what its answer is called.

    Attributes:
        request: For a reader.
        content_type: The Content-Type of the answer.
        volatile: Whether the same query may give another answer at once, so that it is neither kept nor named.
        key: The name of the answer: of query, dataset, format and the revision of the store.
        limit: Seconds that its evaluation may take.
    """

    request: Request
    content_type: str
    volatile: bool
    key: str
    limit: float


@dataclass(frozen=True, slots=True)
class State:
    """What queries are asked of: the store, in its newest revision, under the address of the endpoint."""

    store: str
    revision: int
    address: str
    max_rows: int
    limit: float


def read_parameters(text: bytes) -> Parameters:
    """The parameters of a query string or a form; RequestError (400) if they are none."""
    if not text:
        return Parameters(())
    try:
        fields = text.split(b"&")
        if len(fields) > _MAX_PARAMETERS:
            raise RequestError(400, f"there are more than {_MAX_PARAMETERS} parameters")
        pairs = [field.partition(b"=") for field in fields if field]
        return Parameters(tuple((_unquote(name), _unquote(value)) for name, _, value in pairs))
    except UnicodeDecodeError as error:
        raise RequestError(400, "the parameters are not UTF-8") from error


def _unquote(text: bytes) -> str:
    """Percent-decoding as `urllib.parse.unquote_plus` does it, in a tenth of the time.

    Quoted-printable, which the standard library decodes in C, is the same but for the sign; wherever it could differ
    (a `%` without two digits behind it) the length tells.
    """
    text = text.replace(b"+", b" ")
    signs = text.count(b"%")
    if not signs:
        return text.decode("utf-8")
    decoded = a2b_qp(text.replace(b"=", b"=3D").replace(b"%", b"="))
    if len(decoded) != len(text) - 2 * signs:
        return unquote(text.decode("utf-8"), errors="strict")
    return decoded.decode("utf-8")


def plan_query(text: str, parameters: Parameters, *, accept: str, state: State, guard: str = "") -> Plan:
    """What is to be evaluated for a query; `accept` is the Accept header, "" if there is none.

    Args:
        guard: What the addresses in the text begin with that it may call; none if "".

    Raises:
        RequestError: A parameter is wrong (400), or no format is acceptable (406).
        QueryError: The text is an update, is not allowed, or its answer has no such format.
    """
    form = query_form(text) if guard else check_query(text)
    if chosen := _wished(parameters, form):
        content_type = chosen.header
    else:
        chosen, content_type = negotiate_table(accept, form)
    default, graphs = parameters.iris("default-graph-uri"), parameters.iris("named-graph-uri")
    given = bool(default or graphs)
    request = Request(
        "query",
        text=text,
        media_type=chosen.media_type,
        store=state.store,
        revision=state.revision,
        # Relative IRIs are resolved against the address of the endpoint.
        base_iri=state.address,
        default_graphs=default if given else None,
        named_graphs=graphs if given else None,
        max_rows=state.max_rows,
        guard=guard,
    )
    limit = read_limit(parameters, state.limit)
    # What other servers say may change at any time.
    return Plan(request, content_type, bool(guard) or is_volatile(text), _key(request, content_type), limit)


def _wished(parameters: Parameters, form: Form | None) -> Format | None:
    """The format that the parameters ask for; None if they ask for none.

    Some tools send several names for one wish, in one parameter or in several: the first that is known counts.

    Raises:
        QueryError: They ask for formats that the answer does not have.
    """
    values = ",".join((*parameters.all("format"), *parameters.all("output")))
    names = [name for name in values.split(",") if name]
    for name in names[:-1]:
        with suppress(QueryError):
            return find_format(name, form)
    return find_format(names[-1], form) if names else None


def read_limit(parameters: Parameters, limit: float) -> float:
    """The seconds that a query may take: those of the parameter `timeout` if they are fewer than the server's.

    Raises:
        RequestError: It is no number of seconds (400).
    """
    text = parameters.one("timeout")
    if not text:
        return limit
    if not _SECONDS.fullmatch(text):
        raise RequestError(400, f"timeout: {text[:40]!r} is not a number of seconds")
    # Some tools send 0 for "no wish".
    return min(limit, float(text)) or limit


def _key(request: Request, content_type: str) -> str:
    parts = (
        request.text,
        request.base_iri,
        request.media_type,
        content_type,
        request.default_graphs,
        request.named_graphs,
        request.revision,
    )
    return blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=_DIGEST).hexdigest()


def known_tag(if_none_match: str, key: str) -> str | None:
    """The entity tag among those of the header that names an answer under this key, as the client wrote it.

    A tag begins with the key of the answer, which changes with the store: so it tells alone, without the answer.
    """
    if if_none_match.strip() == "*":
        return f'W/"{key}"'
    found = _TAG.finditer(if_none_match)
    return next((tag[0] for tag in found if tag["key"] == key), None)


@lru_cache(maxsize=256)
def negotiate_table(accept: str, form: Form | None) -> tuple[Format, str]:
    """The format of a query's answer for an Accept header; see `negotiate`. Clients send few headers, over and over."""
    return negotiate(accept, formats_for(form))


def negotiate(accept: str, formats: Iterable[Format]) -> tuple[Format, str]:
    """The format that the client likes best, and the Content-Type to call it by.

    Raises:
        RequestError: It accepts none of them (406).
    """
    entries = list(formats)
    by_type = {entry.media_type: entry for entry in entries}
    for entry in entries:
        for alias in entry.aliases:
            by_type.setdefault(alias, entry)
    chosen = choose(accept, by_type)
    if chosen is None:
        offered = ", ".join(entry.media_type for entry in entries)
        raise RequestError(406, f"none of the accepted media types is available: there are {offered}")
    entry = by_type[chosen]
    if chosen == entry.media_type:
        return entry, entry.header
    return entry, f"{chosen}; charset=utf-8" if chosen.startswith("text/") else chosen
