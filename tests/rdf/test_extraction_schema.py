"""The JSON Schema of `kg extract` takes what the model writes, and refuses what breaks the contract."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import pytest

from kg.model.document import Form, Span
from kg.model.entities import Kind
from kg.model.extraction import Extraction
from kg.model.facts import MeetingStatus, MeetingType, PolicyKind, PolicyStatus, QuoteType, Stance
from kg.resources import resource_dir
from tests.rdf.samples import EXTRACTION

SCHEMA: dict[str, Any] = json.loads((resource_dir("ontology") / "extraction.schema.json").read_text(encoding="utf-8"))
TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "null": (type(None),),
}
KNOWN = {
    "$schema", "$id", "$defs", "title", "description", "$ref", "type", "enum", "anyOf", "required", "properties",
    "additionalProperties", "items", "prefixItems", "minItems", "minLength", "pattern", "minimum", "maximum",
}  # fmt: skip


def faults(value: Any, schema: dict[str, Any] | bool, where: str = "") -> list[str]:
    """What a value breaks of a schema, by the keywords that the schema file uses."""
    if isinstance(schema, bool):
        return [] if schema else [f"{where}: not allowed"]
    assert set(schema) <= KNOWN
    if "$ref" in schema:
        return faults(value, SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")], where)
    if "anyOf" in schema:
        return [] if any(not faults(value, option, where) for option in schema["anyOf"]) else [f"{where}: anyOf"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{where}: enum"]
    names = schema.get("type", [])
    allowed = tuple(type_ for name in ([names] if isinstance(names, str) else names) for type_ in TYPES[name])
    if allowed and (not isinstance(value, allowed) or isinstance(value, bool)):
        return [f"{where}: type"]
    return [*scalar_faults(value, schema, where), *nested_faults(value, schema, where)]


def scalar_faults(value: Any, schema: dict[str, Any], where: str) -> list[str]:
    broken = []
    if isinstance(value, str):
        broken += ["minLength"] if len(value) < schema.get("minLength", 0) else []
        broken += ["pattern"] if not re.search(schema.get("pattern", ""), value) else []
    if isinstance(value, int | float):
        broken += ["minimum"] if value < schema.get("minimum", value) else []
        broken += ["maximum"] if value > schema.get("maximum", value) else []
    return [f"{where}: {keyword}" for keyword in broken]


def nested_faults(value: Any, schema: dict[str, Any], where: str) -> list[str]:
    found: list[str] = []
    if isinstance(value, list):
        first = schema.get("prefixItems", [])
        found += [f"{where}: minItems"] if len(value) < schema.get("minItems", 0) else []
        for n, item in enumerate(value):
            found += faults(item, first[n] if n < len(first) else schema.get("items", True), f"{where}/{n}")
    if isinstance(value, dict):
        known = schema.get("properties", {})
        found += [f"{where}: required {name}" for name in schema.get("required", []) if name not in value]
        for name, item in value.items():
            found += faults(item, known.get(name, schema.get("additionalProperties", True)), f"{where}/{name}")
    return found


def test_sample_is_valid() -> None:
    assert faults(EXTRACTION.to_json(), SCHEMA) == []


def test_empty_extraction_is_valid() -> None:
    assert faults(Extraction(EXTRACTION.article).to_json(), SCHEMA) == []


@pytest.mark.parametrize("name", ["article", "entity", "mention", "meeting", "policy", "statement"])
def test_schema_has_the_fields_that_the_model_writes(name: str) -> None:
    plural = {"entity": "entities", "policy": "policies"}.get(name, f"{name}s")
    value = EXTRACTION.to_json()
    written = value["article"] if name == "article" else value[plural][0]
    assert set(SCHEMA["$defs"][name]["properties"]) == set(written)
    assert set(SCHEMA["$defs"][name]["required"]) <= set(written)


@pytest.mark.parametrize(
    ("definition", "field", "values"),
    [
        ("entity", "kind", Kind),
        ("mention", "form", Form),
        ("meeting", "status", MeetingStatus),
        ("meeting", "type", MeetingType),
        ("policy", "kind", PolicyKind),
        ("policy", "status", [*PolicyStatus, None]),
        ("statement", "type", QuoteType),
        ("statement", "stance", [*Stance, None]),
    ],
)
def test_closed_lists_are_those_of_the_model(definition: str, field: str, values: Any) -> None:
    assert SCHEMA["$defs"][definition]["properties"][field]["enum"] == list(values)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("meetings", 0, "evidence"), []),
        (("meetings", 0, "status"), "maybe"),
        (("meetings", 0, "confidence"), 1.5),
        (("meetings", 0, "participants"), ["Ann Okafor"]),
        (("meetings", 0, "date"), "next week"),
        (("policies", 0, "status"), "in force"),
        (("statements", 0, "speaker_text"), ""),
        (("statements", 0, "content"), []),
        (("statements", 0, "content"), [[1, 2, 3]]),
        (("statements", 0, "content"), [[1]]),
        (("statements", 0, "evidence"), [[-1, 2]]),
        (("statements", 0, "extra"), 1),
        (("entities", 0, "qid"), "P31"),
        (("entities", 0, "country"), "Kenya"),
        (("mentions", 0, "start"), "3"),
        (("article", "text"), None),
    ],
)
def test_broken_value_is_refused(path: tuple[str | int, ...], value: Any) -> None:
    broken = copy.deepcopy(EXTRACTION.to_json())
    at: Any = broken
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    assert faults(broken, SCHEMA) != []


def test_json_of_the_sample_is_read_back_the_same() -> None:
    value = json.loads(json.dumps(EXTRACTION.to_json()))
    assert Extraction.from_json(value) == EXTRACTION
    assert isinstance(EXTRACTION.article.body[0], Span)
