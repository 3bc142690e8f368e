"""What a SPARQL text says of itself, without evaluating it: its tokens, its form, whether it reaches for the network.

A tokenizer that knows strings, IRIs and comments, so that a keyword counts only where it is one. The engine parses the
text; nothing here decides whether it is well-formed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.errors import QueryError
from kg.store.base import Form

_CODEPOINT = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_TOKEN = re.compile(
    rf"""
    (?P<space>[\s\ufeff]+|\#[^\n\r]*)
  | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|{_CODEPOINT})*>)
  | (?P<string>'''(?:'{{0,2}}(?:[^'\\]|\\.))*''' | \"\"\"(?:"{{0,2}}(?:[^"\\]|\\.))*\"\"\"
      | '(?:[^'\\\n\r]|\\.)*' | "(?:[^"\\\n\r]|\\.)*")
  | (?P<variable>[?$]\w+)
  | (?P<blank>_:[\w.·-]+)
  | (?P<name>(?:[^\W\d_][\w.·-]*)?:(?:[\w:.·-]|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?\#@%])*)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<word>[^\W\d]\w*)
  | (?P<number>\d[\w.]*)
  | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_QUERY_FORMS: dict[str, Form] = {"SELECT": "select", "ASK": "ask", "CONSTRUCT": "graph", "DESCRIBE": "graph"}
_UPDATE_WORDS = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"})
_NETWORK_WORDS = frozenset({"SERVICE", "LOAD"})
_VOLATILE_WORDS = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE"})
# Most texts do not even hold the letters, and need no tokens.
_MAYBE_NETWORK = ("service", "load")
_MAYBE_VOLATILE = ("now", "rand", "uuid", "bnode")
# The declarations that almost every query begins with, passed over at once: tokens take twenty times as long.
_PROLOGUE = re.compile(
    r"""(?: [\s\ufeff]+ | \#[^\n\r]* | PREFIX\s+[^\W\d_]?[\w.-]*:\s*<[^<>"{}|^`\\\x00-\x20]*> )*""",
    re.VERBOSE | re.IGNORECASE,
)
# `1<2)SERVICE#>` reads as an IRI here but as a comparison, a keyword and a comment in the engine, which has no
# tokenizer. An IRI with a bracket before such a word does not occur otherwise.
_DISGUISED = re.compile(r"\).*?(?:service|load|silent)#", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its kind (the group of the grammar above), its text and where it begins."""

    kind: str
    text: str
    start: int

    @property
    def keyword(self) -> str:
        """The word in capitals; "" for any other token."""
        return self.text.upper() if self.kind == "word" else ""


def iter_tokens(text: str) -> Iterator[Token]:
    """The tokens of a query or update, without white space and comments."""
    for match in _TOKEN.finditer(text):
        if match.lastgroup != "space":
            yield Token(match.lastgroup or "mark", match.group(), match.start())


def query_form(text: str) -> Form | None:
    """Whether the answer is a table, a truth value or a graph; None if the text begins like no query."""
    word = _first_word(text)
    return _QUERY_FORMS.get(word)


def is_update(text: str) -> bool:
    """Whether the text begins like an update."""
    return _first_word(text) in _UPDATE_WORDS


def network_word(text: str) -> str:
    """The keyword (SERVICE or LOAD) by which the text makes the engine call another server; "" if it has none."""
    if not _holds_any(text, _MAYBE_NETWORK):
        return ""
    for token in iter_tokens(text):
        if token.keyword in _NETWORK_WORDS:
            return token.keyword
        if token.kind == "iri" and _DISGUISED.search(token.text):
            return "SERVICE"
    return ""


def is_volatile(text: str) -> bool:
    """Whether the same query over the same data may give another answer: it asks for the time or for chance."""
    if not _holds_any(text, _MAYBE_VOLATILE):
        return False
    return any(token.keyword in _VOLATILE_WORDS for token in iter_tokens(text))


def with_using(text: str, default_graphs: tuple[str, ...], named_graphs: tuple[str, ...]) -> str:
    """The update with a dataset for its patterns (`using-graph-uri` of the protocol).

    Raises:
        QueryError: The update names a dataset itself, which the protocol forbids.
    """
    clause = "".join(f" USING <{iri}>" for iri in default_graphs)
    clause += "".join(f" USING NAMED <{iri}>" for iri in named_graphs)
    parts: list[str] = []
    at = 0
    depth = 0
    previous = ""
    tokens = list(iter_tokens(text))
    for index, token in enumerate(tokens):
        depth += {"{": 1, "}": -1}.get(token.text, 0) if token.kind == "mark" else 0
        if depth == 0 and token.keyword in ("USING", "WITH"):
            raise QueryError(
                f"the update names its dataset by {token.keyword} and so does the request: use one of them"
            )
        if depth == 0 and token.keyword == "WHERE":
            template = _pattern_after(text, tokens, index) if previous == "DELETE" else ""
            parts += (text[at : token.start], template, clause, " ")
            at = token.start
        previous = token.keyword
    return "".join([*parts, text[at:]])


def _pattern_after(text: str, tokens: list[Token], index: int) -> str:
    """The braces that follow a token: DELETE WHERE {…} is DELETE {…} WHERE {…}, and only that takes a dataset."""
    depth = 0
    for token in tokens[index + 1 :]:
        depth += {"{": 1, "}": -1}.get(token.text, 0) if token.kind == "mark" else 0
        if token.text == "}" and depth == 0:
            return text[tokens[index + 1].start : token.start + 1]
    return ""


def _holds_any(text: str, words: tuple[str, ...]) -> bool:
    lowered = text.lower()
    return any(word in lowered for word in words)


def _first_word(text: str) -> str:
    """The first keyword after the prologue."""
    skip = 0
    declared = _PROLOGUE.match(text)
    for token in iter_tokens(text[declared.end() :] if declared else text):
        if skip:
            skip -= 1
        elif token.keyword in ("PREFIX", "BASE", "VERSION"):
            skip = 2 if token.keyword == "PREFIX" else 1
        else:
            return token.keyword
    return ""
