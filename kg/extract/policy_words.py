"""The word lists of policies: heads, verbs, acts told by a verb, exclusions and small word classes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.lexicon import Lexicon, split_cell
from kg.model.document import Document, Token
from kg.model.facts import PolicyKind, PolicyStatus

# The dependents after a verb that may belong to its entry in the table.
FIXED = ("prt", "dobj", "prep", "acomp")
# Offices of the table `offices` whose holders make no policy of their state by themselves.
NOT_ACTING = frozenset({"legislator", "other", "spokesperson"})
MAX_TITLE = 4
# Adverbs that make one verb with theirs: "called home", "press ahead with".
GONE = frozenset({"out", "home", "gone", "back"})
DIRECTIONS = frozenset({"home", "ahead", "back", "forward"})
# Forms of other verbs that are taken for one of the table: "bared its teeth" is not "barred".
OTHER_VERBS = frozenset({"bared", "baring", "bares", "bare"})


@dataclass(frozen=True, slots=True)
class Head:
    """A noun that can head a policy; see the table `policy_heads` for what the columns mean."""

    kind: PolicyKind
    strength: str
    refers: frozenset[str]
    needs: frozenset[str]
    default: PolicyStatus | None


@dataclass(frozen=True, slots=True)
class Verb:
    """What a verb says of the policy it governs. `maker`: "subject", "caller" or "no"."""

    done: PolicyStatus | None
    todo: PolicyStatus | None
    maker: str


@dataclass(frozen=True, slots=True)
class Act:
    """A verb that tells a policy by itself, with the nouns that it then has."""

    role: str
    nouns: frozenset[str]
    kind: PolicyKind
    verb: Verb
    modal: bool
    nominal: str


class PolicyWords:
    """The policy tables of the lexicon and its table of offices, read once."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._heads = {row["word"]: _head(row) for row in lexicon.rows("policy_heads")}
        self._offices = {row["phrase"] for row in lexicon.rows("offices") if row["class"] not in NOT_ACTING}
        self._verbs = {row["word"]: _verb(row) for row in lexicon.rows("policy_verbs")}
        self._acts: dict[str, list[Act]] = {}
        for row in lexicon.rows("policy_acts"):
            self._acts.setdefault(row["verb"], []).append(_act(row))
        self.exclusions: dict[str, list[tuple[str, ...]]] = {}
        for phrase in sorted(lexicon.words("policy_exclusions", "phrase")):
            self.exclusions.setdefault(phrase.split()[0], []).append(tuple(phrase.split()))
        self.venues = lexicon.words("venue_nouns", "word")
        self.prefixes = {row["prefix"]: row["country"] for row in lexicon.rows("policy_prefixes")}
        self._uses: dict[str, frozenset[str]] = {}
        for row in lexicon.rows("policy_words"):
            self._uses[row["use"]] = self._uses.get(row["use"], frozenset()) | {row["word"]}

    def is_office(self, role: Sequence[str]) -> bool:
        """Whether the words of a role hold the title of an office that acts for a state."""
        spans = ((i, j) for i in range(len(role)) for j in range(i + 1, min(len(role), i + MAX_TITLE) + 1))
        return any(" ".join(role[i:j]) in self._offices for i, j in spans)

    def all(self, use: str) -> frozenset[str]:
        """The words of one class of the table `policy_words`; KeyError if the table has no such class."""
        return self._uses[use]

    def head(self, doc: Document, i: int) -> Head | None:
        """The row of the noun at token `i`, by itself or with the word before it ("road map")."""
        token = doc.tokens[i]
        if token.pos not in ("NOUN", "PROPN"):
            return None
        lemma, before = token.lemma.lower(), doc.tokens[i - 1].lower if i else ""
        hyphenated = i > 1 and before == "-"
        joined = f"{doc.tokens[i - 2].lower}-{lemma}" if hyphenated else ""
        after = [token.lower for token in doc.tokens[i + 1 : i + 3]]
        for key in (
            joined,
            f"{lemma} {' '.join(after)}",
            f"{before} {lemma}",
            lemma,
            token.lower,
            token.lower.removesuffix("s"),
        ):
            if key in self._heads:
                return self._heads[key]
        return None

    def verb(self, doc: Document, i: int) -> Verb | None:
        """What the verb at token `i` says, in its longest known form: "call for" before "call"."""
        return next((self._verbs[key] for key in verb_keys(doc, i) if key in self._verbs), None)

    def knows(self, verb: str) -> bool:
        """Whether the verb, with its particle or preposition, stands in the table: "nod through"."""
        return verb in self._verbs

    def told_of_being(self, adjective: str) -> Verb | None:
        """What it says of a policy to be that: "unconstitutional", "void"."""
        return self._verbs.get(f"be {adjective}")

    def is_idiom(self, doc: Document, noun: int) -> bool:
        """Whether the noun at the token makes one verb with the verb that it is the object of: "put his name to"."""
        token = doc.tokens[noun]
        key = f"{doc.tokens[token.head].lemma.lower()} {token.lemma.lower()}"
        return token.dep == "dobj" and key in self._verbs

    def acts(self, doc: Document, i: int) -> list[Act]:
        """The acts that the verb at token `i` may tell."""
        token = doc.tokens[i]
        if token.lower in OTHER_VERBS:
            return []
        particle = next((doc.tokens[c].lower for c in doc.children(i) if doc.tokens[c].dep == "prt"), "")
        particle = particle or ("out" if out_of(doc, i) is not None else "")
        direction = next((doc.tokens[c].lower for c in doc.children(i) if doc.tokens[c].lower in DIRECTIONS), "")
        if token.lemma.lower() == "be":
            # "The troops will be home by May".
            particle = next((doc.tokens[c].lower for c in doc.children(i) if doc.tokens[c].lower in GONE), "")
        keys = [f"{token.lemma.lower()} {particle}"] if particle else [token.lemma.lower()]
        keys += [f"{token.lemma.lower()} {direction}"] if direction and not particle else []
        return [act for key in keys for act in self._acts.get(key, ())]


