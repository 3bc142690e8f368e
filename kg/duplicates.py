"""The same story twice: a newer version stands for an older one, a syndicated copy is linked to the first to appear.

Articles are compared by MinHash signatures of their bodies (three words in a row), looked up by bands, so that the cost
grows with the number of articles and not with that of pairs. What comes out is a function of the set of articles alone:
neither the order in which they arrive nor the builds in which they do matters.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from kg.duplicates_signing import SLOT_BYTES, SLOTS, Signature, sign_article, signature_maker
from kg.store.extractions import ExtractionCache

# Four slots a band: two texts that share half of their phrases meet in one of the bands in 87 of 100 cases, those that
# share eight in ten always.
BAND = 4 * SLOT_BYTES
# Share of phrases in common from which two articles are one story; or of the shorter one's, as agencies' copy is cut.
NEAR = 0.8
WITHIN, MIN_NEAR = 0.9, 0.45
# At one address a story may be rewritten, yet something of it is left; a page that only changes its news has nothing.
SAME_PAGE = 0.2
# A correction comes soon; what is alike later on is a form (the weather, the stock exchange).
VERSION_DAYS, COPY_DAYS = 2, 7
# Of many that share a band each is compared with so many neighbours: those alike stand beside one another.
NEIGHBOURS = 16
# What is not dated comes last: it cannot be shown to be the first.
UNDATED = "9999"
# Signatures written in one transaction.
BATCH = 1000


@dataclass(frozen=True, slots=True)
class Settled:
    """Which articles stand for others.

    Attributes:
        older: By the id of an article that is left out, the id of the one that counts.
        copies: By the id of a syndicated copy, the id of the first of the articles with these words.
    """

    older: Mapping[str, str] = field(default_factory=dict)
    copies: Mapping[str, str] = field(default_factory=dict)


def settle_store(cache: ExtractionCache, *, keep: bool = False) -> Settled:
    """Find out which articles of a store stand for others, and note it beside the extractions.

    Args:
        cache: The extractions.
        keep: Whether all are to stay as they are.
    """
    if keep:
        settled = Settled()
    else:
        _sign_all(cache)
        settled = settle(Signature.unpack(packed) for packed in cache.signatures())
    cache.settle(settled.older, settled.copies)
    return settled


def _sign_all(cache: ExtractionCache) -> None:
    """Sign the articles that are new or changed, or were signed by another version."""
    maker = signature_maker()
    missing = cache.unsigned(maker)
    for at in range(0, len(missing), BATCH):
        found = ((article_id, cache.get(article_id)) for article_id in missing[at : at + BATCH])
        cache.sign({key: sign_article(one.article).pack() for key, one in found if one is not None}, maker)


def settle(signatures: Iterable[Signature]) -> Settled:
    """Which of the articles stand for others."""
    known = sorted(signatures, key=lambda one: one.article)
    pairs = sorted(_near_pairs(known))
    older = _older_versions(known, pairs)
    return Settled(older, _copies(known, pairs, older))


def _older_versions(known: Sequence[Signature], pairs: Sequence[tuple[int, int]]) -> dict[str, str]:
    """By article the newest version of it, for all that are not the newest."""
    groups = _Groups(len(known))
    for one, other in pairs:
        if known[one].site == known[other].site and _are_versions(known[one], known[other]):
            groups.join(one, other)
    best = groups.best(lambda i: known[i].rank)
    named = _named_versions(known, pairs, groups, best)
    # Of one that does not tell where it was published, one that does stands for it, whichever of them is newer.
    best.update({root: min(found, key=lambda i: (known[i].first or UNDATED, i)) for root, found in named.items()})
    return {
        signature.article: known[best[groups.root(i)]].article
        for i, signature in enumerate(known)
        if best[groups.root(i)] != i
    }


def _named_versions(
    known: Sequence[Signature], pairs: Sequence[tuple[int, int]], groups: _Groups, best: Mapping[int, int]
) -> dict[int, set[int]]:
    """By the root of a group that tells no publisher, the articles like it that tell one."""
    found: dict[int, set[int]] = {}
    for pair in pairs:
        for nameless, named in itertools.permutations(pair):
            nearby = _days_apart(known[nameless], known[named]) <= COPY_DAYS
            if known[named].site and not known[nameless].site and nearby:
                found.setdefault(groups.root(nameless), set()).add(best[groups.root(named)])
    return found


def _copies(known: Sequence[Signature], pairs: Sequence[tuple[int, int]], older: Mapping[str, str]) -> dict[str, str]:
    """By article the first to appear of those with its words, for all that are not the first."""
    place = {signature.article: i for i, signature in enumerate(known)}
    newest = [place[older.get(signature.article, signature.article)] for signature in known]
    groups = _Groups(len(known))
    for one, other in pairs:
        if known[newest[one]].site != known[newest[other]].site and _days_apart(known[one], known[other]) <= COPY_DAYS:
            groups.join(newest[one], newest[other])
    first = groups.best(lambda i: (known[i].first or UNDATED, known[i].article), highest=False)
    return {
        signature.article: known[first[groups.root(i)]].article
        for i, signature in enumerate(known)
        if newest[i] == i and first[groups.root(i)] != i
    }


def _are_versions(one: Signature, other: Signature) -> bool:
    """Whether two articles of one publisher that are alike are one: at one address, or soon after one another."""
    return bool(one.page and one.page == other.page) or _days_apart(one, other) <= VERSION_DAYS


def _near_pairs(known: Sequence[Signature]) -> set[tuple[int, int]]:
    """The pairs that are alike, as places in the list, the smaller one first."""
    found: set[tuple[int, int]] = set()
    alone: list[int] = []
    for bucket in _buckets(range(len(known)), lambda i: [known[i].digest]):
        ordered = sorted(bucket, key=lambda i: (known[i].site, known[i].first, i))
        found.update((min(pair), max(pair)) for pair in itertools.pairwise(ordered))
        # Those that have all in common meet others together.
        alone += {(known[i].site, known[i].first): i for i in reversed(ordered)}.values()
    alone.sort()
    for bucket in _buckets(alone, lambda i: [known[i].page] if known[i].page else []):
        found.update(pair for pair in _neighbours(bucket, known) if _alike(known[pair[0]], known[pair[1]], SAME_PAGE))
    compared = set(found)
    for at in range(0, SLOTS * SLOT_BYTES, BAND):
        for bucket in _buckets(alone, partial(_band, known, at)):
            new = {pair for pair in _neighbours(bucket, known) if pair not in compared}
            compared |= new
            found.update(pair for pair in new if _alike(known[pair[0]], known[pair[1]], NEAR))
    return found


def _band(known: Sequence[Signature], at: int, i: int) -> list[bytes]:
    """The band of a signature that begins at that byte, if it has one."""
    return [known[i].slots[at : at + BAND]] if known[i].slots else []


def _buckets(places: Iterable[int], keys: Callable[[int], Iterable[object]]) -> Iterator[list[int]]:
    """The places that have a key in common, those with a key of their own too."""
    buckets: dict[object, list[int]] = {}
    for i in places:
        for key in keys(i):
            buckets.setdefault(key, []).append(i)
    yield from buckets.values()


def _neighbours(bucket: Sequence[int], known: Sequence[Signature]) -> Iterator[tuple[int, int]]:
    """The pairs of a bucket that are compared: all, or in a large one those near in the order of their signatures."""
    ordered = sorted(bucket, key=lambda i: (known[i].slots, known[i].article)) if len(bucket) > NEIGHBOURS else bucket
    for at, one in enumerate(ordered):
        for other in ordered[at + 1 : at + 1 + NEIGHBOURS]:
            yield (one, other) if one < other else (other, one)


def _alike(one: Signature, other: Signature, least: float) -> bool:
    """Whether two articles share enough of their phrases: at least that share, or nearly all of the shorter one's."""
    if not (one.slots and other.slots):
        return False
    share = _share(one.slots, other.slots)
    if share >= least:
        return True
    common = share * (one.phrases + other.phrases) / (1 + share)
    return share >= MIN_NEAR and common >= WITHIN * min(one.phrases, other.phrases)


