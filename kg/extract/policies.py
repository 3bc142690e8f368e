"""Document → policies: treaties, laws, sanctions, plans and other acts of states and organizations.

Mentions (`policy_mentions.py`) are read in text order and joined: one with a name or a description of its own joins an
earlier policy of a compatible kind that shares its distinguishing words; one without ("the deal", "the plan") joins the
latest policy that it can refer back to, or is nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.extract.policy_mentions import PolicyFinder, PolicyMention
from kg.extract.policy_status import DEFAULT_STATUS, Governance, PolicyGrammar
from kg.lexicon import Lexicon
from kg.model.document import Document, Span
from kg.model.facts import Policy, PolicyKind, PolicyStatus

# What a status told later outweighs: an end outweighs being in force, that outweighs adoption, and so on.
WEIGHT = {
    PolicyStatus.REPEALED: 6,
    PolicyStatus.WITHDRAWN: 6,
    PolicyStatus.ADOPTED: 4,
    PolicyStatus.IN_FORCE: 3,
    PolicyStatus.PLANNED: 2,
    PolicyStatus.PROPOSED: 1,
    # One party's refusal does not undo what others have adopted.
    PolicyStatus.REJECTED: 0,
}
# A clause longer than this as evidence proves too little exactly; the sentence's part around the phrase is taken.
MAX_EVIDENCE_TOKENS = 60
JOINT_KINDS = frozenset({PolicyKind.TREATY, PolicyKind.CEASEFIRE, PolicyKind.TRADE})
# By how the policy was found: named, described under a policy verb or with a maker, described only.
CONFIDENCE = {"named": 0.85, "governed": 0.75, "described": 0.55}


@dataclass(slots=True)
class Draft:
    """A policy while its mentions are collected."""

    mentions: list[PolicyMention]
    kind: PolicyKind
    actors: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    status: PolicyStatus | None = None
    governed: bool = False

    @property
    def best(self) -> PolicyMention:
        """The mention that names the policy best: a proper name, else the longest description."""
        return max(self.mentions, key=lambda mention: (mention.named, not mention.anaphoric, len(mention.text)))

    @property
    def words(self) -> frozenset[str]:
        return frozenset().union(*(mention.words for mention in self.mentions))


class PolicyExtractor:
    """Document → policies.

    Args:
        lexicon: Tables `policy_heads`, `policy_verbs`, `policy_exclusions`.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.find = PolicyFinder(lexicon)
        self.grammar = PolicyGrammar(lexicon)

    def __call__(self, doc: Document) -> list[Policy]:
        """The policies of the document in the order of their first mention."""
        drafts: list[Draft] = []
        for mention in self.find(doc):
            governance = self.grammar.governance(doc, mention)
            draft = self._draft_for(doc, mention, governance, drafts)
            if draft is not None:
                self._add(doc, draft, mention, governance)
        return [_policy(doc, draft) for draft in drafts]

    def _draft_for(
        self, doc: Document, mention: PolicyMention, governance: Governance | None, drafts: list[Draft]
    ) -> Draft | None:
        """The policy that the mention belongs to; a new one where it introduces one; None where it is none."""
        actors = self.grammar.actors(doc, mention, governance)
        for draft in reversed(drafts):
            if _same(draft, mention, actors):
                return draft
        if mention.anaphoric and (mention.definite or not actors or mention.kind not in JOINT_KINDS):
            return None
        draft = Draft(mentions=[], kind=mention.kind)
        drafts.append(draft)
        return draft

    def _add(self, doc: Document, draft: Draft, mention: PolicyMention, governance: Governance | None) -> None:
        if not draft.mentions or (mention.named and not draft.best.named):
            draft.kind = mention.kind
        actors = self.grammar.actors(doc, mention, governance)
        targets = [target for target in self.grammar.targets(doc, mention, governance) if target not in actors]
        if not mention.anaphoric or not draft.actors:
            draft.actors = list(dict.fromkeys([*draft.actors, *actors]))
        if not mention.anaphoric or not draft.targets:
            draft.targets = list(dict.fromkeys([*draft.targets, *targets]))
        draft.targets = [target for target in draft.targets if target not in draft.actors]
        draft.mentions.append(mention)
        draft.governed = draft.governed or governance is not None
        told = governance.status if governance else None
        if told is not None and (draft.status is None or WEIGHT[told] > WEIGHT[draft.status]):
            draft.status = told


def _same(draft: Draft, mention: PolicyMention, actors: list[str]) -> bool:
    """Whether a mention may be of that policy."""
    compatible = draft.kind.value in mention.refers or mention.kind is draft.kind
    if not compatible:
        return False
    if mention.anaphoric or (mention.definite and not mention.named and not mention.complement):
        return mention.definite and not (set(actors) and draft.actors and not set(actors) & set(draft.actors))
    own = mention.words - {mention.lemma}
    theirs = draft.words - {draft.best.lemma}
    if mention.named and draft.best.named:
        return bool(own & theirs) and (own <= theirs or theirs <= own)
    if actors and draft.actors and not set(actors) & set(draft.actors):
        return False
    shared = own & theirs
    if not mention.definite and mention.lemma not in {other.lemma for other in draft.mentions}:
        return False
    return bool(shared) and len(shared) >= min(len(own), len(theirs)) / 2


def _policy(doc: Document, draft: Draft) -> Policy:
    best = draft.best
    texts = list(dict.fromkeys(mention.text for mention in draft.mentions))
    confidence = CONFIDENCE["named" if best.named else "governed" if draft.governed or draft.actors else "described"]
    label = _label(doc, draft, best)
    return Policy(
        label=label,
        kind=draft.kind,
        evidence=(_evidence(doc, best),),
        confidence=confidence,
        aliases=tuple(text for text in texts if text != label),
        actors=tuple(draft.actors),
        targets=tuple(draft.targets),
        status=draft.status or DEFAULT_STATUS.get(draft.kind),
        mentions=tuple(mention.span for mention in draft.mentions),
    )


def _label(doc: Document, draft: Draft, best: PolicyMention) -> str:
    """A name that stands alone: the words of the best mention, with the makers where those words are too general."""
    if best.named or len(best.text.split()) > 2 or not draft.actors:
        return best.text
    names = [doc.entity(actor).name for actor in draft.actors[:3]]
    if any(name in best.text for name in names):
        return best.text
    return f"{'–'.join(names)} {best.text}"


def _evidence(doc: Document, mention: PolicyMention) -> Span:
    """The clause that holds the phrase; the sentence where it has no verb of its own."""
    sentence = doc.sentence_of(mention.head)
    for governor in doc.ancestors(mention.head):
        if doc.tokens[governor].pos in ("VERB", "AUX"):
            clause = [j for j in doc.subtree(governor) if doc.tokens[j].sentence == sentence.index]
            if len(clause) <= MAX_EVIDENCE_TOKENS:
                return doc.span_of(clause)
            break
    return sentence.span
