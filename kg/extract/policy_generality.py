"""Which phrases speak of policies in general and of none: "minimum wage laws", "American policy", a headline."""

from __future__ import annotations

from kg.extract.policy_drafts import Draft
from kg.extract.policy_mentions import PolicyMention, Rank
from kg.extract.policy_status import Governance
from kg.model.document import Document
from kg.model.facts import PolicyKind, PolicyStatus

# Kinds of which a plural is one policy: "sanctions", "strikes", "tariffs".
TOLD_IN_PLURAL = frozenset({PolicyKind.SANCTION, PolicyKind.TRADE, PolicyKind.DEFENCE, PolicyKind.OTHER})
TO_COME = frozenset({PolicyStatus.PROPOSED, PolicyStatus.PLANNED})
# What every state has; only words of its own, or an owner, tell which is meant.
COURSES = frozenset({"policy", "diplomacy", "stance", "strategy"})
# What every state has a policy on.
FIELDS = frozenset(
    [
        *("trade", "energy", "immigration", "migration", "tax", "fiscal", "monetary", "economic", "climate", "health"),
        *("environmental", "social", "housing", "agricultural", "farm", "industrial", "drug", "education", "labour"),
        *("labor", "asylum", "foreign", "domestic", "public", "national", "defence", "defense", "security"),
        *("current", "new"),
    ]
)
# Steps that are a policy where they are taken, and else a topic: "hopes of EU entry".
STEPS = frozenset({"entry", "membership", "accession"})
# What is told in the plural though it is one: "plans to …", "proposals for …".
OFFERED = frozenset({"plan", "proposal"})
# Capitals do not make a name of these.
UNTITLED = frozenset({"executive order", "executive orders", "executive action"})


def is_general(doc: Document, draft: Draft) -> bool:
    """Whether no mention tells of one policy: an indefinite plural that nobody makes, a course without words."""
    best = draft.best
    if best.text.lower() in UNTITLED:
        return True
    if best.title or best.rank not in (Rank.DESCRIBED, Rank.BARE, Rank.NAME) or best.dated:
        return False
    if best.lemma in STEPS and not best.named:
        return not _governances(draft)
    if _is_field(doc, draft) or _is_wished_better(doc, best) or _is_judged(doc, draft):
        return True
    if best.named or best.definite:
        return False
    return _is_plural(doc, draft) or _is_course(doc, best)


def is_heading(doc: Document, draft: Draft) -> bool:
    """Whether only the headline tells it: a headline adds nothing that the body lacks."""
    headline = " ".join((doc.article.headline or "").split()).rstrip(".")
    first = doc.paragraphs[0].span if doc.paragraphs else None
    if not headline or first is None or " ".join(doc.text_of(first).split()).rstrip(".") != headline:
        return False
    telling = [mention for mention in draft.mentions if not mention.bare] or draft.mentions
    return len(doc.paragraphs) > 1 and all(first.covers(mention.span) for mention in telling)


def _is_plural(doc: Document, draft: Draft) -> bool:
    """ "Pro-business rulings", "two primary education programs", "agreements between X and Y": several of a kind."""
    telling = [reading for reading in draft.readings if not reading.mention.bare] or draft.readings
    offered = draft.best.lemma in OFFERED and draft.best.last > draft.best.head
    if offered and any(g.status in TO_COME for g in _governances(draft)):
        # "Proposals for a common currency were put to the ministers": the parts of one.
        return False
    plural = all(doc.tokens[reading.mention.head].tag == "NNS" for reading in telling)
    subject = draft.kind is PolicyKind.TREATY and draft.best.last > draft.best.head
    if not plural or draft.kind in TOLD_IN_PLURAL or (subject and doc.tokens[draft.best.head + 1].lower == "on"):
        # "Accords on nuclear arms" are those that there are.
        return False
    told = [governance for reading in telling for governance in reading.governances]
    # Who enforces or funds laws and programmes of a kind has not made one of them.
    made = any(g.maker == "subject" and g.status not in (None, PolicyStatus.IN_FORCE) for g in told)
    return not (draft.actors and (made or any(g.status in TO_COME for g in told)))


def _is_course(doc: Document, best: PolicyMention) -> bool:
    """ "American policy toward Israel": what a state thinks at large."""
    named = {i for mention in doc.mentions_in(best.span) for i in doc.tokens_in(mention.span)}
    before = [i for i in doc.tokens_in(best.span) if i < best.head and i not in named]
    return best.lemma in COURSES and not before and doc.tokens[doc.tokens_in(best.span).start - 1].pos != "DET"


def _is_wished_better(doc: Document, best: PolicyMention) -> bool:
    """ "A more effective security policy": what somebody would like to have."""
    before = [doc.tokens[i] for i in doc.tokens_in(best.span) if i < best.head]
    return best.kind is PolicyKind.DOCTRINE and not best.definite and any(t.tag in ("JJR", "RBR") for t in before)


def _is_judged(doc: Document, draft: Draft) -> bool:
    """ "His reactive, indirect and incremental strategy": a course told by adjectives alone, which no verb makes."""
    best = draft.best
    named = {i for mention in doc.mentions_in(best.span) for i in doc.tokens_in(mention.span)}
    before = [doc.tokens[i] for i in doc.tokens_in(best.span) if i < best.head and i not in named]
    alone = best.lemma in COURSES and best.last == best.head and not _governances(draft)
    return alone and all(token.pos not in ("NOUN", "PROPN", "NUM") for token in before)


def _is_field(doc: Document, draft: Draft) -> bool:
    """ "U.S. trade policy", "Germany's energy policies": all that a state does in a field."""
    best = draft.best
    named = {i for mention in doc.mentions_in(best.span) for i in doc.tokens_in(mention.span)}
    before = [doc.tokens[i] for i in doc.tokens_in(best.span) if i < best.head and i not in named]
    words = {token.lower for token in before if token.pos not in ("PART", "PUNCT", "DET")}
    return best.lemma == "policy" and best.last == best.head and words <= FIELDS and not _governances(draft)


def _governances(draft: Draft) -> list[Governance]:
    return [governance for reading in draft.readings for governance in reading.governances]
