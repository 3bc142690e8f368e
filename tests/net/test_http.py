"""The door: manners kept, faults outlived, nothing asked that is not allowed. Against the loopback server only."""

from __future__ import annotations

import subprocess
import sys
import threading
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from kg.errors import ConfigError, LinkError, LinkerUnavailableError
from kg.link.wikidata import check_api
from kg.net.addresses import is_contact, is_private, origin_of
from kg.net.exchange import Request
from kg.net.http import BodyTooLargeError, Door, Manners, TransientError
from kg.net.pace import Pace
from tests.link import loopback
from tests.link.loopback import Clock, Fault, Loopback

CONTACT = "desk@example.org"
DATE = "Tue, 24 Nov 2026 12:00:30 GMT"
NOON = 1795521600.0


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback.serve() as state:
        state.add(loopback.entity("Q900", "Ada Berg"))
        yield state


def manners(server: Loopback, **others: Any) -> Manners:
    return replace(Manners(CONTACT, frozenset({server.origin}), timeout=5.0), **others)


def search(server: Loopback, name: str = "Ada Berg") -> Request:
    return Request.get(server.api, {"action": "wbsearchentities", "search": name, "limit": "5"})


def has_search(document: Any) -> None:
    check_api(document, "search")


def fetch(server: Loopback, clock: Clock | None = None, **others: Any) -> Any:
    clock = clock or Clock()
    with Door(manners(server, **others), clock=clock, wall=lambda: NOON, sleep=clock.sleep) as door:
        return door.fetch(search(server), has_search).document


def test_request_says_who_asks_and_takes_gzip(server: Loopback) -> None:
    assert fetch(server)["search"][0]["id"] == "Q900"
    (seen,) = server.seen
    assert seen.headers["user-agent"].startswith("newsgraph/")
    assert f"({CONTACT})" in seen.headers["user-agent"]
    assert seen.headers["accept-encoding"] == "gzip"
    assert seen.headers["accept"] == "application/json"


@pytest.mark.parametrize("contact", ["desk@example.org", "https://example.org/bot"])
def test_contact_is_a_mail_or_web_address(contact: str) -> None:
    assert is_contact(contact)


@pytest.mark.parametrize(
    "contact",
    [
        "",
        "me",
        "@example.org",
        "me@",
        "me@host",
        "a@b@c.org",
        "desk@example.org\r\nX: y",
        "d k@example.org",
        "dé@x.org",
    ],
)
def test_door_does_not_open_without_a_contact(contact: str) -> None:
    with pytest.raises(ConfigError, match="needs `contact`"):
        Manners(contact, frozenset())


# What each fault does when it happens once: the waits before the right answer came.
OUTLIVED: list[tuple[str, Fault, list[float]]] = [
    ("429, seconds", loopback.status(429, Retry_After="7"), [7.0]),
    ("429, date", loopback.status(429, Retry_After=DATE), [30.0]),
    ("429, date gone by", loopback.status(429, Retry_After="Tue, 24 Nov 2026 11:00:00 GMT"), [1.0]),
    ("429, nonsense", loopback.status(429, Retry_After="soon"), [2.0]),
    ("429, silent", loopback.status(429), [2.0]),
    ("500", loopback.status(500), [2.0]),
    ("502", loopback.status(502), [2.0]),
    ("503, seconds", loopback.status(503, Retry_After="3"), [3.0]),
    ("504", loopback.status(504), [2.0]),
    ("maxlag", loopback.api_error("maxlag", Retry_After="5"), [5.0]),
    ("ratelimited", loopback.api_error("ratelimited"), [2.0]),
    ("internal error", loopback.api_error("internal_api_error_DBQueryError"), [2.0]),
    ("broken JSON", loopback.broken_json, [2.0]),
    ("deep JSON", loopback.deep_json, [2.0]),
    ("page with status 200", loopback.error_page, [2.0]),
    ("broken gzip", loopback.broken_gzip, [2.0]),
    ("half of the gzip", loopback.half_gzip, [2.0]),
    ("more than the gzip", loopback.long_gzip, [2.0]),
    ("other encoding", loopback.other_encoding, [2.0]),
    ("connection reset", loopback.reset, [2.0]),
    ("body cut short", loopback.cut_short, [2.0]),
]


@pytest.mark.parametrize(("fault", "waits"), [row[1:] for row in OUTLIVED], ids=[row[0] for row in OUTLIVED])
def test_fault_that_passes_is_outlived(server: Loopback, fault: Fault, waits: list[float]) -> None:
    server.faults = [fault]
    clock = Clock()
    assert fetch(server, clock)["search"][0]["id"] == "Q900"
    assert clock.slept == waits
    assert len(server.seen) == 2


