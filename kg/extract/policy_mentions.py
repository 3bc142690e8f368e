"""A mention of a policy: a noun phrase or an act told by a verb, and how well it stands for the policy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from kg.extract.policy_words import Verb
from kg.model.document import Document, Span
from kg.model.facts import PolicyKind, PolicyStatus

MONEY = re.compile(
    r"[$€£¥]|\b(?:dollars?|euros?|pounds?|marks?|yen|francs?|roubles?|rubles?|rupees?|pesos?|riyals?|dinars?|dirhams?"
    r"|shekels?|naira|shillings?|kron\w+|lira|lire|yuan|renminbi|baht|ringgit|rupiah|taka)\b"
    r"|(?<=illion )(?:won|rand)\b",
    re.IGNORECASE,
)
QUOTATION = re.compile(r"[\"“”]|(?<!\w)[‘'](?!s\b)|[’'](?!\w)")
BACKED = re.compile(r"-(?:\w{2,}ed|made|run)$")


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

    `text` is the phrase without article; `full` adds the clause that describes it, `core` is the noun with the words
    before it. `modifiers` are the lemmas that tell
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
    core: str = ""
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


def squeezed(doc: Document, span: Span) -> str:
    """The words of the span without line breaks and quotation marks."""
    return " ".join(QUOTATION.sub("", doc.text_of(span)).split())


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
