"""The article of the amounts and the annex of estimates."""

from __future__ import annotations

from collections.abc import Callable

from ..act import Act, Section
from ..blocks import Block, Cell
from ..french import MoneyStyle, euros_in_words
from ..scene import chance, weighted
from .envelope import Envelope, amount_align, draw_envelope, head_cell, money_grid, total_word
from .money_phrases import write_bullets, write_in_words, write_retold, write_sentence
from .money_tables import (
    equal_natures,
    long_rows,
    per_unit,
    unit_columns,
    unit_nature,
    wide,
    year_columns,
    year_nature,
    year_rows,
)


def write_amounts(act: Act) -> Section:
    """Write the article of the amounts and state every one of them; the table may be put off to an annex."""
    if act.scene.kind == "delegation_gestion" and chance(act.rng, 0.09):
        return Section("montant", act.title("montant"), _simple(act))
    envelope = draw_envelope(act)
    several_units, several_years = len(envelope.units) > 1, len(envelope.years) > 1
    form = weighted(
        act.rng,
        year_rows=0 if several_units else 0.3,
        year_columns=0.16,
        unit_nature=0.18,
        unit_columns=0.12 if several_units else 0,
        long=0.08,
        sentence=0.2 if not several_units else 0.06,
        bullets=0.14,
        wide=0.1 if several_years and len(envelope.years) < 3 else 0,
        per_unit=0.1 if several_units else 0,
        year_nature=0.08,
        equal=0.06,
    )
    worded = form in ("sentence", "bullets")
    if worded and not ({"total_incoherent", "montant_lettres_chiffres"} & act.flaws):
        act.spoken = _spoken(act, envelope)
    blocks = _FORMS[form](act, envelope)
    intro = [] if worded else [act.para(_intro(act))]
    blocks = [*intro, *blocks, *_remarks(act, envelope)]
    if act.scene.kind == "delegation_gestion" and chance(act.rng, 0.1):
        title = act.rng.choice(("Annexe financière", "Crédits délégués", "Échéancier"))
        act.deferred.append(Section("annexe", title, blocks))
        blocks = [act.para(act.pick("renvoi_annexe"))]
    return Section("montant", act.title("montant"), blocks)


def _remarks(act: Act, env: Envelope) -> list[Block]:
    """What follows the amounts: their total in words, a reservation, the sum told again."""
    several_years = len(env.years) > 1
    blocks: list[Block] = []
    if (several_years and chance(act.rng, 0.3)) or "montant_lettres_chiffres" in act.flaws:
        blocks.append(act.para(write_in_words(act, env)))
    if several_years and chance(act.rng, 0.4):
        reservation = "Les montants des années ultérieures s'entendent sous réserve de l'ouverture des crédits."
        blocks.append(act.para(reservation))
    if chance(act.rng, 0.1):
        blocks.append(act.para(write_retold(act, env)))
    return blocks


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
    return act.rng.choice(
        (
            "Les crédits mis à disposition s'élèvent au plus aux montants suivants, {u} :",
            "L'enveloppe est répartie comme suit ({u}) :",
            "Le plafond des dépenses autorisées est fixé par le tableau ci-dessous ({u}).",
            "Échéancier des crédits délégués ({u}) :",
        )
    ).format(u=unit[act.money.unit])


def write_estimate(act: Act) -> list[Block]:
    """A table of posts with estimated costs (for an annex); states them as estimates."""
    rng = act.rng
    style = act.money if act.money.unit < 1_000_000 else MoneyStyle()
    lines = [(name, rng.randint(4, 180) * 500) for name in act.scene.project["lignes"]]
    if style.unit == 1000:
        lines = [(name, value // 1000 * 1000 + 1000) for name, value in lines]
    unit = {1: "€", 1000: "k€"}[style.unit]
    rows: list[tuple[Cell, ...]] = [
        (
            head_cell(rng.choice(("Poste", "Nature de dépense", "Prestation"))),
            head_cell(rng.choice((f"Montant ({unit})", f"Coût estimé ({unit} TTC)", f"Coût prévisionnel ({unit})"))),
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
        rows.append((Cell(name), Cell(text, align=amount_align(act))))
    if chance(rng, 0.6):
        total = sum(v for _, v in lines)
        text = style.figures(total)
        act.gold.amount(text, total, role=["total", "estimation"], **shared)
        rows.append((Cell(total_word(act), bold=True), Cell(text, bold=True, align=amount_align(act))))
    return [money_grid(act, rows, [3.0, 1.4])]


_FORMS: dict[str, Callable[[Act, Envelope], list[Block]]] = {
    "year_rows": year_rows,
    "year_columns": year_columns,
    "unit_nature": unit_nature,
    "unit_columns": unit_columns,
    "wide": wide,
    "long": long_rows,
    "sentence": write_sentence,
    "bullets": write_bullets,
    "per_unit": per_unit,
    "year_nature": year_nature,
    "equal": equal_natures,
}
