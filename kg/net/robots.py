"""What a site lets robots fetch: its robots.txt, read as RFC 9309 says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

# The name by which a robots.txt may call this program.
ROBOT = "newsgraph"
# A site that asks to wait for longer between two requests is waited for so long.
LONGEST_DELAY = 30.0


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one site. Without a file everything is allowed."""

    rules: Protego | None = None

    @classmethod
    def parse(cls, content: bytes) -> Robots:
        """The rules in a file; whatever is no rule in it is passed over."""
        return cls(Protego.parse(content.decode("utf-8", "replace")))

    def allow(self, url: str) -> bool:
        """Whether that address may be fetched."""
        return self.rules is None or self.rules.can_fetch(url, ROBOT)

    @property
    def delay(self) -> float:
        """Least seconds between two requests."""
        delay = self.rules.crawl_delay(ROBOT) if self.rules is not None else None
        return min(max(float(delay or 0.0), 0.0), LONGEST_DELAY)


def robots_address(url: str) -> str:
    """Where the rules for an address stand."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/robots.txt"


class RobotsBook:
    """The rules of all sites seen, each read once.

    Args:
        read: Reads the rules of the site of an address; what it raises is kept and raised again.
    """

    def __init__(self, read: Callable[[str], Robots]) -> None:
        self._read = read
        self._known: dict[str, Robots | Exception] = {}

    def of(self, origin: str, url: str) -> Robots:
        """The rules of the site `origin`, to which `url` belongs."""
        if origin not in self._known:
            try:
                self._known[origin] = self._read(robots_address(url))
            except Exception as error:  # noqa: BLE001 - kept, and raised below
                self._known[origin] = error
        found = self._known[origin]
        if isinstance(found, Exception):
            raise found
        return found
