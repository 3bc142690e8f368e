"""HTML → Article. trafilatura tells the body, our own walk gives the visible text, and the body is located in it.

trafilatura returns words, not places: its paragraphs are looked up in the visible text in their order, those that
stand there once first; of several places the one nearest to a neighbour's counts. What our own cues know to be no body
(captions, bylines, calls to the reader, headings, asides) is left out. Where trafilatura finds nothing, the rules for
plain text decide.
"""

from __future__ import annotations

import logging
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kg.lexicon import Lexicon
from kg.model.document import Article
from kg.read.boilerplate import ENDINGS, LIST_LENGTH, Layout, body_spans, is_break, lay_out
from kg.read.cues import Cue, Cues, load_cues
from kg.read.datelines import NOTHING, named_date
from kg.read.lines import Unit, split_units
from kg.read.markup import Block, Page, parse_page
from kg.read.metadata import Metadata, plain_metadata
from kg.read.pagemeta import page_metadata, url_day
from kg.read.plain import build_article, merge

log = logging.getLogger(__name__)

# trafilatura takes seconds for a page of this size, and no article is written in it.
MAX_MARKUP = 5_000_000
# Of a paragraph so many words at its beginning are enough to find it.
PROBE = 12
# A block belongs to the body if this share of its words does.
MIN_COVER = 0.5
# So many paragraphs of the body in one kind of element make others in such an element likely to be body too.
MIN_ALIKE = 3
# Words of the page among which the rest of a paragraph is looked for after a difference.
LOOK_AHEAD = 12
OUTSIDE = frozenset(
    (
        Cue.CAPTION,
        Cue.BYLINE,
        Cue.CREDIT,
        Cue.LEGAL,
        Cue.ACTION,
        Cue.TEASER,
        Cue.SECTION,
        Cue.SHARE,
        Cue.MENU,
        Cue.DATE,
        Cue.ADDRESS,
    )
)


def read_html(markup: str, source: str, *, known: Metadata | None = None, lexicon: Lexicon | None = None) -> Article:
    """The article in a page.

    Args:
        markup: The decoded page.
        source: The name of the input, as the user gave it.
        known: What is known from outside (an archive's address of it), for what the page does not tell.
        lexicon: The word lists; those of the installation if None.

    Raises:
        ReadError: The page shows no text.
    """
    page = parse_page(markup, source)
    cues = load_cues(lexicon)
    layout = _page_layout(page, cues)
    if not layout.body:
        layout = lay_out(split_units(page.text), cues)
    body = body_spans(page.text, layout)
    told = page_metadata(page)
    if known is not None:
        told = merge(told, replace(known, published=known.published or url_day(known.url)))
    named = named_date(source) if known is None else NOTHING
    lines = plain_metadata(layout, published=told.published, named=named)
    return build_article(page.text, source, body=body, told=merge(told, lines), lexicon=lexicon)


def _page_layout(page: Page, cues: Cues) -> Layout:
    """The blocks as units, with those that trafilatura and our own cues hold to be the body."""
    units = tuple(
        Unit(block.span, page.text[block.span.start : block.span.end], number)
        for number, block in enumerate(page.blocks)
    )
    kinds = tuple(_kind(block, unit, cues) for block, unit in zip(page.blocks, units, strict=True))
    paragraphs = _extracted(page)
    if not paragraphs:
        return Layout(units, kinds, ())
    covered = _covered_blocks(units, paragraphs)
    kept = _without_links(
        kinds,
        [i for i in covered if kinds[i] not in OUTSIDE and not page.blocks[i].heading and not page.blocks[i].aside],
    )
    kept = _without_surroundings(page.blocks, kinds, _without_promos(page.blocks, kept))
    return Layout(units, kinds, tuple(_with_siblings(page.blocks, kinds, kept)))


