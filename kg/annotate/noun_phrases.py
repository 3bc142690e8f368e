"""What the resolvers of noun phrases share: determiners, modifiers, complements, and how a phrase becomes a mention."""

from __future__ import annotations

from collections.abc import Sequence

from kg.annotate.discourse import Discourse
from kg.model.document import Form, Token

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


def add_phrase(talk: Discourse, first: int, head: int, entities: Sequence[str], form: Form) -> None:
    """Add the phrase from its determiner to its head."""
    left = [
        i
        for i in talk.doc.children(head)
        if i < head and talk.doc.tokens[i].dep in ("det", "poss", "amod", "compound", "nmod", "nummod")
    ]
    start = min([first, *(min(talk.doc.subtree(i)) for i in left)])
    talk.add(start, head + 1, head, list(entities), form)


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
