"""What an article is annotated with (`docs/annotation.md`).

Where several values are as good as each other the tuple holds them all, the annotator's own first. Items that are
true but debatable are in the same tuples as the others, with `optional` set.
"""

from __future__ import annotations

from dataclasses import dataclass

CLASSES = ("persons", "countries", "meetings", "policies", "statements")


@dataclass(frozen=True, slots=True)
class GoldPerson:
    """A person. `forms` are the names used in the text, `mentions` all that refers to the person there."""

    names: tuple[str, ...]
    forms: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    countries: tuple[str | None, ...] = (None,)
    roles: tuple[str, ...] = ()
    qid: str | None = None
    optional: bool = False

    @property
    def name(self) -> str:
        return self.names[0]


@dataclass(frozen=True, slots=True)
class GoldOrganization:
    """A body that speaks, acts or takes part."""

    name: str
    aliases: tuple[str, ...] = ()
    country: str | None = None


@dataclass(frozen=True, slots=True)
class GoldMeeting:
    """An encounter. `persons` and `states` are alternatives of who takes part; `guests` may be there or not."""

    persons: tuple[tuple[str, ...], ...] = ((),)
    states: tuple[tuple[str, ...], ...] = ((),)
    organizations: tuple[str, ...] = ()
    guests: tuple[str, ...] = ()
    dates: tuple[str | None, ...] = (None,)
    places: tuple[str | None, ...] = (None,)
    countries: tuple[str | None, ...] = (None,)
    statuses: tuple[str, ...] = ("held",)
    types: tuple[str, ...] = ("talks",)
    evidence: tuple[str, ...] = ()
    merge_ok: bool = False
    optional: bool = False

    @property
    def has_parties(self) -> bool:
        return bool(self.persons[0] or self.states[0] or self.organizations)


@dataclass(frozen=True, slots=True)
class GoldPolicy:
    """A policy. `actors` and `targets` are alternatives; an empty alternative of actors accepts any."""

    label: str
    aliases: tuple[str, ...] = ()
    actors: tuple[tuple[str, ...], ...] = ((),)
    targets: tuple[tuple[str, ...], ...] = ((),)
    kinds: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    evidence: str | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class GoldStatement:
    """A statement. `speakers` are the names that are accepted; `source` the words of the text for the speaker.

    `nameless` is set where the source may stay without a node.
    """

    text: str
    evidence: str | None = None
    speakers: tuple[str, ...] = ()
    source: str | None = None
    nameless: bool = False
    type: str | None = None
    dates: tuple[str | None, ...] = (None,)
    addressees: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    stance: str | None = None
    group: str | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """The annotation of one article. `index` is its place in an input that holds several."""

    id: str
    input: str
    index: int | None = None
    headline: str | None = None
    url: str | None = None
    body_first: str | None = None
    body_last: str | None = None
    boilerplate: tuple[str, ...] = ()
    persons: tuple[GoldPerson, ...] = ()
    countries: tuple[str, ...] = ()
    countries_optional: tuple[str, ...] = ()
    country_words: tuple[tuple[str, tuple[str, ...]], ...] = ()
    organizations: tuple[GoldOrganization, ...] = ()
    meetings: tuple[GoldMeeting, ...] = ()
    policies: tuple[GoldPolicy, ...] = ()
    statements: tuple[GoldStatement, ...] = ()
    not_meetings: tuple[str, ...] = ()
    not_statements: tuple[str, ...] = ()
    unscored: tuple[str, ...] = ()
