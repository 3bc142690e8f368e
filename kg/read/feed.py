"""RSS and Atom feeds → one Article per item. Its text is the visible text of the item's content, else of its summary.

Parsed without entities of the document's own, without network and without external parts, so a hostile feed costs
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg.errors import ReadError
from kg.lexicon import Lexicon
from kg.model.document import Article
from kg.read.dates import first_day, moment
from kg.read.fragments import read_fragment
from kg.read.markup import clean_markup
from kg.read.metadata import Metadata, clean_author

Element = Any
CONTENT = ("encoded", "content", "description", "summary")
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
DAY = ("pubDate", "published", "date", "issued", "updated")
CHANGED = ("updated", "modified")
# A reference that is not written as XML wants it costs a character, no item.
HARMLESS = ("ERR_UNDECLARED_ENTITY", "ERR_NAME_REQUIRED", "ERR_ENTITYREF_SEMICOL_MISSING")
# How the fault of a feed ends that holds no words of its own.
NO_ITEMS = "the feed has no item with a text: give the pages that it links to"
# Atomic groups: a file of a thousand comments must not be tried in all ways.
ROOT = re.compile(
    r"\s*+(?>(?><\?(?:(?!\?>).)*\?>|<!--(?:(?!-->).)*-->|<!DOCTYPE[^>\[]*(?:\[[^\]]*\])?\s*>)\s*)*+"
    r"<(?:\w+:)?(?:rss|feed|RDF)\b",
    re.S,
)


def looks_like_feed(text: str) -> bool:
    """Whether the root element is that of a feed."""
    return ROOT.match(text[:5000]) is not None


def read_feed(text: str, source: str, *, lexicon: Lexicon | None = None) -> Iterator[Article | ReadError]:
    """The articles of a feed, in its order; items without any words are passed over.

    Of invalid XML what can be told is read; a ReadError at the end says where it is broken.

    Raises:
        ReadError: The feed is no XML, or has no item with a text.
    """
    root, fault = _parse(text, source)
    channel = next((element for element in root.iter() if _name(element) in ("channel", "feed")), root)
    shared = Metadata(
        publisher=_site(_child_text(channel, "title")), language=_child_text(channel, "language") or root.get(XML_LANG)
    )
    count = 0
    for item in root.iter():
        if _name(item) in ("item", "entry"):
            article = _article(item, source, shared, lexicon)
            if article is not None:
                count += 1
                yield article
    if fault is not None:
        yield fault
    elif not count:
        raise ReadError(f"{source}: {NO_ITEMS}")


def feed_links(text: str, source: str) -> list[str]:
    """The addresses of the pages of a feed's items, in its order.

    Raises:
        ReadError: It is no XML.
    """
    root, _ = _parse(text, source)
    items = (item for item in root.iter() if _name(item) in ("item", "entry"))
    return [link for item in items if (link := _link(item))]


def _parse(text: str, source: str) -> tuple[Element, ReadError | None]:
    """(root element, the first fault of the XML that may have cost an item)."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, recover=True, huge_tree=False
    )
    try:
        root = etree.fromstring(clean_markup(text).encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ReadError(f"{source}: not a readable XML feed: {error}") from error
    if root is None:
        raise ReadError(f"{source}: not a readable XML feed: it has no root element")
    fatal = next((entry for entry in parser.error_log.filter_from_fatals() if entry.type_name not in HARMLESS), None)
    if fatal is None:
        return root, None
    reason = " ".join(fatal.message.split())
    return root, ReadError(f"{source}: line {fatal.line}: invalid XML ({reason}): items from there on may be missing")


def _article(item: Element, source: str, shared: Metadata, lexicon: Lexicon | None) -> Article | None:
    markup = next((found for name in CONTENT if (found := _content(item, name))), "")
    if not markup.strip():
        return None
    times = [_child_text(item, name) or "" for name in DAY]
    told = Metadata(
        headline=_child_text(item, "title"),
        published=next((day for time in times if (day := first_day(time))), None),
        issued=next((written for time in times if (written := moment(time))), None),
        modified=next((last for name in CHANGED if (last := moment(_child_text(item, name) or ""))), None),
        section=_category(item),
        url=_link(item),
        author=clean_author(_child_text(item, "creator") or _author(item) or ""),
        publisher=shared.publisher,
        language=shared.language,
    )
    try:
        return read_fragment(markup, source, told=told, lexicon=lexicon)
    except ReadError:
        return None


def _site(title: str | None) -> str | None:
    """The name of the outlet in the title of its feed, without the name of the section."""
    return re.split(r"\s+[-–—|»·]\s+", title)[0] if title else None


def _name(element: Element) -> str:
    """The local name of an element; empty for comments and instructions."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _child(element: Element, name: str) -> Element | None:
    return next((child for child in element if _name(child) == name), None)


def _child_text(element: Element, name: str) -> str | None:
    child = _child(element, name)
    words = " ".join("".join(child.itertext()).split()) if child is not None else ""
    return words or None


def _content(item: Element, name: str) -> str:
    """The markup in a child: as escaped text, or as elements of its own (Atom's XHTML)."""
    from lxml import etree

    child = _child(item, name)
    if child is None:
        return ""
    if len(child) and isinstance(child[0].tag, str):
        return "".join(etree.tostring(part, encoding="unicode", method="html") for part in child)
    return "".join(child.itertext())


def _link(item: Element) -> str | None:
    """The address of the item's page: RSS link text, Atom alternate link, or a guid that is an address."""
    links = [child for child in item if _name(child) == "link"]
    values = [child.text for child in links] + [
        child.get("href") for child in links if child.get("rel", "alternate") == "alternate"
    ]
    guid = _child(item, "guid")
    if guid is not None and guid.get("isPermaLink", "true") != "false":
        values.append(guid.text)
    return next((value.strip() for value in values if value and re.match(r"\s*https?://\S+\s*$", value)), None)


def _category(item: Element) -> str | None:
    """The first category of an item: its words in RSS, its label or term in Atom."""
    category = _child(item, "category")
    if category is None:
        return None
    words = category.get("label") or category.get("term") or _child_text(item, "category")
    return " ".join(words.split())[:60] or None if words else None


def _author(item: Element) -> str | None:
    author = _child(item, "author")
    if author is None:
        return None
    return _child_text(author, "name") or _bracketed(_child_text(item, "author") or "")


def _bracketed(value: str) -> str:
    """RSS writes `desk@example.org (Jane Doe)`."""
    found = re.search(r"\(([^()]+)\)", value)
    return found[1] if found else value
