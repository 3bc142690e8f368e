"""Who makes a policy, by its phrase and by the verbs around it."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from kg.extract.policy_entities import PartyNames, unique
from kg.extract.policy_mentions import BACKED, PolicyMention
from kg.extract.policy_phrases import CLAUSES, apposed_clauses
from kg.extract.policy_status import Governance
from kg.extract.policy_subjects import SubjectReader
from kg.extract.policy_words import PolicyWords
from kg.model.document import Document, Form
from kg.model.entities import Kind
from kg.model.facts import PolicyKind

JOINT_KINDS = frozenset({PolicyKind.TREATY, PolicyKind.CEASEFIRE, PolicyKind.TRADE})
PAIR = 2


class PartyReader:
    """Reads the makers of one document's policies.

    Args:
        doc: The document.
        words: The word lists.
        names: The entities of the document.
    """

    def __init__(self, doc: Document, words: PolicyWords, names: PartyNames) -> None:
        self._doc = doc
        self._words = words
        self._names = names
        self.subjects = SubjectReader(doc, words, names)
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
            found += self._in_which(mention) or self._deciding(mention, governances)
        if mention.kind in JOINT_KINDS and len(set(found)) < 2:
            found += self._bound_by(mention, found)
        if mention.kind in JOINT_KINDS and len(set(found)) == 1:
            # "X pulled out of its pact with Y": who leaves was a party.
            found += [
                e for g in governances if self._is_leaving(g.verb) for e in self.subjects.of_verb(g.verb, parties)
            ]
        if not found and mention.kind in (PolicyKind.LAW, PolicyKind.DOCTRINE):
            found += self._bound(mention.head)
        if not found and mention.kind in (PolicyKind.LAW, PolicyKind.SANCTION):
            found += self._inside(mention)
        if not found and mention.kind in (PolicyKind.DEFENCE, PolicyKind.OTHER):
            found += self._owners_of_force(mention.head)
        return self._makers(mention, found)

    def _makers(self, mention: PolicyMention, found: Sequence[str]) -> list[str]:
        """The makers once each; whoever has a part in an act between states acts for his own."""
        if mention.kind not in JOINT_KINDS and len(set(found)) < 2:
            return unique(found)
        return unique(self._names.signatory(entity) for entity in found)

    def _in_which(self, mention: PolicyMention) -> list[str]:
        """ "The council censured Peru in a resolution": who speaks in the text of an act of its own."""
        doc = self._doc
        above = doc.tokens[mention.head].head
        telling = mention.kind in (PolicyKind.RESOLUTION, PolicyKind.LAW) and not mention.definite
        if not telling or doc.tokens[above].lower != "in" or doc.tokens[doc.tokens[above].head].pos != "VERB":
            return []
        return self.subjects.of_verb(doc.tokens[above].head, ())

    def _deciding(self, mention: PolicyMention, governances: Sequence[Governance]) -> list[str]:
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

    def _inside(self, mention: PolicyMention) -> list[str]:
        """ "The ban on smoking in Italy": the state in which a law or a ban holds."""
        doc = self._doc
        places = [i for i in doc.tokens_in(mention.span) if i > mention.head and doc.tokens[i].lower == "in"]
        nouns = [c for i in places for c in doc.children(i) if doc.tokens[c].dep == "pobj"]
        found = [m.entity for i in nouns for m in doc.mentions_at(i) if m.form is Form.NAME]
        return [entity for entity in found if doc.entity(entity).kind is Kind.COUNTRY]

    def _is_leaving(self, verb: int) -> bool:
        return self._doc.tokens[verb].lemma.lower() in self._words.all("quitting")

    def _bound_by(self, mention: PolicyMention, known: Sequence[str]) -> list[str]:
        """ "X gave the port back to Y under a treaty": the states of the clause are its parties."""
        doc = self._doc
        under = doc.tokens[mention.head].head
        verb = doc.tokens[under].head
        if doc.tokens[under].lower != "under" or (mention.bare and mention.definite) or doc.tokens[verb].pos != "VERB":
            return []
        opens = under == doc.sentence_of(under).first
        parts = [j for j in doc.subtree(verb) if (j > mention.last if opens else j < under)]
        states = [e for e in self._names.states(parts) if e not in known]
        subjects = self.subjects.of_verb(verb, ())
        return unique([*subjects, *states]) if len({*subjects, *states, *known}) > 1 else []

    def _owners_of_force(self, head: int) -> list[str]:
        """ "The withdrawal of Russian troops": whose troops they are."""
        doc = self._doc
        of = [c for c in doc.children(head) if doc.tokens[c].lower in ("of", "to")]
        owned = self._words.all("force") | self._words.all("output")
        forces = [n for c in of for n in doc.children(c) if doc.tokens[n].lemma.lower() in owned]
        return [e for noun in forces for e in self._names.before(noun)]

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
            before = token.dep in roles and child < mention.head and not undergone
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
            kept = self._doc.tokens[governance.verb].lemma.lower() in self._words.all("keeping")
            return self.subjects.of_verb(governance.verb, parties) if joint and kept else []
        found = self.subjects.of_verb(governance.verb, parties)
        if joint:
            found = found + self._partners(governance.verb)
        return found if governance.maker == "subject" or (joint and len(set(found)) > 1) else []

    def _partners(self, verb: int) -> list[str]:
        """With whom it is done, where the phrase hangs on the verb: "signed a treaty on Monday with Peru"."""
        doc = self._doc
        beside = [c for c in doc.children(verb) if doc.tokens[c].dep == "prep" and doc.tokens[c].lower == "with"]
        return [e for c in beside for e in self._names.states(self._names.plain(c))]

    def _is_person(self, entity_id: str) -> bool:
        return self._doc.entity(entity_id).kind is Kind.PERSON

    def _bound(self, head: int) -> list[str]:
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
