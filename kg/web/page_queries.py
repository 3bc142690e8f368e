"""Queries of the pages: answered once per revision, under limits of their own, so that a page stays quick.

A page asks for what it shows and no more. A query that takes longer than its limit costs the page that part, with a
note (`Pages.try_rows`), never the whole page; it is then finished in the background for who comes next.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections import OrderedDict, deque

from flask import current_app, g, has_app_context

from kg.errors import KgError, QueryTimeoutError
from kg.web.answers import client_gone
from kg.web.readers import Gone
from kg.web.service import Service
from kg.web.wire import Request

log = logging.getLogger(__name__)

# Seconds that a part of a page may take, that all parts may take, and that is left for each of those that come late.
PATIENCE = 3.0
PAGE_PATIENCE = 6.0
_LEAST = 1.0
# Answers kept, whatever their revision; the oldest goes first. A row of a page has some hundred bytes, a page 40 rows.
_KEPT = 512
# Queries that wait to be finished in the background, and seconds before one that failed there is tried again.
_WAITING = 32
_RETRY = 300.0
_JSON = "application/sparql-results+json"

Row = dict[str, str]
Key = tuple[int, str]


class Pages:
    """The answers to the queries of the pages. Safe to use from many threads."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._lock = threading.Lock()
        self._kept: OrderedDict[Key, list[Row]] = OrderedDict()
        self._slow: dict[Key, float] = {}
        self._waiting: deque[Key] = deque()
        self._finishing = False

    def rows(self, text: str, *, limit: float = PATIENCE) -> list[Row]:
        """The rows of a SELECT, each a value as text by variable; unbound variables are missing.

        Raises:
            QueryTimeoutError: It took longer than `limit` seconds, or is known to.
            StoreError: There is nothing to read.
        """
        key = (self.service.revision(), text)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            if key in self._slow and time.monotonic() < self._slow[key]:
                raise QueryTimeoutError("this query is being finished in the background")
        try:
            found = self._ask(text, min(limit, _time_left()), client_gone())
        except QueryTimeoutError:
            self._finish_later(key)
            raise
        self._keep(key, found)
        return found

    def try_rows(self, text: str, *, notes: list[str], what: str) -> list[Row]:
        """The rows, or none with a note on what is missing from the page and why."""
        try:
            return self.rows(text)
        except QueryTimeoutError:
            notes.append(f"{what} took too long to find in this graph and is left out for now. Come back in a minute.")
        except KgError as error:
            log.warning("a page lacks %s: %s", what, error)
            notes.append(f"{what} cannot be shown now: {error}")
        return []

    def _ask(self, text: str, limit: float, gone: Gone | None) -> list[Row]:
        wanted = self.service.fill(Request("query", text=text, media_type=_JSON))
        limit = min(limit, self.service.settings.query_timeout)
        answer = json.loads(b"".join(self.service.pool.ask(wanted, limit=limit, gone=gone)))
        return [{name: term["value"] for name, term in row.items()} for row in answer["results"]["bindings"]]

    def _keep(self, key: Key, found: list[Row]) -> None:
        with self._lock:
            self._slow.pop(key, None)
            self._kept[key] = found
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)

    def _finish_later(self, key: Key) -> None:
        """Let the background finish a query: one at a time, so that the readers stay free for others."""
        with self._lock:
            if len(self._waiting) >= _WAITING:
                return
            # What an older revision had is of no use any more.
            self._slow = {known: until for known, until in self._slow.items() if known[0] == key[0]}
            self._slow[key] = time.monotonic() + _RETRY
            self._waiting.append(key)
            if self._finishing:
                return
            self._finishing = True
        threading.Thread(target=self._finish, name="slow-pages", daemon=True).start()

    def _finish(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._finishing = False
                    return
                key = self._waiting.popleft()
            try:
                if key[0] == self.service.revision():
                    self._keep(key, self._ask(key[1], self.service.settings.query_timeout, None))
            except KgError as error:
                log.info("a query of a page is too slow for this graph: %s", error)


def pages() -> Pages:
    """The page queries of the running application."""
    found: Pages = current_app.extensions["newsgraph_pages"]
    return found


def _time_left() -> float:
    """Seconds that the next query of this page may take."""
    if not has_app_context():
        return PATIENCE
    if "page_started" not in g:
        g.page_started = time.monotonic()
    spent: float = time.monotonic() - g.page_started
    return max(_LEAST, PAGE_PATIENCE - spent)
