"""Document → policies told by a verb: "restore diplomatic relations", "pledged $500 million", "troops must leave"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kg.extract.policy_clauses import ClauseReader, is_modal
from kg.extract.policy_complements import is_manner, is_time, without_clauses, without_loose_end, without_time
from kg.extract.policy_mentions import MONEY, PolicyMention, Rank, squeezed
from kg.extract.policy_phrases import (
    MODIFIERS,
    core_of,
    mentions_over,
    stripped,
)
from kg.extract.policy_status import CONDITIONS, NEGATIONS, is_passive
from kg.extract.policy_words import GONE, Act, PolicyWords, out_of
from kg.model.document import Document, Token
from kg.model.entities import Entity, Kind
from kg.model.facts import PolicyKind

# Prepositions whose phrase goes on the object: "a nature park in the north", "$500 million for the border provinces".
GOING_ON = frozenset({"in", "of", "for", "to", "from", "on", "with", "into", "by", "between", "against"})
OF_VERB = frozenset({"in", "for", "to", "from", "into", "on", "with", "against", "out"})
# "START-2", "SALT II": what is signed or ratified under a name without a noun.
TREATY_NAME = re.compile(r"[A-Z]{3,}(?:[- ]?(?:\d+|[IVX]+))?")
# Sums of states; what private people give is less.
LARGE = re.compile(r"illion|\d ?(?:bn|tn|m)\b|\d{3}[,.]\d{3}[,.]\d{3}|crore", re.IGNORECASE)
# In what states agree on an act.
PACTS = frozenset({"deal", "accord", "agreement", "pact", "treaty", "exchange", "return", "swap", "package", "bargain"})
MAX_EXTRA = 10
# Words between a subject and its verb beyond which the subject alone is the label.
MAX_GAP = 4


class ActFinder:
    """Finds acts by the table `policy_acts`; what whole clauses lay down is read by `policy_clauses`."""

    def __init__(self, words: PolicyWords) -> None:
        self._words = words
        self._clauses = ClauseReader(words)

    def __call__(self, doc: Document, phrases: list[PolicyMention]) -> list[PolicyMention]:
        """The acts and provisions, in text order, given the policy phrases of the document."""
        heads = {mention.head for mention in phrases if not mention.bare}
        found = [
            mention
            for token in doc.tokens
            if token.pos in ("VERB", "AUX")
            for act in self._words.acts(doc, token.i)
            for mention in self._told(doc, token.i, act, heads)
            if act.role != "object" or mention.head not in heads
        ]
        found += [m for token in doc.tokens if token.pos == "VERB" for m in self._clauses.decreed(doc, token.i)]
        acting, known = {mention.verb for mention in found}, {mention.head for mention in phrases}
        found += [m for token in doc.tokens if token.i not in acting for m in self._clauses.voted(doc, token.i, known)]
        told = {mention.verb for mention in found}
        provisions = [mention for phrase in phrases for mention in self._clauses.provision(doc, phrase)]
        return found + [mention for mention in provisions if mention.verb not in told]

    def _told(self, doc: Document, verb: int, act: Act, heads: set[int]) -> Iterator[PolicyMention]:
        if (act.modal and not is_modal(doc, verb, self._words)) or _is_denied(doc, verb):
            return
        if doc.tokens[verb].dep == "pcomp" and doc.tokens[doc.tokens[verb].head].lower == "for":
            # "Sanctions on X for supplying arms", "praised Y for freeing prisoners": the doer is not the subject above.
            return
        above = {doc.tokens[j].lemma.lower() for j in doc.ancestors(verb)[:2]}
        if doc.tokens[verb].tag in ("VB", "VBG") and above & self._words.all("forbidding"):
            return
        if act.role == "ordered":
            yield from self._ordered(doc, verb, act)
            return
        subject = next((doc.tokens[c] for c in doc.children(verb) if doc.tokens[c].dep == "nsubj"), None)
        relative = doc.tokens[verb].dep == "relcl" and doc.tokens[verb].head in heads
        if "ANY" in act.nouns and (relative or _is_a_policy(doc, subject, heads)):
            # What the treaty itself does: "a treaty that bans all missiles".
            return
        for noun in _nouns(doc, verb, act):
            core = core_of(doc, noun)
            if not _fits(doc, noun, core, act, self._words):
                continue
            core = stripped(doc, core, noun)
            force = doc.tokens[noun].lemma.lower() in self._words.all("force")
            yield replace(_mention(doc, noun, verb, act, core, force), basis=_basis(doc, verb))
            return

    def _ordered(self, doc: Document, verb: int, act: Act) -> Iterator[PolicyMention]:
        """ "Ordered two diplomats to leave", "were told to leave": the one who commands makes the policy."""
        above = doc.tokens[verb].head
        command = doc.tokens[above].lemma.lower() in self._words.all("command") and not _is_denied(doc, above)
        if not command or doc.tokens[verb].tag != "VB" or doc.tokens[verb].dep not in ("ccomp", "xcomp", "advcl"):
            return
        roles = ("nsubjpass",) if is_passive(doc, above) else ("dobj", "nsubj", "dative")
        places = [*doc.children(verb), *(c for c in doc.children(above) if doc.tokens[c].dep != "nsubj")]
        for noun in places:
            if noun < verb and doc.tokens[noun].dep in roles and _fits(doc, noun, core_of(doc, noun), act, self._words):
                core = stripped(doc, core_of(doc, noun), noun)
                told = replace(_mention(doc, noun, above, act, core, force=False), lemma=doc.tokens[verb].lemma.lower())
                span = doc.span_of([*core, verb])
                yield replace(told, span=span, text=squeezed(doc, span), last=max(noun, verb))
                return


def _is_a_policy(doc: Document, subject: Token | None, heads: set[int]) -> bool:
    """Whether the doer is a policy, or a "which" that stands for no one named: "a treaty that bans …"."""
    if subject is None or subject.lower not in ("that", "which"):
        return subject is not None and subject.i in heads
    return not mentions_over(doc, [doc.tokens[subject.head].head])


def _basis(doc: Document, verb: int) -> int | None:
    """The head of the phrase after the "under" that opens the clause of the verb."""
    first = doc.sentence_of(verb).first
    if doc.tokens[first].lower != "under" or doc.tokens[first].head != verb:
        return None
    return next((c for c in doc.children(first) if doc.tokens[c].dep == "pobj"), None)


def _nouns(doc: Document, verb: int, act: Act) -> list[int]:
    """The nouns in the role that the act asks for."""
    children = doc.children(verb)
    if act.role == "object":
        roles = ("nsubjpass",) if is_passive(doc, verb) else ("dobj",)
        if doc.tokens[verb].dep == "acl" and is_passive(doc, verb):
            return []
        found = [c for c in children if doc.tokens[c].dep in roles]
        return found or _objects_of_command(doc, verb)
    if act.role == "subject":
        token = doc.tokens[verb]
        # "The troops are to leave": the subject hangs on the "are".
        to_do = token.dep == "xcomp" and doc.tokens[token.head].lemma.lower() == "be"
        beside = doc.children(token.head) if to_do else ()
        return [c for c in (*children, *beside) if doc.tokens[c].dep == "nsubj"]
    preps = [c for c in children if doc.tokens[c].dep == "prep" and doc.tokens[c].lower == act.role]
    preps += [of for of in [out_of(doc, verb)] if of is not None and act.role == "of"]
    return [c for prep in preps for c in doc.children(prep) if doc.tokens[c].dep == "pobj"]


def _objects_of_command(doc: Document, verb: int) -> list[int]:
    """What is done at an order: "ordered all Iranian assets frozen", "had the envoy expelled"."""
    token, above = doc.tokens[verb], doc.tokens[doc.tokens[verb].head]
    if token.tag != "VBN" or token.dep not in ("xcomp", "ccomp", "oprd") or above.lemma.lower() != "order":
        return []
    return [c for c in doc.children(above.i) if c < verb and doc.tokens[c].dep == "dobj"]


def _fits(doc: Document, noun: int, core: list[int], act: Act, words: PolicyWords) -> bool:
    token = doc.tokens[noun]
    bodies = words.all("body")
    if "MONEY" in act.nouns:
        amount = any(doc.tokens[j].pos in ("NUM", "SYM") or doc.tokens[j].text in "$€£¥" for j in core)
        text = doc.text_of(doc.span_of(core))
        return amount and MONEY.search(text) is not None and LARGE.search(text) is not None
    if "NEW" in act.nouns:
        first = doc.tokens[core[0]].lower
        known = bool(mentions_over(doc, [noun]))
        specific = any(doc.tokens[c].dep in (*MODIFIERS, "prep") for c in doc.children(noun))
        return token.lemma.lower() in bodies and first in ("a", "an") and specific and not known
    if "TREATY" in act.nouns:
        return TREATY_NAME.fullmatch(doc.text_of(doc.span_of(core))) is not None and not mentions_over(doc, core)
    if "BODY" in act.nouns:
        return any(_is_of_states(doc.entity(m.entity), words) for m in doc.mentions_at(noun))
    if "LAND" in act.nouns and any(doc.entity(m.entity).kind is Kind.PLACE for m in doc.mentions_at(noun)):
        return True
    if "STATE" in act.nouns and any(doc.entity(m.entity).kind is Kind.COUNTRY for m in doc.mentions_at(noun)):
        return True
    if "PLEDGED" in act.nouns and _is_pledged(doc, noun, words):
        return True
    lemmas = {doc.tokens[j].lemma.lower() for j in (noun, *_counted(doc, noun, words))}
    return token.pos in ("NOUN", "PROPN", "NUM") and ("ANY" in act.nouns or bool(lemmas & act.nouns))


def _is_pledged(doc: Document, noun: int, words: PolicyWords) -> bool:
    """Whether the noun is what somebody binds himself to do something with: "agreed to halve its stocks of coal"."""
    verb = doc.tokens[noun].head
    first = verb
    while doc.tokens[first].dep == "conj" and doc.tokens[first].tag == "VB":
        first = doc.tokens[first].head
    above = doc.tokens[doc.tokens[first].head].lemma.lower() in words.all("committing")
    bound = doc.tokens[verb].tag == "VB" and doc.tokens[noun].dep == "dobj" and above
    told = any(doc.tokens[c].dep in (*MODIFIERS, "prep") for c in doc.children(noun)) or doc.tokens[noun].tag == "NNS"
    row = words.head(doc, noun)
    known = row is not None and not row.needs
    thing = doc.tokens[noun].pos == "NOUN" and not known and doc.tokens[noun].lemma.lower() not in words.all("contact")
    return bound and told and thing


def _counted(doc: Document, noun: int, words: PolicyWords) -> list[int]:
    """What is counted or measured by a noun: the prisoners in "thousands of prisoners", "two of its prisoners"."""
    token = doc.tokens[noun]
    if token.lemma.lower() not in words.all("quantity") and token.pos != "NUM":
        return []
    of = [c for c in doc.children(noun) if c == noun + 1 and doc.tokens[c].lower == "of"]
    return [c for preposition in of for c in doc.children(preposition) if doc.tokens[c].dep == "pobj"]


def _is_of_states(entity: Entity, words: PolicyWords) -> bool:
    """Whether an organization is one of states, by its name or abbreviation."""
    names = [word for name in (entity.name, *entity.aliases) for word in name.split()]
    short = any(name.isupper() and len(name) > 1 for name in names)
    told = {name.lower() for name in names} & words.all("institution")
    return entity.kind is Kind.ORGANIZATION and entity.country is None and (short or bool(told))


def _is_denied(doc: Document, verb: int) -> bool:
    """Whether a finite verb tells what was not done: "did not recall an envoy"."""
    if any(doc.tokens[c].dep == "mark" and doc.tokens[c].lower in CONDITIONS for c in doc.children(verb)):
        # "Unless it ends the occupation".
        return True
    kids = {doc.tokens[c].lower for c in doc.children(verb) if doc.tokens[c].dep in ("aux", "neg", "auxpass")}
    return (
        bool(kids & NEGATIONS)
        and bool(kids & {"did", "has", "have", "had", "never", "was", "were"})
        and "to" not in kids
    )


def _after(doc: Document, noun: int, verb: int) -> list[int]:
    """The phrases that follow the object and go on its name; the parser often hangs them on the verb."""
    kept: list[int] = []
    limit = noun + 1
    for child in sorted({*doc.children(noun), *doc.children(verb)}):
        token, part = doc.tokens[child], without_time(doc, without_clauses(doc, doc.subtree(child)))
        of_verb = token.head == verb and verb != noun
        if child <= noun or token.dep != "prep" or token.lower not in (OF_VERB if of_verb else GOING_ON):
            continue
        if is_time(doc, part) or (of_verb and is_manner(doc, part)) or _is_how(doc, child):
            break
        if part[0] == limit and not (of_verb and _holds_time(doc, doc.subtree(child))):
            kept += part
            limit = part[-1] + 1
    return without_loose_end(doc, kept[:MAX_EXTRA]) if kept else []


def _is_how(doc: Document, preposition: int) -> bool:
    """ "In a deal brokered by X", "as part of an accord": the policy that an act belongs to is no part of its name."""
    nouns = [doc.tokens[c] for c in doc.children(preposition) if doc.tokens[c].dep == "pobj"]
    return doc.tokens[preposition].lower == "in" and any(noun.lemma.lower() in PACTS for noun in nouns)


def _whom_to_do(doc: Document, noun: int, verb: int) -> list[int]:
    """ "Forbade its citizens to travel": the infinitive right after the object of a ban."""
    told = [c for c in doc.children(verb) if doc.tokens[c].dep in ("xcomp", "ccomp") and doc.tokens[c].tag == "VB"]
    parts = [without_time(doc, without_clauses(doc, doc.subtree(c))) for c in told]
    after = [[j for j in part if j > noun] for part in parts]
    return next((part[:MAX_EXTRA] for part in after if part and part[0] == noun + 1), [])


def _holds_time(doc: Document, tokens: list[int]) -> bool:
    inside = doc.span_of(tokens)
    return any(inside.touches(time.span) for time in doc.times_in(doc.sentence_of(tokens[0]).span))


def _mention(doc: Document, noun: int, verb: int, act: Act, core: list[int], force: bool) -> PolicyMention:
    """The act's words: the sum of money alone, else verb and noun as they stand."""
    extra = _whom_to_do(doc, noun, verb) if act.kind is PolicyKind.SANCTION else []
    extra = extra or _after(doc, noun, verb)
    alone = bool({"MONEY", "NEW", "TREATY"} & act.nouns)
    stays = act.role == "subject" and (act.verb.done is act.verb.todo or verb - noun > MAX_GAP)
    ends = [*core, *extra] if alone or stays else [verb, *core, *extra]
    if doc.tokens[verb].lemma.lower() == "be":
        # "Will be out by May": the word that tells the act.
        ends += [c for c in doc.children(verb) if doc.tokens[c].lower in GONE]
    span = doc.span_of(ends)
    words = frozenset(
        doc.tokens[j].lemma.lower() for j in core if doc.tokens[j].pos not in ("PUNCT", "DET", "PART", "PRON")
    )
    kind = PolicyKind.DEFENCE if force and act.kind is PolicyKind.OTHER else act.kind
    return PolicyMention(
        head=noun, span=span, text=squeezed(doc, span), lemma=doc.tokens[verb].lemma.lower(),
        kind=kind, refers=frozenset((kind.value,)), rank=Rank.ACT, words=words, modifiers=words,
        last=max(ends), verb=verb, act=act.verb, title=_title(doc, act, [*core, *extra]),
    )  # fmt: skip


def _title(doc: Document, act: Act, tokens: list[int]) -> str:
    """The act as a noun phrase, "expulsion of two diplomats"; "" where the table has no noun for it."""
    kept = list(tokens)
    while len(kept) > 1 and (doc.tokens[kept[0]].pos in ("DET", "PRON") or doc.tokens[kept[0]].tag == "PRP$"):
        kept = kept[1:]
    return f"{act.nominal} {squeezed(doc, doc.span_of(kept))}" if act.nominal else ""