def out_of(doc: Document, verb: int) -> int | None:
    """The "of" in "pulled the country out of the court", where "out" is parsed as a preposition."""
    out = [c for c in doc.children(verb) if c > verb and doc.tokens[c].lower == "out" and doc.tokens[c].dep == "prep"]
    return next((g for c in out for g in doc.children(c) if doc.tokens[g].lower == "of"), None)


def verb_keys(doc: Document, i: int) -> Iterable[str]:
    """The forms under which a verb may stand in the table, longest first."""
    lemma = doc.tokens[i].lemma.lower()
    fixed = [doc.tokens[c] for c in doc.children(i) if c > i and doc.tokens[c].dep in FIXED]
    ahead = next((doc.tokens[c].lower for c in doc.children(i) if doc.tokens[c].lower in DIRECTIONS), "")
    if ahead:
        yield from (f"{lemma} {ahead} {_word(token)}" for token in fixed if token.lower != ahead)
        inner = [doc.tokens[g] for c in doc.children(i) if doc.tokens[c].lower == ahead for g in doc.children(c)]
        yield from (f"{lemma} {ahead} {token.lower}" for token in inner if token.dep == "prep")
    for token in fixed:
        yield from (
            f"{lemma} {token.lower} {doc.tokens[c].lower}" for c in doc.children(token.i) if token.dep == "prep"
        )
    yield from (f"{lemma} {_word(token)}" for token in fixed)
    if not any(token.dep == "prt" for token in fixed):
        # "Break out" is not "break".
        yield lemma


def _word(token: Token) -> str:
    return token.lemma.lower() if token.dep == "dobj" else token.lower


def _head(row: dict[str, str]) -> Head:
    return Head(
        kind=PolicyKind(row["kind"]),
        strength=row["strength"],
        refers=frozenset(split_cell(row["refers"])),
        needs=frozenset(word.lower() for word in split_cell(row["needs"])),
        default=_status(row["default"]),
    )


def _verb(row: dict[str, str]) -> Verb:
    return Verb(_status(row["done"]), _status(row["todo"]), row.get("maker", "subject"))


def _act(row: dict[str, str]) -> Act:
    nouns = frozenset(split_cell(row["nouns"]))
    verb = Verb(_status(row["done"]), _status(row["todo"]), "subject")
    return Act(row["role"], nouns, PolicyKind(row["kind"]), verb, row["modal"] == "yes", row["nominal"])


def _status(word: str) -> PolicyStatus | None:
    return PolicyStatus(word) if word else None
