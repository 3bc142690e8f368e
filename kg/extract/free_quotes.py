"""Quotes that no clause of a verb took in: each goes to the word of speech beside it, else to the speaker before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.extract.cues import CueLexicon
from kg.extract.quote_cues import SENTENCE_ENDS, QuoteCues, is_title
from kg.extract.reports import Report
from kg.extract.spans import Held, SpanIndex
from kg.model.document import Document, Quote, Span

WORD = re.compile(r"\w+")
# A quote of fewer words is a scare quote or a title unless a word of speech governs it.
FREE_WORDS = 4
# A quote at the beginning of a paragraph goes on with the last speaker if he spoke in the paragraph before. Further
# back he is the wrong one more often than not (measured: 8 paragraphs give 56 % right, 1 gives 78 %).
MEMORY = 1
# How many paragraphs of one quote are looked through for its word of speech.
MAX_PARTS = 20


def free_quotes(doc: Document, lexicon: CueLexicon, reports: Sequence[Report]) -> list[Report]:
    """The reports, and those of the quotes that none of them holds."""
    return _Assigner(doc, lexicon, reports).run()


@dataclass(frozen=True, slots=True)
class _Last:
    """The report before, and the paragraph where its words end."""

    report: Report
    paragraph: int


class _Assigner:
    """Goes through the outermost quotes of one document in text order."""

    def __init__(self, doc: Document, lexicon: CueLexicon, reports: Sequence[Report]) -> None:
        self._doc = doc
        self._cues = QuoteCues(doc, lexicon)
        self._reports = list(reports)
        self._contents = SpanIndex(Held(span, n) for n, report in enumerate(reports) for span in report.content)
        self._upcoming = sorted(reports, key=_position, reverse=True)
        self._of_cue = {report.cue: n for n, report in enumerate(reports) if report.cue is not None}
        self._quotes = [quote for quote in doc.quotes if quote.level == 0]
        self._index = SpanIndex(self._quotes)
        self._last: _Last | None = None

    def run(self) -> list[Report]:
        for n, quote in enumerate(self._quotes):
            while self._upcoming and _position(self._upcoming[-1]) < quote.span.start:
                self._remember(self._upcoming.pop())
            if self._holder(quote) is None:
                self._take(n, quote)
        return self._reports

    def _take(self, n: int, quote: Quote) -> None:
        report = self._assigned(n, quote)
        if report is None:
            return
        if not self._joined(report):
            if report.cue is not None and report.rule != "quote-same":
                self._of_cue.setdefault(report.cue, len(self._reports))
            self._reports.append(report)
        self._remember(report)

    def _joined(self, report: Report) -> bool:
        """Whether the quote was added to the one on the other side of its cue (`"We go," he said, "and …"`)."""
        n = None if report.cue is None else self._of_cue.get(report.cue)
        if n is None or report.rule not in ("quote-before", "quote-after"):
            return False
        first, second = sorted((self._reports[n].content, report.content))
        mark = self._doc.tokens_in(second[0]).start - 1
        quoted = any(quote.span.start == second[0].start for quote in self._index.touching(second[0]))
        if not quoted or self._doc.tokens[mark].text != "," or first[0].start > self._doc.tokens[report.cue or 0].start:
            return False
        self._reports[n] = replace(self._reports[n], content=(*first, *second))
        return True

    def _remember(self, report: Report) -> None:
        """Keep the report as the last one, unless the one before it quotes in the same sentence and this one does not:
        `"…?" said Lee, who has accused them of …. "…"` goes on with Lee.
        """
        if report.source is None:
            return
        before = None if self._last is None else self._last.report
        if before is not None and report.cue is not None and before.cue is not None:
            same = self._doc.tokens[before.cue].sentence == self._doc.tokens[report.cue].sentence
            if same and before.rule.startswith("quote") and not report.rule.startswith("quote"):
                return
        self._last = _Last(report, self._paragraph(report.content[-1].start))

    def _paragraph(self, at: int) -> int:
        i = min(self._doc.tokens_in(Span(at, at + 1)).start, len(self._doc.tokens) - 1)
        return self._doc.sentence_of(i).paragraph

    def _holder(self, quote: Quote) -> int | None:
        """The number of the report that has at least half of the quote in its content."""
        shared: dict[int, int] = {}
        for held in self._contents.touching(quote.inner):
            overlap = min(held.span.end, quote.inner.end) - max(held.span.start, quote.inner.start)
            shared[held.owner] = shared.get(held.owner, 0) + overlap
        if 2 * sum(shared.values()) < len(quote.inner) or not shared:
            return None
        return max(shared, key=lambda owner: shared[owner])

    def _assigned(self, n: int, quote: Quote) -> Report | None:
        inside = self._doc.tokens_in(quote.span)
        words = len(WORD.findall(self._doc.text_of(quote.inner)))
        resumes = self._resumes(quote)
        if not inside or words == 0 or (is_title(self._doc, inside) and not resumes):
            return None
        found = self._cues.by_cue(quote, inside, long=words >= FREE_WORDS)
        if found is None and self._goes_on(quote, inside):
            return self._carried(quote)
        if found is None and resumes:
            turn = self._last is not None and self._last.report.rule.startswith("turn")
            return (self._carried(quote) if turn else None) or self._ahead(n, quote) or self._carried(quote)
        if found is not None or words < FREE_WORDS or self._cues.is_embedded(quote, inside):
            return found
        since = -1 if self._last is None else self._last.report.content[-1].end
        return self._cues.introduced(quote, inside, since) or self._ahead(n, quote) or self._carried(quote)

    def _goes_on(self, quote: Quote, inside: range) -> bool:
        """Whether a quote is a sentence of its own right after another quote's words of speech."""
        if self._last is None or self._last.paragraph != quote.paragraph or inside.start == 0 or len(inside) < 3:
            return False
        first, end = self._doc.tokens[inside.start + 1], self._doc.tokens[inside.stop - 2].text
        before = self._doc.tokens[inside.start - 1]
        ended = before.text in SENTENCE_ENDS and end in SENTENCE_ENDS and first.text[:1].isupper()
        return ended and self._last.report.rule.startswith("quote")

    def _resumes(self, quote: Quote) -> bool:
        """Whether a quote begins its paragraph and runs on into the next one: of any length it is no scare quote."""
        return quote.open_ended and self._cues.begins_paragraph(quote)

    def _ahead(self, n: int, quote: Quote) -> Report | None:
        """A quote that runs on into the next paragraphs has the word of speech of a later part."""
        for at in range(n + 1, min(n + MAX_PARTS, len(self._quotes))):
            if not self._quotes[at - 1].open_ended:
                return None
            later = self._quotes[at]
            holder = self._holder(later)
            found = None if holder is None else self._reports[holder]
            if found is None:
                found = self._cues.by_cue(later, self._doc.tokens_in(later.span), long=True)
            if found is not None:
                return replace(found, rule="quote-opened", content=(quote.span,))
        return None

    def _carried(self, quote: Quote) -> Report | None:
        """The speaker of the report before, in the same paragraph or, if the quote begins one, in the one before."""
        if self._last is None or self._last.report.rule == "quote-signed":
            return None
        distance = quote.paragraph - self._last.paragraph
        if distance == 0:
            return replace(self._last.report, rule="quote-same", content=(quote.span,))
        if distance <= MEMORY and self._cues.begins_paragraph(quote):
            rule = "turn" if self._last.report.rule.startswith("turn") else "quote-earlier"
            return replace(self._last.report, rule=rule, content=(quote.span,), cue=None)
        return None


def _position(report: Report) -> int:
    return report.content[0].start
