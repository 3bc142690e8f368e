"""Who is named together: coordinated, as the two sides of one verb, or set up as counterparts by the whole article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import combinations

from kg.annotate.discourse import SUBJECTS, Discourse, Tally
from kg.model.document import Token
from kg.model.entities import Kind

AGENTS = frozenset({Kind.PERSON, Kind.COUNTRY})
# States named only to be compared with are no sides.
COMPARED = frozenset({"like", "unlike", "than"})
NOBODY = (("", 0), ("", 0), ("", 0))


def latest_group(talk: Discourse, token: Token) -> list[str]:
    """Those last named together: as one group, coordinated (as a subject first), or as the two sides of one verb."""
    doc = talk.doc
    barred = barred_from_group(talk, token)
    heads = list(dict.fromkeys(head for head, _ in talk.before(token.i, sentences=1)))
    for index in (token.sentence, token.sentence - 1):
        found: list[tuple[bool, list[str]]] = []
        for head in heads:
            if doc.tokens[head].sentence != index or _same_clause(talk, head, token):
                continue
            members = together(talk, head)
            if len(members) > 1 and not barred.intersection(members):
                found.append((_top(talk, head).dep in SUBJECTS, sorted(members, key=number)))
        if found:
            return next((members for subject, members in found if subject), found[0][1])
    return []


def barred_from_group(talk: Discourse, token: Token) -> set[str]:
    """The subject of the clause, of which a plural elsewhere in it is no part; a possessive may take up a group."""
    subject = None if token.dep in SUBJECTS else talk.subject_of(talk.clause(token.i))
    if subject is None or subject > token.i:
        return set()
    members = coordinated(talk, subject) or talk.at(subject)
    return set() if token.dep == "poss" and len(members) != 1 else set(members)


def together(talk: Discourse, head: int) -> list[str]:
    """The group that a mention stands for or is named in."""
    here = talk.at(head)
    if len(here) > 1:
        return list(here)
    return coordinated(talk, head) or _partners(talk, head)


def coordinated(talk: Discourse, head: int) -> list[str]:
    """The persons and states joined to a mention by "and"."""
    doc = talk.doc
    top = head
    while doc.tokens[top].dep == "conj":
        top = doc.tokens[top].head
    found: list[str] = []
    queue = [top]
    for i in queue:
        queue.extend(
            k for k in doc.children(i) if doc.tokens[k].dep == "conj" and doc.tokens[k].pos in ("PROPN", "NOUN", "PRON")
        )
        found.extend(e for e in talk.at(i) if talk.entity(e).kind in AGENTS and e not in found)
    listed = talk.listed(head)
    if len(listed) > len([e for e in found if talk.is_person(e)]) and len(listed) > 1:
        return listed
    return found if len(found) > 1 else []


def nearest_group(
    talk: Discourse, at: int, count: int, fits: Callable[[str], bool], *, sentences: int = 3
) -> list[str]:
    """The members of the nearest group of persons of that size, all of whom fit; a pair from two states goes first."""
    groups = []
    for head in dict.fromkeys(head for head, _ in talk.before(at, sentences=sentences)):
        members = together(talk, head)
        if len(members) == count and all(talk.is_person(e) and fits(e) for e in members):
            groups.append(list(members))
    paired = (members for members in groups if count == 2 and _two_states(talk, members))
    return next(paired, groups[0] if groups else [])


def counterparts(talk: Discourse, persons: Sequence[str], count: int, at: int) -> list[str]:
    """The persons most spoken of before a token; two are of two states where that is possible."""
    spoken = Counter(entity for _, entity in talk.before(at, sentences=len(talk.doc.sentences)))
    ranked = sorted(persons, key=lambda entity: -spoken[entity])
    if count != 2:
        return ranked[:count] if len(ranked) >= count else []
    pairs = list(combinations(ranked, 2))
    return list(max(pairs, key=lambda pair: (_two_states(talk, pair), _standing(spoken, pair)), default=()))


def _two_states(talk: Discourse, pair: Sequence[str]) -> bool:
    first, second = (talk.entity(entity).country for entity in pair)
    return first is not None and second is not None and first != second


def _standing(spoken: Counter[str], pair: Sequence[str]) -> tuple[int, int]:
    counts = [spoken[entity] for entity in pair]
    return min(counts), sum(counts)


def state_group(talk: Discourse, token: Token, count: int) -> list[str]:
    """The states that "both countries" means: those just named together, or between which the article goes on."""
    near = [(head, e) for head, e in talk.before(token.i, sentences=1) if talk.entity(e).kind is Kind.COUNTRY]
    near = [(head, e) for head, e in near if not _compared(talk, head)]
    for head, _ in near:
        states = [e for e in together(talk, head) if talk.entity(e).kind is Kind.COUNTRY]
        if len(states) == count:
            return states
    states = list(dict.fromkeys(e for _, e in near))
    if len(states) == count:
        return states
    told = _told(talk, token.i)
    if len(told.named) == count:
        return sorted(told.named, key=lambda e: -told.named[e])
    return _main_states(told) if count == 2 and len(states) < 2 else []


def _compared(talk: Discourse, head: int) -> bool:
    return talk.doc.tokens[_top(talk, head).head].lower in COMPARED


def _main_states(told: Tally) -> list[str]:
    """The two states of which, and of whose persons, most is said so far, if they were named together."""
    ranked = sorted(told.spoken, key=lambda state: (-told.spoken[state], -told.last[state]))
    (first, _), (second, count), (_, third) = [*((state, told.spoken[state]) for state in ranked[:3]), *NOBODY][:3]
    return [first, second] if count > third and frozenset((first, second)) in told.together else []


def _told(talk: Discourse, at: int) -> Tally:
    """What is said of states before a token. References are resolved in text order: earlier sentences are settled."""
    sentence = talk.doc.sentence_of(at)
    if sentence.first < talk.tally.end:
        talk.tally = Tally()
    _count(talk, talk.tally, sentence.first)
    told = talk.tally.copy()
    _count(talk, told, at)
    return told


def _count(talk: Discourse, tally: Tally, end: int) -> None:
    """Add to a tally the mentions up to a token."""
    for head, entity_id in talk.between(tally.end, end):
        tally.mentions += 1
        entity = talk.entity(entity_id)
        if entity.kind is Kind.COUNTRY:
            tally.named[entity_id] = tally.mentions
        state = talk.home.get(entity.country or "")
        if state is None or entity.kind not in AGENTS or _compared(talk, head):
            continue
        tally.spoken[state] += 1
        tally.last[state] = tally.mentions
        group = {talk.home.get(talk.entity(other).country or "") for other in together(talk, head)}
        tally.together.add(frozenset(other for other in group if other is not None))
    tally.end = end


def _same_clause(talk: Discourse, head: int, token: Token) -> bool:
    doc = talk.doc
    return (
        doc.tokens[head].sentence == token.sentence
        and talk.clause(head) == talk.clause(token.i)
        and token.dep != "poss"
    )


def _top(talk: Discourse, head: int) -> Token:
    tokens = talk.doc.tokens
    while tokens[head].dep in ("conj", "appos") and tokens[head].head != head:
        head = tokens[head].head
    return tokens[head]


def _partners(talk: Discourse, head: int) -> list[str]:
    """Subject and object or "with" of one verb of meeting."""
    doc = talk.doc
    verb = talk.clause(head)
    subject = talk.subject_of(verb)
    if subject is None:
        return []
    found = [e for e in talk.at(subject) if talk.is_person(e)]
    if not found:
        return []
    for i in doc.subtree(verb):
        token = doc.tokens[i]
        direct = token.dep == "dobj" and token.head == verb
        partner = token.dep == "pobj" and doc.tokens[token.head].lower in ("with", "and")
        if (direct or partner) and len(talk.at(i)) == 1:
            found.extend(e for e in talk.at(i) if talk.is_person(e) and e not in found)
    return found if len(found) > 1 else []


def number(entity: str) -> int:
    """The number of an entity id, by which groups are sorted."""
    return int(entity[1:])
