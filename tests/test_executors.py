from __future__ import annotations

import importlib.util

import pytest

from kg.errors import ConfigError, KgError, ReadError
from kg.executors import Executor, ProcessExecutor, RayExecutor, SerialExecutor, make_executor


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
