"""The index's pictures: figures turned into shapes. The templates draw them; every picture also has its table."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.publish.site.labels import compact, figure

Groups = Sequence[tuple[str, Sequence[float]]]
"""Labels, each with one value for each kind of bar."""
Kinds = Sequence[tuple[str, str]]
"""The kinds of bars: CSS class, legend."""
WIDTH = 560
_AXIS, _TOP, _HEIGHT = 58, 12, 190
_BAR, _LABEL, _LETTERS = 22, 262, 36


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle of a chart, in the units of its picture."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    """CSS class that colours it."""
    title: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of an axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A flow between two labels: the path of its outline."""

    path: str
    title: str


@dataclass(frozen=True, slots=True)
class Label:
    """A piece of text at a place."""

    x: float
    y: float
    text: str
    end: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture and the table that says the same."""

    id: str
    title: str
    summary: str
    width: float
    height: float
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    bars: tuple[Bar, ...] = ()
    ticks_x: tuple[Tick, ...] = ()
    ticks_y: tuple[Tick, ...] = ()
    labels: tuple[Label, ...] = ()
    ribbons: tuple[Ribbon, ...] = ()
    legend: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Square:
    """AE and CP of a programme in a year, and how dark its square is: 0 (nothing) to 5 (the most)."""

    ae: str
    cp: str
    shade: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Credits by programme (rows) and year (columns)."""

    years: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Square, ...]], ...]
    left_out: int
    """Programmes that are not drawn."""


Credits = Mapping[tuple[str, str], tuple[float, float]]
"""AE and CP by programme and year."""


def grid(credits: Credits, limit: int = 12) -> Grid:
    """Return the squares of the programmes that count most, the first one first."""
    totals: dict[str, float] = {}
    for (programme, _), values in credits.items():
        totals[programme] = totals.get(programme, 0.0) + max(values)
    drawn = sorted(totals, key=lambda programme: -totals[programme])[:limit]
    years = sorted({year for programme, year in credits if programme in drawn})
    most = max((max(values) for values in credits.values()), default=0) or 1
    rows = tuple((one, tuple(_square(*credits.get((one, year), (0.0, 0.0)), most) for year in years)) for one in drawn)
    return Grid(tuple(years), rows, len(totals) - len(drawn))


def _square(ae: float, cp: float, most: float) -> Square:
    shade = math.ceil(5 * math.sqrt(max(ae, cp) / most))
    return Square(compact(ae) if ae else "", compact(cp) if cp else "", shade)


def columns(name: str, title: str, groups: Groups, kinds: Kinds, *, euros: bool) -> Chart:
    """Return vertical bars: one group for each label, one bar for each of `kinds` (CSS class, legend)."""
    write = compact if euros else figure
    most = max((value for _, values in groups for value in values), default=0) or 1
    top, marks_y = _scale(most)
    step = (WIDTH - _AXIS - 8) / max(1, len(groups))
    wide = min(30.0, step * 0.76 / len(kinds))
    bars = []
    for index, (label, values) in enumerate(groups):
        left = _AXIS + step * (index + 0.5) - wide * len(kinds) / 2
        for rank, (value, (kind, legend)) in enumerate(zip(values, kinds, strict=True)):
            high = _HEIGHT * value / top
            bars.append(Bar(round(left + rank * wide, 1), round(_TOP + _HEIGHT - high, 1), round(wide - 2, 1),
                            round(high, 1), kind, f"{label}, {legend} : {write(value)}"))  # fmt: skip
    every = 1 + len(groups) // 12
    marks = tuple(
        Tick(round(_AXIS + step * (i + 0.5), 1), label) for i, (label, _) in enumerate(groups) if not i % every
    )
    scale = tuple(Tick(round(_TOP + _HEIGHT * (1 - mark / top), 1), write(mark)) for mark in marks_y)
    return Chart(
        name, title, f"{len(groups)} colonnes ; la plus haute : {write(most)}.", WIDTH, _TOP + _HEIGHT + 24,
        ("", *(legend for _, legend in kinds)),
        tuple((label, *(figure(value) for value in values)) for label, values in groups),
        bars=tuple(bars), ticks_x=marks, ticks_y=scale, legend=tuple(kinds) if len(kinds) > 1 else (),
    )  # fmt: skip


def _scale(most: float) -> tuple[float, list[float]]:
    """Return the top of an axis that holds `most`, and its marks from 0: round numbers, three to six of them."""
    unit = 10 ** math.floor(math.log10(most))
    step = next(unit * part for part in (0.2, 0.5, 1, 2) if most / (unit * part) <= 5)
    step = max(step, 1.0)
    count = math.ceil(most / step)
    return step * count, [step * rank for rank in range(count + 1)]


