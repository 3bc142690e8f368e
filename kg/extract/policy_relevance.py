"""Which of the policies found are those of states and public bodies, and which only general or private words."""

from __future__ import annotations

from kg.extract.policy_drafts import Draft
from kg.extract.policy_entities import PartyNames
from kg.extract.policy_generality import is_general, is_heading
from kg.extract.policy_mentions import Rank
from kg.extract.policy_parties import JOINT_KINDS
from kg.extract.policy_readers import PolicyReader
from kg.extract.policy_words import PolicyWords
from kg.model.document import Document
from kg.model.entities import Kind
from kg.model.facts import PolicyKind, PolicyStatus

# Kinds of which private people and lesser bodies have theirs, too.
GENERAL = frozenset(PolicyKind) - {PolicyKind.CEASEFIRE, PolicyKind.RESOLUTION}
# Kinds told in the plural: "sanctions", "troops".
MEASURES = frozenset({PolicyKind.SANCTION, PolicyKind.TRADE, PolicyKind.DEFENCE})
# What legislators bring in, though they hold no office that acts for their state.
BROUGHT_IN = frozenset({PolicyKind.LAW, PolicyKind.RESOLUTION})
# Words of roles of those who deal for a state or a force.
SERVING = frozenset({"chief", "commander", "envoy", "general", "mediator", "negotiator", "representative", "secretary"})
# Words in the names of those who stand for election and have no state to act for.
PARTISAN = frozenset({"party", "campaign", "republicans", "democrats", "gop", "dnc", "rnc", "tories", "caucus"})
# What verbs tell of a policy that somebody has made or ended.
DONE = frozenset(
    {PolicyStatus.ADOPTED, PolicyStatus.IN_FORCE, PolicyStatus.REPEALED, PolicyStatus.WITHDRAWN, PolicyStatus.REJECTED}
)
# What charities and firms have, too, under a name.
ENTERPRISES = frozenset({"initiative", "program", "programme", "project", "fund"})
# What an article comes back to this often is a policy of the one whom it is about.
MANY = 3
PAIR = 2


