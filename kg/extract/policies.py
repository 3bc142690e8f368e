"""Document → policies: treaties, laws, sanctions, plans and other acts of states and organizations.

Phrases (`policy_mentions`) and acts told by verbs (`policy_acts`) are read in text order and joined: one with a name or
words of its own joins an earlier policy of a compatible kind that it does not contradict; a definite one without ("the
deal") joins the latest such policy, or is nothing; an indefinite one ("a treaty") is a policy where somebody makes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kg.extract.policy_acts import ActFinder
from kg.extract.policy_mentions import MONEY, PhraseFinder, PolicyMention, Rank, outermost
from kg.extract.policy_parties import JOINT_KINDS, PartyReader
from kg.extract.policy_status import DEFAULT_STATUS, Governance, StatusReader, is_passive
from kg.extract.policy_words import PolicyWords
from kg.lexicon import Lexicon
from kg.model.document import Document, Span
from kg.model.entities import Kind
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
MADE = frozenset({PolicyStatus.ADOPTED, PolicyStatus.IN_FORCE, PolicyStatus.PLANNED})
# A clause longer than this as evidence proves too little exactly; the sentence is taken.
MAX_EVIDENCE_TOKENS = 60
# A name given this many sentences after "signed a treaty" may still be that treaty's.
MAX_NAMING_DISTANCE = 4
MAX_LABEL_MAKERS = 3
# By construction. Label and actors right on the development articles and the samples, on which the rules were made:
# names and descriptions with actors 53 of 54, acts, provisions and bare nouns with actors 34 of 35, anything without
# actors 13 of 22. Unseen articles will show less, so each figure is set below what was measured.
CONFIDENCE = {
    Rank.NAME: 0.85,
    Rank.DESCRIBED: 0.8,
    Rank.ACT: 0.7,
    Rank.PROVISION: 0.7,
    Rank.STRONG: 0.7,
    Rank.BARE: 0.7,
}
WITHOUT_ACTORS = 0.25


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


@dataclass(slots=True)
class Draft:
    """A policy while its mentions are collected."""

    readings: list[Reading]
    kind: PolicyKind
    actors: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    status: PolicyStatus | None = None

    @property
    def mentions(self) -> list[PolicyMention]:
        return [reading.mention for reading in self.readings]

    @property
    def best(self) -> PolicyMention:
        """The mention that names the policy best: a proper name, else a description, the longest."""
        return max(self.mentions, key=lambda mention: (mention.rank, len(mention.text)))

    @property
    def faint(self) -> bool:
        """Whether "the deal" means another policy rather: one of an earlier year, or one that is only hoped for."""
        return self.best.dated or self.status in (None, PolicyStatus.PROPOSED)

    @property
    def modifiers(self) -> frozenset[str]:
        return frozenset().union(*(mention.modifiers for mention in self.mentions))


class PolicyExtractor:
    """Document → policies.

    Args:
        lexicon: Tables `policy_heads`, `policy_verbs`, `policy_acts`, `policy_exclusions`, `policy_words`.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._words = PolicyWords(lexicon)
        self._phrases = PhraseFinder(self._words)
        self._acts = ActFinder(self._words)
        self._status = StatusReader(self._words)

    def __call__(self, doc: Document) -> list[Policy]:
        """The policies of the document in the order of their first mention."""
        phrases = self._phrases(doc)
        mentions = outermost([*phrases, *self._acts(doc, phrases)])
        reader = PartyReader(doc, self._words)
        drafts: list[Draft] = []
        for mention in mentions:
            reading = self._read(doc, mention, reader, drafts)
            draft = _draft_for(doc, reading, drafts)
            if draft is not None:
                self._add(doc, draft, reading)
        return [_policy(doc, draft) for draft in drafts]

    def _read(self, doc: Document, mention: PolicyMention, reader: PartyReader, drafts: list[Draft]) -> Reading:
        if mention.verb is not None and mention.act is not None:
            told = self._status.told(doc, mention.verb, mention.act)
            told = PolicyStatus.PLANNED if mention.rank is Rank.PROVISION else told
            governances = [Governance(mention.verb, told, "subject")]
        else:
            governing = self._status.governing(doc, mention.head)
            clauses = self._status.clauses(doc, mention.head, mention.last)
            governances = [*([governing] if governing else []), *clauses]
        basis = next((draft for draft in drafts for m in draft.mentions if m.head == mention.basis), None)
        parties = next((draft.actors for draft in reversed(drafts) if len(draft.actors) > 1), None)
        if parties is None:
            parties = reader.pair_before(mention.head)
        actors = reader.actors(mention, governances, parties)
        if mention.named and mention.kind is PolicyKind.LAW and _are_states(doc, actors):
            # An "act" that several states make is a treaty and no law.
            mention = replace(mention, kind=PolicyKind.TREATY, refers=frozenset({"treaty", "doctrine"}))
        if basis is not None and mention.kind is not PolicyKind.DEFENCE:
            actors = list(basis.actors)
        targets = [target for target in reader.targets(mention, governances) if target not in actors]
        return Reading(mention, tuple(governances), tuple(actors), tuple(targets))

    def _add(self, doc: Document, draft: Draft, reading: Reading) -> None:
        mention = reading.mention
        if not draft.readings or (mention.named and not draft.best.named):
            draft.kind = mention.kind
        if not mention.bare or not draft.actors:
            draft.actors = list(dict.fromkeys([*draft.actors, *reading.actors]))
        if not mention.bare or not draft.targets:
            draft.targets = list(dict.fromkeys([*draft.targets, *reading.targets]))
        draft.targets = [target for target in draft.targets if target not in draft.actors]
        draft.readings.append(reading)
        for governance in reading.governances:
            told = governance.status
            if draft.kind is PolicyKind.LAW and doc.tokens[governance.verb].lemma == "sign":
                # A law that only lacks its signature has been passed.
                told = PolicyStatus.ADOPTED
            if told is not None and (draft.status is None or WEIGHT[told] > WEIGHT[draft.status]):
                draft.status = told


