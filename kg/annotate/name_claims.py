"""What stands around a name: a claim of a place on the same words, and the list in which the name may stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from kg.annotate.hits import Hit
from kg.annotate.runs import Run
from kg.annotate.titles import Titles
from kg.model.document import Document
from kg.model.entities import Kind

STATE_POSSESSIONS = frozenset(
    [
        "king",
        "queen",
        "prince",
        "president",
        "prime",
        "premier",
        "foreign",
        "government",
        "parliament",
        "army",
        "crown",
        "capital",
        "minister",
        "defence",
        "defense",
        "ambassador",
        "economy",
        "border",
        "military",
        "chancellor",
        "cabinet",
        "leader",
        "opposition",
    ]
)
PLACE_PREPOSITIONS = frozenset({"in", "at", "near", "into", "outside", "around", "across", "via"})

# The parties of American legislators, as newspapers shorten them before the state: "(R-Ohio)".
PARTY_TAGS = frozenset({"D", "R", "I", "DFL"})

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
    possessed = words[at + 2 : at + 5] if words[at + 1 : at + 2] == ["'s"] else []
    if not STATE_POSSESSIONS.isdisjoint(word.lower() for word in possessed):
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


def party_tags(words: Sequence[str]) -> Iterator[int]:
    """The tokens of American legislators' party and constituency: "(R-Ohio)", ", D-Queens,"."""
    for at in range(1, len(words) - 2):
        if words[at] in PARTY_TAGS and words[at + 1] in ("-", "–") and words[at - 1] in ("(", ","):
            yield from range(at, at + 3)


def has_party_tag(words: Sequence[str], last: int) -> bool:
    """Whether such a tag follows a name that ends before token `last`."""
    return words[last + 1 : last + 2] != [] and next(party_tags(words[last : last + 4]), None) == 1


def barred_names(
    doc: Document, words: list[str], runs: Sequence[Run], lists: tuple[Titles, Mapping[str, str]]
) -> frozenset[str]:
    """Names that the article itself shows to be a company's, a place's or a ship's somewhere."""
    titles, tails = lists
    found: list[str] = []
    for run in runs:
        name = " ".join(words[run.first : run.last])
        after = words[run.last] if run.last < len(words) else ""
        before = words[run.first - 1] if run.first else ""
        token = doc.tokens[run.last - 1]
        title = titles.find(words, run.last) if after else None
        ship = tails.get("~" + before) == "before" or before in ("carriers", "ships")
        place = run.last - run.first == 1 and token.dep == "pobj" and doc.tokens[token.head].lower in PLACE_PREPOSITIONS
        staff = title is not None and title[1].class_ in ("private", "body") and token.dep in ("compound", "nmod")
        company = staff or after in titles.near.company
        if ship or ((place or company) and run.title is None and run.honorific is None):
            found.append(name)
            found.extend(words[run.last - 1 : run.last] if ship else [])
    return frozenset(found)
