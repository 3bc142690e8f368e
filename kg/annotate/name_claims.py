"""What stands around a name: a claim of a place on the same words, and the list in which the name may stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kg.annotate.hits import Hit
from kg.model.document import Document
from kg.model.entities import Kind

STATE_POSSESSIONS = frozenset(
    ["king", "queen", "prince", "president", "prime", "foreign", "government", "parliament", "army", "crown", "capital"]
)
PLACE_PREPOSITIONS = frozenset({"in", "at", "near", "into", "outside", "around", "across", "via"})

PersonWordTest = Callable[[Document, list[str], int, int], bool]


def taken_tokens(doc: Document, words: list[str], hits: Sequence[Hit], is_person_word: PersonWordTest) -> list[bool]:
    """Which tokens name a state, place or body; a name that is a person's once is so wherever it is no place."""
    free: list[Hit] = []
    for hit in hits:
        whole = hit.span.end == doc.tokens[hit.last - 1].end
        if hit.kind is not Kind.ORGANIZATION and whole and is_person_word(doc, words, hit.first, hit.last):
            free.append(hit)
    borne = {words[hit.first] for hit in free if hit.last - hit.first == 1 and not _is_opening(doc, words, hit.first)}
    free.extend(
        hit
        for hit in hits
        if hit.last - hit.first == 1 and words[hit.first] in borne and _may_be_person(doc, words, hit.first)
    )
    taken = [False] * len(words)
    for hit in hits:
        if hit not in free:
            for i in range(hit.first, hit.last):
                taken[i] = True
    return taken


def _is_opening(doc: Document, words: list[str], at: int) -> bool:
    """Whether a capitalised name follows directly, so that the word is a given name."""
    return at + 1 < len(words) and words[at + 1][:1].isupper() and doc.tokens[at + 1].pos == "PROPN"


def _may_be_person(doc: Document, words: list[str], at: int) -> bool:
    token = doc.tokens[at]
    if at + 2 < len(words) and words[at + 1] == "'s" and words[at + 2].lower() in STATE_POSSESSIONS:
        return False
    governor = doc.tokens[token.head]
    return not (token.dep == "pobj" and governor.lower in (*PLACE_PREPOSITIONS, "to", "from")) and token.dep not in (
        "amod",
        "compound",
    )


def joined(doc: Document, words: list[str], between: tuple[int, int]) -> bool:
    """Whether "and" joins two names, at most the state or the office of the first between: "A of X and B"."""
    first, last = between
    if last - first > 9 or words[last - 1] != "and" or doc.tokens[first].sentence != doc.tokens[last].sentence:
        return False
    inside = words[first : last - 1]
    named = inside[:1] == ["of"] and all(word[:1].isupper() or word in ("of", "the") for word in inside)
    apposed = inside[:1] == [","] == inside[-1:] and inside[1:2] != [","] and len(inside) > 2
    return not inside or named or (apposed and words[first + 1] in ("the", "a", "an", "his", "her"))
