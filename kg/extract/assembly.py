"""Report → Statement: exact content, speaker, evidence, date, topics, stance and confidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kg.extract.addressees import target_of
from kg.extract.confidence import confidence_of
from kg.extract.contents import exact, quote_type
from kg.extract.reports import Report
from kg.extract.sources import phrase_of
from kg.extract.spans import SpanIndex
from kg.extract.speakers import Speakers
from kg.extract.stances import StanceWords
from kg.extract.unnamed import UnnamedSources
from kg.model.document import Document, Quote, Span, TimeExpression
from kg.model.entities import Entity, Kind
from kg.model.facts import Statement

NO_COMMENT = re.compile(r"(?:\w+ (?:had|has|have|would have) )?no comment", re.IGNORECASE)
UNNAMED = re.compile(r"not to be (?:named|identified|quoted)\b", re.IGNORECASE)
ASKING = frozenset({"ask", "inquire", "query", "request", "wonder"})
WEEKDAYS = frozenset({"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"})
# Parts of the evidence that are so near to one another in a paragraph are given as one span.
NEAR = 40
# Constructions at whose end a date is rather that of the speech than part of what was said.
ENDING_IN_DATES = frozenset({"complement", "object", "preposition"})
# Texts that are signed or read out on the day that the sentence tells ("a declaration in which they pledged …").
TEXTS = frozenset({"statement", "declaration", "communique", "communiqué", "letter", "speech", "interview", "address"})
# How far a date may hang below the cue ("in a telephone call to the king on Sunday, he said").
MAX_PATH = 8


@dataclass(frozen=True, slots=True)
class Words:
    """The word lists that making a statement needs."""

    stances: StanceWords
    officials: frozenset[str]


class StatementMaker:
    """Makes the statements of one document. Reports are to be handed over in the order of their words in the text, as
    pronouns refer backwards.
    """

    def __init__(self, doc: Document, quotes: SpanIndex[Quote], words: Words) -> None:
        self._doc = doc
        self._quotes = quotes
        self._stances = words.stances
        self._speakers = Speakers(doc, words.officials)
        self._unnamed = UnnamedSources(doc)
        self._times = SpanIndex(doc.times)

    def statement(self, report: Report) -> Statement | None:
        """The statement of a report; None if it has no speaker or nothing is left of its content."""
        doc = self._doc
        content = tuple(span for part in report.content if (span := exact(doc, part, self._quotes)) is not None)
        if report.source is None or not content:
            return None
        speaker = self._speaker(report)
        if _says_nothing(report, self._text(content), named=speaker is not None):
            return None
        speaker_span = self._speaker_span(report, resolved=speaker is not None)
        cue_span = None if report.cue is None else doc.tokens[report.cue].span
        about = [*self._speakers.about(content, speaker), *self._targets(report)]
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
            about=tuple(dict.fromkeys(about)),
            stance=self._stances.stance_of(doc, report, content),
            date=self._date(report, content),
        )

    def _targets(self, report: Report) -> list[str]:
        """Whom the words are about though only the verb names him: who is accused or thanked, what state is urged."""
        target = None if report.cue is None else target_of(self._doc, report.cue, report.rule)
        entity = None if target is None else self._speakers.entity_of(target)
        if entity is None or (report.rule == "infinitive" and entity.kind is Kind.PERSON):
            return []
        return [entity.id]

    def _speaker(self, report: Report) -> Entity | None:
        if report.source is None:
            return None
        antecedent = self._unnamed.antecedent(report)
        if antecedent is not None:
            entity = antecedent.entity
        elif report.rule == "turn":
            entity = self._speakers.of_label(report.source.head)
        else:
            entity = self._speakers.entity_of(report.source.head)
        self._unnamed.note(report, entity)
        return entity

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
            inside = any(span.touches(time.span) for span in content)
            own = self._is_adverbial(time, report.cue) and report.rule in ENDING_IN_DATES
            if self._hangs_on(time, report.cue) or self._follows(time, report.cue) if not inside else own:
                return self._said_on(time, report.cue)
        return None

    def _said_on(self, time: TimeExpression, cue: int) -> str:
        """The value of a time; of a weekday that the clause behind it put into the future ("said on Monday it would
        …"), the one before.
        """
        today = self._doc.article.reference_date
        weekday = time.text.split()[-1].lower() in WEEKDAYS
        if (
            today is None
            or not weekday
            or len(time.value) != len(today)
            or time.value <= today
            or self._doc.tokens[cue].tag != "VBD"
        ):
            return time.value
        return (date.fromisoformat(time.value) - timedelta(days=7)).isoformat()

    def _follows(self, time: TimeExpression, cue: int) -> bool:
        """Whether the time stands right behind the word of speech ("said on Monday it …")."""
        first = self._doc.tokens_in(time.span).start
        return first - 1 == cue or (first - 2 == cue and self._doc.tokens[first - 1].pos == "ADP")

    def _is_adverbial(self, time: TimeExpression, cue: int) -> bool:
        """Whether the time hangs on the cue itself, by no more than a preposition: "declared it void in 1960"."""
        tokens = self._doc.tokens
        head = tokens[tokens[time.head].head]
        if head.pos == "ADP":
            head = tokens[head.head]
        return head.i == cue or (head.pos == "ADJ" and head.head == cue)

    def _hangs_on(self, time: TimeExpression, cue: int) -> bool:
        """Whether the path from the time expression up to the cue meets no other verb and no clause."""
        tokens = self._doc.tokens
        at, before = time.head, tokens[cue].head if time.head < cue else cue
        for _ in range(MAX_PATH):
            if at == cue or self._is_time_of(at, cue) or (at == before and tokens[cue].dep == "conj"):
                return True
            verb = tokens[at].pos in ("VERB", "AUX") and tokens[at].dep != "amod"
            if tokens[at].head == at or (verb and not self._is_moment(at, cue)):
                return False
            at = tokens[at].head
        return False

    def _is_moment(self, verb: int, cue: int) -> bool:
        """ "When he crossed the border on Sunday, he said …": the clause tells the moment of speech."""
        token = self._doc.tokens[verb]
        opens = self._doc.tokens[min(self._doc.subtree(verb))].lower
        return token.dep == "advcl" and token.head == cue and opens in ("when", "as", "while")

    def _is_time_of(self, verb: int, cue: int) -> bool:
        """ "It began in June, when Lee said …": the cue is in a clause that says what was at that time."""
        token = self._doc.tokens[cue]
        relative = any(self._doc.tokens[c].lower == "when" for c in self._doc.children(cue))
        if relative and token.dep in ("advcl", "relcl") and token.head == verb:
            return True
        text = self._doc.tokens[token.head]
        return token.dep == "relcl" and text.lemma.lower() in TEXTS and text.head == verb


def _says_nothing(report: Report, text: str, *, named: bool) -> bool:
    """Whether the words are no statement: "no comment", the question of somebody unnamed (one that a politician asks in
    public is mostly a statement), or what a source asks for himself.
    """
    question = text.endswith("?") and not named
    asked = report.word in ASKING and (question or UNNAMED.match(text) is not None)
    return asked or NO_COMMENT.fullmatch(text) is not None