def _draft_for(doc: Document, reading: Reading, drafts: list[Draft]) -> Draft | None:
    """The policy that the mention belongs to; a new one where it introduces one; None where it is none."""
    mention = reading.mention
    latest_first = list(reversed(drafts))
    order = sorted(latest_first, key=lambda draft: (draft.kind is not mention.kind, mention.bare and draft.faint))
    for draft in order:
        if _same(doc, draft, reading):
            return draft
    if not _introduces(doc, reading):
        return None
    draft = Draft(readings=[], kind=reading.mention.kind)
    drafts.append(draft)
    return draft


def _same(doc: Document, draft: Draft, reading: Reading) -> bool:
    """Whether a mention may be of that policy."""
    mention = reading.mention
    if mention.rank in (Rank.ACT, Rank.PROVISION):
        return _same_act(doc, draft, mention)
    if mention.fresh or not _is_compatible(draft, mention):
        return False
    if _is_how_it_is_told(doc, draft, mention):
        return True
    if _clash(doc, reading.actors, draft.actors):
        return False
    if _is_apposed(doc, draft, mention):
        return True
    told_alike = mention.kind is PolicyKind.LAW or mention.bare or bool(draft.actors) or not reading.actors
    if draft.best.rank is Rank.STRONG and mention.kind is draft.kind and told_alike:
        return True
    if mention.named:
        return _same_name(doc, draft, reading)
    if not mention.definite:
        return _repeats(draft, mention)
    if mention.dated and not mention.modifiers <= draft.modifiers:
        return False
    theirs = draft.modifiers
    apart = bool(mention.modifiers) and bool(theirs) and not mention.modifiers & theirs
    return not apart and (not mention.full.count(" ") > 4 or bool(mention.modifiers & theirs))


def _clash(doc: Document, these: Sequence[str], those: Sequence[str]) -> bool:
    """Whether the makers told of two mentions rule out that they are of one policy. A body and its council do not."""
    if not these or not those or set(these) & set(those):
        return False
    names = [doc.entity(entity).name for entity in those]
    mine = [doc.entity(entity).name for entity in these]
    return not any(a.startswith(b) or b.startswith(a) for a in mine for b in names)


def _is_apposed(doc: Document, draft: Draft, mention: PolicyMention) -> bool:
    """ "…, the first accord to …", "the road map, a plan drawn up by …": set off by a comma, in the same sentence."""
    start = doc.tokens_in(mention.span).start
    determined = doc.tokens[start - 1].pos == "DET" or doc.tokens[start - 1].dep == "det"
    if not determined or start < 2 or doc.tokens[start - 2].text != ",":
        return False
    near = [m for m in draft.mentions if doc.tokens[m.head].sentence == doc.tokens[mention.head].sentence]
    return any(m.last + 1 == start - 2 for m in near) or (bool(near) and mention.definite and not mention.named)


def _is_compatible(draft: Draft, mention: PolicyMention) -> bool:
    """Whether the noun may be said of such a policy: it is its own noun or name, or one that takes up that kind."""
    if draft.kind.value in mention.refers:
        return True
    repeated = mention.named or mention.lemma in {other.lemma for other in draft.mentions}
    return mention.kind is draft.kind and repeated


def _same_act(doc: Document, draft: Draft, mention: PolicyMention) -> bool:
    """Acts of one undertaking, in one list of verbs, are one policy: "to restore relations and to reopen embassies"."""
    for other in draft.mentions:
        if other.verb is None or mention.verb is None or other.rank is not Rank.ACT or mention.rank is not Rank.ACT:
            continue
        if doc.tokens[mention.verb].dep == "conj" and doc.tokens[mention.verb].head == other.verb:
            return True
        if other.lemma == mention.lemma and other.words == mention.words:
            return True
    return False


