"""The tokens whose times and places are those of an encounter: its clause, without those of other encounters."""

from __future__ import annotations

from kg.extract.encounter_frames import Framed
from kg.extract.meeting_syntax import clause_of, is_verb, kids, preps, relative_noun
from kg.extract.meeting_words import MeetingWords
from kg.extract.noun_clauses import NounClauses
from kg.extract.participants import PartyFinder
from kg.extract.spans import SpanIndex
from kg.model.document import Document, Span

MARGINS = frozenset(("margin", "sideline", "fringe"))


class EncounterDomains:
    """Clauses of the encounters of one document.

    `claim` tells it of all predicates first, so that none takes what belongs to another.
    """

    def __init__(self, doc: Document, words: MeetingWords, parties: PartyFinder) -> None:
        self._doc = doc
        self._words = words
        self._clauses = NounClauses(doc, words, parties)
        self._dated = frozenset(time.head for time in doc.times)
        self._framed: dict[int, Framed] = {}
        self._times = SpanIndex(doc.times)
        self._triggers: dict[int, frozenset[int]] = {}
        self._claimed: dict[int, frozenset[int]] = {}

    def claim(self, framed: list[Framed]) -> None:
        """Take note of all the predicates of the document."""
        self._framed = {found.trigger: found for found in framed}
        by_sentence: dict[int, list[int]] = {}
        for trigger in self._framed:
            by_sentence.setdefault(self._doc.tokens[trigger].sentence, []).append(trigger)
        self._triggers = {sentence: frozenset(triggers) for sentence, triggers in by_sentence.items()}
        for found in framed:
            if found.kind != "process" and len(found.participants) > 1:
                others = self._near(found.trigger) - {found.trigger}
                self._claimed[found.trigger] = frozenset(self._domain(found, others))

    def domain(self, framed: Framed) -> list[int]:
        """The tokens of the clause in which the encounter is told."""
        return self._domain(framed, self._others(framed))

    def taken(self, framed: Framed) -> frozenset[int]:
        """The tokens that belong to other encounters of the sentence, and of the next, which may date itself here."""
        others = self._others(framed) | self._near(framed.trigger, offset=1)
        return frozenset(at for other in others for at in self._claimed.get(other, ()))

    def first_clause(self, framed: Framed) -> tuple[Framed | None, list[int]]:
        """The clause that the predicate goes on from, and the encounter that it tells, if it tells one.

        "On Monday he flew to Lima and met (to meet) the president".
        """
        first = self._first_clause(framed)
        if first is None:
            return None, []
        return self._framed.get(first), clause_of(self._doc, first, barriers=self._others(framed))

    def journey(self, framed: Framed) -> int | None:
        """The destination of the journey for which a noun gives the aim: "flew to Rome for talks with her"."""
        trip = self._framed.get(framed.clause) if framed.clause is not None else None
        return trip.destination if trip is not None and trip is not framed and trip.kind == "trip" else None

    def told_before(self, framed: Framed) -> Framed | None:
        """The encounter told last, in the same sentence or the one before."""
        near = self._near(framed.trigger, offset=-1) | self._near(framed.trigger)
        before = [i for i in near if i < framed.trigger]
        return self._framed[max(before)] if before else None

    def _others(self, framed: Framed) -> frozenset[int]:
        return self._near(framed.trigger) - {framed.trigger} - self._settings_of(framed.trigger)

    def _near(self, trigger: int, *, offset: int = 0) -> frozenset[int]:
        """The predicates of the same sentence, or of one beside it: no clause goes beyond its sentence."""
        return self._triggers.get(self._doc.tokens[trigger].sentence + offset, frozenset())

    def _settings_of(self, trigger: int) -> frozenset[int]:
        """Event nouns at which a verb sets its encounter: "met at a summit in Brisbane" is in Brisbane."""
        found = [
            inner.i
            for _, edge in preps(self._doc, trigger, "on", "at", "in")
            if edge.lemma.lower() in MARGINS
            for _, whole in preps(self._doc, edge.i, "of")
            for inner in (whole, *(part for _, part in preps(self._doc, whole.i, "of")))
        ]
        if not is_verb(self._doc.tokens[trigger]):
            return frozenset(found)
        for prep, obj in preps(self._doc, trigger, "at", "during", "in"):
            inner = [o.i for _, o in preps(self._doc, obj.i, "of")]
            found.extend(i for i in (obj.i, *inner) if prep.head == trigger and self._words.noun(self._doc.tokens[i]))
        for _, obj in preps(self._doc, trigger, "for", "over"):
            # "hosted her for dinner in Rome"
            entry = self._words.noun(obj)
            found.extend([obj.i] if entry is not None and entry.kind in ("meal", "feast") else [])
        return frozenset(found)

    def _domain(self, framed: Framed, others: frozenset[int]) -> list[int]:
        """The tokens whose times and places are those of the encounter."""
        doc, found = self._doc, set(clause_of(self._doc, framed.trigger, barriers=others))
        for token in self._clauses.on(doc.tokens[framed.trigger], framed.destination):
            found.update(clause_of(doc, token.i, barriers=others))
        if framed.clause is not None:
            found.update(clause_of(doc, self._top(framed.clause), barriers=others))
        if framed.destination is not None:
            found.update(clause_of(doc, framed.destination, barriers=others))
        for verb in {framed.trigger, framed.clause or framed.trigger}:
            noun = relative_noun(doc, verb)
            if noun is not None and noun.i in self._dated:
                # "on Wednesday, when they met"; and "Earlier that day he called" may be parsed so.
                found.add(noun.i)
            found.update(self._time_before_when(verb))
        return sorted(found)

    def _time_before_when(self, verb: int) -> list[int]:
        """The day before the "when" that opens the clause: "it came on Wednesday, when they had breakfast"."""
        doc = self._doc
        marks = [token.i for token in kids(doc, verb, "advmod") if token.lower == "when"]
        if not marks:
            return []
        end = doc.tokens[marks[0]].start
        before = self._times.touching(Span(end - len(", ") - 1, end))
        return [time.head for time in before if 0 <= end - time.span.end <= len(", ")]

    def _top(self, verb: int) -> int:
        """The verb of the clause: up from an infinitive to the verb that schedules it."""
        while self._doc.tokens[verb].dep in ("xcomp", "acomp") and is_verb(
            self._doc.tokens[self._doc.tokens[verb].head]
        ):
            verb = self._doc.tokens[verb].head
        return verb

    def _first_clause(self, framed: Framed) -> int | None:
        token = self._doc.tokens[framed.trigger if framed.clause is None else framed.clause]
        above = self._doc.tokens[token.head]
        purpose = token.dep == "advcl" and any(t.lower == "to" for t in kids(self._doc, token.i, "aux"))
        return above.i if (token.dep == "conj" or purpose) and is_verb(token) and is_verb(above) else None
