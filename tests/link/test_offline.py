"""Offline linking: persons by evidence, states and bodies by record; what must stay unlinked."""

from __future__ import annotations

import pytest

from kg.authority import Authority
from kg.link.offline import OfflineLinker, apply_links
from kg.model.document import Form, Mention, Span
from kg.model.entities import Candidate, Entity, Kind, Link, Outcome
from kg.model.extraction import Extraction
from kg.resources import resource_dir
from tests.builders import make_article


@pytest.fixture(scope="module")
def linker() -> OfflineLinker:
    return OfflineLinker(Authority.load(resource_dir("data") / "authority"))


def person(name: str, *roles: str, country: str | None = None, gender: str | None = None, id: str = "e1") -> Entity:
    return Entity(id, Kind.PERSON, name, country, roles, gender=gender)


def state(code: str, name: str, id: str = "e9") -> Entity:
    return Entity(id, Kind.COUNTRY, name, code)


def view(*entities: Entity, date: str | None = "2007-02-22") -> Extraction:
    """An article in which each entity is named once, in the order given, a line each."""
    text = "\n".join(entity.name for entity in entities)
    mentions, at = [], 0
    for entity in entities:
        mentions.append(Mention(Span(at, at + len(entity.name)), entity.name, entity.id, Form.NAME, 0))
        at += len(entity.name) + 1
    return Extraction(make_article(text, date=date), entities, tuple(mentions))


def label(link: Link) -> str | None:
    return link.candidates[0].label if link.outcome is Outcome.LINK else None


US, RU, IQ = state("US", "United States", "c1"), state("RU", "Russia", "c2"), state("IQ", "Iraq", "c3")


@pytest.mark.parametrize(
    ("entities", "date", "expected"),
    [
        ((person("Stephen Hadley", "U.S. National Security Adviser", country="US"),), "2007-02-22", "Stephen Hadley"),
        ((person("Nicholas Burns", "U.S. Undersecretary of State", country="US"),), "2007-02-22", "R. Nicholas Burns"),
        ((person("George Bush", "President", country="US"),), "2004-05-01", "George W. Bush"),
        ((person("George Bush", "President", country="US"),), "1990-05-01", "George H. W. Bush"),
        ((person("George Bush", "president in 1990", country="US"),), "1996-05-01", "George H. W. Bush"),
        ((person("Bush", "President", country="US"),), "2004-05-01", "George W. Bush"),
        ((person("Bush", "presidents"), US), "2007-02-22", "George W. Bush"),
        ((person("Igor Ivanov", "Russian Foreign Minister"), RU), None, "Igor Ivanov"),
        ((person("Tareq Aziz", "Iraqi Deputy Prime Minister", country="IQ"),), "1996-09-01", "Tariq Aziz"),
        ((person("Saddam"), IQ), "1996-09-01", "Saddam Hussein"),
        ((person("Yeltsin"), RU), "1996-09-01", "Boris Yeltsin"),
        ((person("Abdullah", "King", country="SA"),), "2008-01-01", "Abdullah of Saudi Arabia"),
        ((person("Abdullah", "King", country="JO"),), "2008-01-01", "Abdullah II of Jordan"),
        ((person("Mobutu Sese Seko", "Zairean President", country="ZR"),), "1996-09-01", "Mobutu Sese Seko"),
    ],
)
def test_person_links(linker: OfflineLinker, entities: tuple[Entity, ...], date: str | None, expected: str) -> None:
    assert label(linker.link(view(*entities, date=date))["e1"]) == expected