def _is_how_it_is_told(doc: Document, draft: Draft, mention: PolicyMention) -> bool:
    """ "X and Y agreed to restore relations, in a deal brokered by Z": the deal is that act."""
    if not mention.bare or mention.definite:
        return False
    preposition = doc.tokens[doc.tokens[mention.head].head]
    sentence = doc.tokens[mention.head].sentence
    acts = [m.verb for m in draft.mentions if m.verb is not None and doc.tokens[m.verb].sentence == sentence]
    return preposition.lower == "in" and any(verb < mention.head for verb in acts)


def _same_name(doc: Document, draft: Draft, reading: Reading) -> bool:
    """A name repeated in whole or in part, or the name of what was "a treaty" before, with the same verb."""
    mention = reading.mention
    if draft.best.named:
        own, theirs = mention.modifiers, draft.best.modifiers
        return mention.text == draft.best.text or (bool(own & theirs) and (own <= theirs or theirs <= own))
    if mention.kind is not draft.kind and mention.kind is not PolicyKind.LAW:
        return False
    first = draft.readings[0]
    near = doc.tokens[mention.head].sentence - doc.tokens[first.mention.head].sentence <= MAX_NAMING_DISTANCE
    verbs = [doc.tokens[r.making.verb].lemma for r in (first, reading) if r.making is not None]
    made = len(verbs) == 2 and verbs[0] == verbs[1] and near and not first.mention.definite
    return made or bool(mention.modifiers & draft.modifiers)


def _repeats(draft: Draft, mention: PolicyMention) -> bool:
    """An indefinite phrase that only says again what was said: the same noun and mostly the same words."""
    if mention.bare or mention.lemma not in {other.lemma for other in draft.mentions}:
        return False
    shared = mention.modifiers & draft.modifiers
    return bool(shared) and len(shared) >= min(len(mention.modifiers), len(draft.modifiers)) / 2


def _introduces(doc: Document, reading: Reading) -> bool:
    """Whether the mention brings up a policy: "the two sides signed a deal" does, "to conclude a deal" does not."""
    mention, making = reading.mention, reading.making
    if mention.rank is Rank.ACT:
        subject = doc.tokens[mention.head].dep == "nsubj"
        acting = bool(reading.actors) or mention.basis is not None or subject or MONEY.search(mention.text) is not None
        return (acting or mention.kind is PolicyKind.DEFENCE) and reading.governances[0].status is not None
    if mention.rank is not Rank.BARE:
        return True
    if making is None:
        told = bool(reading.actors) or (mention.full != mention.text and bool(reading.governances))
        return told and not mention.definite
    if mention.definite:
        return making.passive and making.status is PolicyStatus.ADOPTED and _is_past_perfect(doc, making.verb)
    told = making.status in MADE or mention.full != mention.text
    return told and (bool(reading.actors) or is_passive(doc, making.verb))


def _is_past_perfect(doc: Document, verb: int) -> bool:
    return any(doc.tokens[c].lower == "had" and doc.tokens[c].dep == "aux" for c in doc.children(verb))


def _policy(doc: Document, draft: Draft) -> Policy:
    best = draft.best
    label = _label(doc, draft, best)
    texts = dict.fromkeys(text for mention in draft.mentions for text in _texts(mention))
    return Policy(
        label=label,
        kind=draft.kind,
        evidence=(_evidence(doc, best),),
        confidence=_confidence(doc, draft),
        aliases=tuple(text for text in texts if text != label),
        actors=tuple(draft.actors),
        targets=tuple(draft.targets),
        status=draft.status or _default_status(draft),
        mentions=tuple(mention.span for mention in draft.mentions),
    )


def _texts(mention: PolicyMention) -> list[str]:
    """The words that stand for the policy; with their clause where they alone tell nothing."""
    return [mention.text, mention.full] if mention.bare else [mention.text]


def _confidence(doc: Document, draft: Draft) -> float:
    """By the construction of the best mention; lower where no state or organization is known to make the policy."""
    bodies = [actor for actor in draft.actors if doc.entity(actor).kind is not Kind.PERSON]
    return round(CONFIDENCE[draft.best.rank] - (0 if bodies else WITHOUT_ACTORS), 2)


def _are_states(doc: Document, actors: list[str]) -> bool:
    return len([actor for actor in actors if doc.entity(actor).kind is Kind.COUNTRY]) > 1


def _default_status(draft: Draft) -> PolicyStatus | None:
    """What the policy is where no verb tells: by its noun, as a treaty with a name or a year, by its kind."""
    if draft.kind in JOINT_KINDS and (draft.best.named or draft.best.dated):
        return PolicyStatus.ADOPTED
    return draft.best.default or DEFAULT_STATUS.get(draft.kind)


def _label(doc: Document, draft: Draft, best: PolicyMention) -> str:
    """A name that stands alone: the words of the best mention, with the makers where those words are too general."""
    if best.named or best.verb is not None or len(best.text.split()) > 2:
        return best.text
    names = [doc.entity(actor).name for actor in draft.actors if doc.entity(actor).kind is not Kind.PERSON]
    told = {mention.entity for mention in doc.mentions_in(best.span)} & set(draft.actors)
    if not names or told or len(names) > MAX_LABEL_MAKERS:
        return best.full if best.bare and not told else best.text
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
