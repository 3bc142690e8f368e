"""Document → the noun phrases that name, describe or refer back to a policy.

A phrase is found by its head noun (table `policy_heads`). Whether a phrase without words of its own ("a treaty", "the
text") is a policy is not decided here: that takes the verb and the policies found before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from kg.extract.policy_phrases import (
    CLAUSES,
    MODIFIERS,
    aside_of,
    clause_of,
    complement_of,
    core_of,
    determiner_of,
    has_year,
    is_name,
    mentions_over,
    name_given,
    stripped,
)
from kg.extract.policy_status import StatusReader, is_ahead
from kg.extract.policy_words import Head, PolicyWords, Verb
from kg.model.document import Document, Form, Span
from kg.model.entities import Kind
from kg.model.facts import PolicyKind, PolicyStatus

MONEY = re.compile(
    r"[$€£¥]|\b(?:dollars?|euros?|pounds?|marks?|yen|francs?|roubles?|rubles?|rupees?|pesos?|riyals?|dinars?|dirhams?"
    r"|shekels?|naira|shillings?|kron\w+|lira|lire|yuan|renminbi|baht|ringgit|rupiah|taka)\b"
    r"|(?<=illion )(?:won|rand)\b",
    re.IGNORECASE,
)
QUOTATION = re.compile(r"[\"“”]|(?<!\w)[‘'](?!s\b)|[’'](?!\w)")
BACKED = re.compile(r"-(?:\w{2,}ed|made|run)$")


# What has a title in quotation marks, and who makes it.
WORKS = frozenset(
    {"author", "book", "novel", "memoir", "essay", "film", "movie", "song", "album", "play", "documentary"}
)
SPEAKING = frozenset({"say", "tell", "add", "note", "joke"})
# The words of a person's usual name.
PERSONAL = 2
# Determiners under which a noun without a name means none in particular.
GENERALISING = frozenset({"no", "any", "every", "which", "what", "whatever", "whichever"})
# What the words before the noun tell of the status, by their class.
TOLD_BY_WORD = (
    ("mooted", PolicyStatus.PROPOSED),
    ("coming", PolicyStatus.PLANNED),
    ("ended", PolicyStatus.REPEALED),
    ("ongoing", PolicyStatus.IN_FORCE),
)
# Kinds of which a word of public affairs tells that they are a state's: "a peace deal", no book deal.
SHARED = frozenset({PolicyKind.TREATY, PolicyKind.DEFENCE, PolicyKind.TRADE, PolicyKind.PROGRAMME, PolicyKind.SANCTION})


class Rank(IntEnum):
    """How a phrase stands for its policy, from the poorest label to the best."""

    BARE = 0
    STRONG = 1
    PROVISION = 2
    ACT = 3
    DESCRIBED = 4
    NAME = 5


@dataclass(frozen=True, slots=True)
class PolicyMention:
    """One phrase that stands for a policy.

    `text` is the phrase without article; `full` adds the clause that describes it. `modifiers` are the lemmas that tell
    it from others of its kind, `fresh` tells that another one is meant. An act told by a verb has `verb` and `act`; a
    provision of another policy has the head of that policy's mention as `basis`. `title` is a label in other words than
    the text's ("recall of the ambassador"); `general` tells that private people make such things, too ("a plan"),
    `public` that words of public affairs are in it ("a peace plan") or that only states have such a thing ("a truce"),
    `body` that it is an organization or a force, `aside` that a clause set off by a comma tells more of it.
    """

    head: int
    span: Span
    text: str
    lemma: str
    kind: PolicyKind
    refers: frozenset[str]
    rank: Rank
    words: frozenset[str] = frozenset()
    modifiers: frozenset[str] = frozenset()
    definite: bool = False
    fresh: bool = False
    dated: bool = False
    default: PolicyStatus | None = None
    full: str = ""
    last: int = 0
    verb: int | None = None
    act: Verb | None = None
    basis: int | None = None
    title: str = ""
    general: bool = False
    public: bool = False
    body: bool = False
    aside: bool = False

    @property
    def bare(self) -> bool:
        """Whether the phrase has no words that tell which policy it is."""
        return self.rank <= Rank.STRONG

    @property
    def named(self) -> bool:
        return self.rank is Rank.NAME


class PhraseFinder:
    """Finds policy phrases by their head nouns."""

    def __init__(self, words: PolicyWords) -> None:
        self._words = words
        self._status = StatusReader(words)

    def __call__(self, doc: Document) -> list[PolicyMention]:
        """The phrases in text order; some may lie inside others."""
        names = _tokens_of_names(doc)
        found = []
        for token in doc.tokens:
            row = self._words.head(doc, token.i)
            if row is None or self._is_modifier(doc, token.i):
                continue
            if token.i in names and row.strength != "body" and not self._is_signed(doc, token.i):
                continue
            mention = self._phrase(doc, token.i, row)
            if mention is not None:
                found.append(mention)
        return found

    def _is_signed(self, doc: Document, i: int) -> bool:
        """Whether a name taken for an organization's is what somebody signs or ratifies."""
        token = doc.tokens[i]
        verb = doc.tokens[token.head]
        if token.dep == "pobj" and verb.lower == "to":
            # "Put his name to the agreement": a verb and its fixed object.
            return any(self._words.is_idiom(doc, c) for c in (verb.head, *doc.children(verb.head)))
        return token.dep in ("dobj", "nsubjpass") and verb.lemma.lower() in self._words.all("signing")

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
        complement = complement_of(doc, i, self._words.all("naming"))
        if doc.tokens[i].dep == "oprd" and row.strength == "generic":
            # "Called it a recognition of defeat": what somebody calls something.
            return None
        if self._is_denied(doc, i):
            return None
        if self._excluded(doc, whole, i) or (row.strength == "generic" and self._holds_policy(doc, i)):
            return None
        rank = self._rank(doc, i, row, core, complement)
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
            fresh=determiner == "another" or any(doc.tokens[j].lower in self._words.all("fresh") for j in core),
            dated=has_year(doc, kept),
            default=self._told_by_word(doc, core) or self._told_ahead(doc, i, row) or row.default,
            public=self._is_public(doc, row, kept),
            body=row.strength == "body",
            aside=aside_of(doc, i) is not None,
            general=row.strength in ("generic", "anaphor", "founded") and rank is not Rank.NAME,
            full=squeezed(doc, doc.span_of(sorted({*kept, *clause}))),
            last=kept[-1],
            title=title,
        )

    def _rank(self, doc: Document, i: int, row: Head, core: list[int], complement: list[int]) -> Rank | None:
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
                if not self._is_signed(doc, i):
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
        return PolicyStatus.PLANNED if row.strength == "founded" and self._is_to_be(doc, i) else None

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
        inside = {doc.tokens[j].lower for j in [*core, *subtree] if j != i}
        acting = row.strength == "body" and "peace" in row.needs and doc.tokens[i].lemma.lower() == "force"
        return bool(inside & row.needs) or (acting and _is_of_a_body(doc, core, i))

    def _is_founded(self, doc: Document, i: int) -> bool:
        token = doc.tokens[i]
        verb = doc.tokens[token.head].lemma.lower()
        if self._is_to_be(doc, i):
            return True
        clauses = {doc.tokens[c].lemma.lower() for c in doc.children(i) if c > i and doc.tokens[c].dep in CLAUSES}
        made = token.dep in ("dobj", "nsubjpass") and verb in self._words.all("founding")
        if token.dep == "nsubjpass" and doc.tokens[doc.subtree(i)[0]].lower == "the":
            # "The committee was set up to …": what a body known to the reader is for.
            made = any(doc.tokens[c].dep == "agent" for c in doc.children(token.head))
        return made or bool(clauses & (self._words.all("founding") - {"back", "set"}))

    def _is_to_be(self, doc: Document, i: int) -> bool:
        """ "A joint commission will monitor the accord": what is to act does not exist yet."""
        token = doc.tokens[i]
        new = any(doc.tokens[c].lower in ("a", "an") for c in doc.children(i))
        first = doc.tokens[doc.sentence_of(i).first]
        provided = first.lower == "under" and first.head == token.head
        # What is "under the treaty" is read as its provision.
        # What is to meet is there already.
        acts = doc.tokens[token.head].lemma.lower() not in ("meet", "convene", "visit", "travel", "discuss")
        return new and acts and not provided and token.dep in ("nsubj", "nsubjpass") and is_ahead(doc, token.head)

    def _holds_policy(self, doc: Document, i: int) -> bool:
        """Whether an infinitive after the head tells the policy itself: "plans to build a missile-defense system"."""
        clauses = [child for child in doc.children(i) if child > i and doc.tokens[child].dep in CLAUSES]
        rows = [self._words.head(doc, j) for clause in clauses for j in doc.subtree(clause)]
        return any(row is not None and row.strength in ("specific", "strong") and not row.needs for row in rows)

    def _modifiers(self, doc: Document, core: list[int], i: int) -> frozenset[str]:
        plain = self._words.all("light") | self._words.all("fresh")
        tokens = [doc.tokens[j] for j in core if j != i]
        return frozenset(
            t.lemma.lower() for t in tokens if t.pos not in ("PUNCT", "PART", "DET") and t.lower not in plain
        )

    def _kind(self, doc: Document, i: int, row: Head) -> PolicyKind:
        words = {doc.tokens[j].lower for j in core_of(doc, i)}
        lemmas = words | {doc.tokens[j].lemma.lower() for child in doc.children(i) for j in doc.subtree(child)[:8]}
        if row.kind is PolicyKind.PROGRAMME and row.strength != "body" and lemmas & self._words.all("defence"):
            return PolicyKind.DEFENCE
        if doc.tokens[i].lemma.lower() == "freeze" and lemmas & {"asset", "account", "fund"}:
            return PolicyKind.SANCTION
        if doc.tokens[i].lemma.lower() == "reduction" and "violence" in lemmas:
            return PolicyKind.CEASEFIRE
        if row.kind is PolicyKind.TREATY and lemmas & {"truce", "cease-fire", "ceasefire", "armistice"}:
            return PolicyKind.CEASEFIRE
        if row.kind is PolicyKind.TREATY and {"free", "trade"} <= words:
            return PolicyKind.TRADE
        return row.kind

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


