"""How well a record of the authority agrees with the evidence: a sum of features, each with its reason.

The weights were set by hand on the side of caution and checked on development articles (`docs/linking.md`); the
calibration from score to probability was fitted there.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from enum import StrEnum

from kg.authority import NameKind, Office, OfficeClass, PersonRecord
from kg.link.evidence import Evidence, Stated, role_words

Features = tuple[tuple[str, float], ...]

# A link needs this score, and this lead over the second best.
LINK_SCORE = 2.6
LINK_MARGIN = 0.8
# Logistic fit of "the first record is right" over 352 decisions on development articles, 19 of them wrong; the constant
# term came out as 0.04 and is left out. Later features part right from wrong there altogether: a steeper curve would
# claim more than so few errors can show.
SLOPE = 0.75
LEAD = 0.2
# Below this a record is not even worth showing to a human.
CANDIDATE_SCORE = 1.6

# Nobody holds an office younger than this, and nobody acts long after death.
YOUNGEST = 21
DEAD_YEARS = 8

PRIOR = 0.05
# From this prior on, persons are known beyond their offices: leaders, foreign ministers of great powers.
PROMINENT = 60
NAME = {NameKind.LABEL: 0.0, NameKind.ALIAS: -0.3, NameKind.DERIVED: -0.6, NameKind.LOOSE: -0.9}
SURNAME = -1.0
# The article states a public office of the person.
PUBLIC_CUE = 0.8
# Father and son are told apart by "Jr" alone.
OTHER_SUFFIX = -1.2
SUFFIX = re.compile(r"\b(jr|sr|junior|senior|ii|iii|2d|3d)\b\.?$", re.IGNORECASE)

TOP = frozenset({OfficeClass.HEAD_OF_STATE, OfficeClass.MONARCH, OfficeClass.HEAD_OF_GOVERNMENT})
MINISTERS = frozenset(
    {
        OfficeClass.FOREIGN_MINISTER,
        OfficeClass.DEFENCE_MINISTER,
        OfficeClass.FINANCE_MINISTER,
        OfficeClass.MINISTER,
        OfficeClass.DEPUTY_MINISTER,
        OfficeClass.DEPUTY_HEAD,
    }
)
# Envoys and advisers are described by many titles, and ministers sit in parliaments.
SERVANTS = frozenset(
    {
        OfficeClass.AMBASSADOR,
        OfficeClass.DEPUTY_MINISTER,
        OfficeClass.SECURITY_ADVISER,
        OfficeClass.SPOKESPERSON,
        OfficeClass.OTHER,
    }
)


class Agreement(StrEnum):
    """How a stated office agrees with an office held."""

    SAME = "same"
    AKIN = "akin"
    APART = "apart"


def impossible(record: PersonRecord, evidence: Evidence) -> bool:
    """Whether the years of birth and death rule the record out."""
    if evidence.year is None:
        return False
    if record.birth_year is not None and evidence.year < record.birth_year + YOUNGEST:
        return True
    return record.death_year is not None and evidence.year > record.death_year + DEAD_YEARS and not evidence.former


def features(record: PersonRecord, kind: NameKind | None, evidence: Evidence) -> Features:
    """The features of a record by name; `kind` is None for a record that was found by surname alone."""
    found = (
        ("prior", PRIOR * record.prior),
        ("name", _name(record, kind, evidence)),
        ("time", _time(record, evidence)),
        ("role", _role(record, evidence)),
        ("country", _country(record, evidence)),
        ("gender", _gender(record, evidence)),
        ("cue", _cue(evidence)),
    )
    return tuple((name, round(value, 3)) for name, value in found)


def _name(record: PersonRecord, kind: NameKind | None, evidence: Evidence) -> float:
    """How closely the names agree."""
    if kind is None:
        return SURNAME
    stated, own = SUFFIX.search(evidence.name), SUFFIX.search(record.label)
    return NAME[kind] + (OTHER_SUFFIX if (stated is None) != (own is None) else 0.0)


def total(values: Features) -> float:
    """The score: the sum of the features."""
    return round(sum(value for _, value in values), 3)


def probability(score: float, margin: float) -> float:
    """The score as a probability that the first record is the right one."""
    logit = SLOPE * (score - LINK_SCORE) + LEAD * min(margin, 3.0)
    return round(1.0 / (1.0 + math.exp(-logit)), 3)


def supported(values: Features, evidence: Evidence) -> bool:
    """Whether more than a name and a state speaks for a record: an office at the time, or the office that is stated.

    Without it the record may be any namesake; only a prominent person of the right state is taken on trust, or of any
    state where the article names none. Who is
    described by a private trade only must at least be of the state that is named close by, unless prominent.
    """
    value = dict(values)
    prominent = value["prior"] >= PRIOR * PROMINENT
    if evidence.stated and not evidence.classes and value["country"] < 1.0 and not prominent:
        return False
    if value["time"] > 0 or value["role"] > 0:
        return True
    return (value["country"] > 0 or not evidence.around) and prominent


def _time(record: PersonRecord, evidence: Evidence) -> float:
    """Whether the person was in public office when the article was written."""
    if evidence.year is None:
        return 0.0
    gap = min((_gap(office, evidence.year) for office in record.offices), default=None)
    if gap is None or gap == math.inf:
        return 0.0
    if gap <= 1:
        return 2.0
    if gap <= 5:
        return 1.0
    if gap <= 12:
        return 0.0
    # Great names are in the news long before and after their offices; of others it is likelier a namesake.
    return -1.0 if record.prior >= PROMINENT else -2.0


def _gap(office: Office, year: int) -> float:
    """Years between an office and a year; infinite if its years are not known."""
    if office.start is None and office.end is None:
        return math.inf
    if office.start is not None and year < office.start:
        return office.start - year
    if office.end is not None and year > office.end:
        return year - office.end
    # A seat that is not known to have ended was held when the source was taken; an unknown beginning is no proof.
    return 0 if office.start is not None else 2


def holds(record: PersonRecord, stated: Stated, year: int | None) -> bool:
    """Whether the record held an office of the stated class at the time (before it, for a former one)."""
    year = stated.year or year
    return any(
        office.office_class is stated.office_class
        and (not stated.states or office.country is None or office.country in stated.states)
        and (year is None or (_began(office, year) if stated.former else office.covers(year, slack=1)))
        for office in record.offices
    )


def _began(office: Office, year: int) -> bool:
    return office.start is None or office.start <= year


def _role(record: PersonRecord, evidence: Evidence) -> float:
    """Agreement of the best stated role with the offices held."""
    values = [_role_value(record, stated, evidence.year) for stated in evidence.stated]
    return max(values, default=0.0)


def _role_value(record: PersonRecord, stated: Stated, year: int | None) -> float:
    if stated.office_class is None:
        # Described by what is no public office: a coach, a composer, the owner of a company.
        return -1.5
    if stated.office_class is OfficeClass.OTHER:
        return 1.5 if any(_same_words(stated, office) for office in record.offices) else 0.0
    if holds(record, stated, year):
        return 2.0
    agreements = [_agreement(stated.office_class, office.office_class) for office in record.offices]
    if Agreement.SAME in agreements:
        return 0.5
    return 0.0 if Agreement.AKIN in agreements or not agreements else -1.5


def _same_words(stated: Stated, office: Office) -> bool:
    """Whether the titles of an office that is of no class share two words that tell ("secretary general")."""
    return office.office_class is OfficeClass.OTHER and len(stated.words & role_words(office.title)) >= 2


def _agreement(stated: OfficeClass, held: OfficeClass) -> Agreement:
    if stated is held:
        return Agreement.SAME
    for group in (TOP, MINISTERS, SERVANTS):
        if stated in group and held in group:
            return Agreement.AKIN
    return Agreement.APART


def states_of(record: PersonRecord) -> frozenset[str]:
    """The states that the record belongs to."""
    return frozenset(record.countries) | {office.country for office in record.offices if office.country}


def _country(record: PersonRecord, evidence: Evidence) -> float:
    """Whether the states of the record are those of the text."""
    own = states_of(record)
    told = evidence.around or evidence.near or evidence.states or evidence.stated
    if not own or not told:
        return 0.0
    named = frozenset[str]().union(*(role.states for role in evidence.stated if role.named))
    if named:
        return 1.5 if own & named else -2.0
    if evidence.states and not own & evidence.states:
        return -1.5
    if own & evidence.near:
        return 1.5
    if own & evidence.states:
        return 1.0
    return 0.7 if own & evidence.around else -1.0


def _gender(record: PersonRecord, evidence: Evidence) -> float:
    if evidence.gender is None or record.gender is None:
        return 0.0
    return 0.2 if evidence.gender == record.gender else -2.0


def _cue(evidence: Evidence) -> float:
    """Whether the article presents the person as a public figure."""
    if evidence.classes - {OfficeClass.OTHER}:
        return PUBLIC_CUE
    return 0.2 if evidence.classes else -0.6


def state_at(record: PersonRecord, year: int | None) -> str | None:
    """The state that the person spoke for in that year: of the office held, else of the nearest one."""
    offices: Iterable[Office] = record.offices
    if year is not None:
        held = [office for office in offices if office.covers(year)]
        if held:
            # Who serves an international body speaks for no state, a seat at home or not.
            return None if any(office.country is None for office in held) else held[0].country
        offices = sorted(offices, key=lambda office: abs(_gap(office, year)))
    country = next((office.country for office in offices if office.country), None)
    return country or (record.countries[0] if record.countries else None)
