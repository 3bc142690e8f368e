"""Fetching pages: with the site's leave, to allowed addresses only, bounded. Against the loopback server only."""

from __future__ import annotations

import gzip
import ipaddress
import socket
import threading
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import ConfigError, ReadError
from kg.net.addresses import is_reachable, origin_of, parse_networks
from kg.net.fetching import Fetcher, Page, _target
from kg.net.http import Manners
from kg.net.robots import Robots
from tests.net.pages import FakeClock, Site, serve

LOOPBACK = parse_networks("127.0.0.1")
MANNERS = Manners("desk@example.org", frozenset(), attempts=3, timeout=5.0, deadline=10.0, largest=1_000_000)
PAGE = "<html><body><p>Rojas met Soto.</p></body></html>"


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as site:
        yield site


def fetch(url: str, *, networks: Any = LOOPBACK, clock: FakeClock | None = None, **others: Any) -> Page:
    clock = clock or FakeClock(real=True)
    with Fetcher(replace(MANNERS, **others), networks=networks, clock=clock, sleep=clock.sleep) as fetcher:
        return fetcher.fetch(url)


def fault(url: str, **others: Any) -> str:
    with pytest.raises(ReadError) as caught:
        fetch(url, **others)
    message = str(caught.value)
    assert message.startswith(f"{url}: ")
    assert "\n" not in message
    return message.removeprefix(f"{url}: ")


def test_page_comes_with_its_address_and_encoding(site: Site) -> None:
    url = site.page("/a", PAGE)
    assert fetch(f"{url}#part") == Page(url, PAGE.encode(), "utf-8")
    assert site.paths == ["/a"]


def test_request_says_who_asks(site: Site) -> None:
    fetch(site.page("/a", PAGE))
    for _, headers in site.seen:
        assert headers["user-agent"].startswith("newsgraph/")
        assert "(desk@example.org)" in headers["user-agent"]
        assert headers["accept-encoding"] == "gzip"


def test_packed_page_is_unpacked(site: Site) -> None:
    content = gzip.compress(PAGE.encode())
    for name in ("gzip", "x-gzip"):
        headers = {"Content-Encoding": name, "Content-Length": str(len(content))}
        site.routes[f"/{name}"] = (200, headers, content)
        assert fetch(f"{site.origin}/{name}").content == PAGE.encode()


# Addresses.


@pytest.mark.parametrize(
    ("address", "reachable"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("64:ff9b::5db8:d822", True),
        ("127.0.0.1", False),
        ("127.9.9.9", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("192.0.2.1", False),
        ("198.18.0.1", False),
        ("::", False),
        ("::1", False),
        ("fe80::1", False),
        ("fc00::1", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("2001:db8::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("::127.0.0.1", False),
        ("2002:7f00:1::", False),
        ("2002:a00:1::", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::a9fe:a9fe", False),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", False),
    ],
)
def test_addresses_that_the_internet_does_not_reach_are_told(address: str, reachable: bool) -> None:
    assert is_reachable(ipaddress.ip_address(address)) is reachable


def test_named_networks_are_reachable() -> None:
    networks = parse_networks("127.0.0.1, 10.0.0.0/8, fc00::/7")
    for address in ("127.0.0.1", "10.200.0.1", "fc00::9", "::ffff:10.0.0.1"):
        assert is_reachable(ipaddress.ip_address(address), networks)
    for address in ("127.0.0.2", "192.168.0.1", "::1"):
        assert not is_reachable(ipaddress.ip_address(address), networks)


def test_what_is_no_network_is_a_fault_of_the_settings() -> None:
    with pytest.raises(ConfigError, match="fetch_networks"):
        parse_networks("localhost")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "[::1]", "[::ffff:7f00:1]"]
)
def test_this_machine_is_not_asked_however_it_is_written(site: Site, host: str) -> None:
    url = site.page("/a", PAGE).replace("127.0.0.1", host)
    message = fault(url, networks=())
    assert "is an address of this machine or of a private network" in message or "is not known" in message
    assert site.seen == []


def test_name_is_looked_up_once_and_the_address_checked_is_the_one_connected_to(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = site.page("/a", PAGE).replace("127.0.0.1", "news.example")
    asked: list[str] = []
    look_up_truly = socket.getaddrinfo

    def answer(*addresses: str) -> Any:
        def look_up(host: str, port: int, *more: Any, **others: Any) -> list[Any]:
            if host != "news.example":
                assert host == "127.0.0.1"
                return look_up_truly(host, port, *more, **others)
            asked.append(host)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

        return look_up

    monkeypatch.setattr(socket, "getaddrinfo", answer("10.0.0.1", "127.0.0.1"))
    # Of several addresses only the allowed one is asked; the connection goes to it and not to the name.
    assert fetch(url).content == PAGE.encode()
    assert asked == ["news.example"] * len(site.seen)
    assert site.seen[-1][1]["host"].startswith("news.example:")
    monkeypatch.setattr(socket, "getaddrinfo", answer("10.0.0.1", "169.254.169.254"))
    assert "(10.0.0.1, 169.254.169.254)" in fault(url)


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("http://127.0.0.2/a", "is an address of this machine"),
        ("http://10.0.0.1/a", "is an address of this machine or of a private network"),
        ("http://169.254.169.254/latest/meta-data", "is an address of this machine or of a private network"),
        ("http://[::1]/a", "is an address of this machine or of a private network"),
        ("file:///etc/passwd", "is no http or https address"),
        ("ftp://example.org/a", "is no http or https address"),
        ("http://user:secret@127.0.0.1/a", "must not hold a user name or password"),
        ("http://[", "redirects to what is no web address"),
    ],
)
def test_redirect_to_where_nobody_may_go_is_not_followed(site: Site, target: str, reason: str) -> None:
    message = fault(site.redirect("/a", target))
    assert reason in message
    assert "secret" not in message


