"""Who does what a verb says: its subject or agent, or that of the verb or noun above it."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.policy_entities import unique
from kg.extract.policy_readers import PolicyReader
from kg.extract.policy_status import is_passive
from kg.model.entities import Kind

LISTED = frozenset({"relcl", "advcl", "ccomp", "parataxis"})
RELATIVES = frozenset({"who", "which", "that"})
GROUP_PRONOUNS = frozenset({"both", "two", "they", "each"})
PAST = frozenset({"VBD", "VBP", "VBZ"})
THIRD_PERSON = frozenset({"it", "they", "he", "she"})
MAX_CLIMB = 5
# Who speaks for an organization of states that an article is about.
MEMBERS = frozenset({"leader", "member", "delegate", "delegation"})


class SubjectReader(PolicyReader):
    """Reads the doers of one document's verbs."""

    def token(self, verb: int) -> int | None:
        """The token that heads the subject of the verb."""
        found = self._subject_of(verb, passive=False)
        token = self._doc.tokens[verb]
        return self._subject_of(token.head, passive=False) if found is None and token.dep == "conj" else found

    def of_verb(self, verb: int, parties: Sequence[str]) -> list[str]:
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
                return self.agents(at, agent)
            subject = self._subject_of(at, passive=at != verb and is_passive(doc, at))
            if subject is not None and token.pos in ("VERB", "AUX"):
                found = self.named_by(subject, parties)
                reported = token.dep == "ccomp" and doc.tokens[subject].lower in THIRD_PERSON
                if found or not reported:
                    return found
            elif token.head == at or self._ends_climb(at, verb):
                return self._run_before(at) if token.tag in PAST else []
            controller = self._controller(token.head, at)
            if controller is not None:
                return self.named_by(controller, parties)
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
                objects = [c for c in doc.children(child) if doc.tokens[c].dep == "pobj"]
                return next((c for c in objects if doc.tokens[c].ner not in ("DATE", "TIME")), None)
        return None

    def _is_made(self, noun: int) -> bool:
        """Whether the noun is what its subject makes ("announced plans to …"), so that it does the rest, too."""
        if self._doc.tokens[noun].lemma.lower() in self._words.all("negotiation"):
            # "The test drew calls for sanctions": whoever gives rise to them makes none.
            provoked = self._doc.tokens[self._doc.tokens[noun].head].lemma.lower() in self._words.all("causing")
            return self._doc.tokens[noun].dep in ("dobj", "pobj") and not provoked
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
            for e in self._names.states(doc.subtree(c))
        ]

    def named_by(self, subject: int, parties: Sequence[str]) -> list[str]:
        """Whom a subject names; a group without a name ("the two sides", "they") stands for the parties known."""
        token = self._doc.tokens[subject]
        if token.lower == "both" and (two := self._two_before(subject)):
            return two
        found = self._names.states(self._names.plain(subject)) or self._names.states([subject], places=True)
        if len(found) == 1 and self._doc.entity(self._names.signatory(found[0])).kind is Kind.PERSON:
            # Two presidents whose states the article does not name, and of one of whom it tells no state at all.
            found = self._names.persons(self._names.plain(subject)) or found
        theirs = any(self._doc.tokens[c].lower == "their" for c in self._doc.children(subject))
        if theirs and parties and all(self._is_private(entity) for entity in found):
            return list(parties)
        if not found and token.lemma.lower() in self._words.all("seated"):
            found = self._names.seated(subject) or self._names.sole_state
        if not found and token.lemma.lower() == "administration":
            # "The Bush administration": the word is used of the American government alone.
            found = [entity for entity in [self._names.country("US")] if entity is not None]
        if not found and token.lemma.lower() in self._words.all("seated"):
            found = list(self._names.foremost)
        if not found and token.tag == "NNS" and token.lemma.lower() in MEMBERS:
            found = self._names.dominant_body
        all_of_them = any(self._doc.tokens[c].lower in GROUP_PRONOUNS for c in self._doc.children(subject))
        several = (token.tag != "NN" or all_of_them) and token.lemma.lower() in self._words.all("group")
        group = several or token.lower in GROUP_PRONOUNS
        return found or (self._two_before(subject) or list(parties) if group else [])

    def _two_before(self, subject: int) -> list[str]:
        """The two whom "both" or "the two" stands for, where its own sentence names just two before or after it."""
        doc = self._doc
        words = {doc.tokens[i].lower for i in (subject, *doc.children(subject))}
        if not words & {"both", "two"}:
            return []
        sentence = doc.sentence_of(subject)
        for reach in (range(sentence.first, subject), range(subject + 1, sentence.last + 1)):
            found = unique(self._names.signatory(e) for e in self._names.states(reach))
            if len(found) == 2:
                return found
        return []

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

    def _is_private(self, entity_id: str) -> bool:
        entity = self._doc.entity(entity_id)
        return entity.kind is Kind.PERSON and entity.country is None

    def agents(self, verb: int, agent: int) -> list[str]:
        """Who stands after "by": all of the clause after it, as a long list of names is often parsed apart."""
        doc = self._doc
        after = [i for i in doc.subtree(verb) if i > agent]
        inside = set(doc.subtree(agent))
        drop = {j for i in after if doc.tokens[i].dep in LISTED for j in doc.subtree(i)}
        drop |= {j for i in after if doc.tokens[i].dep == "prep" and i not in inside for j in doc.subtree(i)}
        return self._names.states([i for i in after if i not in drop])
