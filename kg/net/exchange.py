"""A request to a service and its answer, as values."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Request:
    """One request, complete with its query. Two that are equal get the same answer, but for the time."""

    method: str
    url: str
    body: bytes = b""
    content_type: str = ""
    accept: str = JSON

    @classmethod
    def get(cls, url: str, params: Mapping[str, str], *, accept: str = JSON) -> Request:
        """A GET with a query in the order of `params`."""
        query = urlencode(params)
        return cls("GET", f"{url}{'&' if '?' in url else '?'}{query}" if query else url, accept=accept)

    @classmethod
    def form(cls, url: str, fields: Mapping[str, str], *, accept: str = JSON) -> Request:
        """A POST of form fields."""
        return cls("POST", url, urlencode(fields).encode(), FORM, accept)

    @classmethod
    def json(cls, url: str, document: Any) -> Request:
        """A POST of a JSON document."""
        return cls("POST", url, json.dumps(document, ensure_ascii=False).encode(), JSON)

    @property
    def key(self) -> str:
        """A digest of method, address and body."""
        digest = hashlib.sha256()
        for part in (self.method.encode(), self.url.encode(), self.body):
            digest.update(len(part).to_bytes(8, "big") + part)
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its JSON, and the bytes that it came as."""

    document: Any
    body: bytes = field(repr=False)
