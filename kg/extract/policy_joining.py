"""Which mentions are of one policy, and which bring up another.

A mention with a name or words of its own joins an earlier policy of a compatible kind that it does not contradict; a
definite one without ("the deal") joins the latest such policy, or is nothing; an indefinite one ("a treaty") is a
policy where somebody makes it.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.policy_drafts import MAX_BAPTISM_DISTANCE, Draft, Drafts, Reading
from kg.extract.policy_introductions import introduces
from kg.extract.policy_mentions import PolicyMention, Rank
from kg.extract.policy_parties import JOINT_KINDS
from kg.extract.policy_phrases import is_part
from kg.model.document import Document
from kg.model.facts import PolicyKind, PolicyStatus

# Of the kind of the mention or another, and only hoped for or more, in the order in which policies are tried.
LIKELIEST_FIRST = ((True, False), (True, True), (False, False), (False, True))
# Kinds of acts that are policies of their own though promised in one breath.
APART = frozenset({PolicyKind.PROGRAMME, PolicyKind.DEFENCE, PolicyKind.SANCTION, PolicyKind.TRADE, PolicyKind.LAW})
# Words for a pact of all states, which that pact's other names may lack.
EVERYBODY = frozenset({"global", "worldwide", "international", "multilateral"})
# A name given this many sentences after "signed a treaty" may still be that treaty's.
MAX_NAMING_DISTANCE = 4


def draft_for(doc: Document, reading: Reading, drafts: Drafts) -> Draft | None:
    """The policy that the mention belongs to; a new one where it introduces one; None where it is none."""
    mention = reading.mention
    candidates = drafts.candidates(mention)
    for alike, faint in LIKELIEST_FIRST:
        for draft in candidates:
            fits = (draft.kind is mention.kind) is alike and (mention.bare and draft.faint) is faint
            if fits and _same(doc, draft, reading):
                return draft
    return drafts.begin(reading) if introduces(doc, reading) else None


def _same(doc: Document, draft: Draft, reading: Reading) -> bool:
    """Whether a mention may be of that policy."""
    mention = reading.mention
    if mention.rank in (Rank.ACT, Rank.PROVISION):
        return _same_act(doc, draft, mention)
    if mention.named and draft.best.span.covers(mention.span) and not draft.best.named:
        # "A bill to repeal the Water Act", "a successor to the treaty": what another policy is about.
        return False
    if not mention.bare and not mention.named and draft.best.rank is Rank.ACT and _holds(doc, mention, draft.best):
        return True
    if mention.fresh and mention.definite and mention.text in {other.text for other in draft.mentions}:
        # "An earlier bill … the earlier bill".
        return True
    if _is_listed(doc, draft, mention):
        return True
    if _is_renamed(doc, draft, mention):
        return True
    if mention.fresh or not _is_compatible(draft, mention):
        return False
    if _is_how_it_is_told(doc, draft, mention):
        return True
    if _clash(doc, reading.actors, draft.actors) and not _answers(doc, draft, reading):
        return False
    return _is_apposed(doc, draft, mention) or _is_strong_alike(draft, reading) or _takes_up(doc, draft, reading)


def _is_strong_alike(draft: Draft, reading: Reading) -> bool:
    """ "The truce" before and any words for a truce now, of the same makers as far as they are told."""
    mention = reading.mention
    told_alike = mention.kind is PolicyKind.LAW or mention.bare or bool(draft.actors) or not reading.actors
    another = mention.rank is Rank.STRONG and mention.lemma not in draft.lemmas
    return draft.best.rank is Rank.STRONG and mention.kind is draft.kind and told_alike and not another


def _takes_up(doc: Document, draft: Draft, reading: Reading) -> bool:
    """Whether a name repeats the policy's, or a definite phrase says nothing that tells it from the policy."""
    mention = reading.mention
    if mention.named:
        return _same_name(doc, draft, reading)
    if not mention.definite:
        return _repeats(draft, reading)
    if mention.dated and not mention.modifiers <= draft.modifiers:
        return False
    theirs = draft.modifiers
    described = mention.rank is Rank.DESCRIBED
    # An accord may well be a deal, and a deal an accord, whatever each is on.
    apt = draft.kind in JOINT_KINDS or draft.best.rank is not Rank.DESCRIBED
    alone = not mention.modifiers or (not theirs and not apt)
    if described and alone and mention.lemma not in draft.lemmas:
        # "The bailout of the car makers" is not the pledge spoken of before.
        return False
    apart = bool(mention.modifiers) and bool(theirs) and not mention.modifiers & theirs
    apart = apart and not _is_named_after(draft, mention)
    return not apart and (not mention.full.count(" ") > 4 or bool(mention.modifiers & theirs))


def _clash(doc: Document, these: Sequence[str], those: Sequence[str]) -> bool:
    """Whether the makers told of two mentions rule out that they are of one policy. A body and its council do not."""
    if not these or not those or set(these) & set(those):
        return False
    names = [doc.entity(entity).name for entity in those]
    mine = [doc.entity(entity).name for entity in these]
    return not any(a.startswith(b) or b.startswith(a) for a in mine for b in names)