def _kind(block: Block, unit: Unit, cues: Cues) -> Cue:
    """A heading is a title whatever it says, unless it heads links or comments; a box of links is what heads it."""
    cue = cues.of(unit)
    if block.heading:
        return cue if cue in (Cue.SECTION, Cue.COMMENTS) else Cue.TITLE
    lines = split_units(unit.text) if cue is Cue.TITLE and "\n" in unit.text else []
    return Cue.SECTION if len(lines) > 1 and cues.of(lines[0]) is Cue.SECTION else cue


def _without_links(kinds: Sequence[Cue], kept: Sequence[int]) -> list[int]:
    """Titles right below a heading such as "Also read" are its links."""
    links, below = set(), False
    for i, kind in enumerate(kinds):
        below = kind is Cue.SECTION or (below and kind is Cue.TITLE)
        if below:
            links.add(i)
    return [i for i in kept if i not in links]


def _without_promos(blocks: Sequence[Block], kept: Sequence[int]) -> list[int]:
    """Blocks whose classes call them teasers go, unless that takes much of the body: then they mean something else."""
    left = [i for i in kept if not blocks[i].promo]
    whole = sum(len(blocks[i].span) for i in kept)
    return left if sum(len(blocks[i].span) for i in left) > 0.7 * whole else list(kept)


def _without_surroundings(blocks: Sequence[Block], kinds: Sequence[Cue], kept: Sequence[int]) -> list[int]:
    """The blocks kept, without links and notices that a page laid out by tables has in one with its article.

    Those are titles above the last heading before the first paragraph, a title in a table cell of its own between two
    paragraphs, and what stands below the paragraphs, unlike them and parted from them by links.
    """
    prose = [i for i in kept if kinds[i] is Cue.PROSE]
    alike = _alike(blocks, prose)
    if not alike:
        return list(kept)
    top = next((i for i in reversed(range(prose[0])) if blocks[i].heading), 0)
    last = max(i for i in prose if blocks[i].path in alike)
    inner = [i for i in kept if i >= top and (i <= last or not is_break(kinds[last + 1 : i]))]
    cells = {
        i
        for before, i, after in zip(inner, inner[1:], inner[2:], strict=False)
        if _is_cell(blocks[i], kinds, (before, i, after))
    }
    return [i for i in inner if i not in cells]


def _is_cell(block: Block, kinds: Sequence[Cue], around: tuple[int, int, int]) -> bool:
    before, at, after = (kinds[i] is Cue.PROSE for i in around)
    return block.tag == "td" and before and after and not at


def _alike(blocks: Sequence[Block], prose: Sequence[int]) -> set[tuple[str, ...]]:
    """The kinds of element in which several paragraphs of the body stand."""
    paths = Counter(blocks[i].path for i in prose)
    return {path for path, count in paths.items() if count >= MIN_ALIKE}


def _with_siblings(blocks: Sequence[Block], kinds: Sequence[Cue], kept: Sequence[int]) -> list[int]:
    """The blocks kept, and the prose between and right below them that stands in the same kind of element.

    trafilatura takes one container of a page; an article that an advertisement cuts in two stands in several alike.
    """
    prose = [i for i in kept if kinds[i] is Cue.PROSE]
    alike = _alike(blocks, prose)
    if not alike:
        return list(kept)
    found, others = set(kept), 0
    for i in range(prose[0], len(blocks)):
        if i > kept[-1] and (kinds[i] in ENDINGS or blocks[i].tag == "h1" or others >= LIST_LENGTH):
            break
        if kinds[i] is Cue.PROSE and not blocks[i].aside and not blocks[i].promo and blocks[i].path in alike:
            found.add(i)
        others = 0 if i in found else others + 1
    return sorted(found)


def _extracted(page: Page) -> list[list[str]]:
    """The paragraphs of the body in trafilatura's eyes, each as its words."""
    if len(page.markup) > MAX_MARKUP:
        return []
    from trafilatura import bare_extraction

    try:
        found: Any = bare_extraction(page.markup, include_comments=False, favor_precision=True, with_metadata=False)
    except Exception as error:  # noqa: BLE001 - whatever page the library stumbles over, our own rules still read it
        log.warning("trafilatura failed, own rules decide: %s", error)
        return []
    text = (found.text if found is not None else None) or ""
    return [words for line in text.splitlines() if (words := _words(line))]


