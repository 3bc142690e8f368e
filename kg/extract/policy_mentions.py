"""Document → the noun phrases that name, describe or refer back to a policy.

A phrase is found by its head noun (`policy_heads.tsv`), by a capitalised name that ends or begins in one, or by a verb
that is itself a policy (a sum of money pledged, troops withdrawn, arms deployed).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kg.lexicon import Lexicon, split_cell
from kg.model.document import Document, Mention, Span
from kg.model.facts import PolicyKind

# Prepositions whose phrase belongs to the name of a policy ("treaty on …", "plan for …", "sanctions against …").
NAMING_PREPOSITIONS = frozenset({"on", "of", "against", "for", "with", "to", "between", "in", "from"})
# A phrase after the head longer than this describes the policy's content rather than naming it.
MAX_COMPLEMENT = 12
PREMODIFIERS = frozenset({"amod", "compound", "nmod", "poss", "nummod", "punct", "det", "case", "quantmod"})
DEFINITE = frozenset({"the", "this", "that", "these", "those", "its", "their", "his", "her", "such"})
# Verbs and nouns that make a military head ("system", "shield") a policy of defence.
DEFENCE_WORDS = frozenset(
    {
        "missile",
        "missiles",
        "defence",
        "defense",
        "nuclear",
        "antimissile",
        "anti-missile",
        "radar",
        "arms",
        "weapon",
        "weapons",
    }
)
MOVED_FORCES = frozenset(
    {"troop", "force", "soldier", "missile", "weapon", "warhead", "peacekeeper", "radar", "interceptor"}
)
FORCE_VERBS = frozenset({"withdraw", "deploy", "station", "redeploy", "pull"})
MONEY_VERBS = frozenset({"pledge", "promise", "provide", "grant", "commit", "contribute", "donate", "lend", "earmark"})
MONEY = re.compile(r"[$€£¥]|\b(?:dollars?|euros?|pounds?|marks?|yen|francs?|roubles?|rubles?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PolicyMention:
    """One phrase that stands for a policy.

    `span` and `text` leave out the article; `words` are the lemmas of the content words up to the head; `named` is a
    proper name, `definite` refers to something known, `anaphoric` cannot stand alone, `complement` tells that it
    goes on after the head ("on …", "to …").
    """

    head: int
    span: Span
    text: str
    words: frozenset[str]
    lemma: str
    kind: PolicyKind
    named: bool
    definite: bool
    anaphoric: bool
    complement: bool
    refers: frozenset[str]


class PolicyFinder:
    """Finds policy mentions by the tables `policy_heads` and `policy_exclusions`."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.heads: Mapping[str, dict[str, str]] = lexicon.by("policy_heads", "word")
        self.verbs = lexicon.by("policy_verbs", "word")
        self.exclusions = [phrase.split() for phrase in sorted(lexicon.words("policy_exclusions", "phrase"))]

    def __call__(self, doc: Document) -> list[PolicyMention]:
        """The mentions in text order, none inside another."""
        names = _tokens_of_names(doc)
        found = []
        for token in doc.tokens:
            row = self._row(doc, token.i)
            mention = None
            if row is not None and token.i not in names:
                mention = self._from_head(doc, token.i, row)
            elif token.pos == "VERB":
                mention = _from_verb(doc, token.i)
            if mention is not None:
                found.append(mention)
        return _outermost(found)

    def _row(self, doc: Document, i: int) -> dict[str, str] | None:
        token = doc.tokens[i]
        if token.pos not in ("NOUN", "PROPN"):
            return None
        before = doc.tokens[i - 1].lower if i else ""
        row = (
            self.heads.get(f"{before} {token.lemma.lower()}")
            or self.heads.get(token.lemma.lower())
            or self.heads.get(token.lower)
            or self.heads.get(token.lower.rstrip("s"))
        )
        if row is None or row["strength"] == "none":
            return None
        # "peace deal plan", "sanctions regime": the head of the compound decides, unless it is no policy noun itself.
        if token.dep in ("compound", "nmod") and self._row(doc, token.head) is not None:
            return None
        return row

    def _from_head(self, doc: Document, i: int, row: dict[str, str]) -> PolicyMention | None:
        core = _core(doc, i)
        core = _extend_name(doc, i, core)
        if row["strength"] == "generic" and self._holds_policy(doc, i):
            return None
        words = [doc.tokens[j].lower for j in core]
        if self._excluded(doc, core, i):
            return None
        named = _is_name(doc, i, core)
        strength = row["strength"]
        if strength == "named" and not named:
            return None
        determiner = words[0] if words else ""
        modifiers = [j for j in core if j != i and doc.tokens[j].dep not in ("det", "punct", "case")]
        complement = _complement(doc, i)
        if strength == "defence" and not DEFENCE_WORDS & set(words):
            return None
        if strength == "peace" and not _keeps_peace(doc, i):
            return None
        specific = bool(complement) or any(doc.tokens[j].dep in ("amod", "compound", "nmod", "poss") for j in modifiers)
        governed = self._governed(doc, i)
        if strength == "generic" and not named and not (specific and (governed or _has_maker(doc, i))):
            if determiner not in DEFINITE:
                return None
            specific = False
        anaphoric = strength == "anaphor" or (not specific and not named)
        if anaphoric and not governed and determiner not in DEFINITE:
            return None
        if anaphoric and doc.tokens[i].tag in ("NNS", "NNPS") and determiner not in DEFINITE and not governed:
            return None
        kept = [j for j in core if not (j == core[0] and doc.tokens[j].dep == "det")]
        whole = sorted({*kept, *complement})
        span = doc.span_of(whole)
        return PolicyMention(
            head=i,
            span=span,
            text=" ".join(doc.text_of(span).split()),
            words=frozenset(
                word
                for j in kept
                if doc.tokens[j].pos not in ("PUNCT", "DET", "PART", "PRON")
                for word in [doc.tokens[j].lemma.lower()]
            ),
            lemma=doc.tokens[i].lemma.lower(),
            kind=_kind(doc, i, row, set(words)),
            named=named,
            definite=determiner in DEFINITE,
            anaphoric=anaphoric,
            complement=bool(complement),
            refers=frozenset(split_cell(row["refers"]) or (row["kind"],)),
        )

    def _holds_policy(self, doc: Document, i: int) -> bool:
        """Whether an infinitive after the head tells the policy itself: "plans to build a missile-defense system"."""
        clauses = [child for child in doc.children(i) if child > i and doc.tokens[child].dep in ("acl", "relcl")]
        return any(self._row(doc, j) is not None for clause in clauses for j in doc.subtree(clause))

    def _governed(self, doc: Document, i: int) -> bool:
        """Whether a verb of making or ending policies has the phrase as its object or subject."""
        token = doc.tokens[i]
        verb = doc.tokens[token.head]
        if token.dep == "pobj":
            verb = doc.tokens[verb.head]
        return (
            verb.pos == "VERB"
            and token.dep in ("dobj", "nsubjpass", "nsubj", "pobj")
            and verb.lemma.lower() in self.verbs
        )

    def _excluded(self, doc: Document, core: list[int], i: int) -> bool:
        around = [doc.tokens[j].lower for j in range(max(0, core[0] - 1), min(len(doc.tokens), max(core[-1], i) + 4))]
        at = i - max(0, core[0] - 1)
        for phrase in self.exclusions:
            for start in range(len(around) - len(phrase) + 1):
                if around[start : start + len(phrase)] == phrase and start <= at < start + len(phrase):
                    return True
        return False


