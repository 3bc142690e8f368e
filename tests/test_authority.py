"""The embedded authority: look-ups by name, surname, office and form; titles; broken tables; its building."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from kg.authority import Authority, NameKind, OfficeClass, fold, fold_name, is_former
from kg.errors import ResourceError
from kg.resources import resource_dir

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority.load(resource_dir("data") / "authority")


def labels(records: tuple[object, ...]) -> list[str]:
    return [record.label for record in records]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jun'ichirō Koizumi", "junichiro koizumi"),
        ("LECH WAŁĘSA", "lech walesa"),
        ("Jean-Claude Juncker", "jean claude juncker"),
        ("S. Y. Agnon", "s y agnon"),
        ("Tuđman", "tudman"),
        ("", ""),
    ],
)
def test_fold_removes_spelling(text: str, expected: str) -> None:
    assert fold(text) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Sammy Davis Jr.", "sammy davis"), ("Putin's", "putin"), ("Burns’", "burns"), ("Jr", "jr")],
)
def test_fold_name_drops_possessive_and_suffix(name: str, expected: str) -> None:
    assert fold_name(name) == expected


@pytest.mark.parametrize(
    ("name", "label", "kind"),
    [
        ("Stephen Hadley", "Stephen Hadley", NameKind.LABEL),
        ("STEPHEN HADLEY", "Stephen Hadley", NameKind.LABEL),
        ("Nicholas Burns", "R. Nicholas Burns", NameKind.ALIAS),
        ("Junichiro Koizumi", "Jun'ichirō Koizumi", NameKind.LABEL),
        ("Bashar Assad", "Bashar al-Assad", NameKind.DERIVED),
        ("Yasir Arafat", "Yasser Arafat", NameKind.ALIAS),
        ("Thomas Lantos", "Tom Lantos", NameKind.ALIAS),
        ("Faisal bin Farhan", "Faisal bin Farhan Al Saud", NameKind.DERIVED),
        ("Riad Malki", "Riyad al-Maliki", NameKind.LOOSE),
        ("Jim Baker", "James Baker", NameKind.LOOSE),
        ("James A. Baker 3d", "James Baker", NameKind.LOOSE),
        ("Saddam", "Saddam Hussein", NameKind.ALIAS),
        ("King Hussein", "Hussein of Jordan", NameKind.ALIAS),
    ],
)
def test_matches_find_the_person_and_tell_how(authority: Authority, name: str, label: str, kind: NameKind) -> None:
    found = {match.person.label: match.kind for match in authority.matches(name)}
    assert found[label] is kind
    assert label in labels(authority.persons_named(name))


@pytest.mark.parametrize("name", ["Xerxes Nobody", "", "Hadley Stephenson", "the president", "I. Charles Nobody III"])
def test_matches_find_nobody(authority: Authority, name: str) -> None:
    assert authority.persons_named(name) == ()
    assert not authority.has_person_name(name)


def test_matches_keep_conflicting_initials_apart(authority: Authority) -> None:
    assert labels(authority.persons_named("George W. Bush")) == ["George W. Bush"]
    assert labels(authority.persons_named("George H. W. Bush")) == ["George H. W. Bush"]
    assert labels(authority.persons_named("George Bush")) == ["George H. W. Bush", "George W. Bush"]


@pytest.mark.parametrize(
    ("surname", "label"),
    [
        ("Bush", "Jeb Bush"),
        ("Suu Kyi", "Aung San Suu Kyi"),
        ("al-Assad", "Bashar al-Assad"),
        ("Assad", "Bashar al-Assad"),
        ("Hu", "Hu Jintao"),
        ("López Obrador", "Andrés Manuel López Obrador"),
        ("Abdullah", "Abdullah of Saudi Arabia"),
    ],
)
def test_persons_with_surname(authority: Authority, surname: str, label: str) -> None:
    assert label in labels(authority.persons_with_surname(surname))


@pytest.mark.parametrize(
    ("office", "iso2", "year", "expected"),
    [
        (OfficeClass.HEAD_OF_STATE, "US", 2002, ["George W. Bush"]),
        ("foreign_minister", "RU", 2000, ["Igor Ivanov"]),
        (OfficeClass.HEAD_OF_STATE, "US", 1492, []),
        (OfficeClass.HEAD_OF_STATE, "XX", 2002, []),
    ],
)
def test_office_holders(authority: Authority, office: str, iso2: str, year: int, expected: list[str]) -> None:
    assert labels(authority.office_holders(office, iso2, year)) == expected


@pytest.mark.parametrize(
    ("title", "office", "state"),
    [
        ("U.S. National Security Adviser", OfficeClass.SECURITY_ADVISER, "US"),
        ("Russia's Security Council chief", OfficeClass.SECURITY_ADVISER, "RU"),
        ("U.S. Undersecretary of State", OfficeClass.DEPUTY_MINISTER, "US"),
        ("president of the Philippines", OfficeClass.HEAD_OF_STATE, "PH"),
        ("presidents", OfficeClass.HEAD_OF_STATE, None),
        ("President of the Senate", OfficeClass.LEGISLATOR, None),
        ("president of Harvard University", None, None),
        ("first vice president of Egypt", OfficeClass.DEPUTY_HEAD, "EG"),
        ("aide to the president", OfficeClass.OTHER, None),
        ("shadow foreign secretary", OfficeClass.OTHER, None),
        ("Minister in the Prime Minister's Office", OfficeClass.MINISTER, None),
        ("Secretary of State for Defence", OfficeClass.DEFENCE_MINISTER, None),
        ("Chancellor of the Exchequer", OfficeClass.FINANCE_MINISTER, None),
        ("German Chancellor", OfficeClass.HEAD_OF_GOVERNMENT, "DE"),
        ("Ukrainian deputy foreign minister", OfficeClass.DEPUTY_MINISTER, "UA"),
        ("Assistant Foreign Minister", OfficeClass.DEPUTY_MINISTER, None),
        ("People's Deputy of Ukraine", OfficeClass.LEGISLATOR, "UA"),
        ("composer", None, None),
        ("Yankees pitcher", None, None),
        ("", None, None),
    ],
)
def test_titles_have_class_and_state(
    authority: Authority, title: str, office: OfficeClass | None, state: str | None
) -> None:
    assert authority.office_class(title) is office
    assert authority.state_in(title) == state


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("former president", True),
        ("then-national security adviser", True),
        ("President", False),
        ("latest envoy", False),
    ],
)
def test_is_former(title: str, expected: bool) -> None:
    assert is_former(title) is expected


def test_countries_have_unique_names_and_codes_of_two_letters(authority: Authority) -> None:
    names = [record.label for record in authority.countries]
    assert len(names) == len(set(names))
    assert {record.iso2 for record in authority.countries} >= {"SU", "YU", "DD", "CS", "ZR", "XK", "PS"}
    assert all(record.iso2 not in ("EU", "UN") for record in authority.countries)


def test_country_look_ups(authority: Authority) -> None:
    russia = authority.country("RU")
    assert russia is not None
    assert russia.qid is not None
    assert authority.country_of_qid(russia.qid) == russia
    assert authority.country("XX") is None
    assert authority.country_of_qid("Q0") is None
    czechoslovakia = authority.country("CS")
    assert czechoslovakia is not None
    assert czechoslovakia.label == "Czechoslovakia"
    assert "CZ" in authority.successors("CS")
    assert authority.successors("CZ") == ()


@pytest.mark.parametrize(
    ("form", "label"),
    [
        ("U.N.", "United Nations"),
        ("UN", "United Nations"),
        ("the World Bank", "World Bank"),
        ("NATO", "North Atlantic Treaty Organization"),
    ],
)
def test_organizations_named(authority: Authority, form: str, label: str) -> None:
    assert labels(authority.organizations_named(form)) == [label]


def test_organizations_named_heeds_capitals(authority: Authority) -> None:
    assert authority.organizations_named("who") == ()
    assert authority.organizations_named("WHO") != ()


def test_label_of_any_kind(authority: Authority) -> None:
    hadley = authority.persons_named("Stephen Hadley")[0]
    nato = authority.organizations_named("NATO")[0]
    assert hadley.qid is not None
    assert nato.qid is not None
    assert authority.label_of(hadley.qid) == "Stephen Hadley"
    assert authority.label_of(nato.qid) == nato.label
    assert authority.label_of("Q0") is None


def test_every_person_row_is_sound_and_no_item_stands_twice(authority: Authority) -> None:
    records = list(authority.persons.records())
    items = [record.qid for record in records if record.qid]
    assert len(items) == len(set(items))
    assert all(1 <= record.prior <= 99 for record in records)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    for name in ("authority", "gazetteer"):
        shutil.copytree(resource_dir("data") / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize(
    ("table", "row", "message"),
    [
        ("authority/countries.tsv", "Q1\tXXX\tXXX\tNowhere", "two letters"),
        ("authority/countries.tsv", "\tXX\tXXX\tNowhere\t\t\t\t\t\tlong ago\t\tun_member", "invalid literal"),
        ("authority/metonyms.tsv", "\tcapital\tXX", "surface"),
        ("authority/organizations.tsv", "Q1\t\tX", "label"),
        ("authority/organizations.tsv", "a\tb\tc\td\te\tf", "6 cells for 5"),
        ("authority/persons.tsv", "Q1\t", "without a name"),
        ("gazetteer/offices.tsv", "grand vizier\tvizier", "vizier"),
    ],
)
def test_load_names_file_and_line_of_a_broken_row(copied: Path, table: str, row: str, message: str) -> None:
    path = copied / table
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}{row}\n", encoding="utf-8")
    with pytest.raises(ResourceError, match=rf"{path.name}:{text.count(chr(10)) + 1}: .*{message}"):
        Authority.load(copied / "authority")


@pytest.mark.parametrize(
    "row",
    [
        "Q1\tNed Nobody\t\tx\t\t\t\t\t9",
        "Q1\tNed Nobody\t\tm\t\t\t\tPresident\t9",
        "Q1\tNed Nobody\t\tm\t\t\t\tking:King@XX:1-2\t9",
        "Q1\tNed Nobody\t\tm\t\t\t\t\t",
    ],
)
def test_broken_person_is_reported_when_used(copied: Path, row: str) -> None:
    path = copied / "authority" / "persons.tsv"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}{row}\n", encoding="utf-8")
    authority = Authority.load(copied / "authority")
    with pytest.raises(ResourceError, match=rf"persons.tsv:{text.count(chr(10)) + 1}: "):
        authority.persons_named("Ned Nobody")


def test_load_without_tables_fails(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match=r"countries\.tsv: cannot read"):
        Authority.load(tmp_path)


def test_version_changes_with_the_tables(copied: Path) -> None:
    before = Authority.load(copied / "authority").version
    assert before == Authority.load(resource_dir("data") / "authority").version
    path = copied / "authority" / "persons.tsv"
    path.write_text(path.read_text(encoding="utf-8") + "\tNed Nobody\t\t\t\t\t\t\t5\n", encoding="utf-8")
    assert Authority.load(copied / "authority").version != before


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_authority", ROOT / "scripts" / "build_authority.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


COUNTRY = (
    "qid iso2 iso3 label official_name aliases demonyms adjectives capital capital_qid start_year end_year kind "
    "alt_qids source capital_source"
)
PERSON = "qid label aliases gender birth_year death_year country_qids positions prior asof pos_source source"
POSITIONS = "President@Q2:1990-1999|Chair of the Union@Q9:2001-|Mayor of Nil@Q7:1980-1985"


def table(columns: str, *rows: dict[str, str]) -> str:
    """A table of facts with the cells given; the others are empty."""
    names = columns.split()
    lines = [names, *([row.get(name, "") for name in names] for row in rows)]
    return "".join("\t".join(line) + "\n" for line in lines)


FACTS = {
    "countries": table(
        COUNTRY,
        {"qid": "Q1", "iso2": "XX", "iso3": "XXX", "label": "Nowhere", "kind": "un_member", "alt_qids": "Q2"},
        {"qid": "Q9", "iso2": "EU", "label": "Union", "kind": "organisation"},
    ),
    "metonyms": table(
        "surface kind country_qid country_iso2 place_or_body_qid source",
        {"surface": "the Palace", "kind": "executive", "country_iso2": "XX"},
    ),
    "organisations": table(
        "qid label aliases country_qid source",
        {"qid": "Q3", "label": "Court +", "aliases": "Court", "country_qid": "Q1"},
    ),
    "persons": table(
        PERSON,
        {"qid": "Q4", "label": "Ada Nil", "gender": "f", "country_qids": "Q2", "positions": POSITIONS, "prior": "50"},
    ),
    "persons-extended": table(PERSON),
}
CORRECTIONS = "table\tlabel\taction\tcolumn\tvalue\treason\norganisations\tCourt +\tset\tlabel\tHigh Court\todd\n"
SUPPLEMENT = (
    "table\tadd\tlabel\taliases\tkind\tcountry\toffices\tgender\tprior\n"
    "persons\tnames\tAda Nil\tAda B. Nil\n"
    "persons\trow\tBo Nil\t\t\tXX\tPrime Minister@XX:1991-1992\tm\t40\n"
)


@pytest.fixture
def facts(tmp_path: Path) -> tuple[Path, Path]:
    folder, into = tmp_path / "facts", tmp_path / "data" / "authority"
    folder.mkdir()
    into.mkdir(parents=True)
    shutil.copytree(resource_dir("data") / "gazetteer", tmp_path / "data" / "gazetteer")
    for name, text in FACTS.items():
        (folder / f"{name}.tsv").write_text(text, encoding="utf-8")
    (into / "corrections.tsv").write_text(CORRECTIONS, encoding="utf-8")
    (into / "supplement.tsv").write_text(SUPPLEMENT, encoding="utf-8")
    for name in ("spellings", "successors"):
        shutil.copy(resource_dir("data") / "authority" / f"{name}.tsv", into)
    return folder, into


def test_build_writes_tables_that_load(script: ModuleType, facts: tuple[Path, Path]) -> None:
    folder, into = facts
    assert script.build(folder, into) == {"countries": 1, "metonyms": 1, "organizations": 1, "persons": 2}
    authority = Authority.load(into)
    ada = authority.persons_named("Ada B. Nil")[0]
    assert ada.qid == "Q4"
    assert ada.countries == ("XX",)
    assert [(office.office_class.value, office.country) for office in ada.offices] == [
        ("head_of_state", "XX"),
        ("other", None),
        ("other", None),
    ]
    bo = authority.persons_named("Bo Nil")[0]
    assert bo.qid is None
    assert authority.office_holders("head_of_government", "XX", 1991) == (bo,)
    assert labels(authority.organizations_named("High Court")) == ["High Court"]
    assert [metonym.surface for metonym in authority.metonyms] == ["Palace"]


@pytest.mark.parametrize(
    ("table", "row", "message"),
    [
        ("corrections", "countries\tAtlantis\tset\tiso2\tAT\tsunk", "no row 'Atlantis'"),
        ("corrections", "countries\tNowhere\tdrop\taliases\tAtlantis\tsunk", "has no 'Atlantis'"),
        ("corrections", "countries\tNowhere\tmend\taliases\tX\tno", "unknown action"),
        ("supplement", "persons\tnames\tCy Nil\tC. Nil", "0 rows of persons"),
    ],
)
def test_build_stops_at_what_fits_nothing(
    script: ModuleType, facts: tuple[Path, Path], table: str, row: str, message: str
) -> None:
    folder, into = facts
    path = into / f"{table}.tsv"
    path.write_text(f"{path.read_text(encoding='utf-8')}{row}\n", encoding="utf-8")
    with pytest.raises(script.BuildError, match=message):
        script.build(folder, into)