@pytest.mark.parametrize(
    ("entities", "date"),
    [
        # Nobody of that name is known.
        ((person("Ned Nobody", "President", country="US"),), "2007-02-22"),
        # Father or son: no office is stated.
        ((person("George Bush"), US), "1998-05-01"),
        # A bare surname without office or leader.
        ((person("Burns"), US), "2007-02-22"),
        ((person("Smith", "Senator", country="US"),), "2007-02-22"),
        # The office that is stated is not that of the bearer of the surname.
        ((person("Bush", "pitcher", country="US"),), "2004-05-01"),
        # A namesake: other country, other trade, no office.
        ((person("Nicholas Burns", "composer", country="GB"),), "2007-02-22"),
        ((person("Michael Collins", "coach"), US), "1996-09-01"),
        # Other gender.
        ((person("Stephen Hadley", gender="f"), state("FR", "France")), "2007-02-22"),
        # Not born yet; long dead.
        ((person("Emmanuel Macron", "French President", country="FR"),), "1990-02-22"),
        ((person("Tom Lantos", "U.S. Congressman", country="US"),), "2021-02-22"),
        # Known by name, but the facts hold no item.
        ((person("Ronald Reagan", "U.S. President", country="US"),), "1985-02-22"),
        # Leaders whose state the article does not name.
        ((person("Yeltsin"),), "1996-09-01"),
        # The monarch of another state.
        ((person("Abdullah", "King"),), "2008-01-01"),
    ],
)
def test_person_stays_unlinked(linker: OfflineLinker, entities: tuple[Entity, ...], date: str) -> None:
    link = linker.link(view(*entities, date=date))["e1"]
    assert link.outcome is not Outcome.LINK
    assert link.qid is None


def test_ambiguous_name_is_a_candidate_with_both(linker: OfflineLinker) -> None:
    link = linker.link(view(person("George Bush", country="US"), US, date="1998-05-01"))["e1"]
    assert link.outcome is Outcome.CANDIDATE
    assert {candidate.label for candidate in link.candidates} == {"George W. Bush", "George H. W. Bush"}
    assert all(candidate.features for candidate in link.candidates)


def test_link_tells_score_margin_method_and_authority(linker: OfflineLinker) -> None:
    link = linker.link(view(person("Vladimir Putin", "Russian President", country="RU")))["e1"]
    assert link.outcome is Outcome.LINK
    assert 0.95 < link.score <= 1.0
    assert link.margin > 0.8
    assert link.method == "offline"
    assert link.authority
    assert link.candidates[0].country == "RU"
    assert dict(link.candidates[0].features)["role"] == 2.0


def test_less_evidence_gives_less_score(linker: OfflineLinker) -> None:
    sure = linker.link(view(person("Tom Lantos", "U.S. Congressman", country="US")))["e1"]
    less = linker.link(view(person("Tom Lantos"), US))["e1"]
    assert less.score < sure.score


def test_two_persons_of_one_article_are_not_one_record(linker: OfflineLinker) -> None:
    links = linker.link(
        view(
            person("Sergei Lavrov", "Russian Foreign Minister", country="RU"),
            person("Serguei Lavroff", "Russian Foreign Minister", country="RU", id="e2"),
        )
    )
    assert links["e1"].outcome is Outcome.LINK
    assert links["e2"].outcome is not Outcome.LINK


@pytest.mark.parametrize(
    ("entity", "date", "expected"),
    [
        (state("RU", "Russia"), "2007-02-22", "Russia"),
        (state("SU", "Soviet Union"), "1990-02-22", "Soviet Union"),
        (state("YU", "Yugoslavia"), "1996-02-22", "Yugoslavia"),
        (state("YU", "Serbia and Montenegro"), "2004-02-22", "Serbia and Montenegro"),
        (state("XX", "Nowhere"), "2007-02-22", None),
        (Entity("e9", Kind.COUNTRY, "Nowhere"), "2007-02-22", None),
    ],
)
def test_state_links_by_code(linker: OfflineLinker, entity: Entity, date: str, expected: str | None) -> None:
    assert label(linker.link(view(entity, date=date))["e9"]) == expected


def body(name: str, country: str | None = None, *aliases: str) -> Entity:
    return Entity("e1", Kind.ORGANIZATION, name, country, aliases=aliases)


@pytest.mark.parametrize(
    ("entities", "expected"),
    [
        ((body("NATO"),), "North Atlantic Treaty Organization"),
        ((body("U.N. Security Council"),), "United Nations Security Council"),
        ((body("Security Council", "RU"), RU), None),
        ((body("Congress", "US"), US), "United States Congress"),
        ((body("Congress", "IN"), state("IN", "India")), None),
        ((body("Congress"), US), None),
        ((body("House", "US"), state("JP", "Japan")), None),
        ((body("CIA"), state("JP", "Japan")), "Central Intelligence Agency"),
        ((body("Acme Widgets"),), None),
        ((body("OSCE"),), None),
    ],
)
def test_organization_links_by_exact_form(
    linker: OfflineLinker, entities: tuple[Entity, ...], expected: str | None
) -> None:
    assert label(linker.link(view(*entities))["e1"]) == expected


