"""Words of speech set between or behind commas: "The border, she said, must open", "The talks failed, an aide said."

Found on the surface, because the parser often takes the parenthesis for the main clause. The clause around the words of
speech is what was said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.extract.contents import trimmed
from kg.extract.cues import Cue, CueLexicon, may_report
from kg.extract.reports import Report
from kg.extract.sources import Source, is_cut_off
from kg.model.document import Document, Sentence, Span, Token

COMMAS = frozenset({",", "-", "--", "–", "—"})
PHRASE_TAGS = frozenset({"DET", "ADJ", "NOUN", "PROPN", "PRON", "NUM", "ADP", "PART"})
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
# Words for the speaker in a parenthesis are few; more of them are a clause.
MAX_PHRASE = 14
# Who is spoken to, and when, takes no more words.
MAX_HEARERS = 8
QUOTING = frozenset({"quote", "cite"})
# Words so few before the first comma, if they name a text, belong to the verb of speech ("In a letter, he wrote, …").
MAX_LEAD = 9
# So many words before the last comma are more than a name.
LONG_PHRASE = 7


def parenthetical_reports(doc: Document, lexicon: CueLexicon) -> Iterator[Report]:
    """The statements whose words of speech stand in a parenthesis or at the end, outside quotation marks."""
    for token in doc.tokens:
        if token.tag not in ("VBD", "VBZ", "VBP", "VBN") or token.pos != "VERB" or not may_report(doc, token.i):
            continue
        cue = lexicon.verb_at(doc, token.i) or lexicon.verb(token.lemma.lower())
        saying = _quoted_saying(doc, token.i)
        if saying is not None:
            yield from _passive(doc, token.i, saying, lexicon)
        elif cue is not None and cue.takes("clause") and cue.takes("quote"):
            yield from _report(doc, token, cue, lexicon)


def _quoted_saying(doc: Document, verb: int) -> int | None:
    """The "saying" of "was quoted as saying"."""
    if doc.tokens[verb].lemma not in QUOTING or verb + 2 >= len(doc.tokens) or doc.tokens[verb + 1].lower != "as":
        return None
    return verb + 2 if doc.tokens[verb + 2].tag == "VBG" else None


def _passive(doc: Document, verb: int, saying: int, lexicon: CueLexicon) -> Iterator[Report]:
    """ "The talks had failed, an aide was quoted as saying." """
    sentence = _whole_sentence(doc, verb)
    cue = lexicon.verb(doc.tokens[saying].lemma.lower())
    comma = _comma_before(doc, verb, sentence)
    ends = saying + 1 >= sentence.last or doc.tokens[saying + 1].text in (".", "!", "?")
    source = None if comma is None else _source(doc, comma + 1, verb)
    left = None if comma is None or comma <= sentence.first else trimmed(doc, sentence.first, comma - 1)
    if cue is None or comma is None or source is None or left is None or not ends:
        return
    if doc.quote_of(comma - 1) is None and _is_clause(doc, sentence.first, comma):
        yield Report("final", saying, cue.verb, Source(source), (left,), cue)


def _report(doc: Document, verb: Token, cue: Cue, lexicon: CueLexicon) -> Iterator[Report]:
    sentence = _whole_sentence(doc, verb.i)
    place = _before_verb(doc, verb.i, sentence, cue) or _behind_verb(doc, verb.i, sentence)
    if place is None or doc.quote_of(place[0] - 1) is not None:
        return
    comma, after, source = place
    left = trimmed(doc, sentence.first, comma - 1)
    if after is not None and doc.tokens[after].text in COMMAS and _goes_on(doc, verb.i, after, sentence):
        right = trimmed(doc, after + 1, sentence.last - 1)
        parts = (right,) if _is_lead(doc, sentence.first, comma, lexicon) else (left, right)
        spans = tuple(span for span in parts if span is not None)
        if len(spans) == len(parts):
            yield Report("parenthetical", verb.i, cue.verb, Source(source), spans, cue)
    elif (
        cue.stance is None
        and (after is None or doc.tokens[after].text in (".", "!", "?"))
        and left
        and (_is_clause(doc, sentence.first, comma) or _is_long_phrase(doc, sentence.first, comma, source))
    ):
        yield Report("final", verb.i, cue.verb, Source(source), (left,), cue)


def _whole_sentence(doc: Document, i: int) -> Sentence:
    """The sentence of a token; one that the parser began with a comma, with the words before it."""
    sentence = doc.sentence_of(i)
    before = doc.sentences[max(sentence.index - 1, 0)]
    if doc.tokens[sentence.first].text not in COMMAS or before.paragraph != sentence.paragraph or before is sentence:
        return sentence
    return replace(sentence, first=before.first, span=Span(before.span.start, sentence.span.end))


def _before_verb(doc: Document, verb: int, sentence: Sentence, cue: Cue) -> tuple[int, int | None, int] | None:
    """The comma before ", X said", the token after it, and the head of X."""
    comma = _comma_before(doc, verb, sentence)
    source = None if comma is None else _source(doc, comma + 1, verb)
    return (
        None
        if comma is None or source is None
        else (comma, _after(doc, verb, sentence, addressed=cue.addressed), source)
    )


def _behind_verb(doc: Document, verb: int, sentence: Sentence) -> tuple[int, int | None, int] | None:
    """The comma before ", said X", the token after it, and the head of X."""
    if verb - 1 <= sentence.first or doc.tokens[verb - 1].text not in COMMAS:
        return None
    at = verb + 1
    while at < sentence.last and doc.tokens[at].pos in PHRASE_TAGS and at - verb <= MAX_PHRASE:
        at += 1
    if at == verb + 1 or (at < sentence.last and doc.tokens[at].pos != "PUNCT"):
        return None
    within = at < sentence.last and doc.tokens[at].text in COMMAS
    subject = next((c for c in doc.children(verb) if verb < c < at and _is_subject(doc.tokens[c], within=within)), None)
    if subject is None and within:
        subject = next(
            (i for i in range(verb + 1, at) if doc.tokens[i].dep == "nsubj" and doc.tokens[i].head > at), None
        )
    return None if subject is None else (verb - 1, at if at < sentence.last else None, subject)


def _is_subject(token: Token, *, within: bool) -> bool:
    """A subject, or what the parser took for the object of an inverted verb: a person, anybody between commas."""
    return token.dep == "nsubj" or (token.dep == "dobj" and (within or token.ner == "PERSON"))


def _comma_before(doc: Document, verb: int, sentence: Sentence) -> int | None:
    """The comma after which the words for the speaker begin, if nothing but these are between it and the verb; an
    apposition ("his spokesman, Fred Eckhard, said") may stand there too.
    """
    at = verb - 1
    appositions = 0
    while at > sentence.first and verb - at <= MAX_PHRASE:
        token = doc.tokens[at]
        if token.text in COMMAS:
            if appositions == 0 and at == verb - 1:
                appositions = 1
            elif appositions == 1 and _apposed(doc, at, verb):
                appositions = 2
            else:
                return at
        elif token.pos not in PHRASE_TAGS and token.dep not in ("aux", "auxpass", "advmod"):
            return None
        at -= 1
    return None


def _apposed(doc: Document, comma: int, verb: int) -> bool:
    """Whether the phrase between two commas is an apposition to the noun before it."""
    return any(doc.tokens[i].dep == "appos" and doc.tokens[i].head < comma for i in range(comma + 1, verb))


def _after(doc: Document, verb: int, sentence: Sentence, *, addressed: bool) -> int | None:
    """The token after the verb and its particle, and after who is spoken to and the day if a comma follows these."""
    at = verb + 1
    while at < sentence.last and (doc.tokens[at].dep == "prt" or doc.tokens[at].pos == "ADV"):
        at += 1
    hearers = ("dobj", "dative", "prep", "npadvmod") if addressed else ("npadvmod",)
    told = [c for c in doc.children(verb) if doc.tokens[c].dep in hearers]
    heard = {i for c in told for i in doc.subtree(c)}
    end = at
    while end < sentence.last and end in heard and doc.tokens[end].pos in PHRASE_TAGS and end - at < MAX_HEARERS:
        end += 1
    if at < end < sentence.last and doc.tokens[end].text in COMMAS:
        return end
    return at if at < sentence.last else None


def _source(doc: Document, first: int, verb: int) -> int | None:
    """The head of the phrase for the speaker; None where the words are none ("which it said", "as he said")."""
    if doc.tokens[first].tag in ("WP", "WP$", "WDT", "IN", "WRB", "CC") or first >= verb:
        return None
    for i in range(first, verb):
        token = doc.tokens[i]
        if token.dep in ("nsubj", "nsubjpass") and token.head == verb:
            return i
    for i in range(first, verb):
        token = doc.tokens[i]
        if token.pos in NOMINAL and not first <= token.head < verb and token.dep != "appos":
            return i
    # A subject that the parser takes for an apposition to the noun before the comma ("…, Ms. Lee said, …").
    apposed = (i for i in range(first, verb) if doc.tokens[i].dep == "appos" and doc.tokens[i].head < first)
    return next(apposed, None) if doc.tokens[verb - 1].text not in COMMAS else None


def _goes_on(doc: Document, verb: int, comma: int, sentence: Sentence) -> bool:
    """Whether what follows the second comma goes on with the clause, and is no new one ("…, he said, adding that")."""
    if comma + 1 >= sentence.last or doc.tokens[comma + 1].tag in ("VBG", "WP", "WDT", "WRB"):
        return False
    if any(is_cut_off(doc, c) and c > comma for c in doc.children(verb)) and doc.tokens[comma + 1].tag == "CC":
        return True
    if doc.tokens[comma + 1].tag == "CC":
        later = [c for c in doc.children(verb) if c > comma and doc.tokens[c].dep == "ccomp"]
        return any(doc.quote_of(c) is None and _is_finite(doc, c) for c in later) and _is_clause(
            doc, sentence.first, verb
        )
    roots = [sentence.root, *(c for c in doc.children(verb) if doc.tokens[c].dep in ("ccomp", "conj"))]
    return any(root > comma and doc.quote_of(root) is None and _is_finite(doc, root) for root in roots)


def _is_finite(doc: Document, verb: int) -> bool:
    token = doc.tokens[verb]
    return token.tag in FINITE or any(
        doc.tokens[c].tag in FINITE and doc.tokens[c].dep in ("aux", "auxpass") for c in doc.children(verb)
    )


def _is_long_phrase(doc: Document, first: int, last: int, source: int) -> bool:
    """Whether what stands before the comma is a clause whose verb the tagger took for a noun ("The ban on arms stays
    for now, officials said"): many words that begin like a subject, and no name that could stand in apposition.
    """
    opening, speaker = doc.tokens[first], doc.tokens[source]
    return last - first >= LONG_PHRASE and opening.pos in ("DET", "NOUN", "PROPN") and speaker.pos == "NOUN"


def _is_clause(doc: Document, first: int, last: int) -> bool:
    return any(doc.tokens[i].tag in FINITE and doc.quote_of(i) is None for i in range(first, last))


def _is_lead(doc: Document, first: int, comma: int, lexicon: CueLexicon) -> bool:
    """Whether the words before the parenthesis say where the words stood: "In a letter, he wrote, …"."""
    if comma - first > MAX_LEAD or doc.tokens[first].pos != "ADP":
        return False
    nouns = (lexicon.noun(doc.tokens[i].lemma.lower()) for i in range(first, comma))
    return any(noun is not None and noun.takes("text") for noun in nouns)
