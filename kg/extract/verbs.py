"""Statements by a verb of speech: its clause, infinitive, gerund, object or complement is what was said."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.addressees import addressee_of
from kg.extract.complements import complement, direct_object, prepositional
from kg.extract.contents import asides, clause_spans, spans_of, subtree_without
from kg.extract.cues import Cue, CueLexicon, may_report
from kg.extract.infinitives import calls_on, infinitive_astray, infinitive_from, promised_from, to_of
from kg.extract.reports import Report
from kg.extract.sources import is_cut_off, is_passive, is_second_cue, source_of
from kg.model.document import Document, Span

CLAUSAL = frozenset({"ccomp", "xcomp"})
# After these verbs an infinitive of speech is not spoken ("refused to say").
UNREAL = frozenset(
    (
        "refuse",
        "decline",
        "fail",
        "want",
        "hesitate",
        "hope",
        "plan",
        "expect",
        "wish",
        "need",
        "intend",
        "prefer",
        "be",
    )
)
# Subjects that nobody is.
NOBODY = frozenset(("this", "that", "these", "nothing", "something", "everything", "anything", "none", "what", "there"))
LEGAL_TEXTS = frozenset(
    ("treaty", "accord", "agreement", "pact", "law", "resolution", "constitution", "deal", "bill", "amendment", "act")
)
# With these and a present tense a verb of speech tells of what is yet to come ("once inspectors confirm that …").
CONDITIONS = frozenset(("if", "once", "unless", "until", "when"))
# Before the occasion of a speech.
OCCASIONS = frozenset(("after", "before", "during", "following"))
POSSIBLE = frozenset(("can", "could", "may", "might", "should", "must"))


def verb_reports(doc: Document, lexicon: CueLexicon) -> Iterator[Report]:
    """The statements whose cue is a verb outside quotation marks, in the order of their cues."""
    for token in doc.tokens:
        if not (token.pos in ("VERB", "AUX") or _is_verb_after_all(doc, token.i)) or not may_report(doc, token.i):
            continue
        cue = lexicon.verb_at(doc, token.i)
        if cue is not None and not _unspoken(doc, token.i):
            yield from _reports_of(doc, token.i, cue, lexicon)


def _is_verb_after_all(doc: Document, i: int) -> bool:
    """Whether what is tagged as a plural has a subject and a that-clause: "But Lopez claims that …"."""
    token = doc.tokens[i]
    children = doc.children(i)
    subject = any(c < i and doc.tokens[c].dep == "nsubj" for c in children)
    return token.tag == "NNS" and subject and any(c > i and doc.tokens[c].dep == "ccomp" for c in children)


def _unspoken(doc: Document, verb: int) -> bool:
    """Not said: "refused to say", "did not say", "might say", "call it a gift", "once they confirm that …"."""
    token = doc.tokens[verb]
    if token.dep == "xcomp" and doc.tokens[token.head].lemma in UNREAL and token.tag == "VB":
        return True
    dependents = [doc.tokens[child] for child in doc.children(verb)]
    if token.tag == "VB" and token.dep == "ROOT" and not any(t.dep in ("nsubj", "aux") for t in dependents):
        return True
    if token.dep == "advcl" and token.tag in ("VBP", "VBZ") and any(t.lower in CONDITIONS for t in dependents):
        return True
    return any(t.dep == "neg" or (t.dep == "aux" and t.lower in POSSIBLE) for t in dependents)


def _reports_of(doc: Document, verb: int, cue: Cue, lexicon: CueLexicon) -> Iterator[Report]:
    passive = is_passive(doc, verb)
    source = source_of(doc, verb)
    if (passive and source is None) or (source is not None and _is_nobody(doc, source.head)):
        return
    found = _content(doc, verb, cue, lexicon)
    if found is not None and found[1]:
        rule, spans = found
        yield Report(rule, verb, cue.verb, source, tuple(spans), cue, addressee_of(doc, verb, cue))


def _is_nobody(doc: Document, head: int) -> bool:
    """Whether the subject cannot speak: "this suggests", "the treaty says" (a provision is no statement)."""
    token = doc.tokens[head]
    return token.lower in NOBODY or (token.pos == "NOUN" and token.lemma.lower() in LEGAL_TEXTS)


def _content(doc: Document, verb: int, cue: Cue, lexicon: CueLexicon) -> tuple[str, list[Span]] | None:
    attempts = (_as_phrase, _clausal, infinitive_astray, _parenthetical, complement, prepositional, _astray, _adverbial)
    for attempt in attempts:
        found = attempt(doc, verb, cue)
        if found is not None and found[1]:
            return found
    return direct_object(doc, verb, cue, lexicon)


def _as_phrase(doc: Document, verb: int, cue: Cue) -> tuple[str, list[Span]] | None:
    """ "As Rice noted, the treaty is dead": the clause that the phrase hangs on, if the verb has none of its own."""
    token = doc.tokens[verb]
    if not cue.takes("as") or token.dep not in ("advcl", "parataxis", "ccomp", "pcomp", "relcl"):
        return None
    marks = [
        c
        for c in doc.children(verb)
        if c < verb and doc.tokens[c].lower == "as" and doc.tokens[c].dep in ("mark", "advmod", "prep")
    ]
    if not marks or any(_has_content(doc, c, cue) for c in doc.children(verb)):
        return None
    before = marks[0] - 1
    if before >= 0 and doc.tokens[before].lower in ("such", "same", "as", "well", "far", "long"):
        return None
    return "as", _around(doc, verb)


def _has_content(doc: Document, child: int, cue: Cue) -> bool:
    """Whether a dependent of a verb in an as-phrase is what was said, and not an addressee or the "it" of "puts it"."""
    token = doc.tokens[child]
    if token.dep == "dobj":
        return not cue.addressed and token.lower != "it"
    return token.dep in CLAUSAL


def _around(doc: Document, verb: int) -> list[Span]:
    """The clause that a parenthetical verb stands in, less the verb's own words."""
    return clause_spans(doc, doc.tokens[verb].head, {verb})


