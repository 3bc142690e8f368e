"""Document → the noun phrases that name, describe or refer back to a policy.

A phrase is found by its head noun (table `policy_heads`). Whether a phrase without words of its own ("a treaty", "the
text") is a policy is not decided here: that takes the verb and the policies found before.
"""

from __future__ import annotations

from kg.extract.policy_complements import SIGNING, aside_of, clause_of, complement_of, name_given
from kg.extract.policy_mentions import QUOTATION, PolicyMention, Rank, squeezed
from kg.extract.policy_phrases import (
    CLAUSES,
    core_of,
    determiner_of,
    has_year,
    stripped,
)
from kg.extract.policy_ranks import RankReader
from kg.extract.policy_words import Head, PolicyWords
from kg.model.document import Document, Form
from kg.model.entities import Kind
from kg.model.facts import PolicyKind, PolicyStatus

# What has a title in quotation marks, and who makes it.
WORKS = frozenset(
    {"author", "book", "novel", "memoir", "essay", "film", "movie", "song", "album", "play", "documentary"}
)


SPEAKING = frozenset({"say", "tell", "add", "note", "joke"})


# The words of a person's usual name.
PERSONAL = 2


# Parts of a text by which its length is told.
PARTS = frozenset({"page", "clause", "article", "paragraph", "word"})
# Determiners under which a noun without a name means none in particular.
GENERALISING = frozenset({"no", "any", "every", "which", "what", "whatever", "whichever"})


# What the words before the noun tell of the status, by their class.
TOLD_BY_WORD = (
    ("mooted", PolicyStatus.PROPOSED),
    ("coming", PolicyStatus.PLANNED),
    ("ended", PolicyStatus.REPEALED),
    ("ongoing", PolicyStatus.IN_FORCE),
)


# Kinds of what is made at a place and is not about that place.
SIGNED = frozenset({PolicyKind.TREATY, PolicyKind.DOCTRINE, PolicyKind.RESOLUTION, PolicyKind.TRADE})
# Kinds of which a word of public affairs tells that they are a state's: "a peace deal", no book deal.
SHARED = frozenset({PolicyKind.TREATY, PolicyKind.DEFENCE, PolicyKind.TRADE, PolicyKind.PROGRAMME, PolicyKind.SANCTION})


