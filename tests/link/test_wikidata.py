"""The client of a Wikibase, from JSON to items to records, against the loopback server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.authority import Authority, NameKind, Office, OfficeClass, OrganizationRecord, PersonRecord
from kg.errors import LinkError, LinkerUnavailableError
from kg.link import props
from kg.link.items import Item, parse_item
from kg.link.overlay import Overlay
from kg.link.projection import Projector, bears_form, merged, name_kind, needed, prior, same_person
from kg.link.wikidata import Ages, WikidataClient, check_api, clean_name
from kg.net.cache import AnswerCache, Source
from kg.net.http import Door, Manners
from kg.resources import resource_dir
from tests.link import loopback
from tests.link.loopback import Clock, Loopback, claim, entity, item_value, year_value

FM, FEMALE, PROVINCE = "Q999000010", "Q999000011", "Q999000012"


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority.load(resource_dir("data") / "authority")


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback.serve() as state:
        yield state


@pytest.fixture
def clock() -> Clock:
    return Clock(now=1_795_521_600.0)


@pytest.fixture
def client(server: Loopback, clock: Clock, tmp_path: Path) -> Iterator[WikidataClient]:
    found = client_of(server, clock, tmp_path)
    yield found
    found.source.close()


def client_of(server: Loopback, clock: Clock, folder: Path, *, largest: int = 1_000_000) -> WikidataClient:
    manners = Manners("desk@example.org", frozenset({server.origin}), largest=largest)
    source = Source(AnswerCache(folder, wall=clock), lambda: Door(manners, clock=clock, wall=clock, sleep=clock.sleep))
    return WikidataClient(source, api=server.api, sparql=server.sparql)


def state(authority: Authority, code: str) -> dict[str, Any]:
    record = authority.country(code)
    assert record
    assert record.qid
    return item_value(record.qid)


def test_search_gives_hits_with_what_matched(server: Loopback, client: WikidataClient) -> None:
    server.add(entity("Q901", "Ada Berg"), entity("Q902", "A. M. Berg", aliases=("Ada Berg-Lund",)))
    hits = client.search("Ada Berg")
    assert [(hit.qid, hit.label, hit.matched, hit.by) for hit in hits] == [
        ("Q901", "Ada Berg", "Ada Berg", "label"),
        ("Q902", "A. M. Berg", "Ada Berg-Lund", "alias"),
    ]
    (seen,) = server.seen
    expected = {"format": "json", "formatversion": "2", "language": "en", "type": "item", "limit": "20", "maxlag": "5"}
    assert {name: seen.params[name] for name in expected} == expected


def test_search_without_hits_is_an_answer_that_is_kept(server: Loopback, client: WikidataClient) -> None:
    assert client.search("Nobody Here") == client.search("Nobody Here") == ()
    assert len(server.seen) == 1


def test_searches_grow_old_before_items(server: Loopback, client: WikidataClient, clock: Clock) -> None:
    server.add(entity("Q901", "Ada Berg"))
    for days, asked in ((0, 2), (2, 1), (9, 2)):
        clock.now += days * 86400
        before = len(server.seen)
        client.search("Ada Berg")
        client.items(["Q901"])
        assert len(server.seen) - before == asked


def test_ages_of_days_keep_searches_one_day_at_most() -> None:
    assert Ages.of_days(30) == Ages(30 * 86400, 86400, 30 * 86400)
    assert Ages.of_days(0.5).searches == 43200


def test_search_in_text_names_class_and_state(server: Loopback, client: WikidataClient) -> None:
    of_human = claim("P31", item_value("Q5"))
    server.add(
        entity("Q903", "Berg of Lund", of_human, description="Ada, minister"),
        entity("Q904", "Adda Berg", of_human, claim("P27", item_value("Q77"))),
        entity("Q905", "Ada Berg (ship)"),
    )
    assert client.search_text("Ada Berg") == ("Q903",)
    assert client.search_text("Berg", citizenship="Q77") == ("Q904",)
    assert client.search_text("Berg", citizenship="no item") == ("Q903", "Q904")
    assert [seen.params["srsearch"] for seen in server.seen] == [
        "Ada Berg haswbstatement:P31=Q5",
        "Berg haswbstatement:P31=Q5 haswbstatement:P27=Q77",
        "Berg haswbstatement:P31=Q5",
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ada  Berg", "Ada Berg"),
        ("Seán O'Neill-Álvarez Jr.", "Seán O'Neill-Álvarez Jr."),
        ("insource:/x.*/ Ada", "insource x. Ada"),
        ('"Ada" | Berg_Lund', "Ada Berg Lund"),
        ("x" * 500, "x" * 200),
    ],
)
def test_name_holds_no_operator_of_the_search(name: str, expected: str) -> None:
    assert clean_name(name) == expected


def test_items_come_in_batches_of_fifty_and_are_kept_one_by_one(server: Loopback, client: WikidataClient) -> None:
    qids = [f"Q{n}" for n in range(1000, 1120)]
    server.add(*(entity(qid, f"Item {qid}") for qid in qids))
    assert list(client.items(qids)) == qids
    assert [len(seen.params["ids"].split("|")) for seen in server.seen] == [50, 50, 20]
    assert client.items(["Q1119", "Q1000"])["Q1119"] is not None
    assert len(server.seen) == 3


def test_items_that_were_merged_or_deleted(server: Loopback, client: WikidataClient) -> None:
    server.add(entity("Q901", "Ada Berg"))
    server.merged = {"Q899": "Q901"}
    items = client.items(["Q899", "Q404", "no item"])
    assert items["Q404"] is None
    assert items["Q899"] is not None
    assert items["Q899"].qid == "Q901"
    assert client.current(["Q901", "Q899", "Q404"]) == {"Q901": "Q901", "Q899": "Q901", "Q404": None}


def test_items_too_large_for_one_answer_are_asked_in_parts(server: Loopback, clock: Clock, tmp_path: Path) -> None:
    server.add(*(entity(f"Q{n}", "x" * 600) for n in range(901, 908)), entity("Q908", "y" * 9000))
    client = client_of(server, clock, tmp_path, largest=4000)
    assert list(client.items([f"Q{n}" for n in range(901, 909)])) == [f"Q{n}" for n in range(901, 908)]
    client.source.close()


def test_item_that_the_answer_lacks_is_neither_there_nor_deleted(server: Loopback, client: WikidataClient) -> None:
    server.faults = [lambda exchange: exchange.send(b'{"entities": {}, "success": 1}')]
    assert client.items(["Q901"]) == {}
    assert client.items(["Q901"]) == {"Q901": None}


def test_client_that_is_cut_off_knows_what_it_has_seen(server: Loopback, client: WikidataClient) -> None:
    server.add(entity("Q901", "Ada Berg"))
    before = client.items(["Q901"]), client.search("Ada Berg")
    client.source.cut()
    assert (client.items(["Q901", "Q902"]), client.search("Ada Berg")) == before
    with pytest.raises(LinkError, match="not in the cache"):
        client.search("Somebody Else")


@pytest.mark.parametrize(
    "document",
    [[], {}, {"search": 7}, {"error": {"code": "badvalue", "info": "x"}}, {"error": "odd"}, {"success": 1}],
)
def test_api_answer_of_a_wrong_shape_is_an_error(document: Any) -> None:
    with pytest.raises(LinkError):
        check_api(document, "search")


def test_select_gives_rows_by_variable(server: Loopback, client: WikidataClient) -> None:
    server.rows = [
        {
            "person": {"type": "uri", "value": "http://www.wikidata.org/entity/Q901"},
            "label": {"type": "literal", "xml:lang": "en", "value": "Ada Berg"},
        }
    ]
    assert client.select("SELECT * {}") == ({"person": "Q901", "label": "Ada Berg"},)
    client.select(f"SELECT * {{}} #{'x' * 2000}")
    assert [seen.method for seen in server.seen] == ["GET", "POST"]
    assert server.seen[0].headers["accept"] == "application/sparql-results+json"


def test_select_that_ran_out_of_time_is_no_result(server: Loopback, client: WikidataClient) -> None:
    server.faults = [loopback.status(500), loopback.broken_json]
    assert client.select("SELECT * {}") == ()
    server.always = loopback.broken_json
    with pytest.raises(LinkerUnavailableError):
        client.select("SELECT ?x {}")


def test_select_needs_a_query_service(client: WikidataClient) -> None:
    with pytest.raises(LinkError, match="wikidata_sparql"):
        WikidataClient(client.source, api="http://x.org/").select("SELECT * {}")


def item_of(*claims: dict[str, Any], **others: Any) -> Item:
    item = parse_item(entity("Q901", "Ada Berg", *claims, **others), fetched=7.0)
    assert item
    return item


def test_item_takes_the_best_rank_and_never_the_deprecated() -> None:
    item = item_of(
        claim("P569", year_value(1940), rank="deprecated"),
        claim("P569", year_value(1950)),
        claim("P569", year_value(1951), rank="preferred"),
    )
    assert item.year("P569") == 1951
    assert [one.value.year for one in item.every("P569")] == [1950, 1951]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (year_value(1950), 1950),
        (year_value(1950, precision=11), 1950),
        (year_value(1950, precision=8), None),
        (year_value(-44), -44),
        (None, None),
    ],
)
def test_year_needs_the_precision_of_a_year(value: dict[str, Any] | None, expected: int | None) -> None:
    assert item_of(claim("P569", value)).year("P569") == expected


@pytest.mark.parametrize(
    "raw", [None, [], {}, {"id": "Q1", "missing": ""}, {"id": "Q1", "missing": True}, {"id": "P31"}, {"id": 7}]
)
def test_what_is_no_item(raw: Any) -> None:
    assert parse_item(raw) is None


def test_item_takes_both_shapes_of_empty_maps_and_leaves_out_what_is_odd() -> None:
    raw: dict[str, Any] = {"id": "Q1", "labels": [], "aliases": [], "descriptions": [], "claims": [], "sitelinks": []}
    assert parse_item(raw) == Item("Q1")
    odd = {"P31": [7, {}, {"mainsnak": {"snaktype": "value", "datavalue": {"value": {"x": 1}}}}], "P27": "x"}
    item = parse_item({**raw, "claims": odd, "labels": {"en": "x"}, "aliases": {"en": [3]}, "lastrevid": "x"})
    assert item == Item("Q1", claims={"P31": (), "P27": ()})


def test_item_takes_the_label_for_all_languages() -> None:
    raw = {"id": "Q1", "labels": {"mul": {"language": "mul", "value": "Ada  Berg"}}}
    assert parse_item(raw) == Item("Q1", "Ada Berg")


def test_identifier_may_come_as_a_number() -> None:
    number = {"datavalue": {"value": {"entity-type": "item", "numeric-id": 5}, "type": "wikibase-entityid"}}
    assert item_of(claim("P31", number)).items("P31") == ("Q5",)


KNOWN = {
    FM: Item(FM, "Minister of Foreign Affairs"),
    FEMALE: Item(FEMALE, "female"),
}


def human(*claims: dict[str, Any], **others: Any) -> Item:
    return item_of(claim("P31", item_value(props.HUMAN)), *claims, **others)


def test_person_of_an_item(authority: Authority) -> None:
    term = {"P580": year_value(1998), "P582": year_value(2004), "P1001": state(authority, "DK")}
    item = human(
        claim("P21", item_value(FEMALE)),
        claim("P27", state(authority, "DK")),
        claim("P27", item_value("Q999999999")),
        claim("P569", year_value(1950)),
        claim("P39", item_value(FM), **term),
        claim("P39", item_value("Q999999998")),
        aliases=("Ada M. Berg", "Ada Berg"),
        sitelinks=16,
    )
    assert needed([item]) == [FEMALE, FM, "Q999999998"]
    assert Projector(authority, KNOWN).person(item) == PersonRecord(
        qid="Q901",
        label="Ada Berg",
        aliases=("Ada M. Berg",),
        gender="f",
        birth_year=1950,
        death_year=None,
        countries=("DK",),
        offices=(Office("Minister of Foreign Affairs", "DK", 1998, 2004, OfficeClass.FOREIGN_MINISTER),),
        prior=50,
    )


@pytest.mark.parametrize(
    ("label", "claims", "qualifiers", "expected"),
    [
        # The item of the office tells the state.
        ("Minister for Foreign Affairs", {"P1001": "DK"}, {}, ("DK", OfficeClass.FOREIGN_MINISTER)),
        ("Minister for Foreign Affairs", {"P17": "DK"}, {}, ("DK", OfficeClass.FOREIGN_MINISTER)),
        # Its name tells it.
        ("Minister of Foreign Affairs of Denmark", {}, {}, ("DK", OfficeClass.FOREIGN_MINISTER)),
        # The claim itself tells it, before all others; "of" may name something else.
        ("Minister for Foreign Affairs", {"P17": "SE"}, {"P642": "DK"}, ("DK", OfficeClass.FOREIGN_MINISTER)),
        ("Minister", {"P1001": "DK"}, {"P642": PROVINCE}, ("DK", OfficeClass.MINISTER)),
        # Offices below the state, and of none.
        ("President", {"P1001": PROVINCE, "P17": "DK"}, {}, ("DK", OfficeClass.OTHER)),
        ("Member of the Parliament", {"P1001": PROVINCE, "P17": "DK"}, {}, ("DK", OfficeClass.LEGISLATOR)),
        ("President", {"P1001": PROVINCE}, {}, (None, OfficeClass.OTHER)),
        ("Harbour pilot", {"P17": "DK"}, {}, ("DK", OfficeClass.OTHER)),
    ],
)
def test_office_and_its_state(
    authority: Authority, label: str, claims: dict[str, str], qualifiers: dict[str, str], expected: tuple[Any, Any]
) -> None:
    def value(code: str) -> dict[str, Any]:
        return item_value(code) if code.startswith("Q") else state(authority, code)

    office = parse_item(entity(FM, label, *(claim(pid, value(code)) for pid, code in claims.items())))
    assert office
    item = human(claim("P39", item_value(FM), **{pid: value(code) for pid, code in qualifiers.items()}))
    person = Projector(authority, {FM: office}).person(item)
    assert person
    assert [(held.country, held.office_class) for held in person.offices] == [expected]


@pytest.mark.parametrize(
    ("qualifiers", "death", "expected"),
    [
        ({"P580": year_value(1998), "P582": None}, None, (1998, 1998)),
        ({"P580": year_value(1998)}, 2001, (1998, 2001)),
        ({"P580": year_value(1998)}, None, (1998, None)),
        ({}, None, (None, None)),
    ],
)
def test_term_of_an_office(
    authority: Authority, qualifiers: dict[str, Any], death: int | None, expected: tuple[int | None, int | None]
) -> None:
    died = [claim("P570", year_value(death))] if death else []
    person = Projector(authority, KNOWN).person(human(claim("P39", item_value(FM), **qualifiers), *died))
    assert person
    assert [(held.start, held.end) for held in person.offices] == [expected]


def test_what_is_no_person(authority: Authority) -> None:
    projector = Projector(authority, KNOWN)
    assert projector.person(item_of(claim("P31", item_value("Q999")))) is None
    nameless = parse_item(entity("Q901", "", claim("P31", item_value(props.HUMAN))))
    assert nameless
    assert projector.person(nameless) is None


@pytest.mark.parametrize(
    ("kind", "states", "expected"),
    [
        ("intergovernmental organization", (), OrganizationRecord("Q901", "Ada Berg", (), None)),
        ("ministry", ("DK",), OrganizationRecord("Q901", "Ada Berg", (), "DK")),
        ("political party", ("DK", "SE"), OrganizationRecord("Q901", "Ada Berg", (), None)),
        ("ship", ("DK",), None),
    ],
)
def test_organization_is_told_by_the_label_of_its_class(
    authority: Authority, kind: str, states: tuple[str, ...], expected: OrganizationRecord | None
) -> None:
    item = item_of(claim("P31", item_value("Q920")), *(claim("P17", state(authority, code)) for code in states))
    assert needed([item]) == ["Q920"]
    assert Projector(authority, {"Q920": Item("Q920", kind)}).organization(item) == expected


@pytest.mark.parametrize(("sitelinks", "expected"), [(0, 1), (1, 12), (16, 50), (30, 60), (300, 99), (5000, 99)])
def test_prior_grows_with_the_logarithm_of_the_articles(sitelinks: int, expected: int) -> None:
    assert prior(sitelinks) == expected


def record(label: str, *aliases: str, **others: Any) -> PersonRecord:
    unknown = dict.fromkeys(("qid", "gender", "birth_year", "death_year"))
    known: dict[str, Any] = {**unknown, "countries": ("DK",), "offices": (), "prior": 20}
    return PersonRecord(label=label, aliases=aliases, **{**known, **others})


@pytest.mark.parametrize(
    ("known", "name", "expected"),
    [
        (record("Ada Berg"), "ADA BERG", NameKind.LABEL),
        (record("A. Berg", "Ada Berg"), "Ada Berg", NameKind.ALIAS),
        (record("Ada Maria Berg"), "Ada Berg", NameKind.DERIVED),
        (record("Sergey Bergov"), "Sergei Bergov", NameKind.LOOSE),
        (record("Ada Berg"), "Ada Maria Berg", NameKind.LOOSE),
        (record("Ada M. Berg"), "Ada J. Berg", None),
        (record("Ada Bergman"), "Ada Berg", None),
        (record("Berg"), "Ada Berg", None),
    ],
)
def test_names_agree_as_in_the_embedded_tables(
    authority: Authority, known: PersonRecord, name: str, expected: NameKind | None
) -> None:
    assert name_kind(known, name, authority) is expected


@pytest.mark.parametrize(
    "name", ["Vladimir Putin", "George Bush", "Tareq Aziz", "Nicholas Burns", "John Kerry", "Kim Il Sung"]
)
def test_names_agree_exactly_as_the_embedded_tables_say(authority: Authority, name: str) -> None:
    matches = authority.matches(name)
    assert matches
    assert [name_kind(match.person, name, authority) for match in matches] == [match.kind for match in matches]


MINISTER = (Office("Minister", "DK", 1998, 2004, OfficeClass.MINISTER),)


@pytest.mark.parametrize(
    ("own", "found", "expected"),
    [
        (record("Ada Berg", qid="Q1"), record("Ada Berg", qid="Q1"), True),
        (record("Ada Berg", qid="Q1"), record("Ada Berg", qid="Q2"), False),
        (record("Ada Berg", birth_year=1950), record("A. Berg", "Ada Berg", qid="Q2", birth_year=1950), True),
        (record("Ada Berg", birth_year=1950), record("Ada Berg", qid="Q2", birth_year=1960), False),
        (record("Ada Berg", offices=MINISTER), record("Ada Berg", qid="Q2", offices=MINISTER), True),
        (record("Ada Berg"), record("Ada Berg", qid="Q2"), False),
        (
            record("Ada Berg", offices=MINISTER),
            record("Ada Berg", qid="Q2", offices=MINISTER, countries=("SE",)),
            False,
        ),
        (record("Ada Berg", offices=MINISTER), record("Ada Lund", qid="Q2", offices=MINISTER), False),
    ],
)
def test_same_person(own: PersonRecord, found: PersonRecord, expected: bool) -> None:
    assert same_person(own, found) is expected


def test_merged_record_keeps_its_own_word() -> None:
    own = record("Ada Berg", birth_year=1950, prior=70)
    whole = merged(own, record("A. Berg", "Ada B.", qid="Q2", birth_year=1951, gender="f", offices=MINISTER))
    assert whole == record(
        "Ada Berg", "A. Berg", "Ada B.", qid="Q2", birth_year=1950, prior=70, gender="f", offices=MINISTER
    )


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("Harbour Board", True),
        ("the harbour board", True),
        ("HB", True),
        ("H.B.", True),
        ("hb", True),
        ("Board", False),
    ],
)
def test_body_is_written_in_exactly_this_form(form: str, expected: bool) -> None:
    assert bears_form(OrganizationRecord("Q1", "Harbour Board", ("HB",), None), form) is expected


def test_overlay_adds_and_completes(authority: Authority) -> None:
    # A person whose record has no item, found by an item of the same name, state and office.
    own = next(one for one in authority.persons.records() if one.qid is None and one.offices and one.countries)
    found = record(own.label, qid="Q901", countries=own.countries, offices=own.offices)
    namesake = record(own.label, qid="Q902", countries=("IS",))
    overlay = Overlay(authority, persons={own.label: [namesake, found]}, organizations={})
    matches = [match for match in overlay.matches(own.label) if match.kind is NameKind.LABEL]
    assert [match.person.qid for match in matches] == ["Q901", "Q902"]
    assert overlay.matches("Vladimir Putin") == authority.matches("Vladimir Putin")
    assert overlay.version == authority.version


def test_overlay_adds_bodies_by_form(authority: Authority) -> None:
    board = OrganizationRecord("Q901", "Harbour Board", (), None)
    overlay = Overlay(authority, persons={}, organizations={"Harbour Board": [board]})
    assert overlay.organizations_named("Harbour Board") == (board,)
    assert overlay.organizations_named("NATO") == authority.organizations_named("NATO")