def _words(text: str) -> list[str]:
    return [word.lower() for word in re.findall(r"\w+", text)]


def _covered_blocks(units: Sequence[Unit], paragraphs: Sequence[list[str]]) -> list[int]:
    """Numbers of the blocks that the paragraphs cover for the most part."""
    words, owners = [], []
    for number, unit in enumerate(units):
        found = _words(unit.text)
        words.extend(found)
        owners.extend([number] * len(found))
    sizes = [0] * len(units)
    for owner in owners:
        sizes[owner] += 1
    taken: set[int] = set()
    for start, length in _places(words, paragraphs):
        taken.update(range(start, start + length))
    covered = [0] * len(units)
    for at in sorted(taken):
        covered[owners[at]] += 1
    return [number for number, size in enumerate(sizes) if size and covered[number] >= MIN_COVER * size]


def _places(words: list[str], paragraphs: Sequence[list[str]]) -> list[tuple[int, int]]:
    """(first word, number of words) of each paragraph that is found in the words of the page."""
    haystack = " " + " ".join(words) + " "
    starts: list[int] = []
    at = 1
    for word in words:
        starts.append(at)
        at += len(word) + 1
    options = [_occurrences(haystack, starts, paragraph) for paragraph in paragraphs]
    return [
        run
        for place, paragraph in zip(_nearest(options), paragraphs, strict=True)
        if place is not None
        for run in _agreement(words, place, paragraph)
    ]


def _occurrences(haystack: str, starts: list[int], paragraph: list[str]) -> list[int]:
    """Word numbers at which the paragraph begins in the page; by its first words if it does not stand there whole."""
    for probe in (paragraph, paragraph[:PROBE]):
        needle = " " + " ".join(probe) + " "
        found: list[int] = []
        at = haystack.find(needle)
        while at >= 0 and len(found) < 50:
            found.append(bisect_left(starts, at + 1))
            at = haystack.find(needle, at + 1)
        if found:
            return found
    return []


def _nearest(options: Sequence[list[int]]) -> list[int | None]:
    """One place per paragraph: its only one, else the one nearest to a neighbour whose place is sure."""
    sure: list[int | None] = [places[0] if len(places) == 1 else None for places in options]
    chosen: list[int | None] = []
    for number, places in enumerate(options):
        later = next((place for place in sure[number + 1 :] if place is not None), None)
        earlier = next((place for place in reversed(sure[:number]) if place is not None), None)
        anchor = earlier if earlier is not None else later
        if len(places) < 2 or anchor is None:
            chosen.append(places[0] if places else None)
        else:
            chosen.append(min(places, key=lambda place: (abs(place - anchor), place)))
    return chosen


def _agreement(words: list[str], place: int, paragraph: list[str]) -> list[tuple[int, int]]:
    """The runs of words from `place` on that are those of the paragraph; small differences are stepped over."""
    runs, start, at = [], place, place
    read = 0
    while read < len(paragraph) and at < len(words):
        if words[at] == paragraph[read]:
            at, read = at + 1, read + 1
            continue
        runs.append((start, at - start))
        step = _next_agreement(words[at : at + LOOK_AHEAD], paragraph[read : read + LOOK_AHEAD])
        if step is None:
            return runs
        at, read = at + step[0], read + step[1]
        start = at
    return [*runs, (start, at - start)]


def _next_agreement(ahead: list[str], rest: list[str]) -> tuple[int, int] | None:
    """The nearest offsets from which two words in a row are the same in both."""
    pairs = ((i, j) for i in range(len(ahead) - 1) for j in range(len(rest) - 1) if ahead[i : i + 2] == rest[j : j + 2])
    return min(pairs, key=lambda pair: (sum(pair), pair), default=None)
