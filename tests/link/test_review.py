"""The file of uncertain links: what stands in it, in which order, and that it is a file of decisions."""

from __future__ import annotations

from pathlib import Path

from kg.link.decisions import read_decisions
from kg.link.review import Linked, review_lines, uncertain
from kg.model.entities import Candidate, Kind, Link, Outcome

BASE = "https://example.org/id/"


def linked(name: str, outcome: Outcome, *, margin: float = 2.0, score: float = 0.9, articles: int = 1) -> Linked:
    candidates = tuple(
        Candidate(f"Q90000000{n}", f"{name} {n}", 3.0 - n, (("prior", 2.0), ("role", -1.5)), "FR") for n in (1, 2)
    )
    link = Link(outcome, candidates if outcome is not Outcome.NIL else (), score, margin, "offline", "v")
    return Linked(f"{BASE}person/{name.lower()}", name, Kind.PERSON, "FR", link, articles)


def test_uncertain_links_come_in_the_order_of_their_use() -> None:
    found = uncertain(
        [
            linked("Sure", Outcome.LINK),
            linked("Close", Outcome.LINK, margin=0.9),
            linked("Low", Outcome.LINK, score=0.55, articles=4),
            linked("Rare", Outcome.CANDIDATE),
            linked("Often", Outcome.CANDIDATE, articles=9),
            linked("Nobody", Outcome.NIL),
        ]
    )
    assert [one.name for one in found] == ["Often", "Rare", "Low", "Close"]


def test_link_by_exact_record_has_no_rival_and_is_sure() -> None:
    link = Link(Outcome.LINK, (Candidate("Q900000001", "France", 1.0),), 0.99, 1.0, "offline", "v")
    assert uncertain([Linked(f"{BASE}country/france", "France", Kind.COUNTRY, "FR", link)]) == []


def test_review_is_a_file_of_decisions_in_which_nothing_is_decided(tmp_path: Path) -> None:
    path = tmp_path / "review.tsv"
    lines = list(review_lines([linked("Ana\tSilva\n# x", Outcome.CANDIDATE, articles=3)]))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert read_decisions(path, base_iri=BASE).rows == ()
    assert read_decisions(path, base_iri=BASE).problems == ()
    assert "#   1. Q900000001 Ana Silva # x 1 (FR): 2.00 = prior +2.00 role -1.50" in lines
    # Filled in by a human.
    row = next(n for n, line in enumerate(lines) if line.startswith(BASE))
    cells = lines[row].split("\t")
    cells[0], cells[4] = f"{BASE}person/ana", "is Q900000001"
    path.write_text("\n".join([*lines[:row], "\t".join(cells)]), encoding="utf-8")
    (decided,) = read_decisions(path, base_iri=BASE).rows
    assert (decided.subject.iri, decided.item) == (f"{BASE}person/ana", "Q900000001")


def test_review_can_be_cut() -> None:
    rows = [line for line in review_lines([linked(n, Outcome.CANDIDATE) for n in "abc"], limit=2) if BASE in line]
    assert len(rows) == 2
