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
# Acts and their like, of which a clause may judge.
JUDGED_NOUNS = frozenset(
    (
        "accord",
        "agreement",
        "ban",
        "bill",
        "ceasefire",
        "compromise",
        "deal",
        "declaration",
        "embargo",
        "law",
        "outcome",
        "pact",
        "plan",
        "proposal",
        "resolution",
        "sanction",
        "settlement",
        "text",
        "treaty",
        "truce",
        "vote",
    )
)
COLLECTIVES = frozenset(
    ("army", "bloc", "cabinet", "coalition", "country", "government", "group", "movement", "nation", "party", "union")
)
CALLING = frozenset({"call", "argue", "appeal", "plead"})
# Of the verbs with an infinitive those that do not tell that the speaker wants what it says.
UNWANTED = frozenset({"caution", "say", "state", "threaten", "warn"})
# Who gives his word that a thing will be wants it.
PROMISES = frozenset({"assure", "guarantee", "pledge", "promise", "swear", "undertake", "vouch", "vow"})
OPPOSITE = {Stance.SUPPORTS: Stance.OPPOSES, Stance.OPPOSES: Stance.SUPPORTS, Stance.NEUTRAL: Stance.NEUTRAL}
NEGATIONS = frozenset({"not", "n't", "n’t", "no", "never", "hardly"})
NOBODY = frozenset({"nobody", "none", "nothing", "neither", "nowhere"})


class StanceWords:
    """The words that tell for or against.

    Args:
        lexicon: The gazetteer with the table `stance_words`.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        rows = lexicon.rows("stance_words")
        self._actions = {row["word"]: Stance(row["stance"]) for row in rows if row["use"] == "action"}
        self._values = {row["word"]: Stance(row["stance"]) for row in rows if row["use"] == "value"}
        self._moods = {row["word"]: Stance(row["stance"]) for row in rows if row["use"] == "mood"}

    def stance_of(self, doc: Document, report: Report, content: Sequence[Span]) -> Stance | None:
        """The speaker's attitude to what the statement is about; None where the words do not tell it."""
        stance = self._unsigned(doc, report, content)
        if stance is None or report.cue is None:
            return stance
        negated = any(doc.tokens[child].dep == "neg" for child in doc.children(report.cue))
        return OPPOSITE[stance] if negated else stance

    def _unsigned(self, doc: Document, report: Report, content: Sequence[Span]) -> Stance | None:
        cue = report.lexical
        own = None if cue is None else cue.stance
        if report.rule in DEMANDS:
            wanted = None if report.word in UNWANTED else Stance.SUPPORTS
            return self._of_demand(doc, content) or wanted
        if report.rule in JUDGED and own is None:
            return self._of_words(doc, _tokens(doc, content))
        if report.rule in ATTITUDES:
            # Who denies a report or rejects a rumour does not tell what he thinks of the thing.
            factual = report.word == "deny" or (report.rule == "object" and cue is not None and cue.takes("obj:claim"))
            return None if factual else own or _of_preposition(doc, report, content)
        return self._of_clause(doc, _tokens(doc, content)) or self._of_mood(doc, report, content)

    def _of_mood(self, doc: Document, report: Report, content: Sequence[Span]) -> Stance | None:
        """Of a clause that says nothing for or against by itself: its speaker complains of it, or promises it."""
        if report.word in PROMISES:
            inside = _tokens(doc, content)
            negated = any(doc.tokens[i].lower in NEGATIONS | NOBODY for i in inside)
            foreseen = any(doc.tokens[i].lower in ("will", "would", "shall", "'ll", "’ll") for i in inside)
            return Stance.SUPPORTS if foreseen and not negated else None
        return self._moods.get(report.word)

    def _of_demand(self, doc: Document, content: Sequence[Span]) -> Stance | None:
        """ "urged them to lift the ban" is against the ban, "threatened to sign" for signing, whatever the verb."""
        for i in _tokens(doc, content):
            if doc.tokens[i].pos in ("VERB", "AUX"):
                stance = self._action(doc, i)
                if stance is not None:
                    negated = any(doc.tokens[c].dep == "neg" for c in _up_to(doc, i, content[0]))
                    return OPPOSITE[stance] if negated != self._is_of_opponents(doc, i) else stance
        return None

    def _is_of_opponents(self, doc: Document, verb: int) -> bool:
        """ "to veto any law that would prevent it": what is acted on acts against the thing itself."""
        objects = [c for c in doc.children(verb) if doc.tokens[c].dep == "dobj"]
        clauses = [c for i in objects for c in doc.children(i) if doc.tokens[c].dep == "relcl"]
        return any(self._action(doc, clause) is Stance.OPPOSES for clause in clauses)

    def _action(self, doc: Document, verb: int) -> Stance | None:
        """The attitude that a verb with its particle tells ("carry out", "stand by")."""
        lemma = doc.tokens[verb].lemma.lower()
        for child in doc.children(verb):
            stance = self._actions.get(f"{lemma} {doc.tokens[child].lower}") if child == verb + 1 else None
            if stance is not None:
                return stance
        return self._actions.get(lemma)

    def _of_clause(self, doc: Document, inside: Sequence[int]) -> Stance | None:
        """Of a clause the attitude is told by what its subject will do ("Peru would honour the accord") or has to do,
        and, where it speaks of an act or of "this" and "it", by the judgement of its predicate.
        """
        root = next((i for i in inside if _heads_clause(doc, i, inside)), None)
        subject = None if root is None else next((c for c in doc.children(root) if doc.tokens[c].dep == "nsubj"), None)
        if root is None or subject is None or subject not in inside:
            return None
        helpers = {doc.tokens[c].lower for c in doc.children(root) if doc.tokens[c].dep == "aux"}
        if {"would", "have"} <= helpers:
            return None
        negated = any(doc.tokens[c].dep == "neg" for c in doc.children(root))
        due = next((c for c in doc.children(root) if doc.tokens[c].dep == "xcomp"), None)
        if due is not None and doc.tokens[root].lemma == "have":
            stance = self._action(doc, due)
        elif _acts(doc, subject):
            stance = self._action(doc, root) or self._of_predicate(doc, root, subject)
        else:
            stance = self._of_predicate(doc, root, subject)
        return OPPOSITE[stance] if stance is not None and negated else stance

    def _of_predicate(self, doc: Document, root: int, subject: int) -> Stance | None:
        """The judgement in the predicate over an act or over "it", "this", "that"."""
        token = doc.tokens[subject]
        if token.lower not in ("it", "this", "that") and token.lemma.lower() not in JUDGED_NOUNS:
            return None
        told = [c for c in doc.children(root) if c > root and doc.tokens[c].dep in ("attr", "acomp", "oprd", "ccomp")]
        return self._of_words(doc, [i for c in told for i in doc.subtree(c)])

    def _of_words(self, doc: Document, inside: Sequence[int]) -> Stance | None:
        """The first judgement among some words; nouns go before the adjectives beside them ("a historic mistake")."""
        judged = [i for i in inside if doc.tokens[i].lemma.lower() in self._values]
        nouns = [i for i in judged if doc.tokens[i].pos == "NOUN"]
        at = next(iter(nouns or judged), None)
        if at is None:
            return None
        stance = self._values[doc.tokens[at].lemma.lower()]
        negated = any(doc.tokens[i].lower in NEGATIONS for i in inside if i < at)
        return OPPOSITE[stance] if negated else stance


