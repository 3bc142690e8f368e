"""Policies that a whole clause lays down: "under the accord troops must leave", "no ship may enter, Peru decreed"."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.policy_complements import without_loose_end, without_time
from kg.extract.policy_mentions import PolicyMention, Rank, squeezed
from kg.extract.policy_phrases import core_of, stripped
from kg.extract.policy_status import is_ahead
from kg.extract.policy_words import PolicyWords, Verb
from kg.model.document import Document
from kg.model.entities import Kind
from kg.model.facts import PolicyKind, PolicyStatus

MAX_PROVISION = 14
PROVISION = Verb(PolicyStatus.IN_FORCE, PolicyStatus.PLANNED, "no")
DECREED = Verb(PolicyStatus.IN_FORCE, PolicyStatus.PLANNED, "subject")
VOTED = Verb(PolicyStatus.ADOPTED, PolicyStatus.PLANNED, "subject")
PERMITTING = frozenset({"may", "can", "shall", "must", "will"})
BASES = frozenset({PolicyKind.TREATY, PolicyKind.CEASEFIRE, PolicyKind.DOCTRINE, PolicyKind.TRADE})


class ClauseReader:
    """Reads provisions of treaties and bans told by a clause.

    Args:
        words: The word lists.
    """

    def __init__(self, words: PolicyWords) -> None:
        self._words = words

    def provision(self, doc: Document, basis: PolicyMention) -> Iterator[PolicyMention]:
        """What a treaty lays down: "Under the accord a transitional government will run the country"."""
        under = doc.tokens[basis.head].head
        verb = doc.tokens[under].head
        first = doc.sentence_of(under).first
        if (
            basis.kind not in BASES
            or doc.tokens[under].lower != "under"
            or under != first
            or not is_modal(doc, verb, self._words)
        ):
            return
        subject = next((c for c in doc.children(verb) if doc.tokens[c].dep in ("nsubj", "nsubjpass")), None)
        if subject is None or doc.tokens[subject].pos not in ("NOUN", "PROPN") or self._is_party(doc, subject):
            return
        tokens = [j for j in without_clauses_of(doc, verb) if j > basis.last and doc.tokens[j].text != ","]
        if not tokens:
            return
        tokens = _without_figures(doc, tokens)[:MAX_PROVISION]
        if doc.tokens[tokens[0]].lower in ("a", "an"):
            # What the treaty brings into being is named by the subject alone.
            tokens = stripped(doc, core_of(doc, subject), subject)
        force = any(doc.tokens[j].lemma.lower() in self._words.all("force") for j in tokens if j <= subject)
        kind = PolicyKind.DEFENCE if force else PolicyKind.PROGRAMME
        span = doc.span_of(tokens)
        lemmas = frozenset(
            doc.tokens[j].lemma.lower() for j in tokens if doc.tokens[j].pos in ("NOUN", "PROPN", "VERB")
        )
        yield PolicyMention(
            head=subject, span=span, text=squeezed(doc, span), lemma=doc.tokens[verb].lemma.lower(),
            kind=kind, refers=frozenset((kind.value,)), rank=Rank.PROVISION, words=lemmas, modifiers=lemmas,
            last=tokens[-1], verb=verb, act=PROVISION, basis=basis.head,
        )  # fmt: skip

    def _is_party(self, doc: Document, subject: int) -> bool:
        """Whether the subject is a party itself: then the clause tells its duty, and its own words are read."""
        known = {doc.tokens[c].lower for c in doc.children(subject)} & {"the", "both", "two", "each"}
        group = bool(known) and doc.tokens[subject].lemma.lower() in self._words.all("group")
        named = any(
            doc.entity(m.entity).kind is Kind.COUNTRY and m.form != "adjective" for m in doc.mentions_at(subject)
        )
        return group or named

    def decreed(self, doc: Document, verb: int) -> Iterator[PolicyMention]:
        """ "No Peruvian ship may enter the strait, Chile decreed": a ban told by a whole clause."""
        above = doc.tokens[verb].head
        kids = [doc.tokens[c] for c in doc.children(verb)]
        subject = next((t.i for t in kids if t.dep in ("nsubj", "nsubjpass") and t.pos == "NOUN"), None)
        decreed = doc.tokens[verb].dep == "ccomp" and doc.tokens[above].lemma.lower() in self._words.all("decreeing")
        if subject is None or not decreed or not any(t.dep == "aux" and t.lower in PERMITTING for t in kids):
            return
        if not any(doc.tokens[c].lower == "no" for c in doc.children(subject)):
            return
        tokens = [j for j in without_clauses_of(doc, verb) if j >= doc.subtree(subject)[0]][:MAX_PROVISION]
        span = doc.span_of(tokens)
        words = frozenset(doc.tokens[j].lemma.lower() for j in tokens if doc.tokens[j].pos in ("NOUN", "VERB"))
        yield PolicyMention(
            head=subject, span=span, text=squeezed(doc, span), lemma=doc.tokens[verb].lemma.lower(),
            kind=PolicyKind.SANCTION, refers=frozenset(("sanction",)), rank=Rank.ACT, words=words, modifiers=words,
            last=tokens[-1], verb=above, act=DECREED,
        )  # fmt: skip

    def voted(self, doc: Document, verb: int, heads: set[int]) -> Iterator[PolicyMention]:
        """ "Parliament voted to strip ministers of their pensions": a law told by what the vote is to do.

        Args:
            doc: The document.
            verb: Any token.
            heads: The heads of policy phrases; what is voted on with such an object is that policy.
        """
        token = doc.tokens[verb]
        above = doc.tokens[token.head]
        if token.tag != "VB" or token.dep not in ("xcomp", "advcl") or above.lemma.lower() != "vote":
            return
        objects = [c for c in doc.children(verb) if doc.tokens[c].dep == "dobj"]
        known = any(j in heads for c in objects for j in doc.subtree(c))
        denied = any(doc.tokens[c].dep == "neg" for c in (*doc.children(verb), *doc.children(above.i)))
        if not objects or known or denied or token.lemma.lower() in self._words.all("procedure"):
            return
        tokens = without_loose_end(doc, without_time(doc, [j for j in without_clauses_of(doc, verb) if j >= verb]))
        tokens = tokens[:MAX_PROVISION]
        span = doc.span_of(tokens)
        words = frozenset(doc.tokens[j].lemma.lower() for j in tokens if doc.tokens[j].pos in ("NOUN", "VERB"))
        kind = PolicyKind.RESOLUTION if self._is_between_states(doc, above.i) else PolicyKind.LAW
        yield PolicyMention(
            head=objects[0], span=span, text=squeezed(doc, span), lemma=token.lemma.lower(), kind=kind,
            refers=frozenset((kind.value,)), rank=Rank.ACT, words=words, modifiers=words, last=tokens[-1],
            verb=above.i, act=VOTED,
        )  # fmt: skip

    def _is_between_states(self, doc: Document, vote: int) -> bool:
        """Whether those who vote are a council of states, and no parliament."""
        subjects = [c for c in doc.children(vote) if doc.tokens[c].dep == "nsubj"]
        bodies = [doc.entity(m.entity) for c in subjects for m in doc.mentions_at(c)]
        bodies = [body for body in bodies if body.kind is Kind.ORGANIZATION and body.country is None]
        return any(not {w.lower() for w in body.name.split()} & self._words.all("legislature") for body in bodies)


def is_modal(doc: Document, verb: int, words: PolicyWords) -> bool:
    """Whether the clause of the verb tells what is to be or may be."""
    return is_ahead(doc, verb) or any(
        doc.tokens[c].dep == "aux" and doc.tokens[c].lower in (words.all("modal") | {"to"}) for c in doc.children(verb)
    )


def without_clauses_of(doc: Document, verb: int) -> list[int]:
    """The clause of a verb without adverbial clauses after it."""
    drop = {
        j
        for c in doc.children(verb)
        if doc.tokens[c].dep in ("advcl", "ccomp", "conj", "parataxis") and c > verb
        for j in doc.subtree(c)
    }
    kept = [j for j in doc.subtree(verb) if j not in drop]
    while kept and doc.tokens[kept[-1]].pos in ("PUNCT", "CCONJ"):
        kept.pop()
    return kept


def _without_figures(doc: Document, tokens: list[int]) -> list[int]:
    """The tokens before the first figures told after a preposition: "is to shrink from 900 to 400"."""
    for j in tokens[1:]:
        if doc.tokens[j].pos == "ADP" and any(doc.tokens[c].tag == "CD" for c in doc.children(j)):
            return [k for k in tokens if k < j]
    return tokens
