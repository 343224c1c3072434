"""A Dask worker made ready before a run asks for it: `cluster/dask.yaml` names this module, which Dask imports."""

from __future__ import annotations

from typing import Any

from pipeline.cluster.worker import make_ready
from pipeline.run.types import WARM_RULES
from pipeline.run.work import PRELOAD


def dask_setup(worker: Any) -> None:
    """Load what documents need; Dask calls this as a worker starts, before the scheduler knows of it."""
    make_ready(worker, PRELOAD, WARM_RULES)
