"""Clauses that hang on a noun of encounter, and the participants that they name."""

from __future__ import annotations

from kg.extract.meeting_syntax import OBJECTS, agents, clause_of, is_passive, kids, preps
from kg.extract.meeting_words import MeetingWords
from kg.extract.participants import PartyFinder
from kg.model.document import Document, Token

GATHERED = frozenset(("draw", "bring", "include", "involve", "gather", "unite", "assemble", "attract"))
GIVEN = frozenset(("give", "throw", "offer", "host", "hold"))
OFFICES = frozenset(("office", "staff", "spokesman", "spokeswoman", "aide", "cabinet", "adviser", "chancellery"))
LED = frozenset(
    (
        *("lead", "chair", "host", "convene", "attend", "mediate", "broker", "call", "organize", "organise"),
        *("propose", "hold", "request", "suggest", "give", "throw", "offer", "arrange", "initiate"),
    )
)


class NounClauses:
    """The clauses on the nouns of one document."""

    def __init__(self, doc: Document, words: MeetingWords, finder: PartyFinder) -> None:
        self._doc = doc
        self._words = words
        self._finder = finder

    def on(self, noun: Token, destination: int | None) -> list[Token]:
        """The clauses on the noun; that of a trip may hang on its place ("a trip to Rome that he had planned")."""
        found = kids(self._doc, noun.i, "acl", "relcl")
        if destination is not None:
            planned = kids(self._doc, destination, "acl", "relcl")
            found.extend(clause for clause in planned if self._words.has_cue(self._doc, clause, "schedule", "offer"))
        # "a summit in Rome on May 3 that was attended by": the clause may hang on the last noun before it.
        for child in clause_of(self._doc, self._doc.tokens[noun.i].head):
            late = [clause for clause in kids(self._doc, child, "relcl") if self._is_late(clause)]
            found.extend(clause for clause in late if child > noun.i and clause not in found)
        return found

    def _is_late(self, clause: Token) -> bool:
        if not is_passive(self._doc, clause.i):
            return False
        return clause.lemma.lower() in LED or self._words.has_cue(self._doc, clause, "schedule", "offer")

    def parties(self, clause: Token) -> list[int]:
        """Those in a clause on the noun: "a conference that drew envoys", "convened by X", "that X had planned"."""
        doc = self._doc
        found: list[int] = []
        for verb in (clause, *kids(doc, clause.i, "xcomp")):
            if verb.lemma.lower() in GATHERED and verb.tag != "VBN":
                found.extend(gathered(doc, verb))
        if clause.lemma.lower() in LED:
            found.extend(token.i for token in agents(doc, clause.i))
        if clause.lemma.lower() in GIVEN and clause.tag == "VBN":
            found.extend(obj.i for _, obj in preps(doc, clause.i, "for", "to") if obj.ner not in ("DATE", "TIME"))
        if clause.dep == "relcl" and clause.lemma.lower() in GIVEN:
            # "the lunch that X gave for Y"
            given = [token.i for token in kids(doc, clause.i, "nsubj") if token.tag not in ("WDT", "WP", "IN")]
            found.extend((*given, *(obj.i for _, obj in preps(doc, clause.i, "for", "to"))) if given else ())
        if clause.dep == "relcl" and any(obj.tag == "WDT" for _, obj in preps(doc, clause.i, "at", "during", "in")):
            # "a ceremony at which X and Y signed it"
            found.extend(token.i for token in kids(doc, clause.i, "nsubj"))
        if clause.lemma == "be" and any(
            self._words.has_cue(doc, verb, "hold") for verb in kids(doc, clause.i, "xcomp")
        ):
            # "a trip that X was to make"
            found.extend(token.i for token in kids(doc, clause.i, "nsubj") if token.tag not in ("WDT", "WP", "IN"))
        elif clause.dep == "relcl" and self._words.has_cue(doc, clause, "hold", "schedule", "offer", "cancel", "wish"):
            found.extend(self._behind(t) for t in kids(doc, clause.i, "nsubj") if t.tag not in ("WDT", "WP", "IN"))
        return found

    def _behind(self, token: Token) -> int:
        """Whoever speaks through his office: "a trip that her office had announced"."""
        if self._finder.parties(token.i) or token.lemma.lower() not in OFFICES:
            return token.i
        owners = [*kids(self._doc, token.i, "poss"), *(obj for _, obj in preps(self._doc, token.i, "of"))]
        return next((owner.i for owner in owners if self._finder.parties(owner.i)), token.i)


def gathered(doc: Document, verb: Token) -> list[int]:
    """Whom an encounter gathers: "drew envoys from Peru and Chile"."""
    found = [token.i for token in kids(doc, verb.i, *OBJECTS)]
    found.extend(obj.i for _, obj in preps(doc, verb.i, "from"))
    return found
