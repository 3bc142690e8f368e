"""Statements by a verb of speech: its clause, infinitive, gerund, object or complement is what was said."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.addressees import addressee_of
from kg.extract.contents import asides, clause_spans, spans_of, subtree_without
from kg.extract.cues import Cue, CueLexicon, may_report
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
POSSIBLE = frozenset(("can", "could", "may", "might", "should", "must"))


def verb_reports(doc: Document, lexicon: CueLexicon) -> Iterator[Report]:
    """The statements whose cue is a verb outside quotation marks, in the order of their cues."""
    for token in doc.tokens:
        if token.pos not in ("VERB", "AUX") or not may_report(doc, token.i):
            continue
        cue = lexicon.verb_at(doc, token.i)
        if cue is not None and not _unspoken(doc, token.i):
            yield from _reports_of(doc, token.i, cue, lexicon)


def _unspoken(doc: Document, verb: int) -> bool:
    """Not said: "refused to say", "did not say", "might say"."""
    token = doc.tokens[verb]
    if token.dep == "xcomp" and doc.tokens[token.head].lemma in UNREAL and token.tag == "VB":
        return True
    dependents = [doc.tokens[child] for child in doc.children(verb)]
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
    for attempt in (_as_phrase, _clausal, _infinitive_astray, _parenthetical, _complement, _prepositional, _astray):
        found = attempt(doc, verb, cue)
        if found is not None and found[1]:
            return found
    return _object(doc, verb, cue, lexicon)


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
        to = _to(doc, child)
        if to is not None and child > verb:
            if cue.takes("inf") or (cue.takes("inf:on") and _calls_on(doc, verb)):
                return "infinitive", _from(doc, child, min(to, _promised(doc, verb, to)))
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
    indexes = subtree_without(doc, clause, [*_second_cues(doc, clause), *asides(doc, clause)])
    if indexes[-1] == max(doc.subtree(clause)):
        for child in doc.children(verb):
            if child > indexes[-1] and is_cut_off(doc, child):
                indexes = [*indexes, *range(indexes[-1] + 1, max(doc.subtree(child)) + 1)]
    return spans_of(doc, indexes)


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


def _to(doc: Document, verb: int) -> int | None:
    """The "to" of an infinitive."""
    return next((c for c in doc.children(verb) if doc.tokens[c].lower == "to" and doc.tokens[c].dep == "aux"), None)


def _infinitive_astray(doc: Document, verb: int, cue: Cue) -> tuple[str, list[Span]] | None:
    """ "called on Peru to free them", "urged them to go", where the parser takes the infinitive for an adverbial or
    hangs it on the noun.
    """
    if not ((cue.takes("inf:on") and _calls_on(doc, verb)) or (cue.takes("inf") and cue.addressed)):
        return None
    if cue.takes("obj") and any(doc.tokens[c].dep == "dative" for c in doc.children(verb)):
        return None
    inside = [i for child in doc.children(verb) if child > verb for i in (child, *doc.children(child))]
    for i in sorted(inside):
        to = _to(doc, i)
        if to is not None and to > verb + 1 and doc.tokens[i].dep in ("acl", "relcl", "advcl"):
            return "infinitive", _from(doc, i, to)
    return None


def _calls_on(doc: Document, verb: int) -> bool:
    return any(doc.tokens[c].lower in ("on", "upon", "for") and doc.tokens[c].dep == "prep" for c in doc.children(verb))


def _promised(doc: Document, verb: int, to: int) -> int:
    """Where the content of "promised him two million to house them" begins: at the thing promised, else at the "to"."""
    given = any(doc.tokens[c].dep == "dative" for c in doc.children(verb))
    things = [c for c in doc.children(verb) if doc.tokens[c].dep == "dobj" and verb < c < to]
    return min(doc.subtree(things[0])) if given and things else to


def _from(doc: Document, root: int, first: int) -> list[Span]:
    """What stands from token `first` to the end of the subtree of `root`."""
    last = max(doc.subtree(root))
    if doc.tokens[first - 1].dep == "neg":
        first -= 1
    without = {i for aside in asides(doc, root) for i in doc.subtree(aside)}
    return spans_of(doc, [i for i in range(first, last + 1) if i not in without])


def _astray(doc: Document, verb: int, cue: Cue) -> tuple[str, list[Span]] | None:
    """A that-clause that the parser hung on a noun between ("demanded on the eve of the summit that …")."""
    if not cue.takes("clause"):
        return None
    for child in doc.children(verb):
        if child < verb or doc.tokens[child].dep not in ("prep", "npadvmod"):
            continue
        for i in doc.subtree(child):
            if doc.tokens[i].dep in ("relcl", "acl") and _opens_with_that(doc, i):
                return "clause", clause_spans(doc, i, asides(doc, i))
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


def _complement(doc: Document, verb: int, cue: Cue) -> tuple[str, list[Span]] | None:
    """ "called the text a gift", "described it as a gift", "what he called a gift", "referred to it as a gift"."""
    if not (cue.takes("objc") or cue.takes("objc:to")):
        return None
    parts = [child for child in doc.children(verb) if child > verb and _is_part(doc, child, cue)]
    named = [child for child in parts if _names(doc, child)]
    if not named or (len(parts) == 1 and not _asks_object(doc, verb)):
        return None
    indexes = sorted(i for part in parts for i in subtree_without(doc, part, asides(doc, part)))
    if doc.tokens[indexes[0]].lower == "to" and cue.takes("objc:to"):
        indexes = indexes[1:]
    free = any(doc.tokens[c].lower == "what" and c < verb for c in doc.children(verb))
    return ("what" if free else "complement"), spans_of(doc, indexes)


def _is_part(doc: Document, i: int, cue: Cue) -> bool:
    token = doc.tokens[i]
    if token.dep == "prep" and token.lower == "to":
        return cue.takes("objc:to")
    return token.dep in ("dobj", "oprd", "attr", "acomp", "dative") or _is_as(doc, i)


def _names(doc: Document, i: int) -> bool:
    """Whether a dependent is, or holds, what the object is said to be."""
    within = any(_is_as(doc, child) for child in doc.children(i)) if doc.tokens[i].dep == "dobj" else False
    return within or doc.tokens[i].dep in ("oprd", "attr", "acomp") or _is_as(doc, i)


def _asks_object(doc: Document, verb: int) -> bool:
    """Whether a complement may stand alone: its object is before the verb ("what he called a gift") or holds it."""
    return any(
        doc.tokens[c].dep in ("dobj", "nsubjpass") and (c < verb or any(_is_as(doc, i) for i in doc.children(c)))
        for c in doc.children(verb)
    )


def _is_as(doc: Document, i: int) -> bool:
    return doc.tokens[i].lower == "as" and doc.tokens[i].dep == "prep"


def _prepositional(doc: Document, verb: int, cue: Cue) -> tuple[str, list[Span]] | None:
    """ "accused them of lying", "thanked him for his help", "called for a truce"."""
    wanted = cue.prepositions()
    near = [
        *doc.children(verb),
        *(i for child in doc.children(verb) if doc.tokens[child].dep == "dobj" for i in doc.children(child)),
    ]
    for child in near if wanted else ():
        token = doc.tokens[child]
        if token.dep == "prep" and child > verb and token.lower in wanted and doc.children(child):
            inside = subtree_without(doc, child, asides(doc, child))
            kept = token.lower == "for" and cue.takes("obj")
            return "preposition", spans_of(doc, inside if kept else [i for i in inside if i != child])
    return None


def _object(doc: Document, verb: int, cue: Cue, lexicon: CueLexicon) -> tuple[str, list[Span]] | None:
    if not (cue.takes("obj") or cue.takes("obj:claim")) or is_passive(doc, verb):
        return None
    objects = [child for child in doc.children(verb) if doc.tokens[child].dep == "dobj" and child > verb]
    if len(objects) != 1:
        return None
    token = doc.tokens[objects[0]]
    noun = lexicon.noun(token.lemma.lower())
    claimed = cue.takes("obj") or (noun is not None and noun.takes("claim"))
    person = token.ner == "PERSON" or token.tag == "PRP"
    if not claimed or person:
        return None
    indexes = subtree_without(doc, token.i, asides(doc, token.i))
    for child in doc.children(verb):
        if child > token.i and doc.tokens[child].dep in ("xcomp", "advcl") and _to(doc, child) is not None:
            indexes = list(range(indexes[0], max(doc.subtree(child)) + 1))
    return "object", spans_of(doc, indexes)
