"""Builders of small values for tests."""

from __future__ import annotations

from functools import cache

from kg.annotate.nlp import Parser
from kg.config import Settings
from kg.model.document import Article, Document, Span
from kg.model.extraction import Extraction
from kg.pipeline import Pipeline


def make_article(text: str, *, date: str | None = "2010-05-12", body: tuple[Span, ...] | None = None) -> Article:
    """An article whose body is the whole text, unless `body` says otherwise."""
    return Article(
        id="test", text=text, body=(Span(0, len(text)),) if body is None else body, date=date, source="test.txt"
    )


@cache
def shared_parser() -> Parser:
    """The spaCy pipeline, loaded once per test process."""
    return Parser()


def parse(text: str, *, date: str | None = "2010-05-12") -> Document:
    """The text as a Document with tokens, sentences and paragraphs (and no further layer)."""
    return next(shared_parser().parse([make_article(text, date=date)]))


@cache
def shared_pipeline() -> Pipeline:
    """The whole pipeline with default settings, loaded once per test process."""
    return Pipeline(Settings())


def annotate(text: str, *, date: str | None = "2010-05-12") -> Document:
    """The text as a Document with all its layers."""
    return shared_pipeline().annotate(make_article(text, date=date))


def extract(text: str, *, date: str | None = "2010-05-12") -> Extraction:
    """The facts of a text, entities linked."""
    pipeline = shared_pipeline()
    return pipeline.link(pipeline.extract(make_article(text, date=date)))[0]
