"""What the verbs around a policy mention say of it: its status, who makes it, whom it concerns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kg.extract.policy_mentions import PolicyMention, mentions_over
from kg.lexicon import Lexicon
from kg.model.document import Document
from kg.model.facts import PolicyKind, PolicyStatus

CONDITIONAL = frozenset({"would", "could", "might", "should"})
FUTURE = frozenset({"will", "shall", "'ll", "wo"})
# A verb under one of these, as infinitive or gerund, tells an intention ("agreed to begin", "plans to deploy").
INTENTIONS = frozenset(
    {
        "agree", "aim", "announce", "be", "decide", "decision", "due", "expect", "have", "hope", "intend", "intention",
        "plan", "pledge", "prepare", "promise", "ready", "schedule", "set", "vow", "want", "wish",
    }
)  # fmt: skip
# … and under one of these a wish of others, which leaves the status as it is ("call to lift", "failure to scrap").
DEMANDS = frozenset(
    {
        "call",
        "urge",
        "demand",
        "ask",
        "press",
        "appeal",
        "refuse",
        "fail",
        "failure",
        "refusal",
        "seek",
        "threaten",
        "propose",
    }
)
TARGET_PREPOSITIONS = frozenset({"against", "on", "upon", "in", "to", "for", "toward", "towards", "at", "with"})
STATES_WITH_TARGETS = frozenset(
    {
        PolicyKind.SANCTION,
        PolicyKind.DEFENCE,
        PolicyKind.LAW,
        PolicyKind.PROGRAMME,
        PolicyKind.RESOLUTION,
        PolicyKind.TRADE,
        PolicyKind.OTHER,
    }
)
# What a policy is when no verb says more: a law spoken of is a law in force, a plan is planned.
DEFAULT_STATUS = {
    PolicyKind.LAW: PolicyStatus.IN_FORCE,
    PolicyKind.SANCTION: PolicyStatus.IN_FORCE,
    PolicyKind.DOCTRINE: PolicyStatus.IN_FORCE,
    PolicyKind.DEFENCE: PolicyStatus.PLANNED,
    PolicyKind.RESOLUTION: PolicyStatus.ADOPTED,
    PolicyKind.CEASEFIRE: PolicyStatus.IN_FORCE,
}


@dataclass(frozen=True, slots=True)
class Governance:
    """The verb that governs a mention: its lemma, whether it tells a fact, and the policy's role in it."""

    verb: int
    status: PolicyStatus | None
    maker: bool