def _clausal(doc: Document, verb: int, cue: Cue) -> tuple[str, list[Span]] | None:
    for child in doc.children(verb):
        token = doc.tokens[child]
        if token.dep not in CLAUSAL:
            continue
        to = to_of(doc, child)
        if to is not None and child > verb:
            if cue.takes("inf") or (cue.takes("inf:on") and calls_on(doc, verb)):
                return "infinitive", infinitive_from(doc, child, min(to, promised_from(doc, verb, to)))
            continue
        if token.tag == "VBG" and child > verb and token.dep == "xcomp":
            if cue.takes("ger") or cue.word == "say":
                return "gerund", clause_spans(doc, child)
            continue
        if cue.takes("objc") and child > verb:
            return "complement", clause_spans(doc, child)
        if cue.takes("clause") or cue.takes("that") or cue.takes("quote"):
            quoted = doc.quote_of(child) is not None
            if quoted or _is_reported(doc, verb, child, cue):
                return ("quote-clause" if quoted else "clause"), _clause(doc, verb, child)
    return None


def _clause(doc: Document, verb: int, clause: int) -> list[Span]:
    """The spans of a reported clause, less what the reporter adds, with what the parser cut off from it."""
    without = [*_second_cues(doc, clause), *asides(doc, clause), *_day_of_speech(doc, verb, clause)]
    indexes = subtree_without(doc, clause, without)
    if indexes[-1] == max(doc.subtree(clause)):
        for child in doc.children(verb):
            if child > indexes[-1] and is_cut_off(doc, child):
                indexes = [*indexes, *range(indexes[-1] + 1, max(doc.subtree(child)) + 1)]
    return spans_of(doc, indexes)


def _day_of_speech(doc: Document, verb: int, clause: int) -> list[int]:
    """The day or occasion right behind the verb, which the parser hangs on the clause: "said on Monday it would not
    sign", "said before the vote he would go".
    """
    for child in doc.children(clause):
        own = doc.subtree(child)
        if own[0] != verb + 1 or doc.tokens[child].dep not in ("prep", "npadvmod"):
            continue
        after = own[-1] + 1
        days = doc.tokens[child].lower in OCCASIONS or all(
            doc.tokens[i].ner in ("DATE", "TIME") or doc.tokens[i].pos == "ADP" for i in own
        )
        return [child] if days and after < clause and doc.tokens[after].text != "," else []
    return []