class Relevance(PolicyReader):
    """Tells which policies of one document are too vague to be any."""

    def __init__(self, doc: Document, words: PolicyWords, names: PartyNames) -> None:
        super().__init__(doc, words, names)
        # Words that tell a public body by its name.
        self._institutions = words.all("institution")
        self._has_states = any(e.country is not None or self._is_institution(e.id) for e in doc.entities)
        self._named_states = {entity.country for entity in doc.entities if entity.kind is Kind.COUNTRY}

    def is_vague(self, draft: Draft) -> bool:
        """Whether all that is told is a phrase of general words, made by nobody known: "state law", "tax reform"."""
        doc, best = self._doc, draft.best
        # A maker whom the article's being about one state suggests makes no law of a general word.
        told = any(governance.status for reading in draft.readings for governance in reading.governances)
        told = told and ((best.rank is Rank.DESCRIBED and best.last > best.head) or best.full != best.text)
        guessed = draft.assumed and draft.kind is PolicyKind.LAW and not told
        if is_heading(doc, draft) or is_general(doc, draft) or self._is_private(draft):
            return True
        if self.is_done_by_power(draft):
            return _is_in_general(doc, draft)
        if not self._has_states and not (best.named or best.dated):
            # No state, no place in one and no public body anywhere: whatever it is, it is no state's.
            return True
        makers = [actor for actor in draft.actors if self._is_public(actor) and not guessed]
        if any(doc.entity(m).kind is not Kind.ORGANIZATION or self._is_institution(m) for m in makers):
            return _is_in_general(doc, draft)
        told_apart = self._names_a_body(draft) or any(mention.public for mention in draft.mentions)
        if makers:
            # A company's deal is of no interest, unless its words are those of public affairs.
            return not told_apart and not draft.targets
        if best.named and best.lemma == "deal" and not told_apart:
            # "The Acme-Apex deal": one of firms.
            return True
        if best.named and best.lemma in ENTERPRISES and not told_apart:
            # "The Hope Global Initiative": anybody has one of these, and no state is told to.
            return True
        if best.named or best.title or best.rank in (Rank.STRONG, Rank.ACT):
            return False
        special = told_apart or best.dated or (bool(draft.targets) and not draft.actors)
        lasting = draft.kind not in GENERAL and not (draft.kind is PolicyKind.RESOLUTION and draft.actors)
        many = lasting or len(draft.readings) >= MANY
        return _is_in_general(doc, draft) or not (special or many)

    def _is_private(self, draft: Draft) -> bool:
        """Whether all who make it are candidates, private persons or parties, who bind no state: "Mr. X's plan".

        Two who sign a treaty or a truce may be leaders of whom the article tells no office, or rebels.
        """
        if not draft.actors or not all(self._acts_for_nobody(actor, draft.kind) for actor in draft.actors):
            return False
        doc, public = self._doc, any(mention.public for mention in draft.mentions)
        if public and any(self._serves(actor) for actor in draft.actors):
            return False
        states = {doc.entity(actor).country for actor in draft.actors} - {None}
        if self.is_done_by_power(draft) or len(states) > 1:
            # Whoever makes a plan with somebody of another state is in office.
            return False
        made = [g for reading in draft.readings for g in reading.governances if g.status in DONE]
        if "peace" in draft.modifiers and made and states:
            # "Milosevic accepted a peace plan".
            return False
        if draft.kind in JOINT_KINDS:
            return len(draft.actors) == 1 and not public
        return not draft.best.named

    def is_made(self, draft: Draft) -> bool:
        """Whether somebody in office is told to make it."""
        makers = [] if draft.assumed else [self._doc.entity(actor) for actor in draft.actors]
        held = any(maker.kind is Kind.PERSON and self._names.is_in_office(maker) for maker in makers)
        return held or self.is_done_by_power(draft)

    def is_done_by_power(self, draft: Draft) -> bool:
        """Whether somebody of a state has done what only those in office do: "Reagan imposed sanctions"."""
        told = [g for reading in draft.readings for g in reading.governances if g.status in DONE]
        verbs = {self._doc.tokens[g.verb].lemma.lower() for g in told}
        ruling = bool(verbs & self._words.all("ruling"))
        return ruling and any(self._doc.entity(actor).country is not None for actor in draft.actors)

    def _serves(self, actor: str) -> bool:
        """Whether the person belongs to a state, though the article tells no office: "security chief Lopez"."""
        entity = self._doc.entity(actor)
        words = {word for role in entity.roles for word in role.lower().split()}
        return entity.country is not None and bool(words & SERVING) and "campaign" not in words

    def _acts_for_nobody(self, actor: str, kind: PolicyKind) -> bool:
        entity = self._doc.entity(actor)
        if entity.kind is Kind.PERSON:
            lawmaker = kind in BROUGHT_IN and entity.country is not None
            return not (lawmaker or self._names.is_in_office(entity))
        words = {word.lower().strip(".,") for name in (entity.name, *entity.aliases) for word in name.split()}
        elected = bool(words & PARTISAN) or "national committee" in entity.name.lower()
        return entity.kind is Kind.ORGANIZATION and elected

    def _names_a_body(self, draft: Draft) -> bool:
        """Whether the words of the policy name a state or a public body."""
        found = [self._doc.entity(mention.entity) for mention in self._doc.mentions_in(draft.best.span)]
        return any(e.kind is Kind.COUNTRY or self._is_institution(e.id) for e in found)

    def _is_public(self, actor: str) -> bool:
        """Whether an actor is a body, or a person of a state that the article does not name otherwise.

        Persons in office are given by their state, so a person of a state that the article names is none.
        """
        entity = self._doc.entity(actor)
        unnamed = entity.country is not None and entity.country not in self._named_states
        return entity.kind is not Kind.PERSON or unnamed

    def _is_institution(self, actor: str) -> bool:
        entity = self._doc.entity(actor)
        words = {word.lower().strip(".,") for name in (entity.name, *entity.aliases) for word in name.split()}
        return entity.kind is Kind.ORGANIZATION and (entity.country is not None or bool(words & self._institutions))


def _is_in_general(doc: Document, draft: Draft) -> bool:
    """ "Bad deals with China": several of a kind, which no verb tells anything of."""
    best = draft.best
    plural = doc.tokens[best.head].tag == "NNS" and not best.definite and not best.named
    alone = len(draft.actors) < (PAIR if draft.kind is PolicyKind.TREATY else 1)
    told = draft.kind in MEASURES or any(reading.governances for reading in draft.readings)
    return plural and alone and not told
