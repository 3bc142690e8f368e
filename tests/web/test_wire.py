"""Requests and frames between server and workers."""

import pytest

from kg.web.wire import DATA, END, ERROR, Request, Unpacker, pack, pack_json, unpack_whole


@pytest.mark.parametrize(
    "request_",
    [
        Request("ping"),
        Request("query", "/s", 3, "SELECT 'é\n'", "text/csv", "http://e/", ("http://e/g",), (), 10),
        Request("export", sort=True),
        Request("put_graph", graph="g:", expected=0, create_only=True),
    ],
)
def test_request_survives_the_line(request_):
    line = request_.to_line()
    assert line.count(b"\n") == 1
    assert Request.from_line(line) == request_


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_frames_survive_any_cut(size):
    stream = pack(DATA, b"abc") + pack(DATA, b"x" * 300) + pack(END, b"7")
    unpacker = Unpacker()
    found = []
    for start in range(0, len(stream), size):
        unpacker.feed(stream[start : start + size])
        while frame := unpacker.next_frame():
            found.append(frame)
    assert found == [(DATA, b"abc"), (DATA, b"x" * 300), (END, b"7")]


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        (pack(DATA, b"abc") + pack(END, b"12"), (b"abc", 12)),
        (pack(DATA, b"abc") + pack(END), (b"abc", 0)),
        (pack(DATA, b"abc"), None),
        (pack(DATA, b"abc") + pack(END, b"12")[:-1], None),
        (pack(DATA, b"abc") + pack(DATA, b"d") + pack(END), None),
        (pack(END, b"0"), None),
        (pack_json(ERROR, {}), None),
        (b"D", None),
    ],
)
def test_small_answer_is_known_at_once(stream, expected):
    assert unpack_whole(stream) == expected
