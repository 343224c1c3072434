"""When an act takes effect and ends: what is true, then how the article says it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ..act import Act, Section
from ..blocks import Block
from ..draws import draw_day
from ..french import add_months, capital, in_words
from ..scene import chance, weighted


@dataclass(frozen=True)
class Term:
    """The life of a convention. `end_rule` and `effect_rule` are those of the dataset."""

    effect_rule: str | None
    effect: dt.date | None
    end_rule: str | None
    end: dt.date | None
    months: int | None
    renewal: bool | None


def draw_term(act: Act) -> Term:
    """Draw the term of the convention, consistent with its years and its date of signature."""
    rng, years, signed = act.rng, act.scene.years, act.signed
    form = weighted(rng, signature=0.38, notification=0.14, publication=0.16, date_fixe=0.2, retroactif=0.08, none=0.04)
    effect, rule = signed, "signature"
    if form in ("notification", "publication"):
        effect, rule = None, form
    elif form == "none":
        effect, rule = None, None  # type: ignore[assignment]
    elif form == "date_fixe":
        base = signed or draw_day(rng, years[0])
        effect, rule = add_months(base.replace(day=1), rng.randint(1, 2)), "date_fixe"
    elif form == "retroactif":
        effect, rule = dt.date(years[0], 1, 1), "date_fixe"
    end_form = weighted(
        rng, date_fixe=0.4, duree=0.34, annee=0.1 if len(years) == 1 else 0, indeterminee=0.06, none=0.08
    )
    renewal = (
        rng.choice((True, False, None)) if end_form in ("duree", "annee") else (False if chance(rng, 0.2) else None)
    )
    months, end = None, None
    if end_form == "date_fixe":
        end = dt.date(years[-1], 12, 31) if chance(rng, 0.7) else dt.date(years[-1] + 1, rng.choice((3, 6, 9)), 30)
    elif end_form == "duree":
        months = (
            max(12 * len(years), 12) + rng.choice((0, 0, 6, 12))
            if len(years) > 1
            else rng.choice((6, 10, 12, 18, 24, 36))
        )
        end = add_months(effect, months) - dt.timedelta(days=1) if effect else None
    elif end_form == "annee":
        end = dt.date(signed.year, 12, 31) if signed else None
    rules = {
        "date_fixe": "date_fixe",
        "duree": "duree",
        "annee": "fin_annee_signature",
        "indeterminee": "indeterminee",
        "none": None,
    }
    return Term(rule, effect, rules[end_form], end, months, renewal)


def print_duration(act: Act, months: int) -> str:
    """'trente mois', 'deux (2) ans', '18 mois'."""
    number, unit = (months // 12, "an") if months % 12 == 0 and chance(act.rng, 0.6) else (months, "mois")
    unit += "s" if unit == "an" and number > 1 else ""
    word = in_words(number)
    return act.rng.choice(
        (f"{word} {unit}", f"{number} {unit}", f"{word} ({number}) {unit}", f"{number} ({word}) {unit}")
    )


def write_term(act: Act, term: Term, *, ending: str | None = None) -> Section:
    """Write the article of the duration and state it; `ending` adds a termination sentence to the same article."""
    parts = [_effect(act, term)]
    end = _end(act, term)
    if term.effect_rule is None:
        parts = (
            [act.fill("La convention est conclue " + end.lstrip("; ").removeprefix("et ").removeprefix("est conclue "))]
            if end
            else []
        )
        if term.end_rule == "date_fixe" and term.end:
            parts = [f"La convention prend fin le {act.date(term.end)}"]
        elif term.end_rule == "fin_annee_signature":
            parts = ["La convention expire le 31 décembre de l'année de sa signature"]
        elif term.end_rule == "indeterminee":
            parts = ["La convention est conclue pour une durée indéterminée"]
        elif term.end_rule == "duree" and term.months:
            parts = [f"La convention est conclue pour une durée de {print_duration(act, term.months)}"]
    elif end:
        parts[0] += f" {end}"
    text = ". ".join(parts) + "." if parts else "La convention s'applique à l'ensemble des dépenses décrites ci-dessus."
    if term.renewal is not None and term.end_rule in ("duree", "fin_annee_signature", "date_fixe"):
        text += " " + act.pick("tacite_oui" if term.renewal else "tacite_non")
        renewal: bool | None = term.renewal
    else:
        renewal = None
    state_term(act, term, renewal)
    blocks: list[Block] = [act.para(text)]
    if ending:
        blocks.append(act.para(ending))
    return Section("duree", act.title("duree"), blocks)


def state_term(act: Act, term: Term, renewal: bool | None) -> None:
    """State the columns of the term."""
    act.gold.fix(
        regle_effet=term.effect_rule,
        date_effet=term.effect.isoformat() if term.effect else None,
        regle_fin=term.end_rule,
        date_fin=term.end.isoformat() if term.end else None,
        duree_mois=term.months,
        tacite_reconduction=renewal,
    )
    if term.end and any(year > term.end.year for year in act.scene.years):
        act.gold.anomaly("echeance_apres_fin", optional=True)


def _effect(act: Act, term: Term) -> str:
    if term.effect_rule is None:
        return ""
    if term.effect_rule != "date_fixe":
        return act.pick(f"effet_{term.effect_rule}")
    assert term.effect is not None
    past = act.signed is not None and term.effect < act.signed
    return act.pick("effet_retroactif" if past else "effet_date_fixe", date_effet=act.date(term.effect))


def _end(act: Act, term: Term) -> str:
    if term.end_rule == "date_fixe" and term.end:
        return act.pick("fin_date_fixe", date_fin=act.date(term.end))
    if term.end_rule == "duree" and term.months:
        return act.pick("fin_duree", duree=print_duration(act, term.months))
    if term.end_rule == "fin_annee_signature":
        return act.pick("fin_annee")
    return act.pick("fin_indeterminee") if term.end_rule == "indeterminee" else ""


def write_termination(act: Act) -> str:
    """The sentence of the termination; states the notice."""
    form = weighted(act.rng, months=0.6, days=0.2, none=0.2)
    if form == "none":
        act.gold.fix(preavis_mois=None)
        return act.pick("resiliation_sans_preavis")
    if form == "days":
        days = act.rng.choice((30, 45, 60, 90))
        act.gold.fix(preavis_mois=days // 30 if days % 30 == 0 else None)
        text = act.rng.choice((f"{in_words(days)} jours", f"{days} jours"))
    else:
        months = act.rng.choice((1, 2, 3, 3, 4, 6))
        act.gold.fix(preavis_mois=months)
        text = act.rng.choice((f"{in_words(months)} mois", f"{months} mois", f"{in_words(months)} ({months}) mois"))
    return act.pick("resiliation", preavis=text)


__all__ = ["Term", "capital", "draw_term", "print_duration", "state_term", "write_term", "write_termination"]