def test_redirects_are_followed_to_an_end(site: Site) -> None:
    url = site.page("/end", PAGE)
    site.redirect("/middle", "/end", 301)
    assert fetch(site.redirect("/a", "/middle", 308)).url == url


def test_redirects_without_an_end_are_refused(site: Site) -> None:
    site.redirect("/b", "/a")
    assert fault(site.redirect("/a", "/b")) == "redirects in a circle"
    for number in range(20):
        site.redirect(f"/n{number}", f"/n{number + 1}")
    assert fault(f"{site.origin}/n0", redirects=5) == "redirects more than 5 times"


@pytest.mark.parametrize("url", ["ftp://example.org/a", "file:///etc/passwd", "https:///a", "http://a:b@example.org/"])
def test_only_plain_web_addresses_are_asked(url: str) -> None:
    fault(url)


# robots.txt.


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("User-agent: *\nDisallow: /private", "/a", True),
        ("User-agent: *\nDisallow: /a", "/a", False),
        ("User-agent: newsgraph\nDisallow: /\n\nUser-agent: *\nAllow: /", "/a", False),
        ("User-agent: other\nDisallow: /", "/a", True),
        ("User-agent: *\nDisallow: /*.html$", "/a.html", False),
        ("User-agent: *\nDisallow: /\nAllow: /a", "/a", True),
        ("\x00\xff no rules at all", "/a", True),
        ("", "/a", True),
    ],
)
def test_robots_txt_decides(site: Site, rules: str, path: str, allowed: bool) -> None:
    site.page("/robots.txt", rules, "text/plain")
    url = site.page(path, PAGE)
    if allowed:
        assert fetch(url).content
    else:
        assert fault(url).startswith("robots.txt of the site does not allow it")
    assert site.paths == ([path] if allowed else [])


def test_robots_txt_is_asked_once_and_after_redirects_again(site: Site) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /secret", "text/plain")
    site.page("/secret", PAGE)
    url = site.redirect("/a", "/secret")
    assert fault(url).startswith("robots.txt of the site does not allow it")
    assert [path for path, _ in site.seen] == ["/robots.txt", "/a"]


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (403, True), (410, True), (500, False), (503, False)])
def test_site_without_robots_txt_allows_all_and_a_broken_one_nothing(site: Site, status: int, allowed: bool) -> None:
    site.routes["/robots.txt"] = (status, {"Content-Length": "0"}, b"")
    url = site.page("/a", PAGE)
    if allowed:
        assert fetch(url).content
    else:
        assert "robots.txt of the site cannot be read" in fault(url)
        assert site.paths == []


def test_delay_that_a_site_asks_for_is_kept(site: Site) -> None:
    site.page("/robots.txt", "User-agent: *\nCrawl-delay: 7", "text/plain")
    clock = FakeClock()
    with Fetcher(MANNERS, networks=LOOPBACK, clock=clock, sleep=clock.sleep) as fetcher:
        for path in ("/a", "/b", "/c"):
            fetcher.fetch(site.page(path, PAGE))
    assert clock.slept == [1.0, 7.0, 7.0]
    assert Robots.parse(b"User-agent: *\nCrawl-delay: 99999").delay == 30.0


def test_sites_are_asked_once_a_second_each(site: Site) -> None:
    clock = FakeClock()
    with serve() as other, Fetcher(MANNERS, networks=LOOPBACK, clock=clock, sleep=clock.sleep) as fetcher:
        for where in (site, other):
            fetcher.fetch(where.page("/a", PAGE))
    # robots.txt and the page of each; the other site need not wait for the first one.
    assert clock.slept == [1.0, 1.0]


