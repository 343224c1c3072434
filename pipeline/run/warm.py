"""What workers need in memory, made once in the server that they are forked from: importing this module makes it.

A worker forked from here has the rules at once, their patterns compiled, and shares their memory with the others.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
from pathlib import Path

_SELDOM = (20_000, 20, 20)
"""Objects between two searches for cycles: rows hold none, and looking after every 700 takes a tenth of all time."""


def warm() -> None:
    """Import what makes rows, and load the rules of the run; wrong ones are for the worker that uses them to say."""
    gc.disable()  # Modules and rules stay: to look for garbage among them takes a fifth of the time they take to load.
    import pipeline.run.task  # noqa: F401 (with all that it imports)
    from pipeline.errors import RuleError
    from pipeline.extract.rulebook import load_rulebook
    from pipeline.run.knowledge import knowledge
    from pipeline.run.types import WARM_RULES
    from pipeline.settings import RULES

    with contextlib.suppress(RuleError, OSError):
        rules = Path(os.environ.get(WARM_RULES, RULES))
        knowledge(rules).book.compile()
        load_rulebook(rules / "publication").compile()
    gc.freeze()  # what is never looked at again is never written to: its memory stays shared
    gc.set_threshold(*_SELDOM)
    gc.enable()
    atexit.register(gc.unfreeze)  # some libraries complain, as the server ends, of what is then still there


warm()
