"""Ray as engine: each task is a row of an Arrow table through ``map_batches`` of Ray Data.

Nothing is written by Ray itself: writing into the same path again, it adds rows to those that are
there. Shards have names that their content decides, so that whatever is done twice is there once.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa

from extract.errors import ExtractError, UsageError
from extract.running.cluster_tasks import run_task


def run_table(tasks: pa.Table) -> pa.Table:
    """Do the tasks of a table, in a process of a machine.

    Args:
        tasks: columns ``number`` and ``task``.

    Returns:
        Columns ``number`` and ``outcome``.
    """
    outcomes = [run_task(task) for task in tasks.column("task").to_pylist()]
    return pa.table({"number": tasks.column("number"), "outcome": pa.array(outcomes, pa.binary())})


class RayEngine:
    """A connection to Ray.

    Args:
        address: the cluster (``auto``, ``ray://head:10001``); None: all cores of this machine.

    Raises:
        UsageError: no Ray, or no such cluster.
    """

    name = "ray"

    def __init__(self, address: str | None = None) -> None:
        try:
            import ray  # noqa: PLC0415 - an extra
            import ray.data  # noqa: PLC0415
        except ImportError:
            raise UsageError("--engine ray needs Ray: pip install 'extract[ray]'") from None
        self._ray: Any = ray
        if address is None:
            # The processes that it starts here must find what this one finds.
            os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
        try:
            ray.init(
                address=address, log_to_driver=False, logging_level=logging.ERROR, include_dashboard=False
            )
        except (ConnectionError, ValueError, RuntimeError) as error:
            raise UsageError(f"no Ray cluster at {address!r}: {error}") from None
        ray.data.DataContext.get_current().enable_progress_bars = False

    def map(self, tasks: Sequence[bytes]) -> Iterator[bytes]:
        """Do all tasks; their outcomes, in order.

        Raises:
            ExtractError: a task that failed every time.
        """
        numbers = pa.array(range(len(tasks)), pa.int32())
        table = pa.table({"number": numbers, "task": pa.array(tasks, pa.binary())})
        rows = self._ray.data.from_arrow(table).repartition(len(tasks))
        done = rows.map_batches(run_table, batch_format="pyarrow", batch_size=1)
        try:
            found = {row["number"]: row["outcome"] for row in done.iter_rows()}
        except self._ray.exceptions.RayError as error:
            raise ExtractError(f"Ray gave up: {str(error).strip().splitlines()[-1]}") from None
        return (found[number] for number in range(len(tasks)))

    def close(self) -> None:
        """Leave the cluster; one that was started here ends."""
        self._ray.shutdown()
