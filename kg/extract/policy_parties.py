"""Who makes a policy and whom it concerns, by the phrase and by the verbs around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kg.extract.policy_mentions import BACKED, PolicyMention
from kg.extract.policy_phrases import CLAUSES, apposed_clauses
from kg.extract.policy_status import Governance, is_passive
from kg.extract.policy_words import PolicyWords
from kg.model.document import Document, Mention
from kg.model.entities import Entity, Kind
from kg.model.facts import PolicyKind

JOINT_KINDS = frozenset({PolicyKind.TREATY, PolicyKind.CEASEFIRE, PolicyKind.TRADE})
WITHOUT_TARGETS = JOINT_KINDS | {PolicyKind.DOCTRINE}
ABOUT = frozenset({"in", "on", "at", "near", "to", "after", "before", "during", "over", "about", "against"})
TOWARD = frozenset({"on", "upon", "against", "to", "for", "in"})
LISTED = frozenset({"relcl", "advcl", "ccomp", "parataxis"})
RELATIVES = frozenset({"who", "which", "that"})
MAX_CLIMB = 5
# "GENEVA, Nov. 21 (Overland Press) --": the line that tells where a report comes from, at the start of a paragraph.
DATELINE = re.compile(r"(?:[A-Z]{3,}|\()[^\n]{0,70}?(?:--|[—–]|\s-)\s")


class PartyReader:
    """Reads actors and targets of one document's policies.

    Args:
        doc: The document.
        words: The word lists.
    """

    def __init__(self, doc: Document, words: PolicyWords) -> None:
        self._doc = doc
        self._words = words
        self._countries = {e.country: e.id for e in doc.entities if e.kind is Kind.COUNTRY}
        self._outside = _datelines(doc)
        subjects = [token.i for token in doc.tokens if token.dep in ("nsubj", "nsubjpass")]
        self._pairs = [(i, states) for i in subjects if len(states := self._states(self._plain(i))) > 1]

    def pair_before(self, i: int) -> list[str]:
        """The parties that last did something together before token `i`, whom "the two sides" then stand for."""
        return next((states for at, states in reversed(self._pairs) if at < i), [])

    def actors(self, mention: PolicyMention, governances: Sequence[Governance], parties: Sequence[str]) -> list[str]:
        """Ids of the makers, in text order of the phrases that name them.

        Args:
            mention: The phrase of the policy.
            governances: What governs it.
            parties: Whom "the two sides" stand for where the document has no mention for them.
        """
        if mention.verb is not None:
            return self._unique(self._subjects(mention.verb, parties))
        found = self._by_phrase(mention)
        if not found or mention.kind in JOINT_KINDS:
            for governance in governances:
                found += self._by_verb(governance, parties, joint=mention.kind in JOINT_KINDS)
        if not found and mention.kind is PolicyKind.LAW:
            found += self._bound(mention.head)
        return self._unique(found)

    def targets(self, mention: PolicyMention, governances: Sequence[Governance]) -> list[str]:
        """Ids of those whom the policy concerns."""
        if mention.kind in WITHOUT_TARGETS:
            return []
        doc, prepositions = self._doc, self._words.all("target")
        found: list[str] = []
        for child in doc.children(mention.head):
            token = doc.tokens[child]
            if token.dep == "prep" and token.lower in prepositions:
                found += self._states(doc.subtree(child))
            elif token.dep in CLAUSES and child > mention.head:
                found += self._objects(child)
        if mention.verb is not None:
            found += self._toward(mention.verb, mention.head)
        for governance in governances:
            found += self._toward(governance.verb, mention.head)
        verb = doc.tokens[mention.head].head
        if doc.tokens[mention.head].dep == "nsubj" and doc.tokens[verb].pos == "VERB":
            found += self._objects(verb)
        if not found and mention.kind is PolicyKind.SANCTION and governances:
            found += self._provoker(governances[0].verb)
        return self._unique(found)

    def _by_phrase(self, mention: PolicyMention) -> list[str]:
        """ "U.S. sanctions", "Moscow's plan", "a deal between X and Y", "a plan drawn up by X"."""
        doc = self._doc
        parties = self._words.all("party") | ({"with"} if mention.kind in JOINT_KINDS else frozenset())
        # Inside the name of a law or a fund a country is what it is about: "the Iran Review Act".
        about = mention.named and mention.kind not in JOINT_KINDS and doc.tokens[mention.head].text[:1].isupper()
        roles = ("poss", "amod") if about else ("poss", "amod", "compound", "nmod")
        found: list[str] = []
        for child in doc.children(mention.head):
            token, subtree = doc.tokens[child], doc.subtree(child)
            before = token.dep in roles and child < mention.head
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
        made = doc.tokens[clause].lemma.lower() not in ("broker", "mediate", "chair", "back", "lead", "oppose")
        children = doc.children(clause)
        found = [e for c in children if doc.tokens[c].dep == "agent" and made for e in self._agents(clause, c)]
        if doc.tokens[clause].lemma.lower() in self._words.all("undertaking"):
            found += [e for c in children if doc.tokens[c].dep == "nsubj" for e in self._states(self._plain(c))]
        return found

    def _by_verb(self, governance: Governance, parties: Sequence[str], *, joint: bool) -> list[str]:
        if governance.maker == "no":
            return []
        found = self._subjects(governance.verb, parties)
        return found if governance.maker == "subject" or (joint and len(set(found)) > 1) else []

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
            if agent is not None and token.pos == "VERB":
                return self._agents(at, agent)
            roles = ("nsubj", "nsubjpass") if at != verb and is_passive(doc, at) else ("nsubj",)
            kids = sorted((c for c in children if doc.tokens[c].dep in roles), key=lambda c: c in self._outside)
            subject = next((c for c in kids if doc.tokens[c].lower not in RELATIVES), None)
            if subject is not None and token.pos in ("VERB", "AUX"):
                return self._named_by(subject, parties)
            if token.head == at or self._ends_climb(at, verb):
                return []
            controller = self._controller(token.head, at)
            if controller is not None:
                return self._named_by(controller, parties)
            at = token.head
        return []

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
        found = self._states(self._plain(subject))
        token = self._doc.tokens[subject]
        theirs = any(self._doc.tokens[c].lower == "their" for c in self._doc.children(subject))
        if theirs and parties and all(self._is_private(entity) for entity in found):
            return list(parties)
        if not found and token.lemma.lower() in self._words.all("legislature"):
            found = self._seated(subject)
        group = token.lemma.lower() in self._words.all("group") or token.lower in self._words.all("group")
        return found or (list(parties) if group else [])

    def _is_private(self, entity_id: str) -> bool:
        entity = self._doc.entity(entity_id)
        return entity.kind is Kind.PERSON and entity.country is None

    def _seated(self, subject: int) -> list[str]:
        """The state in whose city a legislature sits: "Parliament in Lima"."""
        places = [self._doc.entity(m.entity) for i in self._doc.subtree(subject) for m in self._doc.mentions_at(i)]
        return [self._countries[place.country] for place in places if place.country in self._countries]

    def _agents(self, verb: int, agent: int) -> list[str]:
        """Who stands after "by": all of the clause after it, as a long list of names is often parsed apart."""
        doc = self._doc
        after = [i for i in doc.subtree(verb) if i > agent]
        inside = set(doc.subtree(agent))
        drop = {j for i in after if doc.tokens[i].dep in LISTED for j in doc.subtree(i)}
        drop |= {j for i in after if doc.tokens[i].dep == "prep" and i not in inside for j in doc.subtree(i)}
        return self._states([i for i in after if i not in drop])

    def _plain(self, i: int) -> list[int]:
        """The subtree of a subject without its clauses and without phrases of place and topic."""
        doc = self._doc
        drop = {
            j
            for at in doc.subtree(i)
            if at != i
            and (doc.tokens[at].dep in CLAUSES or (doc.tokens[at].dep == "prep" and doc.tokens[at].lower in ABOUT))
            for j in doc.subtree(at)
        }
        return [j for j in doc.subtree(i) if j not in drop]

    def _bound(self, head: int) -> list[str]:
        """A law that bars, obliges or allows a state to act is that state's own: "the act bars Washington from …"."""
        doc = self._doc
        verb = doc.tokens[head].head
        if doc.tokens[verb].lower == "under":
            clause = doc.tokens[verb].head
            doers = [c for c in doc.children(clause) if doc.tokens[c].dep in ("nsubj", "agent")]
            named = [m for c in doers for i in doc.subtree(c) for m in doc.mentions_at(i)]
            return self._unique(
                self._countries.get(e.country, e.id) for m in named if self._is_legislature(e := doc.entity(m.entity))
            )
        if doc.tokens[head].dep != "nsubj" or doc.tokens[verb].lemma.lower() not in self._words.all("binding"):
            return []
        return [e for c in doc.children(verb) if doc.tokens[c].dep == "dobj" for e in self._states(doc.subtree(c))]

    def _provoker(self, verb: int) -> list[str]:
        """ "X tested a bomb, and Y imposed sanctions": the subject of the clause before."""
        doc = self._doc
        token = doc.tokens[verb]
        if token.dep != "conj" or not any(doc.tokens[c].dep == "nsubj" for c in doc.children(verb)):
            return []
        subject = next((c for c in doc.children(token.head) if doc.tokens[c].dep == "nsubj"), None)
        return self._states(self._plain(subject)) if subject is not None else []

    def _toward(self, verb: int, head: int) -> list[str]:
        """ "imposed an embargo on both states", "promised him 12 billion marks"."""
        doc = self._doc
        found: list[str] = []
        for child in doc.children(verb):
            token = doc.tokens[child]
            if token.dep == "dative" or (token.dep == "prep" and child > head and token.lower in TOWARD):
                found += self._states(doc.subtree(child))
        return found

    def _objects(self, verb: int) -> list[str]:
        doc = self._doc
        kids = [c for c in doc.children(verb) if doc.tokens[c].dep in ("dobj", "prep", "dative")]
        return [entity for child in kids for entity in self._states(doc.subtree(child))]

    def _states(self, indexes: Iterable[int]) -> list[str]:
        """The countries and organizations that the tokens name; a person stands for the country that he represents."""
        found: list[str] = []
        private: list[str] = []
        for i in indexes:
            for mention in self._doc.mentions_at(i):
                self._sort(mention, found, private)
        return self._unique(found or private)

    def _sort(self, mention: Mention, found: list[str], private: list[str]) -> None:
        entity = self._doc.entity(mention.entity)
        if entity.kind is Kind.PLACE or any(i in self._outside for i in self._doc.tokens_in(mention.span)):
            return
        if entity.kind is Kind.PERSON and entity.country is None:
            private.append(entity.id)
        elif entity.kind is Kind.PERSON or self._is_legislature(entity):
            found.append(self._countries.get(entity.country, entity.id))
        else:
            found.append(entity.id)

    def _is_legislature(self, entity: Entity) -> bool:
        words = {word.lower() for word in entity.name.split()}
        return entity.kind is Kind.ORGANIZATION and bool(words & self._words.all("legislature"))

    @staticmethod
    def _unique(entities: Iterable[str]) -> list[str]:
        return list(dict.fromkeys(entities))


def _datelines(doc: Document) -> set[int]:
    """Tokens of the lines that tell place, day and agency before a report; those name no actor."""
    found: set[int] = set()
    for paragraph in doc.paragraphs[:3]:
        match = DATELINE.match(doc.article.text, paragraph.span.start, paragraph.span.end)
        if match is None:
            continue
        inside = [i for i in doc.tokens_in(paragraph.span) if doc.tokens[i].start < match.end()]
        if not any(doc.tokens[i].pos in ("VERB", "AUX") for i in inside):
            found.update(inside)
    return found
