"""Builds `data/authority/*.tsv` from a folder of collected reference facts.

    python scripts/build_authority.py FACTS [--into data/authority]

FACTS holds countries.tsv, metonyms.tsv, organisations.tsv, persons.tsv and persons-extended.tsv (columns: see
`docs/linking.md`). Two tables beside the output are read too and are kept by hand: `corrections.tsv` (what is wrong or
unwanted in the facts) and `supplement.tsv` (names from general knowledge; never an identifier). A correction or a
supplement that fits nothing stops the build, so that neither list can rot.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from kg.authority.folding import fold
from kg.authority.offices import OfficeTable
from kg.authority.records import OfficeClass
from kg.lexicon import read_table, split_cell

Row = dict[str, str]
ROOT = Path(__file__).resolve().parent.parent
# Marks of codes in the making: a body of no state; a part of the state whose code follows.
INTERNATIONAL = "-"
PART = "<"
STATE_KINDS = ("un_member", "un_observer", "other_state", "territory", "historical")


class BuildError(Exception):
    """The facts, a correction or a supplement do not fit together."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("facts", type=Path, help="folder of the reference facts")
    parser.add_argument("--into", type=Path, default=ROOT / "data" / "authority", help="folder to write to")
    options = parser.parse_args()
    try:
        counts = build(options.facts, options.into)
    except BuildError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stderr.write("".join(f"{name}: {count} rows\n" for name, count in counts.items()))
    return 0


def build(facts: Path, into: Path) -> dict[str, int]:
    """Writes the four tables; returns the number of rows of each."""
    corrections = read_table(into / "corrections.tsv")
    supplement = read_table(into / "supplement.tsv")
    tables = {
        name: [*read_table(facts / f"{name}.tsv"), *_added(supplement, name)]
        for name in ("countries", "metonyms", "organisations")
    }
    tables["persons"] = [row for name in ("persons", "persons-extended") for row in read_table(facts / f"{name}.tsv")]
    tables["persons"] += _added(supplement, "persons")
    for name, rows in tables.items():
        _correct(rows, [row for row in corrections if row["table"] == name], name)
        _supplement(rows, [row for row in supplement if row["table"] == name and row["add"] == "names"], name)
    codes = _codes(tables["countries"], corrections)
    offices = OfficeTable(into.parent / "gazetteer" / "offices.tsv")
    return {
        "countries": _write_countries(into, tables["countries"]),
        "metonyms": _write_metonyms(into, tables["metonyms"]),
        "organizations": _write_organizations(into, tables["organisations"], codes),
        "persons": _write_persons(into, tables["persons"], codes, offices),
    }


def _added(supplement: list[Row], table: str) -> list[Row]:
    """Rows that the facts lack altogether."""
    return [
        {
            "qid": "",
            "label": row["label"],
            "aliases": row["aliases"],
            "country_iso2": row["country"],
            "surface": row["label"],
            "positions": row["offices"],
            "gender": row["gender"],
            "prior": row["prior"],
            "kind": row["kind"],
            "source": "editor",
        }
        for row in supplement
        if row["table"] == table and row["add"] == "row"
    ]


def _correct(rows: list[Row], corrections: list[Row], table: str) -> None:
    """Applies the corrections of one table: set a cell, drop a value of a cell, drop a row."""
    for correction in corrections:
        action, column, value = correction["action"], correction["column"], correction["value"]
        found = [row for row in rows if row.get("label", row.get("surface")) == correction["label"]]
        if action == "jurisdiction":
            continue
        if not found:
            raise BuildError(f"corrections: {table} has no row {correction['label']!r}")
        for row in found:
            if action == "set":
                row[column] = value
            elif action == "add":
                row[column] = "|".join(dict.fromkeys([*split_cell(row[column]), *split_cell(value)]))
            elif action == "drop":
                kept = [item for item in split_cell(row[column]) if item not in split_cell(value)]
                if len(kept) == len(split_cell(row[column])):
                    raise BuildError(f"corrections: {table} {correction['label']!r} has no {value!r} in {column}")
                row[column] = "|".join(kept)
            elif action == "remove":
                rows.remove(row)
            else:
                raise BuildError(f"corrections: unknown action {action!r}")


def _supplement(rows: list[Row], names: list[Row], table: str) -> None:
    """Adds aliases to rows that the facts have."""
    for row in names:
        found = [known for known in rows if known.get("label") == row["label"]]
        if row["kind"]:
            found = [known for known in found if row["kind"] in known["positions"]]
        if len(found) != 1:
            raise BuildError(f"supplement: {len(found)} rows of {table} are called {row['label']!r}")
        have = [found[0]["label"], *split_cell(found[0]["aliases"])]
        new = [alias for alias in split_cell(row["aliases"]) if alias not in have]
        found[0]["aliases"] = "|".join([*split_cell(found[0]["aliases"]), *new])


def _codes(countries: list[Row], corrections: list[Row]) -> dict[str, str]:
    """Item of a state or of a part of one → code."""
    codes: dict[str, str] = {}
    for row in countries:
        # Offices of the EU and the UN are of no state, but are offices of their class.
        code = row["iso2"] if row["kind"] in STATE_KINDS else INTERNATIONAL
        for qid in (row["qid"], *split_cell(row["alt_qids"])):
            if qid:
                codes[qid] = code
    parts = [row for row in corrections if row["action"] == "jurisdiction"]
    codes.update({row["label"]: f"{PART}{row['value']}" for row in parts})
    return codes


