"""That-clauses right behind a word of speech that the parser did not see as such: found on the surface.

The parser now and then takes the verb of the clause for a noun ("alleges that guards jail and torture them"), or parts
the clause from the word of speech by an "it" ("let it be known that"). "That" directly behind a verb of speech is a
better witness than the tree.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from kg.extract.addressees import addressee_of
from kg.extract.contents import trimmed
from kg.extract.cues import Cue, CueLexicon, may_report
from kg.extract.reports import Report
from kg.extract.sources import source_of
from kg.extract.verbs import CONDITIONS, LEGAL_TEXTS, NOBODY
from kg.model.document import Document

# "made it known that", "let it be known that": the verb that has the speaker, and the words up to "that".
MADE_KNOWN = {"make": ("it", "known"), "let": ("it", "be", "known")}
# Words behind a comma with which the reporter goes on himself.
REPORTER = frozenset({"but", "while", "although", "though", "adding", "saying", "according"})
# So few words are no clause.
MIN_CLAUSE = 3


def that_clause_reports(doc: Document, lexicon: CueLexicon, taken: Collection[int]) -> Iterator[Report]:
    """The statements by a verb of speech, none of those in `taken`, behind which "that" stands."""
    for token in doc.tokens:
        if token.pos != "VERB" or token.i in taken or not may_report(doc, token.i):
            continue
        found = _made_known(doc, token.i, lexicon) or _plain(doc, token.i, lexicon)
        if found is not None:
            yield from _report(doc, token.i, *found)


def _plain(doc: Document, verb: int, lexicon: CueLexicon) -> tuple[Cue, int] | None:
    cue = lexicon.verb_at(doc, verb)
    finite = doc.tokens[verb].tag in ("VBD", "VBZ", "VBP")
    that = doc.tokens[min(verb + 1, len(doc.tokens) - 1)]
    opens = that.lower == "that" and that.tag == "IN" and that.dep != "det"
    takes = cue is not None and (cue.takes("clause") or cue.takes("that"))
    return (cue, verb + 1) if cue is not None and takes and finite and opens else None


def _made_known(doc: Document, verb: int, lexicon: CueLexicon) -> tuple[Cue, int] | None:
    words = MADE_KNOWN.get(doc.tokens[verb].lemma.lower(), ())
    that = verb + 1 + len(words)
    cue = lexicon.verb("say")
    if not words or cue is None or that >= len(doc.tokens) or doc.tokens[that].lower != "that":
        return None
    found = all(doc.tokens[verb + 1 + n].lower == word for n, word in enumerate(words))
    return (cue, that) if found else None


def _report(doc: Document, verb: int, cue: Cue, that: int) -> Iterator[Report]:
    source = source_of(doc, verb)
    end = _end(doc, that)
    unreal = any(doc.tokens[c].dep in ("neg", "aux") or doc.tokens[c].lower in CONDITIONS for c in doc.children(verb))
    span = trimmed(doc, that + 1, end - 1) if end - that > MIN_CLAUSE else None
    if (
        source is not None
        and source.head < verb
        and not _is_nobody(doc, source.head)
        and span is not None
        and not unreal
    ):
        yield Report("that", verb, cue.verb, source, (span,), cue, addressee_of(doc, verb, cue))


def _is_nobody(doc: Document, head: int) -> bool:
    token = doc.tokens[head]
    return (
        token.lower in NOBODY or token.lower == "nobody" or (token.pos == "NOUN" and token.lemma.lower() in LEGAL_TEXTS)
    )


def _end(doc: Document, that: int) -> int:
    """Where the clause ends: with its sentence, or where the reporter goes on behind a comma."""
    last = doc.sentence_of(that).last
    for i in range(that + 1, last - 1):
        if doc.tokens[i].text == "," and doc.tokens[i + 1].lower in REPORTER and doc.quote_of(i) is None:
            return i
    return last
