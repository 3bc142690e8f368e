"""The pages about things in a real browser: marks and facts lead to each other, and no page breaks its policy."""

import shutil
import threading
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from tests.web.conftest import make_app
from tests.web.things_samples import ANN, BASE, FIRST, iri_of, make_things

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PERSON = "/id/" + iri_of(ANN).removeprefix(BASE)
ARTICLE = "/id/article/first"

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    app = make_app(make_things(tmp_path_factory.mktemp("browser") / "store"))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()
    app.extensions["newsgraph"].close()


@pytest.fixture(scope="module")
def chromium():
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, address):
    """A page of the server; whatever the browser complains of fails the test."""
    context = chromium.new_context(base_url=address, viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    complaints = []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("requestfailed", lambda request: complaints.append(request.url))
    yield opened
    context.close()
    assert not complaints


def _target(page):
    return page.evaluate("document.querySelector(':target')?.id ?? ''")


def test_a_click_on_words_goes_to_their_fact_and_back(page):
    page.goto(ARTICLE)
    page.locator(".m-quote[data-fact]", has_text="We are content").click()
    assert _target(page).startswith("fact-statement-")
    page.locator(":target .to-words").click()
    start = FIRST.index("We are content")
    assert _target(page) == f"char={start},{start + len('We are content')}"


def test_the_keyboard_reaches_a_fact_from_its_words(page):
    page.goto(ARTICLE)
    page.locator(".article-text .ref").first.focus()
    page.keyboard.press("Enter")
    assert _target(page).startswith("fact-")


def test_the_text_in_the_browser_is_that_of_the_article(page):
    page.goto(ARTICLE)
    text = page.evaluate(
        """() => { const copy = document.getElementById("article-text").cloneNode(true);
                   copy.querySelectorAll("summary").forEach((one) => one.remove()); return copy.textContent; }"""
    )
    assert text == FIRST


def test_any_characters_can_be_pointed_at_those_of_cut_parts_too(page):
    page.goto(f"{ARTICLE}#char=7,12")
    page.wait_for_function("CSS.highlights.has('words')")
    assert page.evaluate("[...CSS.highlights.get('words')].join()") == FIRST[7:12]
    assert page.locator("details.cut[open]").count() == 1


def test_the_legend_takes_marks_away(page):
    page.goto(ARTICLE)
    ground = "getComputedStyle(document.querySelector('.article-text .m-quote')).backgroundColor"
    assert page.evaluate(ground) != "rgba(0, 0, 0, 0)"
    page.uncheck("#show-quote")
    assert page.evaluate(ground) == "rgba(0, 0, 0, 0)"
    assert not page.locator(".article-text .ref-statement").first.is_visible()


def test_statements_are_filtered_and_lead_to_their_words(page):
    page.goto(PERSON)
    assert page.url.endswith(".html")
    page.select_option("#s-topic", "Lima Treaty")
    page.click("#statements form button")
    page.wait_for_url("**topic=Lima*")
    assert "stance=" not in page.url
    page.locator("#statements .quote footer a[href*='#char=']").first.click()
    page.wait_for_url("**/article/first#char=*")
    assert page.locator(":target").inner_text().startswith("the Lima Treaty was")


def test_the_network_is_drawn_where_the_library_is_installed(page):
    page.goto(PERSON)
    if not page.locator("script[data-drawing]").count():
        pytest.skip("needs the front-end build")
    page.locator("#network").scroll_into_view_if_needed()
    page.wait_for_selector("[data-drawn] canvas", state="attached")
    assert page.locator(".ties tbody tr").count() == 1


@pytest.mark.parametrize("path", [PERSON, ARTICLE, "/id/graph/entities", "/id/country/peru"])
@pytest.mark.parametrize("width", [320, 390, 1600])
def test_no_page_is_wider_than_the_screen(page, path, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.skipif(not AXE.is_file(), reason="needs the front-end build")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_kind_of_page(chromium, address, scheme):
    context = chromium.new_context(base_url=address, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(ARTICLE)
    facts = page.locator(".fact-title a").evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    paths = {path.split("/")[2]: path for path in facts}
    assert set(paths) == {"meeting", "policy", "statement"}
    for path in (*paths.values(), PERSON, ARTICLE, "/id/country/kenya", "/id/graph/entities"):
        page.goto(path)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run(document)")["violations"]
        assert not [(entry["id"], [node["html"] for node in entry["nodes"]]) for entry in found], path
    context.close()


def test_pages_work_without_scripts(chromium, address):
    context = chromium.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto(PERSON)
    assert page.locator(".ties tbody tr").count() == 1
    assert not page.locator(".network").is_visible()
    page.goto(ARTICLE)
    page.locator(".article-text .ref").first.click()
    assert "#fact-" in page.url
    context.close()
