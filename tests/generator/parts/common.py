"""What acts of every kind share: their object, their units, their accounting officer, their annexes."""

from __future__ import annotations

import random
from collections.abc import Sequence

from ..act import Act, Section, print_unit
from ..blocks import Block, Text
from ..draws import draw_day, draw_place, draw_unit
from ..french import capital, print_date
from ..lexicon import load
from ..scene import Party, Unit, chance
from .money import write_estimate
from .numbering import write_annexes, write_preamble_heading

FLAWS = (
    "date_reference_incoherente",
    "uo_incomplete",
    "a_confirmer",
    "programme_incoherent",
    "total_incoherent",
    "montant_lettres_chiffres",
    "date_liee_incoherente",
    "effet_contradictoire",
    "code_postal_incoherent",
)


def draw_flaws(rng: random.Random, *allowed: str) -> set[str]:
    """Draw which flaws an act is given."""
    return {flaw for flaw in allowed if chance(rng, 0.06)}


def draw_units(rng: random.Random, parties: Sequence[Party]) -> list[Unit]:
    """Draw the operational units that the paying parties open."""
    payers = [p for p in parties if p.role in ("delegant", "autre")]
    taken: set[str] = set()
    units = []
    for _ in range(rng.choices((1, 2, 3), (0.62, 0.28, 0.1))[0]):
        organisation = rng.choice(payers).organisation
        programmes = organisation.programmes or ("354",)
        centre = rng.choice(parties).organisation.cost_centre
        units.append(draw_unit(rng, rng.choice(programmes), centre, draw_place(rng), taken))
    return units


def set_slots(act: Act) -> None:
    """Draw habits that hold for the whole act."""
    named = all(p.nickname and not p.nickname.startswith("le service") for p in act.scene.parties)
    if act.scene.kind == "delegation_gestion" and len(act.scene.parties) == 2 and named and chance(act.rng, 0.7):
        act.slots["roles_later"] = "1"
    act.slots["programme_line"] = "1" if chance(act.rng, 0.25) else ""
    if chance(act.rng, 0.2):
        act.slots["civilite"] = "long"


def write_opening(act: Act, preamble: tuple[str | None, list[Block]]) -> list[Block]:
    """The preamble under its heading."""
    title, body = preamble
    return [*write_preamble_heading(act, title), *body]


def write_object(act: Act, clause: str, **slots: str) -> Section:
    rng = act.rng
    mission = act.fill(rng.choice(load("clauses")["missions"]))
    template = rng.choice(load("clauses")[clause])
    project = act.scene.project
    phases: list[str] = []
    if project.get("numerique") and chance(rng, 0.35):
        phases = [rng.choice(("investigation", "construction", "acceleration", "consolidation"))]
        french = {"acceleration": "accélération"}.get(phases[0], phases[0])
        glue = "d'" if french[0] in "aei" else "de "
        mission += f", en phase {glue}{french}"
        if "{mission}" not in template:
            phases = []
    text = act.fill(template, mission=mission, **slots)
    follow = ""
    if project["produit"] and chance(rng, 0.6):
        act.slots["produit_dit"] = "1"
        follow = f"Le projet est désigné ci-après sous le nom {act.quote(project['produit'])}."
    act.gold.fix(objet=[text, f"{text} {follow}"] if follow else text, phases=phases)
    section = Section(
        "objet", act.title("objet" if clause == "objet" else "objet_contrat"), [act.para(f"{text} {follow}".strip())]
    )
    if act.slots.get("roles_later"):
        section.blocks.append(act.para(act.pick("roles")))
    return section


