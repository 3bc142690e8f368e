"""What the resolvers of noun phrases share: determiners, modifiers, complements, and how a phrase becomes a mention."""

from __future__ import annotations

from collections.abc import Sequence

from kg.annotate.discourse import Discourse
from kg.model.document import Form, Token
from kg.model.entities import Kind

DEFINITE = frozenset({"the", "this", "that"})
POSSESSIVES = frozenset({"his", "her", "its", "their"})
PLURAL_TAGS = frozenset({"NNS", "NNPS"})
WINDOW = 60


def modifiers(talk: Discourse, token: Token, first: int) -> list[int]:
    """The adjectives, nouns and possessors before token `first` that depend on a noun; no pronouns."""
    children = [
        i
        for i in talk.doc.children(token.i)
        if i < first and talk.doc.tokens[i].dep in ("amod", "compound", "nmod", "poss")
    ]
    return [i for i in children if talk.doc.tokens[i].lower not in POSSESSIVES]


def add_phrase(
    talk: Discourse, first: int, head: int, entities: Sequence[str], form: Form, *, last: int | None = None
) -> None:
    """Add the phrase from its determiner to its head, or to the complement that ends before token `last`."""
    left = [
        i
        for i in talk.doc.children(head)
        if i < head and talk.doc.tokens[i].dep in ("det", "poss", "amod", "compound", "nmod", "nummod")
    ]
    start = min([first, *(min(talk.doc.subtree(i)) for i in left)])
    talk.add(start, last or head + 1, head, list(entities), form)


def state_after(talk: Discourse, token: Token) -> tuple[int, str] | None:
    """The end and the state of "of Kenya" right after a noun; None where more or something else is said."""
    doc = talk.doc
    prepositions = [i for i in doc.children(token.i) if i > token.i and doc.tokens[i].dep in ("prep", "relcl")]
    if len(prepositions) != 1 or prepositions[0] != token.i + 1 or doc.tokens[token.i + 1].lower != "of":
        return None
    nouns = [i for i in doc.children(token.i + 1) if doc.tokens[i].dep == "pobj"]
    states = [talk.entity(e) for i in nouns for e in talk.at(i) if talk.entity(e).kind is Kind.COUNTRY]
    if len(nouns) != 1 or len(states) != 1 or any(doc.tokens[i].dep == "conj" for i in doc.children(nouns[0])):
        return None
    return None if states[0].country is None else (nouns[0] + 1, states[0].country)


def has_complement(talk: Discourse, token: Token) -> bool:
    """Whether the phrase says more of whom it means ("the president of the club", "the man who …")."""
    doc = talk.doc
    for i in doc.children(token.i):
        child = doc.tokens[i]
        if (
            child.dep == "relcl"
            and doc.tokens[child.i - 1].lower != ","
            and not any(doc.tokens[k].lower == "," for k in range(token.i, child.i))
        ):
            return True
        if child.dep == "prep" and child.lower in ("of", "for", "in", "at") and child.i == token.i + 1:
            return True
    return False