def _is_reported(doc: Document, verb: int, clause: int, cue: Cue) -> bool:
    """Whether an unquoted clause is what the verb reports: before the verb, it ends in a comma; after verbs that seldom
    take a clause, it begins with "that".
    """
    inside = doc.subtree(clause)
    if not cue.takes("clause"):
        return cue.takes("that") and any(doc.tokens[c].lower == "that" for c in doc.children(clause) if c < clause)
    if inside[0] < verb and _in_relative(doc, verb, inside[0]):
        return False
    after = min((i for i in range(inside[0], verb) if i > clause and i not in inside), default=None)
    return clause > verb or after is None or doc.tokens[after].text in (",", "-", "--", "–", "—")


def _in_relative(doc: Document, verb: int, first: int) -> bool:
    """Whether a relative word stands between the comma before the verb and it (", whose border the pact confirms")."""
    for i in range(verb - 1, first, -1):
        if doc.tokens[i].text == ",":
            return False
        if doc.tokens[i].tag in ("WP$", "WDT", "WP"):
            return True
    return False


def _second_cues(doc: Document, clause: int) -> list[int]:
    return [child for child in doc.children(clause) if doc.tokens[child].dep == "conj" and is_second_cue(doc, child)]


def _astray(doc: Document, verb: int, cue: Cue) -> tuple[str, list[Span]] | None:
    """A that-clause that the parser hung on a noun between ("demanded on the eve of the summit that …")."""
    if not cue.takes("clause"):
        return None
    for child in doc.children(verb):
        told = cue.addressed and doc.tokens[child].dep == "dobj"
        if child < verb or not (told or doc.tokens[child].dep in ("prep", "npadvmod")):
            continue
        for i in doc.subtree(child):
            that = doc.tokens[i].dep in ("relcl", "acl", "ccomp") and _opens_with_that(doc, i)
            if that or (doc.tokens[child].lower in OCCASIONS and _foretells(doc, i)):
                return "clause", clause_spans(doc, i, asides(doc, i))
    return None


def _foretells(doc: Document, clause: int) -> bool:
    """Whether what was taken for a relative clause opens with its subject and says what will be: "after the vote she
    would go".
    """
    children = doc.children(clause)
    subject = next((c for c in children if doc.tokens[c].dep in ("nsubj", "nsubjpass")), None)
    modal = any(doc.tokens[c].lower in ("would", "will") for c in children if doc.tokens[c].dep == "aux")
    opens = subject is not None and doc.subtree(clause)[0] == doc.subtree(subject)[0]
    return doc.tokens[clause].dep == "relcl" and modal and opens and doc.tokens[subject or 0].tag not in ("WDT", "WP")


def _adverbial(doc: Document, verb: int, cue: Cue) -> tuple[str, list[Span]] | None:
    """A clause that the occasion before it made the parser take for an adverbial: "said after the vote he would go"."""
    if not cue.takes("clause"):
        return None
    for child in doc.children(verb):
        parts = {doc.tokens[c].dep: c for c in doc.children(child) if c < child}
        own = doc.subtree(child)
        if doc.tokens[child].dep != "advcl" or own[0] != verb + 1 or "mark" in parts or "nsubj" not in parts:
            continue
        lead = parts.get("prep")
        if lead == own[0] and doc.subtree(lead)[-1] + 1 == doc.subtree(parts["nsubj"])[0]:
            return "clause", clause_spans(doc, child, {lead, *asides(doc, child)})
    return None


def _opens_with_that(doc: Document, clause: int) -> bool:
    """Whether a clause begins with a "that" which is not its subject."""
    first = doc.tokens[min(doc.subtree(clause))]
    subjects = [c for c in doc.children(clause) if doc.tokens[c].dep in ("nsubj", "nsubjpass")]
    return first.lower == "that" and bool(subjects) and first.i not in subjects


def _parenthetical(doc: Document, verb: int, cue: Cue) -> tuple[str, list[Span]] | None:
    """ "The border, she said, must open": the clause around the verb."""
    token = doc.tokens[verb]
    if token.dep != "parataxis" or token.head == verb or not (cue.takes("clause") or cue.takes("quote")):
        return None
    own = doc.subtree(verb)
    after = own[-1] + 1
    closed = doc.tokens[own[-1]].pos == "PUNCT" or after >= len(doc.tokens) or doc.tokens[after].pos == "PUNCT"
    return ("parenthetical", _around(doc, verb)) if closed else None