def _tokens_of_names(doc: Document) -> set[int]:
    """Tokens inside the name of a person, a place or an organization: "Treaty Organization", "Mr. Bill"."""
    return {
        i
        for mention in doc.mentions
        if mention.form.value == "name" and doc.entity(mention.entity).kind.value != "country"
        for i in doc.tokens_in(mention.span)
    }


def _core(doc: Document, i: int) -> list[int]:
    """The head with its premodifiers, contiguous up to the head."""
    left = {i}
    for child in doc.children(i):
        if child < i and doc.tokens[child].dep in PREMODIFIERS:
            left.update(j for j in doc.subtree(child) if j < i)
    start = i
    while start - 1 in left:
        start -= 1
    return list(range(start, i + 1))


def _extend_name(doc: Document, i: int, core: list[int]) -> list[int]:
    """A capitalised or numbered name that goes on after the head: "Resolution 1441", "Protocol II"."""
    at = i + 1
    if (
        at < len(doc.tokens)
        and doc.tokens[i].text[:1].isupper()
        and re.fullmatch(r"\d[\d/-]*|[IVX]+", doc.tokens[at].text)
    ):
        return [*core, at]
    return core


def _is_name(doc: Document, i: int, core: list[int]) -> bool:
    """Whether the phrase is a proper name: a capitalised head, or a proper noun before it that is no state."""
    head = doc.tokens[i]
    first_of_sentence = doc.sentence_of(i).first
    if head.text[:1].isupper() and (i != first_of_sentence or len(core) > 1):
        return True
    proper = [
        j
        for j in core
        if j != i
        and doc.tokens[j].pos == "PROPN"
        and doc.tokens[j].text[:1].isupper()
        and doc.tokens[j].dep == "compound"
    ]
    states = {t for mention in doc.mentions for t in doc.tokens_in(mention.span)} if proper else set()
    return any(j not in states for j in proper)


def _complement(doc: Document, i: int) -> list[int]:
    """Tokens of the phrases after the head that belong to the name: "on the Final Settlement", "to deploy …"."""
    tokens: list[int] = []
    limit = i + 1
    for child in doc.children(i):
        token = doc.tokens[child]
        if child < i:
            continue
        subtree = doc.subtree(child)
        if (
            token.dep == "prep"
            and token.lower in NAMING_PREPOSITIONS
            and subtree[0] <= limit
            and not _is_time(doc, subtree)
        ):
            part = _without_clauses(doc, subtree)
            if len(part) <= MAX_COMPLEMENT:
                tokens.extend(part)
                limit = part[-1] + 1
                continue
        if token.dep == "acl" and token.tag == "VB" and subtree[0] <= limit:
            tokens.extend(_without_clauses(doc, subtree)[:MAX_COMPLEMENT])
        break
    return tokens


