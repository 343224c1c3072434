"""The wiring: sources → documents → rows → dataset. Which documents need which stage, on which worker.

`run(settings)` is the whole job. Nothing is read twice: readings and rows are kept under the digest of what made them,
and a run with nothing new only looks.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.run.job import run
    from pipeline.run.report import RunReport

__all__ = ["RunReport", "run"]

_HOME = {"run": "pipeline.run.job", "RunReport": "pipeline.run.report"}


def __getattr__(name: str) -> Any:
    """Import what is asked for: workers live in this package too, and have no use for collection and load."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
