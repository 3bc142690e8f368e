"""Document → policies: treaties, laws, sanctions, plans and other acts of states and organizations.

Phrases (`policy_mentions`) and acts told by verbs (`policy_acts`) are read in text order and joined (`policy_joining`).
"""

from __future__ import annotations

import re
from dataclasses import replace

from kg.authority import Authority
from kg.extract.policy_acts import ActFinder
from kg.extract.policy_dates import date_of
from kg.extract.policy_drafts import Draft, Drafts, Reading
from kg.extract.policy_entities import PartyNames
from kg.extract.policy_finding import PhraseFinder
from kg.extract.policy_introductions import has_public_doer
from kg.extract.policy_joining import draft_for
from kg.extract.policy_mentions import PolicyMention, Rank, outermost
from kg.extract.policy_offices import OfficeHolders
from kg.extract.policy_parties import JOINT_KINDS, PartyReader
from kg.extract.policy_pronouns import PronounReader
from kg.extract.policy_relevance import Relevance
from kg.extract.policy_status import DEFAULT_STATUS, Governance, StatusReader
from kg.extract.policy_targets import TargetReader
from kg.extract.policy_words import PolicyWords
from kg.lexicon import Lexicon
from kg.model.document import Document, Span
from kg.model.entities import Kind
from kg.model.facts import Policy, PolicyKind, PolicyStatus

# A clause longer than this as evidence proves too little exactly; the sentence is taken.
MAX_EVIDENCE_TOKENS = 60
# Nouns that stand for a treaty as a piece of writing.
TEXTS = frozenset({"paper", "document", "text", "statement"})
# Words of a pact that two parties alone do not make.
WORLDWIDE = frozenset({"international", "global", "world", "worldwide", "multilateral", "climate", "regional"})
# Resolutions with a number alone are those of the Security Council.
NUMBERED = re.compile(r"(?:U\.?N\.? )?(?:Security Council )?Resolution \d+")
MAX_LABEL_MAKERS = 3
MAX_LABEL_WORDS = 8
# Share of policies that are right, by construction, where a state or an organization is told to make them, with three
# of four right as prior: (right + 3) / (judged + 4). The comment gives right/judged, by the annotation guidelines, on
# 368 news articles (US press of 2015-16, agency reports); the rules on what is general or private were made on some.
SHARE_RIGHT = {
    Rank.NAME: 0.81,  # 10/12
    Rank.DESCRIBED: 0.64,  # 54/85
    Rank.ACT: 0.68,  # 20/30
    Rank.PROVISION: 0.75,  # 0/0
    Rank.STRONG: 0.75,  # 0/0
    Rank.BARE: 0.92,  # 9/9
}
# The same where nobody is told, or only a person: a name, an act, and words that tell public affairs, a state that is
# hit or a year. Most of what tells nothing of the kind is wrong, so it has its bare share.
SHARE_RIGHT_UNMADE = {
    Rank.NAME: 0.79,  # 20/25
    Rank.ACT: 0.4,  # 1/4, set lower: candidates and private persons
}
SHARE_RIGHT_PUBLIC = 0.59  # 17/30
SHARE_RIGHT_VAGUE = 0.34  # 9/31


class PolicyExtractor:
    """Document → policies.

    Args:
        lexicon: Tables `policy_heads`, `policy_verbs`, `policy_acts`, `policy_exclusions`, `policy_words`, `offices`.
        authority: Tells who is in office at the time of an article; without it the article has to say so.
    """

    def __init__(self, lexicon: Lexicon, authority: Authority | None = None) -> None:
        self._authority = authority
        self._words = PolicyWords(lexicon)
        self._phrases = PhraseFinder(self._words)
        self._acts = ActFinder(self._words)
        self._status = StatusReader(self._words)

    def __call__(self, doc: Document) -> list[Policy]:
        """The policies of the document in the order of their first mention."""
        phrases = self._phrases(doc)
        holders = OfficeHolders(self._authority, doc.article.date)
        reader = _Reader(doc, PartyNames(doc, self._words, holders), self._words, self._status)
        drafts = Drafts(doc)
        for mention in outermost([*phrases, *self._acts(doc, phrases)]):
            reading = reader(mention, drafts)
            draft = draft_for(doc, reading, drafts)
            if draft is not None:
                drafts.add(draft, reading)
        for draft, governance in PronounReader(doc, self._words, reader.names)(drafts):
            draft.tell(governance.status)
        for draft in drafts:
            reader.complete(draft)
        relevance = Relevance(doc, self._words, reader.names)
        kept = [draft for draft in drafts if not relevance.is_vague(draft)]
        return [_policy(doc, draft, made=relevance.is_made(draft)) for draft in kept]


