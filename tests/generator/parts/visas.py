"""The texts an act is taken in view of, the preamble, and the formula that opens the articles."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ..act import Act
from ..blocks import Block, Text
from ..draws import draw_day
from ..french import print_date
from ..gold import alternatives
from ..lexicon import load
from ..scene import chance, weighted

_NAMES = {
    "decret": "décret",
    "loi": "loi",
    "ordonnance": "ordonnance",
    "arrete": "arrêté",
    "circulaire": "circulaire du Premier ministre",
    "directive": "directive",
    "reglement_ue": "règlement",
}
_ARTICLES = {
    "decret": "le",
    "loi": "la",
    "ordonnance": "l'",
    "arrete": "l'",
    "circulaire": "la",
    "directive": "la",
    "reglement_ue": "le",
}


def write_visas(act: Act) -> list[Block]:
    """Write the visas and state the texts they cite."""
    rng = act.rng
    entries: list[tuple[str, str]] = []
    """article, rest"""
    delegation = act.scene.kind in ("delegation_gestion", "avenant")
    refs = load("references")
    if chance(rng, 0.4):
        entries.append(_text(act, refs["lolf"]))
    if chance(rng, 0.35) and act.scene.years[0] in refs["finances"]:
        entries.append(_finance_law(act))
    for code in rng.sample(refs["codes"], rng.choice((0, 0, 1, 1, 2))):
        entries.append(_code(act, code))
    if delegation and "date_reference_incoherente" not in act.flaws and chance(rng, 0.1):
        entries.append(_pair(act, refs["delegation"], refs["gbcp"]))
    else:
        if delegation:
            entries.append(_text(act, refs["delegation"], flaw="date_reference_incoherente" in act.flaws))
        if chance(rng, 0.75):
            entries.append(_text(act, refs["gbcp"]))
    for text in rng.sample(refs["autres"], rng.choice((0, 1, 1, 2, 3))):
        entries.append(_text(act, text))
    entries += _particular(act)
    if not entries:
        entries.append(_text(act, refs["gbcp"]))
    return _laid_out(act, entries)


def _particular(act: Act) -> list[tuple[str, str]]:
    """A decision without a number, or a framework convention, sometimes."""
    if chance(act.rng, 0.06):
        day = draw_day(act.rng, act.scene.years[0] - 3)
        act.gold.row("conventions_liees", type=["partenariat", "autre"], date=day.isoformat(), relation="cite")
        return [("la ", f"convention-cadre de partenariat signée le {print_date(day, 'long')}")]
    if not chance(act.rng, 0.15):
        return []
    day = draw_day(act.rng, act.scene.years[0] - 1)
    act.gold.row("references_juridiques", type="decision", numero=None, date=day.isoformat())
    return [("la ", f"décision du comité de pilotage du {print_date(day, 'long')}")]


def _laid_out(act: Act, entries: list[tuple[str, str]]) -> list[Block]:
    form = weighted(act.rng, vu=0.66, bullets=0.14, colon=0.12, considering=0.08)
    if form == "bullets":
        head = act.rng.choice(("Visas :", "Vu :", "VU"))
        return [Text(head, keep=True), *(Text(f"{a}{t} ;", bullet=act.rng.choice("–-"), after=2) for a, t in entries)]
    word = {"vu": "Vu", "colon": "VU", "considering": "Vu"}[form]
    ends = [" ;"] * (len(entries) - 1) + [","]
    return [Text(f"{word} {a}{t}{end}", after=3, align=None) for (a, t), end in zip(entries, ends, strict=True)]


def _text(act: Act, ref: dict[str, Any], *, flaw: bool = False) -> tuple[str, str]:
    rng, day = act.rng, ref["date"]
    number, kind = ref["numero"], ref["type"]
    name = ("loi organique" if ref.get("organique") else _NAMES[kind]) + (
        f" {ref['prefixe']}" if "prefixe" in ref else ""
    )
    row: dict[str, Any] = {"type": kind, "numero": number, "date": day.isoformat()}
    if flaw:
        shown_day = day.replace(month=1) if isinstance(day, dt.date) else day
        row["date"] = [day.isoformat(), shown_day.isoformat()]
        act.gold.anomaly("date_reference_incoherente")
        day = shown_day
    if kind == "reglement_ue":
        row["_optional"] = True
    if number not in act.cited:
        act.cited.add(number or day.isoformat())
        act.gold.row("references_juridiques", **row)
    when = print_date(day, "slash" if act.hand.date_form == "slash" and chance(rng, 0.5) else "long")
    sign = "" if kind in ("directive", "reglement_ue") else act.hand.number_sign
    change = rng.choice(("", "", ", modifié,", " modifié")) if kind == "decret" else ""
    title = f" {ref['titre']}"
    article = "" if kind != "loi" or not chance(rng, 0.2) else f", notamment son article {rng.randint(2, 30)}"
    if number is None:
        body = f"{name} du {when}{title}"
    elif chance(rng, 0.12) and kind in ("decret", "loi"):
        body = f"{name} du {when}{change} ({sign}{number}){title}"
    else:
        body = f"{name} {sign}{number} du {when}{change}{title}"
    if article:
        act.gold.rows["references_juridiques"][-1]["article"] = article.rsplit(" ", 1)[-1]
    glue = _ARTICLES[kind] + ("" if _ARTICLES[kind].endswith("'") else " ")
    return glue, body + article


def _pair(act: Act, first: dict[str, Any], second: dict[str, Any]) -> tuple[str, str]:
    """Two decrees in one visa."""
    texts = [_text(act, ref)[1].removeprefix("décret ") for ref in (first, second)]
    return "les ", "décrets " + " et ".join(texts)


def _finance_law(act: Act) -> tuple[str, str]:
    year = act.scene.years[0]
    return _text(act, {"type": "loi", "titre": f"de finances pour {year}", **load("references")["finances"][year]})


def _code(act: Act, code: dict[str, Any]) -> tuple[str, str]:
    row: dict[str, Any] = {"type": "code", "numero": None, "intitule": code["nom"]}
    text = code["nom"]
    if code["article"] and chance(act.rng, 0.6):
        row["article"] = code["article"]
        text += act.rng.choice((", notamment son article {}", ", et notamment son article {}", ", article {}")).format(
            code["article"]
        )
    if code["nom"] not in act.cited:
        act.cited.add(code["nom"])
        act.gold.row("references_juridiques", **row)
    return "le ", text


def write_preamble(act: Act) -> tuple[str | None, list[Block]]:
    """Write the preamble: its heading (None when it has none) and its paragraphs."""
    met = print_date(draw_day(act.rng, act.scene.years[0] - 1), "long")
    text = act.pick("preambule", contexte=act.scene.project["contexte"], date_recue=met)
    blocks: list[Block] = [act.para(text, note=footnote(act))]
    if chance(act.rng, 0.25) and act.scene.kind == "delegation_gestion":
        blocks.append(act.para(_earlier(act)))
    if chance(act.rng, 0.5):
        blocks += [act.para(distraction(act))]
    title = act.rng.choice(load("clauses")["titres_preambule"]) if chance(act.rng, 0.75) else None
    return title, blocks


def _earlier(act: Act) -> str:
    """An earlier convention that is told of, under one date or (a flaw) under two."""
    day = draw_day(act.rng, act.scene.years[0] - 2)
    text = act.pick("prealable", date_liee=print_date(day, "long"))
    dates = [day]
    if "date_liee_incoherente" in act.flaws:
        dates.append(day.replace(day=day.day % 28 + 1))
        text += " " + act.pick("rappel_liee", date_liee=print_date(dates[1], "long"))
        act.gold.anomaly("date_liee_incoherente")
    act.gold.row(
        "conventions_liees",
        type=["delegation_gestion", "autre"],
        date=alternatives(*(d.isoformat() for d in dates)),
        relation=["succede", "cite"],
    )
    return text


def footnote(act: Act) -> str:
    """A footnote with foreign figures, sometimes."""
    if not chance(act.rng, 0.15):
        return ""
    rng = act.rng
    day = print_date(draw_day(rng, act.scene.years[0] - 1), "long")
    return act.pick(
        "notes", m1=act.money.full(rng.randint(20, 900) * 1000), tarif=f"{rng.randint(450, 980)}\u00a0€", date_recue=day
    )


def write_formula(act: Act) -> list[Block]:
    """Write the formula between the visas and the articles."""
    text = act.rng.choice(load("clauses")["formules"]) + act.rng.choice((" :", ".", "", " :"))
    return [
        Text(text, align=act.rng.choice(("left", "center")), bold=chance(act.rng, 0.4), before=6, after=8, keep=True)
    ]


def distraction(act: Act) -> str:
    """A sentence with figures that are no amounts of the convention."""
    rng = act.rng
    full = act.money.full
    return act.pick(
        "derives",
        usagers_court=str(rng.randint(100, 999)),
        m1=full(rng.randint(20, 900) * 1000),
        annee_passee=str(act.scene.years[0] - 1),
        seuil=f"{rng.choice((40, 90, 215)) * 1000:,}".replace(",", "\u00a0") + "\u00a0€",
        ej=f"21{rng.randint(10**7, 10**8 - 1)}",
        tarif=f"{rng.randint(450, 980)}\u00a0€",
        usagers=f"{rng.randint(2, 90) * 1000 + rng.randint(0, 999):,}".replace(",", "\u00a0"),
    )
