"""Words of speech that tell of no speech: what would have been said, what is yet to be said, what figures suggest."""

from __future__ import annotations

from kg.extract.reports import Report
from kg.model.document import Document

# What points to something without saying it, and the verbs for that.
SIGNS = frozenset(
    (
        "analysis",
        "data",
        "evidence",
        "fact",
        "figure",
        "number",
        "poll",
        "result",
        "sign",
        "statistic",
        "survey",
        "trend",
    )
)
POINTING = frozenset({"confirm", "hint", "imply", "indicate", "reveal", "signal", "suggest"})


def is_unspoken(doc: Document, report: Report) -> bool:
    """Whether the report is none, by the auxiliaries of its verb or by what its subject is."""
    if report.cue is None or doc.tokens[report.cue].pos != "VERB":
        return False
    helpers = {doc.tokens[c].lower for c in doc.children(report.cue) if doc.tokens[c].dep == "aux"}
    unreal = {"would", "have"} <= helpers
    return unreal or _is_yet_to_come(doc, report.cue) or _is_pointed_to(doc, report)


def _is_yet_to_come(doc: Document, verb: int) -> bool:
    """ "has yet to say when he will go"."""
    before = [token.lower for token in doc.tokens[max(verb - 2, 0) : verb]]
    return before == ["yet", "to"]


def _is_pointed_to(doc: Document, report: Report) -> bool:
    """ "a poll suggests that he is losing"."""
    head = None if report.source is None else doc.tokens[report.source.head]
    return head is not None and report.word in POINTING and head.pos == "NOUN" and head.lemma.lower() in SIGNS
