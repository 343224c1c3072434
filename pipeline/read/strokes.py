"""Rulings tidied up: pieces joined into lines, lines that touch gathered into frames."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.read.raw import Ruling

_SNAP = 2.5
"""Lines nearer than this (points) are one: the two edges of a border, a fill and its stroke."""
_JOIN = 4.0
"""Pieces of a line nearer than this are joined."""
_SHORTEST = 5.0
"""What is left shorter is a dash or a dot by itself, no line."""
_TOUCH = 3.0
_MAX_LINES = 1500
"""A page with more lines is a map or a plan."""


class Stroke(NamedTuple):
    """A horizontal line at y = `at` from x = `start` to x = `end`, or a vertical one with x and y swapped."""

    at: float
    start: float
    end: float


class Frame(NamedTuple):
    """Lines that hang together."""

    across: tuple[Stroke, ...]
    """Horizontal, from top to bottom."""
    down: tuple[Stroke, ...]
    """Vertical, from left to right."""

    @property
    def x0(self) -> float:
        """Left end."""
        return min([s.start for s in self.across] + [s.at for s in self.down])

    @property
    def x1(self) -> float:
        """Right end."""
        return max([s.end for s in self.across] + [s.at for s in self.down])

    @property
    def y0(self) -> float:
        """Top."""
        return min([s.at for s in self.across] + [s.start for s in self.down])

    @property
    def y1(self) -> float:
        """Bottom."""
        return max([s.at for s in self.across] + [s.end for s in self.down])


def frames_of(rulings: Iterable[Ruling]) -> list[Frame]:
    """Gather rulings into frames, from top to bottom; a line that touches no other is a frame of its own."""
    across, down = [], []
    for rule in rulings:
        if rule.y0 == rule.y1:
            across.append(Stroke(rule.y0, rule.x0, rule.x1))
        else:
            down.append(Stroke(rule.x0, rule.y0, rule.y1))
    rows, cols = ([line for line in _merge(pieces) if line.end - line.start >= _SHORTEST] for pieces in (across, down))
    if len(rows) + len(cols) > _MAX_LINES:
        return []
    groups = _connected(rows, cols)
    frames = [Frame(tuple(rows[i] for i in r), tuple(cols[i] for i in c)) for r, c in groups]
    return sorted(frames, key=lambda frame: frame.y0)


def _merge(strokes: Iterable[Stroke]) -> list[Stroke]:
    """Snap near parallels together and join the pieces of one line; sorted by `at`."""
    merged: list[Stroke] = []
    for group in _near(sorted(strokes)):
        at = sum(s.at * (s.end - s.start) for s in group) / sum(s.end - s.start for s in group)
        start, end = None, 0.0
        for piece in sorted(group, key=lambda s: s.start):
            if start is None:
                start, end = piece.start, piece.end
            elif piece.start <= end + _JOIN:
                end = max(end, piece.end)
            else:
                merged.append(Stroke(at, start, end))
                start, end = piece.start, piece.end
        if start is not None:
            merged.append(Stroke(at, start, end))
    return merged


def _near(strokes: Sequence[Stroke]) -> list[list[Stroke]]:
    if not strokes:
        return []
    groups = [[strokes[0]]]
    for before, stroke in pairwise(strokes):
        if stroke.at - before.at <= _SNAP and stroke.at - groups[-1][0].at <= 2 * _SNAP:
            groups[-1].append(stroke)
        else:
            groups.append([stroke])
    return groups


def _connected(rows: Sequence[Stroke], cols: Sequence[Stroke]) -> list[tuple[list[int], list[int]]]:
    """Return the groups of lines that cross or touch, as indexes into `rows` and `cols`."""
    parent = list(range(len(rows) + len(cols)))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for i, row in enumerate(rows):
        for j, col in enumerate(cols):
            if row.start - _TOUCH <= col.at <= row.end + _TOUCH and col.start - _TOUCH <= row.at <= col.end + _TOUCH:
                parent[root(len(rows) + j)] = root(i)
    groups: dict[int, tuple[list[int], list[int]]] = {}
    for i in range(len(rows)):
        groups.setdefault(root(i), ([], []))[0].append(i)
    for j in range(len(cols)):
        groups.setdefault(root(len(rows) + j), ([], []))[1].append(j)
    return list(groups.values())
