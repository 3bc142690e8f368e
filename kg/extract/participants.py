"""Which entities a noun phrase stands for, as parties of an encounter.

A phrase stands for the entities of its own mention (several for a group); failing that, a delegate ("envoys from Peru")
stands for the state or body that modifies it. Coordination and lists set off by commas are followed.
"""

from __future__ import annotations

from kg.extract.meeting_syntax import conjuncts, is_verb, kids, phrase_of, subjects
from kg.extract.meeting_words import MeetingWords
from kg.model.document import Document, Form, Mention, Token
from kg.model.entities import Kind

PARTIES = (Kind.PERSON, Kind.COUNTRY, Kind.ORGANIZATION)
# Nouns that stand for the states of the story when it has two.
STAFF = frozenset(("negotiator", "expert", "delegation", "delegate", "technician", "specialist", "envoy"))
PAIRS = frozenset(("pair", "duo", "twosome", "rivals", "foes"))
SIDES = frozenset(("side", "country", "nation", "state", "government", "neighbour", "neighbor", "capital"))


class PartyFinder:
    """Noun phrase → entity ids, in the order of the text and without repetition."""

    def __init__(self, doc: Document, words: MeetingWords) -> None:
        self._doc = doc
        self._words = words
        self._kinds = {entity.id: entity.kind for entity in doc.entities}
        self._at: dict[int, list[Mention]] = {}
        for mention in doc.mentions:
            for i in doc.tokens_in(mention.span):
                self._at.setdefault(i, []).append(mention)

    def parties(self, head: int | None) -> tuple[str, ...]:
        """Whom the phrase of that head names, with all that is coordinated with it."""
        if head is None:
            return ()
        found: list[str] = []
        for at in (*conjuncts(self._doc, head), *self._stranded(head)):
            found.extend(self._member(at))
        return tuple(dict.fromkeys(found))

    def is_person(self, head: int) -> bool:
        """Whether the phrase names somebody."""
        return any(self.of_kind(entity, Kind.PERSON) for entity in self.parties(head))

    def doers(self, verb: Token) -> list[Token]:
        """The subjects of a verb; where the parser found none, the persons before a finite verb and its day."""
        found = subjects(self._doc, verb.i)
        modifiers = kids(self._doc, verb.i, "compound")
        if modifiers and modifiers[-1].i == verb.i - 1 and self.is_person(verb.i - 1):
            # "LIMA — Ada Lind rang Bo Berg": the name hangs on the verb as a modifier, the dateline as its subject.
            found = []
        if found or verb.tag not in ("VBD", "VBZ", "VBP"):
            return found
        at = verb.i - 1
        while at > 0 and (self._doc.tokens[at].ner in ("DATE", "TIME") or self._doc.tokens[at].lower == "on"):
            at -= 1
        before = self._doc.tokens[max(0, at)]
        if before.sentence != verb.sentence or not self.is_person(before.i):
            return []
        list_ = [before]
        while list_[-1].dep == "conj" and self.is_person(list_[-1].head):
            list_.append(self._doc.tokens[list_[-1].head])
        return list_[::-1]

    def between(self, prep: Token) -> tuple[str, ...]:
        """The two sides after "between" by their places in the sentence, for where the parser tears them apart."""
        found: list[str] = []
        joined = False
        for at in range(prep.i + 1, self._doc.sentence_of(prep.i).last):
            token = self._doc.tokens[at]
            joined = joined or (token.lower == "and" and bool(found))
            found.extend(entity for entity in self.names_at(at) if entity not in found)
            if is_verb(token) or (joined and len(found) > 1):
                break
        return tuple(found) if joined and len(found) > 1 else ()

    def _without_stood_for(self, found: list[str], head: int) -> list[str]:
        """The persons alone, where the phrase tells of which states they are the leaders."""
        persons = [entity for entity in found if self._kinds.get(entity) is Kind.PERSON]
        delegates = self._doc.tokens[head].lemma.lower() in self._words.delegates
        return persons if delegates and len(persons) > 1 else found

    def _stranded(self, head: int) -> list[int]:
        """Persons coordinated with a state in the parse that belong beside its delegate: "X of Peru and Y of Chile"."""
        if not self._is_person(head):
            return []
        return [
            at
            for prep in kids(self._doc, head, "prep")
            for obj in kids(self._doc, prep.i, "pobj")
            if not self._is_person(obj.i)
            for at in conjuncts(self._doc, obj.i)[1:]
            if self._is_person(at) and any(self._is_named(at, entity) for entity in self.named(at))
        ]

    def _is_person(self, at: int) -> bool:
        return any(self._kinds.get(entity) is Kind.PERSON for entity in self.named(at))

    def names_at(self, at: int) -> tuple[str, ...]:
        """The entities that the token heads a name of."""
        return tuple(entity for entity in self.named(at) if self._is_named(at, entity))

    def _member(self, head: int) -> list[str]:
        """One conjunct: its own mention and apposed names of others, else the state that its delegate stands for."""
        own = self._told_beside(head) or self.named(head)
        for token in kids(self._doc, head, "appos"):
            more = self._apposed(token.i, own)
            own.extend(entity for entity in more if entity not in own)
        own = own or self._named_after(head) or self._exemplified(head) or self._represented(self._doc.tokens[head])
        own = [*self._crossed(head, own), *own]
        return self._without_stood_for(own, head)

    def _told_beside(self, head: int) -> list[str]:
        """Who a delegate is by the name set beside him, whomever else he might be taken for: "his counterpart, Y"."""
        token = self._doc.tokens[head]
        if token.pos != "NOUN" or token.tag == "NNS" or token.lemma.lower() not in self._words.delegates:
            return []
        apposed = [entity for name in kids(self._doc, head, "appos") for entity in self.names_at(name.i)]
        return [e for e in apposed or self._named_after(head) if self._kinds.get(e) is Kind.PERSON]

    def _crossed(self, head: int, own: list[str]) -> list[str]:
        """The persons of "X and Y" where the parser hangs X on Y as a modifier, with "and" on X."""
        found: list[str] = []
        for token in kids(self._doc, head, "nmod", "compound"):
            if kids(self._doc, token.i, "cc") and kids(self._doc, token.i, "conj"):
                found.extend(e for e in self.names_at(token.i) if e not in own and self._kinds.get(e) is Kind.PERSON)
        return found

    def _exemplified(self, head: int) -> list[str]:
        """Who the guests were: "among the mourners were X and Y", "the guests included X", "leaders including X"."""
        doc, token = self._doc, self._doc.tokens[head]
        named = [obj for p in kids(doc, head, "prep") if p.lower == "including" for obj in kids(doc, p.i, "pobj")]
        prep = doc.tokens[token.head]
        verb = doc.tokens[prep.head]
        if prep.lower == "among" and prep.dep == "prep" and verb.lemma == "be":
            named.extend(kids(doc, verb.i, "nsubj", "attr"))
        if token.dep == "nsubj" and prep.lemma == "include":
            named.extend(kids(doc, prep.i, "dobj"))
        found = [entity for obj in named for at in conjuncts(doc, obj.i) for entity in self.named(at)]
        return [entity for entity in dict.fromkeys(found) if self._kinds.get(entity) is Kind.PERSON]

    def _named_after(self, head: int) -> list[str]:
        """Who a delegate is, where the parser hangs the name on his state: "her counterpart from Peru, Y"."""
        if self._doc.tokens[head].lemma.lower() not in self._words.delegates:
            return []
        owners = [
            o for p in kids(self._doc, head, "prep") if p.lower in ("of", "from") for o in kids(self._doc, p.i, "pobj")
        ]
        places = [at for owner in owners for at in conjuncts(self._doc, owner.i)]
        names = [name.i for at in places for name in kids(self._doc, at, "appos") if self._is_person(name.i)]
        # "her counterpart from Peru, Y,": Y may hang on the state as if there were an "and".
        names.extend(
            at for at in places if not kids(self._doc, self._doc.tokens[at].head, "cc") and self._is_person(at)
        )
        return [
            entity for name in dict.fromkeys(names) for at in conjuncts(self._doc, name) for entity in self.named(at)
        ]

    def _apposed(self, head: int, own: list[str]) -> list[str]:
        """What an apposition adds: the name of a nominal, or the next item of a list that was parsed as one."""
        if not own:
            return [entity for at in self._listed(head) for entity in self.named(at)]
        heads = conjuncts(self._doc, head)
        named = [entity for at in heads for entity in self.named(at)]
        # "X, the premier, and his counterpart from Peru, Y": the other may hang on the title.
        also = [entity for at in heads[1:] for entity in self._named_after(at)]
        told = [
            entity
            for entity in named
            if self._kinds.get(entity) is Kind.PERSON and any(self._is_named(at, entity) for at in heads)
        ]
        return [*told, *(entity for entity in also if entity not in told)]

    def _listed(self, head: int) -> list[int]:
        """The items of a list after its noun ("the guests: A of Peru, B of Chile and C"), parsed as appositions."""
        found = [head]
        for at in found:
            found.extend(token.i for token in kids(self._doc, at, "conj", "appos") if token.i not in found)
            found.extend(stranded for stranded in self._stranded(at) if stranded not in found)
        return found

    def _is_named(self, at: int, entity: str) -> bool:
        """Whether the noun, or an apposition to it, is a name of the entity."""
        apposed = (token.i for token in kids(self._doc, at, "appos"))
        return any(m.entity == entity and m.form is Form.NAME for i in (at, *apposed) for m in self._at.get(i, ()))

    def named(self, i: int) -> list[str]:
        """The entities of the mentions whose head is token `i`, else of the shortest mention over it."""
        mentions = [m for m in self._doc.mentions_at(i) if self._is_party(m)]
        if not mentions:
            over = [m for m in self._at.get(i, ()) if self._is_party(m) and (self._heads(m, i) or self._is_name(m))]
            shortest = min((len(m.span) for m in over), default=0)
            mentions = [m for m in over if len(m.span) == shortest]
        if not mentions and self._doc.tokens[i].pos == "PROPN":
            # The last word of a name may have been left out of it.
            inner = [token.i for token in kids(self._doc, i, "compound") if token.i == i - 1]
            mentions = [m for at in inner for m in self._doc.mentions_at(at) if self._is_party(m) and self._is_name(m)]
        return list(dict.fromkeys(mention.entity for mention in mentions))

    def _is_name(self, mention: Mention) -> bool:
        return mention.form is Form.NAME and self._kinds.get(mention.entity) is Kind.PERSON

    def _is_party(self, mention: Mention) -> bool:
        return mention.form is not Form.ADJECTIVE and self._kinds.get(mention.entity) in PARTIES

    def _heads(self, mention: Mention, i: int) -> bool:
        """Whether token `i` governs the words of the mention, so that the mention is about the same thing."""
        inside = self._doc.tokens_in(mention.span)
        return all(self._doc.tokens[at].head in inside or at == i for at in inside)

    def _represented(self, noun: Token) -> list[str]:
        """The states and bodies that a delegate stands for: "Iraqi officials", "the leaders of Peru and Chile"."""
        if noun.lemma.lower() not in self._words.delegates:
            return []
        found: list[str] = []
        for at in phrase_of(self._doc, noun.i):
            token = self._doc.tokens[at]
            if at != noun.i and token.dep in ("compound", "amod", "nmod", "poss", "appos", "conj"):
                found.extend(m.entity for m in self._at.get(at, ()) if self._stands_for(m))
        for prep in kids(self._doc, noun.i, "prep"):
            if prep.lower in ("of", "from"):
                for obj in kids(self._doc, prep.i, "pobj"):
                    found.extend(e for e in self.parties(obj.i) if self._kinds[e] is not Kind.PERSON)
        return list(dict.fromkeys(found))

    def _stands_for(self, mention: Mention) -> bool:
        return self._kinds.get(mention.entity) in (Kind.COUNTRY, Kind.ORGANIZATION)

    def modifiers(self, noun: int) -> tuple[str, ...]:
        """The parties before a noun of encounter: "the Obama-Putin summit", "U.S.-Russian talks", "EU summit"."""
        found: list[str] = []
        for at in phrase_of(self._doc, noun):
            token = self._doc.tokens[at]
            if at < noun and token.dep in ("compound", "amod", "nmod"):
                found.extend(m.entity for m in self._at.get(at, ()) if self._kinds.get(m.entity) in PARTIES)
        return tuple(dict.fromkeys(found))

    def of_kind(self, entity: str, *kinds: Kind) -> bool:
        return self._kinds.get(entity) in kinds

    def is_group(self, head: int) -> bool:
        """Whether several take part in the phrase: a plural, a coordination, or a body that meets."""
        token = self._doc.tokens[head]
        if len(conjuncts(self._doc, head)) > 1 or token.tag in ("NNS", "NNPS") or len(self.parties(head)) > 1:
            return True
        if token.lower in ("they", "both", "these", "two", "all", "we"):
            return True
        return any(self._kinds.get(entity) is Kind.ORGANIZATION for entity in self.named(head))

    def is_pair(self, head: int) -> bool:
        """A group whose members were told before: "the two men", "each prime minister", "both"."""
        determiners = {token.lower for token in kids(self._doc, head, "det", "nummod", "predet")}
        token = self._doc.tokens[head]
        return bool(determiners & {"each", "both", "two"}) or token.lower in ("both", "each", *PAIRS)

    def is_delegate(self, head: int) -> bool:
        """Whether the noun is one for those who stand for a state or body: "experts", "ministers"."""
        lemma = self._doc.tokens[head].lemma.lower()
        return lemma in self._words.delegates and lemma not in SIDES

    def is_staff(self, head: int) -> bool:
        """Whether the phrase is of those who work for the sides of the story and says no more: "negotiators"."""
        token = self._doc.tokens[head]
        named = kids(self._doc, head, "prep", "poss", "appos", "compound", "nummod", "relcl", "acl", "det")
        return token.tag == "NNS" and token.lemma.lower() in STAFF and not named

    def is_sides(self, head: int) -> bool:
        """Whether the phrase is the sides of the story or their delegates: "experts of both sides"."""
        token = self._doc.tokens[head]
        if token.lemma.lower() in SIDES and self.is_pair(head):
            return True
        if token.lemma.lower() not in self._words.delegates:
            return False
        owners = [
            o
            for p in kids(self._doc, head, "prep")
            if p.lower in ("of", "from", "for")
            for o in kids(self._doc, p.i, "pobj")
        ]
        owners.extend(kids(self._doc, head, "poss"))
        return any(owner.lemma.lower() in SIDES and self.is_pair(owner.i) for owner in owners)
