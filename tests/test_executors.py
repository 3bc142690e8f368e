from __future__ import annotations

import importlib.util
import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import ConfigError, KgError, ReadError, WorkerLostError
from kg.executors import Executor, ProcessExecutor, RayExecutor, SerialExecutor, make_executor
from kg.workers import Limits


def square(n: int) -> int:
    if n == 3:
        raise ReadError("three")
    return n * n


EXECUTORS = [
    pytest.param(SerialExecutor(), id="serial"),
    pytest.param(ProcessExecutor(2), id="process"),
    pytest.param(
        RayExecutor(workers=2),
        id="ray",
        marks=[
            pytest.mark.ray,
            pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="the extra 'ray' is not installed"),
            pytest.mark.filterwarnings("ignore"),
        ],
    ),
]


@pytest.mark.parametrize("executor", EXECUTORS)
def test_executor_keeps_order_and_yields_errors_in_place(executor: Executor) -> None:
    results = list(executor.map(square, range(20)))
    assert [str(result) if isinstance(result, KgError) else result for result in results] == [
        "three" if n == 3 else n * n for n in range(20)
    ]


@pytest.mark.parametrize("executor", EXECUTORS[:2])
def test_executor_reads_only_a_bounded_number_of_items_ahead(executor: Executor) -> None:
    taken = []

    def items() -> object:
        for n in range(1000):
            taken.append(n)
            yield n

    next(iter(executor.map(square, items())))  # type: ignore[arg-type]
    assert len(taken) <= 16


@pytest.mark.parametrize(
    ("name", "workers", "kind"),
    [(None, 1, SerialExecutor), (None, 2, ProcessExecutor), ("serial", 4, SerialExecutor), ("ray", 1, RayExecutor)],
)
def test_executor_is_chosen_by_name_or_workers(name: str | None, workers: int, kind: type) -> None:
    assert isinstance(make_executor(name, workers=workers), kind)


def test_unknown_executor_is_an_error() -> None:
    with pytest.raises(ConfigError, match="unknown executor 'dask'"):
        make_executor("dask")


def ends_its_process(n: int) -> int:
    if n == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return n


def hangs(n: int) -> int:
    while n == 3:
        time.sleep(0.05)
    return n


def dies_at_the_first_try(path: str) -> str:
    if not Path(path).exists():
        Path(path).touch()
        os._exit(1)
    return path


def needs_memory(n: int) -> int:
    return len(bytearray(n * 1024 * 1024)) // (1024 * 1024)


@pytest.mark.parametrize(
    ("function", "limits", "reason"),
    [
        (ends_its_process, Limits(), "the process that extracts was ended by SIGKILL"),
        (hangs, Limits(seconds=0.5), "no result after 0.5 seconds"),
    ],
)
@pytest.mark.parametrize("workers", [1, 2])
def test_item_that_hangs_or_kills_costs_itself_only(
    function: Callable[[int], int], limits: Limits, reason: str, workers: int
) -> None:
    results = list(ProcessExecutor(workers, limits=limits).map(function, range(12)))
    assert [result if isinstance(result, int) else -1 for result in results] == [-1 if n == 3 else n for n in range(12)]
    lost = results[3]
    assert isinstance(lost, WorkerLostError)
    assert (str(lost), lost.item) == (reason, 3)


def test_item_is_tried_again_when_its_process_has_died_once(tmp_path: Path) -> None:
    path = str(tmp_path / "tried")
    assert list(ProcessExecutor(1).map(dies_at_the_first_try, [path])) == [path]


def test_item_without_memory_costs_itself_only() -> None:
    results = list(ProcessExecutor(1, limits=Limits(memory=700)).map(needs_memory, [1, 2000, 3]))
    assert [result if isinstance(result, int) else type(result) for result in results] == [1, WorkerLostError, 3]


def test_pool_leaves_no_process_when_it_is_given_up() -> None:
    running = ProcessExecutor(2).map(square, range(100))
    assert next(running) == 0
    running.close()  # type: ignore[attr-defined]
    assert not multiprocessing.active_children()
