"""Evidence: each span is read again and held, byte for byte, against the text of its article."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterator, Mapping, Sequence

from kg.model.document import Span
from kg.rdf.edtf import bounds
from kg.store import View
from kg.verify.findings import REBUILD, Finding, rows

TEXTS = """
SELECT ?text ?digest WHERE {{
  GRAPH <{0}> {{ <{0}> nif:isString ?text OPTIONAL {{ <{0}> ng:contentDigest ?digest }} }}
}}
"""
MENTIONS = """
SELECT ?mention ?begin ?end ?words ?context WHERE {{
  GRAPH <{0}> {{
    ?mention a ng:Mention
    OPTIONAL {{ ?mention nif:beginIndex ?begin }}
    OPTIONAL {{ ?mention nif:endIndex ?end }}
    OPTIONAL {{ ?mention nif:anchorOf ?words }}
    OPTIONAL {{ ?mention nif:referenceContext ?context }}
  }}
}}
"""
# What rests on which spans. A span that is no mention of the same graph comes without offsets.
RESTS = """
SELECT ?fact ?property ?mention ?begin ?end WHERE {{
  VALUES ?property {{ ng:evidence ng:contentSpan ng:cueSpan }}
  GRAPH <{0}> {{
    ?fact ?property ?mention
    OPTIONAL {{ ?mention a ng:Mention ; nif:beginIndex ?begin ; nif:endIndex ?end }}
  }}
}}
"""
UNPROVEN = """
SELECT DISTINCT ?graph ?fact WHERE {
  VALUES ?class { ng:Meeting ng:Policy ng:Statement }
  GRAPH ?graph { ?fact a ?class FILTER NOT EXISTS { ?fact ng:evidence ?mention } }
}
"""
DATES = """
SELECT ?graph ?fact ?date ?start ?end WHERE {
  GRAPH ?graph {
    ?fact ng:date ?date
    OPTIONAL { ?fact schema:startDate ?start }
    OPTIONAL { ?fact schema:endDate ?end }
  }
}
"""


def check_evidence(view: View, articles: Sequence[str], bodies: Mapping[str, Sequence[Span]]) -> Iterator[Finding]:
    """Texts, mentions and evidence of articles.

    Args:
        view: The store.
        articles: The IRIs of the articles.
        bodies: The spans of an article's body by its IRI, where the extraction is known: nothing outside is evidence.
    """
    for article in articles:
        text = yield from _check_text(view, article)
        if text is not None:
            yield from _check_mentions(view, article, text)
        yield from _check_spans(view, article, bodies.get(article))
    for graph, fact in rows(view, UNPROVEN, "graph", "fact"):
        yield Finding(graph, fact, "evidence", "the fact has no evidence")


def check_dates(view: View) -> Iterator[Finding]:
    """Whether the two days beside a date are those that the date means, in all forms of EDTF that are understood."""
    for graph, fact, date, start, end in rows(view, DATES, "graph", "fact", "date", "start", "end"):
        meant = bounds(date)
        days = (meant.start.isoformat(), meant.end.isoformat()) if meant else ("", "")
        if days != (start, end):
            wanted = f"{days[0]} to {days[1]}" if meant else "no days"
            yield Finding(
                graph, fact, "date-bounds", f"{date} means {wanted}, not {start or 'nothing'} to {end or 'nothing'}"
            )


def _check_text(view: View, article: str) -> Generator[Finding, None, str | None]:
    """Gives the text back, where there is one."""
    found = list(rows(view, TEXTS.format(article), "text", "digest"))
    if not found:
        yield Finding(article, article, "text", "the article has no text")
        return None
    text, digest = found[0]
    there = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    if digest != there:
        yield Finding(article, article, "digest", f"the text has the SHA-256 {there}, not {digest or 'none'}")
    return text


def _check_mentions(view: View, article: str, text: str) -> Iterator[Finding]:
    names = ("mention", "begin", "end", "words", "context")
    for mention, begin, end, words, context in rows(view, MENTIONS.format(article), *names):
        if context != article:
            yield Finding(article, mention, "context", f"the mention stands in {context or 'no article'}")
        span = _span(begin, end)
        if span is None or span.end > len(text):
            yield Finding(article, mention, "offsets", f"{begin or 'none'} to {end or 'none'} is no span of the text")
        elif text[span.start : span.end].encode("utf-8", "surrogatepass") != words.encode("utf-8", "surrogatepass"):
            there = text[span.start : span.end]
            yield Finding(article, mention, "words", f"the text has {there!r} there, not {words!r}")
        elif not mention.endswith(f"char={span.start},{span.end}"):
            yield Finding(article, mention, "mention-iri", f"the mention has the offsets {span.start},{span.end}")


def _check_spans(view: View, article: str, body: Sequence[Span] | None) -> Iterator[Finding]:
    for fact, property_, mention, begin, end in rows(
        view, RESTS.format(article), "fact", "property", "mention", "begin", "end"
    ):
        name = property_.rpartition("#")[2]
        span = _span(begin, end)
        if span is None:
            yield Finding(
                article, fact, "evidence", f"ng:{name} leads to {mention}, which is no mention of the article"
            )
        elif body is not None and not any(part.start <= span.start and span.end <= part.end for part in body):
            yield Finding(article, fact, "body", f"ng:{name} {mention} lies outside the article's body", REBUILD)


def _span(begin: str, end: str) -> Span | None:
    """The offsets as a span; None for what is none."""
    if not (begin.isdecimal() and end.isdecimal()) or int(begin) >= int(end):
        return None
    return Span(int(begin), int(end))
