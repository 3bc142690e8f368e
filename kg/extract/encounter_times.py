"""When the clause of an encounter says that it took place."""

from __future__ import annotations

from kg.extract.encounter_frames import Framed
from kg.extract.meeting_moods import HELD, PLANNED, POSTPONED
from kg.extract.meeting_syntax import distance, kids
from kg.extract.meeting_words import MeetingWords
from kg.model.document import Document, TimeExpression


class EncounterTimes:
    """The times of the encounters of one document."""

    def __init__(self, doc: Document, words: MeetingWords) -> None:
        self._doc = doc
        self._words = words
        self._times = {time.head: time for time in doc.times}

    def told(self, domain: list[int], framed: Framed) -> list[TimeExpression]:
        """The times of the clause; what lasts until a day is not on that day, unless it is put off till then."""
        times = [self._times[i] for i in domain if i in self._times]
        later = framed.mood.status is POSTPONED
        return [time for time in times if later or not self._is_new_date(time)]

    def chosen(self, times: list[TimeExpression], framed: Framed) -> TimeExpression | None:
        """The time nearest to the trigger; of a postponed encounter the new one."""
        if framed.mood.status is POSTPONED:
            return next((time for time in times if self._is_new_date(time)), None)
        times = self._new_times(times, framed) or times
        ranked = sorted(times, key=lambda time: (distance(self._doc, time.head, framed.trigger), time.span.start))
        finer = [time for time in times if ranked[0].value + "-" == time.value[: len(ranked[0].value) + 1]]
        return (finer or ranked)[0] if ranked else None

    def _new_times(self, times: list[TimeExpression], framed: Framed) -> list[TimeExpression]:
        """Of what was "planned for Tuesday" and "will now be held in June" the times of the main clause."""
        old = [
            clause
            for clause in kids(self._doc, framed.trigger, "acl")
            if self._words.has_cue(self._doc, clause, "schedule")
        ]
        if not old or framed.clause is None or framed.mood.status not in (HELD, PLANNED):
            return []
        inside = {at for clause in old for at in self._doc.subtree(clause.i)}
        return [time for time in times if time.head not in inside]

    def _is_new_date(self, time: TimeExpression) -> bool:
        """Whether it is the aim of a delay, or the end of what lasts: "to June", "until late in June"."""
        above = [self._doc.tokens[at] for at in self._doc.ancestors(time.head)[:2]]
        if above and above[0].pos in ("NOUN", "PROPN") and above[0].ner not in ("DATE", "TIME"):
            return False
        return any(token.lower in ("to", "until", "till") for token in above)

    def beside(self, framed: Framed, taken: frozenset[int]) -> TimeExpression | None:
        """The only time of the sentence, where the clause has none; not one of another encounter (`taken`)."""
        sentence = self._doc.sentence_of(framed.trigger)
        told = self._doc.times_in(sentence.span)
        times = [time for time in told if self._doc.quote_of(time.head) is None and not self._is_new_date(time)]
        if len(times) != 1 or framed.mood.status is PLANNED or framed.bare or framed.kind == "trip":
            return None
        free = times[0].head not in taken and self._one_clause(times[0].head, framed.trigger)
        return times[0] if free else None

    def _one_clause(self, i: int, trigger: int) -> bool:
        """Whether nothing but a report parts the two: no relative, adverbial or coordinated clause."""
        up, own = [i, *self._doc.ancestors(i)], [trigger, *self._doc.ancestors(trigger)]
        path = {*up, *own} - (set(up) & set(own))
        return not any(self._doc.tokens[at].dep in ("relcl", "acl", "advcl", "conj") for at in path)
