"""How a noun phrase stands for a policy: as a name, a description, a word that only refers back, or not at all."""

from __future__ import annotations

from kg.extract.policy_mentions import MONEY, Rank
from kg.extract.policy_phrases import CLAUSES, MODIFIERS, has_year, is_name, mentions_over
from kg.extract.policy_status import StatusReader, is_ahead
from kg.extract.policy_words import Head, PolicyWords
from kg.model.document import Document
from kg.model.entities import Kind
from kg.model.facts import PolicyKind


class RankReader:
    """Ranks phrases by their head noun, its row in the table and the words with it.

    Args:
        words: The word lists.
    """

    def __init__(self, words: PolicyWords) -> None:
        self._words = words
        self._status = StatusReader(words)

    def is_signed(self, doc: Document, i: int) -> bool:
        """Whether a name taken for an organization's is what somebody signs or ratifies."""
        token = doc.tokens[i]
        verb = doc.tokens[token.head]
        if token.dep == "pobj" and verb.lower == "to":
            # "Put his name to the agreement": a verb and its fixed object.
            return any(self._words.is_idiom(doc, c) for c in (verb.head, *doc.children(verb.head)))
        return token.dep in ("dobj", "nsubjpass") and verb.lemma.lower() in self._words.all("signing")

    def __call__(self, doc: Document, i: int, row: Head, core: list[int], complement: list[int]) -> Rank | None:
        """How the phrase stands for a policy; None if it is none."""
        named = is_name(doc, i, core)
        plain = self._words.all("light") | self._words.all("fresh")
        own = [doc.tokens[j] for j in core if j != i and doc.tokens[j].dep in MODIFIERS]
        specific = bool(complement) or any(token.lower not in plain for token in own)
        if row.needs and not self._has_needed(doc, i, row, core):
            return None if named or specific else self._bare(doc, i)
        match row.strength:
            case "named":
                if named and len(core) > 1:
                    return Rank.NAME
                if {doc.tokens[j].lower for j in core} & self._words.all("draft"):
                    return Rank.DESCRIBED
                if not self.is_signed(doc, i):
                    return None
                return Rank.DESCRIBED if specific else self._bare(doc, i)
            case "anaphor":
                return self._bare(doc, i)
            case "founded":
                if self._is_founded(doc, i):
                    return Rank.NAME if named else Rank.DESCRIBED
                return None
            case "generic" if not named:
                own_words = bool(complement) or any(not mentions_over(doc, [t.i]) for t in own if t.lower not in plain)
                if doc.tokens[i].tag == "NNS" and not own_words:
                    # "U.S. plans rely on …": plans in general.
                    return self._bare(doc, i)
                made = specific and (
                    has_year(doc, [*core, *complement])
                    or self._status.governing(doc, i) is not None
                    or _has_maker(doc, i)
                )
                return Rank.DESCRIBED if made else self._bare(doc, i)
        if named and (len(core) > 1 or complement or row.strength == "strong"):
            return Rank.NAME
        if specific:
            return Rank.DESCRIBED
        return self._strong(doc, i) if row.strength == "strong" else self._bare(doc, i)

    def _strong(self, doc: Document, i: int) -> Rank | None:
        """A strong head alone: "the sanctions", "a truce"; a bare plural only where a verb of policy governs it."""
        plural = doc.tokens[i].tag in ("NNS", "NNPS") and not any(doc.tokens[c].dep == "det" for c in doc.children(i))
        return None if plural and self._status.governing(doc, i) is None else Rank.STRONG

    def _bare(self, doc: Document, i: int) -> Rank | None:
        """A head alone, which may refer back or be made by its verb: a singular, or a plural that is definite."""
        determiners = {doc.tokens[c].lower for c in doc.children(i) if doc.tokens[c].dep in ("det", "poss")}
        plural = doc.tokens[i].tag in ("NNS", "NNPS")
        if not determiners or (plural and not determiners & self._words.all("definite")):
            return None
        return Rank.BARE

    def _has_needed(self, doc: Document, i: int, row: Head, core: list[int]) -> bool:
        subtree = doc.subtree(i)
        if "money" in row.needs:
            return MONEY.search(doc.text_of(doc.span_of(subtree))) is not None
        if row.kind is PolicyKind.TRADE and _hits_goods(doc, i):
            return True
        if row.kind is PolicyKind.RESOLUTION and has_year(doc, subtree):
            # "The award of 1899".
            return True
        inside = {doc.tokens[j].lower for j in [*core, *subtree] if j != i}
        acting = row.strength == "body" and "peace" in row.needs and doc.tokens[i].lemma.lower() == "force"
        return bool(inside & row.needs) or (acting and _is_of_a_body(doc, core, i))

    def _is_founded(self, doc: Document, i: int) -> bool:
        token = doc.tokens[i]
        verb = doc.tokens[token.head].lemma.lower()
        if self.is_to_be(doc, i):
            return True
        clauses = {doc.tokens[c].lemma.lower() for c in doc.children(i) if c > i and doc.tokens[c].dep in CLAUSES}
        made = token.dep in ("dobj", "nsubjpass") and verb in self._words.all("founding")
        if token.dep == "nsubjpass" and doc.tokens[doc.subtree(i)[0]].lower == "the":
            # "The committee was set up to …": what a body known to the reader is for.
            made = any(doc.tokens[c].dep == "agent" for c in doc.children(token.head))
        return made or bool(clauses & (self._words.all("founding") - {"back", "set"}))

    def is_to_be(self, doc: Document, i: int) -> bool:
        """ "A joint commission will monitor the accord": what is to act does not exist yet."""
        token = doc.tokens[i]
        new = any(doc.tokens[c].lower in ("a", "an") for c in doc.children(i))
        first = doc.tokens[doc.sentence_of(i).first]
        provided = first.lower == "under" and first.head == token.head
        # What is "under the treaty" is read as its provision.
        # What is to meet is there already.
        acts = doc.tokens[token.head].lemma.lower() not in ("meet", "convene", "visit", "travel", "discuss")
        return new and acts and not provided and token.dep in ("nsubj", "nsubjpass") and is_ahead(doc, token.head)


def _hits_goods(doc: Document, i: int) -> bool:
    """ "Duties on Chilean copper": whether the phrase after the noun names a state's goods."""
    on = [c for c in doc.children(i) if c > i and doc.tokens[c].lower == "on"]
    named = [m for c in on for j in doc.subtree(c) for m in doc.mentions_at(j)]
    return any(doc.entity(mention.entity).kind is Kind.COUNTRY for mention in named)


def _is_of_a_body(doc: Document, core: list[int], i: int) -> bool:
    """ "The ECOWAS force": whether an abbreviation of an organization stands before the noun."""
    letters = [doc.tokens[j].text for j in core if j < i and doc.tokens[j].text.isupper()]
    return any(len(text) > 3 and text.isalpha() for text in letters)


def _has_maker(doc: Document, i: int) -> bool:
    """Whether a possessive, an adjective, a by-phrase or an infinitive tells that somebody makes it."""
    for child in doc.children(i):
        token = doc.tokens[child]
        owned = token.lower == "whose" or mentions_over(doc, doc.subtree(child))
        if token.dep in ("poss", "amod", "compound", "nmod") and owned:
            return True
        if (
            token.dep in ("prep", "agent")
            and token.lower in ("by", "between")
            and mentions_over(doc, doc.subtree(child))
        ):
            return True
        if token.dep in CLAUSES and token.tag == "VB":
            return True
    return False
