"""Avenants: amounts replaced or added, terms moved; and what they say of the convention they amend."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

from .act import Act, Section, print_unit
from .blocks import Block, Text
from .delegations import draw_delegation_scene
from .draws import draw_day
from .french import print_date
from .gold import Gold
from .parts.chorus import write_imputation
from .parts.common import draw_flaws, set_slots, state_product, state_units, write_units
from .parts.envelope import CELL_ROLE
from .parts.heading import write_heading
from .parts.money import write_amounts
from .parts.numbering import ROMAN, write_articles
from .parts.parties import write_parties
from .parts.signing import draw_signing, write_signing
from .parts.term import Term, state_term
from .parts.visas import write_formula, write_visas
from .scene import Hand, Scene, chance, weighted

ORDINALS = ("", "Premier", "Deuxième", "Troisième")


def write_amendment(
    gold: Gold,
    rng: random.Random,
    *,
    hand: Hand | None = None,
    scene: Scene | None = None,
    mother: dt.date | None = None,
    year: int | None = None,
) -> list[Block]:
    """Write an avenant to a délégation; `scene` and `mother` tie it to one that exists."""
    scene = scene or draw_delegation_scene(rng, hand=hand, year=year)
    scene.kind = "avenant"
    act = Act(scene, gold, draw_flaws(rng, "total_incoherent", "a_confirmer"))
    number = rng.choices((1, 2, 3), (0.7, 0.2, 0.1))[0]
    mother = mother or draw_day(rng, scene.years[0] - 1)
    gold.convention(type="avenant", numero_avenant=number)
    set_slots(act)
    signing = draw_signing(act)
    act.slots["date_mere"] = print_date(mother, "long")
    slots = {"numero": str(number), "date_mere": print_date(mother, "long"), "ordinal": ORDINALS[number]}
    blocks = write_heading(act, "avenant", **slots)
    blocks += write_parties(act)
    blocks += write_visas(act)
    blocks.append(Text("Vu la " + act.pick("avenant_visa") + ","))
    gold.row("conventions_liees", type="delegation_gestion", date=mother.isoformat(), relation="modifie")
    blocks += _earlier_amendments(act, number, mother)
    blocks += write_formula(act)
    sections = _sections(act)
    blocks += write_articles(act, [_merged(sections)] if chance(rng, 0.2) else sections)
    blocks += write_signing(act, signing)
    state_product(act)
    for code in ("publication_absente", "compte_rendu_absent", "comptable_absent"):
        gold.anomaly(code, optional=True)
    return blocks


def _earlier_amendments(act: Act, number: int, mother: dt.date) -> list[Block]:
    """The avenants before this one, when the act tells of them."""
    if number == 1:
        return []
    if chance(act.rng, 0.4):
        act.gold.anomaly("chaine_incomplete", optional=True)
        return []
    blocks: list[Block] = []
    for earlier in range(1, number):
        day = mother + dt.timedelta(days=40 * earlier)
        blocks.append(Text(f"Vu l'avenant n° {earlier} du {print_date(day, 'long')} à cette convention,", after=3))
        act.gold.row(
            "conventions_liees",
            type="avenant",
            numero_avenant=earlier,
            date=day.isoformat(),
            relation=["modifie", "cite", "succede"],
        )
    act.gold.anomaly("chaine_incomplete", optional=True)
    return blocks


def _merged(sections: list[Section]) -> Section:
    """All the sections as the paragraphs of a single article."""
    blocks: list[Block] = []
    for number, section in enumerate(sections, 1):
        first, *rest = section.blocks
        if isinstance(first, Text):
            blocks.append(replace(first, text=f"{ROMAN[number]}. – {first.text}"))
        else:
            blocks += [Text(f"{ROMAN[number]}. – {section.title}", keep=True), first]
        blocks += rest
    return Section("unique", None, blocks)


def _sections(act: Act) -> list[Section]:
    rng = act.rng
    text = act.pick("objet_avenant")
    act.gold.fix(objet=text, phases=[], preavis_mois=None, comptable_assignataire=None)
    sections = [Section("objet", act.title("objet_avenant"), [act.para(text)])]
    if weighted(rng, table=0.5, sentence=0.5) == "table":
        money = write_amounts(act)
        money.title = act.title("montant_avenant")
        money.blocks.insert(0, act.para(act.pick("avenant_echeancier", article=str(rng.randint(3, 7))), keep=True))
    else:
        money = _replaced(act)
    sections.append(money)
    if chance(rng, 0.5):
        state_units(act)
        sections.append(write_imputation(act))
    else:
        money.blocks.append(act.para(write_units(act)))
    sections.append(_term(act))
    sections.append(Section("inchange", act.title("inchange"), [act.para(act.pick("avenant_inchange"))]))
    return sections


def _replaced(act: Act) -> Section:
    """One amount replaced or added by a sentence; the former one is history."""
    rng, scene = act.rng, act.scene
    scene.units = scene.units[:1]
    scene.years = scene.years[:1]
    unit, year = scene.units[0], scene.years[0]
    step = 50_000 if act.money.unit == 1_000_000 else 1000
    old = rng.randint(10, 500) * step
    new = old + rng.randint(1, 200) * step
    text, uo = act.print_amount(new), print_unit(unit, act.hand.unit_form)
    clause = rng.choice(("avenant_porte", "avenant_ajoute"))
    sentence = act.pick(
        clause, ancien=act.print_amount(old), nouveau=text, article=str(rng.randint(3, 7)), annee=str(year), uo=uo
    )
    for nature in ("AE", "CP"):
        act.gold.amount(text, new, nature=nature, exercice=year, uo=unit.code, role=CELL_ROLE)
    return Section("montant", act.title("montant_avenant"), [act.para(sentence)])


def _term(act: Act) -> Section:
    rng = act.rng
    rule = rng.choice(("signature", "notification", "date_fixe"))
    effect = act.signed if rule == "signature" else None
    if rule == "date_fixe":
        effect = dt.date(act.scene.years[0], rng.randint(6, 12), 1)
        text = f"Le présent avenant prend effet le {act.date(effect)}."
    elif rule == "signature":
        text = rng.choice(
            (
                "Le présent avenant prend effet à la date de sa signature.",
                "L'avenant entre en vigueur dès sa signature.",
            )
        )
    else:
        text = act.fill("L'avenant est applicable à compter de sa notification {au_de}.")
    end = None
    if chance(rng, 0.6):
        end = dt.date(act.scene.years[-1] + rng.randint(0, 1), 12, 31)
        former = dt.date(act.scene.years[0], 6, 30)
        text = (
            act.pick(
                "avenant_terme", ancienne_fin=act.date(former), date_fin=act.date(end), article=str(rng.randint(6, 9))
            )
            + " "
            + text
        )
    state_term(act, Term(rule, effect, "date_fixe" if end else None, end, None, None), None)
    return Section("duree", act.title("duree"), [act.para(text)])
