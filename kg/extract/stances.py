"""For or against: the attitude that a statement's verb, or the word of judgement in its complement, tells.

Only what the words say outright; a clause after a plain "said" has no stance.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.reports import Report
from kg.lexicon import Lexicon
from kg.model.document import Document, Span
from kg.model.facts import Stance

# Constructions whose content is what the attitude is about; a clause is rather what the speaker holds to be so.
DEMANDS = frozenset({"infinitive"})
JUDGED = frozenset({"complement", "what"})
ATTITUDES = frozenset({"object", "preposition", "complement", "gerund", "what"})
OPPOSITE = {Stance.SUPPORTS: Stance.OPPOSES, Stance.OPPOSES: Stance.SUPPORTS, Stance.NEUTRAL: Stance.NEUTRAL}
NEGATIONS = frozenset({"not", "n't", "n’t", "no", "never", "hardly"})


class StanceWords:
    """The words that tell for or against.

    Args:
        lexicon: The gazetteer with the table `stance_words`.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        rows = lexicon.rows("stance_words")
        self._actions = {row["word"]: Stance(row["stance"]) for row in rows if row["use"] == "action"}
        self._values = {row["word"]: Stance(row["stance"]) for row in rows if row["use"] == "value"}

    def stance_of(self, doc: Document, report: Report, content: Sequence[Span]) -> Stance | None:
        """The speaker's attitude to what the statement is about; None where the words do not tell it."""
        stance = self._unsigned(doc, report, content)
        if stance is None or report.cue is None:
            return stance
        negated = any(doc.tokens[child].dep == "neg" for child in doc.children(report.cue))
        return OPPOSITE[stance] if negated else stance

    def _unsigned(self, doc: Document, report: Report, content: Sequence[Span]) -> Stance | None:
        own = None if report.lexical is None else report.lexical.stance
        if report.rule in DEMANDS:
            return self._of_demand(doc, content, own)
        if report.rule in JUDGED and own is None:
            return self._of_words(doc, content)
        if report.rule in ATTITUDES:
            return own
        return own if report.word == "deny" else None

    def _of_demand(self, doc: Document, content: Sequence[Span], own: Stance | None) -> Stance | None:
        """ "urged them to lift the ban" is against the ban, "threatened to sign" for signing, whatever the verb."""
        for i in doc.tokens_in(content[0]):
            if doc.tokens[i].pos in ("VERB", "AUX"):
                return self._actions.get(doc.tokens[i].lemma.lower(), own)
        return own

    def _of_words(self, doc: Document, content: Sequence[Span]) -> Stance | None:
        negated = False
        for span in content:
            for i in doc.tokens_in(span):
                token = doc.tokens[i]
                negated = negated or token.lower in NEGATIONS
                stance = self._values.get(token.lemma.lower())
                if stance is not None:
                    return OPPOSITE[stance] if negated else stance
        return None
