"""Which claims are of one event: signs for and against, whatever the order, and never against a human."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest

from kg.model.entities import Entity, Kind
from kg.resolve.claims import Claim, Days, MeetingClaim, StatementClaim, encounter
from kg.resolve.comparison import compare
from kg.resolve.events import EventResolution, Rulings, candidate_pairs, resolve_events
from kg.resolve.resolver import Resolution, resolve

TOWNS = frozenset({"lima", "oslo", "quito"})
PEOPLE = {
    "garcia": Entity("", Kind.PERSON, "Alan Garcia", country="PE"),
    "soto": Entity("", Kind.PERSON, "Ana Soto", country="CL"),
    "rojas": Entity("", Kind.PERSON, "Luis Rojas", country="CL"),
    "soto-alone": Entity("", Kind.PERSON, "Soto", country="CL"),
    "lind": Entity("", Kind.PERSON, "Bo Lind", country="NO"),
    "berg": Entity("", Kind.PERSON, "Kari Berg", country="SE"),
    "peru": Entity("", Kind.COUNTRY, "Peru", country="PE"),
    "chile": Entity("", Kind.COUNTRY, "Chile", country="CL"),
    "norway": Entity("", Kind.COUNTRY, "Norway", country="NO"),
    "un": Entity("", Kind.ORGANIZATION, "United Nations"),
}


def day(text: str) -> Days:
    first, _, last = text.partition("/")
    return date.fromisoformat(first).toordinal(), date.fromisoformat(last or first).toordinal()


def meeting(article: str, who: str, when: str | None = "2010-05-10", **more: str) -> MeetingClaim:
    values = {"type": "talks", "place": "Lima", "country": "PE", "published": "2010-05-11", "number": "1", **more}
    return MeetingClaim(
        iri=f"https://x.example/meeting/{article}-{values['number']}",
        article=article,
        fact=f"m{values['number']}",
        published=values["published"],
        who=tuple(who.split()),
        days=day(when) if when else None,
        type=values["type"],
        place=values["place"],
        country=values["country"] or None,
    )


def resolution_of(claims: list[Claim]) -> Resolution:
    members = {
        claim.article: [
            replace(PEOPLE[name], id=name)
            for other in claims
            if other.article == claim.article
            for name in dict.fromkeys(other.who)
        ]
        for claim in claims
    }
    unique = {
        article: list({entity.id: entity for entity in entities}.values()) for article, entities in members.items()
    }
    return resolve(unique.items())


def groups(claims: list[Claim], rulings: Rulings | None = None) -> set[frozenset[str]]:
    found = resolve_events(claims, resolution_of(claims), towns=TOWNS, rulings=rulings)
    return {frozenset(claim.article for claim in event.claims) for event in found.events}


SAME = [
    ("the same words", meeting("a", "garcia soto"), meeting("b", "soto garcia")),
    ("no place told", meeting("a", "garcia soto"), meeting("b", "soto garcia", place="", country="")),
    ("states for persons", meeting("a", "garcia soto"), meeting("b", "peru chile")),
    ("surname alone", meeting("a", "garcia soto"), meeting("b", "garcia soto-alone")),
    ("another word for it", meeting("a", "garcia soto"), meeting("b", "garcia soto", type="summit")),
    ("a house in the town", meeting("a", "garcia soto"), meeting("b", "garcia soto", place="Government Palace")),
    ("the town of the house", meeting("a", "garcia soto"), meeting("b", "garcia soto", place="a palace in Lima")),
    ("days that overlap", meeting("a", "garcia soto"), meeting("b", "garcia soto", "2010-05-10/2010-05-11")),
    ("only the week is told", meeting("a", "garcia soto"), meeting("b", "garcia soto", "2010-05-10/2010-05-16")),
    ("only the month is told", meeting("a", "garcia soto"), meeting("b", "garcia soto", "2010-05-01/2010-05-31")),
    ("a mediator left out", meeting("a", "garcia soto"), meeting("b", "garcia soto lind")),
]
DIFFERENT = [
    ("another day", meeting("a", "garcia soto"), meeting("b", "garcia soto", "2010-05-11")),
    ("another town", meeting("a", "garcia soto"), meeting("b", "garcia soto", place="Quito", country="")),
    ("another country", meeting("a", "garcia soto"), meeting("b", "garcia soto", place="the palace", country="CL")),
    ("a call", meeting("a", "garcia soto"), meeting("b", "garcia soto", type="call", place="", country="")),
    ("another person of the state", meeting("a", "garcia soto"), meeting("b", "garcia rojas")),
    ("another guest", meeting("a", "garcia soto"), meeting("b", "garcia lind")),
    ("nobody in common", meeting("a", "garcia soto"), meeting("b", "lind berg")),
    ("two apart from four", meeting("a", "garcia soto"), meeting("b", "garcia soto lind berg")),
    ("no date", meeting("a", "garcia soto"), meeting("b", "garcia soto", None)),
    ("only the year", meeting("a", "garcia soto"), meeting("b", "garcia soto", "2010-01-01/2010-12-31")),
    ("states only, month only", meeting("a", "peru chile"), meeting("b", "peru chile", "2010-05-01/2010-05-31")),
    ("one state alone", meeting("a", "peru"), meeting("b", "peru")),
]


@pytest.mark.parametrize(("one", "other"), [pytest.param(*pair, id=name) for name, *pair in SAME])
def test_reports_of_one_meeting_are_one_event(one: MeetingClaim, other: MeetingClaim) -> None:
    assert groups([one, other]) == {frozenset("ab")}


@pytest.mark.parametrize(("one", "other"), [pytest.param(*pair, id=name) for name, *pair in DIFFERENT])
def test_near_misses_stay_apart(one: MeetingClaim, other: MeetingClaim) -> None:
    assert groups([one, other]) == set()


@pytest.mark.parametrize(("one", "other"), [pytest.param(*pair, id=name) for name, *pair in [*SAME, *DIFFERENT]])
def test_comparison_has_no_direction(one: MeetingClaim, other: MeetingClaim) -> None:
    known = resolution_of([one, other])
    first, second = encounter(one, known), encounter(other, known)
    if first is not None and second is not None:
        there, back = compare(first, second, TOWNS), compare(second, first, TOWNS)
        assert (there.same, there.points) == (back.same, back.points)


def test_disagreement_on_the_status_is_no_difference() -> None:
    one, other = meeting("a", "garcia soto"), meeting("b", "garcia soto")
    assert groups([replace(one, status="held"), replace(other, status="denied")]) == {frozenset("ab")}


def test_meetings_of_one_article_stay_apart_also_through_another() -> None:
    claims: list[Claim] = [
        meeting("a", "garcia soto"),
        meeting("a", "garcia soto", number="2"),
        meeting("b", "garcia soto"),
    ]
    found = resolve_events(claims, resolution_of(claims), towns=TOWNS)
    assert [len(event.claims) for event in found.events] == [2]


def test_event_goes_by_the_claim_published_first() -> None:
    claims: list[Claim] = [
        meeting("a", "garcia soto", published="2010-05-12"),
        meeting("b", "garcia soto", published="2010-05-11"),
        meeting("c", "garcia soto", published=""),
    ]
    found = resolve_events(claims, resolution_of(claims), towns=TOWNS)
    [event] = found.events
    assert event.iri == claims[1].iri
    assert found.node("a", "m1") == found.node("c", "m1") == event.iri
    assert found.replaced() == {claims[0].iri: event.iri, claims[2].iri: event.iri}
    assert {pair for merge in event.merges for pair in (merge.one, merge.other)} == {claim.iri for claim in claims}
    assert all(merge.reasons for merge in event.merges)


def many_claims() -> list[Claim]:
    chance = random.Random(7)
    names = sorted(PEOPLE)
    claims: list[Claim] = []
    for number in range(60):
        first = 10 + chance.randrange(3)
        claims.append(
            meeting(
                f"a{number:02}",
                " ".join(chance.sample(names, chance.choice([2, 2, 3]))),
                chance.choice([f"2010-05-{first}", f"2010-05-{first}/2010-05-{first + 1}", "2010-05-01/2010-05-31"]),
                type=chance.choice(["talks", "summit", "call"]),
                place=chance.choice(["Lima", "", "Quito"]),
                country="",
            )
        )
    return claims


def test_order_of_arrival_does_not_matter() -> None:
    claims = many_claims()
    known = resolution_of(claims)
    expected = resolve_events(claims, known, towns=TOWNS).events
    assert expected
    for seed in range(10):
        shuffled = list(claims)
        random.Random(seed).shuffle(shuffled)
        assert resolve_events(shuffled, known, towns=TOWNS).events == expected


def test_blocking_loses_no_pair() -> None:
    claims = many_claims()
    known = resolution_of(claims)
    ready = [each for claim in claims if isinstance(claim, MeetingClaim) and (each := encounter(claim, known))]
    same = {
        tuple(sorted((one.iri, other.iri))) for one, other in combinations(ready, 2) if compare(one, other, TOWNS).same
    }
    assert same <= candidate_pairs(ready)


def test_blocking_compares_no_more_than_what_is_near() -> None:
    claims: list[Claim] = []
    for number in range(2000):
        when = date(2010, 1, 1).toordinal() + number // 2
        claims.append(replace(meeting(f"a{number:04}", "garcia soto"), days=(when, when)))
    known = resolution_of(claims)
    ready = [each for claim in claims if isinstance(claim, MeetingClaim) and (each := encounter(claim, known))]
    assert len(candidate_pairs(ready)) == 1000


def rule(same: str = "", different: str = "") -> Rulings:
    def pairs(text: str) -> frozenset[tuple[str, str]]:
        names = [f"https://x.example/meeting/{name}-1" for name in sorted(text)]
        return frozenset({(names[0], names[1])} if names else ())

    return Rulings(pairs(same), pairs(different))


def test_humans_have_the_last_word() -> None:
    alike: list[Claim] = [meeting("a", "garcia soto"), meeting("b", "garcia soto"), meeting("c", "garcia soto")]
    assert groups(alike) == {frozenset("abc")}
    parted = groups(alike, rule(different="ab"))
    assert len(parted) == 1
    assert not any({"a", "b"} <= group for group in parted)
    apart: list[Claim] = [meeting("a", "garcia soto"), meeting("b", "garcia soto", "2010-06-01")]
    assert groups(apart, rule(same="ab")) == {frozenset("ab")}


def said(article: str, words: str = "w1", who: str = "garcia", published: str = "2010-05-11", **more: str) -> Claim:
    when = more.get("when")
    return StatementClaim(
        iri=f"https://x.example/statement/{article}",
        article=article,
        fact="s1",
        published=published,
        who=tuple(who.split()),
        days=day(when) if when else None,
        words=words,
        source=more.get("source", ""),
    )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (said("a"), said("b"), True),
        (said("a"), said("b", published="2010-05-18"), True),
        (said("a"), said("b", published="2010-05-19"), False),
        (said("a"), said("b", published=""), False),
        (said("a"), said("b", words="w2"), False),
        (said("a"), said("b", who="soto"), False),
        (said("a"), said("b", who="", source="an official"), False),
        (said("a", who="", source="an official"), said("b", who="", source="an official"), True),
        (said("a", when="2010-05-10"), said("b", when="2010-05-10", published="2010-09-01"), True),
        (said("a", when="2010-05-10"), said("b", when="2010-05-09"), False),
        (said("a", published="2010-05"), said("b", published="2010-05-03"), True),
    ],
)
def test_same_words_of_the_same_speaker_are_one_statement(one: Claim, other: Claim, same: bool) -> None:
    assert groups([one, other]) == ({frozenset("ab")} if same else set())


def test_nothing_comes_of_nothing() -> None:
    assert resolve_events([], Resolution([])).events == ()
    assert EventResolution().replaced() == {}