def test_places_are_not_linked(linker: OfflineLinker) -> None:
    assert linker.link(view(Entity("e1", Kind.PLACE, "Moscow", "RU"))) == {}


def test_article_without_date_or_entities(linker: OfflineLinker) -> None:
    assert linker.link(view(date=None)) == {}


def test_link_is_the_same_whatever_was_linked_before(linker: OfflineLinker) -> None:
    article = view(person("George Bush", "President"), US)
    fresh = OfflineLinker(Authority.load(resource_dir("data") / "authority"))
    assert fresh.link(article) == linker.link(article) == linker.link(article)


def accepted(label: str, **known: str) -> Link:
    return Link(Outcome.LINK, (Candidate("Q1", label, 5.0, **known),), score=0.9)


@pytest.mark.parametrize(
    ("entity", "expected"),
    [
        # The article's full name stays, what it does not tell is filled in.
        (
            Entity("e1", Kind.PERSON, "George Bush"),
            Entity("e1", Kind.PERSON, "George Bush", "US", gender="m", qid="Q1", link_score=0.9),
        ),
        # A surname alone gives way to the label and stays as an alias.
        (
            Entity("e1", Kind.PERSON, "Bush", "GB", gender="f"),
            Entity("e1", Kind.PERSON, "George W. Bush", "GB", (), ("Bush",), "f", "Q1", 0.9),
        ),
        (
            Entity("e1", Kind.ORGANIZATION, "NATO"),
            Entity("e1", Kind.ORGANIZATION, "NATO", qid="Q1", link_score=0.9),
        ),
    ],
)
def test_apply_links_fills_in(entity: Entity, expected: Entity) -> None:
    assert apply_links([entity], {"e1": accepted("George W. Bush", country="US", gender="m")}) == (expected,)


def test_apply_links_leaves_the_rest_alone() -> None:
    entities = (Entity("e1", Kind.PERSON, "Bush"), Entity("e2", Kind.PLACE, "Moscow"))
    candidate = Link(Outcome.CANDIDATE, (Candidate("Q1", "George W. Bush", 2.0),), score=0.4)
    assert apply_links(entities, {"e1": candidate}) == entities


@pytest.mark.parametrize(
    ("name", "roles", "country", "date", "expected"),
    [
        # Who bears the name exactly goes before those of roughly the same name, however prominent.
        ("Kim Il-sung", (), "KP", "2000-06-15", "Kim Il-sung"),
        ("Ali Akbar Salehi", ("Iran's nuclear chief",), "IR", "2015-07-15", "Ali Akbar Salehi"),
        # Father and son are told apart by the suffix, kings by the numeral.
        ("Ian Paisley Jr", (), "GB", "2006-04-11", "Ian Paisley Jr"),
        ("Elizabeth I", ("Queen",), "GB", "1996-09-07", None),
        # A rough agreement has to reach to the last word.
        ("Mohammed bin Nobody", ("crown prince",), "SA", "2018-07-10", None),
    ],
)
def test_names_agree_to_the_last_word(
    linker: OfflineLinker, name: str, roles: tuple[str, ...], country: str, date: str, expected: str | None
) -> None:
    states = tuple(state(code, code, f"c{n}") for n, code in enumerate((country, "US")))
    assert label(linker.link(view(person(name, *roles, country=country), *states, date=date))["e1"]) == expected


def test_a_link_tells_no_state_of_whom_the_article_presents_by_no_public_office() -> None:
    features = (("role", 0.0), ("cue", 0.2))
    link = Link(Outcome.LINK, (Candidate("Q1", "Ada Berg", 4.0, features, "DK"),), 0.9)
    leader, plain = person("Ada Berg", "leader of the Green League"), person("Ada Berg", id="e2")
    applied = apply_links((leader, plain), {"e1": link, "e2": link})
    assert [entity.country for entity in applied] == [None, "DK"]
