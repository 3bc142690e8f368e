"""Who makes a policy, by its phrase and by the verbs around it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from kg.extract.policy_entities import PartyNames, unique
from kg.extract.policy_mentions import BACKED, PolicyMention
from kg.extract.policy_phrases import CLAUSES, apposed_clauses
from kg.extract.policy_status import Governance, is_passive
from kg.extract.policy_words import PolicyWords
from kg.model.document import Document
from kg.model.entities import Kind
from kg.model.facts import PolicyKind

JOINT_KINDS = frozenset({PolicyKind.TREATY, PolicyKind.CEASEFIRE, PolicyKind.TRADE})
LISTED = frozenset({"relcl", "advcl", "ccomp", "parataxis"})
RELATIVES = frozenset({"who", "which", "that"})
GROUP_PRONOUNS = frozenset({"both", "two", "they", "each"})
PAST = frozenset({"VBD", "VBP", "VBZ"})
THIRD_PERSON = frozenset({"it", "they", "he", "she"})
MAX_CLIMB = 5
# Who speaks for an organization of states that an article is about.
MEMBERS = frozenset({"leader", "member", "delegate", "delegation"})
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
        subjects = [token.i for token in doc.tokens if token.dep in ("nsubj", "nsubjpass")]
        self._pairs = [(i, states) for i in subjects if len(states := self._signing(i)) > 1]

    def _signing(self, subject: int) -> list[str]:
        return unique(self._names.signatory(e) for e in self._names.states(self._names.plain(subject)))

    def pair_before(self, i: int) -> list[str]:
        """The parties that last did something together before token `i`, whom "the two sides" then stand for."""
        return next((states for at, states in reversed(self._pairs) if at < i), [])

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
            return self._makers(mention, self._subjects(mention.verb, parties))
        found = self._by_phrase(mention)
        if not found or mention.kind in JOINT_KINDS:
            for governance in governances:
                found += self._by_verb(governance, parties, joint=mention.kind in JOINT_KINDS)
        if not found:
            found += self._in_which(mention)
        if mention.kind in JOINT_KINDS and len(set(found)) < 2:
            found += self._bound_by(mention, found)
        if not found and mention.kind in (PolicyKind.LAW, PolicyKind.DOCTRINE):
            found += self._bound(mention.head)
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
        return self._subjects(doc.tokens[above].head, ())

    def _bound_by(self, mention: PolicyMention, known: Sequence[str]) -> list[str]:
        """ "X gave the port back to Y under a treaty": the states of the clause are its parties."""
        doc = self._doc
        under = doc.tokens[mention.head].head
        verb = doc.tokens[under].head
        if doc.tokens[under].lower != "under" or (mention.bare and mention.definite) or doc.tokens[verb].pos != "VERB":
            return []
        states = [e for e in self._states(j for j in doc.subtree(verb) if j < under) if e not in known]
        subjects = self._subjects(verb, ())
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
            if (before and not BACKED.search(token.text)) or (
                token.dep in ("prep", "agent") and token.lower in parties
            ):
                found += self._states(subtree)
            elif token.dep == "appos":
                found += [e for clause in doc.children(child) for e in self._undertakers(clause)]
            else:
                found += self._undertakers(child)
        for clause in apposed_clauses(doc, mention.last + 1):
            found += self._undertakers(clause)
        return found or self._inside_name(mention)

    def _whose(self, whose: int) -> list[str]:
        """ "X, whose plan …": the name right before it."""
        before = whose - 1
        while before > 0 and self._doc.tokens[before].pos == "PUNCT":
            before -= 1
        return self._states([before]) if before >= 0 else []

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
        found = [e for c in children if doc.tokens[c].dep == "agent" and made for e in self._agents(clause, c)]
        if doc.tokens[clause].lemma.lower() in self._words.all("undertaking"):
            found += [e for c in children if doc.tokens[c].dep == "nsubj" for e in self._states(self._names.plain(c))]
        return found

    def _by_verb(self, governance: Governance, parties: Sequence[str], *, joint: bool) -> list[str]:
        if governance.maker == "no":
            kept = self._doc.tokens[governance.verb].lemma.lower() in self._words.all("keeping")
            return self._subjects(governance.verb, parties) if joint and kept else []
        found = self._subjects(governance.verb, parties)
        if joint:
            found = found + self._partners(governance.verb)
        return found if governance.maker == "subject" or (joint and len(set(found)) > 1) else []

    def subject(self, verb: int) -> int | None:
        """The token that heads the subject of the verb."""
        found = self._subject_of(verb, passive=False)
        token = self._doc.tokens[verb]
        return self._subject_of(token.head, passive=False) if found is None and token.dep == "conj" else found

    def _partners(self, verb: int) -> list[str]:
        """With whom it is done, where the phrase hangs on the verb: "signed a treaty on Monday with Peru"."""
        doc = self._doc
        beside = [c for c in doc.children(verb) if doc.tokens[c].dep == "prep" and doc.tokens[c].lower == "with"]
        return [e for c in beside for e in self._states(self._names.plain(c))]

    def _subjects(self, verb: int, parties: Sequence[str]) -> list[str]:
        """Who does what the verb says: its agent or subject, or that of the verb or noun that it hangs on."""
        doc, at = self._doc, verb
        for _ in range(MAX_CLIMB):
            token, children = doc.tokens[at], doc.children(at)
            if token.pos in ("NOUN", "PROPN"):
                found = self._owners(at)
                if found or not self._is_made(at):
                    return found
            agent = next((c for c in children if doc.tokens[c].dep == "agent"), None)
            active = not is_passive(doc, at) and any(doc.tokens[c].dep == "nsubj" for c in children)
            if agent is not None and token.pos == "VERB" and not active:
                return self._agents(at, agent)
            subject = self._subject_of(at, passive=at != verb and is_passive(doc, at))
            if subject is not None and token.pos in ("VERB", "AUX"):
                found = self._named_by(subject, parties)
                reported = token.dep == "ccomp" and doc.tokens[subject].lower in THIRD_PERSON
                if found or not reported:
                    return found
            elif token.head == at or self._ends_climb(at, verb):
                return self._run_before(at) if token.tag in PAST else []
            controller = self._controller(token.head, at)
            if controller is not None:
                return self._named_by(controller, parties)
            at = token.head
        return []

    def _subject_of(self, verb: int, *, passive: bool) -> int | None:
        """The subject of a verb; for "which" or "who" the noun that it stands for."""
        doc = self._doc
        roles = ("nsubj", "nsubjpass") if passive else ("nsubj",)
        kids = [c for c in doc.children(verb) if doc.tokens[c].dep in roles]
        kids.sort(key=lambda c: c in self._names.outside)
        named = next((c for c in kids if doc.tokens[c].lower not in RELATIVES), None)
        return doc.tokens[verb].head if named is None and kids and doc.tokens[verb].dep == "relcl" else named

    def _ends_climb(self, at: int, verb: int) -> bool:
        """Whether the clause above has a doer of its own who is not the one of this verb."""
        token = self._doc.tokens[at]
        if token.dep == "ccomp" and is_passive(self._doc, at):
            return self._doc.tokens[token.head].lemma.lower() not in self._words.all("demand")
        return at == verb and is_passive(self._doc, at) and token.dep not in ("xcomp", "conj")

    def _controller(self, above: int, verb: int) -> int | None:
        """Whom a demand is for: "called on Israel to freeze", "urged both to sign"."""
        doc = self._doc
        if doc.tokens[above].lemma.lower() not in self._words.all("demand") or is_passive(doc, verb):
            return None
        for child in doc.children(above):
            if child < verb and doc.tokens[child].dep == "dobj":
                return child
            if child < verb and doc.tokens[child].dep == "prep" and doc.tokens[child].lower in ("on", "upon"):
                return next((c for c in doc.children(child) if doc.tokens[c].dep == "pobj"), None)
        return None

    def _is_made(self, noun: int) -> bool:
        """Whether the noun is what its subject makes ("announced plans to …"), so that it does the rest, too."""
        if self._doc.tokens[noun].lemma.lower() in self._words.all("negotiation"):
            return self._doc.tokens[noun].dep in ("dobj", "pobj")
        verb = self._doc.tokens[noun].head
        row = self._words.verb(self._doc, verb) if self._doc.tokens[noun].dep == "dobj" else None
        return row is not None and row.maker == "subject"

    def _owners(self, noun: int) -> list[str]:
        """ "The U.S. failure to …", "the call by X to …"."""
        doc = self._doc
        return [
            e
            for c in doc.children(noun)
            if doc.tokens[c].dep in ("poss", "compound", "amod", "nmod") or doc.tokens[c].lower == "by"
            for e in self._states(doc.subtree(c))
        ]

    def _named_by(self, subject: int, parties: Sequence[str]) -> list[str]:
        """Whom a subject names; a group without a name ("the two sides", "they") stands for the parties known."""
        token = self._doc.tokens[subject]
        if token.lower == "both" and (two := self._two_before(subject)):
            return two
        found = self._states(self._names.plain(subject)) or self._names.states([subject], places=True)
        theirs = any(self._doc.tokens[c].lower == "their" for c in self._doc.children(subject))
        if theirs and parties and all(self._is_private(entity) for entity in found):
            return list(parties)
        if not found and token.lemma.lower() in self._words.all("seated"):
            found = self._names.seated(subject) or self._names.dominant()
        if not found and token.lemma.lower() == "administration":
            # "The Bush administration": the word is used of the American government alone.
            found = [entity for entity in [self._names.country("US")] if entity is not None]
        if not found and token.tag == "NNS" and token.lemma.lower() in MEMBERS:
            found = self._names.dominant_body()
        all_of_them = any(self._doc.tokens[c].lower in GROUP_PRONOUNS for c in self._doc.children(subject))
        several = (token.tag != "NN" or all_of_them) and token.lemma.lower() in self._words.all("group")
        group = several or token.lower in GROUP_PRONOUNS
        return found or (self._two_before(subject) or list(parties) if group else [])

    def _two_before(self, subject: int) -> list[str]:
        """The two whom "both" or "the two" stands for, where its own sentence names just two before it."""
        doc = self._doc
        words = {doc.tokens[i].lower for i in (subject, *doc.children(subject))}
        if not words & {"both", "two"}:
            return []
        before = range(doc.sentence_of(subject).first, subject)
        found = unique(self._names.signatory(e) for e in self._states(before))
        return found if len(found) == 2 else []

    def _states(self, indexes: Iterable[int]) -> list[str]:
        return self._names.states(indexes)

    def _run_before(self, verb: int) -> list[str]:
        """ "X and Y signed": names right before a verb whose subject the parser has lost."""
        found: list[str] = []
        for i in range(verb - 1, self._doc.sentence_of(verb).first - 1, -1):
            named = self._names.states([i], places=True)
            if not named and self._doc.tokens[i].lower not in ("and", "also", "both", ","):
                break
            found = named + found
            if self._doc.tokens[i].text == "," and not named and len(found) > 1:
                break
        return unique(found)

    def _is_person(self, entity_id: str) -> bool:
        return self._doc.entity(entity_id).kind is Kind.PERSON

    def _is_private(self, entity_id: str) -> bool:
        entity = self._doc.entity(entity_id)
        return entity.kind is Kind.PERSON and entity.country is None

    def _agents(self, verb: int, agent: int) -> list[str]:
        """Who stands after "by": all of the clause after it, as a long list of names is often parsed apart."""
        doc = self._doc
        after = [i for i in doc.subtree(verb) if i > agent]
        inside = set(doc.subtree(agent))
        drop = {j for i in after if doc.tokens[i].dep in LISTED for j in doc.subtree(i)}
        drop |= {j for i in after if doc.tokens[i].dep == "prep" and i not in inside for j in doc.subtree(i)}
        return self._states([i for i in after if i not in drop])

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
        return [e for c in doc.children(verb) if doc.tokens[c].dep == "dobj" for e in self._states(doc.subtree(c))]