class _Reader:
    """Mentions of one document → readings."""

    def __init__(self, doc: Document, names: PartyNames, words: PolicyWords, status: StatusReader) -> None:
        self.names = names
        self._doc = doc
        self._status = status
        self._actors = PartyReader(doc, words, names)
        self._targets = TargetReader(doc, words, names)

    def __call__(self, mention: PolicyMention, drafts: Drafts) -> Reading:
        """The mention with what its clause says, given the policies before it."""
        governances = self._governances(mention)
        basis = drafts.at(mention.basis)
        parties = next((draft.actors for draft in reversed(drafts) if len(draft.actors) > 1), None)
        if parties is None:
            parties = self._actors.pair_before(mention.head)
        actors = self._actors.actors(mention, governances, parties)
        if mention.named and mention.kind is PolicyKind.LAW and _are_states(self._doc, actors):
            # An "act" that several states make is a treaty and no law.
            mention = replace(mention, kind=PolicyKind.TREATY, refers=frozenset({"treaty", "doctrine"}))
        if basis is not None and mention.kind is not PolicyKind.DEFENCE:
            actors = self._parties_of(basis)
        if not actors and mention.general:
            actors = self._by_source(mention, governances, drafts)
        targets = [target for target in self._targets(mention, governances) if target not in actors]
        return Reading(mention, tuple(governances), tuple(actors), tuple(targets))

    def complete(self, draft: Draft) -> None:
        """Give a policy that is told without its makers or whom it is against those whom the article suggests."""
        if not draft.actors:
            draft.actors = self._parties_of(draft) or self._lawgiver(draft)
            draft.assumed = bool(draft.actors)
        if not draft.targets and draft.kind is PolicyKind.SANCTION and draft.actors:
            draft.targets = self._targets.presumed(draft.actors)

    def _lawgiver(self, draft: Draft) -> list[str]:
        """The one state that the article names for a law of nobody told; the United Nations for "Resolution 242"."""
        if draft.kind is PolicyKind.RESOLUTION and NUMBERED.fullmatch(draft.best.text):
            return list(self._actors.security_council)
        passed = any(g.status is PolicyStatus.ADOPTED for reading in draft.readings for g in reading.governances)
        known = draft.kind is PolicyKind.LAW and (draft.best.rank >= Rank.STRONG or len(draft.readings) > 1 or passed)
        return [e for e in self._actors.sole_state if e not in draft.targets] if known else []

    def _parties_of(self, draft: Draft) -> list[str]:
        """The makers of the policy as far as it is told, or those that it is given for want of any."""
        pact = draft.kind in JOINT_KINDS or draft.best.lemma in ("declaration", "communique")
        between = not any(m.dated for m in draft.mentions) and draft.best.lemma not in ("convention", "charter")
        between = between and not draft.modifiers & WORLDWIDE
        signed = any(
            (g := r.making) is not None and g.passive and g.status is PolicyStatus.ADOPTED for r in draft.readings
        )
        known = signed or any(mention.definite for mention in draft.mentions)
        assumed = pact and between and known and not draft.actors
        return list(self._actors.main_pair) if assumed else list(draft.actors)

    def _by_source(self, mention: PolicyMention, governances: list[Governance], drafts: Drafts) -> list[str]:
        """The parties of the policy that brings this one into being: "the paper creates a commission"."""
        doc = self._doc
        verbs = [g.verb for g in governances if g.maker == "subject"] or [doc.tokens[mention.head].head]
        if mention.general and mention.default is PolicyStatus.PLANNED:
            # "A joint commission will monitor the accord".
            under_it = [c for v in verbs for c in doc.children(v) if doc.tokens[c].dep == "dobj"]
        else:
            under_it = []
        tokens = [token for verb in verbs if (token := self._actors.subjects.token(verb)) is not None]
        under = [c for v in verbs for c in doc.children(v) if doc.tokens[c].lower == "under"]
        tokens += under_it
        tokens += [c for preposition in under for c in doc.children(preposition)]
        for token in tokens:
            held = drafts.at(token)
            written = doc.tokens[token].lemma.lower() in TEXTS
            if held is None and written:
                held = next((d for d in reversed(drafts) if d.kind in JOINT_KINDS and d.actors), None)
            if held is not None:
                return self._parties_of(held)
            if written:
                return self._actors.pair_before(token)
        return []

    def _governances(self, mention: PolicyMention) -> list[Governance]:
        doc = self._doc
        if mention.verb is not None and mention.act is not None:
            told = self._status.told(doc, mention.verb, mention.act)
            told = PolicyStatus.PLANNED if mention.rank is Rank.PROVISION else told
            return [Governance(mention.verb, told, "subject")]
        governing = self._status.governing(doc, mention.head)
        return [*([governing] if governing else []), *self._status.clauses(doc, mention.head, mention.last)]


