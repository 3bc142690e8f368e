"""What was said, exactly: from the head of a phrase to trimmed spans, and how these and quotes fit together."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from kg.extract.occasions import EVENTS
from kg.extract.sources import is_second_participle
from kg.extract.spans import SpanIndex
from kg.model.document import Document, Quote, Span
from kg.model.facts import QuoteType

MARKS = frozenset({'"', "“", "”", "„", "``", "''", "«", "»", "'", "‘", "’", "‟"})
EDGE = frozenset({",", ";", ":", "-", "--", "---", "–", "—", "―", ".", "…", "(", ")", "[", "]"}) | MARKS
# Tokens that may stand between two parts of one run without parting it.
BRIDGES = frozenset({",", "-", "–", "—", "--", "(", ")"}) | MARKS
CUTS = frozenset({",", "-", "--", "–", "—"})
WORD = re.compile(r"\w+")
# A quoted run of so few words inside a longer clause may be a mere scare quote.
SCARE_WORDS = 3


def clause_spans(doc: Document, root: int, without: Collection[int] = ()) -> list[Span]:
    """The spans of the subtree of `root`, less the subtrees of the tokens in `without` and without a leading "that"."""
    return spans_of(doc, subtree_without(doc, root, without))


def subtree_without(doc: Document, root: int, without: Collection[int]) -> list[int]:
    """Indexes of the subtree of `root` in text order, the subtrees of `without` left out."""
    found = [root]
    for at in found:
        found.extend(child for child in doc.children(at) if child not in without)
    return sorted(found)


def asides(doc: Document, root: int) -> list[int]:
    """What the reporter adds behind the words of another: a clause with "while" ("…, while others said"), or at the
    very end after a comma the occasion ("…, after talks in Lima"). A relative clause there is part of the words more
    often than not.
    """
    found = []
    inside = doc.subtree(root)
    for i in inside[1:]:
        token = doc.tokens[i]
        if token.dep == "advcl" and i > root:
            if _is_contrast(doc, i) or is_second_participle(doc, i):
                found.append(i)
        elif (token.dep == "conj" and token.head == root and _is_own_clause(doc, i)) or _is_occasion(
            doc, i, inside[-1]
        ):
            found.append(i)
    return found


def _is_contrast(doc: Document, clause: int) -> bool:
    """ "… while others said"; with a state and without a comma it tells the time ("while the town was under siege")."""
    first = min(doc.subtree(clause))
    state = doc.tokens[clause].lemma == "be" or any(doc.tokens[c].lemma == "be" for c in doc.children(clause))
    return doc.tokens[first].lower == "while" and (doc.tokens[first - 1].text in CUTS or not state)


def _is_own_clause(doc: Document, verb: int) -> bool:
    """ "…, but others did": a clause with its own subject after ", but" or a dash is the reporter's."""
    first = min(doc.subtree(verb))
    lead = doc.tokens[max(first - 2, 0)], doc.tokens[max(first - 1, 0)]
    contrasted = lead[0].text == "," and lead[1].lower == "but"
    dashed = lead[1].text in ("-", "--", "–", "—") or (lead[0].text in ("-", "--", "–", "—") and lead[1].dep == "cc")
    own = any(doc.tokens[child].dep in ("nsubj", "nsubjpass") for child in doc.children(verb))
    marked = any(doc.tokens[child].dep == "mark" for child in doc.children(verb))
    return own and not marked and (contrasted or dashed)


def _is_occasion(doc: Document, i: int, last: int) -> bool:
    """ "…, after talks in Lima": behind a comma and at the very end the occasion is rather that of the speech."""
    token = doc.tokens[i]
    if token.dep != "prep" or token.lower not in ("after", "during", "following") or doc.tokens[i - 1].text != ",":
        return False
    nouns = [doc.tokens[child] for child in doc.children(i) if doc.tokens[child].dep == "pobj"]
    return doc.subtree(i)[-1] == last and any(noun.lemma.lower() in EVENTS for noun in nouns)


def spans_of(doc: Document, indexes: Sequence[int]) -> list[Span]:
    """The trimmed spans of some tokens in text order: contiguous runs, bridged where only punctuation is between."""
    spans: list[Span] = []
    for first, last in _runs(doc, indexes) if indexes else ():
        span = trimmed(doc, first, last)
        if span is not None:
            spans.append(span)
    return spans


