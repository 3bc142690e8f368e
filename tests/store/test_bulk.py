"""Lines → the stream of the bulk loader."""

import pytest

from kg.store.bulk import MergedStream, split_line

S = "<http://example.org/s> <http://example.org/p>"
G = "<http://example.org/g>"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f'{S} "x" {G} .', [(f'{S} "x" {G}', f'{S} "x"')]),
        (f'{S} "x <y> z" {G} .\n', [(f'{S} "x <y> z" {G}', f'{S} "x <y> z"')]),
        (f'{S} "x"@en {G} .', [(f'{S} "x"@en {G}', f'{S} "x"@en')]),
        (
            f'{S} "1"^^<http://example.org/t> {G} .',
            [(f'{S} "1"^^<http://example.org/t> {G}', f'{S} "1"^^<http://example.org/t>')],
        ),
        (f'{S} "1"^^<http://example.org/t> .', [(f'{S} "1"^^<http://example.org/t>', "")]),
        (f"{S} <http://example.org/o> {G} .", [(f"{S} <http://example.org/o> {G}", f"{S} <http://example.org/o>")]),
        (f"{S} <http://example.org/o> .", [(f"{S} <http://example.org/o>", "")]),
        (f'{S}   "x"  {G}.', [(f'{S} "x" {G}', f'{S} "x"')]),
        (
            f"_:a <http://example.org/p> _:b {G} .",
            [(f"_:a <http://example.org/p> _:b {G}", "_:a <http://example.org/p> _:b")],
        ),
        ("# a comment", []),
        ("", []),
    ],
)
def test_split_line_finds_the_triple(line, expected):
    assert list(split_line(line)) == expected


def test_stream_gives_every_quad_with_its_copy_in_any_piece_size():
    lines = [f'{S} "{i}" {G} .' for i in range(5)]
    whole = MergedStream(lines)
    text = whole.read()
    small = MergedStream(lines)
    parts = []
    while piece := small.read(7):
        parts.append(piece)
    assert b"".join(parts) == text
    assert text.decode().splitlines() == [line for i in range(5) for line in (f'{S} "{i}" {G} .', f'{S} "{i}" .')]
    assert (whole.quads, small.quads) == (5, 5)
