"""What earlier runs extracted with other rules, and what of it still stands under the present ones.

The rules of each run are kept as they were, and with the rows of each document what the rules were asked of it
(`extract/trace.py`). A document of which the rules that changed tell nothing new keeps its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from pipeline.extract.rulebook import Rulebook
from pipeline.extract.rules import Rule
from pipeline.extract.trace import Change, Snapshot, Trace, answers_alike, changed_rules, order_counts, snapshot
from pipeline.model import DocumentRows
from pipeline.read.cache import Cache, digest

_KEPT = 4
"""So many earlier states of the rules are remembered: those that rows are most often taken over from."""


class Basis(NamedTuple):
    """Rows of a document that an earlier run made of the same reading, by the same code, with other rules."""

    rules: Path
    """Folder of the rules as they were."""
    traces: Path
    """Folder of what they were asked."""
    rules_key: str
    rows_key: str
    change: Change
    """What has changed in the rules since."""


class _Earlier(NamedTuple):
    effect: str
    version: str
    change: Change


@dataclass(frozen=True)
class Bases:
    """The earlier states of the rules under `root`, the latest first; `version` tells what a state's rows go by."""

    root: Path
    traces: Path
    book: Rulebook
    version: Callable[[str], str]

    def keep(self) -> None:
        """Keep the present rules for later runs, as the latest. Raises OSError."""
        self._rules.put(self.book.effect, self._present)
        for effect in self._effects[_KEPT:]:
            self._rules.path(effect).unlink(missing_ok=True)

    def of(self, reading_key: str, rows: Cache[DocumentRows]) -> Basis | None:
        """Return the latest rows that may stand for a document's, None when there are none."""
        kept = Cache(self.traces, Trace)
        for one in self._earlier:
            key = digest(reading_key, one.version)
            if key in kept and key in rows:
                return Basis(self.root, self.traces, one.effect, key, one.change)
        return None

    @cached_property
    def _rules(self) -> Cache[Snapshot]:
        return Cache(self.root, Snapshot)

    @cached_property
    def _present(self) -> Snapshot:
        return snapshot(self.book)

    @property
    def _effects(self) -> Sequence[str]:
        return self._rules.keys()

    @cached_property
    def _earlier(self) -> Sequence[_Earlier]:
        found = []
        for effect in self._effects:
            old = self._rules.get(effect) if effect != self.book.effect else None
            change = changed_rules(old, self._present) if old else None
            if change is not None:
                found.append(_Earlier(effect, self.version(effect), change))
        return found


def still_stands(basis: Basis, book: Rulebook) -> bool:
    """Tell whether the present rules would make the same rows: each changed rule answers all as the old one did, and
    the order of the families whose rules are in another one did not count.

    Raises RuleError for a pattern that is wrong.
    """
    trace, old = Cache(basis.traces, Trace).get(basis.rows_key), _as_they_were(basis.rules, basis.rules_key)
    if trace is None or old is None:
        return False
    if any(order_counts(trace, family) for family in basis.change.families):
        return False
    rules = ((old.get(rule), book.get(rule)) for rule in sorted(basis.change.rules))
    return all(answers_alike(trace, *before_and_now) for before_and_now in rules)


@lru_cache(maxsize=2)
def _as_they_were(root: Path, key: str) -> Mapping[str, Rule] | None:
    kept = Cache(root, Snapshot).get(key)
    return kept.by_id() if kept else None