def _of_preposition(doc: Document, report: Report, content: Sequence[Span]) -> Stance | None:
    """ "called for a truce" is for it, "warned against a truce" against it."""
    before = doc.tokens_in(content[0]).start - 1
    if report.rule != "preposition" or before < 0:
        return None
    if doc.tokens[before].lower == "against":
        return Stance.OPPOSES
    return Stance.SUPPORTS if doc.tokens[before].lower == "for" and report.word in CALLING else None


def _tokens(doc: Document, content: Sequence[Span]) -> list[int]:
    return [i for span in content for i in doc.tokens_in(span)]


def _up_to(doc: Document, verb: int, span: Span) -> list[int]:
    """The tokens of a span up to the verb."""
    return [i for i in doc.tokens_in(span) if i < verb]


def _acts(doc: Document, subject: int) -> bool:
    """Whether a subject is somebody who can be for or against a thing: a name, a pronoun, "his party"."""
    token = doc.tokens[subject]
    return token.pos == "PRON" or bool(doc.mentions_at(subject)) or token.lemma.lower() in COLLECTIVES


def _heads_clause(doc: Document, i: int, inside: Sequence[int]) -> bool:
    """Whether a verb of the content depends on nothing within it."""
    token = doc.tokens[i]
    free = token.head == i or token.head not in inside
    return token.pos in ("VERB", "AUX") and token.dep not in ("advcl", "relcl", "acl") and free
