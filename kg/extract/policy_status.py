"""What the verbs around a policy say of where it stands: proposed, adopted, in force, ended."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kg.extract.policy_phrases import CLAUSES
from kg.extract.policy_words import PolicyWords, Verb
from kg.model.document import Document
from kg.model.facts import PolicyKind, PolicyStatus

CONDITIONAL = frozenset({"would", "could", "might", "should", "can", "may"})
FUTURE = frozenset({"will", "shall", "'ll", "’ll", "wo", "must"})
FINITE_TAGS = frozenset({"VBD", "VBP", "VBZ"})
SUPPOSING = frozenset({"should", "were", "had"})
# What comes near to being made: "close to an accord".
NEAR = frozenset({"close", "near", "closer"})
RANKING = frozenset({"first", "second", "third", "last", "latest", "only"})
CONDITIONS = frozenset({"if", "unless"})
NEGATIONS = frozenset({"not", "n't", "n’t", "never"})
# Verbs whose subject is what happens to the policy, though they also have a maker: "the embargo ends in May".
INCHOATIVE = frozenset({"end", "begin", "start", "resume"})
CHAIN = frozenset(
    {"dobj", "nsubj", "nsubjpass", "pobj", "prep", "conj", "appos", "dative", "compound", "nmod", "oprd", "prt"}
)
MAX_STEPS = 6
ENDED = frozenset({PolicyStatus.REPEALED, PolicyStatus.WITHDRAWN, PolicyStatus.REJECTED})
# What a policy is when no verb says more: a law spoken of is a law in force, a resolution was adopted.
DEFAULT_STATUS = {
    PolicyKind.LAW: PolicyStatus.IN_FORCE,
    PolicyKind.SANCTION: PolicyStatus.IN_FORCE,
    PolicyKind.DOCTRINE: PolicyStatus.IN_FORCE,
    PolicyKind.DEFENCE: PolicyStatus.PLANNED,
    PolicyKind.RESOLUTION: PolicyStatus.ADOPTED,
    PolicyKind.CEASEFIRE: PolicyStatus.IN_FORCE,
}


@dataclass(frozen=True, slots=True)
class Governance:
    """A verb (or noun of negotiation) that says something of a policy. `maker` as in the table `policy_verbs`."""

    verb: int
    status: PolicyStatus | None
    maker: str
    passive: bool = False


class StatusReader:
    """Reads the verbs around a noun phrase by the table `policy_verbs`."""

    def __init__(self, words: PolicyWords) -> None:
        self._words = words

    def governing(self, doc: Document, i: int) -> Governance | None:
        """The verb that has the phrase headed by token `i` as its subject or object, directly or in a list."""
        inside = nested = False
        for _ in range(MAX_STEPS):
            token = doc.tokens[i]
            nested = nested or (token.lower == "of" and doc.tokens[token.head].pos == "NOUN")
            inside = inside or (token.dep == "prep" and token.lower in ("in", "with"))
            above = doc.tokens[token.head]
            if above.i == i or token.dep not in CHAIN or self._leads_away(doc, i):
                return None
            if above.pos in ("VERB", "AUX"):
                if nested and above.lemma.lower() in self._words.all("quitting"):
                    # "Leaves command of the force in the same hands": the force is not what is left.
                    return None
                found = self._by_verb(doc, i, above.i)
                ended = found is not None and found.status in ENDED
                # What ends something "in a decree" or "with a treaty" does not end the decree.
                return replace(found, status=PolicyStatus.ADOPTED) if found is not None and inside and ended else found
            if above.lower in NEAR and token.lower == "to":
                return Governance(above.head, PolicyStatus.PROPOSED, "subject")
            if above.pos == "ADJ" and above.dep in ("ccomp", "oprd") and token.dep in ("nsubj", "dobj"):
                return self._declared(doc, above.i)
            if above.lemma.lower() in self._words.all("existing") and token.lower == "of":
                return Governance(above.i, PolicyStatus.IN_FORCE, "no")
            if token.lower == "of" and self._is_end(doc, above.i):
                return Governance(above.i, PolicyStatus.REPEALED, "no")
            if above.lemma.lower() in self._words.all("negotiation"):
                return Governance(above.i, PolicyStatus.PROPOSED, "subject")
            i = above.i
        return None

    def _is_end(self, doc: Document, noun: int) -> bool:
        """ "The collapse of the truce", "since the lifting of the embargo": a noun that tells that it is over."""
        token = doc.tokens[noun]
        over = doc.tokens[token.head].lower in ("after", "since", "following") and token.dep == "pobj"
        lemma = token.lemma.lower()
        return lemma in self._words.all("ending") or (over and lemma in self._words.all("undoing"))

    def _declared(self, doc: Document, adjective: int) -> Governance | None:
        """ "Declared the ban unconstitutional": what the adjective tells after a verb of judging."""
        row = self._words.told_of_being(doc.tokens[adjective].lower)
        verb = doc.tokens[adjective].head
        return None if row is None else Governance(verb, self.told(doc, verb, row), row.maker)

    def _leads_away(self, doc: Document, i: int) -> bool:
        """Whether a preposition between the phrase and what is above it parts them ("under the treaty")."""
        token = doc.tokens[i]
        if token.dep != "prep":
            return False
        above = doc.tokens[token.head]
        if above.pos == "VERB" and token.lower == "for" and self._has_policy(doc, above.i):
            # "Signed a deal on Monday for the withdrawal of troops".
            return True
        if above.pos == "NOUN":
            open_to = above.lemma.lower() in self._words.all("negotiation") or self._words.is_idiom(doc, above.i)
            return token.lower != "of" and not open_to
        known = self._words.knows(f"{above.lemma.lower()} {token.lower}")
        return token.lower in self._words.all("aside") and not known

    def _has_policy(self, doc: Document, verb: int) -> bool:
        """Whether the object of the verb is a policy itself."""
        objects = [c for c in doc.children(verb) if doc.tokens[c].dep in ("dobj", "nsubjpass")]
        return any((row := self._words.head(doc, c)) is not None and not row.needs for c in objects)

    def _by_verb(self, doc: Document, i: int, verb: int) -> Governance | None:
        dep = doc.tokens[i].dep
        if dep in ("nsubj", "nsubjpass"):
            verb = raised(doc, verb)
        row = self._words.verb(doc, verb)
        if row is None or (doc.tokens[verb].lemma.lower() == "have" and doc.tokens[verb].tag not in FINITE_TAGS):
            # Who "hopes to have a treaty" has none.
            return None
        passive = is_passive(doc, verb)
        if dep == "nsubj" and not passive:
            happens = row.maker == "no" or doc.tokens[verb].lemma.lower() in INCHOATIVE
            if not happens or self._has_object(doc, verb):
                return None
            return Governance(verb, self.told(doc, verb, row), "no")
        return Governance(verb, self.told(doc, verb, row), row.maker, passive)

    def _has_object(self, doc: Document, verb: int) -> bool:
        objects = [doc.tokens[c] for c in doc.children(verb) if doc.tokens[c].dep == "dobj"]
        fixed = ("effect", "force")
        return any(t.lemma.lower() not in fixed and not self._words.is_idiom(doc, t.i) for t in objects)

    def clauses(self, doc: Document, i: int, last: int) -> list[Governance]:
        """The clauses on the phrase from head `i` to token `last`: "signed in May", "which lapsed"."""
        found = []
        for noun in range(i, last + 1):
            for clause in doc.children(noun):
                token = doc.tokens[clause]
                if token.dep not in CLAUSES or (clause <= last and noun != i):
                    continue
                row = self._words.verb(doc, clause)
                if row is None or not self._tells(doc, clause, row):
                    continue
                found.append(Governance(clause, self.told(doc, clause, row), row.maker, is_passive(doc, clause)))
        return found

    def _tells(self, doc: Document, clause: int, row: Verb) -> bool:
        """Whether the clause's verb is about the noun it hangs on, and not about what that noun does."""
        token = doc.tokens[clause]
        if token.dep == "acl":
            return is_passive(doc, clause)
        children = [doc.tokens[c] for c in doc.children(clause)]
        subject = next((child for child in children if child.dep in ("nsubj", "nsubjpass")), None)
        if subject is None:
            return False
        if subject.tag not in ("WDT", "WP", "IN") and subject.lower not in ("that", "which"):
            relative = {child.lower for child in children if child.dep == "dobj"} & {"which", "that"}
            plain = not self._has_object(doc, clause) and not any(
                doc.tokens[j].tag == "WDT" for j in doc.subtree(clause)
            )
            return subject.dep == "nsubj" and (bool(relative) or plain)
        return subject.dep == "nsubjpass" or (row.maker == "no" and not self._has_object(doc, clause))

    def told(self, doc: Document, verb: int, row: Verb) -> PolicyStatus | None:
        """The status that a verb with that row tells, by its mood."""
        if _is_supposed(doc, verb):
            return None
        mood = self.mood(doc, verb)
        if mood in ("done", "voted") and row.done is PolicyStatus.ADOPTED and _is_by_committee(doc, verb):
            return PolicyStatus.PROPOSED
        if mood == "voted":
            # What a vote decides to do is not done yet; what it ends or passes is.
            return row.todo if row.done is PolicyStatus.IN_FORCE else row.done
        if mood == "done":
            return row.done
        if mood == "future":
            return row.todo
        return PolicyStatus.PROPOSED if row.todo is PolicyStatus.PLANNED else row.todo

    def mood(self, doc: Document, verb: int) -> str:
        """How a verb tells its event: done, voted, future, or open (denied, conditional, wished for)."""
        children = [doc.tokens[child] for child in doc.children(verb)]
        words = {child.lower for child in children if child.dep in ("aux", "auxpass", "neg", "mark")}
        if "would" in words and not words & (NEGATIONS | CONDITIONS) and self._is_reported(doc, verb):
            return "future"
        if words & NEGATIONS or words & CONDITIONAL or words & CONDITIONS or _is_yet_to(doc, verb):
            return "open"
        if words & FUTURE or (_is_present(doc, verb) and _is_dated_ahead(doc, verb)):
            return "future"
        if "to" in words or doc.tokens[verb].tag in ("VB", "VBG"):
            return self._mood_of_nonfinite(doc, verb)
        return "open" if _is_demanded(doc, verb, self._words.all("demand")) else "done"

    def _is_reported(self, doc: Document, verb: int) -> bool:
        """ "X said it would …": the future of a past."""
        token = doc.tokens[verb]
        above = doc.tokens[token.head]
        return token.dep == "ccomp" and above.tag == "VBD" and above.lemma.lower() in self._words.all("reporting")

    def _mood_of_nonfinite(self, doc: Document, verb: int) -> str:
        """An infinitive or gerund tells what its governor makes of it."""
        if doc.tokens[doc.tokens[verb].head].lower in RANKING and not is_ahead(
            doc, doc.tokens[doc.tokens[verb].head].head
        ):
            # "Were among the first to sign it".
            return "done"
        for governor in doc.ancestors(verb)[:3]:
            lemma = doc.tokens[governor].lemma.lower()
            if lemma in self._words.all("demand"):
                return "open"
            if lemma == "vote" and doc.tokens[governor].tag in ("VBD", "VBN"):
                # Who votes to do something does it.
                return "voted"
            ahead = any(doc.tokens[c].lower in FUTURE for c in doc.children(governor))
            if ahead or lemma in self._words.all("intention"):
                return "future"
        return "done" if doc.tokens[verb].tag == "VBG" else "future"


