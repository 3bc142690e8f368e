"""The Reconciliation Service API: what a client such as OpenRefine sends, in its order, and what nobody should send."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import pytest

from kg.store import open_store
from kg.web import reconcile_index
from kg.web.reconcile_requests import MAX_IDS, MAX_QUERIES
from kg.web.reconcile_schema import PROPERTIES, TYPES
from kg.web.reconcile_scores import LEAST, MATCH, grade_letters, grade_name, written_forms
from tests.web.conftest import BASE, NG, make_app

LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
ALT = "<http://www.w3.org/2004/02/skos/core#altLabel>"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
SAME = "<https://schema.org/sameAs>"
TITLE = "<https://schema.org/jobTitle>"
NIF = "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#"
FORM = "application/x-www-form-urlencoded"
ARTICLE = f"{BASE}article/a1"


def thing(local, kind, label, *others, **more):
    """N-Triples of a thing: its type, names, and values of properties of the ontology."""
    yield f"<{BASE}{local}> {TYPE} <{NG}{kind}> ."
    yield f"<{BASE}{local}> {LABEL} {json.dumps(label, ensure_ascii=False)} ."
    yield from (f"<{BASE}{local}> {ALT} {json.dumps(name, ensure_ascii=False)} ." for name in others)
    yield from (f'<{BASE}{local}> <{NG}{name}> "{value}" .' for name, value in more.items())


ENTITIES = [
    *thing("country/russia", "Country", "Russia", "Russian Federation", isoAlpha2="RU", isoAlpha3="RUS"),
    *thing("country/united-states", "Country", "United States", "America", isoAlpha2="US", isoAlpha3="USA"),
    *thing("country/georgia", "Country", "Georgia", isoAlpha2="GE", isoAlpha3="GEO"),
    *thing("organization/un", "Organization", "United Nations", "UN"),
    *thing("person/igor-ivanov-Q101", "Person", "Igor Ivanov", "Ivanov"),
    *thing("person/ann-lee-US", "Person", "Ann Lee"),
    *thing("person/ann-lee-RU", "Person", "Ann Lee"),
    *thing("person/george-h-w-bush", "Person", "George H. W. Bush"),
    *thing("person/george-w-bush", "Person", "George W. Bush", "George Walker Bush"),
    *thing("person/jos%C3%A9-ma", "Person", "José María Aznar"),
    *thing("person/bashar", "Person", "Bashar al-Assad", "al-Assad"),
    *thing("person/georgia-smith", "Person", "Georgia"),
    *thing("person/evil", "Person", "Eve <script>alert(1)</script> Ill"),
]
LINKS = [
    f"<{BASE}person/igor-ivanov-Q101> {SAME} <http://www.wikidata.org/entity/Q101> .",
    f"<{BASE}person/igor-ivanov> <http://purl.org/dc/terms/isReplacedBy> <{BASE}person/igor-ivanov-Q101> .",
]
SAID = [
    f'<{BASE}person/igor-ivanov-Q101> {TITLE} "foreign minister" .',
    f"<{BASE}person/igor-ivanov-Q101> <{NG}represents> <{BASE}country/russia> .",
    f"<{BASE}person/ann-lee-US> <{NG}represents> <{BASE}country/united-states> .",
    f"<{BASE}person/ann-lee-RU> <{NG}represents> <{BASE}country/russia> .",
    f"<{BASE}statement/s1> {TYPE} <{NG}Statement> .",
    f"<{BASE}statement/s1> <{NG}speaker> <{BASE}person/igor-ivanov-Q101> .",
    f"<{BASE}meeting/m1> {TYPE} <{NG}Meeting> .",
    f"<{BASE}meeting/m1> <{NG}participant> <{BASE}person/igor-ivanov-Q101> .",
    f"<{BASE}meeting/m1> <{NG}participant> <{BASE}person/george-w-bush> .",
    f'<{BASE}meeting/m1> <{NG}place> "Moscow" .',
    f'<{BASE}meeting/m1> <{NG}date> "2002-05-24"^^<http://id.loc.gov/datatypes/edtf/EDTF> .',
    f'<{BASE}meeting/m1> <https://schema.org/startDate> "2002-05-24"^^<http://www.w3.org/2001/XMLSchema#date> .',
    f"<{BASE}meeting/m1> <{NG}meetingType> <{NG}talks> .",
    f"<{BASE}meeting/m1> <{NG}status> <{NG}held> .",
    f"<{BASE}meeting/m1> <{NG}evidence> <{ARTICLE}#char=0,9> .",
    f'<{ARTICLE}#char=0,9> <{NIF}anchorOf> "they met" .',
    f"<{ARTICLE}#char=0,9> <{NIF}referenceContext> <{ARTICLE}> .",
    *thing("policy/arms-1", "Policy", "Strategic Arms Treaty"),
    f"<{BASE}policy/arms-1> <{NG}policyKind> <{NG}treaty> .",
    f"<{BASE}policy/arms-1> <{NG}actor> <{BASE}country/russia> .",
]


@pytest.fixture(scope="module")
def named_store(tmp_path_factory):
    path = tmp_path_factory.mktemp("reconcile") / "store"
    with open_store(path, base_iri=BASE) as store:
        store.replace_many({f"{BASE}graph/entities": ENTITIES, f"{BASE}graph/links": LINKS, ARTICLE: SAID})
    return path


@pytest.fixture(scope="module")
def app(named_store):
    made = make_app(named_store)
    yield made
    made.extensions["newsgraph"].close()


def ask(client, query, **more):
    """The candidates for one query, by the batch form."""
    batch = {"q0": ({"query": query} if isinstance(query, str) else query) | more}
    response = client.post("/reconcile", data={"queries": json.dumps(batch)})
    assert response.status_code == 200, response.text
    return response.json["q0"]["result"]


def matched(candidates):
    return [found["id"] for found in candidates if found["match"]]


# The manifest


def test_manifest_says_what_the_service_can_do(client):
    response = client.get("/reconcile")
    manifest = response.json
    assert (response.status_code, response.mimetype) == (200, "application/json")
    assert manifest["versions"] == ["0.1", "0.2"]
    assert manifest["identifierSpace"] == BASE
    assert manifest["schemaSpace"] == NG
    assert [entry["id"] for entry in manifest["defaultTypes"]] == [f"{NG}{entry.name}" for entry in TYPES]
    assert manifest["view"]["url"] == "http://localhost/id/{{id}}"
    assert manifest["preview"]["url"] == "http://localhost/reconcile/preview?id={{id}}"
    assert set(manifest["suggest"]) == {"entity", "type", "property"}
    assert manifest["batchSize"] == MAX_QUERIES


@pytest.mark.parametrize("local", ["person/igor-ivanov-Q101", "person/jos%C3%A9-ma"])
def test_view_and_preview_lead_to_the_thing(client, local):
    manifest = client.get("/reconcile").json
    for template in (manifest["view"]["url"], manifest["preview"]["url"]):
        found = client.get(template.replace("{{id}}", quote(local, safe="")), follow_redirects=True)
        assert found.status_code == 200


# Matching


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Igor Ivanov", "person/igor-ivanov-Q101"),
        ("IGOR IVANOV", "person/igor-ivanov-Q101"),
        ("Ivanov, Igor", "person/igor-ivanov-Q101"),
        ("jose maria aznar", "person/jos%C3%A9-ma"),
        ("Bashar Assad", "person/bashar"),
        ("George Walker Bush", "person/george-w-bush"),
        ("George W. Bush", "person/george-w-bush"),
        ("Russian Federation", "country/russia"),
        ("the United Nations", "organization/un"),
        ("USA", "country/united-states"),
        ("Q101", "person/igor-ivanov-Q101"),
        ("http://www.wikidata.org/entity/Q101", "person/igor-ivanov-Q101"),
        ("person/igor-ivanov-Q101", "person/igor-ivanov-Q101"),
        (f"{BASE}person/igor-ivanov", "person/igor-ivanov-Q101"),
        ("talks of George W. Bush and Igor Ivanov, Moscow, 2002-05-24", "meeting/m1"),
        ("Strategic Arms Treaty", "policy/arms-1"),
    ],
)
def test_whole_name_is_a_match(client, query, expected):
    assert matched(ask(client, query)) == [expected]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("Ivanov", "person/igor-ivanov-Q101"),
        ("I. Ivanov", "person/igor-ivanov-Q101"),
        ("Igor Ivanof", "person/igor-ivanov-Q101"),
        ("Igro Ivanov", "person/igor-ivanov-Q101"),
        ("Ivanov Igor", "person/igor-ivanov-Q101"),
        ("Aznar", "person/jos%C3%A9-ma"),
        ("al-Assad", "person/bashar"),
        ("Bush and Ivanov in Moscow", "meeting/m1"),
        ("Arms Treaty", "policy/arms-1"),
        ("Untied Nations", "organization/un"),
    ],
)
def test_part_of_a_name_is_a_candidate_and_no_match(client, query, first):
    candidates = ask(client, query)
    assert candidates[0]["id"] == first
    assert matched(candidates) == []
    assert LEAST <= candidates[0]["score"] < MATCH


@pytest.mark.parametrize("query", ["George Bush", "Ann Lee", "Georgia", "Lee"])
def test_name_of_several_is_no_match(client, query):
    candidates = ask(client, query)
    assert matched(candidates) == []


@pytest.mark.parametrize("query", ["Zzyzx", "...", "12", "\u200b", "in", "x" * 5000])
def test_name_of_nothing_has_no_candidates(client, query):
    assert ask(client, query) == []


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        (f"{NG}Country", ["country/georgia"]),
        ([f"{NG}Country"], ["country/georgia"]),
        ([{"id": "ng:Country"}], ["country/georgia"]),
        ("Country", ["country/georgia"]),
        ("http://schema.org/Country", ["country/georgia"]),
        ("http://www.wikidata.org/entity/Q6256", ["country/georgia"]),
        ("Q6256", ["country/georgia"]),
        (["Person", "Country"], []),
        ("Meeting", []),
        ("http://example.org/Nothing", []),
        (None, []),
    ],
)
def test_type_filters_and_resolves(client, types, expected):
    assert matched(ask(client, "Georgia", type=types)) == expected


def test_code_in_small_letters_counts_only_among_countries(client):
    assert matched(ask(client, "us", type="Country")) == ["country/united-states"]
    assert ask(client, "us") == []


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ([{"pid": "country", "v": "Russia"}], "person/ann-lee-RU"),
        ([{"pid": "country", "v": "US"}], "person/ann-lee-US"),
        ([{"pid": "country", "v": {"id": "country/united-states", "name": "America"}}], "person/ann-lee-US"),
        ([{"pid": "country", "v": ["Atlantis", "Russian Federation"]}], "person/ann-lee-RU"),
    ],
)
def test_property_tells_namesakes_apart(client, properties, expected):
    candidates = ask(client, "Ann Lee", properties=properties)
    assert matched(candidates) == [expected]
    assert len(candidates) == 2
    assert {"id": "country", "value": True} in candidates[0]["features"]


@pytest.mark.parametrize(
    ("query", "properties", "expected"),
    [
        ("Igor Ivanov", [{"pid": "country", "v": "Georgia"}], []),
        ("Igor Ivanov", [{"pid": "role", "v": "Minister"}], ["person/igor-ivanov-Q101"]),
        ("Igor Ivanov", [{"pid": "role", "v": "senator"}], []),
        ("Igor Ivanov", [{"pid": "role", "v": ""}], ["person/igor-ivanov-Q101"]),
        ("Igor Ivanov", [{"pid": "wikidata", "v": "Q102"}], []),
        ("Ivanov", [{"pid": "wikidata", "v": "Q101"}], ["person/igor-ivanov-Q101"]),
        ("Somebody Else", [{"pid": "wikidata", "v": "Q101"}], []),
        ("", [{"pid": "wikidata", "v": {"id": "Q101"}}], ["person/igor-ivanov-Q101"]),
    ],
)
def test_property_decides_with_the_name(client, query, properties, expected):
    assert matched(ask(client, {"query": query, "properties": properties})) == expected


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ([{"pid": "participant", "v": "Igor Ivanov"}, {"pid": "date", "v": "2002-05"}], "meeting/m1"),
        ([{"pid": "place", "v": "moscow"}], "meeting/m1"),
        ([{"pid": "status", "v": "held"}], "meeting/m1"),
        ([{"pid": "isoAlpha2", "v": "RU"}], "country/russia"),
        ([{"pid": "actor", "v": {"id": "country/russia"}}], "policy/arms-1"),
        ([{"pid": "place", "v": 'Mos"cow\\ \n } #'}], None),
    ],
)
def test_things_are_found_by_properties_alone(client, properties, expected):
    candidates = ask(client, {"properties": properties})
    assert [found["id"] for found in candidates] == ([expected] if expected else [])


def test_candidates_are_in_order_and_limited(client):
    candidates = ask(client, "Bush", limit=2)
    assert len(candidates) == 2
    scores = [found["score"] for found in ask(client, "George Bush", limit=50)]
    assert scores == sorted(scores, reverse=True)
    assert all(LEAST <= score <= 100 for score in scores)


def test_candidate_has_all_fields(client):
    assert ask(client, "Igor Ivanov", limit=1) == [
        {
            "id": "person/igor-ivanov-Q101",
            "name": "Igor Ivanov",
            "description": "foreign minister, Russia",
            "type": [{"id": f"{NG}Person", "name": "Person"}],
            "score": 100.0,
            "features": [{"id": "name", "value": 100.0}],
            "match": True,
        }
    ]


@pytest.mark.parametrize("method", ["get", "post"])
def test_single_query_of_the_first_version_is_answered(client, method):
    for query in ("Igor Ivanov", json.dumps({"query": "Igor Ivanov", "type": f"{NG}Person", "limit": 1})):
        values = {"query": query, "limit": "1"}
        address = f"/reconcile?{urlencode(values)}"
        sent = client.post("/reconcile", data=values) if method == "post" else client.get(address)
        assert matched(sent.json["result"]) == ["person/igor-ivanov-Q101"]


def test_queries_of_a_batch_are_answered_apart(client):
    names = ["Igor Ivanov", "Ann Lee", "Igor Ivanov"]
    batch = {f"q{number} é": {"query": name} for number, name in enumerate(names)}
    answer = client.get(f"/reconcile?{urlencode({'queries': json.dumps(batch)})}").json
    assert list(answer) == list(batch)
    assert [answer[key]["result"] for key in batch] == [ask(client, name) for name in names]


def test_empty_batch_has_an_empty_answer(client):
    assert client.post("/reconcile", data={"queries": "{}"}).json == {}


# Grades


@pytest.mark.parametrize(
    ("wanted", "name", "least", "most"),
    [
        ("John Smith", "john smith", 95, 98),
        ("John Smith Jr.", "john smith", 90, 90),
        ("John A. Smith", "john b smith", 0, 45),
        ("J. Smith", "john smith", 78, 78),
        ("Smith", "john smith", 55, 60),
        ("Tareq Azeez", "tariq aziz", 82, 82),
        ("John Smith", "john brown", 0, 45),
        ("Villepin, Dominique de", "dominique de villepin", 95, 98),
    ],
)
def test_grade_of_a_person_says_what_differs(wanted, name, least, most):
    grades = [grade_name(written, name, person=True, spellings={}) for written in written_forms(wanted)]
    assert least <= max(grades) <= most


def test_letters_never_make_a_match():
    for written in written_forms("Jon Smith"):
        assert 0 < grade_letters(written, "john smith", person=True) < MATCH
        assert grade_letters(written, "mary jones", person=True) == 0


# Suggestions, extension, preview


def suggest(client, kind="entity", **parameters):
    response = client.get(f"/reconcile/suggest/{kind}?{urlencode(parameters)}")
    assert response.status_code == 200, response.text
    return [found["id"] for found in response.json["result"]]


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        ("igor", ["person/igor-ivanov-Q101", "meeting/m1"]),
        ("IVA", ["person/igor-ivanov-Q101", "meeting/m1"]),
        ("ivanov ig", ["person/igor-ivanov-Q101", "meeting/m1"]),
        ("josé m", ["person/jos%C3%A9-ma"]),
        ("russian", ["country/russia"]),
        ("Q101", ["person/igor-ivanov-Q101"]),
        ("person/bashar", ["person/bashar"]),
        ("", []),
        ("zz", []),
    ],
)
def test_entities_are_suggested_by_prefix(client, prefix, expected):
    assert suggest(client, prefix=prefix) == expected


def test_suggestions_go_on_where_the_cursor_stands(client):
    every = suggest(client, prefix="g")
    assert len(every) >= 4
    pages = [suggest(client, prefix="g", cursor=at, limit=2) for at in range(0, len(every), 2)]
    assert [name for page in pages for name in page] == every
    assert suggest(client, prefix="g", cursor=1000) == []
    assert suggest(client, prefix="g", type=f"{NG}Country") == ["country/georgia"]


def test_types_and_properties_are_suggested(client):
    assert suggest(client, "type", prefix="per") == [f"{NG}Person"]
    assert suggest(client, "type", prefix=f"{NG}Pol") == [f"{NG}Policy"]
    assert len(suggest(client, "type", prefix="")) == len(TYPES)
    assert suggest(client, "property", prefix="coun") == ["country"]
    assert suggest(client, "property", prefix="item") == ["wikidata"]


def extend(client, ids, *properties):
    query = {"ids": ids, "properties": [{"id": entry} if isinstance(entry, str) else entry for entry in properties]}
    response = client.post("/reconcile", data={"extend": json.dumps(query)})
    assert response.status_code == 200, response.text
    return response.json


def test_extension_gives_values_in_the_form_of_their_kind(client):
    answer = extend(client, ["person/igor-ivanov-Q101"], "wikidata", "country", "role", "statements", "meetings", "iri")
    assert answer["rows"] == {
        "person/igor-ivanov-Q101": {
            "wikidata": [{"str": "Q101"}],
            "country": [{"id": "country/russia", "name": "Russia"}],
            "role": [{"str": "foreign minister"}],
            "statements": [{"int": 1}],
            "meetings": [{"int": 1}],
            "iri": [{"str": f"{BASE}person/igor-ivanov-Q101"}],
        }
    }
    assert answer["meta"][1] == {"id": "country", "name": "Country", "type": {"id": f"{NG}Country", "name": "Country"}}


def test_extension_of_a_meeting(client):
    names = ("participant", "date", "startDate", "place", "status", "meetingType", "articles", "evidence")
    row = extend(client, ["meeting/m1"], *names)["rows"]["meeting/m1"]
    assert row["participant"] == [
        {"id": "person/george-w-bush", "name": "George W. Bush"},
        {"id": "person/igor-ivanov-Q101", "name": "Igor Ivanov"},
    ]
    assert row["date"] == [{"str": "2002-05-24"}]
    assert row["startDate"] == [{"date": "2002-05-24T00:00:00Z"}]
    assert (row["place"], row["status"], row["meetingType"]) == (
        [{"str": "Moscow"}],
        [{"str": "held"}],
        [{"str": "talks"}],
    )
    assert (row["articles"], row["evidence"]) == ([{"int": 1}], [{"str": "they met"}])


def test_extension_keeps_identifiers_that_are_old_or_unknown(client):
    rows = extend(client, ["person/igor-ivanov", "person/nobody", "> } #"], "wikidata", "statements")["rows"]
    assert rows == {
        "person/igor-ivanov": {"wikidata": [{"str": "Q101"}], "statements": [{"int": 1}]},
        "person/nobody": {"wikidata": [], "statements": []},
        "> } #": {"wikidata": [], "statements": []},
    }
    assert extend(client, [], "wikidata")["rows"] == {}


@pytest.mark.parametrize("limit", [1, "1"])
def test_extension_follows_its_setting(client, limit):
    row = extend(client, ["meeting/m1"], {"id": "participant", "settings": {"limit": limit}})["rows"]["meeting/m1"]
    assert len(row["participant"]) == 1


@pytest.mark.parametrize("entry", PROPERTIES, ids=lambda entry: entry.id)
def test_every_property_can_be_asked_of_every_thing(client, entry):
    ids = ["person/igor-ivanov-Q101", "country/russia", "organization/un", "meeting/m1", "policy/arms-1"]
    rows = extend(client, ids, entry.id)["rows"]
    assert list(rows) == ids
    assert all(
        set(value) in ({"str"}, {"int"}, {"date"}, {"id", "name"}) for row in rows.values() for value in row[entry.id]
    )


def test_properties_are_proposed_for_a_type(client):
    answer = client.get(f"/reconcile/properties?{urlencode({'type': f'{NG}Meeting', 'limit': 3})}").json
    assert (answer["type"], answer["limit"], len(answer["properties"])) == (f"{NG}Meeting", 3, 3)
    meeting = [entry["id"] for entry in client.get("/reconcile/properties?type=Meeting").json["properties"]]
    assert {"participant", "place", "status", "date"} <= set(meeting)
    assert "role" not in meeting
    assert len(client.get("/reconcile/properties").json["properties"]) == len(PROPERTIES)
    assert client.get("/reconcile/properties?type=nonsense").json["properties"] == []


def test_preview_is_escaped_and_may_be_framed(client):
    response = client.get("/reconcile/preview?id=person/evil")
    assert (response.status_code, response.mimetype) == (200, "text/html")
    assert "<script" not in response.text
    assert "Eve &lt;script&gt;" in response.text
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors *" in policy
    assert "script-src" not in policy
    assert "X-Frame-Options" not in response.headers
    assert client.get("/reconcile").headers["X-Frame-Options"] == "DENY"


def test_preview_tells_what_is_known(client):
    text = client.get("/reconcile/preview?id=person/igor-ivanov-Q101").text
    assert all(words in text for words in ("Igor Ivanov", "foreign minister", "Russia", "Q101"))
    assert client.get("/reconcile/preview?id=person/nobody").status_code == 404
    assert client.get("/reconcile/preview").status_code == 400


# What is wrong with a request


@pytest.mark.parametrize(
    ("field", "text", "status"),
    [
        ("queries", "", 400),
        ("queries", "{", 400),
        ("queries", "[]", 400),
        ("queries", "null", 400),
        ("queries", "[" * 100_000, 400),
        ("queries", f'{{"q0": {{"query": "x", "limit": {"9" * 5000}}}}}', 400),
        ("queries", '{"q0": 1}', 400),
        ("queries", '{"q0": {}}', 400),
        ("queries", '{"q0": {"query": ""}}', 400),
        ("queries", '{"q0": {"query": 5}}', 400),
        ("queries", '{"q0": {"query": "\\ud800"}}', 400),
        ("queries", '{"q0": {"query": "x", "limit": 0}}', 400),
        ("queries", '{"q0": {"query": "x", "limit": -1}}', 400),
        ("queries", '{"q0": {"query": "x", "limit": NaN}}', 400),
        ("queries", '{"q0": {"query": "x", "limit": true}}', 400),
        ("queries", '{"q0": {"query": "x", "type": 5}}', 400),
        ("queries", '{"q0": {"query": "x", "properties": {}, "type": {}}}', 400),
        ("queries", '{"q0": {"query": "x", "properties": [{"pid": "nonsense", "v": "x"}]}}', 400),
        ("queries", '{"q0": {"query": "x", "properties": [{"pid": "role", "v": [["x"]]}]}}', 400),
        ("queries", '{"q0": {"query": "x", "properties": [{"v": "x"}]}}', 400),
        ("queries", json.dumps({f"q{n}": {"query": "x"} for n in range(MAX_QUERIES + 1)}), 413),
        ("query", "", 400),
        ("query", '{"query"', 400),
        ("extend", "{}", 400),
        ("extend", '{"ids": "x", "properties": []}', 400),
        ("extend", '{"ids": [1], "properties": []}', 400),
        ("extend", '{"ids": [], "properties": [{"id": "nonsense"}]}', 400),
        ("extend", '{"ids": [], "properties": [{"id": "role", "settings": {"limit": "many"}}]}', 400),
        ("extend", json.dumps({"ids": ["x"] * (MAX_IDS + 1), "properties": []}), 413),
        ("nothing", "x", 400),
    ],
)
def test_malformed_request_is_told(client, field, text, status):
    response = client.post("/reconcile", data={field: text})
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert response.json["status"] == status
    assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "address",
    [
        "/reconcile?query=a&queries=%7B%7D",
        "/reconcile?query=a&query=b",
        "/reconcile?query=%FF",
        "/reconcile/suggest/entity",
        "/reconcile/suggest/entity?prefix=a&cursor=-1",
        "/reconcile/suggest/entity?prefix=a&cursor=x",
        "/reconcile/suggest/type?cursor=1",
        "/reconcile/properties?limit=-1",
    ],
)
def test_malformed_address_is_told(client, address):
    assert client.get(address).status_code == 400


def test_other_content_types_are_415(client):
    assert client.post("/reconcile", json={"queries": {}}).status_code == 415
    assert client.post("/reconcile", data=b"x").status_code == 415


def test_body_over_the_limit_is_413(client):
    assert client.post("/reconcile", data=b"q" * ((16 << 20) + 1), content_type=FORM).status_code == 413


def test_error_is_plain_text_for_who_prefers_it(client):
    response = client.post("/reconcile", data={"queries": "{"}, headers={"Accept": "text/plain"})
    assert response.mimetype == "text/plain"
    assert "line 1, column 2" in response.text


# Methods and headers


ADDRESSES = [
    "/reconcile",
    "/reconcile/preview?id=country/russia",
    "/reconcile/properties",
    "/reconcile/suggest/entity?prefix=a",
    "/reconcile/suggest/type?prefix=p",
    "/reconcile/suggest/property?prefix=r",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_methods_and_origins(client, address):
    response = client.head(address)
    assert (response.status_code, response.data) == (200, b"")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    allowed = client.options(address)
    assert (allowed.status_code, allowed.data) == (204, b"")
    assert "Content-Type" in allowed.headers["Access-Control-Allow-Headers"]
    assert ("POST" in allowed.headers["Access-Control-Allow-Methods"]) == (address == "/reconcile")
    assert client.delete(address).status_code == 405


@pytest.mark.parametrize(
    "address", ["/reconcile?query=Lee", "/reconcile/suggest/entity?prefix=a", "/reconcile/preview?id=country/russia"]
)
def test_unchanged_answer_is_304(client, address):
    tag = client.get(address).headers["ETag"]
    again = client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Access-Control-Allow-Origin"] == "*"


# Snapshots and bounds


def test_new_revision_is_seen(tmp_path):
    with open_store(tmp_path / "s", base_iri=BASE) as store:
        store.replace_many({ARTICLE: list(thing("person/a", "Person", "Ann Able"))})
    app = make_app(tmp_path / "s")
    try:
        client = app.test_client()
        assert matched(ask(client, "Ann Able")) == ["person/a"]
        with open_store(tmp_path / "s", base_iri=BASE) as store:
            store.replace_many({ARTICLE: list(thing("person/b", "Person", "Bea Best"))})
        assert ask(client, "Ann Able") == []
        assert matched(ask(client, "Bea Best")) == ["person/b"]
    finally:
        app.extensions["newsgraph"].close()


def test_too_many_names_are_refused(named_store, monkeypatch):
    monkeypatch.setattr(reconcile_index, "MAX_NAMES", 3)
    with open_store(named_store, read_only=True) as view, pytest.raises(reconcile_index.StoreError, match="too many"):
        reconcile_index.build_index(view, BASE)


def test_replacements_in_a_circle_come_to_an_end():
    index = reconcile_index.Index([])
    index.replaced = {"a": "b", "b": "a"}
    assert index.find("a") is None


def test_without_a_store_only_the_manifest_is_there(tmp_path):
    app = make_app(tmp_path / "none")
    client = app.test_client()
    assert client.get("/reconcile").status_code == 200
    assert client.get("/reconcile?query=x").status_code == 503


# OpenRefine against a live server


class Refine:
    """Speaks to a service as OpenRefine does: every address but the first comes from the manifest."""

    def __init__(self, address):
        self.address = address
        self.manifest = self.get(address)

    def get(self, address, kind="application/json"):
        return self._send("GET", address, kind=kind)

    def post(self, **fields):
        return self._send("POST", self.address, urlencode(fields), {"Content-Type": f"{FORM}; charset=UTF-8"})

    def guess_types(self, names):
        """Ten cells are asked without a type; types of the best candidates are counted, weighted by rank."""
        batch = {f"q{n}": {"query": name, "limit": 3} for n, name in enumerate(names[:10])}
        counts = {}
        for answer in self.post(queries=json.dumps(batch)).values():
            for rank, found in enumerate(answer["result"]):
                for kind in found["type"]:
                    counts[kind["id"]] = counts.get(kind["id"], 0) + 1 / (1 + rank)
        return max(counts, key=counts.get)

    def reconcile(self, names, kind):
        rows = [
            {"query": name, "type": kind, "type_strict": "should", "properties": [{"pid": "country", "v": country}]}
            for name, country in names
        ]
        answers = self.post(queries=json.dumps({f"q{n}": row for n, row in enumerate(rows)}))
        return [answers[f"q{n}"]["result"] for n in range(len(rows))]

    def preview(self, local):
        address = self.manifest["preview"]["url"].replace("{{id}}", quote(local, safe=""))
        return self.get(address, kind="text/html")

    def propose(self, kind):
        place = self.manifest["extend"]["propose_properties"]
        return self.get(f"{place['service_url']}{place['service_path']}?{urlencode({'type': kind})}")["properties"]

    def suggest(self, what, prefix):
        place = self.manifest["suggest"][what]
        return self.get(f"{place['service_url']}{place['service_path']}?{urlencode({'prefix': prefix})}")["result"]

    def _send(self, method, address, body=None, headers=None, kind="application/json"):
        parts = urlsplit(address)
        connection = http.client.HTTPConnection(parts.netloc, timeout=30)
        try:
            connection.request(method, f"{parts.path}?{parts.query}".rstrip("?"), body, headers or {})
            response = connection.getresponse()
            assert response.status == 200, response.read()
            assert response.getheader("Access-Control-Allow-Origin") == "*"
            assert response.getheader("Content-Type").startswith(kind)
            text = response.read().decode()
            return json.loads(text) if kind == "application/json" else text
        finally:
            connection.close()


@pytest.fixture
def live(named_store):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    values = {"KG_STORE": str(named_store), "KG_PORT": str(port), "KG_READERS": "2", "KG_QUERY_MEMORY": "512"}
    root = Path(__file__).parents[2]
    process = subprocess.Popen([sys.executable, "server.py"], cwd=root, env=os.environ | values)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/reconcile"
    finally:
        process.terminate()
        assert process.wait(20) == 0


def test_openrefine_reconciles_a_table(live):
    refine = Refine(live)
    table = [("Ivanov, Igor", "Russia"), ("Ann Lee", "USA"), ("ann lee", "RU"), ("George Bush", "United States")]
    kind = refine.guess_types([name for name, _ in table])
    assert kind == f"{NG}Person"
    assert refine.suggest("property", "country")[0]["id"] == "country"
    results = refine.reconcile(table, kind)
    assert [matched(found) for found in results] == [
        ["person/igor-ivanov-Q101"],
        ["person/ann-lee-US"],
        ["person/ann-lee-RU"],
        [],
    ]
    # The user picks one of the two candidates after a look at them, or searches by hand.
    assert "George W. Bush" in refine.preview(results[3][1]["id"]) + refine.preview(results[3][0]["id"])
    assert refine.suggest("entity", "george w")[0]["id"] == "person/george-w-bush"
    proposed = [entry["id"] for entry in refine.propose(kind)]
    assert {"wikidata", "country", "role"} <= set(proposed)
    ids = ["person/igor-ivanov-Q101", "person/ann-lee-US"]
    fields = {"ids": ids, "properties": [{"id": "wikidata"}, {"id": "country", "settings": {"limit": "1"}}]}
    rows = refine.post(extend=json.dumps(fields))["rows"]
    assert rows[ids[0]] == {"wikidata": [{"str": "Q101"}], "country": [{"id": "country/russia", "name": "Russia"}]}
    assert rows[ids[1]]["wikidata"] == []