def write_units(act: Act) -> str:
    """The sentence that names the operational units; states them."""
    rng, units = act.rng, act.scene.units
    names = [print_unit(u, act.hand.unit_form) for u in units]
    labels = load("budget")["programmes"]
    state_units(act)
    parts = []
    for unit, name in zip(units, names, strict=True):
        label = labels.get(unit.programme[1:])
        about = f" (programme {unit.programme[1:]} {act.quote(label)})" if label and chance(rng, 0.5) else ""
        parts.append(name + about)
    word = (
        rng.choice(("l'unité opérationnelle", "l'UO", "le centre financier"))
        if len(parts) == 1
        else rng.choice(("les unités opérationnelles", "les UO"))
    )
    listed = parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " et " + parts[-1]
    of = {"l": "de l", "d": "du"}[word[0]] if not word.startswith("le") else ("du" if word.startswith("le ") else "des")
    de = of + (word[1:] if word.startswith("l'") else word[2:] if word.startswith("le ") else word[3:])
    return act.pick("credits_intro", uo_liste=f"{word} {listed}", de_uo_liste=f"{de} {listed}")


def state_units(act: Act) -> None:
    """State the operational units that the act names."""
    for unit in act.scene.units:
        open_ = "uo_incomplete" in act.flaws and unit is act.scene.units[-1]
        columns = {} if open_ else {"statut": unit.status}
        act.gold.row(
            "unites_operationnelles", uo=unit.code, programme=unit.programme, bop=unit.code.rsplit("-", 1)[0], **columns
        )
    if act.hand.unit_form != "plain":
        act.gold.anomaly("code_malforme", optional=True)


def write_accounting(act: Act, money: list[Section]) -> None:
    """Say who the accountant is, at the end of the last of the sections on money or in one of its own after them."""
    rng = act.rng
    party = rng.choice(act.scene.parties)
    name = party.organisation.accounting
    if name is None or not chance(rng, 0.82):
        act.gold.fix(comptable_assignataire=None)
        act.gold.anomaly("comptable_absent", optional=True)
        return
    bare = name.removeprefix("le ").removeprefix("la ").removeprefix("l'")
    of = name.replace("le ", "du ", 1) if name.startswith("le ") else "de " + name
    text = act.pick("comptable", comptable=name, Comptable=capital(name), comptable_nu=bare, du_comptable=of)
    act.gold.fix(comptable_assignataire=bare)
    if chance(rng, 0.3):
        money.append(Section("comptable", act.title("comptable"), [act.para(text)]))
    else:
        money[-1].blocks.append(act.para(text))


def write_registration(act: Act) -> list[Block]:
    """The mark of an office that received or checked the act: its date is not that of the signature."""
    if not chance(act.rng, 0.1):
        return []
    day = draw_day(act.rng, act.scene.years[0])
    number = f"{act.rng.randint(1, 999):03d}-{act.rng.randint(10000, 99999)}"
    return [
        Text(
            act.pick("visa_controle", n=number, date_recue=print_date(day, "slash")), italic=True, scale=0.85, before=10
        )
    ]


def write_annexed(act: Act) -> list[Block]:
    rng = act.rng
    annexes, act.deferred = act.deferred, []
    if chance(rng, 0.4):
        title = rng.choice(("Estimation des coûts", "Budget prévisionnel", "Décomposition du coût prévisionnel"))
        annexes.append(Section("annexe", title, write_estimate(act)))
    if chance(rng, 0.3):
        title = rng.choice(("Calendrier indicatif", "Livrables attendus", "Indicateurs de suivi"))
        annexes.append(Section("annexe", title, _calendar(act)))
    return write_annexes(act, annexes) if annexes else []


def _calendar(act: Act) -> list[Block]:
    year = act.scene.years[0]
    items = (
        "lancement des consultations",
        "réunion de démarrage",
        "premier rapport d'étape",
        "recette provisoire",
        "bilan",
    )
    months = act.rng.sample(("mars", "juin", "septembre", "novembre"), 3)
    return [
        Text(f"{m} {year + i // 2} : {t} ;", bullet="–", after=2)
        for i, (m, t) in enumerate(zip(months, items, strict=False))
    ]


def state_product(act: Act) -> None:
    product = act.scene.project["produit"]
    said = product and (act.slots.get("produit_dit") or act.slots.get("produit_titre"))
    act.gold.fix(produit=product if said else [None, product] if product else None)
