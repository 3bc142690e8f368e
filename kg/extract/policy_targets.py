"""Whom a policy concerns, by its phrase and by the verbs around it."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.policy_complements import is_manner
from kg.extract.policy_entities import unique
from kg.extract.policy_mentions import PolicyMention, Rank
from kg.extract.policy_phrases import CLAUSES
from kg.extract.policy_readers import PolicyReader
from kg.extract.policy_status import Governance
from kg.model.entities import Kind
from kg.model.facts import PolicyKind

# All parties of these make them; none is only concerned.
WITHOUT_TARGETS = frozenset({PolicyKind.TREATY, PolicyKind.CEASEFIRE, PolicyKind.TRADE})
# Kinds on which a legislature decides.
DECIDED = frozenset({PolicyKind.LAW, PolicyKind.RESOLUTION, PolicyKind.PROGRAMME})
WITHIN = frozenset({"in", "across", "throughout"})
TOWARD = frozenset({"on", "upon", "against", "to", "for", "in", "into", "from", "with", "out"})
# Kinds whose of-phrase tells whom they hit: "a boycott of Israeli goods", "recognition of Abkhazia".
HITTING = frozenset({PolicyKind.SANCTION, PolicyKind.OTHER, PolicyKind.DOCTRINE, PolicyKind.RESOLUTION})


class TargetReader(PolicyReader):
    """Reads the targets of one document's policies."""

    def __call__(self, mention: PolicyMention, governances: Sequence[Governance]) -> list[str]:
        """Ids of those whom the policy concerns, in text order of the phrases that name them."""
        if mention.rank is Rank.ACT and mention.verb is not None:
            return self._of_act(mention, mention.verb)
        if mention.kind is PolicyKind.CEASEFIRE:
            return self._where(mention)
        if mention.kind in WITHOUT_TARGETS and not self._is_duty(mention):
            return []
        found = self._by_phrase(mention) + self._by_verbs(mention, governances)
        if not found and mention.kind is PolicyKind.SANCTION:
            found = self._of_subject(mention.head)
            if not found and governances:
                found = self._provoker(governances[0].verb)
        if mention.kind in DECIDED:
            # "Sent the reform to Congress": who is to decide on it.
            found = [e for e in found if not self._names.is_legislature(self._doc.entity(e))]
        return unique(found)

    def presumed(self, actors: Sequence[str]) -> list[str]:
        """Whom a sanction of states is against where it does not say: the state that the article is about besides."""
        makers = [self._doc.entity(actor) for actor in actors]
        institutions = self._words.all("institution")
        public = any(m.kind is Kind.COUNTRY or {w.lower() for w in m.name.split()} & institutions for m in makers)
        return self._names.dominant_beside(actors) if public else []

    def _is_duty(self, mention: PolicyMention) -> bool:
        """A tariff or a ban on goods hits somebody, unlike a trade accord."""
        return mention.kind is PolicyKind.TRADE and mention.lemma in self._words.all("duty")

    def _where(self, mention: PolicyMention) -> list[str]:
        """ "A truce in Yemen": the state in which others, or factions, stop fighting."""
        doc = self._doc
        inside = [c for c in doc.children(mention.head) if c > mention.head and doc.tokens[c].lower in WITHIN]
        nouns = [j for c in inside for j in doc.children(c) if doc.tokens[j].dep == "pobj"]
        return [e for e in self._names.states(nouns) if doc.entity(e).kind is Kind.COUNTRY]

    def _by_phrase(self, mention: PolicyMention) -> list[str]:
        doc = self._doc
        prepositions = self._words.all("target") | ({"of"} if mention.kind in HITTING else frozenset())
        prepositions |= {"from"} if mention.lemma in self._words.all("leaving") else frozenset()
        hung = [c for c in doc.children(doc.tokens[mention.head].head) if c in doc.tokens_in(mention.span)]
        found: list[str] = []
        for child in (*doc.children(mention.head), *(c for c in hung if c > mention.head)):
            token = doc.tokens[child]
            if token.dep == "prep" and token.lower in prepositions:
                found += self._blamed(mention, child) or self._names.states(doc.subtree(child))
            elif token.dep in CLAUSES and child > mention.head:
                found += self._objects(child)
        if mention.lemma in self._words.all("undergone"):
            found += self._names.before(mention.head)
        return found

    def _blamed(self, mention: PolicyMention, preposition: int) -> list[str]:
        """Persons whom a motion or a sanction is against, who do not stand for their state then."""
        if mention.kind not in (PolicyKind.RESOLUTION, PolicyKind.SANCTION):
            return []
        # "No confidence in X" hangs the person on the confidence.
        deep = mention.kind is PolicyKind.RESOLUTION
        inside = self._doc.subtree(preposition) if deep else self._doc.children(preposition)
        objects = [c for c in inside if self._doc.tokens[c].dep == "pobj"]
        return self._names.persons(objects)

    def _by_verbs(self, mention: PolicyMention, governances: Sequence[Governance]) -> list[str]:
        doc, head = self._doc, mention.head
        found: list[str] = []
        if mention.kind is not PolicyKind.DOCTRINE:
            found += [e for g in governances for e in self._toward(g.verb, head)]
        above = doc.tokens[head].head
        hits = doc.tokens[above].lemma.lower() in self._words.all("hitting") | self._words.all("binding")
        if hits and doc.tokens[head].dep == "nsubj" and doc.tokens[above].pos == "VERB":
            found += self._objects(above)
        if mention.kind is PolicyKind.SANCTION and doc.tokens[head].dep == "pobj":
            found += self._listed(above)
        return found

    def _of_act(self, mention: PolicyMention, verb: int) -> list[str]:
        """Whom an act told by a verb concerns: all that its object and the phrases after it name."""
        doc, head = self._doc, mention.head
        if mention.kind in WITHOUT_TARGETS - {PolicyKind.TRADE}:
            return []
        found = [] if doc.tokens[head].dep == "nsubj" else self._names.states([head])
        if doc.tokens[head].dep == "nsubj":
            # "Ugandan troops entered South Sudan": where they go, or what they leave.
            objects = [c for c in doc.children(verb) if doc.tokens[c].dep == "dobj"]
            found += [e for c in objects for e in self._names.states([c], places=True)]
        found += self._names.before(head) if mention.kind is not PolicyKind.DEFENCE else []
        for child in doc.children(head):
            if child > head and doc.tokens[child].dep == "prep":
                found += self._names.states(doc.subtree(child), places=True)
        return unique(found + self._toward(verb, head))

    def _toward(self, verb: int, head: int) -> list[str]:
        """ "imposed an embargo on both states", "promised him 12 billion marks"."""
        doc = self._doc
        found: list[str] = []
        home = [c for c in doc.children(verb) if doc.tokens[c].lower in ("home", "back")]
        for child in (*doc.children(verb), *(c for h in home for c in doc.children(h))):
            token = doc.tokens[child]
            after = token.dep == "prep" and child > head and token.lower in TOWARD and not is_manner(doc, [child])
            if token.dep == "dative" or (after and not doc.times_in(doc.span_of(doc.subtree(child)))):
                found += self._names.states(doc.subtree(child), places=token.lower in ("to", "into", "from", "out"))
        return found

    def _objects(self, verb: int) -> list[str]:
        doc = self._doc
        kids = [c for c in doc.children(verb) if doc.tokens[c].dep in ("dobj", "prep", "dative")]
        return [entity for child in kids for entity in self._names.states(doc.subtree(child))]

    def _listed(self, preposition: int) -> list[str]:
        """ "added four North Korean banks to its sanctions list": who is put on it."""
        doc = self._doc
        verb = doc.tokens[preposition].head
        if doc.tokens[preposition].lower not in ("to", "on", "from", "under"):
            return []
        objects = [c for c in doc.children(verb) if doc.tokens[c].dep in ("dobj", "nsubjpass")]
        return [e for c in objects for e in self._names.states(doc.subtree(c))]

    def _of_subject(self, head: int) -> list[str]:
        """ "Cuba has lived under an embargo": the subject of the clause."""
        doc = self._doc
        under = doc.tokens[head].head
        if doc.tokens[under].lower != "under":
            return []
        verb = doc.tokens[under].head
        subject = next((c for c in doc.children(verb) if doc.tokens[c].dep in ("nsubj", "nsubjpass")), None)
        return self._names.states(self._names.plain(subject)) if subject is not None else []

    def _provoker(self, verb: int) -> list[str]:
        """ "X tested a bomb, and Y imposed sanctions": the subject of the clause before."""
        doc = self._doc
        token = doc.tokens[verb]
        if token.dep != "conj" or not any(doc.tokens[c].dep == "nsubj" for c in doc.children(verb)):
            return []
        subject = next((c for c in doc.children(token.head) if doc.tokens[c].dep == "nsubj"), None)
        return self._names.states(self._names.plain(subject)) if subject is not None else []
