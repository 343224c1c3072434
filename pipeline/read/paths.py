"""Paths that can be seen on a page, as corners in user space: asked of pdfium all at once."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate, chain, pairwise, repeat
from typing import Any, NamedTuple

import numpy as np
import pypdfium2.raw as pdfium_c

from pipeline.read.frame import Affine
from pipeline.read.pdfium import Answers, calls, page_objects, pointer

Corners = list[tuple[float, float]]

_MAX_POINTS = 4000
"""Points looked at in one path; a longer one is a drawing, not a table."""
_MAX_DEPTH = 3
_WHITE = 250


class _Path(NamedTuple):
    address: int
    outer: Affine | None
    """The map from the space of the form that holds it to user space (None: it stands on the page itself)."""


def read_paths(page: Any) -> list[list[Corners]]:
    """Return the sub-paths of each path that can be seen (neither white nor clear), in drawing order.

    A path with a curve, or with too many points, has none.
    """
    paths = [
        path
        for address, kind in page_objects(page)
        if kind in (pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_FORM)
        for path in _paths_of(address, kind, None, 0)
    ]
    return _outlines(_visible(paths)) if paths else []


def _paths_of(address: int, kind: int, outer: Affine | None, depth: int) -> Iterator[_Path]:
    """Yield a path, or all paths inside a form."""
    if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
        yield _Path(address, outer)
    elif kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
        form = ctypes.cast(address, pdfium_c.FPDF_PAGEOBJECT)
        (own,) = _rooms().matrix.ask(calls().matrix_of, [pointer(address)]).tolist()
        inner = _then(Affine(*own), outer)
        for i in range(pdfium_c.FPDFFormObj_CountObjects(form)):
            child = pdfium_c.FPDFFormObj_GetObject(form, i)
            yield from _paths_of(
                ctypes.cast(child, ctypes.c_void_p).value or 0, pdfium_c.FPDFPageObj_GetType(child), inner, depth + 1
            )


def _visible(paths: Sequence[_Path]) -> list[_Path]:
    pointers = [pointer(path.address) for path in paths]
    modes = _rooms().mode.ask(calls().draw_mode, pointers) != 0
    fills, strokes = (_rooms().colour.ask(call, pointers) for call in (calls().fill_colour, calls().stroke_colour))
    colours = np.where(modes[:, 1:], strokes, fills)
    seen = modes.any(axis=1) & (colours[:, 3] > 0) & (colours[:, :3].min(axis=1) < _WHITE)
    return [paths[i] for i in np.flatnonzero(seen).tolist()]


def _outlines(paths: Sequence[_Path]) -> list[list[Corners]]:
    pointers = [pointer(path.address) for path in paths]
    counts = [n if n <= _MAX_POINTS else 0 for n in map(calls().count_segments, pointers)]
    owners = chain.from_iterable(map(repeat, pointers, counts))
    segments = list(map(pointer, map(calls().segment, owners, chain.from_iterable(map(range, counts)))))
    kinds = list(map(calls().segment_type, segments))
    points = _points(paths, counts, segments)
    ends = accumulate(counts, initial=0)
    return [_pieces(kinds[start:end], points[start:end]) for start, end in pairwise(ends)]


def _points(paths: Sequence[_Path], counts: Sequence[int], segments: Sequence[Any]) -> Corners:
    """Return the point of each segment in user space; `paths` have so many segments each."""
    if not segments:
        return []
    own = _rooms().matrix.ask(calls().matrix_of, [pointer(path.address) for path in paths]).tolist()
    maps = [_then(Affine(*matrix), path.outer) for matrix, path in zip(own, paths, strict=True)]
    a, b, c, d, e, f = np.repeat(np.array(maps), counts, axis=0).T
    x, y = _rooms().point.ask(calls().segment_point, segments).T.astype(np.float64)
    return list(zip((a * x + c * y + e).tolist(), (b * x + d * y + f).tolist(), strict=True))


def _then(own: Affine, outer: Affine | None) -> Affine:
    return own if outer is None else own.then(outer)


def _pieces(kinds: Sequence[int], points: Corners) -> list[Corners]:
    """Return the corners of each sub-path; nothing at all for a path with a curve."""
    if pdfium_c.FPDF_SEGMENT_BEZIERTO in kinds:
        return []
    starts = [i for i, kind in enumerate(kinds) if kind == pdfium_c.FPDF_SEGMENT_MOVETO]
    pieces = (points[start:end] for start, end in pairwise([*starts, len(points)]))
    return [piece for piece in pieces if len(piece) > 1]


class _Rooms(NamedTuple):
    """Where pdfium writes what it is asked about paths."""

    matrix: Answers
    mode: Answers
    """Fill, stroke."""
    colour: Answers
    """Red, green, blue, alpha."""
    point: Answers


@cache
def _rooms() -> _Rooms:
    return _Rooms(
        Answers(ctypes.c_float, 6),
        Answers(ctypes.c_int, 2, pointers=2),
        Answers(ctypes.c_uint, 4, pointers=4),
        Answers(ctypes.c_float, 2, pointers=2),
    )
