"""Statements without a verb of speech of their own: "according to", nouns of speech, transcripts and quoted mottoes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kg.extract.contents import clause_spans, spans_of, trimmed
from kg.extract.cues import Cue, CueLexicon, may_report
from kg.extract.reports import Report
from kg.extract.sources import Source, owner_of, source_of
from kg.model.document import Document, Paragraph, Span

# "MERKEL: We …", "Q. MERKEL: …": capitals, perhaps with a title, then a colon; a transcript may be quoted as a whole.
TURN = re.compile(r"[\"\u201c]?(?:[A-Z][A-Z.'’\-]+[ ]){0,4}[A-Z][A-Z'’\-]+(?: \([^)]{1,40}\))?:(?=\s)")
QUESTION = re.compile(r"[\"\u201c]?(?:Q|QUESTION|REPORTER|MODERATOR|AUDIENCE(?: MEMBER)?)\b")
DASHES = frozenset({"-", "--", "---", "–", "—", "―"})
# Verbs by which somebody utters what their object names, and those that say so of a feeling or an opinion.
GIVING = frozenset({"make", "issue", "give", "repeat", "renew", "deliver", "send", "release", "offer"})
VOICING = frozenset({"voice", "express", "state", "reiterate", "convey", "air", "register"})
CLAUSE_HEADS = frozenset({"ROOT", "ccomp", "conj", "advcl", "relcl", "parataxis", "acl"})
# What stands behind "According to X," is no clause if it has fewer tokens.
LEAST_CLAUSE = 4


def phrase_reports(doc: Document, lexicon: CueLexicon) -> Iterator[Report]:
    """The statements of a document by phrases and nouns of speech, outside quotation marks, and by speakers' labels."""
    for token in doc.tokens:
        if token.lower == "according" and may_report(doc, token.i):
            yield from _according(doc, token.i)
        elif token.lower == "words" and may_report(doc, token.i):
            yield from _in_words_of(doc, token.i)
        elif token.pos == "NOUN" and may_report(doc, token.i):
            cue = lexicon.noun(token.lemma.lower())
            if cue is not None:
                yield from _by_noun(doc, token.i, cue)
    turns = [report for paragraph in doc.paragraphs for report in _turn(doc, paragraph)]
    if len(turns) > 1:
        yield from (_marked(doc, turn, turns) for turn in turns)


def _according(doc: Document, i: int) -> Iterator[Report]:
    if i + 1 >= len(doc.tokens) or doc.tokens[i + 1].lower != "to":
        return
    source = next((c for c in doc.children(i + 1) if doc.tokens[c].dep == "pobj"), None)
    if source is None:
        return
    if doc.tokens[i].head == i:
        yield from _according_alone(doc, i, source)
        return
    root = _clause_of(doc, doc.tokens[i].head)
    if _closes(doc, i):
        while doc.tokens[root].dep == "conj" and doc.tokens[doc.tokens[root].head].pos in ("VERB", "AUX"):
            root = doc.tokens[root].head
    later = {
        child for child in doc.children(root) if child > i and doc.tokens[child].dep in ("conj", "parataxis", "cc")
    }
    spans = clause_spans(doc, root, {i, *later})
    if spans:
        yield Report("according", i, "according to", Source(source), tuple(spans))


def _according_alone(doc: Document, i: int, source: int) -> Iterator[Report]:
    """ "According to X, …" where the parser saw no clause: what stands behind the comma."""
    last = doc.sentence_of(i).last
    comma = next((n for n in range(source + 1, last) if doc.tokens[n].text == ","), last)
    spans = spans_of(doc, list(range(comma + 1, last))) if last - comma > LEAST_CLAUSE else []
    if spans and i == doc.sentence_of(i).first:
        yield Report("according", i, "according to", Source(source), tuple(spans))


def _closes(doc: Document, i: int) -> bool:
    """Whether ", according to …" ends its sentence: then it is the source of all of it."""
    last = max(doc.subtree(i))
    rest = range(last + 1, doc.sentence_of(i).last)
    return doc.tokens[i - 1].text == "," and all(doc.tokens[n].pos == "PUNCT" for n in rest)