def _clean(names: str, *without: str) -> str:
    """Values without repetition and without those that stand elsewhere."""
    kept = [name for name in dict.fromkeys(split_cell(names.replace("\u2019", "'"))) if name not in without]
    return "|".join(kept)


def _write(path: Path, comment: str, header: str, lines: list[str]) -> int:
    path.write_text("\n".join([f"# {comment}", header, *lines, ""]), encoding="utf-8")
    return len(lines)


def _write_countries(into: Path, rows: list[Row]) -> int:
    columns = (
        "qid iso2 iso3 label official_name aliases demonyms adjectives capital start_year end_year kind alt_qids source"
    )
    lines = []
    for row in rows:
        if row["kind"] not in STATE_KINDS:
            continue
        row["aliases"] = _clean(row["aliases"], row["label"])
        row["demonyms"] = _clean(row["demonyms"])
        row["adjectives"] = _clean(row["adjectives"])
        lines.append("\t".join(row[column] for column in columns.split()))
    return _write(
        into / "countries.tsv",
        "States and territories. Built by scripts/build_authority.py: change corrections.tsv or supplement.tsv.",
        columns.replace(" ", "\t"),
        lines,
    )


def _write_metonyms(into: Path, rows: list[Row]) -> int:
    lines: dict[str, None] = {}
    for row in rows:
        surface = row["surface"].replace("\u2019", "'").removeprefix("the ")
        lines["\t".join((surface, row["kind"], row["country_iso2"], row["source"]))] = None
    return _write(
        into / "metonyms.tsv",
        "Places and buildings that stand for a government (EU and UN: for the organization). Built, see countries.tsv.",
        "surface\tkind\tiso2\tsource",
        list(lines),
    )


def _write_organizations(into: Path, rows: list[Row], codes: dict[str, str]) -> int:
    lines = []
    for row in rows:
        country = row.get("country_iso2") or codes.get(row.get("country_qid", ""), "").strip(INTERNATIONAL + PART)
        lines.append(
            "\t".join((row["qid"], row["label"], _clean(row["aliases"], row["label"]), country, row["source"]))
        )
    return _write(
        into / "organizations.tsv",
        "Organizations that speak and act in the news. Built, see countries.tsv.",
        "qid\tlabel\taliases\tcountry\tsource",
        lines,
    )


def _write_persons(into: Path, rows: list[Row], codes: dict[str, str], offices: OfficeTable) -> int:
    keyed = sorted(rows, key=lambda row: (-int(row["prior"]), fold(row["label"]), row["qid"]))
    repeated = [qid for qid, n in Counter(row["qid"] for row in rows if row["qid"]).items() if n > 1]
    if repeated:
        raise BuildError(f"persons: {repeated[0]} stands twice")
    lines = [_person_line(row, codes, offices) for row in keyed]
    return _write(
        into / "persons.tsv",
        "Persons in public life, most prominent first. Built, see countries.tsv. offices: class:title@state:start-end",
        "qid\tlabel\taliases\tgender\tborn\tdied\tcountries\toffices\tprior\tasof\tsource",
        lines,
    )


def _person_line(row: Row, codes: dict[str, str], offices: OfficeTable) -> str:
    held = [_office_cell(cell, codes, offices) for cell in split_cell(row["positions"])]
    own = [codes[qid].strip(INTERNATIONAL + PART) for qid in split_cell(row.get("country_qids", "")) if qid in codes]
    if row.get("country_iso2"):
        own = [row["country_iso2"]]
    cells = (
        row["qid"],
        row["label"],
        _clean(row["aliases"], row["label"]),
        row["gender"] if row["gender"] in ("m", "f") else "",
        row.get("birth_year", ""),
        row.get("death_year", ""),
        "|".join(filter(None, dict.fromkeys(own))),
        "|".join(dict.fromkeys(held)),
        row["prior"],
        row.get("asof", ""),
        row["source"],
    )
    return "\t".join(cells)


def _office_cell(cell: str, codes: dict[str, str], offices: OfficeTable) -> str:
    """`title@item:start-end` of the facts as `class:title@state:start-end`."""
    title, _, term = cell.rpartition("@")
    place, _, years = term.partition(":")
    code = codes.get(place, place if len(place) == 2 and place.isalpha() else "")
    office_class = offices.classify(title) or OfficeClass.OTHER
    # An office below the state keeps its title but is none of the state's own; a seat in a parliament is one anyhow.
    if not code or (code.startswith(PART) and office_class is not OfficeClass.LEGISLATOR):
        office_class = OfficeClass.OTHER
    return f"{office_class}:{title.replace(':', ' ')}@{code.strip(INTERNATIONAL + PART)}:{_term(years)}"


def _term(years: str) -> str:
    """The years of an office; of one that ends before it begins (two terms in one) only the beginning is kept."""
    start, _, end = years.partition("-")
    return f"{start}-{start}" if start.isdecimal() and end.isdecimal() and int(end) < int(start) else years


if __name__ == "__main__":
    sys.exit(main())