def _runs(doc: Document, indexes: Sequence[int]) -> Iterable[tuple[int, int]]:
    first = last = indexes[0]
    for i in indexes[1:]:
        if i - last > 1 and any(doc.tokens[between].text not in BRIDGES for between in range(last + 1, i)):
            yield first, last
            first = i
        last = i
    yield first, last


def trimmed(doc: Document, first: int, last: int, *, verbatim: bool = False) -> Span | None:
    """The span of tokens first … last without punctuation at its edges, a leading "that", a trailing conjunction and,
    unless the words are `verbatim`, the reporter's "But" at the head of the sentence.
    """
    tokens = doc.tokens
    while first <= last and (
        tokens[first].text in EDGE or _is_that(doc, first) or (not verbatim and _is_opening(doc, first))
    ):
        first += 1
    while last >= first and (tokens[last].text in EDGE or (tokens[last].dep == "cc" and tokens[last].pos == "CCONJ")):
        last -= 1
    return None if first > last else Span(tokens[first].start, tokens[last].end)


def _is_that(doc: Document, i: int) -> bool:
    token = doc.tokens[i]
    return (
        token.lower == "that"
        and token.dep in ("mark", "det", "dobj", "nsubj", "advmod", "pobj")
        and token.tag in ("IN", "WDT", "RB")
    )


def _is_opening(doc: Document, i: int) -> bool:
    """The reporter's "But" or "And" at the head of a sentence."""
    return doc.tokens[i].dep == "cc" and i == doc.sentence_of(i).first and doc.quote_of(i) is None


def fit_quotes(doc: Document, spans: Sequence[Span], quotes: SpanIndex[Quote], cue: Span | None) -> list[Span]:
    """The spans stretched to the quotes that they touch: a quote is never cut, unless the cue stands in it."""
    fitted: list[Span] = []
    for span in spans:
        for quote in quotes.touching(span):
            whole = Span(min(span.start, quote.span.start), max(span.end, quote.span.end))
            if cue is None or not whole.touches(cue):
                span = whole
        fitted.append(span)
    return merged(fitted)


def merged(spans: Iterable[Span]) -> list[Span]:
    """The spans in text order, those that overlap made one."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start < found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def exact(doc: Document, span: Span, quotes: SpanIndex[Quote]) -> Span | None:
    """The span as it is given out: the inside of a quote without final comma or full stop where all of it is quoted."""
    for quote in quotes.touching(span):
        if quote.span.covers(span):
            inner = Span(max(span.start, quote.inner.start), min(span.end, quote.inner.end))
            return _without_stop(doc, inner)
    return span if len(span) > 0 else None


def _without_stop(doc: Document, span: Span) -> Span | None:
    inside = doc.tokens_in(span)
    first, last = inside.start, inside.stop - 1
    while last >= first and doc.tokens[last].text in (",", ".", ";", ":", "-", "--", "—", "–"):
        last -= 1
    while first <= last and doc.tokens[first].text in (",", ".", ";", ":", "-", "--", "—", "–", "…"):
        first += 1
    return None if first > last else Span(doc.tokens[first].start, min(doc.tokens[last].end, span.end))


def quote_type(doc: Document, spans: Sequence[Span], quotes: SpanIndex[Quote]) -> QuoteType:
    """Whether all, some or none of the content is quoted; a scare quote inside a clause does not count."""
    inside = [quotes.touching(span) for span in spans]
    if all(any(quote.span.covers(span) for quote in found) for span, found in zip(spans, inside, strict=True)):
        return QuoteType.DIRECT
    last = spans[-1].end
    if any(not _is_scare(doc, quote, last) for found in inside for quote in found):
        return QuoteType.MIXED
    return QuoteType.INDIRECT


def _is_scare(doc: Document, quote: Quote, end: int) -> bool:
    """A few quoted words amid a noun phrase (`its "parallel structures" in the north`)."""
    if len(WORD.findall(doc.text_of(quote.inner))) > SCARE_WORDS or quote.span.end >= end - 1:
        return False
    inside = doc.tokens_in(quote.inner)
    before = inside.start - 2
    return before >= 0 and doc.tokens[before].pos in ("DET", "PRON", "ADJ") and doc.tokens[before].tag != "PRP"
