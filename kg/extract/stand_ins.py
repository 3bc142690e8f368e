"""Words that stand for a policy without naming it: "called it a gift", "this is peace", "the accord", "the signing".

Each goes to a policy that the text has named before it. Only words that no entity and no policy of the article claims
are looked at; an "it" that may be the speaker himself or nothing at all is left alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from kg.extract.spans import SpanIndex
from kg.model.document import Document, Span, Token
from kg.model.entities import Kind
from kg.model.facts import Policy, PolicyKind, Statement

PRONOUNS = frozenset({"it", "this", "that"})
AGREEMENTS = frozenset({PolicyKind.TREATY, PolicyKind.TRADE})
OTHER_AGREEMENTS = frozenset({PolicyKind.CEASEFIRE, PolicyKind.DOCTRINE, PolicyKind.PROGRAMME})
AGREEMENT_NOUNS = frozenset(
    (
        "accord",
        "agreement",
        "bargain",
        "communique",
        "compact",
        "deal",
        "declaration",
        "document",
        "pact",
        "settlement",
        "text",
        "treaty",
    )
)
# Acts by which an agreement is made, and what comes of talks, stand for it too.
ACTS = frozenset({"outcome", "ratification", "signature", "signing"})
# What is done to an agreement, and what those who judge it do.
JUDGING = frozenset(
    [
        "accept",
        "approve",
        "back",
        "call",
        "denounce",
        "describe",
        "fight",
        "hail",
        "negotiate",
        "oppose",
        "ratify",
        "reject",
        "renegotiate",
        "scrap",
        "sign",
        "support",
        "welcome",
    ]
)
# What a day or a time is said to be is not said of a policy.
TIMES = frozenset({"all", "day", "time", "hour", "moment", "morning", "night", "week", "year"})
# How many sentences before a pronoun its policy may stand.
NEAR = 2


@dataclass(frozen=True, slots=True)
class _Place:
    """A place where a policy stands in the text."""

    span: Span
    policy: Policy


class StandIns:
    """Finds the policies that pronouns and bare nouns mean, in one document."""

    def __init__(self, doc: Document, policies: Sequence[Policy]) -> None:
        self._doc = doc
        places = [_Place(s, p) for p in policies if p.id for s in dict.fromkeys(p.mentions or p.evidence)]
        self._places = sorted(places, key=lambda place: (place.span.start, place.span.end))
        self._index = SpanIndex(places)
        self._kinds = {entity.id: entity.kind for entity in doc.entities}

    def meant_in(self, statement: Statement) -> list[str]:
        """The ids of the policies that words in the content of the statement stand for."""
        if not self._places:
            return []
        found: dict[str, None] = {}
        for span in statement.content:
            for i in self._doc.tokens_in(span):
                policy = self._meant(self._doc.tokens[i], statement)
                if policy is not None:
                    found.setdefault(policy.id)
        return list(found)

    def _meant(self, token: Token, statement: Statement) -> Policy | None:
        lemma = token.lemma.lower()
        pronoun = token.lower in PRONOUNS and token.tag in ("PRP", "DT")
        noun = token.pos == "NOUN" and (lemma in AGREEMENT_NOUNS or lemma in ACTS)
        own = self._by_noun.get(lemma, []) if token.pos == "NOUN" and self._is_known(token) else []
        if not (pronoun or noun or own) or self._doc.mentions_at(token.i) or self._is_claimed(token):
            return None
        if own and not noun:
            earlier = [place for place in own if place.span.end <= token.start]
            return earlier[-1].policy if earlier else None
        if noun:
            return self._agreement_before(token)
        if not self._refers(token, statement):
            return None
        return self._before(token, NEAR) or (self._agreement_before(token) if self._is_judged(token) else None)

    @cached_property
    def _by_noun(self) -> dict[str, list[_Place]]:
        """The places by the nouns that head them: a lease, a contract, sanctions."""
        found: dict[str, list[_Place]] = {}
        for place in self._places:
            for noun in self._heads(place.span):
                found.setdefault(noun, []).append(place)
        return found

    def _heads(self, span: Span) -> list[str]:
        """The noun that heads a phrase; of an act told by a verb, the noun that it is done to."""
        doc = self._doc
        inside = doc.tokens_in(span)
        nouns = [doc.tokens[i] for i in inside if doc.tokens[i].pos == "NOUN" and doc.tokens[i].head not in inside]
        nouns = nouns or [doc.tokens[i] for i in inside if doc.tokens[i].pos == "NOUN" and doc.tokens[i].dep == "dobj"]
        return [noun.lemma.lower() for noun in nouns[:1] if noun.lemma.lower() not in TIMES]

    def _is_known(self, token: Token) -> bool:
        """Whether a noun without words of its own is spoken of as known: "the lease", "sanctions can wait"."""
        kids = [self._doc.tokens[c] for c in self._doc.children(token.i)]
        before = [kid for kid in kids if kid.i < token.i]
        after = [kid for kid in kids if kid.i > token.i and kid.dep in ("prep", "relcl", "acl")]
        definite = any(kid.lower in ("the", "this", "that", "these", "those") for kid in before)
        return not after and len(before) <= 1 and (definite or (token.tag == "NNS" and not before))

    def _is_claimed(self, token: Token) -> bool:
        return bool(self._index.touching(token.span))

    def _refers(self, token: Token, statement: Statement) -> bool:
        """Whether a pronoun stands for a thing: an object, or a subject that is neither the speaker nor a day."""
        doc = self._doc
        if token.dep in ("dobj", "pobj"):
            return not any(doc.tokens[c].dep == "relcl" for c in doc.children(token.i))
        if token.dep not in ("nsubj", "nsubjpass") or self._may_be_speaker(token, statement):
            return self._is_described(token)
        verb = doc.tokens[token.head]
        told = [doc.tokens[c] for c in doc.children(verb.i)]
        if verb.lemma in ("take", "seem", "appear", "happen"):
            return False
        extraposed = any(t.dep in ("ccomp", "xcomp", "advcl") and t.i > verb.i for t in told) and verb.lemma == "be"
        named = [t for t in told if t.dep in ("attr", "acomp")]
        return not extraposed and not any(t.lemma.lower() in TIMES for t in named)

    def _is_described(self, token: Token) -> bool:
        """Whether the pronoun is the subject of what it is called ("called it a gift")."""
        head = self._doc.tokens[self._doc.tokens[token.head].head]
        return token.dep == "nsubj" and head.lemma in ("call", "describe", "declare", "deem", "label", "brand")

    def _is_judged(self, token: Token) -> bool:
        """Whether the pronoun is the object of what is done to agreements: "to reject it", "called it a gift"."""
        doc = self._doc
        verbs = [token.head] if doc.tokens[token.head].pos in ("VERB", "AUX") else []
        verbs += [doc.tokens[verb].head for verb in verbs]
        described = token.dep == "nsubj" and doc.tokens[token.head].pos != "VERB"
        return any(
            doc.tokens[verb].lemma in JUDGING and (token.dep == "dobj" or described) for verb in (token.head, *verbs)
        )

    def _may_be_speaker(self, token: Token, statement: Statement) -> bool:
        """ "Israel said it had not been consulted": the speaker is no person, and "it" may be the speaker."""
        if token.lower != "it":
            return False
        kind = self._kinds.get(statement.speaker or "")
        return kind is not Kind.PERSON and kind is not None

    def _before(self, token: Token, reach: int) -> Policy | None:
        """The policy named last before a token, not more than `reach` sentences back."""
        for place in reversed(self._places):
            if place.span.end <= token.start:
                inside = self._doc.tokens_in(place.span)
                near = bool(inside) and token.sentence - self._doc.tokens[inside.start].sentence <= reach
                return place.policy if near else None
        return None

    def _agreement_before(self, token: Token) -> Policy | None:
        """The agreement named last before a token, else the first of the article."""
        kinds = AGREEMENTS if any(place.policy.kind in AGREEMENTS for place in self._places) else OTHER_AGREEMENTS
        agreements = [place for place in self._places if place.policy.kind in kinds]
        earlier = [place for place in agreements if place.span.end <= token.start]
        place = earlier[-1] if earlier else next(iter(agreements), None)
        return None if place is None else place.policy
