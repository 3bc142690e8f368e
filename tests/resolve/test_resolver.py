"""Resolution across articles: what is one entity, what stays apart, and that the order of articles does not matter."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.authority import Authority
from kg.model.entities import Entity, Kind
from kg.resolve.resolver import ClusterEntity, Reason, Resolution, resolve
from kg.resources import resource_dir


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority.load(resource_dir("data") / "authority")


def person(name: str, country: str | None = None, qid: str | None = None, id: str = "e1") -> Entity:
    return Entity(id, Kind.PERSON, name, country, qid=qid, link_score=0.9 if qid else None)


def run(*entities: Entity, authority: Authority | None = None) -> Resolution:
    """One article per entity: a0, a1 …"""
    return resolve([(f"a{n}", (entity,)) for n, entity in enumerate(entities)], authority)


def groups(resolution: Resolution) -> list[list[str]]:
    return sorted(sorted(article for article, _ in cluster.members) for cluster in resolution.clusters)


@pytest.mark.parametrize(
    ("entities", "expected"),
    [
        # Linked ones go by their item, whatever their names.
        ((person("Nick Burns", "US", "Q1"), person("R. Nicholas Burns", "US", "Q1")), [["a0", "a1"]]),
        ((person("George Bush", "US", "Q1"), person("George Bush", "US", "Q2")), [["a0"], ["a1"]]),
        # An unlinked one does not join a linked one.
        ((person("Nick Burns", "US", "Q1"), person("Nick Burns", "US")), [["a0"], ["a1"]]),
        # Same name: the state decides.
        ((person("John Roe", "GB"), person("JOHN ROE", "GB")), [["a0", "a1"]]),
        ((person("John Roe", "GB"), person("John Roe", "US")), [["a0"], ["a1"]]),
        ((person("John Roe", "GB"), person("John Roe")), [["a0", "a1"]]),
        ((person("John Roe", "GB"), person("John Roe", "US"), person("John Roe")), [["a0"], ["a1"], ["a2"]]),
        ((person("John Roe"), person("John Roe")), [["a0", "a1"]]),
        # Initials part, their absence does not.
        ((person("John A. Roe", "GB"), person("John Roe", "GB")), [["a0", "a1"]]),
        (
            (person("John A. Roe", "GB"), person("John B. Roe", "GB"), person("John Roe", "GB")),
            [["a0"], ["a1"], ["a2"]],
        ),
        # A surname or an initial tells nobody's full name.
        ((person("Roe", "GB"), person("John Roe", "GB")), [["a0"], ["a1"]]),
        ((person("J. Roe", "GB"), person("John Roe", "GB")), [["a0"], ["a1"]]),
        # Kinds never mix.
        ((person("Jordan"), Entity("e1", Kind.COUNTRY, "Jordan", "JO")), [["a0"], ["a1"]]),
        (
            (
                Entity("e1", Kind.ORGANIZATION, "The Acme Council"),
                Entity("e1", Kind.ORGANIZATION, "Acme Council", "GB"),
            ),
            [["a0", "a1"]],
        ),
        (
            (
                Entity("e1", Kind.ORGANIZATION, "Security Council", "RU"),
                Entity("e1", Kind.ORGANIZATION, "Security Council", "TR"),
            ),
            [["a0"], ["a1"]],
        ),
        ((Entity("e1", Kind.COUNTRY, "Russia", "RU"), Entity("e1", Kind.COUNTRY, "Moscow", "RU")), [["a0", "a1"]]),
    ],
)
def test_clusters(entities: tuple[Entity, ...], expected: list[list[str]]) -> None:
    assert groups(run(*entities)) == expected


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        (person("Sergei Petrenkov", "RU"), person("Sergey Petrenkov", "RU"), True),
        (person("Thomas Hargreave", "GB"), person("Tom Hargreave", "GB"), True),
        (person("Sergei Petrenkov", "RU"), person("Sergey Petrenkov", "UA"), False),
        (person("Sergei Petrenkov"), person("Sergey Petrenkov"), False),
        (person("Li Po", "CN"), person("Li Pu", "CN"), False),
        (person("Tom A. Hargreave", "GB"), person("Thomas B. Hargreave", "GB"), False),
    ],
)
def test_spellings_join_within_a_state(authority: Authority, first: Entity, second: Entity, together: bool) -> None:
    resolution = run(first, second, authority=authority)
    assert len(resolution) == (1 if together else 2)
    if together:
        assert resolution["a0", "e1"].reason is Reason.SPELLING


def test_cluster_tells_names_state_item_and_reason(authority: Authority) -> None:
    hadley = authority.persons_named("Stephen Hadley")[0]
    resolution = run(
        person("Steve Hadley", "US", hadley.qid), person("Stephen J. Hadley", None, hadley.qid), authority=authority
    )
    assert resolution["a0", "e1"] == ClusterEntity(
        kind=Kind.PERSON,
        name="Stephen Hadley",
        country="US",
        qid=hadley.qid,
        aliases=("Stephen J. Hadley", "Steve Hadley"),
        link_score=0.9,
        reason=Reason.ITEM,
        members=(("a0", "e1"), ("a1", "e1")),
    )


def test_name_without_record_is_the_most_frequent() -> None:
    resolution = run(person("John Roe", "GB"), person("John A. Roe", "GB"), person("John Roe", "GB"))
    assert [(cluster.name, cluster.aliases) for cluster in resolution.clusters] == [("John Roe", ("John A. Roe",))]


def test_state_takes_the_label_of_its_record(authority: Authority) -> None:
    resolution = run(Entity("e1", Kind.COUNTRY, "Burma", "MM"), authority=authority)
    assert resolution.clusters[0].name == "Myanmar"
    assert resolution.clusters[0].reason is Reason.CODE


def test_look_up() -> None:
    resolution = run(person("John Roe"))
    assert resolution.get("a0", "e1") is resolution.clusters[0]
    assert resolution.get("a0", "e2") is None
    with pytest.raises(KeyError):
        resolution["a1", "e1"]
    assert len(resolve([])) == 0


NAMES = [
    "John Roe",
    "JOHN ROE",
    "John A. Roe",
    "John B. Roe",
    "Jon Roe",
    "Roe",
    "J. Roe",
    "Sergei Petrenkov",
    "Sergey Petrenkov",
]
ENTITIES = st.builds(
    person,
    st.sampled_from(NAMES),
    st.sampled_from([None, "GB", "US", "RU"]),
    st.sampled_from([None, None, "Q1", "Q2"]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(ENTITIES, max_size=9), st.randoms(use_true_random=False))
def test_order_of_articles_does_not_matter(authority: Authority, entities: list[Entity], random: object) -> None:
    articles = [(f"a{n}", (entity,)) for n, entity in enumerate(entities)]
    shuffled = list(articles)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert resolve(shuffled, authority).clusters == resolve(articles, authority).clusters


@settings(max_examples=100, deadline=None)
@given(st.lists(ENTITIES, max_size=9))
def test_every_entity_is_in_one_cluster(entities: list[Entity]) -> None:
    resolution = run(*entities)
    members = [member for cluster in resolution.clusters for member in cluster.members]
    assert sorted(members) == [(f"a{n}", "e1") for n in range(len(entities))]
    assert all(resolution[member].kind is Kind.PERSON for member in members)
