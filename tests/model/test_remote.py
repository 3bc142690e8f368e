"""Addresses of remote stores."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.config import Settings, load_settings
from kg.errors import ConfigError
from kg.model.remote import Credentials, RemoteAddress, from_wire, read_address


@pytest.mark.parametrize(
    ("text", "query", "update", "data", "default"),
    [
        (
            "sparql+http://h:7878/query?update=/update&data=/store",
            "http://h:7878/query",
            "http://h:7878/update",
            "http://h:7878/store",
            "",
        ),
        ("sparql+https://h/ds/query?update=update", "https://h/ds/query", "https://h/ds/update", "", ""),
        ("sparql+http://h/sparql/", "http://h/sparql/", "http://h/sparql/", "", ""),
        ("sparql+http://h", "http://h/", "http://h/", "", ""),
        (
            "sparql+http://h/s?infer=false&default=urn:x&update=http://w/u",
            "http://h/s?infer=false",
            "http://w/u",
            "",
            "urn:x",
        ),
    ],
)
def test_address_is_read(text: str, query: str, update: str, data: str, default: str) -> None:
    assert read_address(text) == RemoteAddress(query, update, data, default)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sparql+ftp://h/", r"must begin with sparql\+http://"),
        ("sparql+http:///x", "names no host"),
        ("sparql+http://h:port/", "names no host"),
        ("sparql+http://me:secret@h/", "KG_STORE_PASSWORD"),
        ("sparql+http://h/?update=http://me:secret@w/", "no web address, or holds a user"),
        ("sparql+http://h/?default=no iri", "not the IRI of a graph"),
    ],
)
def test_address_with_a_fault_is_refused_without_its_secrets(text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message) as caught:
        Settings(store=text)
    assert "secret" not in str(caught.value)


def test_settings_keep_address_and_local_folder_apart(tmp_path: Path) -> None:
    environ = {"KG_STORE": "sparql+http://h/q?update=/u", "KG_STORE_TOKEN": "secret", "KG_CACHE_DIR": str(tmp_path)}
    settings = load_settings(environ=environ, folder=tmp_path)
    assert settings.endpoint == environ["KG_STORE"]
    assert settings.store.parent == tmp_path / "stores"
    assert settings.store.name.startswith("h-q-")
    assert settings.target == RemoteAddress(
        "http://h/q", "http://h/u", folder=settings.store, credentials=Credentials(token="secret")
    )
    assert "secret" not in f"{settings!r} {settings.target!r} {settings.target}"
    assert Settings(store=environ["KG_STORE"], work="mine").store == Path("mine")
    assert Settings(store="folder").target == Path("folder")


def test_address_goes_to_a_worker_whole() -> None:
    address = RemoteAddress("http://h/q", "http://h/u", folder=Path("x"), credentials=Credentials("basic", "u", "p"))
    assert from_wire(address.to_wire()) == address
    assert from_wire("/some/folder") is None
