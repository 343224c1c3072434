"""The credits that a convention sets: drawn as an envelope by unit, nature and year, then laid out in one of many ways."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..act import Act, Section, print_unit
from ..blocks import Align, Block, Cell, Grid, Text
from ..french import MoneyStyle, euros_in_words
from ..scene import chance, weighted

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
            v for (u, n, y), v in self.amounts.items()
            if n == nature and (unit is None or u == unit) and (year is None or y == year)
        )  # fmt: skip


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
    parts = [int(total * w / sum(weights) // step * step) for w in weights]
    parts[-1] += total - sum(parts)
    return parts


def write_amounts(act: Act) -> Section:
    """Write the article of the amounts and state every one of them; the table may be put off to an annex."""
    if act.scene.kind == "delegation_gestion" and chance(act.rng, 0.09):
        return Section("montant", act.title("montant"), _simple(act))
    envelope = draw_envelope(act)
    several_units, several_years = len(envelope.units) > 1, len(envelope.years) > 1
    form = weighted(
        act.rng, year_rows=0 if several_units else 0.3, year_columns=0.16, unit_nature=0.18, unit_columns=0.12 if several_units else 0,
        long=0.08, sentence=0.2 if not several_units else 0.06, bullets=0.14, wide=0.1 if several_years and len(envelope.years) < 3 else 0,
        per_unit=0.1 if several_units else 0,
        year_nature=0.08, equal=0.06,
    )  # fmt: skip
    if form in ("sentence", "bullets") and not ({"total_incoherent", "montant_lettres_chiffres"} & act.flaws):
        act.spoken = _spoken(act, envelope)
    blocks = _FORMS[form](act, envelope)
    intro = [act.para(_intro(act))] if form not in ("sentence", "bullets") else []
    tail: list[Block] = []
    if (several_years and chance(act.rng, 0.3)) or "montant_lettres_chiffres" in act.flaws:
        tail.append(act.para(_in_words(act, envelope)))
    if several_years and chance(act.rng, 0.4):
        tail.append(
            act.para(
                "Les montants des années ultérieures sont donnés sous réserve de l'ouverture des crédits en loi de finances."
            )
        )
    blocks = [*intro, *blocks, *tail]
    if act.scene.kind == "delegation_gestion" and chance(act.rng, 0.1):
        act.deferred.append(
            Section("annexe", act.rng.choice(("Annexe financière", "Crédits délégués", "Échéancier")), blocks)
        )
        blocks = [act.para(act.pick("renvoi_annexe"))]
    return Section("montant", act.title("montant"), blocks)


def _spoken(act: Act, env: Envelope) -> MoneyStyle | None:
    """Sentences may write thousands or millions where tables write euros."""
    values = [v for v in env.amounts.values() if v]
    if act.money.unit == 1 and all(v % 1000 == 0 for v in values) and chance(act.rng, 0.25):
        return MoneyStyle(unit=1000, suffix=act.rng.choice(("k€", "K€", "milliers d'euros")))
    if act.money.unit == 1 and all(v >= 100_000 and v % 10_000 == 0 for v in values) and chance(act.rng, 0.4):
        return MoneyStyle(unit=1_000_000, suffix=act.rng.choice(("M€", "millions d'euros")))
    return None


def _simple(act: Act) -> list[Block]:
    """A ceiling of no stated nature, in words, in figures or in both, and perhaps an advance."""
    rng = act.rng
    total = rng.randint(10, 600) * 1000
    style = act.money if act.money.unit == 1 else MoneyStyle()
    text, words = style.full(total), euros_in_words(total)
    clause = act.pick("enveloppe_simple", montant=text, lettres=words)
    shared = {"nature": None, "exercice": None, "uo": act.only_unit()}
    act.gold.amount(text if text in clause else words, total, role=["plafond", "total"], **shared)
    blocks: list[Block] = [act.para(clause)]
    if chance(rng, 0.5):
        share = total * rng.choice((20, 30, 40, 50)) // 100
        clause = act.pick("acompte", montant=style.full(share))
        condition = "à la signature" if "signature" in clause else "dès la notification"
        act.gold.amount(
            style.full(share), share, role="versement", condition=[condition, f"{condition} de la convention"], **shared
        )
        blocks.append(act.para(clause))
    return blocks


def _intro(act: Act) -> str:
    unit = {
        1: act.rng.choice(("en euros", "en euros toutes taxes comprises", "en €")),
        1000: "en milliers d'euros (k€)",
        1_000_000: "en millions d'euros (M€)",
    }
    return act.rng.choice((
        "Les crédits mis à disposition s'élèvent au plus aux montants suivants, {u} :",
        "L'enveloppe est répartie comme suit ({u}) :",
        "Le plafond des dépenses autorisées est fixé par le tableau ci-dessous ({u}).",
        "Échéancier des crédits délégués ({u}) :",
    )).format(u=unit[act.money.unit])  # fmt: skip


def _show(act: Act, amount: int | None, *, currency: bool = False) -> str:
    if amount is None:
        return act.hand.zero if act.hand.zero != "0" else "–"
    return act.money.full(amount) if currency else act.money.figures(amount)


def _state(
    act: Act, text: str, amount: int, nature: str, year: int | None, unit: str | None, *, total: bool = False
) -> None:
    single = act.only_unit()
    act.gold.amount(
        text, amount, nature=nature, exercice=year, uo=unit or single, role=TOTAL_ROLE if total else CELL_ROLE
    )  # fmt: skip


def _amount(act: Act, env: Envelope, unit: str, nature: str, year: int, *, currency: bool = False) -> Cell:
    value = env.amounts.get((unit, nature, year))
    text = _show(act, value, currency=currency)
    if value is not None:
        _state(act, text, value, nature, year, unit)
    return Cell(text, align=_align(act))


def _align(act: Act) -> Align:
    return act.slots.setdefault("align", act.rng.choice(("right", "right", "center", "left")))  # type: ignore[return-value]


def _total(act: Act, env: Envelope, nature: str, *, unit: str | None = None, year: int | None = None) -> Cell:
    value = env.total(unit=unit, nature=nature, year=year)
    shown = value
    if "total_incoherent" in act.flaws and value > 0:
        shown = _transposed(value, act.money.unit)
        if shown != value:
            act.flaws.discard("total_incoherent")
            act.gold.anomaly("total_incoherent")
            act.gold.anomaly("ae_cp_incoherents", optional=True)
    text = _show(act, shown)
    exercice = year if year else (env.years[0] if len(env.years) == 1 else None)
    if not (len(env.years) == 1 and unit is not None):
        _state(act, text, shown, nature, exercice, unit, total=True)
    return Cell(text, bold=True, align=_align(act))


def _transposed(value: int, unit: int) -> int:
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
        "repeat": chance(act.rng, 0.5), "shaded": chance(act.rng, 0.3), "loose": chance(act.rng, 0.3),
    }  # fmt: skip


def _grid(act: Act, rows: list[tuple[Cell, ...]], widths: list[float], *, header: int = 1) -> Grid:
    whole = sum(widths)
    share = 1.0 if len(widths) > 3 else act.rng.choice((0.7, 0.85, 1.0))
    return Grid(tuple(rows), tuple(w / whole * share for w in widths), header=header, **_style(act))  # type: ignore[arg-type]


def _nature_names(act: Act) -> tuple[str, str]:
    return act.rng.choice((("AE", "CP"), ("AE", "CP"), ("Autorisations d'engagement", "Crédits de paiement"), ("AE (TTC)", "CP (TTC)"),
                           ("Montant en AE", "Montant en CP")))  # fmt: skip


def _total_word(act: Act) -> str:
    return act.rng.choice(("Total", "TOTAL", "Ensemble", "Total général", "Cumul"))


def _head(text: str) -> Cell:
    return Cell(text, align="center")


def _year_word(act: Act) -> str:
    return act.rng.choice(("Année", "Exercice", "Exercice budgétaire", ""))


def _unit_word(act: Act) -> str:
    return act.rng.choice(("UO", "Unité opérationnelle", "Centre financier", "UO concernée"))


def _unit(act: Act, code: str) -> str:
    return print_unit(code, act.hand.unit_form, bare=True)


def _year_rows(act: Act, env: Envelope, unit: str | None = None) -> list[Block]:
    unit = unit or env.units[0]
    ae, cp = _nature_names(act)
    order = NATURES if chance(act.rng, 0.88) else NATURES[::-1]
    rows = [(_head(_year_word(act)), *(_head(ae if n == "AE" else cp) for n in order))]
    currency = chance(act.rng, 0.35)
    for year in env.years:
        rows.append((Cell(str(year)), *(_amount(act, env, unit, n, year, currency=currency) for n in order)))
    if len(env.years) > 1 and chance(act.rng, 0.75):
        rows.append((Cell(_total_word(act), bold=True), *(_total(act, env, n, unit=unit) for n in order)))
    return [_grid(act, rows, [1.2, 1.5, 1.5])]


def _year_columns(act: Act, env: Envelope) -> list[Block]:
    blocks: list[Block] = []
    total = len(env.years) > 1 and chance(act.rng, 0.7)
    ae, cp = _nature_names(act)
    for unit in env.units:
        rows = [(_head(""), *(_head(str(y)) for y in env.years), *((_head(_total_word(act)),) if total else ()))]
        for nature, name in zip(NATURES, (ae, cp), strict=True):
            cells = [_amount(act, env, unit, nature, y) for y in env.years]
            rows.append((Cell(name), *cells, *((_total(act, env, nature, unit=unit),) if total else ())))
        if len(env.units) > 1:
            blocks.append(Text(f"UO {_unit(act, unit)}", bold=True, keep=True, after=2))
        blocks.append(_grid(act, rows, [1.6] + [1.0] * (len(rows[0]) - 1)))
    return blocks


def _per_unit(act: Act, env: Envelope) -> list[Block]:
    blocks: list[Block] = []
    for i, unit in enumerate(env.units, 1):
        blocks.append(Text(f"Tableau {i} – crédits de l'UO {_unit(act, unit)}", italic=True, keep=True, after=2))
        blocks += _year_rows(act, env, unit)
    return blocks


def _unit_nature(act: Act, env: Envelope) -> list[Block]:
    total = len(env.years) > 1 and chance(act.rng, 0.7)
    merged = chance(act.rng, 0.6)
    head = [
        _unit_word(act),
        act.rng.choice(("Nature", "AE/CP", "")),
        *map(str, env.years),
        *(["Total"] if total else []),
    ]
    rows = [tuple(_head(h) for h in head)]
    for unit in env.units:
        for nature in NATURES:
            cells = [_amount(act, env, unit, nature, y) for y in env.years]
            tail = (_total(act, env, nature, unit=unit),) if total else ()
            if merged:
                first = (Cell(_unit(act, unit), rowspan=2),) if nature == "AE" else ()
            else:
                first = (Cell(_unit(act, unit) if nature == "AE" or chance(act.rng, 0.5) else ""),)
            rows.append((*first, Cell(nature), *cells, *tail))
    if len(env.units) > 1 and chance(act.rng, 0.7):
        rows += _overall(act, env, total)
    return [_grid(act, rows, [2.1, 0.8] + [1.1] * (len(head) - 2))]


def _overall(act: Act, env: Envelope, total: bool) -> list[tuple[Cell, ...]]:
    rows = []
    for nature in NATURES:
        cells = [_total(act, env, nature, year=y) for y in env.years]
        tail = (_total(act, env, nature),) if total else ()
        rows.append(
            (Cell(_total_word(act) if nature == "AE" else "", bold=True), Cell(nature, bold=True), *cells, *tail)
        )
    return rows


def _unit_columns(act: Act, env: Envelope) -> list[Block]:
    top = (
        Cell(_year_word(act) or "Exercice", rowspan=2),
        *(Cell(_unit(act, u), colspan=2, align="center") for u in env.units),
    )
    rows: list[tuple[Cell, ...]] = [top, tuple(_head(n) for _ in env.units for n in NATURES)]
    for year in env.years:
        rows.append((Cell(str(year)), *(_amount(act, env, u, n, year) for u in env.units for n in NATURES)))
    if len(env.years) > 1 and chance(act.rng, 0.7):
        rows.append((Cell("Total", bold=True), *(_total(act, env, n, unit=u) for u in env.units for n in NATURES)))
    return [_grid(act, rows, [1.0] + [1.1] * (2 * len(env.units)), header=2)]


def _year_nature(act: Act, env: Envelope) -> list[Block]:
    """Years in merged cells, a row for each nature, the units in columns."""
    total = len(env.units) > 1 and chance(act.rng, 0.6)
    heads = ["Exercice", "", *(_unit(act, u) for u in env.units), *(["Total"] if total else [])]
    rows: list[tuple[Cell, ...]] = [tuple(_head(h) for h in heads)]
    for year in env.years:
        for nature in NATURES:
            first = (Cell(str(year), rowspan=2),) if nature == "AE" else ()
            cells = [_amount(act, env, u, nature, year) for u in env.units]
            rows.append((*first, Cell(nature), *cells, *((_total(act, env, nature, year=year),) if total else ())))
    return [_grid(act, rows, [1.0, 0.6] + [1.4] * (len(heads) - 2))]


def _equal(act: Act, env: Envelope) -> list[Block]:
    """One column for both natures, the payments being those of the commitments."""
    for unit in env.units:
        for year in env.years:
            env.amounts.pop((unit, "CP", year), None)
            if (unit, "AE", year) in env.amounts:
                env.amounts[unit, "CP", year] = env.amounts[unit, "AE", year]
    blocks: list[Block] = []
    for unit in env.units:
        head = act.rng.choice(("Montant (AE = CP)", "AE = CP", "Montant en AE et en CP"))
        rows = [(_head(_year_word(act)), _head(head))]
        for year in env.years:
            cells = [_amount(act, env, unit, n, year, currency=True) for n in NATURES]
            rows.append((Cell(str(year)), cells[0]))
        if len(env.units) > 1:
            blocks.append(Text(f"UO {_unit(act, unit)}", bold=True, keep=True, after=2))
        blocks.append(_grid(act, rows, [1.2, 1.8]))
    return blocks


def _wide(act: Act, env: Envelope) -> list[Block]:
    pairs = [(n, y) for y in env.years for n in NATURES]
    rows = [(_head(_unit_word(act)), *(_head(f"{n} {y}") for n, y in pairs))]
    for unit in env.units:
        rows.append((Cell(_unit(act, unit)), *(_amount(act, env, unit, n, y) for n, y in pairs)))
    return [_grid(act, rows, [1.9] + [1.1] * len(pairs))]


def _long(act: Act, env: Envelope) -> list[Block]:
    rows = [tuple(_head(h) for h in (_unit_word(act), "Exercice", "Nature", "Montant"))]
    for unit in env.units:
        for year in env.years:
            for nature in NATURES:
                if (unit, nature, year) in env.amounts:
                    amount = _amount(act, env, unit, nature, year, currency=True)
                    rows.append((Cell(_unit(act, unit)), Cell(str(year)), Cell(nature), amount))
    return [_grid(act, rows, [2.0, 1.0, 0.8, 1.4])]


def _phrase(act: Act, env: Envelope, unit: str, year: int) -> str:
    """'x € en autorisations d'engagement et y € en crédits de paiement' for one unit and year."""
    long = act.slots.setdefault("natures", act.rng.choice(("long", "short", "long")))
    names = {
        "AE": "autorisations d'engagement" if long == "long" else "AE",
        "CP": "crédits de paiement" if long == "long" else "CP",
    }
    values = {n: env.amounts.get((unit, n, year), 0) for n in NATURES}
    texts = {n: act.print_amount(values[n]) for n in NATURES}
    for nature in NATURES:
        _state(act, texts[nature], values[nature], nature, year, unit)
    if texts["AE"] == texts["CP"]:
        return act.rng.choice((
            f"{texts['AE']} en {names['AE']} et en {names['CP']}", f"{texts['AE']} en {names['AE']} et autant en {names['CP']}",
            f"{texts['AE']} (AE = CP)",
        ))  # fmt: skip
    return f"{texts['AE']} en {names['AE']} et {texts['CP']} en {names['CP']}"


