"""Policies while their mentions are collected, and where to look for the one that a mention may belong to.

Looking through all policies for every mention would grow with the square of an article's length; `Drafts` keeps them by
what `policy_joining` compares: words, names, nouns, verbs, sentences.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kg.extract.policy_mentions import PolicyMention, Rank
from kg.extract.policy_phrases import is_part
from kg.extract.policy_status import Governance
from kg.model.document import Document
from kg.model.facts import PolicyKind, PolicyStatus

# What a status told later outweighs: an end outweighs being in force, that outweighs adoption, and so on.
WEIGHT = {
    PolicyStatus.REPEALED: 6,
    PolicyStatus.WITHDRAWN: 6,
    PolicyStatus.ADOPTED: 5,
    PolicyStatus.IN_FORCE: 4,
    PolicyStatus.PLANNED: 3,
    # One party's refusal ends a proposal and does not undo what others have adopted.
    PolicyStatus.REJECTED: 2,
    PolicyStatus.PROPOSED: 1,
}
# Words for when, in a phrase that says little else.
MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september")
DAYS = frozenset(
    [*MONTHS, "october", "november", "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
) | {"sunday", "today", "yesterday", "tomorrow"}
# Verbs by which something is shown or brought before those who decide, and nouns of what is undecided then.
SHOWING = frozenset({"introduce", "unveil", "announce", "present"})
DRAFTS = frozenset({"bill", "motion", "resolution", "amendment", "legislation", "proposal", "draft"})
JOINING = frozenset({"sign", "join", "accede"})
PROMISES = frozenset({"pledge", "promise", "commitment"})
# Sentences after which a name is hardly the first one of what was made without a name.
MAX_BAPTISM_DISTANCE = 6


@dataclass(frozen=True, slots=True)
class Reading:
    """A mention with what its clause says: the verbs that govern it, who makes it, whom it concerns."""

    mention: PolicyMention
    governances: tuple[Governance, ...]
    actors: tuple[str, ...]
    targets: tuple[str, ...]

    @property
    def making(self) -> Governance | None:
        """The verb that makes the policy, if one does."""
        return next((g for g in self.governances if g.maker == "subject"), None)


@dataclass(slots=True, eq=False)
class Draft:
    """A policy while its mentions are collected; it begins with its first reading.

    `best` is the mention that names the policy best: a proper name, else a description, the longest. `modifiers` are
    the words of all its mentions that tell it from others, `lemmas` the nouns or verbs that head them.
    """

    kind: PolicyKind
    best: PolicyMention
    order: int = 0
    readings: list[Reading] = field(default_factory=list)
    modifiers: frozenset[str] = frozenset()
    lemmas: frozenset[str] = frozenset()
    actors: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    status: PolicyStatus | None = None
    assumed: bool = False

    @property
    def mentions(self) -> list[PolicyMention]:
        return [reading.mention for reading in self.readings]

    @property
    def faint(self) -> bool:
        """Whether "the deal" means another policy rather: one of an earlier year, or one that is only hoped for."""
        return self.best.dated or self.status in (None, PolicyStatus.PROPOSED)

    def add(self, doc: Document, reading: Reading) -> None:
        """Take up one more mention with its parties and the status that its verbs tell."""
        mention = reading.mention
        if not self.readings or (mention.named and not self.best.named):
            self.kind = mention.kind
        if not mention.bare or not self.actors:
            self.actors = list(dict.fromkeys([*self.actors, *reading.actors]))
        if not mention.bare or not self.targets:
            self.targets = list(dict.fromkeys([*self.targets, *reading.targets]))
        self.targets = [target for target in self.targets if target not in self.actors]
        if not self.readings or not is_part(doc, mention.head):
            self.best = max(self.best, mention, key=_worth)
        self.readings.append(reading)
        self.modifiers |= mention.modifiers
        self.lemmas |= {mention.lemma}
        for governance in reading.governances:
            if mention.bare and self.status is PolicyStatus.ADOPTED and _is_earlier(doc, governance):
                # "They signed a treaty. Peru had declared that treaty void in 1960": what went before.
                continue
            self.tell(_as_told_of(mention, doc.tokens[governance.verb].lemma.lower(), governance.status))

    def tell(self, told: PolicyStatus | None) -> None:
        """Take up a status, unless a weightier one was told before."""
        if told is not None and (self.status is None or WEIGHT[told] > WEIGHT[self.status]):
            self.status = told


def _is_earlier(doc: Document, governance: Governance) -> bool:
    """Whether an end is told in the past perfect."""
    auxiliaries = {doc.tokens[c].lower for c in doc.children(governance.verb) if doc.tokens[c].dep == "aux"}
    return governance.status in (PolicyStatus.REPEALED, PolicyStatus.WITHDRAWN) and "had" in auxiliaries


def _as_told_of(mention: PolicyMention, verb: str, told: PolicyStatus | None) -> PolicyStatus | None:
    """What the status that a verb tells comes to for such a policy."""
    if mention.lemma in PROMISES and told is PolicyStatus.IN_FORCE:
        # Who sticks to a pledge has still to do what he pledged.
        return PolicyStatus.PLANNED
    if mention.named and told is PolicyStatus.PROPOSED and verb in JOINING:
        # A treaty with a name that one state will not sign is there.
        return PolicyStatus.ADOPTED
    if mention.kind is PolicyKind.LAW and verb == "sign":
        # A law that only lacks its signature has been passed.
        return PolicyStatus.ADOPTED
    if verb in SHOWING and told is not None:
        # A bill brought in is still a bill, a plan shown is a plan, a ban introduced is one in force.
        return PolicyStatus.PROPOSED if mention.lemma in DRAFTS or mention.default is PolicyStatus.PROPOSED else told
    return told


def _worth(mention: PolicyMention) -> tuple[int, bool, bool, int]:
    """A name, else what tells more; "the climate agreement" stands alone, "December's agreement" does not.

    Of nouns alone, "law" tells more than "measure".
    """
    telling = not (mention.bare and mention.general)
    return mention.rank, not mention.words & DAYS, telling, len(mention.text)


class Drafts:
    """The policies of one document so far, in the order in which they were brought up.

    Args:
        doc: The document.
    """

    def __init__(self, doc: Document) -> None:
        self._doc = doc
        self._all: list[Draft] = []
        self._by_head: dict[int, Draft] = {}
        self._by_key: dict[tuple[str, str | int], list[Draft]] = {}

    def __iter__(self) -> Iterator[Draft]:
        return iter(self._all)

    def __reversed__(self) -> Iterator[Draft]:
        return reversed(self._all)

    def at(self, head: int | None) -> Draft | None:
        """The policy with a mention of that head token."""
        return None if head is None else self._by_head.get(head)

    def begin(self, reading: Reading) -> Draft:
        """A new policy, which has no mention yet."""
        draft = Draft(kind=reading.mention.kind, best=reading.mention, order=len(self._all))
        self._all.append(draft)
        return draft

    def add(self, draft: Draft, reading: Reading) -> None:
        """Give the policy one more mention."""
        first = not draft.readings
        draft.add(self._doc, reading)
        self._by_head.setdefault(reading.mention.head, draft)
        for key in self._keys(reading.mention, draft.kind, first=first):
            held = self._by_key.setdefault(key, [])
            if not held or held[-1] is not draft:
                held.append(draft)

    def candidates(self, mention: PolicyMention) -> list[Draft]:
        """Every policy that the mention may belong to, the latest first."""
        if mention.definite and not mention.named and not mention.modifiers:
            # "The deal" says nothing that a policy could lack.
            return self._all[::-1]
        found = {draft.order: draft for key in self._questions(mention) for draft in self._by_key.get(key, ())}
        return [found[order] for order in sorted(found, reverse=True)]

    def _keys(self, mention: PolicyMention, kind: PolicyKind, *, first: bool) -> Iterator[tuple[str, str | int]]:
        """What a policy of that kind is found by after it got the mention."""
        sentence = self._doc.tokens[mention.head].sentence
        yield "sentence", sentence
        yield "text", mention.text
        yield from (("word", word) for word in mention.modifiers)
        if first:
            yield from (("brought up", at) for at in range(sentence, sentence + MAX_BAPTISM_DISTANCE + 1))
        if not mention.modifiers:
            yield "plain", ""
        if mention.rank is Rank.STRONG:
            yield "strong", kind.value
        if mention.verb is not None:
            yield "act", mention.lemma
        if mention.rank is Rank.DESCRIBED:
            yield from (("lemma", lemma) for lemma in self._lemmas(mention))

    def _questions(self, mention: PolicyMention) -> Iterable[tuple[str, str | int]]:
        """Under what the policy of the mention would be found."""
        sentence = self._doc.tokens[mention.head].sentence
        yield "sentence", sentence
        if mention.verb is not None:
            yield "act", mention.lemma
            yield "lemma", mention.lemma
            return
        yield "text", mention.text
        yield "strong", mention.kind.value
        yield from (("word", word) for word in mention.modifiers)
        yield from (("act", lemma) for lemma in self._lemmas(mention))
        if mention.named:
            yield "brought up", sentence
        elif mention.definite:
            yield "plain", ""

    def _lemmas(self, mention: PolicyMention) -> Iterator[str]:
        return (self._doc.tokens[i].lemma.lower() for i in self._doc.tokens_in(mention.span))