def _hits_goods(doc: Document, i: int) -> bool:
    """ "Duties on Chilean copper": whether the phrase after the noun names a state's goods."""
    on = [c for c in doc.children(i) if c > i and doc.tokens[c].lower == "on"]
    named = [m for c in on for j in doc.subtree(c) for m in doc.mentions_at(j)]
    return any(doc.entity(mention.entity).kind is Kind.COUNTRY for mention in named)


def _is_of_a_body(doc: Document, core: list[int], i: int) -> bool:
    """ "The ECOWAS force": whether an abbreviation of an organization stands before the noun."""
    letters = [doc.tokens[j].text for j in core if j < i and doc.tokens[j].text.isupper()]
    return any(len(text) > 3 and text.isalpha() for text in letters)


def squeezed(doc: Document, span: Span) -> str:
    """The words of the span without line breaks and quotation marks."""
    return " ".join(QUOTATION.sub("", doc.text_of(span)).split())


def _tokens_of_names(doc: Document) -> set[int]:
    """Tokens inside the name of a person, a place or an organization: "Treaty Organization", "Mr. Bill"."""
    return {
        i
        for mention in doc.mentions
        if mention.form is Form.NAME and doc.entity(mention.entity).kind is not Kind.COUNTRY
        for i in doc.tokens_in(mention.span)
    }


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


def outermost(mentions: list[PolicyMention]) -> list[PolicyMention]:
    """Mentions in text order; one inside another falls away, but for a name inside a description."""
    kept: list[PolicyMention] = []
    near: list[PolicyMention] = []
    for mention in sorted(mentions, key=lambda mention: (mention.span.start, -mention.span.end, -mention.rank)):
        near = [other for other in near if other.span.end > mention.span.start]
        around = next((other for other in near if other.span.covers(mention.span)), None)
        if around is not None and (around.named or not mention.named):
            continue
        kept.append(mention)
        near.append(mention)
    return kept
