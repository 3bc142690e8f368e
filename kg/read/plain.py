"""Plain text → Article. The text is that of the file, unchanged; the body is marked in it."""

from __future__ import annotations

from dataclasses import fields
from pathlib import PurePath

from kg.lexicon import Lexicon
from kg.model.document import Article, Span
from kg.read.boilerplate import body_spans, lay_out
from kg.read.cues import load_cues
from kg.read.datelines import NOTHING, named_date
from kg.read.identity import article_id
from kg.read.language import language_of
from kg.read.lines import split_units
from kg.read.metadata import Metadata, plain_metadata


def read_plain(
    text: str,
    source: str,
    *,
    known: Metadata | None = None,
    title: str | None = None,
    lexicon: Lexicon | None = None,
) -> Article:
    """The article in a plain text.

    Args:
        text: The decoded text.
        source: The name of the input, as the user gave it.
        known: Metadata told elsewhere (a feed, a record); they go before what the text says.
        title: A headline told elsewhere, for a text that shows none.
        lexicon: The word lists; those of the installation if None.
    """
    layout = lay_out(split_units(text), load_cues(lexicon))
    # A record has a file name in common with others, which tells nothing of its day.
    named = named_date(source) if known is None else NOTHING
    told = plain_metadata(layout, published=known.published if known else None, named=named)
    told = merge(merge(known, told), Metadata(headline=title))
    return build_article(text, source, body=body_spans(text, layout), told=told, lexicon=lexicon)


def merge(known: Metadata | None, told: Metadata) -> Metadata:
    """Each field of `known` where it has one, else of `told`."""
    if known is None:
        return told
    values = {field.name: getattr(known, field.name) or getattr(told, field.name) for field in fields(Metadata)}
    return Metadata(**values)


def build_article(
    text: str, source: str, *, body: tuple[Span, ...], told: Metadata, lexicon: Lexicon | None = None
) -> Article:
    """An article out of its text, body and metadata, with its id and language."""
    words = " ".join(text[span.start : span.end] for span in body) or text
    return Article(
        id=article_id(told.headline or stem(source), url=told.url, text=text),
        text=text,
        body=body,
        headline=told.headline,
        date=told.published or told.dateline,
        url=told.url,
        publisher=told.publisher,
        author=told.author,
        language=language_of(words, stated=told.language, lexicon=lexicon),
        source=source,
        dateline=told.dateline,
        published=_issued(told),
        date_source=_date_source(told),
        modified=told.modified,
        section=told.section,
    )


def _issued(told: Metadata) -> str | None:
    """The time of publication as precisely as it is known; no more precise than the day where that is another one."""
    day = told.published or told.dateline
    if told.issued and (day is None or told.issued.startswith(day)):
        return told.issued
    return day


def _date_source(told: Metadata) -> str | None:
    if told.published:
        return told.date_source or "metadata"
    if told.dateline:
        return "dateline"
    return "metadata" if told.issued else None


def stem(source: str) -> str:
    """The file name of a source without folder and suffix."""
    return PurePath(source).stem
