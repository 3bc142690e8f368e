"""The lists: `/people`, `/countries`, `/organizations`, `/meetings`, `/policies`, `/statements`, `/articles`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Blueprint, render_template, request, url_for

from kg.errors import QueryTimeoutError
from kg.web.list_filters import Chosen, read_filters, thing_iri
from kg.web.list_items import Item, describe
from kg.web.list_kinds import LISTINGS, Listing
from kg.web.page_look import name_answer, name_in, short
from kg.web.page_queries import Pages, Row, pages

PAGE = 40
# Counting stops here: "more than 10,000" tells as much, and costs less.
MOST_COUNTED = 10_000
_LAST_PAGE = MOST_COUNTED // PAGE


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a select field."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Paging:
    """Where in a list a page is."""

    number: int
    total: int
    more: bool

    @property
    def last(self) -> int:
        return max(1, -(-min(self.total, MOST_COUNTED) // PAGE))

    @property
    def shown(self) -> tuple[int | None, ...]:
        """The pages to link to: the first, the last and those about this one; None for a gap."""
        near = sorted({1, self.last, *range(max(1, self.number - 2), min(self.last, self.number + 2) + 1)})
        found: list[int | None] = []
        for before, number in zip([0, *near], near, strict=False):
            if number > before + 1:
                found.append(None)
            found.append(number)
        return tuple(found)


def blueprint() -> Blueprint:
    """The routes of the lists."""
    made = Blueprint("lists", __name__)
    made.after_request(name_answer)
    for listing in LISTINGS:
        made.add_url_rule(f"/{listing.name}", view_func=partial(_page, listing), endpoint=listing.name)
    return made


def _page(listing: Listing) -> str:
    notes: list[str] = []
    source = pages()
    chosen = read_filters(listing.filters, request.args)
    notes += chosen.notes
    order = request.args.get("sort", "")
    order = order if order in listing.orders else next(iter(listing.orders))
    number = _page_number(request.args.get("page", ""))
    rows = _find(listing, chosen, order, (number, notes))
    items = describe(rows, listing.kind, source, notes)
    paging = _count(listing, chosen, number, notes)
    return render_template(
        "lists.html",
        listing=listing,
        items=items,
        groups=group_by_year(items) if listing.kind == "meeting" else [],
        paging=paging,
        page_size=PAGE,
        chosen=chosen.values,
        order=order,
        options={
            entry.name: _options(entry.options, chosen.values.get(entry.name, ""), source, notes)
            for entry in listing.filters
            if entry.options
        },
        query=query_text(listing, chosen, order),
        link=partial(_link, listing, chosen, order),
        notes=list(dict.fromkeys(notes)),
    )


def query_text(listing: Listing, chosen: Chosen, order: str, window: str = "") -> str:
    """The query for a page of a list, or, without a window, for others: with what pages find otherwise."""
    _, by, needed = listing.orders[order]
    more, told = ("", "") if window else listing.told
    patterns = "\n  ".join(part for part in (listing.where, *chosen.patterns, needed, told) if part)
    names = f"{listing.variables} {more}".rstrip()
    distinct = "" if window else "DISTINCT "
    return f"SELECT {distinct}?thing {names} WHERE {{\n  {patterns}\n}} ORDER BY {by} {window}".rstrip()


def group_by_year(items: list[Item]) -> list[tuple[str, list[Item]]]:
    """Dated things under their years, in the order given; those without a date come under ""."""
    groups: list[tuple[str, list[Item]]] = []
    for item in items:
        year = item.day[:4]
        if not groups or groups[-1][0] != year:
            groups.append((year, []))
        groups[-1][1].append(item)
    return groups


def _find(listing: Listing, chosen: Chosen, order: str, place: tuple[int, list[str]]) -> list[Row]:
    """The rows of a page; in a cheaper order, or in none, if the graph is too large for the one asked for."""
    number, notes = place
    window = f"LIMIT {PAGE} OFFSET {(number - 1) * PAGE}"
    source = pages()
    try:
        return source.rows(query_text(listing, chosen, order, window))
    except QueryTimeoutError:
        notes.append("This graph is too large to put this list in order in time, so it is shown as it comes.")
    plain = query_text(listing, chosen, order, window)
    head, _, _ = plain.rpartition(" ORDER BY ")
    needed = listing.orders[order][2]
    return source.try_rows(f"{head.replace(needed, '') if needed else head} {window}", notes=notes, what="This list")


def _count(listing: Listing, chosen: Chosen, number: int, notes: list[str]) -> Paging:
    patterns = "\n  ".join((listing.where, *chosen.patterns))
    text = f"""SELECT (COUNT(*) AS ?n) WHERE {{ SELECT DISTINCT ?thing WHERE {{
  {patterns}
}} LIMIT {MOST_COUNTED + 1} }}"""
    found = pages().try_rows(text, notes=notes, what="The number of these")
    total = int(found[0]["n"]) if found else 0
    return Paging(number, min(total, MOST_COUNTED), total > MOST_COUNTED)


def _options(text: str, value: str, source: Pages, notes: list[str]) -> list[Choice]:
    """What can be chosen; what is chosen stands there too, though it be rare."""
    found = [
        Choice(name_in(row["value"]), row.get("label") or short_or_text(row["value"]))
        for row in source.try_rows(text, notes=notes, what="What to choose from")
    ]
    if value and value not in (choice.value for choice in found):
        found.insert(0, Choice(value, _label(value, source, notes)))
    return found


def short_or_text(value: str) -> str:
    """The last part of an IRI; any other text as it is."""
    return short(value) if value.startswith(("http://", "https://")) else value


def _label(value: str, source: Pages, notes: list[str]) -> str:
    iri = thing_iri(value)
    text = f"SELECT ?name WHERE {{ {iri} rdfs:label ?name }} ORDER BY ?name LIMIT 1"
    found = source.try_rows(text, notes=notes, what="A name") if iri else []
    return found[0]["name"] if found else short_or_text(value)


def _page_number(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 1
    return min(max(number, 1), _LAST_PAGE)


def _link(listing: Listing, chosen: Chosen, order: str, **changes: str | int) -> str:
    """The address of this list with other parameters; an empty one is left out."""
    usual = next(iter(listing.orders))
    values = {**chosen.values, "sort": "" if order == usual else order, **changes}
    if values.get("page") == 1:
        del values["page"]
    given: dict[str, Any] = {name: value for name, value in values.items() if value}
    return url_for(f"lists.{listing.name}", **given)
