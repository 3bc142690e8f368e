"""The names of a snapshot, in memory: names → things, by whole name, by word in any spelling, by letters.

It lives in a reader process, is built from a few queries when the snapshot is first asked, and goes with it. Look-ups
never touch the store. Names are folded and numbered in the order of their things, and everything else is numbers.
"""

from __future__ import annotations

import heapq
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.authority import fold
from kg.authority.folding import loose_word
from kg.errors import StoreError
from kg.store import AnyView
from kg.web.reconcile_schema import TYPES

# An index of so many names takes about 280 MiB and a third of the time that a query may take (docs/http.md).
MAX_NAMES = 250_000
_MAX_LENGTH = 200
# Words that more names have than this do not lead to candidates by themselves.
_COMMON = 4000
# Names that are looked at for common letters, those with the rarest groups of letters first.
_MAX_READ = 20_000
_PADDING = "  "

# Names and types are read apart and joined here: twice as fast as by the engine.
_INSTANCES = "SELECT ?s WHERE {{ ?s a <{iri}> }} LIMIT {limit}"
_NAMES = "SELECT ?s ?name WHERE {{ ?s {property} ?name }} LIMIT {limit}"
_OF_MEETINGS = "SELECT ?s ?value WHERE {{ ?s a ng:Meeting ; {path} ?value }} LIMIT {limit}"
_MEETING_PATHS = ("ng:participant/rdfs:label", "ng:meetingType", "ng:place", "ng:date")
_CODES = "SELECT ?s ?code WHERE {{ ?s a ng:Country ; ng:isoAlpha2|ng:isoAlpha3 ?code }} LIMIT {limit}"
_REPLACED = "SELECT ?old ?new WHERE {{ ?old dct:isReplacedBy ?new }} LIMIT {limit}"


@dataclass(slots=True)
class Entry:
    """A thing with a name: its local part under the base IRI, its label, its types by name."""

    local: str
    label: str
    types: tuple[str, ...]

    @property
    def person(self) -> bool:
        return "Person" in self.types


class Index:
    """What can be found by name in one snapshot."""

    def __init__(self, entries: Iterable[tuple[Entry, Iterable[str]]]) -> None:
        self.entries: list[Entry] = []
        self.names: list[str] = []
        self.spellings: dict[str, str] = {}
        self.codes: dict[str, list[int]] = {}
        self.replaced: dict[str, str] = {}
        self._owners = array("I")
        self._first = array("I")
        self._exact: dict[str, int | tuple[int, ...]] = {}
        self._words: dict[str, array[int]] = {}
        self._letters: dict[str, array[int]] = {}
        for entry, names in entries:
            self._add(entry, names)
        self._first.append(len(self.names))
        self._numbers = {entry.local: number for number, entry in enumerate(self.entries)}
        self._sorted = sorted(self.spellings)

    def __len__(self) -> int:
        return len(self.entries)

    def find(self, local: str) -> int | None:
        """The number of a thing by its local part; what has been replaced is found as what it is now."""
        for _ in range(len(self.replaced) + 1):
            if local in self._numbers or local not in self.replaced:
                break
            local = self.replaced[local]
        return self._numbers.get(local)

    def owner(self, name: int) -> int:
        """The number of the thing that bears a name."""
        return self._owners[name]

    def names_of(self, entry: int) -> list[str]:
        """The folded names of a thing, its label first."""
        return self.names[self._first[entry] : self._first[entry + 1]]

    def exact(self, folded: str) -> tuple[int, ...]:
        """The names that are just this, folded."""
        found = self._exact.get(folded, ())
        return (found,) if isinstance(found, int) else found

    def by_words(self, words: Iterable[str], *, limit: int) -> list[int]:
        """The names with most of these words in any spelling, rare words first; the more the better."""
        keys = dict.fromkeys(self.spellings.get(word) or loose_word(word) for word in words if len(word) > 1)
        postings = sorted((self._words[key] for key in keys if key in self._words), key=len)
        counts: Counter[int] = Counter()
        for posting in postings:
            if len(posting) <= _COMMON:
                counts.update(posting)
        if not counts and postings:
            counts.update(_common(postings))
        return _best(counts, limit)

    def by_letters(self, folded: str, *, limit: int) -> list[int]:
        """The names with most groups of three letters in common, whatever the words."""
        grams = _grams(folded)
        counts: Counter[int] = Counter()
        seen = 0
        for posting in sorted((self._letters[gram] for gram in grams if gram in self._letters), key=len):
            if seen and seen + len(posting) > _MAX_READ:
                break
            seen += len(posting)
            counts.update(posting)
        total = len(grams)
        # What has less than half of what the best has in common is no likely reading of the same name.
        least = max(counts.values(), default=0) / 2
        near = ((name, count) for name, count in counts.items() if count >= least)
        likeness = Counter({name: count / (total + len(self.names[name])) for name, count in near})
        return _best(likeness, limit)

    def by_prefix(self, text: str) -> Iterator[int]:
        """The things with a name that has all words of the text, of the last one perhaps only the beginning."""
        *words, last = fold(text).split() or [""]
        seen: set[int] = set()
        for name in self._prefixed(last) if last else ():
            entry = self._owners[name]
            if entry not in seen and self._has(name, words, last):
                seen.add(entry)
                yield entry

    def _prefixed(self, prefix: str) -> Iterator[int]:
        at = bisect_left(self._sorted, prefix)
        keys: dict[str, None] = {}
        while at < len(self._sorted) and self._sorted[at].startswith(prefix):
            keys[self.spellings[self._sorted[at]]] = None
            at += 1
        for key in keys:
            yield from self._words[key]

    def _has(self, name: int, words: Sequence[str], prefix: str) -> bool:
        own = self.names[name].split()
        return all(word in own for word in words) and any(word.startswith(prefix) for word in own)

    def _add(self, entry: Entry, names: Iterable[str]) -> None:
        number = len(self.entries)
        self.entries.append(entry)
        self._first.append(len(self.names))
        for folded in dict.fromkeys(fold(name[:_MAX_LENGTH]) for name in (entry.label, *names)):
            if folded:
                self._add_name(folded, number)

    def _add_name(self, folded: str, owner: int) -> None:
        number = len(self.names)
        if number >= MAX_NAMES:
            raise StoreError(f"the graph has more than {MAX_NAMES} names: too many to be matched from memory")
        self.names.append(folded)
        self._owners.append(owner)
        self._exact[folded] = number if folded not in self._exact else (*self.exact(folded), number)
        for word in dict.fromkeys(folded.split()):
            key = self.spellings.get(word)
            if key is None:
                key = self.spellings[word] = loose_word(word)
            self._words.setdefault(key, array("I")).append(number)
        for gram in _grams(folded):
            self._letters.setdefault(gram, array("I")).append(number)