def lines(name: str, title: str, groups: Groups, kinds: Kinds, *, euros: bool) -> Chart:
    """Return horizontal bars under their labels, the largest first as given."""
    write = compact if euros else figure
    top = max((value for _, values in groups for value in values), default=0) or 1
    pitch = 20 + len(kinds) * (_BAR - 8)
    bars, labels = [], []
    for index, (label, values) in enumerate(groups):
        y = index * pitch
        labels.append(Label(0, y + 13, _cut(label, 84)))
        for rank, (value, (kind, legend)) in enumerate(zip(values, kinds, strict=True)):
            bars.append(Bar(0, y + 18 + rank * (_BAR - 8), round((WIDTH - 90) * value / top, 1), _BAR - 10, kind,
                            f"{label}, {legend} : {write(value)}", write(value)))  # fmt: skip
    return Chart(
        name, title, f"{len(groups)} lignes ; la plus longue : {write(top)}.", WIDTH, max(1, len(groups)) * pitch + 4,
        ("", *(legend for _, legend in kinds)),
        tuple((label, *(figure(value) for value in values)) for label, values in groups),
        bars=tuple(bars), labels=tuple(labels), legend=tuple(kinds) if len(kinds) > 1 else (),
    )  # fmt: skip


def flows(name: str, title: str, found: Sequence[tuple[str, str, float]], limit: int = 14) -> Chart:
    """Return ribbons from the left names to the right names, as wide as their euros; the largest `limit` are drawn."""
    drawn = sorted((flow for flow in found if flow[2] > 0), key=lambda flow: -flow[2])[:limit]
    total = sum(flow[2] for flow in drawn) or 1
    width, gap = 860, 26
    lefts, rights = list(dict.fromkeys(flow[0] for flow in drawn)), list(dict.fromkeys(flow[1] for flow in drawn))
    body = max(160.0, 26.0 * max(len(lefts), len(rights)))
    height = body + gap * max(len(lefts), len(rights), 1)
    at: dict[tuple[int, str], float] = {}
    labels: list[Label] = []
    bars = []
    for side, names in enumerate((lefts, rights)):
        y = (height - body - gap * len(names)) / 2 + gap / 2
        x = _LABEL if side == 0 else width - _LABEL - 8
        for one in names:
            share = sum(flow[2] for flow in drawn if flow[side] == one)
            high = max(2.0, body * share / total)
            at[side, one] = y
            bars.append(Bar(x, round(y, 1), 8, round(high, 1), "node", f"{one} : {compact(share)}"))
            anchor = _LABEL - 8 if side == 0 else width - _LABEL + 8
            labels += _wrapped(one, anchor, y + high / 2, end=side == 0)
            y += high + gap
    ribbons = tuple(_ribbon(flow, at, body * flow[2] / total, width) for flow in drawn)
    return Chart(
        name, title, f"{len(drawn)} flux, du délégant (à gauche) au délégataire (à droite).", width, round(height, 1),
        ("Délégant", "Délégataire", "Euros"), tuple((a, b, figure(value)) for a, b, value in found),
        bars=tuple(bars), labels=tuple(labels), ribbons=ribbons,
    )  # fmt: skip


def _ribbon(flow: tuple[str, str, float], at: dict[tuple[int, str], float], high: float, width: float) -> Ribbon:
    a, b = at[0, flow[0]], at[1, flow[1]]
    at[0, flow[0]] += high
    at[1, flow[1]] += high
    x0, x1, middle = _LABEL + 8, width - _LABEL - 8, width / 2
    path = (
        f"M{x0},{a:.1f}C{middle:.0f},{a:.1f} {middle:.0f},{b:.1f} {x1},{b:.1f}L{x1},{b + high:.1f}"
        f"C{middle:.0f},{b + high:.1f} {middle:.0f},{a + high:.1f} {x0},{a + high:.1f}Z"
    )
    return Ribbon(path, f"{flow[0]} → {flow[1]} : {compact(flow[2])}")


def _wrapped(text: str, x: float, y: float, *, end: bool) -> list[Label]:
    """Return a name on one or two lines around a height."""
    words, first = text.split(), ""
    while words and len(first) + len(words[0]) < _LETTERS:
        first = f"{first} {words.pop(0)}".strip()
    rest = " ".join(words)
    if not rest:
        return [Label(x, round(y + 4, 1), first, end)]
    return [Label(x, round(y - 3, 1), first, end), Label(x, round(y + 11, 1), _cut(rest, _LETTERS), end)]


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
