"""The pages in a real browser: keyboard, scripts, the policy, accessibility. Needs Debian's Chromium and Playwright.

A console error, a refused request of the policy, or a request to another host fails any of these tests.
"""

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import quote

import pytest

from kg.web.assets import has_asset
from tests.web.news import make_news_store

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
AXE = Path(__file__).resolve().parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
needs_assets = pytest.mark.skipif(
    not has_asset("yasgui.js"), reason="the front-end build is not installed: make assets"
)
PATHS = (
    "/",
    "/people",
    "/meetings",
    "/policies",
    "/statements",
    "/articles",
    "/search?q=treaty",
    "/query",
    "/about",
    "/exports",
    "/api",
    "/ontology",
)
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
_STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    store = make_news_store(tmp_path_factory.mktemp("news") / "store")
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    command = [sys.executable, "-m", "kg", "serve", "--store", str(store), "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        try:
            _await_ready(f"http://127.0.0.1:{port}/ready")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _await_ready(url):
    end = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(url, timeout=10).close()
            return
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def open_page(browser, address):
    """A function that opens an address; what the browser complains of fails the test."""
    contexts, complaints = [], []

    def complain(message):
        # A status of 400 and more is what some tests ask for.
        if message.type in ("error", "warning") and "the server responded with a status" not in message.text:
            complaints.append(message.text)

    def open_one(path, **options):
        context = browser.new_context(**({"viewport": DESKTOP} | options))
        contexts.append(context)
        page = context.new_page()
        page.on("console", complain)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda request: request.url.startswith((address, "data:", "blob:")) or complaints.append(request.url),
        )
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize(("size", "look"), [(PHONE, "dark"), (DESKTOP, "light")], ids=["phone", "desktop"])
@pytest.mark.parametrize("path", PATHS)
def test_page_is_accessible_and_fits(open_page, path, size, look):
    page = open_page(path, viewport=size, color_scheme=look)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: make assets")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(f"axe.run(document, {{runOnly: {_STANDARDS}}})")
    bad = [
        (one["id"], one["nodes"][0]["html"]) for one in found["violations"] if one["impact"] in ("serious", "critical")
    ]
    assert bad == []


def test_search_box_suggests_and_is_led_by_the_keyboard(open_page):
    page = open_page("/about")
    page.keyboard.press("/")
    page.keyboard.type("sile")
    page.wait_for_selector("[role=option]")
    box = page.get_by_role("combobox")
    assert box.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    assert page.locator("[aria-selected=true]").inner_text().startswith("Síle O'Hara")
    assert box.get_attribute("aria-activedescendant") == page.locator("[aria-selected=true]").get_attribute("id")
    page.keyboard.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    page.keyboard.press("ArrowDown")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/id/person/**")
    assert "Síle O'Hara" in page.locator("h1").inner_text()


def test_first_tab_leads_past_the_navigation(open_page):
    page = open_page("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_choice_of_colours_is_remembered(open_page):
    page = open_page("/", color_scheme="light")
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Change to dark colours").click()
    after = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert before != after
    page.goto(page.url.rstrip("/") + "/people")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == after


def test_statements_are_filtered(open_page):
    page = open_page("/statements")
    page.get_by_label("Stance").select_option("opposes")
    page.get_by_role("textbox", name="Words").fill("number 1,")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**stance=opposes**")
    # 1 and 31.
    assert page.locator("blockquote").count() == 2


def test_everything_can_be_reached_without_scripts(open_page):
    page = open_page("/", java_script_enabled=False)
    page.get_by_role("searchbox").fill("treaty")
    page.get_by_role("button", name="Search").click()
    assert page.locator("blockquote").count() == 6
    page.get_by_role("link", name="SPARQL").click()
    query = "SELECT ?name WHERE { ?p a ng:Person ; rdfs:label ?name } ORDER BY ?name"
    page.get_by_role("textbox", name="Query").fill(query)
    page.get_by_role("button", name="Run").click()
    assert page.locator("table caption").inner_text() == "4 rows"
    assert "<b>Bold</b>" in page.locator("table").inner_text()


@needs_assets
def test_editor_runs_a_query_and_its_address_is_a_permanent_link(open_page):
    page = open_page("/query")
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(
        "SELECT ?name (COUNT(*) AS ?n) { ?s ng:speaker/rdfs:label ?name } GROUP BY ?name ORDER BY ?name"
    )
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".yasr table")
    assert "2 rows" in page.locator("#status").inner_text()
    assert "Ann Lee" in page.locator(".yasr table").inner_text()
    page.reload()
    page.wait_for_selector(".yasr table")
    assert "Síle O'Hara" in page.locator(".yasr table").inner_text()
    page.get_by_role("button", name="Shows Chart view").click()
    assert page.locator(".yasr meter").count() == 2


@needs_assets
@pytest.mark.parametrize(
    ("query", "view", "selector"),
    [
        ("SELECT ?date ?m { ?m ng:date ?date }", "Timeline", ".yasr .timeline li"),
        ("CONSTRUCT { ?m ng:participant ?p } WHERE { ?m ng:participant ?p }", "Graph", ".graph-view canvas"),
        ("SELECT ?m ?p { ?m ng:participant ?p }", "Graph", ".graph-view canvas"),
    ],
)
def test_answer_has_the_views_that_fit(open_page, query, view, selector):
    page = open_page(f"/query?query={quote(query)}")
    page.get_by_role("button", name=f"Shows {view} view").click()
    page.wait_for_selector(selector)


@needs_assets
def test_editor_tells_where_a_query_is_wrong(open_page):
    page = open_page(f"/query?query={quote('SELECT ?s WHERE { ?s a }')}")
    page.wait_for_selector("#status.bad")
    assert "line 1, column" in page.locator("#status").inner_text()


@needs_assets
def test_editor_completes_our_terms(open_page):
    page = open_page("/query")
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("SELECT * { ?s a ng:Meet")
    page.keyboard.press("Control+Space")
    page.wait_for_selector(".CodeMirror-hint")
    assert "ng:Meeting" in page.locator(".CodeMirror-hints").inner_text()


@needs_assets
def test_example_runs_at_a_click(open_page):
    page = open_page("/query")
    page.get_by_role("link", name="Who is quoted most").click()
    page.wait_for_selector(".yasr table")
    assert "query=" in page.url
