"""Builds on a Ray cluster of several nodes on this machine, one of which is lost in the middle.

Needs the extra `ray`. The nodes are processes of their own (Ray's own utilities for tests start them), so that the
loss of one is that of its raylet and its workers.
"""

from __future__ import annotations

import importlib.util
import json
import os
import signal
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from kg.build import build_graph
from kg.config import Settings
from kg.errors import WorkerLostError
from kg.executors import RayExecutor, SerialExecutor
from kg.export import export_graph
from kg.store import open_store

pytestmark = [
    pytest.mark.ray,
    pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="the extra 'ray' is not installed"),
    pytest.mark.filterwarnings("ignore"),
]


@pytest.fixture
def cluster() -> Iterator[Any]:
    """A head without work and two nodes that work, each with one processor."""
    import ray
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "object_store_memory": 100 * 1024 * 1024})
    cluster.nodes = [cluster.add_node(num_cpus=1, object_store_memory=100 * 1024 * 1024) for _ in range(2)]
    ray.init(address=cluster.address, log_to_driver=False)
    try:
        yield cluster
    finally:
        ray.shutdown()
        cluster.shutdown()


def slow_square(n: int) -> tuple[int, str]:
    import time

    import ray

    time.sleep(0.1)
    return n * n, ray.get_runtime_context().get_node_id()


def kills_at_seven(n: int) -> int:
    if n == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return n


def test_node_that_is_lost_costs_no_result(cluster: Any) -> None:
    found, nodes = [], set()
    for done, (square, node) in enumerate(RayExecutor(shard=3).map(slow_square, range(60))):  # type: ignore[misc]
        found.append(square)
        nodes.add(node)
        if done == 10:
            cluster.remove_node(cluster.nodes[0], allow_graceful=False)
    assert found == [n * n for n in range(60)]
    assert len(nodes) == 2


def test_item_that_kills_its_worker_is_given_up_alone(cluster: Any) -> None:
    found = list(RayExecutor(shard=4).map(kills_at_seven, range(12)))
    assert [n if isinstance(n, int) else -1 for n in found] == [-1 if n == 7 else n for n in range(12)]
    assert isinstance(found[7], WorkerLostError)
    assert found[7].item == 7


class Losing:
    """A cluster that loses a node once so many articles are through."""

    def __init__(self, cluster: Any, after: int) -> None:
        self.cluster, self.after = cluster, after

    def map(self, function: Any, items: Iterable[Any]) -> Iterator[Any]:
        for number, result in enumerate(RayExecutor(shard=4).map(function, items)):
            if number == self.after:
                self.cluster.remove_node(self.cluster.nodes[0], allow_graceful=False)
            yield result


@pytest.mark.model
def test_build_on_a_cluster_that_loses_a_node_gives_the_same_bytes(cluster: Any, tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    texts = [
        f"LIMA, May {n % 28 + 1}, 2010 (Wire) -- President Alan Garcia of Peru met Envoy Ann Bell{'abcdefgh'[n % 8]} "
        f"of Chile in Lima on Monday. Mr. Garcia said that treaty number {n} would be signed next month.\n"
        for n in range(60)
    ]
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
    dumps = []
    for name, executor in (("serial", SerialExecutor()), ("ray", Losing(cluster, 12))):
        settings = Settings(store=tmp_path / name, keep_duplicates=True)
        report = build_graph([str(path)], settings, executor=executor)
        assert (report.extracted, report.failures) == (60, [])
        buffer = BytesIO()
        with open_store(settings.store, read_only=True) as view:
            export_graph(view, buffer, format="nquads", sort=True)
        dumps.append(buffer.getvalue())
    assert dumps[0] == dumps[1]
