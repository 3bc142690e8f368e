"""Tokens and roles: who may read, write, look on and stop."""

import base64
import json
import threading
import time
from urllib.parse import urlencode

import pytest

from kg.config import Settings
from kg.errors import ConfigError
from kg.web.access import Access
from tests.web.conftest import ARTICLE, make_app, make_store

TOKENS = "rita:read:r-secret walter:write:w:secret ada:admin:a-secret"
ASK = "/sparql?" + urlencode({"query": "ASK {}"})
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def basic(password):
    return {"Authorization": "Basic " + base64.b64encode(f"any:{password}".encode()).decode()}


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Bearer r-secret", "rita"),
        ("bearer  w:secret ", "walter"),
        ("Bearer a-secret", "ada"),
        ("Bearer single", "token"),
        ("Bearer r-secre", None),
        ("Bearer ", None),
        ("Basic r-secret", None),
        ("r-secret", None),
        ("", None),
    ],
)
def test_token_tells_who_asks(header, name):
    holder = Access(Settings(tokens=TOKENS, token="single")).who(header)
    assert (holder and holder.name) == name


def test_password_counts_where_reading_only_is_asked():
    access = Access(Settings(tokens=TOKENS))
    assert access.who(basic("r-secret")["Authorization"], basic=True).name == "rita"
    assert access.who(basic("r-secret")["Authorization"]) is None
    assert access.who("Basic %%%", basic=True) is None


def test_role_includes_those_before_it():
    walter = Access(Settings(tokens=TOKENS)).who("Bearer w:secret")
    assert [walter.may(role) for role in ("read", "write", "admin")] == [True, True, False]


@pytest.mark.parametrize(
    "values", [{"tokens": "no-role"}, {"tokens": "a:owner:x"}, {"tokens": "a:read:"}, {"private": True}]
)
def test_impossible_tokens_are_refused(values):
    with pytest.raises(ConfigError):
        Settings(**values)


def test_settings_do_not_show_their_secrets():
    assert "secret" not in repr(Settings(tokens=TOKENS, token="secret"))


class TestPrivate:
    """A private server, where reading needs a token too."""

    @pytest.fixture(scope="class")
    @staticmethod
    def client(tmp_path_factory):
        store = make_store(tmp_path_factory.mktemp("private") / "store")
        app = make_app(store, tokens=TOKENS, private=True, update=True, readers=2)
        yield app.test_client()
        app.extensions["newsgraph"].close()

    @pytest.mark.parametrize(
        "path", [ASK, f"/data?graph={ARTICLE}", "/", "/metrics", "/export", "/ontology", "/nowhere"]
    )
    def test_nothing_is_read_without_a_token(self, client, path):
        response = client.get(path)
        assert response.status_code == 401
        assert "Basic" in response.headers["WWW-Authenticate"]
        assert client.get(path, headers=bearer("wrong")).status_code == 401

    def test_health_is_open(self, client):
        assert client.get("/health").status_code == 200

    @pytest.mark.parametrize("headers", [bearer("r-secret"), basic("r-secret"), bearer("a-secret")])
    def test_every_role_reads(self, client, headers):
        assert client.get(ASK, headers=headers).status_code == 200

    @pytest.mark.parametrize(
        ("headers", "status"),
        [({}, 401), (bearer("r-secret"), 403), (basic("w:secret"), 401), (bearer("w:secret"), 204)],
    )
    def test_only_some_write(self, client, headers, status):
        update = {"update": "INSERT DATA { <x:a> <x:p> 1 }"}
        assert client.post("/sparql", data=update, headers=headers).status_code == status
        put = client.put("/data?graph=x:g", data="<x:a> <x:p> 1 .", content_type="text/turtle", headers=headers)
        assert put.status_code in ((201, 204) if status == 204 else (status,))

    @pytest.mark.parametrize("headers", [bearer("r-secret"), bearer("w:secret")])
    def test_only_administrators_see_what_runs(self, client, headers):
        assert client.get("/queries", headers=headers).status_code == 403
        assert client.delete("/queries/x", headers=headers).status_code == 403
        assert client.get("/queries", headers=bearer("a-secret")).json == []
        assert client.delete("/queries/x", headers=bearer("a-secret")).status_code == 404

    def test_administrator_stops_a_query(self, client):
        answers = []
        path = "/sparql?" + urlencode({"query": ENDLESS})
        thread = threading.Thread(target=lambda: answers.append(client.get(path, headers=bearer("r-secret"))))
        thread.start()
        running, end = [], time.monotonic() + 10
        while not (running and running[0]["running"]) and time.monotonic() < end:
            running = client.get("/queries", headers=bearer("a-secret")).json
            time.sleep(0.05)
        assert (running[0]["client"], running[0]["text"]) == ("rita", ENDLESS)
        assert client.delete(f"/queries/{running[0]['id']}", headers=bearer("a-secret")).status_code == 204
        thread.join(10)
        assert (answers[0].status_code, answers[0].headers["Query-Id"]) == (503, running[0]["id"])
        assert "administrator" in json.loads(answers[0].data)["detail"]
        assert 'newsgraph_killed_total{reason="stopped"} 1' in client.get("/metrics", headers=bearer("r-secret")).text
