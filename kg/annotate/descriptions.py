"""Noun phrases that take a person up by what the article says of him beside an office: an age, the noun of a role."""

from __future__ import annotations

import re

from kg.annotate.discourse import Discourse
from kg.annotate.noun_phrases import WINDOW
from kg.annotate.phrases import pieces
from kg.model.document import Form, Token

AGE = re.compile(r"\d{1,3}$")
# "54 - year - old": the words of an age, of which the last is the head of the phrase.
AGE_WORDS = 5
# So many sentences back the only person may be the one whose age is told afterwards.
NEAR = 2
BEFORE_COMPLEMENT = re.compile(r"\s(?:of|for|at|to|from|in)\s")


def resolve_age(talk: Discourse, token: Token) -> bool:
    """ "the 54-year-old" → who is of that age; where no age is told, the only person just spoken of."""
    first = token.i - AGE_WORDS + 1
    if first < 1 or talk.words[first + 1 : token.i] != ["-", "year", "-"] or not AGE.match(talk.words[first]):
        return False
    after = talk.doc.tokens[token.i + 1].pos if token.i + 1 < len(talk.words) else ""
    if talk.words[first - 1].lower() != "the" or after in ("NOUN", "PROPN", "ADJ"):
        return False
    ages = _ages(talk)
    near = dict.fromkeys(e for _, e in talk.before(token.i, sentences=NEAR) if talk.is_person(e))
    fitting = [entity for entity, age in ages.items() if age == talk.words[first]]
    if not fitting and len(near) == 1:
        fitting = [entity for entity in near if entity not in ages]
    if len(fitting) != 1:
        return False
    talk.add(first - 1, token.i + 1, token.i, fitting, Form.NOMINAL)
    return True


def _ages(talk: Discourse) -> dict[str, str]:
    """The ages told right after names ("X, 54,", "X (54)")."""
    found: dict[str, str] = {}
    for mention in talk.doc.mentions:
        if mention.form is not Form.NAME or not talk.is_person(mention.entity):
            continue
        last = max(talk.doc.tokens_in(mention.span), default=mention.head) + 1
        if "".join(talk.words[last : last + 1]) in (",", "(") and AGE.match("".join(talk.words[last + 1 : last + 2])):
            found.setdefault(mention.entity, talk.words[last + 1])
    return found


def described(talk: Discourse, token: Token) -> str | None:
    """The person named nearest before in whose role the noun stands ("the laureate" after "X, a Nobel laureate")."""
    for entity in dict.fromkeys(e for _, e in talk.before(token.i, sentences=WINDOW)):
        if talk.is_person(entity) and token.lower in map(_noun, talk.entity(entity).roles):
            return entity
    return None


def compatriot(talk: Discourse, token: Token, code: str) -> str | None:
    """The only person just spoken of who speaks for a state ("the Kenyan")."""
    near = dict.fromkeys(e for _, e in talk.before(token.i, sentences=NEAR) if talk.is_person(e))
    fitting = [entity for entity in near if talk.entity(entity).country == code]
    return fitting[0] if len(fitting) == 1 else None


def _noun(role: str) -> str:
    """The noun of a role, without what follows it."""
    words = pieces(BEFORE_COMPLEMENT.split(role.lower())[0])
    return words[-1] if words else ""
