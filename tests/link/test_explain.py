"""Explanations tell the evidence, the records with their features, filters and the reason of the outcome."""

from __future__ import annotations

import json

import pytest

from kg.authority import Authority
from kg.link.explain import MEANINGS, Explanation, explain, explanation_json, explanation_text
from kg.link.offline import OfflineLinker
from kg.model.entities import Candidate, Entity, Kind, Link, Outcome
from kg.resources import resource_dir
from tests.link.test_offline import person, state, view


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority.load(resource_dir("data") / "authority")


def explained(authority: Authority, *entities: Entity, date: str | None = "2007-02-22") -> Explanation:
    article = view(*entities, date=date)
    return explain(article, entities[0], OfflineLinker(authority).link(article)["e1"], authority)


US = state("US", "United States", "c1")


def test_link_is_explained_by_the_linkers_own_features(authority: Authority) -> None:
    article = view(person("Stephen Hadley", "U.S. National Security Adviser", country="US"), US)
    link = OfflineLinker(authority).link(article)["e1"]
    found = explain(article, article.entities[0], link, authority)
    best = found.considered[0]
    assert (best.qid, best.score, best.features) == (link.qid, link.candidates[0].score, link.candidates[0].features)
    assert {name for name, _ in best.features} <= set(MEANINGS)
    assert dict(found.evidence)["year"] == "2007"
    assert "leads by" in found.reasons[-1]


def test_filter_is_told_by_its_year(authority: Authority) -> None:
    found = explained(authority, person("George Bush", "President", country="US"), US, date="1880-05-01")
    assert found.link.outcome is Outcome.NIL
    assert all(one.score is None for one in found.considered)
    assert "under 21 in 1880" in (found.considered[0].filtered or "")
    assert found.reasons == ("every record of that name is ruled out by its years",)


@pytest.mark.parametrize(
    ("entities", "date", "reason"),
    [
        ((person("Ned Nobody", "President", country="US"), US), "2007-02-22", "nobody of that name is known"),
        ((person("George Bush"), US), "1998-05-01", "the lead"),
        ((person("Smith", "Senator", country="US"), US), "2007-02-22", "the lead"),
    ],
)
def test_what_is_not_linked_has_its_reason(
    authority: Authority, entities: tuple[Entity, ...], date: str, reason: str
) -> None:
    found = explained(authority, *entities, date=date)
    assert found.link.outcome is not Outcome.LINK
    assert any(one.startswith(reason) for one in found.reasons), found.reasons


def test_surname_of_many_is_cut_and_counted(authority: Authority) -> None:
    found = explained(authority, person("Smith", "Senator", country="US"), US)
    assert len(found.considered) == 20
    assert found.unlisted > 20


def test_text_and_json_tell_the_same(authority: Authority) -> None:
    found = explained(authority, person("George Bush", "President", country="US"), US, date="2004-05-01")
    text = explanation_text([found])
    (plain,) = json.loads(json.dumps(explanation_json([found])))
    assert text.startswith("George Bush (person) in test: link → ")
    assert plain["outcome"] == "link"
    for record in plain["records"]:
        assert record["label"] in text
        for value in record["features"].values():
            assert f"{value:+.2f}" in text
    assert f"link from {plain['thresholds']['link from']}" in text


def test_human_decision_is_told_with_what_it_overruled(authority: Authority) -> None:
    article = view(person("George Bush", "President", country="US"), US, date="2004-05-01")
    machine = OfflineLinker(authority).link(article)["e1"]
    decided = Link(Outcome.LINK, (Candidate("Q900000001", "Another", 1.0),), 1.0, 1.0, "decision", "digest")
    found = explain(article, article.entities[0], decided, authority, machine=machine)
    assert found.reasons[0] == f"a human decided so (decisions digest); the linker alone: link {machine.qid}"


def test_states_and_bodies_are_explained_by_their_record(authority: Authority) -> None:
    article = view(Entity("e1", Kind.COUNTRY, "France", "FR"))
    found = explain(article, article.entities[0], OfflineLinker(authority).link(article)["e1"], authority)
    assert found.considered[0].label == "France"
    assert found.reasons == ("one record of the authority bears exactly that name or code, and the states agree",)
