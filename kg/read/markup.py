"""Markup → its visible text and the blocks in it.

Visible is what a reader of the page can see: no script, style, template or noscript. White space is collapsed as a
browser does; block elements are parted by blank lines, `<br>` breaks the line. Pages nested deeper than the parser
bears are flattened first, so that any page gives its text in time linear to its size.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from kg.errors import ReadError
from kg.model.document import Span

INVISIBLE = re.compile(r"script|style|template|noscript|head|svg|math|iframe|object|embed|select|datalist")
BLOCK = re.compile(
    r"address|article|aside|blockquote|body|center|d[dlt]|details|dialog|dir|div|fieldset|figcaption|figure|footer|form"
    r"|h[1-6r]|header|html|legend|li|main|menu|nav|ol|option|p|pre|section|summary|table|t[bdhr]|tbody|tfoot|thead|ul"
)
HEADING = re.compile(r"h[1-6]")
# What stands in these is never running text of the article.
ASIDE = re.compile(r"aside|figcaption|nav|footer|button|form|menu")
KEPT_FLAT = re.compile(r"html|body|meta|title|link|br")
# Class names of teasers, share buttons and forms, as words of a compound; `has-sidebar` on a container means nothing.
PROMO = re.compile(
    r"(?!(?:has|with|no|is|without)[-_])(?:[\w-]*[-_])?"
    r"(?:related|teasers?|promos?|newsletters?|share|sharing|social|comments?|sidebar|recommend(?:ed|ations?)?|also-?read"
    r"|read-?(?:more|also)|adverts?|advertisement|cookies?|captions?|bylines?|credits?|tags|breadcrumbs?|pullquote"
    r"|footnote|disclaimer|author-?bio)"
    r"(?:[-_](?:box|block|list|links?|items?|articles?|stories|posts|content|inline|wrapper|container|widget|bar))?"
)
XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]{0,30})\b[^<>]*>")
# libxml2 gives up at 256 elements, and what lies deeper is lost; no page made by hand goes near that.
MAX_DEPTH = 200
PATH_LENGTH = 3
NOT_XML = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\ufffe\uffff]")
REFERENCE = re.compile(r"&#([xX][0-9a-fA-F]{1,50}|[0-9]{1,50});?")
SPACE = re.compile(r"[ \t\r\n\f\u00a0\u2009\u202f]+")
Element = Any


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item or cell of a page: where it stands in the visible text, and in what element.

    `aside` tells by the elements around it that it is no running text, `promo` by their classes, which may be wrong.
    `path` names the element and those around it (tag and class), nearest last: paragraphs of one article share it.
    """

    span: Span
    tag: str
    aside: bool
    path: tuple[str, ...] = ()
    promo: bool = False

    @property
    def heading(self) -> bool:
        return HEADING.fullmatch(self.tag) is not None


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page: its tree, its visible text and the blocks of that text in order."""

    markup: str
    tree: Element
    text: str
    blocks: tuple[Block, ...]


def looks_like_html(text: str) -> bool:
    """Whether a text is HTML, by its content: a document type, a root element, or tags that open and close."""
    head = text[:4000].lstrip("\ufeff \t\r\n").lower()
    head = re.sub(r"^(?:<\?xml[^>]*\?>\s*|<!--.*?-->\s*)+", "", head, flags=re.S)
    if head.startswith(("<!doctype html", "<html", "<head", "<body")):
        return True
    opened = re.findall(
        r"<(?:p|div|h[1-6]|li|ul|article|section|span|a|table|meta|title)\b[^<>]{0,500}>", text[:20_000], re.I
    )
    closed = re.findall(r"</(?:p|div|h[1-6]|li|ul|article|section|span|a|table|title)\s*>", text[:20_000], re.I)
    return len(opened) >= 3 and len(closed) >= 1 and head.startswith("<")


def parse_page(markup: str, source: str) -> Page:
    """Parse a page, however broken.

    Raises:
        ReadError: The page has no visible text.
    """
    markup = clean_markup(markup)
    tree = _parse(markup)
    if tree is None or _depth(tree) > MAX_DEPTH:
        markup = _flattened(markup)
        tree = _parse(markup)
    if tree is None:
        raise ReadError(f"{source}: the HTML holds no element that can be read: save the page again or give its text")
    text, blocks = _visible(tree)
    if not text.strip():
        raise ReadError(f"{source}: the HTML shows no text (perhaps a script writes it): save the page as text")
    return Page(markup, tree, text, blocks)


def clean_markup(markup: str) -> str:
    """The markup without XML declaration and without characters, written or by number, that no document may hold."""
    return REFERENCE.sub(_reference, NOT_XML.sub(" ", XML_DECLARATION.sub("", markup)))


def _reference(match: re.Match[str]) -> str:
    digits = match[1].lower()
    number = int(digits[1:], 16) if digits.startswith("x") else int(digits)
    surrogate = 0xD800 <= number < 0xE000 or number in (0xFFFE, 0xFFFF)
    legal = number in (9, 10, 13) or (32 <= number < 0x110000 and not surrogate)
    return match[0] if legal else "\ufffd"


def _parse(markup: str) -> Element | None:
    from lxml import etree, html

    try:
        return html.document_fromstring(markup, parser=html.HTMLParser(huge_tree=True, no_network=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _depth(tree: Element) -> int:
    """The greatest depth of the tree; counted without recursion."""
    deepest = depth = 0
    from lxml import etree

    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def _flattened(markup: str) -> str:
    """The markup with each block tag as the start of a paragraph, and without inline tags: nothing nests any more."""

    def flat(match: re.Match[str]) -> str:
        name = match[2].lower()
        if any(kept.fullmatch(name) for kept in (INVISIBLE, KEPT_FLAT, HEADING)):
            return match[0]
        return "<p>" if _is_block(name) else " "

    return TAG.sub(flat, markup)


@dataclass(frozen=True, slots=True)
class _Place:
    """The block elements around a stretch of text, nearest last, and whether one of them is an aside."""

    path: tuple[str, ...] = ("body",)
    aside: bool = False
    promo: bool = False

    def inside(self, element: Element, name: str) -> _Place:
        """The place within a child element."""
        aside = self.aside or ASIDE.fullmatch(name) is not None
        names = element.get("class") or ""
        promo = self.promo or (name not in ("html", "body", "main", "article") and _is_promo(names))
        path = (*self.path[-PATH_LENGTH + 1 :], f"{name}.{names}") if _is_block(name) else self.path
        return _Place(path, aside, promo)


def _is_block(name: str) -> bool:
    return BLOCK.fullmatch(name) is not None


def _is_promo(names: str) -> bool:
    return any(PROMO.fullmatch(name) for name in names.lower().split())


class _Writer:
    """Collects visible text; a pending break is written before the next word only."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.blocks: list[Block] = []
        self.start: int | None = None
        self.place = _Place()
        self.space = False
        self.breaks = 0

    def write(self, text: str, place: _Place) -> None:
        text = SPACE.sub(" ", text)
        if text.startswith(" "):
            self.space = True
        words = text.strip(" ")
        if not words:
            return
        if self.breaks >= 2 and self.start is not None:
            self.close()
        if self.start is None:
            self._add("\n\n" if self.length else "")
            self.start, self.place = self.length, place
        elif self.breaks:
            self._add("\n")
        elif self.space:
            self._add(" ")
        self._add(words)
        self.space, self.breaks = text.endswith(" "), 0

    def close(self) -> None:
        """End the block that is open."""
        if self.start is not None:
            place = self.place
            self.blocks.append(
                Block(
                    Span(self.start, self.length),
                    place.path[-1].partition(".")[0],
                    place.aside,
                    place.path,
                    place.promo,
                )
            )
        self.start, self.space, self.breaks = None, False, 0

    def _add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)


def _visible(tree: Element) -> tuple[str, tuple[Block, ...]]:
    """The visible text of a tree and its blocks; walks with a stack of its own, so depth does not matter."""
    writer = _Writer()
    stack: list[tuple[Element, _Place, bool]] = [(tree, _Place(), False)]
    while stack:
        element, place, leaving = stack.pop()
        name = element.tag.lower() if isinstance(element.tag, str) else ""
        hidden = not name or INVISIBLE.fullmatch(name) is not None
        if leaving or hidden:
            if _is_block(name) and not hidden:
                writer.close()
            if element is not tree:
                writer.write(element.tail or "", place)
            continue
        if _is_block(name):
            writer.close()
        if name == "br":
            writer.breaks += 1
        inner = place.inside(element, name)
        stack.append((element, place, True))
        writer.write(element.text or "", inner)
        stack.extend((child, inner, False) for child in reversed(element))
    writer.close()
    return "".join(writer.parts), tuple(writer.blocks)
