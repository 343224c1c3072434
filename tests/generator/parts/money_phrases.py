"""Sentences and lists that set credits."""

from __future__ import annotations

from ..act import Act
from ..blocks import Block, Text
from ..french import MoneyStyle, euros_in_words
from ..scene import chance
from .envelope import NATURES, Envelope, state_amount, transposed, unit_text


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
        state_amount(act, texts[nature], values[nature], nature, year, unit)
    if texts["AE"] == texts["CP"]:
        return act.rng.choice(
            (
                f"{texts['AE']} en {names['AE']} et en {names['CP']}",
                f"{texts['AE']} en {names['AE']} et autant en {names['CP']}",
                f"{texts['AE']} (AE = CP)",
            )
        )
    return f"{texts['AE']} en {names['AE']} et {texts['CP']} en {names['CP']}"


def write_sentence(act: Act, env: Envelope) -> list[Block]:
    parts = []
    for unit in env.units:
        yearly = [f"pour l'exercice {y}, {_phrase(act, env, unit, y)}" for y in env.years]
        tail = f" sur l'UO {unit_text(act, unit)}" if len(env.units) > 1 or chance(act.rng, 0.5) else ""
        parts.append(", puis, ".join(yearly) + tail)
    start = act.rng.choice(
        (
            "{Dt} [met|mettent] à la disposition {du_de}, dans la limite des crédits ouverts, ",
            "Le plafond des dépenses est ainsi fixé : ",
            "La dépense autorisée ne peut excéder, ",
        )
    )
    total = _grand_total(act, env) if len(env.years) > 1 and chance(act.rng, 0.45) else ""
    return [act.para(act.fill(start) + " ; ".join(parts) + total + ".")]


def _grand_total(act: Act, env: Envelope) -> str:
    """', soit au total x € en AE et y € en CP' over all units and years."""
    values = {n: env.total(nature=n) for n in NATURES}
    texts = {n: act.print_amount(values[n]) for n in NATURES}
    for nature in NATURES:
        state_amount(act, texts[nature], values[nature], nature, None, None, total=True)
    return f", soit au total {texts['AE']} en AE et {texts['CP']} en CP"


def write_retold(act: Act, env: Envelope) -> str:
    """The whole sum once more, rounded to thousands and of no stated nature: it may be read as a row or not."""
    value = env.total(nature="AE")
    style = MoneyStyle(unit=1000, suffix=act.rng.choice(("k€", "K€")))
    act.gold.printed.append(style.full(value))
    act.gold.row("montants", montant=value, nature=None, _optional=True)
    return act.rng.choice(
        (
            "L'effort consenti, soit {m}, fait l'objet d'un suivi mensuel.",
            "Le comité de programmation a validé cette enveloppe globale de {m}.",
        )
    ).format(m=style.full(value))


def write_bullets(act: Act, env: Envelope) -> list[Block]:
    blocks: list[Block] = [Text(act.fill("{Dt} [met|mettent] à disposition {du_de} les crédits suivants :"), keep=True)]
    mark = act.rng.choice("–-•")
    for unit in env.units:
        if len(env.units) > 1:
            blocks.append(Text(f"sur l'UO {unit_text(act, unit)} :", bullet=mark, after=2, keep=True))
        for year in env.years:
            text = act.rng.choice(("en {y} : {t} ;", "{y} : {t} ;", "au titre de {y}, {t} ;")).format(
                y=year, t=_phrase(act, env, unit, year)
            )
            blocks.append(Text(text, bullet=mark, indent=14 if len(env.units) > 1 else 0, after=2, align="left"))
    return blocks


def write_in_words(act: Act, env: Envelope) -> str:
    """The grand total of the commitments, in words and in figures, which may disagree."""
    value = env.total(nature="AE")
    words, figures = value, value
    if "montant_lettres_chiffres" in act.flaws:
        words = transposed(value, max(act.money.unit, 1))
        if words == value:
            words = value + 1000
        act.gold.anomaly("montant_lettres_chiffres")
    text = act.print_amount(figures)
    year = env.years[0] if len(env.years) == 1 else None
    state_amount(act, text, figures, "AE", year, None, total=year is None or len(env.units) > 1)
    return act.rng.choice(
        (
            "Le montant total des autorisations d'engagement s'élève à {w} ({f}).",
            "Au total, les autorisations d'engagement ne peuvent excéder {w}, soit {f}.",
        )
    ).format(w=euros_in_words(words), f=text)
