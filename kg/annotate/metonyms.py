"""Whether a capital or a seat of government acts for its state, or is a mere place."""

from __future__ import annotations

from collections.abc import Sequence

from kg.annotate.hits import syntactic_head
from kg.lexicon import Lexicon
from kg.model.document import Document, Token

SUBJECTS = frozenset({"nsubj", "nsubjpass"})
GUESTS = frozenset({"refugee", "troop", "soldier", "base", "missile", "migrant", "exile", "force", "warship", "leader"})
# A city does these too, by what it holds: "hosted the film festival", "saw a march".
HOLDING = frozenset({"host", "hold", "stage", "see", "start", "begin", "end", "open", "close", "launch"})
# So many different words of matches make an article one about sport.
SPORT_WORDS = 3
PLACE_PREPOSITIONS = frozenset(
    {"in", "at", "near", "outside", "inside", "around", "across", "throughout", "through", "via", "into"}
)
PARTNER_PREPOSITIONS = frozenset(
    {"with", "between", "against", "from", "on", "to", "toward", "towards", "for", "by", "of", "among"}
)


class ActorTest:
    """Tells an acting capital from a venue by its place in the sentence."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._subject = lexicon.words("actor_words", use="subject")
        self._object = lexicon.words("actor_words", use="object")
        self._relation = lexicon.words("actor_words", use="relation")
        self._scenery = lexicon.words("actor_words", use="scenery")
        self._willing = lexicon.words("actor_words", use="willing")
        self._power = lexicon.words("actor_words", use="power")
        self._events = lexicon.words("actor_words", use="event")
        self.private = lexicon.words("actor_words", use="private")
        self._sport = lexicon.words("actor_words", use="sport")
        self._play = lexicon.words("actor_words", use="play")

    def is_about_sport(self, doc: Document) -> bool:
        """Whether the article uses the words of matches."""
        return len(self._sport.intersection(token.lower for token in doc.tokens)) >= SPORT_WORDS

    def plays(self, doc: Document, first: int, last: int) -> bool:
        """Whether the words [first, last) name a team in a match and no state ("beat Peru", "scored for Peru")."""
        token = doc.tokens[syntactic_head(doc, first, last)]
        for _ in range(4):
            if token.dep not in ("conj", "pobj", "prep", "appos", "nmod", "compound"):
                break
            token = doc.tokens[token.head]
        verb = doc.tokens[token.head] if token.dep in (*SUBJECTS, "dobj") else token
        return verb.lemma in self._play

    def acts(self, doc: Document, first: int, last: int, *, building: bool = False) -> bool:
        """Whether the words [first, last) act; `building` where they name a seat that is hardly ever a mere place."""
        head = doc.tokens[syntactic_head(doc, first, last)]
        seen = 0
        while head.dep == "conj" and seen < 6:
            head, seen = doc.tokens[head.head], seen + 1
        if self._relative_clause(doc, head):
            return True
        if head.dep in SUBJECTS:
            return self._subject_acts(doc, head, building)
        if head.dep == "poss":
            return doc.tokens[head.head].lemma.lower() not in self._scenery
        if head.dep in ("pobj", "agent"):
            return self._in_prepositional(doc, head, building)
        if head.dep in ("dobj", "dative", "iobj"):
            return doc.tokens[head.head].lemma in self._object
        if head.dep in ("compound", "nmod", "amod"):
            governor = doc.tokens[head.head]
            return governor.lower in self._power or (
                building and governor.lemma in ("spokesman", "spokeswoman", "official", "aide", "adviser")
            )
        return building and head.dep in ("ROOT", "npadvmod", "appos")

    def _subject_acts(self, doc: Document, token: Token, building: bool) -> bool:
        verb = doc.tokens[token.head]
        if token.dep == "nsubjpass":
            return building or verb.lemma in self._object
        children = [doc.tokens[i] for i in doc.children(verb.i)]
        if verb.lemma == "be":
            return any(child.dep == "acomp" and child.lower in self._willing for child in children)
        if verb.lemma == "host":
            return building or self._shelters(doc, children)
        if verb.lemma in HOLDING and any(child.dep == "dobj" and child.lemma in self._events for child in children):
            return building
        if verb.lemma in self._subject or any(child.dep in ("ccomp", "xcomp") for child in children):
            return True
        return building

    def _shelters(self, doc: Document, children: Sequence[Token]) -> bool:
        """Whether people are hosted: a state's guests, where events and talks are a city's."""
        objects = [child.i for child in children if child.dep == "dobj"]
        return any(doc.tokens[k].lemma in GUESTS for i in objects for k in doc.subtree(i))

    def _relative_clause(self, doc: Document, token: Token) -> bool:
        """ "Lima, which has said …" """
        for i in doc.children(token.i):
            child = doc.tokens[i]
            if child.dep == "relcl":
                subjects = [doc.tokens[k] for k in doc.children(i) if doc.tokens[k].dep in SUBJECTS]
                if any(subject.lower == "which" for subject in subjects) and child.lemma in self._subject:
                    return True
        return False

    def _in_prepositional(self, doc: Document, token: Token, building: bool) -> bool:
        preposition = doc.tokens[token.head]
        word = preposition.lower
        if word in PLACE_PREPOSITIONS:
            return False
        governor = doc.tokens[preposition.head]
        if word == "by":
            return governor.lemma in self._subject or governor.pos == "NOUN"
        if word == "according":
            return True
        if word == "to" and governor.lower == "according":
            return True
        if word in PARTNER_PREPOSITIONS:
            if governor.lemma == "between" or governor.lower in ("according",):
                return True
            if word in ("from", "to", "for", "on", "of") and not building:
                return self._dealt_with(governor, word)
            return governor.lemma in self._relation or (building and word != "to")
        return False

    def _dealt_with(self, governor: Token, word: str) -> bool:
        """Prepositions that take places too need a governor that deals with states."""
        if word in ("to", "from"):
            return governor.pos != "VERB" and governor.lemma in self._relation - {
                "border",
                "talk",
                "channel",
                "line",
                "break",
            }
        return word == "on" and governor.lemma in (
            "pressure",
            "sanction",
            "call",
            "embargo",
            "press",
            "policy",
            "criticism",
            "war",
        )