@pytest.mark.parametrize("fault", [row[1] for row in OUTLIVED if row[0] != "429, date gone by"])
def test_fault_that_stays_makes_the_service_unavailable(server: Loopback, fault: Fault) -> None:
    server.always = fault
    with pytest.raises(LinkerUnavailableError, match="no answer in 2 attempts"):
        fetch(server, attempts=2)
    assert len(server.seen) == 2


def test_waits_double_up_to_a_minute(server: Loopback) -> None:
    server.always = loopback.status(500)
    clock = Clock()
    with pytest.raises(LinkerUnavailableError):
        fetch(server, clock, attempts=8)
    assert clock.slept == [2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]


# What is not asked again, and what it means: this request alone, or the whole service.
GIVEN_UP: list[tuple[str, Fault, type[Exception], str]] = [
    ("400", loopback.status(400), LinkError, "status 400"),
    ("404", loopback.status(404), LinkError, "status 404"),
    ("permanent error", loopback.api_error("badvalue"), LinkError, "error badvalue"),
    ("huge body", loopback.huge(70_000), BodyTooLargeError, "larger than 65536"),
    ("gzip bomb", loopback.gzip_bomb(50_000_000), BodyTooLargeError, "larger than 65536"),
    ("401", loopback.status(401), LinkerUnavailableError, "check `contact`"),
    ("403", loopback.status(403), LinkerUnavailableError, "check `contact`"),
    ("429, an hour", loopback.status(429, Retry_After="3600"), LinkerUnavailableError, "again in 3600 s"),
    ("429, for ever", loopback.status(429, Retry_After="9" * 40), LinkerUnavailableError, "to be asked again"),
    ("other host", loopback.redirect("http://example.org/w/api.php"), LinkerUnavailableError, "not allowed"),
    ("other port", loopback.redirect("http://127.0.0.1:9/w/api.php"), LinkerUnavailableError, "not allowed"),
    ("other scheme", loopback.redirect("file:///etc/hosts"), LinkerUnavailableError, "no web address"),
    ("password", loopback.redirect("http://a:b@127.0.0.1/"), LinkerUnavailableError, "no web address"),
]


@pytest.mark.parametrize(("fault", "kind", "message"), [row[1:] for row in GIVEN_UP], ids=[row[0] for row in GIVEN_UP])
def test_fault_that_does_not_pass_is_asked_once(
    server: Loopback, fault: Fault, kind: type[Exception], message: str
) -> None:
    server.always = fault
    with pytest.raises(kind, match=message) as caught:
        fetch(server, largest=65536)
    assert not isinstance(caught.value, TransientError)
    assert len(server.seen) == 1


def test_redirect_loop_ends(server: Loopback) -> None:
    server.always = loopback.redirect()
    with pytest.raises(LinkerUnavailableError, match="redirects more than 3 times"):
        fetch(server)
    assert len(server.seen) == 4


def test_redirect_to_nonsense_is_no_answer(server: Loopback) -> None:
    server.always = loopback.redirect("http://[::1")
    with pytest.raises(LinkerUnavailableError, match="no answer in 5 attempts"):
        fetch(server)


def test_redirect_within_the_service_is_followed(server: Loopback) -> None:
    request = search(server)
    server.faults = [loopback.redirect(request.url.removeprefix(server.origin), code=301)]
    assert fetch(server)["search"][0]["id"] == "Q900"


@pytest.mark.parametrize(("code", "method"), [(303, "GET"), (307, "POST")])
def test_redirect_of_a_form_keeps_the_form_only_where_it_must(server: Loopback, code: int, method: str) -> None:
    server.faults = [loopback.redirect("/sparql?query=x", code=code)]
    clock = Clock()
    with Door(manners(server), clock=clock, sleep=clock.sleep) as door:
        door.fetch(Request.form(server.sparql, {"query": "y"}), lambda _: None)
    assert [seen.method for seen in server.seen] == ["POST", method]
    assert bool(server.seen[1].body) == (method == "POST")


def test_redirect_never_leads_from_the_internet_into_the_house(server: Loopback) -> None:
    door = Door(Manners(CONTACT, frozenset({"https://example.org:443", "https://10.0.0.1:443", server.origin})))
    for target in ("https://10.0.0.1/", f"{server.origin}/"):
        with pytest.raises(LinkerUnavailableError, match="not allowed"):
            door._redirected(Request.get("https://example.org/", {}), 302, target)


