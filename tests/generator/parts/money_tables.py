"""The tables that credits are laid out in."""

from __future__ import annotations

from ..act import Act
from ..blocks import Block, Cell, Text
from ..scene import chance
from .envelope import (
    NATURES,
    Envelope,
    amount_cell,
    head_cell,
    money_grid,
    nature_names,
    total_cell,
    total_word,
    unit_text,
    unit_word,
    year_word,
)


def year_rows(act: Act, env: Envelope, unit: str | None = None) -> list[Block]:
    unit = unit or env.units[0]
    ae, cp = nature_names(act)
    order = NATURES if chance(act.rng, 0.88) else NATURES[::-1]
    rows = [(head_cell(year_word(act)), *(head_cell(ae if n == "AE" else cp) for n in order))]
    currency = chance(act.rng, 0.35)
    for year in env.years:
        rows.append((Cell(str(year)), *(amount_cell(act, env, unit, n, year, currency=currency) for n in order)))
    if len(env.years) > 1 and chance(act.rng, 0.75):
        rows.append((Cell(total_word(act), bold=True), *(total_cell(act, env, n, unit=unit) for n in order)))
    return [money_grid(act, rows, [1.2, 1.5, 1.5])]


def year_columns(act: Act, env: Envelope) -> list[Block]:
    blocks: list[Block] = []
    total = len(env.years) > 1 and chance(act.rng, 0.7)
    ae, cp = nature_names(act)
    for unit in env.units:
        rows = [
            (head_cell(""), *(head_cell(str(y)) for y in env.years), *((head_cell(total_word(act)),) if total else ()))
        ]
        for nature, name in zip(NATURES, (ae, cp), strict=True):
            cells = [amount_cell(act, env, unit, nature, y) for y in env.years]
            rows.append((Cell(name), *cells, *((total_cell(act, env, nature, unit=unit),) if total else ())))
        if len(env.units) > 1:
            blocks.append(Text(f"UO {unit_text(act, unit)}", bold=True, keep=True, after=2))
        blocks.append(money_grid(act, rows, [1.6] + [1.0] * (len(rows[0]) - 1)))
    return blocks


def per_unit(act: Act, env: Envelope) -> list[Block]:
    blocks: list[Block] = []
    for i, unit in enumerate(env.units, 1):
        blocks.append(Text(f"Tableau {i} – crédits de l'UO {unit_text(act, unit)}", italic=True, keep=True, after=2))
        blocks += year_rows(act, env, unit)
    return blocks


def unit_nature(act: Act, env: Envelope) -> list[Block]:
    total = len(env.years) > 1 and chance(act.rng, 0.7)
    merged = chance(act.rng, 0.6)
    head = [
        unit_word(act),
        act.rng.choice(("Nature", "AE/CP", "")),
        *map(str, env.years),
        *(["Total"] if total else []),
    ]
    rows = [tuple(head_cell(h) for h in head)]
    for unit in env.units:
        for nature in NATURES:
            cells = [amount_cell(act, env, unit, nature, y) for y in env.years]
            tail = (total_cell(act, env, nature, unit=unit),) if total else ()
            if merged:
                first = (Cell(unit_text(act, unit), rowspan=2),) if nature == "AE" else ()
            else:
                first = (Cell(unit_text(act, unit) if nature == "AE" or chance(act.rng, 0.5) else ""),)
            rows.append((*first, Cell(nature), *cells, *tail))
    if len(env.units) > 1 and chance(act.rng, 0.7):
        rows += _overall(act, env, total)
    return [money_grid(act, rows, [2.1, 0.8] + [1.1] * (len(head) - 2))]


def _overall(act: Act, env: Envelope, total: bool) -> list[tuple[Cell, ...]]:
    rows = []
    for nature in NATURES:
        cells = [total_cell(act, env, nature, year=y) for y in env.years]
        tail = (total_cell(act, env, nature),) if total else ()
        rows.append(
            (Cell(total_word(act) if nature == "AE" else "", bold=True), Cell(nature, bold=True), *cells, *tail)
        )
    return rows


