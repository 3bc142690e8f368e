"""Whether a run of capitalised words is a person's name: titles, given names, the authority and the signs around it.

The model's entity labels are one witness among several; nouns such as "Act" or "Palace" at the end speak against it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from kg.annotate.name_claims import PLACE_PREPOSITIONS
from kg.annotate.nicknames import NICKNAME_MARKS
from kg.annotate.person_signs import PersonSigns
from kg.annotate.runs import INITIAL, ROMAN, Run
from kg.annotate.titles import Titles
from kg.authority import Authority, fold
from kg.model.document import Document

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
# A run of more words is a list without commas: "Abdul Aziz bin Abdul Rahman bin Faisal Al Saud" has nine.
MAX_NAME_WORDS = 10


class PersonJudge:
    """Judges the runs of one document after the other.

    Args:
        authority: The persons known beforehand.
        titles: The words around names.
        given: Given names, folded, with their gender.
        tails: Nouns that end other names, with their kind.
        is_family_first: Tells names that put the family name first.
    """

    def __init__(
        self,
        authority: Authority,
        titles: Titles,
        given: Mapping[str, str | None],
        tails: Mapping[str, str],
        is_family_first: Callable[[Sequence[str]], bool],
    ) -> None:
        self._authority = authority
        self._titles = titles
        self._near = titles.near
        self._given = given
        self._tails = tails
        self._is_family_first = is_family_first
        self._signs = PersonSigns(titles)

    def is_person(self, doc: Document, words: list[str], run: Run, barred: frozenset[str]) -> bool:
        """Whether the run names a person; `barred` are names that the article shows to be something else's."""
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
            or (run.first and self._tails.get("~" + words[run.first - 1]) == "before")
        ):
            return False
        if not any(len(name) > 2 and not INITIAL.match(name) for name in names if name[0].isalpha()) and not (
            run.honorific or (run.title and len(names) == 1 and len(names[0]) > 1)
        ):
            return False
        tail = self._tails.get(names[-1].lower())
        surname = tail is not None and self._surname_tail(doc, words, run, tail)
        if tail and not (run.honorific or surname):
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
        if surname and len(names) == 2:
            return True
        if run.title is not None and self._title_speaks(doc, words, run, names, labels):
            return True
        given = fold(names[0]) in self._given
        full = len(names) > 1
        if any(name.lower() in self._tails for name in names[1:]):
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
        if not (given or (self._is_family_first(names) and len(names) <= 4)):
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
        if word in barred or word.lower() in self._tails or word.isupper() or token.tag != "NNP":
            return False
        if self._signs.is_venue(doc, run):
            return False
        return self._signs.shown(doc, words, run) or self._authority.has_person_name(word)

    def _surname_tail(self, doc: Document, words: list[str], run: Run, tail: str) -> bool:
        """Whether a noun that mostly ends other names is here a surname ("Samantha Power", "General John Hall")."""
        names = words[run.first : run.last]
        if len(names) not in (2, 3) or fold(names[0]) not in self._given:
            return False
        if self._authority.has_person_name(" ".join(names)):
            return True
        if tail != "place" or self._signs.is_venue(doc, run):
            return False
        if run.title is not None:
            return run.title.class_ not in ("noble", "kin", "private")
        person = all(doc.tokens[i].ner == "PERSON" for i in range(run.first, run.last))
        return self._signs.shown(doc, words, run) or (person and self._signs.hinted(doc, words, run))

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
        if any(name.lower() in self._tails for name in names):
            return False
        return not (labels[-1] == "ORG" and names[-1].isupper() and len(names) == 1)
