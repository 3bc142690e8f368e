"""What was said, when a phrase and no clause tells it: the object of "welcome", the complement of "call", the words
after the preposition of "accuse". Each function gives the name of the construction and the spans.
"""

from __future__ import annotations

from kg.extract.contents import asides, spans_of, subtree_without
from kg.extract.cues import Cue, CueLexicon
from kg.extract.infinitives import to_of
from kg.extract.sources import is_passive
from kg.model.document import Document, Span, Token

# Prepositions that go on with a noun even where the parser hangs them on the verb ("called for a cut in arms").
TAIL_PREPOSITIONS = frozenset({"toward", "towards", "without", "between", "for", "of", "with", "in"})
# What tells when or where something was said, and is no part of it.
# Who is spoken to, where a verb may have either him or the thing said for its object ("urged Lima", "urged restraint").
NAMES = frozenset({"PERSON", "NORP", "GPE", "ORG"})
CIRCUMSTANCES = frozenset({"DATE", "TIME", "GPE", "LOC", "FAC", "EVENT"})
OCCASIONS = frozenset(
    (
        "address",
        "article",
        "attempt",
        "bid",
        "book",
        "call",
        "ceremony",
        "column",
        "conference",
        "debate",
        "effort",
        "email",
        "interview",
        "letter",
        "meeting",
        "message",
        "move",
        "post",
        "report",
        "session",
        "speech",
        "statement",
        "summit",
        "talk",
        "telegram",
        "tweet",
    )
)


def complement(doc: Document, verb: int, cue: Cue) -> tuple[str, list[Span]] | None:
    """ "called the text a gift", "described it as a gift", "what he called a gift", "referred to it as a gift"."""
    if not (cue.takes("objc") or cue.takes("objc:to")):
        return None
    parts = [child for child in doc.children(verb) if child > verb and _is_part(doc, child, cue)]
    named = [child for child in parts if _names(doc, child)] or _day_named(doc, verb)
    parts = parts or named
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
    return within or doc.tokens[i].dep in ("oprd", "attr", "acomp") or _is_as(doc, i) or _is_second_object(doc, i)


def _is_second_object(doc: Document, i: int) -> bool:
    """ "branded it a surrender", where the parser takes the name for one more object."""
    token = doc.tokens[i]
    before = [c for c in doc.children(token.head) if token.head < c < i]
    return token.dep == "dobj" and [doc.tokens[c].dep for c in before] == ["dobj"]


def _day_named(doc: Document, verb: int) -> list[int]:
    """ "called Friday a day to treasure": the parser takes day and name for two adverbials."""
    found = [c for c in doc.children(verb) if c > verb and doc.tokens[c].dep in ("npadvmod", "advcl")]
    return found if len([c for c in found if doc.tokens[c].dep == "npadvmod"]) == 2 else []


def _asks_object(doc: Document, verb: int) -> bool:
    """Whether a complement may stand alone: its object is before the verb ("what he called a gift") or holds it."""
    return any(
        doc.tokens[c].dep in ("dobj", "nsubjpass") and (c < verb or any(_is_as(doc, i) for i in doc.children(c)))
        for c in doc.children(verb)
    )


def _is_as(doc: Document, i: int) -> bool:
    return doc.tokens[i].lower == "as" and doc.tokens[i].dep == "prep"


def prepositional(doc: Document, verb: int, cue: Cue) -> tuple[str, list[Span]] | None:
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
            inside = with_tails(doc, verb, inside)
            return "preposition", spans_of(doc, inside if kept else [i for i in inside if i != child])
    return None


def with_tails(doc: Document, verb: int, indexes: list[int]) -> list[int]:
    """The tokens of a phrase with what goes on with it right behind, though the parser hangs it on the verb."""
    found = list(indexes)
    for child in doc.children(verb):
        token = doc.tokens[child]
        if child == found[-1] + 1 and token.dep == "prep" and token.lower in TAIL_PREPOSITIONS:
            tail = doc.subtree(child)
            if not any(_is_circumstance(doc, i) for i in doc.children(child)):
                found.extend(tail)
    return found


def _is_circumstance(doc: Document, i: int) -> bool:
    token = doc.tokens[i]
    return token.ner in CIRCUMSTANCES or token.lemma.lower() in OCCASIONS


def direct_object(doc: Document, verb: int, cue: Cue, lexicon: CueLexicon) -> tuple[str, list[Span]] | None:
    """ "welcomed the accord", "denied reports that …", "announced plans to …"."""
    if not any(cue.takes(frame) for frame in ("obj", "obj:claim", "obj:sum")) or is_passive(doc, verb):
        return None
    objects = [child for child in doc.children(verb) if doc.tokens[child].dep == "dobj" and child > verb]
    if len(objects) != 1:
        return None
    token = doc.tokens[objects[0]]
    noun = lexicon.noun(token.lemma.lower())
    counted = cue.takes("obj:sum") and any(doc.tokens[c].dep == "nummod" for c in doc.children(token.i))
    claimed = (
        cue.takes("obj") or counted or (cue.takes("obj:claim") and noun is not None and _is_claim(doc, token, noun))
    )
    person = (
        token.ner == "PERSON"
        or token.tag == "PRP"
        or (cue.addressed and cue.takes("inf") and (token.ner in NAMES or token.pos == "PROPN"))
    )
    if not claimed or person:
        return None
    indexes = with_tails(doc, verb, subtree_without(doc, token.i, asides(doc, token.i)))
    for child in doc.children(verb):
        if child > token.i and doc.tokens[child].dep in ("xcomp", "advcl") and to_of(doc, child) is not None:
            indexes = list(range(indexes[0], max(doc.subtree(child)) + 1))
    return "object", spans_of(doc, indexes)


def _is_claim(doc: Document, token: Token, noun: Cue) -> bool:
    """Whether the object is what others say: "reports"; of talk and theories only with what they tell."""
    if noun.takes("claim"):
        return True
    told = any(doc.tokens[c].lower in ("of", "about") or doc.tokens[c].dep == "acl" for c in doc.children(token.i))
    return noun.takes("claim:that") and token.tag == "NN" and told