def unit_columns(act: Act, env: Envelope) -> list[Block]:
    top = (
        Cell(year_word(act) or "Exercice", rowspan=2),
        *(Cell(unit_text(act, u), colspan=2, align="center") for u in env.units),
    )
    rows: list[tuple[Cell, ...]] = [top, tuple(head_cell(n) for _ in env.units for n in NATURES)]
    for year in env.years:
        rows.append((Cell(str(year)), *(amount_cell(act, env, u, n, year) for u in env.units for n in NATURES)))
    if len(env.years) > 1 and chance(act.rng, 0.7):
        rows.append((Cell("Total", bold=True), *(total_cell(act, env, n, unit=u) for u in env.units for n in NATURES)))
    return [money_grid(act, rows, [1.0] + [1.1] * (2 * len(env.units)), header=2)]


def year_nature(act: Act, env: Envelope) -> list[Block]:
    """Years in merged cells, a row for each nature, the units in columns."""
    total = len(env.units) > 1 and chance(act.rng, 0.6)
    heads = ["Exercice", "", *(unit_text(act, u) for u in env.units), *(["Total"] if total else [])]
    rows: list[tuple[Cell, ...]] = [tuple(head_cell(h) for h in heads)]
    for year in env.years:
        for nature in NATURES:
            first = (Cell(str(year), rowspan=2),) if nature == "AE" else ()
            cells = [amount_cell(act, env, u, nature, year) for u in env.units]
            rows.append((*first, Cell(nature), *cells, *((total_cell(act, env, nature, year=year),) if total else ())))
    return [money_grid(act, rows, [1.0, 0.6] + [1.4] * (len(heads) - 2))]


def equal_natures(act: Act, env: Envelope) -> list[Block]:
    """One column for both natures, the payments being those of the commitments."""
    for unit in env.units:
        for year in env.years:
            env.amounts.pop((unit, "CP", year), None)
            if (unit, "AE", year) in env.amounts:
                env.amounts[unit, "CP", year] = env.amounts[unit, "AE", year]
    blocks: list[Block] = []
    for unit in env.units:
        head = act.rng.choice(("Montant (AE = CP)", "AE = CP", "Montant en AE et en CP"))
        rows = [(head_cell(year_word(act)), head_cell(head))]
        for year in env.years:
            cells = [amount_cell(act, env, unit, n, year, currency=True) for n in NATURES]
            rows.append((Cell(str(year)), cells[0]))
        if len(env.units) > 1:
            blocks.append(Text(f"UO {unit_text(act, unit)}", bold=True, keep=True, after=2))
        blocks.append(money_grid(act, rows, [1.2, 1.8]))
    return blocks


def wide(act: Act, env: Envelope) -> list[Block]:
    pairs = [(n, y) for y in env.years for n in NATURES]
    rows = [(head_cell(unit_word(act)), *(head_cell(f"{n} {y}") for n, y in pairs))]
    for unit in env.units:
        rows.append((Cell(unit_text(act, unit)), *(amount_cell(act, env, unit, n, y) for n, y in pairs)))
    return [money_grid(act, rows, [1.9] + [1.1] * len(pairs))]


def long_rows(act: Act, env: Envelope) -> list[Block]:
    rows = [tuple(head_cell(h) for h in (unit_word(act), "Exercice", "Nature", "Montant"))]
    for unit in env.units:
        for year in env.years:
            for nature in NATURES:
                if (unit, nature, year) in env.amounts:
                    amount = amount_cell(act, env, unit, nature, year, currency=True)
                    rows.append((Cell(unit_text(act, unit)), Cell(str(year)), Cell(nature), amount))
    return [money_grid(act, rows, [2.0, 1.0, 0.8, 1.4])]
