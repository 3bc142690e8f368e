"""Names of persons: runs of capitalised words with the title before them, and why they are taken for a person.

The model's entity labels are one witness among several: titles and forms of address, given names, the authority, and
appositions are the others; nouns such as "Act" or "Palace" that end a run speak against it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from kg.annotate.bare_names import BareNames
from kg.annotate.headings import heading_sentences
from kg.annotate.hits import Hit
from kg.annotate.name_claims import PLACE_PREPOSITIONS, barred_names, joined, party_tags, taken_tokens
from kg.annotate.nicknames import NICKNAME_MARKS
from kg.annotate.person_signs import PersonSigns
from kg.annotate.phrases import words_of
from kg.annotate.runs import INITIAL, ROMAN, Run, RunFinder
from kg.annotate.titles import Title, Titles
from kg.authority import Authority, fold
from kg.lexicon import Lexicon
from kg.model.document import Document, Span

NOT_PERSON_LABELS = frozenset(
    {"ORG", "GPE", "LOC", "FAC", "NORP", "PRODUCT", "EVENT", "LAW", "WORK_OF_ART", "LANGUAGE"}
)

PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
SHIPS = frozenset({"USS", "HMS", "RMS"})
# Offices that take the place of a name after "Mr." or "Madam".
ADDRESSED = frozenset(
    {"president", "speaker", "secretary", "chairman", "chairwoman", "ambassador", "mayor", "minister"}
)
GERMAN_ARTICLES = frozenset({"Der", "Die", "Das"})
# As many names on either side may stand near enough to be joined to one by "and" (see `joined`).
NEIGHBOURS = 10
# A run of more words is a list without commas: "Abdul Aziz bin Abdul Rahman bin Faisal Al Saud" has nine.
MAX_NAME_WORDS = 10


@dataclass(frozen=True, slots=True)
class PersonHit:
    """One stretch [first, last) that names a person, with the titles found right before it."""

    first: int
    last: int
    span: Span
    words: tuple[str, ...]
    title: Title | None = None
    title_first: int | None = None
    honorific: str | None = None
    gender: str | None = None


class PersonFinder:
    """Finds the names of persons in a document."""

    def __init__(self, authority: Authority, lexicon: Lexicon, titles: Titles) -> None:
        self._authority = authority
        self._titles = titles
        self._near = titles.near
        self._given: dict[str, str | None] = {
            fold(row["name"]): row["gender"] or None for row in lexicon.rows("given_names")
        }
        self._family_first = frozenset(fold(name) for name in lexicon.words("family_first", "name"))
        self.tails = {row["word"]: row["kind"] for row in lexicon.rows("name_tails")}
        self._signs = PersonSigns(titles)
        self._finder = RunFinder(
            titles,
            self._given,
            self._family_first,
            frozenset(word for word, kind in self.tails.items() if kind == "place"),
        )

    def find(
        self, doc: Document, hits: Sequence[Hit], dateline: AbstractSet[int] = frozenset()
    ) -> tuple[list[PersonHit], list[Run]]:
        """The names of persons, and the runs of capitals that are none, both in text order; none in a dateline."""
        words = words_of(doc)
        taken = taken_tokens(doc, words, hits, self._is_person_word)
        for at in (*dateline, *party_tags(words)):
            taken[at] = True
        runs = self._finder.find(doc, words, taken)
        barred = barred_names(doc, words, runs, (self._titles, self.tails))
        headings = heading_sentences(doc)
        persons: list[PersonHit] = []
        rest: list[Run] = []
        for run in runs:
            if doc.tokens[run.first].sentence in headings:
                continue
            run = self._finder.trim(doc, words, run)
            if run.last > run.first and self._is_person(doc, words, run, barred):
                persons.append(self._person(doc, words, run))
            else:
                rest.append(run)
        self._add_listed(doc, words, persons, rest)
        return self._with_bare_names(doc, words, persons, rest, taken)

    def _add_listed(self, doc: Document, words: list[str], persons: list[PersonHit], rest: list[Run]) -> None:
        """Names joined by "and" to a person's that the model takes for something else ("Presidents A and B")."""
        headings = heading_sentences(doc)
        for run in list(rest):
            if doc.tokens[run.first].sentence not in headings and self._in_list(doc, words, run, persons):
                rest.remove(run)
                persons.append(self._person(doc, words, run))
                persons.sort(key=lambda person: person.first)

    def _in_list(self, doc: Document, words: list[str], run: Run, persons: Sequence[PersonHit]) -> bool:
        names = words[run.first : run.last]
        if not 1 < len(names) < 5 or any(name.lower() in self.tails for name in names):
            return False
        at = bisect_left(persons, run.first, key=lambda hit: hit.first)
        near = persons[max(0, at - NEIGHBOURS) : at + NEIGHBOURS]
        before = [hit for hit in near if hit.last < run.first and joined(doc, words, (hit.last, run.first))]
        after = [hit for hit in near if run.last < hit.first and joined(doc, words, (run.last, hit.first))]
        if any(hit.title is not None and hit.title.plural for hit in before):
            return True
        if not before and not after:
            return False
        return fold(names[0]) in self._given or bool(self._authority.persons_named(" ".join(names)))

    def _with_bare_names(
        self, doc: Document, words: list[str], persons: list[PersonHit], rest: list[Run], taken: list[bool]
    ) -> tuple[list[PersonHit], list[Run]]:
        """Names that stand alone join the persons; the runs that they stand in are no longer left over."""
        names = ((person.words, self.is_family_first(person.words)) for person in persons)
        bare = BareNames(names, self._titles, self._finder, self.tails)
        covered = {i for person in persons for i in range(person.first, person.last)}
        free = [at for at in range(len(words)) if at not in covered and not taken[at]]
        found = bare.find(doc, words, free, rest)
        ends = {run.last - 1 for run in found}
        kept = [
            run
            for run in rest
            if ends.isdisjoint(range(run.first, run.last)) and not bare.is_plural(words[run.first : run.last])
        ]
        persons.extend(self._person(doc, words, run) for run in found)
        return sorted(persons, key=lambda person: person.first), kept

    def given_gender(self, name: str) -> str | None:
        """The gender of a given name; None if unknown or mixed."""
        return self._given.get(fold(name))

    def is_given(self, name: str) -> bool:
        """Whether the word is a given name."""
        return fold(name) in self._given

    def is_family_first(self, words: Sequence[str]) -> bool:
        """Whether a name of these words puts the family name first."""
        return len(words) > 1 and fold(words[0]) in self._family_first and fold(words[1]) not in self._given

    def _is_person_word(self, doc: Document, words: list[str], at: int, last: int) -> bool:
        """Whether a place's name is here part of a person's ("Michael Jordan", "Chad Wolf", "Mr. Israel")."""
        before = words[at - 1] if at else ""
        if before.lower() in self._titles.honorifics:
            return True
        if last - at > 1:
            return False
        after = words[last] if last < len(words) else ""
        token = doc.tokens[at]
        if fold(before) in self._given and before[:1].isupper() and not before.isupper():
            same = doc.tokens[at - 1].sentence == token.sentence
            return same and token.dep not in ("compound", "amod") and doc.tokens[at - 1].ner != "GPE"
        if not (after[:1].isupper() and last < len(words) and doc.tokens[last].pos == "PROPN"):
            return False
        if self._titles.find(words, last) or after.lower() in self.tails or after.lower() in self._near.calendar:
            return False
        whole = token.ner == "PERSON" and doc.tokens[last].ner == "PERSON" and fold(words[at]) in self._given
        return whole or self._authority.has_person_name(f"{words[at]} {after}")

    def _is_person(self, doc: Document, words: list[str], run: Run, barred: frozenset[str]) -> bool:
        tokens = doc.tokens
        names = [words[i] for i in range(run.first, run.last)]
        if len(names) > MAX_NAME_WORDS:
            return False
        if (
            run.title is not None
            and tokens[run.first - 1].ner == "ORG" == tokens[run.first].ner
            and fold(names[0]) not in self._given
        ):
            return False
        if (
            names[0] in SHIPS | GERMAN_ARTICLES
            or SHIPS.intersection(words[run.first - 1 : run.first])
            or (run.first and self.tails.get("~" + words[run.first - 1]) == "before")
        ):
            return False
        if not any(len(name) > 2 and not INITIAL.match(name) for name in names if name[0].isalpha()) and not (
            run.honorific or (run.title and len(names) == 1 and len(names[0]) > 1)
        ):
            return False
        tail = self.tails.get(names[-1].lower())
        if tail and not (run.honorific or self._surname_tail(doc, run, names, tail)):
            return False
        if run.last < len(words) and words[run.last].lower() in self._near.namesake and words[run.last].islower():
            return False
        if run.honorific:
            return len(names) > 1 or names[0].lower() not in ADDRESSED
        if any(name in NICKNAME_MARKS for name in names[1:-1]):
            return True
        if run.title is not None and run.title.word == "fellow" and len(names) == 1:
            return False
        if run.title is None and self._signs.is_thing(words, run) and not self._signs.is_titled(doc, words, run):
            return False
        labels = [tokens[i].ner for i in range(run.first, run.last)]
        article = run.first and words[run.first - 1].lower() == "the" and len(names) > 1 and run.title is None
        known = len(names) > 1 and self._authority.has_person_name(" ".join(names).replace(" - ", "-"))
        if known and not article:
            return True
        if run.title is not None and self._title_speaks(doc, words, run, names, labels):
            return True
        given = fold(names[0]) in self._given
        full = len(names) > 1
        if any(name.lower() in self.tails for name in names[1:]):
            return False
        article = run.first and words[run.first - 1].lower() == "the" and full and run.title is None
        if " ".join(map(fold, names)) in self._near.firm:
            return False
        if article and not (run.last < len(words) and words[run.last].islower() and words[run.last] in self._near.era):
            return False
        if labels[-1] == "PERSON" or labels.count("PERSON") * 2 > len(labels):
            return (full and not self._barred_name(words, run, barred)) or (
                not full
                and (self._bare_is_person(doc, words, run, barred) or self._bare_is_shown(doc, words, run, barred))
            )
        if len(names) == 2 and given and ROMAN.match(names[1]):
            return True
        if not full:
            return self._bare_is_shown(doc, words, run, barred)
        return self._against_label(doc, words, run, labels)

    def _against_label(self, doc: Document, words: list[str], run: Run, labels: list[str]) -> bool:
        """Whether a name of several words that the model takes for no person is one all the same."""
        names = words[run.first : run.last]
        given = fold(names[0]) in self._given
        if not (given or (self.is_family_first(names) and len(names) <= 4)):
            return self._signs.shown(doc, words, run) or (
                labels[-1] not in PLACE_LABELS and self._signs.is_titled(doc, words, run)
            )
        if self._unlabelled(labels) or self._signs.hinted(doc, words, run):
            return True
        if given and (any(INITIAL.match(name) for name in names[1:-1]) or self._owned(words, run)):
            return True
        return given and labels[-1] not in PLACE_LABELS and self._of_known_parts(words, run)

    def _owned(self, words: list[str], run: Run) -> bool:
        """ "Kenya's Daniel Otieno" """
        return (
            run.first > 1
            and words[run.first - 1] == "'s"
            and self._authority.state_in(words[run.first - 2]) is not None
        )

    def _of_known_parts(self, words: list[str], run: Run) -> bool:
        """Whether the last word is somebody's surname, and no firm's name looks like this."""
        names = [fold(name) for name in words[run.first : run.last]]
        if len(names) > 3 or " ".join(names) in self._near.firm or words[run.first - 1 : run.first] == ["the"]:
            return False
        return bool(self._authority.persons_with_surname(names[-1]))

    def _barred_name(self, words: list[str], run: Run, barred: frozenset[str]) -> bool:
        return " ".join(words[run.first : run.last]) in barred

    def _bare_is_person(self, doc: Document, words: list[str], run: Run, barred: frozenset[str]) -> bool:
        """Whether one word that the model takes for a person, and that nobody else bears, is one."""
        word, token = words[run.first], doc.tokens[run.first]
        if word in barred or (word.isupper() and len(word) < 5) or token.dep in ("compound", "nmod", "amod"):
            return False
        governor = doc.tokens[token.head]
        if (token.dep == "pobj" and governor.lower in PLACE_PREPOSITIONS) or token.dep == "nsubjpass":
            return False
        if token.dep == "nsubj" and governor.lemma in self._near.speech:
            return True
        return fold(word) in self._given or bool(self._authority.persons_with_surname(word))

    def _bare_is_shown(self, doc: Document, words: list[str], run: Run, barred: frozenset[str]) -> bool:
        """Whether one word that the model takes for no person is shown to be one by what stands beside it."""
        word, token = words[run.first], doc.tokens[run.first]
        if word in barred or word.lower() in self.tails or word.isupper() or token.tag != "NNP":
            return False
        if self._signs.is_venue(doc, run):
            return False
        return self._signs.shown(doc, words, run) or self._authority.has_person_name(word)

    def _surname_tail(self, doc: Document, run: Run, names: list[str], tail: str) -> bool:
        """Whether a noun that mostly ends other names is here a surname ("Samantha Power", "General John Hall")."""
        if len(names) not in (2, 3) or fold(names[0]) not in self._given:
            return False
        if self._authority.has_person_name(" ".join(names)) or (run.title is not None and tail == "place"):
            return True
        return tail == "place" and all(doc.tokens[i].ner == "PERSON" for i in range(run.first, run.last))

    def _is_presented(self, doc: Document, words: list[str], run: Run) -> bool:
        """Whether a description in small letters with its article stands before one word: "the singer X"."""
        first = run.title_first
        if first is None or not first or not words[run.first - 1].islower() or words[run.first - 1] == "fellow":
            return False
        before = doc.tokens[first - 1]
        return before.dep in ("det", "poss", "amod") and doc.tokens[run.last - 1].tag == "NNP"

    def _unlabelled(self, labels: list[str]) -> bool:
        return labels[-1] not in NOT_PERSON_LABELS

    def _title_speaks(self, doc: Document, words: list[str], run: Run, names: list[str], labels: list[str]) -> bool:
        """Whether the title before the run makes it a person."""
        title = run.title
        assert title is not None
        titled = words[run.first - 1]
        if labels[-1] in ("GPE", "LOC", "FAC", "NORP") and not titled[0].isupper() and title.class_ != "state":
            return False
        if title.class_ in ("kin", "body", "private", "party") and "PERSON" not in labels:
            if len(names) == 1:
                return title.class_ == "private" and self._is_presented(doc, words, run) and not any(labels)
            return fold(names[0]) in self._given or labels[-1] not in NOT_PERSON_LABELS
        if any(name.lower() in self.tails for name in names):
            return False
        return not (labels[-1] == "ORG" and names[-1].isupper() and len(names) == 1)

    def _person(self, doc: Document, words: list[str], run: Run) -> PersonHit:
        names = tuple(words[run.first : run.last])
        gender = self._titles.honorifics.get(run.honorific or "") or (
            run.title.gender if run.title and not run.title.plural else None
        )
        gender = gender or self.given_gender(names[0]) if len(names) > 1 or gender else gender
        return PersonHit(
            run.first,
            run.last,
            doc.span_of((run.first, run.last - 1)),
            names,
            run.title,
            run.title_first,
            run.honorific,
            gender,
        )
