from __future__ import annotations

from pathlib import Path

import pytest

from kg.config import Settings, load_settings
from kg.errors import ConfigError


def test_settings_defaults_find_the_projects_folders() -> None:
    settings = Settings()
    assert (settings.data_dir / "gazetteer").is_dir()
    assert (settings.ontology_dir / "kg.ttl").is_file()


def test_settings_come_from_file_then_environment_then_options(tmp_path: Path) -> None:
    (tmp_path / "kg.toml").write_text('port = 1111\nhost = "file"\nmodel = "from-file"\n', encoding="utf-8")
    settings = load_settings(
        {"port": 3333, "host": None}, environ={"KG_PORT": "2222", "KG_HOST": "env"}, folder=tmp_path
    )
    assert (settings.port, settings.host, settings.model) == (3333, "env", "from-file")


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({"KG_PORT": "eighty"}, "KG_PORT: 'eighty' is not a int"),
        ({"KG_PORT": "70000"}, "port must be between 1 and 65535"),
        ({"KG_UPDATE": "perhaps"}, "KG_UPDATE: 'perhaps' is not a bool"),
        ({"KG_BASE_IRI": "ftp://x/"}, "base_iri must begin with http:// or https://"),
        ({"KG_BASE_IRI": "http://x"}, "base_iri must end in / or #"),
        ({"KG_BASE_IRI": "http://x y/"}, "base_iri holds a character that no IRI may hold"),
        ({"KG_MIN_CONFIDENCE": "2"}, "min_confidence must be between 0 and 1"),
        ({"KG_WORKERS": "0"}, "workers must be at least 1"),
    ],
)
def test_settings_name_the_impossible_value(environ: dict[str, str], message: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings(environ=environ, folder=tmp_path)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("prot = 1\n", "unknown setting 'prot'"),
        ("port = = 1\n", "not valid TOML"),
        ('port = "x"\n', "port: 'x' is not a int"),
    ],
)
def test_settings_file_with_a_fault_is_named(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "kg.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=message) as caught:
        load_settings(environ={}, folder=tmp_path)
    assert "kg.toml" in str(caught.value)


@pytest.mark.parametrize(("word", "value"), [("1", True), ("true", True), ("no", False), ("0", False), ("", False)])
def test_settings_read_booleans_of_the_environment(word: str, value: bool, tmp_path: Path) -> None:
    assert load_settings(environ={"KG_UPDATE": word}, folder=tmp_path).update is value