def build_index(view: AnyView, base_iri: str) -> Index:
    """The index of a snapshot; only things under the base IRI have identifiers.

    Raises:
        StoreError: The graph has too many names.
    """
    types = _read_types(view, base_iri)
    labels = _read_names(view, base_iri, "rdfs:label", types)
    others = _read_names(view, base_iri, "skos:altLabel", types)
    labels |= {local: [name] for local, name in _read_meetings(view, base_iri, types)}
    index = Index(
        [
            (Entry(local, names[0], types[local]), (*names[1:], *others.get(local, ())))
            for local, names in _sorted(labels)
        ]
    )
    for local, (code,) in _rows(view, _CODES, base_iri):
        number = index.find(local)
        if number is not None and code:
            index.codes.setdefault(code.upper(), []).append(number)
    for old, (new,) in _rows(view, _REPLACED, base_iri):
        if new and new.startswith(base_iri):
            index.replaced[old] = new[len(base_iri) :]
    return index


def _read_types(view: AnyView, base_iri: str) -> dict[str, tuple[str, ...]]:
    """The types of all things that can be found, by local part."""
    types: dict[str, tuple[str, ...]] = {}
    for entry in TYPES:
        for local, _ in _rows(view, _INSTANCES, base_iri, iri=entry.iri):
            types[local] = (*types.get(local, ()), entry.name)
    return types


def _read_names(view: AnyView, base_iri: str, property_: str, known: Container[str]) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for local, (name,) in _rows(view, _NAMES, base_iri, property=property_):
        if name and local in known:
            names.setdefault(local, []).append(name)
    return names


def _read_meetings(view: AnyView, base_iri: str, types: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """Meetings with names made of what it was, who took part, where and when."""
    who, what, where, when = (_read_parts(view, base_iri, path) for path in _MEETING_PATHS)
    for local in (local for local, names in types.items() if "Meeting" in names):
        kinds = "/".join(kind.rpartition("#")[2] for kind in what.get(local, ())) or "meeting"
        parties = " and ".join(who.get(local, ())) or "unnamed parties"
        yield local, ", ".join([f"{kinds} of {parties}", *where.get(local, ()), *when.get(local, ())])


def _read_parts(view: AnyView, base_iri: str, path: str) -> dict[str, list[str]]:
    parts: dict[str, set[str]] = {}
    for local, (value,) in _rows(view, _OF_MEETINGS, base_iri, path=path):
        if value:
            parts.setdefault(local, set()).add(value)
    return {local: sorted(values) for local, values in parts.items()}


def _sorted(names: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, list[str]]]:
    """By local part, the names of each in the order of the alphabet."""
    return ((local, sorted(names[local])) for local in sorted(names))


def _rows(view: AnyView, text: str, base_iri: str, **parts: str) -> Iterator[tuple[str, list[str | None]]]:
    """Rows whose first value stands under the base, that value without it; StoreError if there are too many."""
    limit = 4 * MAX_NAMES
    for count, (first, *rest) in enumerate(view.query(text.format(limit=limit, **parts)).rows(), 1):
        if count == limit:
            raise StoreError(f"the graph has more than {MAX_NAMES} names: too many to be matched from memory")
        if first and first.startswith(base_iri):
            yield first[len(base_iri) :], rest


def _grams(folded: str) -> set[str]:
    padded = f"{_PADDING}{folded} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}


def _common(postings: Sequence[array[int]]) -> Iterable[int]:
    """What the two rarest of several lists have in common; the whole of a single one."""
    if len(postings) == 1:
        return postings[0]
    return sorted(set(postings[0]) & set(postings[1]))


def _best(counts: Counter[int], limit: int) -> list[int]:
    """The numbers with the highest counts, the lowest number of equals."""
    if len(counts) <= limit:
        return sorted(counts, key=lambda name: (-counts[name], name))
    return heapq.nsmallest(limit, counts, key=lambda name: (-counts[name], name))
