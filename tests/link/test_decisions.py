"""Human decisions: the file, what contradicts itself, and what they change of links and clusters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from kg.errors import LinkError
from kg.link.decisions import Decisions, Reference, Verb, contradictions, read_decisions
from kg.link.verdicts import Member, Verdict, judge
from kg.model.entities import Candidate, Entity, Kind, Link, Outcome
from kg.rdf.iris import entity_iri
from kg.resolve.resolver import ClusterEntity, resolve

BASE = "https://example.org/id/"
HEADER = "entity\tname\tcountry\tkind\tdecision\tnote\twho\tdate"
# Invented items.
ONE, TWO = "Q900000001", "Q900000002"


def decisions(folder: Path, *rows: str, header: str = HEADER) -> Decisions:
    path = folder / "decisions.tsv"
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return read_decisions(path, base_iri=BASE)


def of_name(name: str, decision: str, country: str = "", kind: str = "person") -> str:
    return f"\t{name}\t{country}\t{kind}\t{decision}\t\t\t"


def of_iri(iri: str, decision: str) -> str:
    return f"{iri}\t\t\t\t{decision}\twhy\tan editor\t2026-11-24"


def test_rows_are_read_with_their_lines(tmp_path: Path) -> None:
    found = decisions(
        tmp_path,
        "# a comment",
        of_iri("person/ana-silva-BR", f"is {ONE}"),
        of_iri(f"{BASE}person/bo-lind", f"IS  NOT {TWO}"),
        "",
        of_name("Cy Tan", "same C. Y. Tan @ sg", "SG"),
        of_name("Cy Tan", "different organization: Tan & Co"),
        of_name("Di Roe", ""),
    )
    assert found.problems == ()
    assert [(row.line, row.verb, row.item, row.other) for row in found.rows] == [
        (3, Verb.IS, ONE, None),
        (4, Verb.IS_NOT, TWO, None),
        (6, Verb.SAME, None, Reference(kind=Kind.PERSON, name="C. Y. Tan", country="SG")),
        (7, Verb.DIFFERENT, None, Reference(kind=Kind.ORGANIZATION, name="Tan & Co")),
    ]
    assert found.rows[0].subject.iri == f"{BASE}person/ana-silva-BR"


def test_csv_with_quotes_and_few_columns_is_read(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    path.write_text('\ufeffname,kind,decision\n"Tan, Cy",person,"is Q900000001"\n', encoding="utf-8")
    (row,) = read_decisions(path, base_iri=BASE).rows
    assert (row.subject.name, row.item) == ("Tan, Cy", ONE)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (of_name("Ana Silva", "maybe Q5"), "'maybe Q5' is no decision"),
        (of_name("Ana Silva", "is nobody"), "'nobody' is no Wikidata item"),
        (of_name("Ana Silva", "is"), "'' is no Wikidata item"),
        (of_name("Ana Silva", "same"), "'' names no entity"),
        (of_name("Ana Silva", "same Ana Silva"), "is decided to be same as itself"),
        (of_name("Ana Silva", f"is {ONE}", kind="ship"), "kind 'ship' is not person"),
        (of_name("", f"is {ONE}"), "without entity and without name"),
        (of_name("Ana Silva", f"is {ONE}", "Brazil"), "'Brazil' is no code of a state"),
        (of_iri("https://other.example/person/x", f"is {ONE}"), "is no entity under"),
        (of_iri("meeting/2001", f"is {ONE}"), "and no Wikidata item"),
        (of_iri("meeting/2001", "same statement/x"), "is no event of the kind of"),
        (of_iri("meeting/2001", "same meeting/2001"), "is decided to be same as itself"),
        ("\t" * 9, "cells for 8 columns"),
    ],
)
def test_row_that_cannot_be_read_is_told_and_passed_over(tmp_path: Path, row: str, problem: str) -> None:
    row = row if row.strip() else "x" + row
    found = decisions(tmp_path, row, of_name("Bo Lind", f"is {TWO}"))
    assert [kept.line for kept in found.rows] == [3]
    assert len(found.problems) == 1
    assert found.problems[0].startswith(f"{tmp_path}/decisions.tsv:2: ")
    assert problem in found.problems[0]


@pytest.mark.parametrize("header", ["entity\tdecision\tcomment", "name\tdecision", "entity\tnote"])
def test_header_without_what_a_decision_needs_is_an_error(tmp_path: Path, header: str) -> None:
    with pytest.raises(LinkError, match=r"decisions\.tsv:1"):
        decisions(tmp_path, header=header)


def test_missing_file_is_an_error_and_an_empty_one_decides_nothing(tmp_path: Path) -> None:
    with pytest.raises(LinkError):
        read_decisions(tmp_path / "missing.tsv", base_iri=BASE)
    (tmp_path / "empty.tsv").write_text("# nothing\n")
    assert read_decisions(tmp_path / "empty.tsv", base_iri=BASE).rows == ()


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([of_name("A B", f"is {ONE}"), of_name("A B", f"is {TWO}")], "3: one entity is decided to be several items"),
        ([of_name("A B", f"is {ONE}"), of_name("A B", f"is not {ONE}")], f"3: A B is not {ONE}, but line 2 says"),
        (
            [of_name("A B", "same C D"), of_name("C D", "same E F"), of_name("E F", "different A B")],
            "4: E F different A B, but by line 3 and line 2 they are the same",
        ),
        (
            [of_name("A B", "same C D"), of_name("A B", f"is {ONE}"), of_name("C D", f"is {TWO}")],
            f"4: one entity is decided to be several items: {ONE} (line 3), {TWO} (line 4)",
        ),
        (
            [of_name("A B", f"is {ONE}"), of_name("C D", f"is {ONE}"), of_name("A B", "different C D")],
            f"4: A B different C D, but by lines 2 and 3 both are {ONE}",
        ),
    ],
)
def test_contradictions_of_a_file_are_told(tmp_path: Path, rows: list[str], problem: str) -> None:
    (found,) = contradictions(decisions(tmp_path, *rows))
    assert found.startswith(f"{tmp_path}/decisions.tsv:{problem}")


def test_circle_of_sames_is_no_contradiction(tmp_path: Path) -> None:
    rows = (of_name("A B", "same C D"), of_name("C D", "same E F"), of_name("E F", "same A B"))
    assert contradictions(decisions(tmp_path, *rows)) == []


def test_digest_tells_what_is_said_not_how(tmp_path: Path) -> None:
    first, second = of_name("A B", f"is {ONE}"), of_name("C D", f"is not {TWO}")
    one = decisions(tmp_path, first, second).digest
    assert decisions(tmp_path, "# c", second, first).digest == one != decisions(tmp_path, first).digest


class World:
    """Articles of one entity each, resolved, and decided upon."""

    def __init__(self, *entities: Entity, links: dict[str, Link] | None = None) -> None:
        self.entities = {(f"a{n}", "e1"): entity for n, entity in enumerate(entities)}
        found = links or {}
        self.links = {m: found.get(e.name, Link(Outcome.NIL, method="offline")) for m, e in self.entities.items()}
        for member, link in self.links.items():
            if link.qid:
                self.entities[member] = replace(self.entities[member], qid=link.qid, link_score=link.score)
        self.clusters: Sequence[ClusterEntity] = resolve((a, [e]) for (a, _), e in self.entities.items()).clusters

    def judge(self, found: Decisions) -> Verdict:
        return judge(
            found,
            self.clusters,
            self.links,
            self.entities,
            iri_of=lambda kind, name, country, qid: entity_iri(BASE, kind, name, country=country, qid=qid),
            label_of=lambda qid: "Label" if qid == TWO else None,
            base_iri=BASE,
        )

    def named(self, name: str) -> Member:
        return next(member for member, entity in self.entities.items() if entity.name == name)


def person(name: str, country: str | None = None) -> Entity:
    return Entity("e1", Kind.PERSON, name, country)


def link(*qids: str, outcome: Outcome = Outcome.LINK) -> Link:
    return Link(outcome, tuple(Candidate(qid, f"L{qid}", 3.0) for qid in qids), 0.8, 1.0, "offline", "v")


def test_is_links_whom_the_linker_did_not(tmp_path: Path) -> None:
    world = World(person("Ana Silva", "BR"), person("Ana Silva", "PT"), person("Ana Silva"))
    for row in (of_name("Ana Silva", f"is {TWO}", "BR"), of_iri("person/ana-silva-BR", f"is {TWO}")):
        verdict = world.judge(decisions(tmp_path, row))
        assert {member: found.qid for member, found in verdict.links.items()} == {("a0", "e1"): TWO}
        made = verdict.links["a0", "e1"]
        assert (made.method, made.score, made.candidates[0].label) == ("decision", 1.0, "Label")
        assert (verdict.applied, verdict.problems, verdict.groups) == (1, (), {})


def test_is_wins_over_the_linker_and_keeps_its_ranking(tmp_path: Path) -> None:
    world = World(person("Ana Silva"), links={"Ana Silva": link(ONE, TWO)})
    made = world.judge(decisions(tmp_path, of_name("Ana Silva", f"is {TWO}"))).links["a0", "e1"]
    assert [candidate.qid for candidate in made.candidates] == [TWO, ONE]


def test_is_not_takes_a_link_away_and_promotes_nobody(tmp_path: Path) -> None:
    world = World(person("Ana Silva"), person("Bo Lind"), links={"Ana Silva": link(ONE, TWO), "Bo Lind": link(TWO)})
    rows = (of_iri(f"person/ana-silva-{ONE}", f"is not {ONE}"), of_name("Bo Lind", f"is not {TWO}"))
    verdict = world.judge(decisions(tmp_path, *rows))
    first, second = verdict.links[world.named("Ana Silva")], verdict.links[world.named("Bo Lind")]
    assert (first.outcome, [c.qid for c in first.candidates]) == (Outcome.CANDIDATE, [TWO])
    assert (second.outcome, second.candidates) == (Outcome.NIL, ())


def test_is_not_of_somebody_else_changes_nothing(tmp_path: Path) -> None:
    world = World(person("Ana Silva"), links={"Ana Silva": link(ONE)})
    assert world.judge(decisions(tmp_path, of_name("Ana Silva", f"is not {TWO}"))).links == {}


def test_same_joins_two_and_passes_the_item_on(tmp_path: Path) -> None:
    world = World(person("Ana Silva", "BR"), person("Anita da Silva", "BR"), links={"Ana Silva": link(ONE)})
    verdict = world.judge(decisions(tmp_path, of_name("Anita da Silva", f"same {BASE}person/ana-silva-{ONE}")))
    made = verdict.links[world.named("Anita da Silva")]
    assert (made.qid, made.score, made.method) == (ONE, 0.8, "decision")
    assert verdict.groups == {}


def test_same_joins_two_unlinked_into_one_group(tmp_path: Path) -> None:
    world = World(person("Ana Silva", "BR"), person("Anita da Silva", "BR"), person("Ana Silva", "PT"))
    verdict = world.judge(decisions(tmp_path, of_name("Anita da Silva", "same Ana Silva @ BR")))
    assert set(verdict.groups) == {("a0", "e1"), ("a1", "e1")}
    assert len(set(verdict.groups.values())) == 1


def test_same_of_two_items_is_told_and_not_applied(tmp_path: Path) -> None:
    links = {"Ana Silva": link(ONE), "Anita da Silva": link(TWO)}
    world = World(person("Ana Silva"), person("Anita da Silva"), links=links)
    verdict = world.judge(decisions(tmp_path, of_name("Ana Silva", "same Anita da Silva")))
    assert (verdict.links, verdict.groups, verdict.applied) == ({}, {}, 0)
    assert f"linked to {ONE} and {TWO}: say which by `is`" in verdict.problems[0]
    rows = (of_name("Ana Silva", "same Anita da Silva"), of_name("Ana Silva", f"is {ONE}"))
    assert {found.qid for found in world.judge(decisions(tmp_path, *rows)).links.values()} == {ONE}


def test_different_parts_what_the_resolver_joined(tmp_path: Path) -> None:
    # A state that is not told joins the only one that there is.
    world = World(person("Ana Silva", "BR"), person("Ana Silva"))
    assert len(world.clusters) == 1
    verdict = world.judge(decisions(tmp_path, of_name("Ana Silva", "different Ana Silva", "BR")))
    assert verdict.problems == ()
    assert verdict.groups["a0", "e1"] != verdict.groups["a1", "e1"]


def test_different_takes_one_item_from_both_unless_a_human_gives_it(tmp_path: Path) -> None:
    links = {"Ana Silva": link(ONE), "Anita Silva": link(ONE)}
    world = World(person("Ana Silva"), person("Anita Silva"), links=links)
    assert len(world.clusters) == 1
    apart = of_name("Ana Silva", "different Anita Silva")
    verdict = world.judge(decisions(tmp_path, apart))
    assert {found.outcome for found in verdict.links.values()} == {Outcome.CANDIDATE}
    assert len(set(verdict.groups.values())) == 2
    verdict = world.judge(decisions(tmp_path, apart, of_name("Ana Silva", f"is {ONE}")))
    assert verdict.links[world.named("Ana Silva")].qid == ONE
    assert verdict.links[world.named("Anita Silva")].outcome is Outcome.CANDIDATE


def test_different_names_the_rest_by_the_iri_of_the_whole(tmp_path: Path) -> None:
    world = World(person("Ana Silva"), person("Anita Silva"), links={"Ana Silva": link(ONE), "Anita Silva": link(ONE)})
    whole = world.clusters[0]
    iri = entity_iri(BASE, whole.kind, whole.name, country=whole.country, qid=whole.qid)
    other = "Ana Silva" if whole.name == "Anita Silva" else "Anita Silva"
    verdict = world.judge(decisions(tmp_path, of_iri(iri, f"different {other}")))
    assert (verdict.problems, verdict.applied) == ((), 1)
    assert len(set(verdict.groups.values())) == 2


def test_different_that_cannot_be_told_apart_is_told(tmp_path: Path) -> None:
    world = World(person("Ana Silva", "BR"), person("Ana Silva", "BR"))
    verdict = world.judge(decisions(tmp_path, of_name("Ana Silva", "different person/ana-silva-BR", "BR")))
    assert "cannot be told apart" in verdict.problems[0]
    assert verdict.groups == {}


def test_contradiction_leaves_the_machines_outcome_and_the_rest_holds(tmp_path: Path) -> None:
    world = World(person("Ana Silva"), person("Anita Silva"), person("Bo Lind"), links={"Ana Silva": link(ONE)})
    verdict = world.judge(
        decisions(
            tmp_path,
            of_name("Ana Silva", "same Anita Silva"),
            # Another way of naming the same two: only the store tells that it contradicts.
            of_iri("person/anita-silva", f"different person/ana-silva-{ONE}"),
            of_name("Bo Lind", f"is {TWO}"),
        )
    )
    assert list(verdict.links) == [world.named("Bo Lind")]
    assert verdict.groups == {}
    (problem,) = verdict.problems
    assert ":3: " in problem
    assert "by line 2 they are the same" in problem


def test_name_that_several_bear_needs_a_state(tmp_path: Path) -> None:
    world = World(person("Ana Silva", "BR"), person("Ana Silva", "PT"))
    verdict = world.judge(decisions(tmp_path, of_name("Ana Silva", f"is {ONE}")))
    assert verdict.links == {}
    assert "2 entities are called Ana Silva (BR, PT): say which" in verdict.problems[0]


def test_kinds_are_never_joined(tmp_path: Path) -> None:
    world = World(person("Ana Silva"), Entity("e1", Kind.ORGANIZATION, "Silva Fund"))
    verdict = world.judge(decisions(tmp_path, of_name("Ana Silva", "same organization: Silva Fund")))
    assert "cannot be one" in verdict.problems[0]
    assert verdict.groups == {}


def test_decision_on_nobody_is_no_problem(tmp_path: Path) -> None:
    verdict = World(person("Ana Silva")).judge(decisions(tmp_path, of_name("Bo Lind", f"is {ONE}")))
    assert verdict.problems == ()
    assert "the store has no Bo Lind" in verdict.unmatched[0]


def test_decision_survives_a_linker_that_learns_or_forgets(tmp_path: Path) -> None:
    """The IRI in the file is the one of the day; the entity is found under it whatever the linker thinks today."""
    rows = (of_iri("person/ana-silva-BR", f"is {TWO}"), of_iri(f"person/label-{TWO}", "same Anita da Silva"))
    for links in ({}, {"Ana Silva": link(ONE)}, {"Ana Silva": link(TWO)}):
        world = World(person("Ana Silva", "BR"), person("Anita da Silva", "BR"), links=links)
        verdict = world.judge(decisions(tmp_path, *rows))
        assert (verdict.problems, verdict.unmatched) == ((), ())
        qids = {member: found.qid for member, found in {**world.links, **verdict.links}.items()}
        assert set(qids.values()) == {TWO}


def test_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    rows = [
        of_name("Ana Silva", "same Anita Silva"),
        of_name("Anita Silva", f"is {TWO}"),
        of_name("Bo Lind", "different Bob Lind"),
    ]
    world = World(person("Ana Silva"), person("Anita Silva"), person("Bo Lind", "SE"), person("Bob Lind", "SE"))
    one, two = world.judge(decisions(tmp_path, *rows)), world.judge(decisions(tmp_path, *rows[::-1]))
    assert (one.links, one.groups) == (two.links, two.groups)
