"""Checked access to the objects of a gold file: what has the wrong form is named by its file and key."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from kg.errors import ReadError


@dataclass(frozen=True, slots=True)
class Fields:
    """One JSON object of a gold file; `path` leads to it within the file (`meetings[2]`), for messages.

    All methods raise ReadError where a value does not have the form asked for. A missing key counts as null.
    """

    value: Mapping[str, Any]
    file: str
    path: str = ""

    @classmethod
    def of(cls, value: object, file: str, path: str = "") -> Fields:
        """The object at that place; ReadError if it is none."""
        if not isinstance(value, dict):
            raise ReadError(f"{file}: {path}{': ' if path else ''}must be an object, not {_kind(value)}")
        return cls(value, file, path)

    def fault(self, key: str, complaint: str) -> ReadError:
        """The error to raise about the value of a key."""
        return ReadError(f"{self.file}: {self._path(key)}: {complaint}")

    def _path(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def need(self, *keys: str) -> None:
        """Check that the keys are there, be it with null."""
        for key in keys:
            if key not in self.value:
                raise self.fault(key, "is missing")

    def text(self, key: str) -> str:
        """A text that must be there."""
        found = self.text_or_none(key)
        if not found:
            raise self.fault(key, "must be a text" if key in self.value else "is missing")
        return found

    def text_or_none(self, key: str) -> str | None:
        """A text or null."""
        found = self.value.get(key)
        if found is None or isinstance(found, str):
            return found
        raise self.fault(key, f"must be a text, not {_kind(found)}")

    def flag(self, key: str) -> bool:
        """true or false; false if it is not there."""
        found = self.value.get(key, False)
        if isinstance(found, bool):
            return found
        raise self.fault(key, f"must be true or false, not {_kind(found)}")

    def number(self, key: str) -> int | None:
        """A whole number or null."""
        found = self.value.get(key)
        if found is None or (isinstance(found, int) and not isinstance(found, bool)):
            return found
        raise self.fault(key, f"must be a whole number, not {_kind(found)}")

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; null is an empty one."""
        found = self._list(key)
        for n, item in enumerate(found):
            if not isinstance(item, str):
                raise self.fault(f"{key}[{n}]", f"must be a text, not {_kind(item)}")
        return tuple(found)

    def text_or_texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, or one text instead of a list of one."""
        return (self.text(key),) if isinstance(self.value.get(key), str) else self.texts(key)

    def choices(self, key: str) -> tuple[str | None, ...]:
        """The value of a key and those of `<key>_alt`, which are as good."""
        others = self._list(f"{key}_alt")
        for n, item in enumerate(others):
            if item is not None and not isinstance(item, str):
                raise self.fault(f"{key}_alt[{n}]", f"must be a text or null, not {_kind(item)}")
        return tuple(dict.fromkeys([self.text_or_none(key), *others]))

    def words_of(self, key: str, allowed: Collection[str], *, spelling: Callable[[str], str] = str) -> tuple[str, ...]:
        """As `choices`, where every value must be one of a closed set; null is left out."""
        found = tuple(spelling(value) for value in self.choices(key) if value is not None)
        for value in found:
            if value not in allowed:
                raise self.fault(key, f"{value!r} is none of {', '.join(allowed)}")
        return found

    def sets(self, key: str) -> tuple[tuple[str, ...], ...]:
        """A list of texts and those of `<key>_alt`, a list of such lists, which are as good."""
        found = [self.texts(key)]
        for n, item in enumerate(self._list(f"{key}_alt")):
            place = f"{key}_alt[{n}]"
            found.append(Fields({place: item}, self.file, self.path).texts(place))
        return tuple(found)

    def objects(self, key: str) -> list[Fields]:
        """A list of objects; null is an empty one."""
        return [Fields.of(item, self.file, f"{self._path(key)}[{n}]") for n, item in enumerate(self._list(key))]

    def object(self, key: str) -> Fields:
        """An object; null is an empty one."""
        found = self.value.get(key)
        return Fields.of({} if found is None else found, self.file, self._path(key))

    def _list(self, key: str) -> list[Any]:
        found = self.value.get(key)
        if found is None:
            return []
        if not isinstance(found, list):
            raise self.fault(key, f"must be a list, not {_kind(found)}")
        return found


def _kind(value: object) -> str:
    """What a JSON value is, in the words of JSON."""
    kinds = {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    return kinds.get(type(value), "a number")
