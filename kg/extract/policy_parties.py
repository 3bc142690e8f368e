"""Who makes a policy, by its phrase and by the verbs around it."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from kg.extract.policy_entities import PartyNames, unique
from kg.extract.policy_mentions import BACKED, PolicyMention
from kg.extract.policy_phrases import CLAUSES, apposed_clauses
from kg.extract.policy_readers import PolicyReader
from kg.extract.policy_status import Governance
from kg.extract.policy_subjects import MEMBERS, SubjectReader
from kg.extract.policy_surroundings import SurroundingsReader
from kg.extract.policy_words import PolicyWords
from kg.model.document import Document
from kg.model.entities import Kind
from kg.model.facts import PolicyKind

JOINT_KINDS = frozenset({PolicyKind.TREATY, PolicyKind.CEASEFIRE, PolicyKind.TRADE})
PAIR = 2


class PartyReader(PolicyReader):
    """Reads the makers of one document's policies."""

    def __init__(self, doc: Document, words: PolicyWords, names: PartyNames) -> None:
        super().__init__(doc, words, names)
        self.subjects = SubjectReader(doc, words, names)
        self._around = SurroundingsReader(doc, words, names)
        subjects = [token.i for token in doc.tokens if token.dep in ("nsubj", "nsubjpass")]
        self._pairs = [(i, states) for i in subjects if len(states := self._signing(i)) > 1]

    def _signing(self, subject: int) -> list[str]:
        return unique(self._names.signatory(e) for e in self._names.states(self._names.plain(subject)))

    @property
    def sole_state(self) -> list[str]:
        """The one state that the article names or is about."""
        return self._names.sole_state

    @cached_property
    def security_council(self) -> list[str]:
        """The Security Council, else the United Nations, where the article names them."""
        bodies = {e.name: e.id for e in self._doc.entities if e.kind is Kind.ORGANIZATION}
        names = ("United Nations Security Council", "Security Council", "United Nations")
        return [bodies[name] for name in names if name in bodies][:1]

    def pair_before(self, i: int) -> list[str]:
        """The parties that last did something together before token `i`, whom "the two sides" then stand for."""
        before = bisect_left(self._pairs, i, key=lambda pair: pair[0])
        return self._pairs[before - 1][1] if before else []

    @cached_property
    def main_pair(self) -> list[str]:
        """The two parties that act together most often; none where others do so as often."""
        counts = Counter(
            tuple(sorted(states))
            for _, states in self._pairs
            if len(states) == PAIR and not any(self._is_person(e) for e in states)
        ).most_common(2)
        if not counts or (len(counts) > 1 and counts[0][1] == counts[1][1]):
            return []
        return list(counts[0][0])

    def actors(self, mention: PolicyMention, governances: Sequence[Governance], parties: Sequence[str]) -> list[str]:
        """Ids of the makers, in text order of the phrases that name them.

        Args:
            mention: The phrase of the policy.
            governances: What governs it.
            parties: Whom "the two sides" stand for where the document has no mention for them.
        """
        if mention.verb is not None:
            found = self.subjects.of_verb(mention.verb, parties)
            if not found and mention.kind is PolicyKind.DEFENCE:
                # "The first act was to bring Spain's troops home".
                found = self._names.before(mention.head)
            return self._makers(mention, found)
        found = self._by_phrase(mention)
        if not found or mention.kind in JOINT_KINDS:
            for governance in governances:
                found += self._by_verb(governance, parties, joint=mention.kind in JOINT_KINDS)
        if not found:
            found += self._around.in_which(mention) or self._around.deciding(mention, governances)
        if mention.kind in JOINT_KINDS and len(set(found)) < 2:
            found += self._around.bound_by(mention, found)
        if mention.kind in JOINT_KINDS and len(set(found)) == 1:
            # "X pulled out of its pact with Y": who leaves was a party.
            found += [
                e for g in governances if self._is_leaving(g.verb) for e in self.subjects.of_verb(g.verb, parties)
            ]
        if not found and mention.kind in (PolicyKind.LAW, PolicyKind.DOCTRINE):
            found += self._around.bound(mention.head)
        if not found and mention.kind in (PolicyKind.LAW, PolicyKind.SANCTION):
            found += self._around.inside(mention)
        if not found and mention.kind in (PolicyKind.DEFENCE, PolicyKind.OTHER):
            found += self._around.owners_of_force(mention.head)
        if any(self._is_ruling(g.verb) for g in governances):
            found = [self._names.signatory(entity) for entity in found]
        return self._makers(mention, found)

    def _is_ruling(self, verb: int) -> bool:
        """Whether only those in office do what the verb says: "Reagan vetoed the bill"."""
        return self._doc.tokens[verb].lemma.lower() in self._words.all("ruling")

    def _makers(self, mention: PolicyMention, found: Sequence[str]) -> list[str]:
        """The makers once each; whoever has a part in an act between states acts for his own."""
        if mention.kind not in JOINT_KINDS and len(set(found)) < 2:
            return unique(found)
        return unique(self._names.signatory(entity) for entity in found)

    def _is_leaving(self, verb: int) -> bool:
        return self._doc.tokens[verb].lemma.lower() in self._words.all("quitting")

    def _by_phrase(self, mention: PolicyMention) -> list[str]:
        """ "U.S. sanctions", "Moscow's plan", "a deal between X and Y", "a plan drawn up by X"."""
        doc = self._doc
        parties = self._words.all("party") | ({"with"} if mention.kind in JOINT_KINDS else frozenset())
        # "A joint commission of the two states": its members.
        parties |= {"of"} if mention.lemma in ("commission", "committee", "council") else frozenset()
        # Inside the name of a law or a fund a country is what it is about: "the Iran Review Act".
        about = mention.named and mention.kind not in JOINT_KINDS and doc.tokens[mention.head].text[:1].isupper()
        roles = ("poss", "amod") if about else ("poss", "amod", "compound", "nmod")
        # "Cuba's suspension": the state before the noun is the one that is hit.
        undergone = mention.lemma in self._words.all("undergone")
        found: list[str] = []
        for child in doc.children(mention.head):
            token, subtree = doc.tokens[child], doc.subtree(child)
            before = token.dep in roles and child < mention.head and not undergone and not self._is_opposed(child)
            if before and any(doc.tokens[j].lower == "whose" for j in subtree):
                found += self._whose(subtree[0])
            if before and token.dep == "poss" and not self._is_official(child):
                continue
            hyphen = "-" if doc.tokens[child - 1].text == "-" else ""
            backed = BACKED.search(hyphen + token.text)
            if (before and not backed) or (token.dep in ("prep", "agent") and token.lower in parties):
                found += self._names.states(subtree) or self._owned_by(child)
            elif token.dep == "appos":
                found += [e for clause in doc.children(child) for e in self._undertakers(clause)]
            else:
                found += self._undertakers(child)
        for clause in apposed_clauses(doc, mention.last + 1):
            found += self._undertakers(clause)
        inside = [i for i in doc.tokens_in(mention.span) if i > mention.head and doc.tokens[i].lower == "between"]
        # "An accord on water between X and Y", where the parser hangs the parties on the water.
        found += [e for i in inside if doc.tokens[i].head != mention.head for e in self._names.states(doc.subtree(i))]
        return found or self._inside_name(mention)

    def _is_opposed(self, child: int) -> bool:
        """ "Anti-Saudi legislation": whom a word before the noun tells it to be for or against."""
        words = {self._doc.tokens[j].lower for j in (*self._doc.subtree(child), child - 2) if j >= 0}
        return bool(words & self._words.all("opposed"))

    def _is_official(self, owner: int) -> bool:
        """Whether an owner is named or acts for a state: "the Chilean army's plan", not "Chilean farmers' plan"."""
        token = self._doc.tokens[owner]
        if token.pos != "NOUN" or self._doc.mentions_at(owner):
            return True
        lemma, uses = token.lemma.lower(), ("seated", "group", "legislature", "institution", "force")
        return any(lemma in self._words.all(use) for use in uses) or self._words.is_office([lemma])

    def _owned_by(self, owner: int) -> list[str]:
        """ "The administration's moratorium", "the government's plan": an owner without a name."""
        token = self._doc.tokens[owner]
        unnamed = token.dep == "poss" and token.pos == "NOUN" and token.lemma.lower() in self._words.all("seated")
        return self.subjects.named_by(owner, ()) if unnamed else []

    def _whose(self, whose: int) -> list[str]:
        """ "X, whose plan …": the name right before it."""
        before = whose - 1
        while before > 0 and self._doc.tokens[before].pos == "PUNCT":
            before -= 1
        return self._names.states([before]) if before >= 0 else []

    def _inside_name(self, mention: PolicyMention) -> list[str]:
        """The maker at the front of a name that is an organization's as a whole: "the ECOWAS force"."""
        named = self._doc.mentions_at(mention.head)
        if not any(self._doc.entity(m.entity).kind is Kind.ORGANIZATION for m in named):
            return []
        own = {m.entity for m in named}
        return [
            entity.id
            for entity in self._doc.entities
            if entity.id not in own
            and entity.kind is not Kind.PERSON
            and mention.text.startswith((f"{entity.name} ", *(f"{alias} " for alias in entity.aliases if alias)))
        ]

    def _undertakers(self, clause: int) -> list[str]:
        """The agent of a clause on a noun ("drawn up by X"), or who undertakes something in it ("in which X vowed")."""
        doc = self._doc
        if doc.tokens[clause].dep not in CLAUSES:
            return []
        row = self._words.verb(doc, clause)
        made = row is not None and row.maker == "subject" and doc.tokens[clause].lemma.lower() != "broker"
        children = doc.children(clause)
        found = [e for c in children if doc.tokens[c].dep == "agent" and made for e in self.subjects.agents(clause, c)]
        # "A compromise struck in June between X and Y".
        between = [c for c in children if doc.tokens[c].lower == "between" and made]
        found += [e for c in between for e in self._names.states(doc.subtree(c))]
        if doc.tokens[clause].lemma.lower() in self._words.all("undertaking"):
            found += [
                e for c in children if doc.tokens[c].dep == "nsubj" for e in self._names.states(self._names.plain(c))
            ]
        return found

    def _by_verb(self, governance: Governance, parties: Sequence[str], *, joint: bool) -> list[str]:
        if governance.maker == "no":
            if self._is_of_members(governance.verb):
                # "The leaders endorsed the strategy": what a body's members welcome together is its own.
                return self.subjects.of_verb(governance.verb, parties)
            kept = self._doc.tokens[governance.verb].lemma.lower() in self._words.all("keeping")
            keepers = self.subjects.of_verb(governance.verb, parties) if joint and kept else []
            return keepers + self._partners(governance.verb) if keepers else []
        found = self.subjects.of_verb(governance.verb, parties)
        if joint:
            found = found + self._partners(governance.verb)
        return found if governance.maker == "subject" or (joint and len(set(found)) > 1) else []

    def _is_of_members(self, verb: int) -> bool:
        """Whether the leaders or ministers of several states endorse something together."""
        subject = self.subjects.token(verb)
        token = self._doc.tokens[subject] if subject is not None else None
        endorsed = self._doc.tokens[verb].lemma.lower() in ("endorse", "back", "welcome")
        return endorsed and token is not None and token.tag == "NNS" and token.lemma.lower() in MEMBERS

    def _partners(self, verb: int) -> list[str]:
        """With whom it is done, where the phrase hangs on the verb: "signed a treaty on Monday with Peru"."""
        doc = self._doc
        beside = [c for c in doc.children(verb) if doc.tokens[c].dep == "prep" and doc.tokens[c].lower == "with"]
        return [e for c in beside for e in self._names.states(self._names.plain(c))]

    def _is_person(self, entity_id: str) -> bool:
        return self._doc.entity(entity_id).kind is Kind.PERSON
