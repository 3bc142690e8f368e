"""The address of a store that another server keeps: where it is asked, where it is changed, and with what rights.

Written as one text, `sparql+http://HOST/PATH` (or `sparql+https://`), which is where queries go. Parameters of that
address say the rest, each a web address of its own or a path that is resolved against the first:

    update=…   where updates go; the same address if it is not given
    data=…     the Graph Store Protocol, by which documents of any size are put into one graph; by updates without it
    default=…  the graph that stands for the default graph, for servers that have none of their own

Other parameters stay part of the address. Credentials never do: they are settings, as addresses end up in logs.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

SCHEMES = ("sparql+http://", "sparql+https://")
AUTH = ("", "basic", "digest", "bearer")
_OWN = ("update", "data", "default")


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who asks. What is secret never shows in a printed value.

    Attributes:
        scheme: One of AUTH; if empty, bearer where there is a token and basic where there is a user.
        user: Name for basic and digest.
    """

    scheme: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    @property
    def kind(self) -> str:
        """How to show them: basic, digest, bearer, or "" for not at all."""
        return self.scheme or ("bearer" if self.token else "basic" if self.user else "")


@dataclass(frozen=True, slots=True)
class RemoteAddress:
    """A store behind HTTP. Made by `read_address`.

    Attributes:
        query: Web address that queries go to.
        update: Web address that updates go to.
        data: Web address of the Graph Store Protocol; empty if there is none.
        default_graph: IRI of the graph that stands for the default graph; empty where the server says.
        folder: Local folder of what a build keeps beside its store: extractions, the lock.
        credentials: Sent with every request to any of the three.
        timeout: Seconds without a sign of the server after which a request is given up.
    """

    query: str
    update: str
    data: str = ""
    default_graph: str = ""
    folder: Path = Path()
    credentials: Credentials = Credentials()
    timeout: float = 120.0

    def __str__(self) -> str:
        """For people: where queries go, without parameters."""
        return urlunsplit(urlsplit(self.query)._replace(query=""))

    def to_wire(self) -> str:
        """All of it, with the credentials: for a process of our own, never for a log."""
        return json.dumps(asdict(self) | {"folder": str(self.folder)})

    @property
    def folder_name(self) -> str:
        """A name for its local folder: readable, and another one for every store."""
        parts = urlsplit(self.query)
        readable = re.sub(r"[^a-z0-9.]+", "-", f"{parts.netloc}{parts.path}".lower()).strip("-.")
        return f"{readable[:60]}-{hashlib.sha256(self.query.encode()).hexdigest()[:12]}"


def is_address(text: object) -> bool:
    """Whether a store is named by an address, not by a folder."""
    return isinstance(text, str) and text.startswith("sparql+")


def from_wire(text: str) -> RemoteAddress | None:
    """The address that `to_wire` has written; None if the text is the path of a folder."""
    if not text.startswith("{"):
        return None
    value = json.loads(text)
    return RemoteAddress(
        **value | {"folder": Path(value["folder"]), "credentials": Credentials(**value["credentials"])}
    )


def read_address(text: str) -> RemoteAddress:
    """The address in its parts; ValueError if it is none, or holds credentials."""
    shown = text.partition("?")[0]
    if not text.startswith(SCHEMES):
        raise ValueError(f"{_masked(shown)} must begin with {' or '.join(SCHEMES)}")
    try:
        parts = urlsplit(text.removeprefix("sparql+"))
        valid = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        valid = False
    if not valid:
        raise ValueError(f"{_masked(shown)} names no host")
    if "@" in parts.netloc:
        raise ValueError(f"{_masked(shown)} holds a user or password: give them as KG_STORE_USER and KG_STORE_PASSWORD")
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    given = {name: value for name, value in pairs if name in _OWN}
    rest = urlencode([pair for pair in pairs if pair[0] not in _OWN])
    query = urlunsplit(parts._replace(path=parts.path or "/", query=rest, fragment=""))
    update = _joined(query, given.get("update", "")) or query
    return RemoteAddress(query, update, _joined(query, given.get("data", "")), _checked_iri(given.get("default", "")))


def _joined(base: str, reference: str) -> str:
    if not reference:
        return ""
    joined = urljoin(base, reference)
    if not joined.startswith(("http://", "https://")) or "@" in urlsplit(joined).netloc:
        raise ValueError(f"{_masked(reference)} is no web address, or holds a user or password")
    return joined


def _checked_iri(iri: str) -> str:
    if iri and (":" not in iri or set(iri) & set(' <>"{}|\\^`')):
        raise ValueError(f"default={iri!r} is not the IRI of a graph")
    return iri


def _masked(text: str) -> str:
    """An address without what stands before the host, where it may be a password."""
    return re.sub(r"//[^/?#]*@", "//…@", text)
