"""The wiring: sources → documents → rows → dataset. Which documents need which stage, on which worker.

`run(settings)` is the whole job. Nothing is read twice: readings and rows are kept under the digest of what made them,
and a run with nothing new only looks.
"""

from pipeline.run.job import run
from pipeline.run.report import RunReport

__all__ = ["RunReport", "run"]
