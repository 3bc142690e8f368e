"""Who takes part in an encounter by the noun's own phrase, and where a trip goes: "talks with", "a visit by X to Y"."""

from __future__ import annotations

from kg.extract.encounter_frames import unique
from kg.extract.meeting_syntax import OBJECTS, kids, phrase_of, preps
from kg.extract.meeting_words import NounEntry
from kg.extract.noun_clauses import NounClauses
from kg.extract.participants import PartyFinder
from kg.model.document import Document, Token
from kg.model.entities import Kind

# Those "for" whom such an encounter is given are there.
FOR_GUESTS = frozenset(("occasion", "feast", "meal"))


class NounArguments:
    """Noun → heads of participants, for one document."""

    def __init__(self, doc: Document, finder: PartyFinder, clauses: NounClauses) -> None:
        self._doc = doc
        self._finder = finder
        self._clauses = clauses

    def heads(self, noun: Token, entry: NounEntry) -> tuple[tuple[int, ...], int | None]:
        """Heads of the participants in the noun's own phrase, and the destination of a trip."""
        doc = self._doc
        heads: list[int] = []
        destination: int | None = None
        # "talks scheduled for Monday between": the sides may hang on the participle.
        sides = [pair for clause in kids(doc, noun.i, "acl") for pair in preps(doc, clause.i, "with", "between")]
        if noun.dep == "nsubj" and doc.tokens[noun.head].lemma == "be":
            # "The meeting was the third between": they hang on the predicate.
            predicates = kids(doc, noun.head, "attr")
            sides.extend(pair for attr in predicates for pair in preps(doc, attr.i, "with", "between"))
        for prep, obj in (*preps(doc, noun.i), *sides):
            word = prep.lower
            if word == "of" and entry.kind == "trip" and destination is None and obj.ner in ("GPE", "LOC"):
                destination = obj.i
            elif (
                word in ("with", "between", "among", "by", "involving")
                or (word == "to" and entry.kind in ("call", "welcome"))
                or (word == "from" and entry.kind == "call" and self._is_caller(obj))
                or (word == "for" and entry.kind in FOR_GUESTS and bool(self._finder.parties(obj.i)))
                or (
                    word == "of"
                    and entry.kind != "rite"
                    and (entry.kind != "process" or obj.lemma.lower() in ("minister", "leader"))
                )
            ):
                heads.append(obj.i)
            elif word in ("to", "in") and entry.kind == "trip" and destination is None:
                destination = obj.i
                hosts = self._finder.parties(obj.i)
                heads.extend([obj.i] if any(self._finder.of_kind(e, Kind.PERSON) for e in hosts) else [])
        heads.extend(token.i for token in kids(doc, noun.i, "poss") if token.ner not in ("DATE", "TIME"))
        if entry.kind == "trip" and destination is None:
            travellers, destination = self._carried(noun)
            heads.extend(travellers)
            destination = destination or self._stray_destination(noun)
        for clause in self._clauses.on(noun, destination):
            heads.extend(self._clauses.parties(clause))
            if clause.lemma in ("cover", "include") and destination is None and entry.kind == "trip":
                destination = next((token.i for token in kids(doc, clause.i, *OBJECTS)), None)
        return tuple(heads), destination

    def _is_caller(self, obj: Token) -> bool:
        """Whether a call is "from" somebody, and not from where he is: "in a conference call from Vienna"."""
        parties = self._finder.parties(obj.i)
        return obj.ner not in ("GPE", "LOC", "FAC") or any(self._finder.of_kind(e, Kind.PERSON) for e in parties)

    def _carried(self, noun: Token) -> tuple[list[int], int | None]:
        """Whom a trip takes, and where to: "her tour took X to Lima and Quito"."""
        verb = self._doc.tokens[noun.head]
        if noun.dep != "nsubj" or verb.lemma not in ("take", "bring", "carry", "lead"):
            return [], None
        travellers = [token.i for token in kids(self._doc, verb.i, *OBJECTS) if self._finder.parties(token.i)]
        owners = (verb.i, *travellers)
        places = [obj.i for at in owners for _, obj in preps(self._doc, at, "to", "through") if obj.pos == "PROPN"]
        return (travellers, places[0]) if travellers and places else ([], None)

    def _stray_destination(self, noun: Token) -> int | None:
        """A destination that the parser hangs on the verb: "a decision on a trip by her to Rome"."""
        doc = self._doc
        last = (
            max(at for _, obj in preps(doc, noun.i, "by") for at in phrase_of(doc, obj.i))
            if any(True for _ in preps(doc, noun.i, "by"))
            else noun.i
        )
        after = doc.tokens[last + 1] if last + 1 < len(doc.tokens) else None
        if after is None or after.lower != "to" or after.sentence != noun.sentence:
            return None
        return next((obj.i for obj in kids(doc, after.i, "pobj") if obj.pos == "PROPN"), None)

    def modifying(self, noun: Token) -> tuple[str, ...]:
        """Parties before the noun: two or more ("the Putin-Bush summit"), or a body ("EU summit")."""
        found = self._finder.modifiers(noun.i)
        bodies = tuple(e for e in found if self._finder.of_kind(e, Kind.ORGANIZATION, Kind.PERSON))
        return found if len(found) > 1 else bodies

    def torn(self, noun: Token, heads: tuple[int, ...]) -> tuple[str, ...]:
        """The sides after "between", where the parse has but one of them."""
        pairs = [prep for prep, _ in preps(self._doc, noun.i, "between")]
        if not pairs or len(unique(*map(self._finder.parties, heads))) > 1:
            return ()
        return self._finder.between(pairs[0])
