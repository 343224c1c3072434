"""What workers are sent: a name to call, which brings nothing with it that the call does not need."""

from __future__ import annotations

from pipeline.run.types import Done, Job, Made


def sent(job: Job) -> Done:
    """Make the rows of a document, on a worker: only there what that takes is in memory, ready (`work.PRELOAD`)."""
    from pipeline.run.task import make_rows

    return make_rows(job)


def sent_far(job: Job) -> Made:
    """The same on a machine of a cluster: what the run must know, it learns from the rows that come back."""
    return sent(job).made
