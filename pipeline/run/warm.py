"""What workers need in memory, made once in the server that they are forked from: importing this module makes it.

Loading the rules and compiling their patterns takes a second of processor time, as much as some fifty documents. A
worker forked from here has them at once, and shares their memory with the others.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
from pathlib import Path

import pipeline.run.task  # noqa: F401 (with all that it imports)
from pipeline.errors import RuleError
from pipeline.run.knowledge import knowledge
from pipeline.run.types import WARM_RULES
from pipeline.settings import ROOT


def warm() -> None:
    """Load the rules of the run; those that are wrong are for the worker that uses them to say."""
    with contextlib.suppress(RuleError, OSError):
        knowledge(Path(os.environ.get(WARM_RULES, ROOT / "rules"))).book.compile()
    gc.collect()
    gc.freeze()  # what is never looked at again is never written to: its memory stays shared
    atexit.register(gc.unfreeze)  # some libraries complain, as the server ends, of what is then still there


warm()