def _policy(doc: Document, draft: Draft, *, made: bool) -> Policy:
    best = draft.best
    label = _label(doc, draft, best)
    texts = dict.fromkeys(text for mention in draft.mentions for text in _texts(mention))
    return Policy(
        label=label,
        kind=draft.kind,
        evidence=(_evidence(doc, best),),
        confidence=_confidence(doc, draft, made=made),
        aliases=tuple(text for text in texts if text != label),
        actors=tuple(draft.actors),
        targets=tuple(draft.targets),
        status=_status(draft),
        date=date_of(doc, draft.readings),
        mentions=tuple(mention.span for mention in draft.mentions),
    )


def _texts(mention: PolicyMention) -> list[str]:
    """The words that stand for the policy; with their clause where they alone tell nothing, and without what follows
    the noun where those before it tell enough: "peace treaty" of "peace treaty with Peru"."""
    if mention.bare:
        return [mention.text, mention.full]
    return [mention.text, mention.core] if " " in mention.core else [mention.text]


def _confidence(doc: Document, draft: Draft, *, made: bool) -> float:
    """By the construction of the best mention, and by who is told to make the policy."""
    bodies = [actor for actor in draft.actors if doc.entity(actor).kind is not Kind.PERSON]
    if made or (bodies and not draft.assumed):
        return SHARE_RIGHT[draft.best.rank]
    targets = {doc.entity(target).kind for target in draft.targets}
    public = Kind.COUNTRY in targets or draft.best.dated or any(mention.public for mention in draft.mentions)
    if draft.best.rank is Rank.ACT and has_public_doer(doc, draft.best):
        return SHARE_RIGHT_PUBLIC
    return SHARE_RIGHT_UNMADE.get(draft.best.rank, SHARE_RIGHT_PUBLIC if public else SHARE_RIGHT_VAGUE)


def _are_states(doc: Document, actors: list[str]) -> bool:
    return len([actor for actor in actors if doc.entity(actor).kind is Kind.COUNTRY]) > 1


def _status(draft: Draft) -> PolicyStatus | None:
    best = draft.best
    if draft.status is PolicyStatus.PROPOSED and draft.kind in JOINT_KINDS and best.dated:
        # Who "negotiated the Lima accords of 1993" concluded them.
        return PolicyStatus.ADOPTED
    return draft.status or _default_status(draft)


def _default_status(draft: Draft) -> PolicyStatus | None:
    """What the policy is where no verb tells: by its noun, as a treaty with a name or a year, by its kind."""
    if draft.best.default is not None:
        return draft.best.default
    owned = draft.kind not in DEFAULT_STATUS and draft.best.definite and not draft.best.bare and bool(draft.actors)
    if draft.kind in JOINT_KINDS and (draft.best.named or draft.best.dated or owned):
        return PolicyStatus.ADOPTED
    return DEFAULT_STATUS.get(draft.kind)


def _label(doc: Document, draft: Draft, best: PolicyMention) -> str:
    """A name that stands alone: the words of the best mention, with the makers where those words are too general."""
    if best.title:
        return best.title
    described = [m.full for m in draft.mentions if m.full != m.text and len(m.full.split()) <= MAX_LABEL_WORDS]
    if best.bare and described:
        return described[0]
    if best.named or best.verb is not None or len(best.text.split()) > 2:
        return best.text
    half = draft.kind in JOINT_KINDS and len(draft.actors) == 1
    if half and best.bare and best.full != best.text and len(best.full.split()) <= MAX_LABEL_WORDS:
        # Half of the parties make no name where the words themselves tell more.
        return best.full
    names = [doc.entity(actor).name for actor in draft.actors if doc.entity(actor).kind is not Kind.PERSON]
    told = any(mention.entity in draft.actors for mention in doc.mentions_in(best.span))
    # "The European constitution" needs no maker before it.
    told = told or any(word[:1].isupper() for word in best.text.split())
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
