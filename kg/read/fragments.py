"""A piece of HTML that is an article's content and little else (an item of a feed, a field of a record) → Article."""

from __future__ import annotations

from dataclasses import replace

from kg.lexicon import Lexicon
from kg.model.document import Article
from kg.read.boilerplate import body_spans, lay_out
from kg.read.cues import load_cues
from kg.read.lines import split_units
from kg.read.markup import parse_page
from kg.read.metadata import Metadata
from kg.read.plain import build_article
from kg.read.published import find_days


def read_fragment(markup: str, source: str, *, told: Metadata, lexicon: Lexicon | None = None) -> Article:
    """The article in a piece of a page; its text is the visible text.

    Args:
        markup: The piece.
        source: The name of the input.
        told: What stands around it.
        lexicon: The word lists; those of the installation if None.

    Raises:
        ReadError: It shows no text.
    """
    text = parse_page(f"<div>{markup}</div>", source).text
    layout = lay_out(split_units(text), load_cues(lexicon))
    published, dateline, told_by = find_days(layout, published=told.published)
    told = replace(told, published=published, dateline=dateline, date_source=told_by)
    return build_article(text, source, body=body_spans(text, layout), told=told, lexicon=lexicon)