def _in_words_of(doc: Document, i: int) -> Iterator[Report]:
    """ "In the words of one diplomat, …": what stands around the phrase."""
    lead = doc.tokens[i].head
    of = next((c for c in doc.children(i) if doc.tokens[c].lower == "of" and c > i), None)
    source = None if of is None else next((c for c in doc.children(of) if doc.tokens[c].dep == "pobj"), None)
    if source is None or doc.tokens[lead].lower != "in" or doc.tokens[lead].head == lead:
        return
    spans = clause_spans(doc, _clause_of(doc, doc.tokens[lead].head), {lead})
    if spans:
        yield Report("according", i, "in the words of", Source(source), tuple(spans))


def _clause_of(doc: Document, i: int) -> int:
    """The head of the clause that token `i` stands in."""
    token = doc.tokens[i]
    while token.head != token.i and not (token.pos in ("VERB", "AUX") and token.dep in CLAUSE_HEADS):
        token = doc.tokens[token.head]
    return token.i


def _by_noun(doc: Document, i: int, cue: Cue) -> Iterator[Report]:
    """ "Her claim that …", "his promise to …", "accusations of …"."""
    source = _source_of_noun(doc, i, cue)
    if source is None:
        return
    for child in doc.children(i):
        if child < i:
            continue
        spans = _noun_content(doc, child, cue)
        if spans:
            yield Report("noun", i, cue.verb, source, tuple(spans), cue)
            return


def _source_of_noun(doc: Document, i: int, cue: Cue) -> Source | None:
    """Whose words the noun stands for: its owner, else who gives them; a hope or a view is spoken only where somebody
    voices it.
    """
    if cue.takes("voiced"):
        return _giver(doc, i, VOICING)
    owner = None if cue.takes("given") else owner_of(doc, i)
    return _giver(doc, i, GIVING | VOICING) if owner is None else Source(owner)


def _giver(doc: Document, i: int, verbs: frozenset[str]) -> Source | None:
    """Who gives, makes or issues what the noun names: the subject of its verb."""
    token = doc.tokens[i]
    verb = doc.tokens[token.head]
    is_given = token.dep == "dobj" and verb.lemma in verbs and doc.quote_of(verb.i) is None
    return source_of(doc, verb.i) if is_given else None


def _noun_content(doc: Document, child: int, cue: Cue) -> list[Span]:
    token = doc.tokens[child]
    if token.dep in ("acl", "ccomp", "relcl", "xcomp"):
        marks = [
            c
            for c in doc.children(child)
            if c < child and doc.tokens[c].dep in ("mark", "aux", "dobj", "nsubj", "nsubjpass")
        ]
        words = {doc.tokens[c].lower for c in marks}
        if "to" in words and cue.takes("inf"):
            return clause_spans(doc, child)
        first = min(doc.subtree(child))
        clausal = cue.takes("clause") or cue.takes("voiced") or cue.takes("given")
        if doc.tokens[first].lower == "that" and doc.tokens[first].dep == "mark" and clausal:
            return clause_spans(doc, child)
    if token.dep == "prep" and token.lower in ("of", "for") and cue.takes(token.lower):
        return spans_of(doc, [i for i in doc.subtree(child) if i != child]) if doc.children(child) else []
    return []


def _marked(doc: Document, turn: Report, turns: list[Report]) -> Report:
    """The turn as one of an interviewer, if it ends in a question as most of its speaker's turns do: it holds its words
    and makes no statement.
    """
    own = [other for other in turns if _label(doc, other) == _label(doc, turn)]
    asking = sum(_is_question(doc, other) for other in own)
    interviews = _is_question(doc, turn) and 2 * asking > len(own) and len(own) < len(turns)
    return replace(turn, rule="turn-question") if interviews else turn


def _is_question(doc: Document, turn: Report) -> bool:
    end = turn.content[-1].end
    return "?" in doc.article.text[end - 1 : end + 1]


def _label(doc: Document, turn: Report) -> str:
    return "" if turn.source is None else doc.tokens[turn.source.head].text


def _turn(doc: Document, paragraph: Paragraph) -> Iterator[Report]:
    """A paragraph of a transcript, which a name in capitals and a colon begin."""
    text = doc.article.text
    label = TURN.match(text, paragraph.span.start, paragraph.span.end)
    if label is None or QUESTION.match(label[0]):
        return
    inside = doc.tokens_in(Span(label.end(), paragraph.span.end))
    named = doc.tokens_in(Span(label.start(), label.end() - 1))
    span = trimmed(doc, inside.start, inside.stop - 1, verbatim=True) if inside else None
    if span is None or not named or len(inside) < 3:
        return
    yield Report("turn", None, "", Source(named[-1]), (span,))
