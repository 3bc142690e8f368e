"""Bytes that wait for a slow client: in order, in memory first, then in a file."""

import random

import pytest

from kg.web.spool import IN_MEMORY, Spool


def drain(spool):
    parts = []
    while piece := spool.get():
        parts.append(piece)
    return b"".join(parts)


@pytest.mark.parametrize("size", [1, 1000, 1 << 17, IN_MEMORY + 1])
def test_bytes_come_out_as_they_went_in(size):
    chance = random.Random(size)
    spool, put, got = Spool(), [], []
    for _ in range(40):
        piece = chance.randbytes(size if size > IN_MEMORY else chance.randint(1, size))
        spool.put(piece)
        put.append(piece)
        if chance.random() < 0.3:
            got.append(spool.get())
    assert spool.size == len(b"".join(put)) - len(b"".join(got))
    got.append(drain(spool))
    assert b"".join(got) == b"".join(put)
    assert spool.size == 0
    spool.close()


def test_closed_spool_holds_nothing():
    spool = Spool()
    for _ in range(3):
        spool.put(b"x" * IN_MEMORY)
    spool.close()
    assert (spool.size, spool.get()) == (0, b"")
