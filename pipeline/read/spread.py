"""Two pages side by side on one sheet, as a copier sets them.

A landscape page is such a sheet when nothing is printed along its middle, from top to bottom, and running text fills
one of its halves at least.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.read.raw import RawPage
from pipeline.read.rows import Row, rows_of
from pipeline.read.strips import Strips

_LANDSCAPE = 1.25
"""Width of a sheet, as a share of its height, at least."""
_CENTRE, _STEPS = 0.04, 8
"""How far from the middle (share of the width) the fold may run, and in how many steps it is looked for."""
_FOLD = 0.02
"""Width of the blank along the fold, as a share of the sheet's, at least."""
_EDGE = 0.03
"""Height of the sheet's edges, as a share of its own."""
_PROSE = 6
"""Words of a line of running text."""
_MIN_LINES = 5
"""Lines of running text in a half."""
_FILLED = 0.6
"""Width of such lines, as a share of the half's text, at least."""


def two_pages(raw: RawPage) -> list[Strips]:
    """Return the two pages of a sheet as its strips, nothing for any other page."""
    fold = _fold(raw)
    return [] if fold is None else [Strips(0.0, raw.height, (0.0, fold), ((fold, fold),))]


def _fold(raw: RawPage) -> float | None:
    """Return where a sheet of two pages is folded, None when the page is no such sheet."""
    if raw.width < _LANDSCAPE * raw.height:
        return None
    upright = [word for word in raw.words if not word.turned]
    steps = sorted(range(-_STEPS, _STEPS + 1), key=abs)
    for x in (raw.width * (0.5 + _CENTRE * step / _STEPS) for step in steps):
        half = _FOLD * raw.width / 2
        if any(word.x0 < x + half and x - half < word.x1 for word in upright) or _is_ruled_across(raw, x):
            continue
        sides = [word for word in upright if word.x1 < x], [word for word in upright if word.x0 > x]
        if all(sides) and any(_is_page(rows_of(side)) for side in sides):
            return x
    return None


def _is_ruled_across(raw: RawPage, x: float) -> bool:
    """Tell whether a rule runs over the fold, as a table's do; the border of a scan stands at the sheet's edge."""
    inside = (rule for rule in raw.rulings if _EDGE * raw.height < rule.y0 < (1 - _EDGE) * raw.height)
    return any(rule.x0 < x < rule.x1 for rule in inside)


def _is_page(rows: Sequence[Row]) -> bool:
    """Tell whether running text fills half a sheet: lines of one stretch of words, from margin to margin."""
    if not rows:
        return False
    width = max(row.x1 for row in rows) - min(row.x0 for row in rows)
    lines = [row for row in rows if len(row.segments) == 1 and len(row.segments[0].words) >= _PROSE]
    return sum(row.x1 - row.x0 >= _FILLED * width for row in lines) >= _MIN_LINES
