"""What still belongs to a reported clause though the parser hung it on the word of speech.

Only what cannot be the reporter's is taken back: a bare verb, a clause in a tense that does not go with a word of
speech in the past, a reason, a condition, what something leads to.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.contents import BRIDGES, trimmed
from kg.extract.cues import CueLexicon
from kg.extract.sources import tells_result
from kg.model.document import Document, Span

FINITE = frozenset({"VBD", "VBZ", "VBP"})
PRESENT = frozenset({"VBZ", "VBP", "MD"})
# Words that open a reason, a condition or a place inside what is said.
OPENING = frozenset({"because", "since", "where", "unless", "until", "so", "lest", "whether", "once"})


def with_continuations(doc: Document, verb: int, spans: Sequence[Span], lexicon: CueLexicon) -> list[Span]:
    """The spans of what word of speech `verb` reports, the last one with what goes on with it."""
    found = list(spans)
    if doc.tokens[verb].tag not in FINITE and doc.tokens[verb].tag != "VBN":
        return found
    for child in doc.children(verb):
        last = doc.tokens_in(found[-1]).stop - 1
        own = doc.subtree(child)
        if own[0] <= last or doc.quote_of(child) is not None or not _joins(doc, last, own[0]):
            continue
        if not _goes_on(doc, verb, child, lexicon):
            break
        end = trimmed(doc, own[0], own[-1])
        found[-1] = found[-1] if end is None else Span(found[-1].start, end.end)
    return found


def _joins(doc: Document, last: int, first: int) -> bool:
    """Whether nothing but commas and conjunctions stands between two tokens."""
    between = range(last + 1, first)
    return all(doc.tokens[i].text in BRIDGES or doc.tokens[i].pos == "CCONJ" for i in between)


def _goes_on(doc: Document, verb: int, child: int, lexicon: CueLexicon) -> bool:
    token = doc.tokens[child]
    first = doc.tokens[min(doc.subtree(child))].lower
    if token.dep == "advcl":
        return _is_bare(doc, child) or first in OPENING or tells_result(doc, child)
    return token.dep in ("conj", "dep") and (_is_bare(doc, child) or _is_of_other_tense(doc, verb, child, lexicon))


def _is_bare(doc: Document, verb: int) -> bool:
    """Whether a verb is a bare infinitive without subject and "to": no finite word of speech has such a one."""
    children = [doc.tokens[c].dep for c in doc.children(verb)]
    return doc.tokens[verb].tag == "VB" and not {"aux", "nsubj", "mark"} & set(children)


def _is_of_other_tense(doc: Document, verb: int, child: int, lexicon: CueLexicon) -> bool:
    """ "told them that he leads and he is glad of it": a present tense behind "and" and a past word of speech."""
    helpers = [c for c in doc.children(child) if doc.tokens[c].dep in ("aux", "auxpass")]
    tag = doc.tokens[helpers[0] if helpers else child].tag
    first = min(doc.subtree(child))
    joined = "and" in (doc.tokens[first].lower, doc.tokens[first - 1].lower)
    return doc.tokens[verb].tag == "VBD" and tag in PRESENT and joined and lexicon.verb_at(doc, child) is None