class PolicyGrammar:
    """Reads the clauses around policy mentions by the table `policy_verbs`."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.verbs: Mapping[str, dict[str, str]] = lexicon.by("policy_verbs", "word")

    def governance(self, doc: Document, mention: PolicyMention) -> Governance | None:
        """The nearest verb of the table that has the phrase (or a phrase around it) as subject or object."""
        i = mention.head
        for _ in range(4):
            token = doc.tokens[i]
            verb = doc.tokens[token.head]
            if token.head == i:
                break
            row = self.verbs.get(verb.lemma.lower()) if verb.pos in ("VERB", "AUX") else None
            if row is not None:
                return Governance(
                    verb.i, self._status(doc, verb.i, row), row["maker"] == "subject" and token.dep != "nsubj"
                )
            if verb.pos == "NOUN" and verb.lemma.lower() in ("negotiation", "talk", "proposal", "draft"):
                return Governance(verb.i, PolicyStatus.PROPOSED, False)
            if verb.pos in ("VERB", "AUX") and token.dep not in ("pobj", "prep", "conj", "dobj"):
                break
            i = token.head
        return None

    def _status(self, doc: Document, verb: int, row: dict[str, str]) -> PolicyStatus | None:
        mood = mood_of(doc, verb)
        if mood == "negated":
            return None
        word = {
            "done": row["done"],
            "future": row["todo"],
            "wish": "",
            "conditional": "proposed" if row["todo"] else "",
        }[mood]
        return PolicyStatus(word) if word else None

    def actors(self, doc: Document, mention: PolicyMention, governance: Governance | None) -> list[str]:
        """Ids of the entities that make the policy, in text order of the phrases that name them."""
        found = modifiers_as_actors(doc, mention)
        if governance is not None and governance.maker and (not found or mention.kind is PolicyKind.TREATY):
            found += subjects(doc, governance.verb)
        return list(dict.fromkeys(found))

    def targets(self, doc: Document, mention: PolicyMention, governance: Governance | None) -> list[str]:
        """Ids of the entities that the policy concerns."""
        if mention.kind not in STATES_WITH_TARGETS:
            return []
        found: list[str] = []
        for child in doc.children(mention.head):
            token = doc.tokens[child]
            if token.dep == "prep" and token.lower in TARGET_PREPOSITIONS:
                found += _states(doc, doc.subtree(child))
            elif token.dep in ("relcl", "acl") and child > mention.head:
                found += _objects(doc, child)
        if governance is not None:
            found += self._targets_of_verb(doc, mention, governance.verb)
        verb = doc.tokens[mention.head].head
        if doc.tokens[mention.head].dep == "nsubj" and doc.tokens[verb].pos == "VERB":
            found += _objects(doc, verb)
        return list(dict.fromkeys(found))

    def _targets_of_verb(self, doc: Document, mention: PolicyMention, verb: int) -> list[str]:
        """ "imposed an embargo on both states", "promised him 12 billion marks"."""
        found: list[str] = []
        for child in doc.children(verb):
            token = doc.tokens[child]
            if token.dep == "dative" or (
                token.dep == "prep"
                and child > mention.head
                and token.lower in ("on", "upon", "against", "to", "for", "in")
            ):
                found += _states(doc, doc.subtree(child))
        return found


def mood_of(doc: Document, verb: int) -> str:
    """How a verb tells its event: done, future, conditional, wish, negated."""
    children = [doc.tokens[child] for child in doc.children(verb)]
    words = {child.lower for child in children if child.dep in ("aux", "auxpass", "neg", "mark")}
    if words & {"not", "n't", "never"}:
        return "negated"
    if words & FUTURE:
        return "future"
    if words & CONDITIONAL or "if" in words or "unless" in words:
        return "conditional"
    if "to" in words or doc.tokens[verb].tag in ("VB", "VBG"):
        return _mood_of_nonfinite(doc, verb)
    return "done"


def _mood_of_nonfinite(doc: Document, verb: int) -> str:
    """An infinitive or gerund tells what its governor makes of it."""
    for governor in doc.ancestors(verb)[:3]:
        lemma = doc.tokens[governor].lemma.lower()
        if lemma in DEMANDS:
            return "wish"
        if lemma in INTENTIONS:
            return "future"
    return "done" if doc.tokens[verb].tag == "VBG" else "future"


def modifiers_as_actors(doc: Document, mention: PolicyMention) -> list[str]:
    """Who makes the policy by the phrase itself: "U.S. sanctions", "Moscow's plan", "a deal between X and Y"."""
    found: list[str] = []
    parties = {"between", "by", "among"}
    if mention.kind in (PolicyKind.TREATY, PolicyKind.CEASEFIRE, PolicyKind.TRADE):
        parties.add("with")
    for child in doc.children(mention.head):
        token = doc.tokens[child]
        subtree = doc.subtree(child)
        # "U.S.-backed plan": the state before the hyphen does not make it.
        modifier = token.dep in ("poss", "amod", "compound", "nmod") and not re.search(r"-\w{2,}ed$|-led$", token.text)
        if (modifier and child < mention.head) or (token.dep in ("prep", "agent") and token.lower in parties):
            found += _states(doc, subtree)
        elif token.dep in ("acl", "relcl"):
            found += [
                e
                for inner in doc.children(child)
                if doc.tokens[inner].dep == "agent"
                for e in _states(doc, doc.subtree(inner))
            ]
    return found


def subjects(doc: Document, verb: int) -> list[str]:
    """The entities that do what the verb says: its subject, its agent, or the subject of the verb that it hangs on."""
    for at in [verb, *doc.ancestors(verb)[:4]]:
        token = doc.tokens[at]
        if token.pos not in ("VERB", "AUX", "NOUN"):
            continue
        for child in doc.children(at):
            if doc.tokens[child].dep in ("agent",) or (at == verb and doc.tokens[child].dep == "nsubj"):
                return _states(doc, _without_relative(doc, child))
            if at != verb and doc.tokens[child].dep in ("nsubj", "poss"):
                return _states(doc, _without_relative(doc, child))
            if doc.tokens[child].dep == "nsubjpass" and at != verb:
                return _states(doc, _without_relative(doc, child))
    return []


def _without_relative(doc: Document, i: int) -> list[int]:
    """The subtree of a subject without its relative clauses."""
    drop = {j for child in doc.children(i) if doc.tokens[child].dep in ("relcl", "acl") for j in doc.subtree(child)}
    return [j for j in doc.subtree(i) if j not in drop]


def _objects(doc: Document, verb: int) -> list[str]:
    return [
        entity
        for child in doc.children(verb)
        if doc.tokens[child].dep in ("dobj", "prep", "dative")
        for entity in _states(doc, doc.subtree(child))
    ]


def _states(doc: Document, indexes: list[int]) -> list[str]:
    """The countries and organizations that the tokens name; a person stands for the country that he represents."""
    countries = {entity.country: entity.id for entity in doc.entities if entity.kind.value == "country"}
    found = []
    for mention in mentions_over(doc, indexes):
        entity = doc.entity(mention.entity)
        found.append(countries.get(entity.country, entity.id) if entity.kind.value == "person" else entity.id)
    return found
