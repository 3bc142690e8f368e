"""The connection to a remote store: credentials, repetitions, and what every failure is called."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.errors import StoreError
from kg.model.remote import Credentials, read_address
from kg.net.endpoint import PAUSES, Call, Endpoint, RequestRefusedError
from tests.store.servers import TRUE, Script, free_port, scripted

JSON = {"Content-Type": "application/json"}


def endpoint(script: Script, pauses: list[float] | None = None, **given: object) -> Endpoint:
    address = replace(read_address(script.store), timeout=1.0, credentials=Credentials(**given))
    return Endpoint(address, sleep=(pauses if pauses is not None else []).append)


def asked(script: Script, *, repeatable: bool = True, pauses: list[float] | None = None, **given: object) -> bytes:
    made = endpoint(script, pauses, **given)
    try:
        return made.call(
            replace(Call.form(made.address.query, [("query", "ASK {}")], accept="*/*"), repeatable=repeatable)
        ).read_all()
    finally:
        made.close()


def test_answer_is_read_and_credentials_are_sent() -> None:
    with scripted(TRUE) as script:
        assert asked(script) == TRUE[2]
        asked(script, token="a b")
        asked(script, user="u", password="p")
    sent = [headers.get("Authorization") for _, _, headers, _ in script.requests]
    assert sent == [None, "Bearer a b", "Basic dTpw"]
    assert script.requests[0][3] == b"query=ASK+%7B%7D"


def test_digest_credentials_answer_the_challenge() -> None:
    challenge = {"WWW-Authenticate": 'Digest realm="SPARQL", nonce="n", qop="auth", algorithm="MD5"'}
    with scripted((401, challenge, b""), TRUE) as script:
        assert asked(script, scheme="digest", user="dba", password="secret") == TRUE[2]
    answer = script.requests[1][2]["Authorization"]
    assert answer.startswith("Digest ")
    assert "secret" not in answer


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_what_may_pass_is_asked_again(status: int) -> None:
    pauses: list[float] = []
    with scripted((status, {}, b""), (status, {"Retry-After": "7"}, b""), TRUE) as script:
        assert asked(script, pauses=pauses) == TRUE[2]
    assert pauses == [PAUSES[0], 7.0]


def test_attempts_end() -> None:
    pauses: list[float] = []
    with (
        scripted((503, {}, b"<h1>Down</h1> for repairs")) as script,
        pytest.raises(StoreError, match="503: Down for repairs"),
    ):
        asked(script, pauses=pauses)
    assert pauses == list(PAUSES)


@pytest.mark.parametrize(("status", "attempts"), [(503, 2), (502, 1)])
def test_what_is_not_to_be_done_twice_is_asked_again_only_if_it_was_not_begun(status: int, attempts: int) -> None:
    with scripted((status, {}, b""), TRUE) as script:
        try:
            asked(script, repeatable=False)
        except StoreError:
            assert status == 502
        assert len(script.requests) == attempts


@pytest.mark.parametrize(
    ("status", "headers", "body", "given", "message"),
    [
        (
            401,
            {"WWW-Authenticate": 'Digest realm="x"'},
            b"",
            {},
            "set KG_STORE_USER and KG_STORE_PASSWORD and KG_STORE_AUTH=digest",
        ),
        (401, {"WWW-Authenticate": "Bearer"}, b"", {}, "set KG_STORE_TOKEN"),
        (401, {"WWW-Authenticate": 'Basic realm="x"'}, b"", {"token": "t"}, "wants basic credentials, not bearer"),
        (401, {"WWW-Authenticate": "Bearer"}, b"", {"token": "t"}, "refuses the bearer credentials"),
        (403, JSON, b'{"title": "no", "detail": "read only"}', {}, "does not allow this .*: read only"),
        (404, {}, b"", {}, "no such SPARQL endpoint"),
        (405, {}, b"", {}, "no such SPARQL endpoint"),
        (413, {}, b"", {}, "takes no request of 16 bytes"),
        (301, {"Location": "http://elsewhere/"}, b"", {}, "redirects to http://elsewhere/: name that address"),
        (500, {}, b"oops", {}, "answers with status 500: oops"),
    ],
)
def test_failures_say_what_to_do(status, headers, body, given, message) -> None:
    with scripted((status, headers, body)) as script, pytest.raises(StoreError, match=message) as caught:
        asked(script, **given)
    assert len(script.requests) == 1
    assert "'t'" not in str(caught.value)


def test_fault_in_what_was_asked_is_another_error() -> None:
    said = b"Virtuoso 37000 Error SP030: syntax error\n\nSPARQL query:\nASK"
    with scripted((400, {}, said)) as script, pytest.raises(RequestRefusedError) as caught:
        asked(script)
    assert str(caught.value) == "Virtuoso 37000 Error SP030: syntax error"


def test_server_that_is_down_or_silent_is_told() -> None:
    down = Script([], port=free_port())
    with pytest.raises(StoreError, match=r"http://127.0.0.1:\d+/sparql cannot be reached .*: is it running"):
        asked(down)
    with (
        scripted(TRUE, hang=20.0) as script,
        pytest.raises(StoreError, match="no answer within 1 seconds: whether it was done"),
    ):
        asked(script, repeatable=False)


def test_answer_that_breaks_off_is_told() -> None:
    cut = (200, {**TRUE[1], "Content-Length": "1000"}, b'{"head":')
    with scripted(cut) as script, pytest.raises(StoreError, match="the answer breaks off"):
        asked(script)
