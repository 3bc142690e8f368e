from __future__ import annotations

import subprocess
import sys

import pytest

import kg


def test_public_names_are_sorted_and_few() -> None:
    assert kg.__all__ == sorted(kg.__all__)
    assert len(kg.__all__) <= 10
    assert set(kg.__all__) == set(kg._PUBLIC)


@pytest.mark.parametrize("name", kg.__all__)
def test_public_name_imports_and_is_documented(name: str) -> None:
    assert getattr(kg, name).__doc__


def test_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = kg.Nothing  # type: ignore[attr-defined]


def test_help_and_import_load_no_heavy_library() -> None:
    code = (
        "import sys, kg.cli; "
        "heavy = ('spacy', 'rdflib', 'pyoxigraph', 'flask', 'rich', 'trafilatura', 'numpy'); "
        "print([name for name in heavy if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
