"""Apache Spark as engine: each task is a row of an Arrow record batch through ``mapInArrow``."""

from __future__ import annotations

import os
import shutil
import sys
import warnings
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pyarrow as pa

from extract.errors import ExtractError, UsageError
from extract.running.cluster_tasks import run_task

_OUTCOMES = "number int, outcome binary"
_TASKS = "number int, task binary"


def run_batches(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Do the tasks of record batches, in a process of an executor.

    Args:
        batches: columns ``number`` and ``task``.

    Yields:
        Columns ``number`` and ``outcome``, a batch for each task.
    """
    for batch in batches:
        for number, task in zip(batch.column("number"), batch.column("task").to_pylist(), strict=True):
            outcome = pa.array([run_task(task)], pa.binary())
            yield pa.RecordBatch.from_arrays(
                [pa.array([number.as_py()], pa.int32()), outcome], ["number", "outcome"]
            )


class SparkEngine:
    """A Spark session.

    Args:
        master: the cluster (``spark://...``, ``yarn``, ``k8s://...``, ``local[2,4]``); None: what
            ``spark-submit`` or the configuration of Spark says, else all cores of this machine.

    Raises:
        UsageError: no pyspark, no Java.
    """

    name = "spark"

    def __init__(self, master: str | None = None) -> None:
        try:
            from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra
        except ImportError:
            raise UsageError(
                "--engine spark needs pyspark; install it: pip install 'extract[spark]'"
            ) from None
        if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
            raise UsageError("--engine spark needs Java 17 or later; install a JRE, or set JAVA_HOME")
        # Spark warns of pandas 3, which nothing here hands to it.
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
        _share_python(master)
        builder = SparkSession.builder.appName("extract")
        if master:
            builder = builder.master(master)
        for key, value in _SETTINGS.items():
            builder = builder.config(key, value)
        self._session: Any = builder.getOrCreate()
        self._session.sparkContext.setLogLevel("ERROR")

    def map(self, tasks: Sequence[bytes]) -> Iterator[bytes]:
        """Do all tasks, each in a partition of its own; their outcomes, in order.

        Raises:
            ExtractError: a task that failed every time.
        """
        from py4j.protocol import Py4JJavaError  # noqa: PLC0415 - an extra
        from pyspark.errors import PySparkException  # noqa: PLC0415

        rows = self._session.sparkContext.parallelize(list(enumerate(map(bytearray, tasks))), len(tasks))
        frame = self._session.createDataFrame(rows, _TASKS).mapInArrow(run_batches, _OUTCOMES)
        try:
            found = {row["number"]: bytes(row["outcome"]) for row in frame.collect()}
        except (PySparkException, Py4JJavaError) as error:
            raise ExtractError(f"Spark gave up: {_last_line(str(error))}") from None
        return (found[number] for number in range(len(tasks)))

    def close(self) -> None:
        """Stop the session."""
        self._session.stop()


_SETTINGS = {
    # One task is one row: a batch must not wait for others.
    "spark.sql.execution.arrow.maxRecordsPerBatch": "1",
    # Listings of half a million articles in one round.
    "spark.driver.maxResultSize": "4g",
    "spark.ui.showConsoleProgress": "false",
    "spark.python.worker.reuse": "true",
}


def _share_python(master: str | None) -> None:
    """On this machine the executors run the interpreter that runs this, and find what it finds."""
    if master is not None and not master.startswith("local"):
        return
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))


def _last_line(text: str) -> str:
    """What Python said at last, out of a Java stack trace around it."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    said = [
        line for line in lines if not line.startswith(("at ", "...", "File ", "Caused by", "Driver stack"))
    ]
    errors = [line for line in said if "Error" in line and not line.startswith(("org.", "py4j", "java"))]
    return (errors or said or ["no reason given"])[-1]
