"""Document → Statements: who said what, with which word, to whom and when.

Reports are found outside quotation marks first (verbs, nouns and phrases of speech), then the quotes that are left go
to the words around them. What counts as a statement and what its text is, the project's annotation guidelines say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kg.extract.assembly import StatementMaker, Words
from kg.extract.contents import fit_quotes
from kg.extract.continuations import with_continuations
from kg.extract.cues import CueLexicon
from kg.extract.free_quotes import free_quotes
from kg.extract.parentheticals import parenthetical_reports
from kg.extract.phrases import phrase_reports
from kg.extract.reports import Report
from kg.extract.spans import Held, SpanIndex
from kg.extract.stances import StanceWords
from kg.extract.that_clauses import that_clause_reports
from kg.extract.unspoken import is_unspoken
from kg.extract.verbs import verb_reports
from kg.lexicon import Lexicon
from kg.model.document import Document, Quote
from kg.model.facts import Statement

# Words of speech that are kept inside what another says: a name given in passing ("what he called a gift"), and the
# source of a part ("…, according to").
KEPT_INSIDE = frozenset({"what", "according"})
# Constructions that may hold another report: where the words of speech come last ("Lopez thanked the king, his office
# said") the inner one is as often right as elsewhere.
# A speaker in a transcript tells what others said.
MAY_HOLD = frozenset({"final", "turn", "turn-question"})


class StatementExtractor:
    """Finds the statements of documents. Works with tokens and quotes alone; the other layers add speakers and dates.

    Args:
        lexicon: The gazetteer with the tables `cues`, `speech_nouns`, `stance_words` and `officials`.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._cues = CueLexicon(lexicon)
        self._words = Words(stances=StanceWords(lexicon), officials=lexicon.words("officials"))

    def __call__(self, doc: Document) -> list[Statement]:
        """The statements of the document in text order, with ids `s1`, `s2` …"""
        return [statement for _, statement in self.explained(doc)]

    def explained(self, doc: Document) -> list[tuple[str, Statement]]:
        """The statements, each with the name of the construction that gave it; for measuring each construction."""
        quotes = SpanIndex(quote for quote in doc.quotes if quote.level == 0)
        reports = [_fitted(doc, report, quotes) for report in self._reports(doc)]
        reports = free_quotes(doc, self._cues, _outermost(doc, reports))
        maker = StatementMaker(doc, quotes, self._words)
        found = [
            (report.rule, made)
            for report in sorted(reports, key=_place)
            if report.rule != "turn-question" and (made := maker.statement(report)) is not None
        ]
        found.sort(key=lambda pair: (pair[1].content[0].start, pair[1].content[-1].end, pair[0]))
        return [(rule, replace(statement, id=f"s{n}")) for n, (rule, statement) in enumerate(found, 1)]

    def _reports(self, doc: Document) -> list[Report]:
        """All reports by words of speech, in text order; one by the surface goes before one by the parse."""
        aside = list(parenthetical_reports(doc, self._cues))
        taken = {report.cue for report in aside}
        by_verb = [self._mended(doc, report) for report in verb_reports(doc, self._cues) if report.cue not in taken]
        taken |= {report.cue for report in by_verb}
        by_that = that_clause_reports(doc, self._cues, {cue for cue in taken if cue is not None})
        reports = [*aside, *by_verb, *by_that, *phrase_reports(doc, self._cues)]
        spoken = [report for report in reports if not is_unspoken(doc, report)]
        return sorted(spoken, key=lambda report: (report.content[0].start, report.rule))

    def _mended(self, doc: Document, report: Report) -> Report:
        """The report of a clause with what the parser cut off from it."""
        if report.rule not in ("clause", "infinitive") or report.cue is None:
            return report
        return replace(report, content=tuple(with_continuations(doc, report.cue, report.content, self._cues)))


def _place(report: Report) -> tuple[int, int]:
    """Where a report stands: the first of its words, then its words of speech."""
    return report.content[0].start, -1 if report.cue is None else report.cue


def _fitted(doc: Document, report: Report, quotes: SpanIndex[Quote]) -> Report:
    if report.rule.startswith("turn"):
        return report
    cue = None if report.cue is None else doc.tokens[report.cue].span
    return replace(report, content=tuple(fit_quotes(doc, report.content, quotes, cue)))


def _outermost(doc: Document, reports: Sequence[Report]) -> list[Report]:
    """The reports without those whose cue stands within what another one says (measured: more of these are wrong than
    right), but for the constructions that stand there by their nature.
    """
    index = SpanIndex(Held(span, n) for n, report in enumerate(reports) for span in report.content)

    def stands_free(n: int, report: Report) -> bool:
        if report.cue is None or report.rule in KEPT_INSIDE:
            return True
        around = index.touching(doc.tokens[report.cue].span)
        return all(held.owner == n or reports[held.owner].rule in MAY_HOLD for held in around)

    return [report for n, report in enumerate(reports) if stands_free(n, report)]