class PhraseFinder:
    """Finds policy phrases by their head nouns."""

    def __init__(self, words: PolicyWords) -> None:
        self._words = words
        self._ranks = RankReader(words)

    def __call__(self, doc: Document) -> list[PolicyMention]:
        """The phrases in text order; some may lie inside others."""
        names = _tokens_of_names(doc)
        found = []
        for token in doc.tokens:
            row = self._words.head(doc, token.i)
            if row is None or self._is_modifier(doc, token.i) or _is_in_a_title(doc, token.i, row):
                continue
            if token.i in names and row.strength != "body" and not self._ranks.is_signed(doc, token.i):
                continue
            mention = self._phrase(doc, token.i, row)
            if mention is not None:
                found.append(mention)
        return found

    def _is_modifier(self, doc: Document, i: int) -> bool:
        """ "Peace deal plan", "labor policy experts": the head decides. A name stays: "INF Treaty talks"."""
        token = doc.tokens[i]
        if token.dep not in ("compound", "nmod") or doc.tokens[token.head].pos not in ("NOUN", "PROPN"):
            return False
        return not token.text[:1].isupper() or self._words.head(doc, token.head) is not None

    def _phrase(self, doc: Document, i: int, row: Head) -> PolicyMention | None:
        whole = core_of(doc, i)
        determiner = determiner_of(doc, i, whole)
        core = stripped(doc, whole, i)
        signed = row.kind in SIGNED or doc.tokens[doc.tokens[i].head].lemma.lower() in SIGNING
        venues = self._words.venues if signed else None
        naming = self._words.all("naming") - ({"from"} if row.kind is PolicyKind.TREATY else frozenset())
        complement = complement_of(doc, i, naming, venues=venues)
        if doc.tokens[i].dep == "oprd" and row.strength == "generic":
            # "Called it a recognition of defeat": what somebody calls something.
            return None
        if self._is_denied(doc, i):
            return None
        if self._excluded(doc, whole, i) or (row.strength == "generic" and self._holds_policy(doc, i)):
            return None
        rank = self._ranks(doc, i, row, core, complement)
        if rank is None or (rank is not Rank.NAME and determiner in GENERALISING):
            return None
        if rank is Rank.NAME and (_is_a_title(doc, core) or _is_a_surname(doc, i, core)):
            return None
        title = name_given(doc, i)
        if rank is Rank.BARE and title and row.strength != "anaphor":
            rank = Rank.DESCRIBED
        if rank is Rank.BARE and determiner in ("his", "her", "my"):
            return None
        clause = [] if complement else clause_of(doc, i)
        kept = sorted({*core, *complement})
        span = doc.span_of(kept)
        modifiers = self._modifiers(doc, core, i)
        if rank is Rank.DESCRIBED and not modifiers and not complement and any(_is_length(doc, j) for j in core):
            rank = Rank.BARE
        owned = any(doc.tokens[c].dep == "poss" for c in doc.children(i))
        return PolicyMention(
            head=i,
            span=span,
            text=squeezed(doc, span),
            lemma=doc.tokens[i].lemma.lower(),
            kind=self._kind(doc, i, row),
            refers=row.refers,
            rank=rank,
            words=frozenset(doc.tokens[j].lemma.lower() for j in core if doc.tokens[j].pos not in ("PUNCT", "PART")),
            modifiers=modifiers,
            definite=determiner in self._words.all("definite") or owned or rank is Rank.NAME,
            fresh=determiner == "another" or self._is_another(doc, i, core),
            dated=has_year(doc, kept),
            default=self._told_by_word(doc, core) or self._told_ahead(doc, i, row) or row.default,
            public=self._is_public(doc, row, kept),
            body=row.strength == "body",
            aside=aside_of(doc, i) is not None,
            general=row.strength in ("generic", "anaphor", "founded") and rank is not Rank.NAME,
            full=squeezed(doc, doc.span_of(sorted({*kept, *clause}))),
            core=squeezed(doc, doc.span_of(core)) if complement else "",
            last=kept[-1],
            title=title,
        )

    def _is_public(self, doc: Document, row: Head, tokens: list[int]) -> bool:
        """Whether only states have such a thing, or words of public affairs are in it."""
        if row.strength == "strong" or (row.strength == "body" and row.needs):
            return True
        if any(doc.tokens[j].lemma.lower() in self._words.all("statecraft") for j in tokens):
            return True
        return row.kind in SHARED and bool({doc.tokens[j].lower for j in tokens} & self._words.all("public"))

    def _told_by_word(self, doc: Document, core: list[int]) -> PolicyStatus | None:
        """ "A proposed ban", "the planned base", "an alleged deployment", "the defunct pact"."""
        words = {doc.tokens[j].lower for j in core}
        return next((status for use, status in TOLD_BY_WORD if words & self._words.all(use)), None)

    def _told_ahead(self, doc: Document, i: int, row: Head) -> PolicyStatus | None:
        return PolicyStatus.PLANNED if row.strength == "founded" and self._ranks.is_to_be(doc, i) else None

    def _holds_policy(self, doc: Document, i: int) -> bool:
        """Whether an infinitive after the head tells the policy itself: "plans to build a missile-defense system"."""
        clauses = [child for child in doc.children(i) if child > i and doc.tokens[child].dep in CLAUSES]
        rows = [self._words.head(doc, j) for clause in clauses for j in doc.subtree(clause)]
        return any(row is not None and row.strength in ("specific", "strong") and not row.needs for row in rows)

    def _is_another(self, doc: Document, i: int, core: list[int]) -> bool:
        return doc.tokens[i].lemma.lower() == "successor" or any(
            doc.tokens[j].lower in self._words.all("fresh") for j in core
        )

    def _modifiers(self, doc: Document, core: list[int], i: int) -> frozenset[str]:
        plain = self._words.all("light") | self._words.all("fresh")
        tokens = [doc.tokens[j] for j in core if j != i]
        return frozenset(
            t.lemma.lower()
            for t in tokens
            if t.pos not in ("PUNCT", "PART", "DET") and t.lower not in plain and not _is_length(doc, t.i)
        )

    def _kind(self, doc: Document, i: int, row: Head) -> PolicyKind:
        words = {doc.tokens[j].lower for j in core_of(doc, i)}
        lemmas = words | {doc.tokens[j].lemma.lower() for child in doc.children(i) for j in doc.subtree(child)[:8]}
        if row.kind is PolicyKind.PROGRAMME and row.strength != "body" and lemmas & self._words.all("defence"):
            return PolicyKind.DEFENCE
        counted = self._counted_kind(doc, i) if row.strength == "generic" else None
        if counted is not None:
            return counted
        if doc.tokens[i].lemma.lower() == "freeze" and lemmas & {"asset", "account", "fund"}:
            return PolicyKind.SANCTION
        if doc.tokens[i].lemma.lower() == "reduction" and "violence" in lemmas:
            return PolicyKind.CEASEFIRE
        if row.kind is PolicyKind.TREATY and lemmas & {"truce", "cease-fire", "ceasefire", "armistice"}:
            return PolicyKind.CEASEFIRE
        if row.kind is PolicyKind.TREATY and {"free", "trade"} <= words:
            return PolicyKind.TRADE
        return row.kind

    def _counted_kind(self, doc: Document, i: int) -> PolicyKind | None:
        """The kind of what a package holds: "a package of laws", "a series of sanctions"."""
        of = [c for c in doc.children(i) if c == i + 1 and doc.tokens[c].lower == "of"]
        nouns = [c for preposition in of for c in doc.children(preposition) if doc.tokens[c].tag == "NNS"]
        rows = [row for noun in nouns if (row := self._words.head(doc, noun)) is not None and not row.needs]
        return rows[0].kind if rows else None

    def _is_denied(self, doc: Document, i: int) -> bool:
        """ "It is not a truce", "seems incapable of a deal": there is none."""
        token = doc.tokens[i]
        above = doc.tokens[token.head]
        if above.lemma.lower() == "deny" and token.dep == "dobj" and token.tag == "NNS":
            # "Denies a state normal tariffs": what it does not get.
            return True
        if token.dep == "attr":
            return any(doc.tokens[c].dep == "neg" for c in doc.children(above.i))
        return token.dep == "pobj" and doc.tokens[above.head].lemma.lower() in self._words.all("incapable")

    def _excluded(self, doc: Document, core: list[int], i: int) -> bool:
        first = max(0, core[0] - 1)
        around = tuple(doc.tokens[j].lower for j in range(first, min(len(doc.tokens), max(core[-1], i) + 4)))
        at = i - first
        return any(
            around[start : start + len(phrase)] == phrase
            for start in range(at + 1)
            for phrase in self._words.exclusions.get(around[start], ())
            if start + len(phrase) > at
        )


