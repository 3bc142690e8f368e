"""One SPARQL endpoint: a query → its rows, or the news that it was too much for the endpoint.

How it is asked (who asks, the pace, refusals, sizes, redirects) is the matter of `kg.net.http`.
"""

from __future__ import annotations

from typing import Any

from kg.errors import LinkError, LinkerUnavailableError
from kg.net.addresses import origin_of
from kg.net.bodies import BodyTooLargeError, TransientError
from kg.net.http import Door, Manners, Request

Binding = dict[str, dict[str, str]]
RESULTS = "application/sparql-results+json"
# Seconds that an answer may take: the public endpoints stop a query after 60.
TIMEOUT = 70.0
# Longest wait in seconds that an endpoint may ask for; a harvest takes hours anyway.
LONGEST_WAIT = 600.0


class TooMuchError(Exception):
    """The endpoint gave up on a query: ask for less at once."""


def harvest_manners(url: str, *, contact: str, pause: float = 1.0) -> Manners:
    """How to ask the endpoint at an address: one request at a time, `pause` seconds between two.

    Raises:
        ConfigError: The contact or the address is none.
    """
    return Manners(
        contact,
        frozenset({origin_of(url)}),
        per_second=1.0 / pause if pause > 0 else float("inf"),
        attempts=6,
        longest_wait=LONGEST_WAIT,
        timeout=TIMEOUT,
        deadline=TIMEOUT,
        asks_for_less=True,
    )


class Endpoint:
    """A SPARQL endpoint.

    Args:
        url: Its address.
        door: What sends the requests; its manners are those of `harvest_manners`.
    """

    def __init__(self, url: str, door: Door) -> None:
        self.url = url
        self._door = door

    def select(self, query: str) -> list[Binding]:
        """The rows of a query.

        Raises:
            TooMuchError: The endpoint timed out, or its answer is cut off or too large.
            LinkerUnavailableError: It cannot be reached, stays busy, refuses us, or does not understand the query.
        """
        request = Request.form(self.url, {"query": query}, accept=RESULTS)
        try:
            rows: list[Binding] = self._door.fetch(request, _check_rows).document["results"]["bindings"]
        except (BodyTooLargeError, TransientError) as error:
            raise TooMuchError(str(error)) from error
        except LinkerUnavailableError as error:
            raise LinkerUnavailableError(
                f"{self.url}: {error}; what is harvested so far is kept: try again later"
            ) from error
        except LinkError as error:
            raise LinkerUnavailableError(f"{self.url}: {error}") from error
        return rows


def _check_rows(document: Any) -> None:
    """Raises for an answer that is no table."""
    if not isinstance(document, dict) or not isinstance((document.get("results") or {}).get("bindings"), list):
        raise TransientError("the answer is no table", too_much=True)
