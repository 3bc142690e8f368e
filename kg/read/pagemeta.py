"""What the head of a page tells: JSON-LD, OpenGraph and other meta elements, `<time>`, the canonical link.

The day of publication is the day as written, in the page's own time zone. trafilatura's reading of the head fills what
is left.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from kg.read.dates import first_day, moment
from kg.read.markup import Element, Page
from kg.read.metadata import Metadata, clean_author

ARTICLE_TYPES = (
    "NewsArticle",
    "Article",
    "ReportageNewsArticle",
    "BlogPosting",
    "AnalysisNewsArticle",
    "WebPage",
    "LiveBlogPosting",
)
PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dc.date",
    "dcterms.created",
    "dcterms.date",
    "pubdate",
    "publishdate",
    "publication_date",
    "publish-date",
    "date",
    "cxenseparse:recs:publishtime",
    "originalpublicationdate",
)
MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "last-modified", "lastmod")
SECTION = ("article:section", "og:article:section", "articlesection", "parsely-section", "section")
# Sections that sites put every page into.
NO_SECTION = re.compile(r"(?:articles?|home(?:page)?|news|uncategori[sz]ed|all)$", re.I)
AUTHOR = ("author", "article:author", "dc.creator", "parsely-author", "sailthru.author", "byl")
TITLE = ("og:title", "twitter:title", "dc.title", "headline")
SITE = ("og:site_name", "application-name", "dc.publisher")
SITE_NAME = re.compile(r"\s+(?:[-–—|·•:»]|--|::)\s+\S.{0,60}")
# Any day after this is a mistake; trafilatura would ask the clock instead.
LAST_DAY = "2100-01-01"
Json = dict[str, Any]


def page_metadata(page: Page) -> Metadata:
    """The metadata of a page; None for each field that its head does not tell."""
    meta = _meta_elements(page.tree)
    record = _record(page.tree)
    times = [_text(record.get("datePublished")), *_values(meta, PUBLISHED), *_times(page.tree)]
    url = _url(page.tree, meta)
    published = next((day for time in times if (day := first_day(time))), None) or url_day(url)
    title = _line(_text(record.get("headline"))) or _named(meta, TITLE) or _heading(page.tree)
    author = _names(record.get("author")) or _author(meta)
    fallback = {} if title and author else _fallback(page)
    return Metadata(
        headline=_without_site(title or fallback.get("title"), page),
        published=published,
        url=url or _http(_text(record.get("url"))),
        author=author or fallback.get("author"),
        publisher=_name(record.get("publisher")) or _named(meta, SITE),
        language=page.tree.get("lang")
        or page.tree.get("{http://www.w3.org/XML/1998/namespace}lang")
        or meta.get("og:locale"),
        issued=_precise(published, times),
        modified=_precise(None, [_text(record.get("dateModified")), *_values(meta, MODIFIED)]),
        section=_section(record, meta),
    )


def _precise(day: str | None, times: list[str]) -> str | None:
    """The first time told that is on that day; where no day is known, whatever is told first."""
    return next((found for time in times if (found := moment(time)) and (day is None or found.startswith(day))), None)


def _section(record: Json, meta: dict[str, str]) -> str | None:
    """The section of the publication: what names all its pages alike is none."""
    named = record.get("articleSection")
    values = [_text(value) for value in (named if isinstance(named, list) else [named])]
    lines = [line for value in (*values, *_values(meta, SECTION)) if (line := _line(value))]
    return next((line for line in lines if len(line) <= 60 and not NO_SECTION.match(line)), None)


def _meta_elements(tree: Element) -> dict[str, str]:
    """The meta elements by lower-case name or property; the first of a name counts."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = (element.get("content") or "").strip()
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _record(tree: Element) -> Json:
    """The JSON-LD object of the article; empty where there is none, or none that parses."""
    for element in tree.iter("script"):
        if "ld+json" not in (element.get("type") or ""):
            continue
        try:
            value = json.loads(element.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for record in _objects(value):
            kinds = record.get("@type")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            if any(kind in ARTICLE_TYPES for kind in kinds if isinstance(kind, str)) and record.get("headline"):
                return record
    return {}


def _objects(value: Any) -> Iterator[Json]:
    """The objects at the top of a JSON-LD document or in its @graph."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            yield item
            graph = item.get("@graph")
            yield from (node for node in (graph if isinstance(graph, list) else []) if isinstance(node, dict))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _line(text: str) -> str | None:
    from lxml import html

    if not text.strip():
        return None
    if "&" in text or "<" in text:
        try:
            text = html.fromstring(f"<div>{text}</div>").text_content()
        except (ValueError, AssertionError):
            return None
    return " ".join(text.split()) or None


def _named(meta: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((line for name in names if name in meta and (line := _line(meta[name]))), None)


def _values(meta: dict[str, str], names: tuple[str, ...]) -> list[str]:
    """What meta elements of these names hold, the surest name first."""
    return [_spread(meta[name]) for name in names if name in meta]


def _spread(value: str) -> str:
    """`20081011` and `20081011T020400` as `2008-10-11`."""
    return re.sub(r"^((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)", r"\1-\2-\3", value.strip())


def _times(tree: Element) -> list[str]:
    """The `<time>` elements that are marked as the day of publication, then the first of the page's article."""
    times = [element for element in tree.iter("time") if element.get("datetime")]
    marked = [
        element
        for element in times
        if element.get("pubdate") is not None or "publish" in (element.get("itemprop") or "").lower()
    ]
    inside = [
        element for element in times if any(above.tag in ("article", "main") for above in element.iterancestors())
    ]
    return [element.get("datetime") for element in (*marked, *inside[:1])]


def _heading(tree: Element) -> str | None:
    headings = [
        line for element in tree.iter("h1") if (line := _line(" ".join(element.itertext()).replace("&", "&amp;")))
    ]
    return headings[0] if len(headings) == 1 else None


def _without_site(title: str | None, page: Page) -> str | None:
    """The title without the name of the site, where a heading of the page is the title up to there."""
    if title is None:
        return None
    for block in page.blocks:
        heading = " ".join(page.text[block.span.start : block.span.end].split())
        if block.heading and heading and title.startswith(heading) and SITE_NAME.fullmatch(title[len(heading) :]):
            return heading
    return title


def _url(tree: Element, meta: dict[str, str]) -> str | None:
    canonical = [
        link.get("href") for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split()
    ]
    return next((url for value in (*canonical, meta.get("og:url")) if (url := _http(value))), None)


def _http(value: str | None) -> str | None:
    """The address if it is a whole one; a bare site is no article."""
    value = (value or "").strip()
    whole = re.fullmatch(r"https?://[^\s/<>\"{}|\\^`]+/[^\s<>\"{}|\\^`]*", value)
    return value if whole else None


def url_day(url: str | None) -> str | None:
    """The day in an address such as `/2009/04/03/title`."""
    found = re.search(r"/((?:19|20)\d\d)[/-](\d\d?)[/-](\d\d?)(?=[/-])", url or "")
    return first_day(f"{found[1]}-{found[2]}-{found[3]}") if found else None


def _name(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    return _line(_text(value.get("name")) if isinstance(value, dict) else _text(value))


def _names(value: Any) -> str | None:
    """The names of one or several authors of a record."""
    people = value if isinstance(value, list) else [value]
    names = [name for person in people if (name := _name(person)) and not name.startswith("http")]
    return ", ".join(dict.fromkeys(names)) or None


def _author(meta: dict[str, str]) -> str | None:
    return next((name for key in AUTHOR if key in meta and (name := clean_author(_line(meta[key]) or ""))), None)


def _fallback(page: Page) -> dict[str, str | None]:
    """What trafilatura makes of title and author."""
    if len(page.markup) > 5_000_000:
        return {}
    from trafilatura.metadata import extract_metadata

    limits = {"original_date": True, "extensive_search": False, "max_date": LAST_DAY}
    try:
        found = extract_metadata(page.markup, date_config=limits, extensive=False)
    except Exception:  # noqa: BLE001 - metadata that a library cannot read are metadata that the page does not tell
        return {}
    return {"title": found.title, "author": found.author} if found else {}