def _answers(doc: Document, draft: Draft, reading: Reading) -> bool:
    """ "X proposed a truce. Y accepted the truce": what another party does with it, right after."""
    mention = reading.mention
    near = doc.tokens[mention.head].sentence - doc.tokens[draft.mentions[-1].head].sentence <= 1
    return mention.bare and mention.definite and mention.kind in JOINT_KINDS and near and len(reading.actors) == 1


def _is_apposed(doc: Document, draft: Draft, mention: PolicyMention) -> bool:
    """ "…, the first accord to …", "the road map, a plan drawn up by …": set off by a comma, in the same sentence."""
    start = doc.tokens_in(mention.span).start
    determined = doc.tokens[start - 1].pos == "DET" or doc.tokens[start - 1].dep == "det"
    if not determined or start < 2 or doc.tokens[start - 2].text != ",":
        return False
    near = [m for m in draft.mentions if doc.tokens[m.head].sentence == doc.tokens[mention.head].sentence]
    return any(m.last + 1 == start - 2 for m in near) or (bool(near) and mention.definite and not mention.named)


def _is_renamed(doc: Document, draft: Draft, mention: PolicyMention) -> bool:
    """ "The Lima accords, a framework for peace, …": what a name is, right after it, in whatever words."""
    beside = doc.tokens[mention.head].dep == "appos"
    heads = {other.head for other in draft.mentions if not other.bare}
    return beside and not mention.named and doc.tokens[mention.head].head in heads and _is_apposed(doc, draft, mention)


def _is_listed(doc: Document, draft: Draft, mention: PolicyMention) -> bool:
    """ "Sanctions on X, including an arms embargo and a travel ban": the parts that are named after the whole."""
    if mention.kind is not draft.kind or not is_part(doc, mention.head):
        return False
    sentence = doc.tokens[mention.head].sentence
    return any(doc.tokens[m.head].sentence == sentence and m.last < mention.head for m in draft.mentions)


def _is_compatible(draft: Draft, mention: PolicyMention) -> bool:
    """Whether the noun may be said of such a policy: it is its own noun or name, or one that takes up that kind."""
    if draft.best.rank is Rank.ACT and mention.body and mention.kind is not draft.kind:
        # "The mission" is none of the acts told before.
        return False
    if draft.kind.value in mention.refers:
        return True
    repeated = mention.named or mention.lemma in draft.lemmas
    return mention.kind is draft.kind and repeated


def _same_act(doc: Document, draft: Draft, mention: PolicyMention) -> bool:
    """Acts of one undertaking, in one list of verbs, are one policy: "to restore relations and to reopen embassies".

    What was done is two things: "recalled its envoy and expelled a diplomat".
    """
    if draft.best.rank is Rank.DESCRIBED and mention.rank is Rank.ACT and _holds(doc, draft.best, mention):
        return True
    for other in draft.mentions:
        if other.verb is None or mention.verb is None or other.rank is not Rank.ACT or mention.rank is not Rank.ACT:
            continue
        listed = doc.tokens[mention.verb].dep == "conj" and doc.tokens[mention.verb].head == other.verb
        done = doc.tokens[other.verb].tag in ("VBD", "VBN")
        if listed and not done and not {mention.kind, other.kind} & APART:
            return True
        if other.lemma == mention.lemma and other.words == mention.words:
            return True
    return False


def _holds(doc: Document, phrase: PolicyMention, act: PolicyMention) -> bool:
    """Whether the phrase tells the act: "plans to build a wall on the border" and "would build a wall"."""
    lemmas = {doc.tokens[i].lemma.lower() for i in doc.tokens_in(phrase.span)}
    return act.lemma in lemmas and act.words <= lemmas


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
    shared = bool(mention.modifiers & draft.modifiers) or _is_named_after(draft, mention)
    return made or shared or _is_baptised(doc, draft, mention)


def _is_named_after(draft: Draft, mention: PolicyMention) -> bool:
    """ "The pact negotiated in May in Lima … the Lima accord": what was told with the policy became its name."""
    around = {word for other in draft.mentions for word in other.full.lower().split()}
    own = mention.modifiers - EVERYBODY
    return mention.kind is draft.kind and bool(own) and own <= around


def _is_baptised(doc: Document, draft: Draft, mention: PolicyMention) -> bool:
    """ "Signed a declaration … The Lima Declaration": the name, soon after, of what was made without one."""
    first = draft.readings[0].mention
    near = doc.tokens[mention.head].sentence - doc.tokens[first.head].sentence <= MAX_BAPTISM_DISTANCE
    alike = mention.lemma == first.lemma and not first.definite and not (mention.dated or first.dated)
    return alike and near and draft.status in (PolicyStatus.ADOPTED, PolicyStatus.IN_FORCE)


def _repeats(draft: Draft, reading: Reading) -> bool:
    """An indefinite phrase that only says again what was said: the same noun and mostly the same words."""
    mention = reading.mention
    if mention.lemma not in draft.lemmas:
        return False
    if mention.bare:
        # "The king promised an amnesty … the king's request for an amnesty".
        asked = any(governance.status is PolicyStatus.PROPOSED for governance in reading.governances)
        return asked and draft.best.bare and bool(set(reading.actors) & set(draft.actors))
    shared = mention.modifiers & draft.modifiers
    return bool(shared) and len(shared) >= min(len(mention.modifiers), len(draft.modifiers)) / 2
