"""Requests and frames between server and workers."""

import pytest

from kg.web.wire import DATA, END, HEAD, Request, Unpacker, pack, pack_json


@pytest.mark.parametrize(
    "request_",
    [
        Request("ping"),
        Request("query", "/s", 3, "SELECT 'é\n'", "text/csv", "http://e/", ("http://e/g",), (), 10),
        Request("export", sort=True),
    ],
)
def test_request_survives_the_line(request_):
    line = request_.to_line()
    assert line.count(b"\n") == 1
    assert Request.from_line(line) == request_


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_frames_survive_any_cut(size):
    stream = pack_json(HEAD, {}) + pack(DATA, b"abc") + pack(DATA, b"x" * 300) + pack(END)
    unpacker = Unpacker()
    found = []
    for start in range(0, len(stream), size):
        unpacker.feed(stream[start : start + size])
        while frame := unpacker.next_frame():
            found.append(frame)
    assert found == [(HEAD, b"{}"), (DATA, b"abc"), (DATA, b"x" * 300), (END, b"")]
