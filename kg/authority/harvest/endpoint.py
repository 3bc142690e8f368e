"""One SPARQL endpoint over HTTP: who asks is told, one request at a time, pauses kept, refusals obeyed."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from kg import __version__
from kg.errors import ConfigError, LinkerUnavailableError, ResourceError

if TYPE_CHECKING:
    import httpx

Binding = dict[str, dict[str, str]]
# How often a request is tried again when the endpoint is busy, and the longest wait in seconds.
ATTEMPTS = 5
LONGEST_WAIT = 600.0
BUSY = frozenset({429, 503})
OVERLOADED = frozenset({500, 502, 504})

log = logging.getLogger(__name__)


class TooMuchError(Exception):
    """The endpoint gave up on a query: ask for less at once."""


@dataclass(frozen=True, slots=True)
class Manners:
    """How an endpoint is asked.

    Attributes:
        contact: Mail address or page by which whoever runs the endpoint reaches whoever runs this.
        pause: Seconds between two requests.
        timeout: Seconds after which an answer is given up.
    """

    contact: str
    pause: float = 1.0
    timeout: float = 70.0

    def __post_init__(self) -> None:
        if "@" not in self.contact and "://" not in self.contact:
            raise ConfigError("give a mail address or page as contact (--contact or KG_CONTACT): endpoints ask for it")

    @property
    def user_agent(self) -> str:
        """Who asks."""
        return f"newsgraph/{__version__} ({self.contact})"


def open_client(manners: Manners) -> httpx.Client:
    """The HTTP client that an endpoint is asked with; the only place that needs httpx."""
    try:
        import httpx
    except ImportError as error:
        raise ConfigError("asking an endpoint needs httpx: pip install httpx") from error
    return httpx.Client(timeout=manners.timeout, follow_redirects=True)


class Endpoint:
    """A SPARQL endpoint.

    Args:
        url: Its address.
        manners: How it is asked.
        client: An httpx client, or what behaves like one.
        sleep: Waits; for tests.
        clock: Seconds that pass; for tests.
    """

    def __init__(
        self,
        url: str,
        manners: Manners,
        client: Any,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.url = url
        self._manners = manners
        self._client = client
        self._sleep = sleep
        self._clock = clock
        self._next = 0.0

    def select(self, query: str) -> list[Binding]:
        """The rows of a query.

        Raises:
            TooMuchError: The endpoint timed out, or its answer is cut off.
            LinkerUnavailableError: It cannot be reached, stays busy, or refuses us.
            ResourceError: It does not understand the query.
        """
        for wait in (*self._waits(), None):
            self._keep_pace()
            response = self._post(query)
            if response.status_code not in BUSY:
                return self._rows(response)
            told = retry_after(response.headers.get("Retry-After"), self._client_date(response))
            if wait is None or (told or 0) > LONGEST_WAIT:
                break
            log.warning("%s: busy (%d), again in %.0f s", self.url, response.status_code, told or wait)
            self._sleep(told if told is not None else wait)
        raise LinkerUnavailableError(f"{self.url}: stays busy; what is harvested so far is kept: try again later")

    def _waits(self) -> Iterator[float]:
        return (min(60.0, 2.0 ** (n + 1)) for n in range(ATTEMPTS))

    def _keep_pace(self) -> None:
        now = self._clock()
        if now < self._next:
            self._sleep(self._next - now)
        self._next = max(now, self._next) + self._manners.pause

    def _post(self, query: str) -> Any:
        import httpx

        headers = {"User-Agent": self._manners.user_agent, "Accept": "application/sparql-results+json"}
        try:
            return self._client.post(self.url, data={"query": query}, headers=headers)
        except (httpx.TimeoutException, httpx.RemoteProtocolError, httpx.ReadError) as error:
            raise TooMuchError(str(error) or type(error).__name__) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise LinkerUnavailableError(f"{self.url}: cannot be reached: {error}") from error

    @staticmethod
    def _client_date(response: Any) -> str | None:
        date: str | None = response.headers.get("Date")
        return date

    def _rows(self, response: Any) -> list[Binding]:
        status = response.status_code
        if status in OVERLOADED:
            raise TooMuchError(f"status {status}")
        if status == 400:
            raise ResourceError(f"{self.url}: does not understand the query: {response.text[:200]!r}")
        if status != 200:
            raise LinkerUnavailableError(f"{self.url}: answers {status}: {response.text[:200]!r}")
        try:
            rows = json.loads(response.content)["results"]["bindings"]
        except (ValueError, KeyError, TypeError) as error:
            # A query that runs out of time may end in the middle of an answer that began as a success.
            raise TooMuchError("the answer is cut off") from error
        if not isinstance(rows, list):
            raise TooMuchError("the answer is no table")
        return rows


def retry_after(value: str | None, date: str | None) -> float | None:
    """The seconds of a Retry-After header, which may be a number or a date; None without one that can be read."""
    if not value:
        return None
    if value.strip().isdecimal():
        return float(value)
    try:
        then = parsedate_to_datetime(value)
        now = parsedate_to_datetime(date) if date else None
    except ValueError:
        return None
    return max(0.0, (then - now).total_seconds()) if now else None
