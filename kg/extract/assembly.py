"""Report → Statement: exact content, speaker, evidence, date, topics, stance and confidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.extract.confidence import confidence_of
from kg.extract.contents import exact, quote_type
from kg.extract.reports import Report
from kg.extract.sources import phrase_of
from kg.extract.spans import SpanIndex
from kg.extract.speakers import Speakers
from kg.extract.stances import StanceWords
from kg.model.document import Document, Quote, Span, TimeExpression
from kg.model.entities import Entity
from kg.model.facts import Statement

NO_COMMENT = re.compile(r"(?:\w+ (?:had|has|have|would have) )?no comment", re.IGNORECASE)
# Parts of the evidence that are so near to one another in a paragraph are given as one span.
NEAR = 40
# How far a date may hang below the cue ("in a telephone call to the king on Sunday, he said").
MAX_PATH = 8


@dataclass(frozen=True, slots=True)
class Words:
    """The word lists that making a statement needs."""

    stances: StanceWords
    officials: frozenset[str]


class StatementMaker:
    """Makes the statements of one document."""

    def __init__(self, doc: Document, quotes: SpanIndex[Quote], words: Words) -> None:
        self._doc = doc
        self._quotes = quotes
        self._stances = words.stances
        self._speakers = Speakers(doc, words.officials)
        self._times = SpanIndex(doc.times)

    def statement(self, report: Report) -> Statement | None:
        """The statement of a report; None if it has no speaker or nothing is left of its content."""
        doc = self._doc
        content = tuple(span for part in report.content if (span := exact(doc, part, self._quotes)) is not None)
        if report.source is None or not content or NO_COMMENT.fullmatch(self._text(content)):
            return None
        speaker = self._speaker(report)
        speaker_span = self._speaker_span(report, resolved=speaker is not None)
        cue_span = None if report.cue is None else doc.tokens[report.cue].span
        about = self._speakers.mentioned_in(content)
        return Statement(
            speaker_text="" if speaker_span is None else doc.text_of(speaker_span),
            content=content,
            text=self._text(content),
            type=quote_type(doc, report.content, self._quotes),
            cue=report.word,
            evidence=self._evidence(
                [*report.content, *(span for span in (speaker_span, cue_span) if span is not None)]
            ),
            confidence=confidence_of(report.rule),
            speaker=None if speaker is None else speaker.id,
            speaker_span=speaker_span,
            cue_span=cue_span,
            addressee=None if report.addressee is None else self._speakers.addressee_of(report.addressee),
            about=tuple(i for i in about if speaker is None or i != speaker.id),
            stance=self._stances.stance_of(doc, report, content),
            date=self._date(report, content),
        )

    def _speaker(self, report: Report) -> Entity | None:
        return None if report.source is None else self._speakers.entity_of(report.source.head)

    def _speaker_span(self, report: Report, *, resolved: bool) -> Span | None:
        """The words for the speaker beside the cue: a relative pronoun where it is known for whom it stands."""
        if report.source is None:
            return None
        if report.source.relative is not None and resolved:
            return self._doc.tokens[report.source.relative].span
        return phrase_of(self._doc, report.source.head)

    def _text(self, content: Sequence[Span]) -> str:
        """The words of the content: those of the article from first to last where nothing but a mark stands between."""
        return " … ".join(self._doc.text_of(span) for span in content)

    def _evidence(self, parts: list[Span]) -> tuple[Span, ...]:
        """The places that hold content, speaker and cue, near ones of one paragraph joined."""
        found: list[Span] = []
        for part in sorted(parts):
            if found and part.start - found[-1].end < NEAR and self._paragraph(found[-1]) == self._paragraph(part):
                found[-1] = Span(found[-1].start, max(found[-1].end, part.end))
            else:
                found.append(part)
        return tuple(found)

    def _paragraph(self, span: Span) -> int:
        inside = self._doc.tokens_in(span)
        i = min(inside.start, len(self._doc.tokens) - 1)
        return self._doc.sentence_of(i).paragraph

    def _date(self, report: Report, content: Sequence[Span]) -> str | None:
        """The date said of the act of speech: of a time expression that hangs on the cue, outside the content."""
        if report.cue is None:
            return None
        sentence = self._doc.sentence_of(report.cue)
        for time in self._times.within(sentence.span):
            if not any(span.touches(time.span) for span in content) and self._hangs_on(time, report.cue):
                return time.value
        return None

    def _hangs_on(self, time: TimeExpression, cue: int) -> bool:
        """Whether the path from the time expression up to the cue meets no other verb and no clause."""
        tokens = self._doc.tokens
        at, before = time.head, tokens[cue].head if time.head < cue else cue
        for _ in range(MAX_PATH):
            if at == cue or (at == before and tokens[cue].dep == "conj"):
                return True
            if tokens[at].head == at or (tokens[at].pos in ("VERB", "AUX") and tokens[at].dep != "amod"):
                return False
            at = tokens[at].head
        return False
