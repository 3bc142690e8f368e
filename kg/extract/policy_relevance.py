"""Which of the policies found are those of states and public bodies, and which only general or private words."""

from __future__ import annotations

from kg.extract.policy_joining import Draft
from kg.extract.policy_mentions import Rank
from kg.model.document import Document
from kg.model.entities import Kind
from kg.model.facts import PolicyKind

# Kinds of which private people and lesser bodies have theirs, too.
GENERAL = frozenset(PolicyKind) - {PolicyKind.CEASEFIRE, PolicyKind.RESOLUTION}
# What an article comes back to this often is a policy of the one whom it is about.
MANY = 3
PAIR = 2


def _is_public(doc: Document, actor: str) -> bool:
    """Whether an actor is a body, or a person of a state that the article does not name otherwise.

    Persons in office are given by their state, so a person of a state that the article names is none.
    """
    entity = doc.entity(actor)
    if entity.kind is not Kind.PERSON:
        return True
    named = any(other.kind is Kind.COUNTRY and other.country == entity.country for other in doc.entities)
    return entity.country is not None and not named


def is_vague(doc: Document, draft: Draft, institutions: frozenset[str]) -> bool:
    """Whether all that is told is a phrase of general words, made by nobody known: "state law", "tax reform".

    Args:
        doc: The document.
        draft: The policy with all its mentions.
        institutions: Words that tell a public body by its name.
    """
    best = draft.best
    makers = [actor for actor in draft.actors if _is_public(doc, actor)]
    if any(doc.entity(m).kind is not Kind.ORGANIZATION or _is_institution(doc, m, institutions) for m in makers):
        return _is_in_general(doc, draft)
    told_apart = bool(doc.mentions_in(best.span)) or any(mention.public for mention in draft.mentions)
    if makers:
        # A company's deal is of no interest, unless its words are those of public affairs.
        return not told_apart and not draft.targets
    if best.named or best.rank in (Rank.STRONG, Rank.ACT) or (draft.actors and not best.general):
        return False
    special = told_apart or best.dated or bool(draft.targets)
    many = draft.kind not in GENERAL or len(draft.readings) >= MANY
    return _is_in_general(doc, draft) or not (special or many)


def _is_institution(doc: Document, actor: str, institutions: frozenset[str]) -> bool:
    entity = doc.entity(actor)
    words = {word.lower().strip(".,") for name in (entity.name, *entity.aliases) for word in name.split()}
    return entity.kind is Kind.ORGANIZATION and (entity.country is not None or bool(words & institutions))


def _is_in_general(doc: Document, draft: Draft) -> bool:
    """ "Bad deals with China": several of a kind, which no verb tells anything of."""
    best = draft.best
    plural = doc.tokens[best.head].tag == "NNS" and not best.definite and draft.kind is PolicyKind.TREATY
    return plural and not any(reading.governances for reading in draft.readings) and len(draft.actors) < PAIR