def _sentence(act: Act, env: Envelope) -> list[Block]:
    parts = []
    for unit in env.units:
        yearly = [f"pour l'exercice {y}, {_phrase(act, env, unit, y)}" for y in env.years]
        tail = f" sur l'UO {_unit(act, unit)}" if len(env.units) > 1 or chance(act.rng, 0.5) else ""
        parts.append(", puis, ".join(yearly) + tail)
    start = act.rng.choice((
        "{Dt} [met|mettent] à la disposition {du_de}, dans la limite des crédits ouverts, ", "Le plafond des dépenses est ainsi fixé : ",
        "La dépense autorisée ne peut excéder, ",
    ))  # fmt: skip
    return [act.para(act.fill(start) + " ; ".join(parts) + ".")]


def _bullets(act: Act, env: Envelope) -> list[Block]:
    blocks: list[Block] = [Text(act.fill("{Dt} [met|mettent] à disposition {du_de} les crédits suivants :"), keep=True)]
    mark = act.rng.choice("–-•")
    for unit in env.units:
        if len(env.units) > 1:
            blocks.append(Text(f"sur l'UO {_unit(act, unit)} :", bullet=mark, after=2, keep=True))
        for year in env.years:
            text = act.rng.choice(("en {y} : {t} ;", "{y} : {t} ;", "au titre de {y}, {t} ;")).format(
                y=year, t=_phrase(act, env, unit, year)
            )
            blocks.append(Text(text, bullet=mark, indent=14 if len(env.units) > 1 else 0, after=2, align="left"))
    return blocks