def _is_in_a_title(doc: Document, i: int, row: Head) -> bool:
    """ "British Defence Secretary Hale": a word of an office, where the parser has cut it."""
    after = doc.tokens[i + 1] if i + 1 < len(doc.tokens) else None
    return row.strength == "named" and after is not None and after.tag == "NNP" and after.text[:1].isupper()


def _is_length(doc: Document, j: int) -> bool:
    """ "The 1,246-page accord": how long the text is, which tells no two apart."""
    paged = any(doc.tokens[k].lower in PARTS for k in range(j, min(j + 3, len(doc.tokens))))
    return paged and (doc.tokens[j].lower in PARTS or doc.tokens[j].pos == "NUM")


def _is_a_title(doc: Document, core: list[int]) -> bool:
    """ "Author of “America's Unwritten Constitution”": what somebody wrote or made, in quotation marks."""
    first = core[0]
    quoted = first > 0 and QUOTATION.search(doc.tokens[first - 1].text) is not None
    before = {token.lemma.lower() for token in doc.tokens[max(0, first - 5) : first]}
    return quoted and bool(before & WORKS)


def _is_a_surname(doc: Document, i: int, core: list[int]) -> bool:
    """ "Said Steven Law": a person with the name of a policy noun."""
    token = doc.tokens[i]
    speaks = token.dep == "nsubj" and doc.tokens[token.head].lemma.lower() in SPEAKING
    first = doc.tokens[core[0]]
    before = doc.tokens[core[0] - 1].pos if core[0] > 0 else ""
    return speaks and token.tag == "NNP" and len(core) == PERSONAL and first.tag == "NNP" and before != "DET"


def _tokens_of_names(doc: Document) -> set[int]:
    """Tokens inside the name of a person, a place or an organization: "Treaty Organization", "Mr. Bill"."""
    return {
        i
        for mention in doc.mentions
        if mention.form is Form.NAME and doc.entity(mention.entity).kind is not Kind.COUNTRY
        for i in doc.tokens_in(mention.span)
    }
