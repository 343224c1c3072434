"""The credits of an act by unit, nature and year, and the cells that print and state them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum  # since Python 3.12 `sum` rounds otherwise: the same bytes on every version

from ..act import Act, print_unit
from ..blocks import Align, Cell, Grid
from ..scene import chance

NATURES = ("AE", "CP")
CELL_ROLE = ["plafond", "echeance"]
TOTAL_ROLE = ["total", "plafond"]


@dataclass
class Envelope:
    """Amounts in euros by (unit, nature, year); a missing key is an empty cell."""

    units: list[str]
    years: list[int]
    amounts: dict[tuple[str, str, int], int]

    def total(self, *, unit: str | None = None, nature: str, year: int | None = None) -> int:
        """Sum over what is left open."""
        return sum(
            v
            for (u, n, y), v in self.amounts.items()
            if n == nature and (unit is None or u == unit) and (year is None or y == year)
        )


def draw_envelope(act: Act) -> Envelope:
    """Draw round totals and spread them: commitments early, payments later, both to the same sum."""
    rng, scene = act.rng, act.scene
    step = 50_000 if act.money.unit == 1_000_000 else rng.choice((500, 1000, 2500, 10_000))
    amounts: dict[tuple[str, str, int], int] = {}
    for unit in scene.units:
        total = rng.randint(12, 900) * step
        for nature in NATURES:
            for year, part in zip(
                scene.years, _spread(act, total, len(scene.years), step, early=nature == "AE"), strict=True
            ):
                if part or act.hand.zero == "0":
                    amounts[unit.code, nature, year] = part
    return Envelope([u.code for u in scene.units], scene.years, amounts)


def _spread(act: Act, total: int, count: int, step: int, *, early: bool) -> list[int]:
    if count == 1 or (early and chance(act.rng, 0.35)):
        return [total] + [0] * (count - 1)
    weights = [act.rng.uniform(0.5, 2.0) / (1 + (i if early else 0)) for i in range(count)]
    parts = [int(total * w / fsum(weights) // step * step) for w in weights]
    parts[-1] += total - sum(parts)
    return parts


def show_amount(act: Act, amount: int | None, *, currency: bool = False) -> str:
    if amount is None:
        return act.hand.zero if act.hand.zero != "0" else "–"
    return act.money.full(amount) if currency else act.money.figures(amount)


def state_amount(
    act: Act, text: str, amount: int, nature: str, year: int | None, unit: str | None, *, total: bool = False
) -> None:
    single = act.only_unit()
    act.gold.amount(
        text, amount, nature=nature, exercice=year, uo=unit or single, role=TOTAL_ROLE if total else CELL_ROLE
    )


def amount_cell(act: Act, env: Envelope, unit: str, nature: str, year: int, *, currency: bool = False) -> Cell:
    value = env.amounts.get((unit, nature, year))
    text = show_amount(act, value, currency=currency)
    if value is not None:
        state_amount(act, text, value, nature, year, unit)
    return Cell(text, align=amount_align(act))


def amount_align(act: Act) -> Align:
    return act.slots.setdefault("align", act.rng.choice(("right", "right", "center", "left")))  # type: ignore[return-value]


def total_cell(act: Act, env: Envelope, nature: str, *, unit: str | None = None, year: int | None = None) -> Cell:
    value = env.total(unit=unit, nature=nature, year=year)
    shown = value
    if "total_incoherent" in act.flaws and value > 0:
        shown = transposed(value, act.money.unit)
        if shown != value:
            act.flaws.discard("total_incoherent")
            act.gold.anomaly("total_incoherent")
            act.gold.anomaly("ae_cp_incoherents", optional=True)
    text = show_amount(act, shown)
    exercice = year if year else (env.years[0] if len(env.years) == 1 else None)
    if not (len(env.years) == 1 and unit is not None):
        state_amount(act, text, shown, nature, exercice, unit, total=True)
    return Cell(text, bold=True, align=amount_align(act))


def transposed(value: int, unit: int) -> int:
    """The same figures with two neighbours exchanged, as a hand would mistype them."""
    digits = list(str(value // (unit if unit > 1 else 1)))
    for i in range(len(digits) - 1):
        if digits[i] != digits[i + 1] and digits[i + 1] != "0":
            digits[i], digits[i + 1] = digits[i + 1], digits[i]
            return int("".join(digits)) * (unit if unit > 1 else 1) + value % unit
    return value


def _style(act: Act) -> dict[str, object]:
    return {
        "rules": act.slots.setdefault("rules", act.rng.choice(("full", "full", "horizontal", "none", "box"))),
        "repeat": chance(act.rng, 0.5),
        "shaded": chance(act.rng, 0.3),
        "loose": chance(act.rng, 0.3),
    }


def money_grid(act: Act, rows: Sequence[tuple[Cell, ...]], widths: list[float], *, header: int = 1) -> Grid:
    whole = sum(widths)
    share = 1.0 if len(widths) > 3 else act.rng.choice((0.7, 0.85, 1.0))
    return Grid(tuple(rows), tuple(w / whole * share for w in widths), header=header, **_style(act))  # type: ignore[arg-type]


def nature_names(act: Act) -> tuple[str, str]:
    return act.rng.choice(
        (
            ("AE", "CP"),
            ("AE", "CP"),
            ("Autorisations d'engagement", "Crédits de paiement"),
            ("AE (TTC)", "CP (TTC)"),
            ("Montant en AE", "Montant en CP"),
        )
    )


def total_word(act: Act) -> str:
    return act.rng.choice(("Total", "TOTAL", "Ensemble", "Total général", "Cumul"))


def head_cell(text: str) -> Cell:
    return Cell(text, align="center")


def year_word(act: Act) -> str:
    return act.rng.choice(("Année", "Exercice", "Exercice budgétaire", ""))


def unit_word(act: Act) -> str:
    return act.rng.choice(("UO", "Unité opérationnelle", "Centre financier", "UO concernée"))


def unit_text(act: Act, code: str) -> str:
    return print_unit(code, act.hand.unit_form, bare=True)
