"""What an article says of one person that tells who it is: names, stated offices, states near and far, gender, year."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from kg.authority import Authority, OfficeClass, fold, fold_name, is_former, is_kinship
from kg.link.base import ArticleView
from kg.model.document import Form, Mention, Span
from kg.model.entities import Entity, Kind

# How newspapers shorten titles, and words of titles that tell nothing.
SHORT = {"gov": "governor", "gen": "general", "secy": "secretary", "lt": "lieutenant", "un": "united", "u": "united"}
FILLERS = frozenset({"of", "the", "for", "and", "to", "in", "at", "a", "an", "former", "then", "ex", "s", "n", "state"})
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# "One of his negotiators" tells whose man somebody is, and no office.
MEMBER = "one of "
# Forms of address that say of no office.
STYLES = frozenset(
    [
        "sir",
        "lord",
        "lady",
        "dame",
        "baron",
        "baroness",
        "prince",
        "princess",
        "dr",
        "doctor",
        "reverend",
        "rev.",
        "mr",
        "ms",
        "mrs",
    ]
)
# A state named this close to a mention (in characters) is taken to have to do with the person.
NEAR = 90


@dataclass(frozen=True, slots=True)
class Stated:
    """One stated role: its class (None: no public office), its states, whether it is over ("former"), its year if told.

    `states` are the state that the role itself names (then `named`), else the one that the annotator takes the person
    to speak for, and those that went on with its offices; empty if neither is known. `words` are those of the role.
    """

    office_class: OfficeClass | None
    states: frozenset[str] = frozenset()
    former: bool = False
    year: int | None = None
    named: bool = False
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that speaks for or against a candidate.

    `states` are the state that the article gives the holder of a public office, `near` and `around` those named close
    to the person and anywhere; `year` is the article's. With a state that is gone stand those that went on with its
    offices.
    """

    name: str
    bare: bool
    stated: tuple[Stated, ...]
    states: frozenset[str]
    gender: str | None
    near: frozenset[str]
    around: frozenset[str]
    year: int | None

    @property
    def classes(self) -> frozenset[OfficeClass]:
        """The classes of public office that the article states."""
        return frozenset(role.office_class for role in self.stated if role.office_class is not None)

    @property
    def former(self) -> bool:
        """Whether every stated role is over."""
        return bool(self.stated) and all(role.former for role in self.stated)


class EvidenceReader:
    """Reads the evidence on the persons of one article."""

    def __init__(self, authority: Authority, view: ArticleView) -> None:
        self._authority = authority
        self._view = view
        self._by_entity: dict[str, list[Mention]] = {}
        for mention in view.mentions:
            self._by_entity.setdefault(mention.entity, []).append(mention)
        self._states = _state_spans(view, self._by_entity)
        self._starts = [span.start for _, span in self._states]
        # How far the spans up to each one reach: where that is not far enough, nothing before does.
        self._reach = list(accumulate((span.end for _, span in self._states), max))
        self._around = self._all(code for code, _ in self._states)
        date = view.article.reference_date
        self._year = int(date[:4]) if date and date[:4].isdigit() else None

    def read(self, entity: Entity) -> Evidence:
        """The evidence on one person."""
        mentions = [m for m in self._by_entity.get(entity.id, ()) if m.form is not Form.PRONOUN]
        roles = (role for role in entity.roles if not _is_no_office(role))
        stated = tuple(self._stated(role, entity.country) for role in roles)
        # Without an office in the text the annotator has the state from the authority, and that would prove itself.
        office = any(role.office_class not in (None, OfficeClass.OTHER) for role in stated)
        return Evidence(
            name=entity.name,
            bare=" " not in fold_name(entity.name),
            stated=stated,
            states=self._with_successors(entity.country) if office else frozenset(),
            gender=entity.gender,
            near=self._near(mentions),
            around=self._around,
            year=self._year,
        )

    def _stated(self, role: str, country: str | None) -> Stated:
        year = YEAR.search(role)
        named = self._authority.state_in(role)
        return Stated(
            self._authority.office_class(role),
            self._with_successors(named or country),
            is_former(role),
            int(year.group()) if year else None,
            named is not None,
            role_words(role),
        )

    def _with_successors(self, code: str | None) -> frozenset[str]:
        return frozenset() if code is None else frozenset((code, *self._authority.successors(code)))

    def _near(self, mentions: Iterable[Mention]) -> frozenset[str]:
        zones = (Span(mention.span.start - NEAR, mention.span.end + NEAR) for mention in mentions)
        return self._all({code for zone in zones for code in self._touching(zone)})

    def _touching(self, zone: Span) -> Iterator[str]:
        """The states of the spans that touch a stretch of text, the last first."""
        for at in range(bisect_left(self._starts, zone.end) - 1, -1, -1):
            if self._reach[at] <= zone.start:
                return
            code, span = self._states[at]
            if span.touches(zone):
                yield code

    def _all(self, codes: Iterable[str]) -> frozenset[str]:
        return frozenset(state for code in codes for state in self._with_successors(code))


def _is_no_office(role: str) -> bool:
    """Whether a role tells whose relative somebody is, how he is addressed, or whose man he is."""
    return role.lower() in STYLES or role.lower().startswith(MEMBER) or is_kinship(role)


def role_words(title: str) -> frozenset[str]:
    """The words of a title that tell one office from another."""
    words = (SHORT.get(word, word) for word in fold(title).split())
    return frozenset(word for word in words if word not in FILLERS)


def _state_spans(view: ArticleView, by_entity: dict[str, list[Mention]]) -> list[tuple[str, Span]]:
    """Where states, their capitals and their bodies are named, in text order."""
    named = (
        (entity.country, mention.span)
        for entity in view.entities
        if entity.country is not None and entity.kind is not Kind.PERSON
        for mention in by_entity.get(entity.id, ())
    )
    return sorted(named, key=lambda state: state[1])