def _share(one: bytes, other: bytes) -> float:
    """The share of slots in common, which estimates that of phrases."""
    slots = range(0, SLOTS * SLOT_BYTES, SLOT_BYTES)
    return sum(one[at : at + SLOT_BYTES] == other[at : at + SLOT_BYTES] for at in slots) / SLOTS


class _Groups:
    """Numbers that belong together (union-find)."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def root(self, i: int) -> int:
        """The number that stands for the group of `i`."""
        while self._above[i] != i:
            self._above[i] = self._above[self._above[i]]
            i = self._above[i]
        return i

    def join(self, one: int, other: int) -> None:
        """Put two groups together."""
        one, other = sorted((self.root(one), self.root(other)))
        self._above[other] = one

    def best(self, rank: Callable[[int], object], *, highest: bool = True) -> dict[int, int]:
        """By the root of each group, its member of the highest (or lowest) rank."""
        found: dict[int, int] = {}
        for i in range(len(self._above)):
            root = self.root(i)
            held = found.get(root)
            if held is None or (rank(i) > rank(held)) is highest:  # type: ignore[operator]
                found[root] = i
        return found


def _days_apart(one: Signature, other: Signature) -> int:
    """Days between two publications; none where one of them is not told to the day."""
    try:
        return abs((date.fromisoformat(one.first[:10]) - date.fromisoformat(other.first[:10])).days)
    except ValueError:
        return 0