def _is_demanded(doc: Document, verb: int, demands: frozenset[str]) -> bool:
    """Whether the clause is what somebody demands: "demanded that the havens be blacklisted"."""
    token = doc.tokens[verb]
    bare = any(doc.tokens[c].lower == "be" and doc.tokens[c].dep in ("aux", "auxpass") for c in doc.children(verb))
    return token.dep == "ccomp" and bare and doc.tokens[token.head].lemma.lower() in demands


def _is_by_committee(doc: Document, verb: int) -> bool:
    """ "The Senate Foreign Relations Committee approved the treaty": the chamber has still to vote on it."""
    doers = [c for c in doc.children(verb) if doc.tokens[c].dep == "nsubj"]
    doers += [g for c in doc.children(verb) if doc.tokens[c].dep == "agent" for g in doc.children(c)]
    return any(doc.tokens[i].lemma.lower() in ("committee", "subcommittee", "panel") for i in doers)


def _is_present(doc: Document, verb: int) -> bool:
    """Whether the verb is in the present tense; a past one is taken for it at times, but for its form."""
    token = doc.tokens[verb]
    return token.tag == "VBZ" or (token.tag == "VBP" and not token.lower.endswith("ed"))


def _is_dated_ahead(doc: Document, verb: int) -> bool:
    """ "Comes into force on 1 July": a present tense with a day to come."""
    today = doc.article.reference_date
    span = doc.sentence_of(verb).span
    near = [time for time in doc.times_in(span) if verb in doc.ancestors(time.head)[:3]]
    starts = [time.value.split("/")[0] for time in near if time.value]
    return today is not None and any(start[: len(today)] > today[: len(start)] for start in starts)