def _without_clauses(doc: Document, subtree: list[int]) -> list[int]:
    """The part of a subtree before the first relative clause, participle clause or parenthesis."""
    kept: list[int] = []
    for j in subtree:
        if doc.tokens[j].text in (",", "(", "--", "—", "–", ";", ":") or doc.tokens[j].tag in (
            "WDT",
            "WP",
            "WRB",
            "VBD",
            "VBZ",
            "VBP",
        ):
            break
        kept.append(j)
    while kept and doc.tokens[kept[-1]].pos in ("ADP", "PUNCT", "CCONJ", "DET"):
        kept.pop()
    return kept or subtree[:1]


def _is_time(doc: Document, indexes: list[int]) -> bool:
    return bool(doc.times_in(doc.span_of(indexes))) and len(indexes) <= 5


def _has_maker(doc: Document, i: int) -> bool:
    """Whether a possessive, an adjective or a by-phrase names who makes it."""
    for child in doc.children(i):
        token = doc.tokens[child]
        if token.dep in ("poss", "amod", "compound", "nmod") and mentions_over(doc, doc.subtree(child)):
            return True
        if (
            token.dep in ("prep", "agent")
            and token.lower in ("by", "between")
            and mentions_over(doc, doc.subtree(child))
        ):
            return True
        if token.dep in ("acl", "relcl") and token.tag == "VB":
            return True
    return False


def mentions_over(doc: Document, indexes: list[int]) -> list[Mention]:
    """Mentions of persons, countries and organizations whose head is among the tokens."""
    return [
        mention
        for i in indexes
        for mention in doc.mentions_at(i)
        if doc.entity(mention.entity).kind.value in ("person", "country", "organization")
    ]


def _keeps_peace(doc: Document, i: int) -> bool:
    """ "A force of 4,200 peacekeepers", "a mission of 10,000 troops": a head that needs its contents."""
    words = {doc.tokens[j].lemma.lower() for j in doc.subtree(i)}
    return bool(words & {"peacekeeper", "peacekeeping", "troop", "monitor", "observer"})


def _kind(doc: Document, i: int, row: dict[str, str], words: set[str]) -> PolicyKind:
    kind = PolicyKind(row["kind"])
    lemmas = words | {doc.tokens[j].lemma.lower() for child in doc.children(i) for j in doc.subtree(child)[:8]}
    if (
        kind is PolicyKind.PROGRAMME
        and lemmas & DEFENCE_WORDS
        and lemmas & {"defense", "defence", "deploy", "missile", "shield"}
    ):
        return PolicyKind.DEFENCE
    if kind is PolicyKind.TREATY and lemmas & {"truce", "cease-fire", "ceasefire", "armistice"}:
        return PolicyKind.CEASEFIRE
    if kind is PolicyKind.TREATY and {"free", "trade"} <= words:
        return PolicyKind.TRADE
    return kind


def _from_verb(doc: Document, i: int) -> PolicyMention | None:
    """Policies told by a verb: money pledged, forces moved."""
    verb = doc.tokens[i]
    lemma = verb.lemma.lower()
    for child in doc.children(i):
        if doc.tokens[child].dep not in ("dobj", "nsubjpass"):
            continue
        core = _core(doc, child)
        text = doc.text_of(doc.span_of(core))
        if lemma in MONEY_VERBS and MONEY.search(text) and any(doc.tokens[j].pos in ("NUM", "SYM") for j in core):
            return _verbal(doc, child, core, PolicyKind.PROGRAMME, lemma)
        if lemma in FORCE_VERBS and doc.tokens[child].lemma.lower() in MOVED_FORCES:
            return _verbal(doc, child, [i, *core] if i < core[0] else core, PolicyKind.DEFENCE, lemma)
    return None


def _verbal(doc: Document, head: int, core: list[int], kind: PolicyKind, lemma: str) -> PolicyMention:
    extra = [
        j
        for child in doc.children(head)
        if child > head and doc.tokens[child].dep == "prep" and doc.tokens[child].lower in ("in", "of", "for", "to")
        for j in _without_clauses(doc, doc.subtree(child))
    ][:MAX_COMPLEMENT]
    span = doc.span_of(sorted({*core, *extra}))
    return PolicyMention(
        head=head,
        span=span,
        text=" ".join(doc.text_of(span).split()),
        words=frozenset(doc.tokens[j].lemma.lower() for j in core if doc.tokens[j].pos not in ("PUNCT", "DET")),
        lemma=lemma,
        kind=kind,
        named=False,
        definite=False,
        anaphoric=False,
        complement=bool(extra),
        refers=frozenset((kind.value,)),
    )


def _outermost(mentions: list[PolicyMention]) -> list[PolicyMention]:
    """Mentions in text order; one inside another falls away, but for a name inside a description."""
    kept: list[PolicyMention] = []
    for mention in sorted(mentions, key=lambda mention: (mention.span.start, -mention.span.end)):
        if kept and kept[-1].span.covers(mention.span) and (kept[-1].named or not mention.named):
            continue
        kept.append(mention)
    return kept