# Faults.


def test_missing_page_is_told_by_its_status(site: Site) -> None:
    assert fault(f"{site.origin}/none") == "the server answers 404 Not Found"


def test_fault_that_passes_is_outlived(site: Site) -> None:
    url, answers = site.page("/a", PAGE), [(503, {"Retry-After": "9", "Content-Length": "0"}, b"")]
    page = site.routes["/a"]
    site.routes["/a"] = lambda site: answers.pop() if answers else page  # type: ignore[return-value]
    clock = FakeClock()
    assert fetch(url, clock=clock).content == PAGE.encode()
    assert clock.slept == [1.0, 9.0]


def test_server_that_never_answers_well_is_given_up(site: Site) -> None:
    site.routes["/a"] = (502, {"Content-Length": "0"}, b"")
    assert fault(f"{site.origin}/a") == "the server answers 502 Bad Gateway"
    assert site.paths == ["/a"] * 3
    site.routes["/b"] = (429, {"Retry-After": "3600", "Content-Length": "0"}, b"")
    assert fault(f"{site.origin}/b").endswith("to be asked again in 3600 s")


def test_server_that_is_not_there_is_one_line() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        assert "no answer (ConnectError" in fault(f"http://127.0.0.1:{port}/a")


def test_page_of_200_mb_is_refused_before_it_is_read(site: Site) -> None:
    site.routes["/a"] = (200, {"Content-Length": "200000000"}, b"<html>")
    assert fault(f"{site.origin}/a") == "is over the limit of 1 MB: not read"


def test_page_that_never_ends_is_refused_at_the_limit(site: Site) -> None:
    tracemalloc.start()
    assert fault(site.stream("/a", b"<p>word</p>" * 5000)) == "is over the limit of 1 MB: not read"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000


def test_page_that_drips_is_given_up_at_the_deadline(site: Site) -> None:
    started = time.monotonic()
    assert fault(site.stream("/a", b"x", wait=0.05), deadline=0.6) == "took longer than 1 s, or no answer came"
    assert time.monotonic() - started < 5


def test_head_that_drips_is_given_up_at_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        stopped = threading.Event()

        def drip() -> None:
            connection, _ = server.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 200 OK\r\n")
                while not stopped.wait(0.05):
                    try:
                        connection.sendall(b"X-Slow: a\r\n")
                    except OSError:
                        return

        thread = threading.Thread(target=drip)
        thread.start()
        try:
            url = f"http://127.0.0.1:{server.getsockname()[1]}/a"
            assert "took longer than 1 s, or no answer came" in fault(url, deadline=0.6)
        finally:
            stopped.set()
            thread.join()


def test_packed_bomb_is_refused_at_the_limit(site: Site) -> None:
    content = gzip.compress(b"\x00" * 50_000_000)
    site.routes["/a"] = (200, {"Content-Encoding": "gzip", "Content-Length": str(len(content))}, content)
    assert fault(f"{site.origin}/a") == "is over the limit of 1 MB: not read"


@pytest.mark.parametrize(
    ("headers", "body", "reason"),
    [
        ({"Content-Encoding": "gzip"}, b"no gzip", "the answer is broken gzip"),
        ({"Content-Encoding": "br"}, b"x", "the answer is packed as 'br', which was not asked for"),
        ({"Content-Length": "999"}, b"short", "no answer (RemoteProtocolError"),
    ],
)
def test_broken_answer_is_one_line(site: Site, headers: dict[str, str], body: bytes, reason: str) -> None:
    site.routes["/a"] = (200, {"Connection": "close", **headers}, body)
    assert fault(f"{site.origin}/a").startswith(reason)


def test_environment_names_no_proxy(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert fetch(site.page("/a", PAGE)).content


FUZZ = settings(max_examples=150, deadline=None, derandomize=True, database=None)
SCRAPS = st.lists(
    st.sampled_from(
        ["http://", "https://", "//", "/", "[", "]", "@", ":", "%", "#", "?", "..", "\\", "\x00", "é", "a.b"]
    )
    | st.text(max_size=5),
    max_size=6,
).map("".join)


@FUZZ
@given(SCRAPS)
def test_any_target_of_a_redirect_is_an_address_or_refused(location: str) -> None:
    try:
        origin = origin_of(_target("http://news.example/a", location))
    except (ReadError, ConfigError):
        return
    assert origin.startswith(("http://", "https://"))


@FUZZ
@given(st.binary(max_size=200), SCRAPS)
def test_any_robots_txt_gives_an_answer(content: bytes, path: str) -> None:
    robots = Robots.parse(b"User-agent: *\nDisallow: /x\n" + content)
    assert robots.allow(f"http://news.example/{path}") in (True, False)
    assert 0.0 <= robots.delay <= 30.0
