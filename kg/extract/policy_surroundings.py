"""Makers of a policy whom only the clause around tells: the house that passes it, the state it binds, whose troops."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.policy_entities import PartyNames, unique
from kg.extract.policy_mentions import PolicyMention
from kg.extract.policy_readers import PolicyReader
from kg.extract.policy_status import Governance
from kg.extract.policy_subjects import SubjectReader
from kg.extract.policy_words import PolicyWords
from kg.model.document import Document, Form
from kg.model.entities import Kind
from kg.model.facts import PolicyKind

# Nouns and prepositions between a phrase and the verb of its clause.
MAX_NOUNS = 3


class SurroundingsReader(PolicyReader):
    """Reads the makers that neither the phrase nor its verb names."""

    def __init__(self, doc: Document, words: PolicyWords, names: PartyNames) -> None:
        super().__init__(doc, words, names)
        self.subjects = SubjectReader(doc, words, names)

    def in_which(self, mention: PolicyMention) -> list[str]:
        """ "The council censured Peru in a resolution": who speaks in the text of an act of its own."""
        doc = self._doc
        above = doc.tokens[mention.head].head
        telling = mention.kind in (PolicyKind.RESOLUTION, PolicyKind.LAW) and not mention.definite
        if not telling or doc.tokens[above].lower != "in" or doc.tokens[doc.tokens[above].head].pos != "VERB":
            return []
        return self.subjects.of_verb(doc.tokens[above].head, ())

    def deciding(self, mention: PolicyMention, governances: Sequence[Governance]) -> list[str]:
        """ "The bill cleared the Senate", "a draft resolution in the Security Council": the body that decides on it."""
        doc = self._doc
        found = self._judged(governances)
        if mention.kind not in (PolicyKind.LAW, PolicyKind.RESOLUTION) or found:
            return found
        verbs = [g.verb for g in governances if doc.tokens[mention.head].dep == "nsubj"]
        houses = [c for v in verbs for c in doc.children(v) if doc.tokens[c].dep == "dobj"]
        inside = [c for c in doc.children(mention.head) if doc.tokens[c].lower in ("in", "of", "before")]
        inside += [c for g in governances for c in doc.children(g.verb) if doc.tokens[c].lower in ("in", "at")]
        tokens = [*houses, *(j for c in inside for j in doc.children(c) if doc.tokens[j].dep == "pobj")]
        bodies = [m.entity for i in tokens for m in doc.mentions_at(i)]
        judged = [s for g in governances if g.maker == "no" and (s := self.subjects.token(g.verb)) is not None]
        over = {doc.tokens[g.verb].lemma.lower() for g in governances} & self._words.all("overruling")
        judged = [s for s in judged if over or doc.tokens[s].lemma.lower() in self._words.all("judging")]
        return self._names.bodies(bodies) or [e for i in (*houses, *judged) for e in self.subjects.named_by(i, ())]

    def _judged(self, governances: Sequence[Governance]) -> list[str]:
        """ "The high court ruled that the ban was illegal": what a court undoes is its own state's."""
        doc = self._doc
        clauses = [g.verb for g in governances if g.maker == "no" and doc.tokens[g.verb].dep == "ccomp"]
        subjects = [s for verb in clauses if (s := self.subjects.token(doc.tokens[verb].head)) is not None]
        judges = [s for s in subjects if doc.tokens[s].lemma.lower() in ("court", "judge", "tribunal")]
        return [e for subject in judges for e in self.subjects.named_by(subject, ())]

    def inside(self, mention: PolicyMention) -> list[str]:
        """ "The ban on smoking in Italy": the state in which a law or a ban holds."""
        doc = self._doc
        places = [i for i in doc.tokens_in(mention.span) if i > mention.head and doc.tokens[i].lower == "in"]
        nouns = [c for i in places for c in doc.children(i) if doc.tokens[c].dep == "pobj"]
        found = [m.entity for i in nouns for m in doc.mentions_at(i) if m.form is Form.NAME]
        return [entity for entity in found if doc.entity(entity).kind is Kind.COUNTRY]

    def bound_by(self, mention: PolicyMention, known: Sequence[str]) -> list[str]:
        """ "X gave the port back to Y under a treaty": the states of the clause are its parties."""
        doc = self._doc
        under = doc.tokens[mention.head].head
        verb = self._clause_over(under)
        bound = doc.tokens[under].lower == "by" and doc.tokens[verb].lemma.lower() == "bind"
        if bound:
            # "X and Y are bound by a contract".
            return [
                e
                for c in doc.children(verb)
                if doc.tokens[c].dep == "nsubjpass"
                for e in self._names.states(self._names.plain(c))
            ]
        if doc.tokens[under].lower != "under" or (mention.bare and mention.definite) or doc.tokens[verb].pos != "VERB":
            return []
        opens = under == doc.sentence_of(under).first
        parts = [j for j in doc.subtree(verb) if (j > mention.last if opens else j < under)]
        states = [e for e in self._names.states(parts) if e not in known]
        subjects = self.subjects.of_verb(verb, ())
        return unique([*subjects, *states]) if len({*subjects, *states, *known}) > 1 else []

    def _clause_over(self, preposition: int) -> int:
        """The verb whose clause holds the phrase, or what it hangs on: "builds it with Peruvian help under a pact"."""
        at = self._doc.tokens[preposition].head
        for _ in range(MAX_NOUNS):
            if self._doc.tokens[at].pos not in ("NOUN", "PROPN", "ADP"):
                break
            at = self._doc.tokens[at].head
        return at

    def owners_of_force(self, head: int) -> list[str]:
        """ "The withdrawal of Russian troops": whose troops they are."""
        doc = self._doc
        of = [c for c in doc.children(head) if doc.tokens[c].lower in ("of", "to")]
        owned = self._words.all("force") | self._words.all("output")
        forces = [n for c in of for n in doc.children(c) if doc.tokens[n].lemma.lower() in owned]
        return [e for noun in forces for e in self._names.before(noun)]

    def bound(self, head: int) -> list[str]:
        """A law that bars, obliges or allows a state to act is that state's own: "the act bars Washington from …"."""
        doc = self._doc
        verb = doc.tokens[head].head
        if doc.tokens[verb].lower == "under":
            clause = doc.tokens[verb].head
            doers = [c for c in doc.children(clause) if doc.tokens[c].dep in ("nsubj", "agent")]
            named = [m for c in doers for i in doc.subtree(c) for m in doc.mentions_at(i)]
            return unique(
                self._names.country(e.country) or e.id
                for m in named
                if self._names.is_legislature(e := doc.entity(m.entity))
            )
        if doc.tokens[head].dep != "nsubj" or doc.tokens[verb].lemma.lower() not in self._words.all("binding"):
            return []
        return [
            e for c in doc.children(verb) if doc.tokens[c].dep == "dobj" for e in self._names.states(doc.subtree(c))
        ]
