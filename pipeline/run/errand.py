"""What workers are sent: a name to call, which brings nothing with it that the call does not need."""

from __future__ import annotations

from pipeline.run.types import Job, Made


def sent(job: Job) -> Made:
    """Make the rows of a document, on a worker: only there what that takes is in memory, ready (`work.PRELOAD`)."""
    from pipeline.run.task import make_rows

    return make_rows(job)
