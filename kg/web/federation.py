"""SERVICE and LOAD: which addresses a query or update may reach, and the guard by which it reaches them.

The engine calls whatever address a text names, so it never sees a foreign one: each address on the allow-list is
replaced by one of the guard, a proxy on this machine that fetches it under its own rules; all others are refused. The
guard resolves names itself and connects to just that address: none that is private, whatever the name server says, and
none that a redirect leads to, unless the allow-list has it too.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from kg.errors import QueryError
from kg.query import QueryForbiddenError
from kg.store.sparql import Token, iter_tokens, network_word

# Stands for a refused address in a text whose syntax the engine still has to check; the engine can load nothing by it.
REFUSED = "urn:newsgraph:refused"
_WORDS = frozenset({"SERVICE", "LOAD"})
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Place:
    """Host and port of an address."""

    host: str
    port: int

    @property
    def is_literal(self) -> bool:
        """Whether the host is an address itself, so that who listed it knows whether it is private."""
        try:
            ip_address(self.host)
        except ValueError:
            return False
        return True


class AllowList:
    """The hosts that may be called: `HOST` or `HOST:PORT` each, parted by spaces; without a port 80 and 443 count."""

    def __init__(self, text: str = "") -> None:
        self._places = {place for entry in text.split() for place in _parse_entry(entry)}

    def __bool__(self) -> bool:
        return bool(self._places)

    def place(self, address: str) -> Place | None:
        """Where an address leads, if it may be called."""
        try:
            parts = urlsplit(address)
            port = parts.port or _PORTS.get(parts.scheme, 0)
        except ValueError:
            return None
        if parts.scheme not in _PORTS or parts.username is not None or not parts.hostname:
            return None
        found = Place(parts.hostname.lower().rstrip("."), port)
        return found if found in self._places else None


@dataclass(frozen=True, slots=True)
class Admitted:
    """A text as the engine may see it.

    Attributes:
        text: With the addresses replaced.
        targets: The foreign addresses, by the numbers that stand for them.
        guard: What the guard's addresses begin with; "" if there are none.
        refused: Why it may not be carried out; "" if it may.
    """

    text: str
    targets: tuple[str, ...] = ()
    guard: str = ""
    refused: str = ""


def admit(text: str, allowed: AllowList, guard: str) -> Admitted:
    """A query or update with its foreign addresses replaced by those of the guard.

    A refused LOAD stays in the text with an address that leads nowhere, so that errors of syntax are told first, and
    LOAD SILENT does what it says; a refused SERVICE is an error even with SILENT, as a query that lacks rows without a
    word misleads.

    Raises:
        QueryForbiddenError: It has a SERVICE clause with an address that is not on the list.
        QueryError: An address is missing.
    """
    if not network_word(text):
        return Admitted(text)
    parts: list[str] = []
    targets: list[str] = []
    refused, at = "", 0
    for word, silent, token in _calls(text):
        if token is None or token.kind not in ("iri", "name", "variable"):
            raise QueryError(f"{word} needs an address")
        address = token.text[1:-1] if token.kind == "iri" else ""
        if address and allowed.place(address):
            replacement = f"{guard}{len(targets)}"
            targets.append(address)
        else:
            reason = _reason(word, address, allowed)
            if word == "SERVICE":
                raise QueryForbiddenError(reason)
            refused = refused or ("" if silent else reason)
            replacement = REFUSED
        parts += (text[at : token.start], f"<{replacement}>")
        at = token.start + len(token.text)
    if not parts:
        raise QueryForbiddenError(_reason("SERVICE", "", allowed))
    return Admitted("".join([*parts, text[at:]]), tuple(targets), guard if targets else "", refused)


def check_guarded(text: str, guard: str) -> None:
    """Raise QueryForbiddenError unless every address that the engine would call is the guard's: the second look."""
    if not network_word(text):
        return
    calls = list(_calls(text))
    for word, _, token in calls:
        address = token.text[1:-1] if token else ""
        if address != REFUSED and not (guard and address.startswith(guard)):
            raise QueryForbiddenError(_reason(word, "", AllowList()))
    if not calls:
        raise QueryForbiddenError(_reason("SERVICE", "", AllowList()))


def _calls(text: str) -> list[tuple[str, bool, Token | None]]:
    """Every SERVICE and LOAD with whether it is silent, and the token of its address."""
    calls: list[tuple[str, bool, Token | None]] = []
    tokens = list(iter_tokens(text))
    for index, token in enumerate(tokens):
        if token.keyword in _WORDS:
            after = tokens[index + 1 : index + 3]
            silent = bool(after) and after[0].keyword == "SILENT"
            target = after[silent] if len(after) > silent else None
            calls.append((token.keyword, silent, target))
    return calls


def _reason(word: str, address: str, allowed: AllowList) -> str:
    if not allowed:
        return f"{word} is not allowed: queries and updates may not call other servers"
    if not address:
        return f"{word} is allowed with an address written as <http://…> only, of a host on the server's list"
    return f"{word} <{address}> is not allowed: its host is not on the server's list"


def _parse_entry(entry: str) -> list[Place]:
    parts = urlsplit(f"//{entry}")
    host = (parts.hostname or "").lower()
    return [Place(host, parts.port)] if parts.port else [Place(host, port) for port in _PORTS.values()]