def test_gzip_bomb_is_not_unpacked(server: Loopback) -> None:
    server.faults = [loopback.gzip_bomb(200_000_000)]
    tracemalloc.start()
    try:
        with pytest.raises(BodyTooLargeError):
            fetch(server, largest=65536)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    # The packed bomb itself, which server and client hold, is about 200 kB.
    assert peak < 8_000_000


def test_slow_server_times_out_and_is_asked_again(server: Loopback) -> None:
    server.faults = [loopback.slow(0.6)]
    clock = Clock()
    assert fetch(server, clock, timeout=0.2)["search"]
    assert clock.slept == [2.0]


def test_answer_that_trickles_has_a_deadline(server: Loopback) -> None:
    clock = Clock()
    door = Door(manners(server), clock=lambda: 2000.0, sleep=clock.sleep)
    with pytest.raises(TransientError, match="took longer than 70 s"):
        door._read(_Trickle(), until=1999.0)  # type: ignore[arg-type]


class _Trickle:
    headers: dict[str, str] = {}  # noqa: RUF012

    def iter_raw(self) -> Iterator[bytes]:
        yield b"{"
        raise AssertionError("read on after the deadline")


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/w/api.php",
        "https://www.wikidata.org/w/api.php",
        "http://169.254.169.254/latest",
        "http://localhost/",
    ],
)
def test_nothing_but_the_configured_services_is_asked(server: Loopback, url: str) -> None:
    with pytest.raises(ConfigError, match="none of the configured services"), Door(manners(server)) as door:
        door.fetch(Request.get(url, {}), lambda _: None)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.Wikidata.org/w/api.php?x=y", "https://www.wikidata.org:443"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
        ("http://[::1]:81/", "http://[::1]:81"),
    ],
)
def test_origin_has_scheme_host_and_port(url: str, expected: str) -> None:
    assert origin_of(url) == expected


@pytest.mark.parametrize(
    "url", ["ftp://example.org/", "example.org", "http://", "http://u:p@x.org/", "http://x:99999/"]
)
def test_origin_of_what_is_no_web_address(url: str) -> None:
    with pytest.raises(ConfigError):
        origin_of(url)


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ("http://127.0.0.1:80", True),
        ("http://[::1]:80", True),
        ("http://10.1.2.3:80", True),
        ("http://169.254.169.254:80", True),
        ("http://localhost:80", True),
        ("https://www.wikidata.org:443", False),
        ("https://8.8.8.8:443", False),
    ],
)
def test_private_origins(origin: str, expected: bool) -> None:
    assert is_private(origin) is expected


def test_requests_keep_their_distance(server: Loopback) -> None:
    clock = Clock()
    with Door(manners(server, per_second=0.5), clock=clock, sleep=clock.sleep) as door:
        for n in range(3):
            door.fetch(search(server, f"name {n}"), has_search)
    assert clock.slept == [2.0, 2.0]


def test_pace_lets_so_many_in_at_once() -> None:
    pace = Pace(interval=0.0, concurrency=2, clock=lambda: 0.0, sleep=lambda _: None)
    entered, leave, most = threading.Semaphore(0), threading.Event(), []
    running: list[int] = []

    def work(n: int) -> None:
        with pace.turn():
            running.append(n)
            most.append(len(running))
            entered.release()
            leave.wait(5)
            running.remove(n)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    assert all(entered.acquire(timeout=5) for _ in range(2))
    assert not entered.acquire(timeout=0.05)
    leave.set()
    for thread in threads:
        thread.join(5)
    assert max(most) == 2


def test_waiting_holds_for_everybody_who_asks_that_host() -> None:
    clock = Clock()
    pace = Pace(interval=1.0, concurrency=1, clock=clock, sleep=clock.sleep)
    pace.hold(9.0)
    with pace.turn():
        pass
    with pace.turn():
        pass
    assert clock.slept == [9.0, 1.0]


def test_requests_that_are_equal_have_one_key() -> None:
    one = Request.form("http://x.org/", {"a": "1"})
    assert one.key == Request.form("http://x.org/", {"a": "1"}).key
    others = [
        Request.form("http://x.org/", {"a": "2"}),
        Request("GET", "http://x.org/", one.body),
        Request("POST", "http://x.org/a=1"),
    ]
    assert len({one.key, *(other.key for other in others)}) == 4


def test_httpx_is_loaded_by_the_first_request_only() -> None:
    code = "import sys, kg.cli, kg.link.online; sys.exit('httpx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