def _in_words(act: Act, env: Envelope) -> str:
    """The grand total of the commitments, in words and in figures, which may disagree."""
    value = env.total(nature="AE")
    words, figures = value, value
    if "montant_lettres_chiffres" in act.flaws:
        words = _transposed(value, max(act.money.unit, 1))
        if words == value:
            words = value + 1000
        act.gold.anomaly("montant_lettres_chiffres")
    text = act.print_amount(figures)
    year = env.years[0] if len(env.years) == 1 else None
    _state(act, text, figures, "AE", year, None, total=year is None or len(env.units) > 1)
    return act.rng.choice((
        "Le montant total des autorisations d'engagement s'élève à {w} ({f}).",
        "Au total, les autorisations d'engagement ne peuvent excéder {w}, soit {f}.",
    )).format(w=euros_in_words(words), f=text)  # fmt: skip


def write_estimate(act: Act) -> list[Block]:
    """A table of posts with estimated costs (for an annex); states them as estimates."""
    rng = act.rng
    style = act.money if act.money.unit < 1_000_000 else MoneyStyle()
    lines = [(name, rng.randint(4, 180) * 500) for name in act.scene.project["lignes"]]
    if style.unit == 1000:
        lines = [(name, value // 1000 * 1000 + 1000) for name, value in lines]
    unit = {1: "€", 1000: "k€"}[style.unit]
    rows = [
        (
            _head(rng.choice(("Poste", "Nature de dépense", "Prestation"))),
            _head(rng.choice((f"Montant ({unit})", f"Coût estimé ({unit} TTC)", f"Coût prévisionnel ({unit})"))),
        )
    ]
    uo = act.only_unit()
    years = act.scene.years
    shared: dict[str, object] = {
        "nature": None,
        "exercice": None if len(years) > 1 else [None, years[0]],
        "uo": [uo, None] if uo else None,
    }
    for name, value in lines:
        text = style.figures(value)
        act.gold.amount(text, value, role="estimation", **shared)
        rows.append((Cell(name), Cell(text, align=_align(act))))
    if chance(rng, 0.6):
        total = sum(v for _, v in lines)
        text = style.figures(total)
        act.gold.amount(text, total, role=["total", "estimation"], **shared)
        rows.append((Cell(_total_word(act), bold=True), Cell(text, bold=True, align=_align(act))))
    return [_grid(act, rows, [3.0, 1.4])]


_FORMS: dict[str, Callable[[Act, Envelope], list[Block]]] = {
    "year_rows": _year_rows, "year_columns": _year_columns, "unit_nature": _unit_nature, "unit_columns": _unit_columns,
    "wide": _wide, "long": _long, "sentence": _sentence, "bullets": _bullets, "per_unit": _per_unit,
    "year_nature": _year_nature, "equal": _equal,
}  # fmt: skip

__all__ = ["Envelope", "draw_envelope", "write_amounts", "write_estimate"]
