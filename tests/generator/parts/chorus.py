"""Where the expenses are booked: the Chorus references, block by block."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..act import Act, Section, print_unit
from ..blocks import Block, Cell, Grid, Rules, Text
from ..lexicon import load
from ..scene import Unit, chance, weighted

LABELS: dict[str, tuple[str, ...]] = {
    "centre_financier": (
        "Centre financier",
        "Centre financier (UO)",
        "CF",
        "UO",
        "Unité opérationnelle",
        "Centre fin.",
    ),
    "domaine_fonctionnel": ("Domaine fonctionnel", "Dom. fonct.", "DF", "Domaine fonctionnel (action)"),
    "activite": ("Activité", "Code activité", "Activité Chorus", "Réf. de programmation (activité)"),
    "centre_cout": ("Centre de coût", "Centre de coûts", "CC", "Code centre de coût"),
    "axe_ministeriel_1": ("Axe ministériel 1", "Axe min. 1", "AM1"),
    "axe_ministeriel_2": ("Axe ministériel 2", "Axe min. 2", "AM2"),
    "fonds": ("Fonds", "Fonds"),
    "compte_pce": ("Compte PCE", "PCE", "Compte général (PCE)"),
    "groupe_marchandises": ("Groupe marchandises", "Groupe de marchandises", "GM"),
    "localisation": ("Localisation interministérielle", "Loc. interministérielle", "Localisation"),
}
_VOID = ("sans objet", "–", "non servi", "s.o.")


def write_imputation(act: Act) -> Section:
    """Write the article of the Chorus references and state its blocks."""
    fields = _fields_of(act)
    for unit in act.scene.units:
        _state(act, unit, fields)
    several = len(act.scene.units) > 1
    form = weighted(act.rng, table=0.28, bullets=0.2, running=0.18, side=0.14 if several else 0, rows=0.12, plain=0.08)
    intro = act.rng.choice(
        (
            "Les dépenses sont enregistrées dans Chorus sous les références suivantes :",
            "Les imputations à utiliser sont les suivantes :",
            "Éléments d'imputation à reporter dans le système d'information financière de l'État :",
            "Références Chorus :",
        )
    )
    return Section("imputation", act.title("imputation"), [Text(intro, keep=True), *_FORMS[form](act, fields)])


def _fields_of(act: Act) -> list[str]:
    names = ["centre_financier", "domaine_fonctionnel", "activite", "centre_cout"]
    present = {name for unit in act.scene.units for name, _ in unit.extra}
    for name in (
        "axe_ministeriel_1",
        "axe_ministeriel_2",
        "fonds",
        "compte_pce",
        "groupe_marchandises",
        "localisation",
    ):
        if name in present or chance(act.rng, 0.08):
            names.append(name)
    if chance(act.rng, 0.25):
        names[1], names[2] = names[2], names[1]
    return names


def _truth(act: Act, unit: Unit, name: str) -> str | None:
    if name == "centre_financier":
        return None if _to_create(act, unit) else unit.code
    direct = {"domaine_fonctionnel": _domain(act, unit), "activite": unit.activity, "centre_cout": unit.cost_centre}
    if name == "centre_cout" and _to_confirm(act, unit):
        return None
    return direct[name] if name in direct else dict(unit.extra).get(name)


def _to_create(act: Act, unit: Unit) -> bool:
    return "uo_incomplete" in act.flaws and unit is act.scene.units[-1]


def _to_confirm(act: Act, unit: Unit) -> bool:
    return "a_confirmer" in act.flaws and unit is act.scene.units[-1]


def _domain(act: Act, unit: Unit) -> str:
    if "programme_incoherent" in act.flaws and unit is act.scene.units[-1]:
        other = next(p for p in ("216", "354", "129") if f"0{p}" != unit.programme)
        return f"0{other}{unit.domain[4:]}"
    return unit.domain


def _state(act: Act, unit: Unit, fields: list[str]) -> None:
    row: dict[str, object] = {"programme": unit.programme}
    for name in LABELS:
        if name in fields or name not in ("centre_cout",):
            row[name] = _truth(act, unit, name)
    act.gold.row("imputations", **row)
    if _to_create(act, unit):
        act.gold.anomaly("uo_incomplete")
    if _to_confirm(act, unit):
        act.gold.anomaly("a_confirmer")
    if _domain(act, unit) != unit.domain:
        act.gold.anomaly("programme_incoherent")


def printed(act: Act, unit: Unit, name: str) -> str:
    """The value of a field as this act prints it."""
    value = _truth(act, unit, name)
    if name == "centre_financier":
        if _to_create(act, unit):
            return f"{unit.code.rsplit('-', 1)[0]}-[à créer]"
        return print_unit(unit, act.hand.unit_form)
    if name == "centre_cout" and _to_confirm(act, unit):
        return act.rng.choice(("à préciser", "à définir"))
    if value is None:
        return _VOID[len(unit.code + name) % len(_VOID)]
    if name == "domaine_fonctionnel":
        return _print_domain(value, act.hand.domain_form)
    if name == "activite":
        return _print_activity(act, value) + _label_of(act, unit, "activite_libelle")
    if name == "centre_cout":
        return value + _label_of(act, unit, "centre_cout_libelle")
    if name == "compte_pce" and chance(act.rng, 0.3):
        return f"PCE/{value}"
    return value


_WORDS = {
    "activite_libelle": (
        "dépenses informatiques",
        "opérations immobilières",
        "études et conseil",
        "actions territoriales",
        "crédits centraux",
    ),
    "centre_cout_libelle": ("SDP/BAF", "mission numérique", "secrétariat général", "pôle achats"),
}


def _label_of(act: Act, unit: Unit, column: str) -> str:
    """A label in brackets after a code, in the acts that give labels; states it."""
    if act.slots.setdefault(column, "1" if chance(act.rng, 0.15) else "") == "":
        return ""
    label = _WORDS[column][sum(map(ord, unit.code)) % len(_WORDS[column])]
    for row in act.gold.rows["imputations"]:
        if row["activite"] == unit.activity and row["convention"] == len(act.gold.conventions):
            row[column] = label
    return f" ({label})"


def _print_domain(domain: str, form: str) -> str:
    parts = domain.split("-")
    if form == "short":
        return domain[1:]
    if form == "spaced":
        return " - ".join(parts)
    if form == "action" and len(parts) == 2:
        return f"{parts[0]}, action {int(parts[1])}"
    return domain


def _print_activity(act: Act, code: str) -> str:
    form = act.hand.activity_form
    if form == "pairs":
        return f"{code[:4]} " + " ".join(code[i : i + 2] for i in range(4, 12, 2))
    if form == "four":
        return f"{code[:4]} {code[4:8]} {code[8:]}"
    return code.lower() if form == "lower" else code


def _labels(act: Act, fields: list[str]) -> dict[str, str]:
    long = chance(act.rng, 0.45)
    return {name: LABELS[name][0] if long else act.rng.choice(LABELS[name]) for name in fields}


def _pairs(act: Act, unit: Unit, fields: list[str], labels: dict[str, str]) -> list[tuple[str, str]]:
    pairs = [(labels[name], printed(act, unit, name)) for name in fields]
    if act.slots.get("programme_line"):
        label = load("budget")["programmes"].get(unit.programme[1:])
        pairs.insert(0, ("Programme", f"{unit.programme[1:]} – {label}" if label else unit.programme[1:]))
    return pairs


def _captions(act: Act) -> list[str]:
    units = act.scene.units
    if len(units) == 1:
        return [""]
    form = act.rng.choice(("Bloc n° {i}", "Programme {p}", "{i}) Part « {u} »", "Lot {i}"))
    return [form.format(i=i + 1, p=u.programme[1:], u=u.code.rsplit("-", 1)[1]) for i, u in enumerate(units)]


_RULES: tuple[Rules, ...] = ("full", "full", "horizontal", "none", "box")


def _table(act: Act, fields: list[str]) -> list[Block]:
    labels, blocks = _labels(act, fields), list[Block]()
    rules: Rules = act.rng.choice(_RULES)
    for unit, caption in zip(act.scene.units, _captions(act), strict=True):
        if caption:
            blocks.append(Text(caption, bold=True, keep=True, after=2))
        rows = [(Cell(label, bold=rules == "none"), Cell(value)) for label, value in _pairs(act, unit, fields, labels)]
        head: list[tuple[Cell, ...]] = [(Cell("Références Chorus", colspan=2),)] if chance(act.rng, 0.3) else []
        blocks.append(Grid((*head, *rows), (0.4, 0.45), rules=rules, header=len(head)))
    return blocks


def _bullets(act: Act, fields: list[str]) -> list[Block]:
    labels, blocks = _labels(act, fields), list[Block]()
    mark, glue = act.rng.choice("–-•"), act.rng.choice((" : ", " : ", " = ", " - "))
    for unit, caption in zip(act.scene.units, _captions(act), strict=True):
        if caption:
            blocks.append(Text(caption, bold=True, keep=True, after=2))
        pairs = _pairs(act, unit, fields, labels)
        ends = [" ;"] * (len(pairs) - 1) + ["."] if mark == "–" else [""] * len(pairs)
        blocks += [
            Text(a + glue + b + e, bullet=mark, after=1.5, align="left") for (a, b), e in zip(pairs, ends, strict=True)
        ]
    return blocks


def _plain(act: Act, fields: list[str]) -> list[Block]:
    labels, blocks = _labels(act, fields), list[Block]()
    for unit, caption in zip(act.scene.units, _captions(act), strict=True):
        if caption:
            blocks.append(Text(caption, italic=True, keep=True, after=2))
        blocks += [Text(f"{a} : {b}", after=1, align="left") for a, b in _pairs(act, unit, fields, labels)]
    return blocks


def _running(act: Act, fields: list[str]) -> list[Block]:
    labels, blocks = _labels(act, fields), list[Block]()
    for unit, caption in zip(act.scene.units, _captions(act), strict=True):
        pairs = [
            (a if re.match(r"[A-Z]{2}", a) else a[:1].lower() + a[1:], b) for a, b in _pairs(act, unit, fields, labels)
        ]
        body = " ; ".join(f"{a} : {b}" for a, b in pairs)
        blocks.append(act.para((caption + " : " if caption else "") + body + "."))
    return blocks


def _side(act: Act, fields: list[str]) -> list[Block]:
    labels, units = _labels(act, fields), act.scene.units
    columns = [_pairs(act, unit, fields, labels) for unit in units]
    rows = [(Cell(""), *(Cell(c, align="center") for c in _captions(act)))]
    rows += [(Cell(columns[0][i][0]), *(Cell(column[i][1]) for column in columns)) for i in range(len(columns[0]))]
    share = 0.7 / len(units)
    return [
        Grid(tuple(rows), (0.3, *(share,) * len(units)), header=1, rules=act.rng.choice(("full", "horizontal", "none")))
    ]


def _rows(act: Act, fields: list[str]) -> list[Block]:
    fields = fields[:5]
    labels = _labels(act, fields)
    for unit in act.scene.units:
        _forget(act, unit, fields)
    rows = [tuple(Cell(labels[name], align="center") for name in fields)]
    rows += [tuple(Cell(printed(act, unit, name)) for name in fields) for unit in act.scene.units]
    return [
        Grid(
            tuple(rows),
            (1 / len(fields),) * len(fields),
            header=1,
            scale=0.82,
            rules=act.rng.choice(("full", "horizontal")),
        )
    ]


def _forget(act: Act, unit: Unit, fields: list[str]) -> None:
    """The columns that have no room in the table are not said."""
    for row in act.gold.rows["imputations"]:
        if row["activite"] == unit.activity and row["convention"] == len(act.gold.conventions):
            for name, _ in unit.extra:
                if name not in fields:
                    row[name] = None


_FORMS: dict[str, Callable[[Act, list[str]], list[Block]]] = {
    "table": _table,
    "bullets": _bullets,
    "plain": _plain,
    "running": _running,
    "side": _side,
    "rows": _rows,
}