def _is_supposed(doc: Document, verb: int) -> bool:
    """ "Should voters reject it, the text is dead": what would happen then."""
    clauses = [doc.subtree(c) for c in doc.children(verb) if c < verb and doc.tokens[c].dep == "advcl"]
    return any(doc.tokens[clause[0]].lower in SUPPOSING for clause in clauses)


def _is_yet_to(doc: Document, verb: int) -> bool:
    """ "Parliament has yet to ratify it": an infinitive under "have" or "be" with "yet"."""
    above = doc.tokens[verb].head
    return (
        doc.tokens[above].lemma.lower() in ("have", "be")
        and doc.tokens[verb].dep in ("xcomp", "advcl", "ccomp")
        and any(doc.tokens[c].lower == "yet" for c in (*doc.children(above), *doc.children(verb)))
    )


def is_passive(doc: Document, verb: int) -> bool:
    """Whether the verb is passive, finite or as a participle on a noun."""
    if doc.tokens[verb].dep == "acl":
        # "The framework, agreed by X": a participle that is taken for a past tense.
        return doc.tokens[verb].tag == "VBN" or any(doc.tokens[c].dep == "agent" for c in doc.children(verb))
    return any(doc.tokens[c].dep in ("auxpass", "nsubjpass") for c in doc.children(verb))


def raised(doc: Document, verb: int) -> int:
    """The verb that tells what happens to the subject: "had to end", "is expected to be signed"."""
    for _ in range(3):
        lower = [c for c in doc.children(verb) if doc.tokens[c].dep == "xcomp" and doc.tokens[c].pos in ("VERB", "AUX")]
        if not lower or any(doc.tokens[c].dep == "dobj" for c in doc.children(verb)):
            break
        verb = lower[0]
    return verb


def is_ahead(doc: Document, verb: int) -> bool:
    """Whether the clause of the verb tells what is to come: "will run", "is to handle"."""
    aux = {doc.tokens[c].lower for c in doc.children(verb) if doc.tokens[c].dep == "aux"}
    lower = raised(doc, verb)
    to_do = doc.tokens[verb].lemma.lower() == "be" and lower != verb
    return bool(aux & FUTURE) or to_do
