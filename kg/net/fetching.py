"""Pages of the Web, fetched because a user named them: with the site's leave, one at a time, bounded in every way.

Other than the services of linking (`kg.net.http`), whoever answers here is a stranger. So robots.txt is asked before a
page, at each redirect anew; only addresses that the Internet reaches are connected to; and size, time, redirects and
attempts have an end.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import urldefrag, urljoin, urlsplit

from kg.errors import ConfigError, ReadError
from kg.net.addresses import Network, origin_of
from kg.net.bodies import BodyTooLargeError, TransientError, Unpacker
from kg.net.http import PASSING, REDIRECTS, Manners
from kg.net.pace import Clock, Pace, Sleep
from kg.net.waiting import retry_after

if TYPE_CHECKING:
    import httpx

    from kg.net.robots import Robots, RobotsBook
    from kg.net.transport import Deadline

log = logging.getLogger(__name__)

ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.I)


@dataclass(frozen=True, slots=True)
class Page:
    """What an address holds.

    Attributes:
        url: Where it was found in the end, after all redirects.
        content: Its bytes, unpacked.
        charset: The encoding that the server states, if any.
    """

    url: str
    content: bytes = field(repr=False)
    charset: str | None = None


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    content: bytes


class PassingError(ReadError):
    """A fault that may be gone when the page is asked for again.

    Args:
        message: What is wrong.
        wait: Seconds that the server asks to wait, if it does.
    """

    def __init__(self, message: str, *, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class RefusedError(ReadError):
    """An address that nobody may be sent to."""


class Fetcher:
    """Fetches pages. For one thread; close it, or use it in a `with` statement.

    Args:
        manners: How to behave; its origins are not asked for.
        networks: Networks that may be asked although the Internet does not reach them.
        clock: Seconds that never go back.
        wall: Seconds since 1970, to read a Retry-After that is a date.
        sleep: Waits so many seconds.
    """

    def __init__(
        self,
        manners: Manners,
        *,
        networks: tuple[Network, ...] = (),
        clock: Clock = time.monotonic,
        wall: Clock = time.time,
        sleep: Sleep = time.sleep,
    ) -> None:
        self.manners = manners
        self._networks = networks
        self._clock = clock
        self._wall = wall
        self._sleep = sleep
        self._paces: dict[str, Pace] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Gives the connections back."""
        if "_client" in self.__dict__:
            self._client.close()

    def fetch(self, url: str) -> Page:
        """The page at an address.

        Raises:
            ReadError: It cannot or must not be fetched; the message begins with the address.
        """
        try:
            return self._fetch(urldefrag(url)[0])
        except (ReadError, ConfigError) as error:
            raise ReadError(f"{url}: {' '.join(str(error).split())}") from error
        except Exception as error:
            # What odd addresses and answers make libraries raise cannot be foreseen, and must not end a build.
            log.debug("%s: fetching failed", url, exc_info=True)
            raise ReadError(f"{url}: cannot be fetched ({type(error).__name__}: {error})") from error

    def _fetch(self, url: str) -> Page:
        url, answer = self._follow(url, obey=True)
        if not 200 <= answer.status < 300:
            raise ReadError(f"the server answers {_status(answer.status)}")
        found = CHARSET.search(answer.headers.get("content-type", ""))
        return Page(url, answer.content, found[1] if found else None)

    def _follow(self, url: str, *, obey: bool) -> tuple[str, _Answer]:
        """(where it was found, the answer), after all redirects.

        Args:
            url: Where to begin.
            obey: Whether to ask robots.txt first; not for that file itself.
        """
        seen: set[str] = set()
        while url not in seen:
            if len(seen) > self.manners.redirects:
                raise ReadError(f"redirects more than {self.manners.redirects} times")
            seen.add(url)
            origin = origin_of(url)
            if obey and not self._robots.of(origin, url).allow(url):
                raise ReadError("robots.txt of the site does not allow it: ask its owner, or save the page by hand")
            answer = self._patiently(url, origin)
            location = answer.headers.get("location")
            if answer.status not in REDIRECTS or not location:
                return url, answer
            url = _target(url, location)
        raise ReadError("redirects in a circle")

    @cached_property
    def _robots(self) -> RobotsBook:
        from kg.net.robots import RobotsBook

        return RobotsBook(self._read_robots)

    def _read_robots(self, address: str) -> Robots:
        """The rules of a site: none where it has no such file, an error where it cannot be asked."""
        from kg.net.robots import Robots

        try:
            _, answer = self._follow(address, obey=False)
        except RefusedError:
            raise
        except (ReadError, ConfigError) as error:
            raise ReadError(f"robots.txt of the site cannot be read, so it is not asked for more ({error})") from error
        robots = Robots.parse(answer.content) if 200 <= answer.status < 300 else Robots()
        self._pace(origin_of(address)).slow_down(robots.delay)
        return robots

    def _patiently(self, url: str, origin: str) -> _Answer:
        """The answer, asked for again where a fault may pass."""
        pace = self._pace(origin)
        for attempt in range(1, self.manners.attempts + 1):
            try:
                return self._once(url, pace)
            except PassingError as error:
                wait = 2.0**attempt if error.wait is None else error.wait
                if attempt == self.manners.attempts:
                    raise
                if wait > self.manners.longest_wait:
                    raise ReadError(f"{error}, to be asked again in {wait:.0f} s") from error
                log.info("%s: %s; asking again", url, error)
                pace.hold(wait)
        raise AssertionError("no attempt was made")

    def _once(self, url: str, pace: Pace) -> _Answer:
        import httpx

        from kg.net.transport import TIMEOUTS, WIRE_FAULTS, RefusedAddressError

        with pace.turn():
            self._deadline.set(self.manners.deadline)
            try:
                with self._client.stream("GET", url) as response:
                    answer = self._read(response)
            except TIMEOUTS as error:
                raise ReadError(f"took longer than {self.manners.deadline:.0f} s, or no answer came") from error
            except WIRE_FAULTS as error:
                raise PassingError(f"no answer ({type(error).__name__}: {error})") from error
            except httpx.InvalidURL as error:
                raise ReadError(f"is no address that can be asked: {error}") from error
            except RefusedAddressError as error:
                raise RefusedError(str(error)) from error
            except BodyTooLargeError as error:
                raise ReadError(f"is over the limit of {self.manners.largest / 1e6:.0f} MB: not read") from error
            except TransientError as error:
                raise ReadError(str(error)) from error
        if answer.status in PASSING:
            wait = retry_after(answer.headers.get("retry-after", ""), self._wall())
            raise PassingError(f"the server answers {_status(answer.status)}", wait=wait)
        return answer

    def _read(self, response: httpx.Response) -> _Answer:
        """The answer with its body; that of a failure tells nothing that its status does not."""
        if not response.is_success:
            return _Answer(response.status_code, response.headers, b"")
        limit = self.manners.largest
        stated = response.headers.get("content-length", "")
        if stated.isascii() and stated.isdigit() and int(stated[:18]) > limit:
            raise BodyTooLargeError(f"the answer is {stated[:18]} bytes")
        unpack = Unpacker(response.headers.get("content-encoding", ""), limit)
        for piece in response.iter_raw():
            unpack.feed(piece)
        return _Answer(response.status_code, response.headers, unpack.finish())

    @cached_property
    def _deadline(self) -> Deadline:
        from kg.net.transport import Deadline

        return Deadline(self._clock)

    @cached_property
    def _client(self) -> httpx.Client:
        import httpx

        from kg.net.transport import GuardedTransport

        headers = {"User-Agent": self.manners.user_agent, "Accept": ACCEPT, "Accept-Encoding": "gzip"}
        return httpx.Client(
            transport=GuardedTransport(self._networks, self._deadline),
            headers=headers,
            timeout=self.manners.timeout,
            trust_env=False,
        )

    def _pace(self, origin: str) -> Pace:
        """The turns of one site."""
        if origin not in self._paces:
            interval = 1.0 / self.manners.per_second
            self._paces[origin] = Pace(interval=interval, concurrency=1, clock=self._clock, sleep=self._sleep)
        return self._paces[origin]


def _target(url: str, location: str) -> str:
    """Where a redirect leads."""
    try:
        target = urldefrag(urljoin(url, location))[0]
    except ValueError as error:
        raise ReadError("redirects to what is no web address") from error
    if urlsplit(url).scheme == "https" and urlsplit(target).scheme == "http":
        raise ReadError(f"redirects from https to http ({target})")
    return target


def _status(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
