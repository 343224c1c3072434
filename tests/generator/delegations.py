"""Délégations de gestion."""

from __future__ import annotations

import random

from .act import Act, Section
from .blocks import Block, Text
from .draws import draw_hand, draw_party, draw_person
from .gold import Gold
from .lexicon import load
from .parts.chorus import write_imputation
from .parts.common import (
    FLAWS,
    draw_flaws,
    draw_units,
    set_slots,
    state_product,
    write_accounting,
    write_annexed,
    write_object,
    write_opening,
    write_registration,
    write_units,
)
from .parts.heading import write_heading
from .parts.money import write_amounts
from .parts.naming import OTHER_WORDS, collective_noun
from .parts.numbering import write_articles
from .parts.parties import write_parties
from .parts.signing import draw_signing, write_signing
from .parts.term import draw_term, write_term, write_termination
from .parts.visas import distraction, footnote, write_formula, write_preamble, write_visas
from .scene import Hand, Scene, chance, weighted


def draw_delegation_scene(rng: random.Random, *, hand: Hand | None = None, year: int | None = None) -> Scene:
    """Draw the scene of a délégation: one délégant most of the time, sometimes several of either role."""
    hand = hand or draw_hand(rng)
    shape = weighted(rng, one_one=0.76, two_one=0.14, one_two=0.1)
    parties = [draw_party(rng, "delegant", "centrales")]
    if shape == "two_one":
        parties.append(draw_party(rng, "delegant", "centrales", [p.organisation for p in parties]))
    family = "deconcentres" if chance(rng, 0.6) else "centrales"
    for _ in range(2 if shape == "one_two" else 1):
        parties.append(draw_party(rng, "delegataire", family, [p.organisation for p in parties]))
    if chance(rng, 0.15):
        parties.sort(key=lambda p: p.role == "delegant")
    words = (
        {"delegant": None, "delegataire": None}
        if chance(rng, 0.9)
        else {k: rng.choice(v) for k, v in OTHER_WORDS.items()}
    )
    dt = collective_noun([p for p in parties if p.role == "delegant"], "delegant", chance(rng, 0.25), words["delegant"])
    de = collective_noun(
        [p for p in parties if p.role == "delegataire"], "delegataire", chance(rng, 0.3), words["delegataire"]
    )
    first_year = year or rng.randint(2019, 2026)
    years = list(range(first_year, first_year + rng.choices((1, 2, 3, 4), (0.36, 0.34, 0.24, 0.06))[0]))
    return Scene(
        rng,
        "delegation_gestion",
        hand,
        parties,
        rng.choice(load("projects")),
        draw_units(rng, parties),
        years,
        f"{first_year}-{rng.randint(1, 400):03d}",
        dt,
        de,
    )


def write_delegation(
    gold: Gold, rng: random.Random, *, hand: Hand | None = None, year: int | None = None
) -> list[Block]:
    """Write a délégation de gestion."""
    scene = draw_delegation_scene(rng, hand=hand, year=year)
    act = Act(scene, gold, draw_flaws(rng, *FLAWS))
    gold.convention(type="delegation_gestion", numero_avenant=None)
    gold.acts.append(act)
    set_slots(act)
    signing = draw_signing(act)
    blocks = write_heading(act, "delegation_gestion")
    blocks += write_parties(act)
    preamble_first = chance(rng, 0.25)
    preamble = write_preamble(act) if chance(rng, 0.6) else None
    visas, formula = write_visas(act), write_formula(act)
    opening = write_opening(act, preamble) if preamble else []
    blocks += [*opening, *visas, *formula] if preamble_first else [*visas, *formula, *opening]
    blocks += write_articles(act, _delegation_sections(act))
    blocks += write_signing(act, signing)
    blocks += write_registration(act)
    blocks += write_annexed(act)
    state_product(act)
    return blocks


def _delegation_sections(act: Act) -> list[Section]:
    rng = act.rng
    sections = [write_object(act, "objet")]
    credits = write_units(act)
    if chance(rng, 0.6):
        sections.append(Section("credits", act.title("credits"), [act.para(credits)]))
    else:
        sections[0].blocks.append(act.para(credits))
    duties = [_duties(act, "oblig_dt"), _duties(act, "oblig_de")]
    if chance(rng, 0.2):
        duties.reverse()
    money = [write_amounts(act), write_imputation(act)]
    write_accounting(act, money)
    middle = [duties, money] if chance(rng, 0.7) else [money, duties]
    sections += [s for group in middle for s in group]
    if chance(rng, 0.82):
        sections.append(Section("suivi", act.title("suivi"), [act.para(act.pick("suivi"))]))
    else:
        act.gold.anomaly("compte_rendu_absent", optional=True)
    if chance(rng, 0.2):
        sections.append(Section("donnees", act.title("donnees"), [act.para(act.pick("donnees"))]))
    if chance(rng, 0.08):
        sections.append(_contacts(act))
    sections += _life(act)
    _sprinkle(act, sections)
    return sections


def _duties(act: Act, key: str) -> Section:
    rng = act.rng
    clauses = rng.sample(load("clauses")[key], rng.randint(2, 3))
    texts = [act.fill(c) for c in clauses]
    if chance(rng, 0.3):
        return Section(
            key,
            act.title(key),
            [
                Text("À ce titre :", keep=True),
                *(Text(t[:1].lower() + t[1:].rstrip(".") + " ;", bullet="–", after=2) for t in texts),
            ],
        )
    return Section(key, act.title(key), [act.para(t) for t in texts])


def _life(act: Act) -> list[Section]:
    """Duration, modification, termination, publication."""
    rng = act.rng
    term, ending = draw_term(act), write_termination(act)
    merged = chance(rng, 0.35)
    sections = [write_term(act, term, ending=ending if merged else None)]
    modification = Section("modification", act.title("modification"), [act.para(act.pick("modification"))])
    sections.insert(rng.choice((0, 1)), modification)
    if not merged:
        sections.append(Section("resiliation", act.title("resiliation"), [act.para(ending)]))
    if "effet_contradictoire" in act.flaws and term.effect_rule == "signature":
        sections.append(Section("publication", act.title("publication"), [act.para(_contradiction(act))]))
    elif chance(rng, 0.85):
        sections.append(Section("publication", act.title("publication"), [act.para(act.pick("publication"))]))
    else:
        act.gold.anomaly("publication_absente", optional=act.scene.kind != "delegation_gestion")
    if chance(rng, 0.25):
        sections.append(Section("litiges", act.title("litiges"), [act.para(act.pick("litiges"))]))
    return sections


def _contradiction(act: Act) -> str:
    """A publication clause that gives the act another date of effect."""
    first = act.gold.conventions[-1]["date_effet"]
    act.gold.fix(regle_effet=["signature", "publication"], date_effet=[first, None] if first else None)
    act.gold.anomaly("effet_contradictoire")
    if act.gold.conventions[-1]["regle_fin"] == "duree":
        end = act.gold.conventions[-1]["date_fin"]
        act.gold.fix(date_fin=[end, None] if end else None)
    return act.pick("publication_effet")


def _contacts(act: Act) -> Section:
    """Agents to call, who represent nobody."""
    people = [draw_person(act.rng) for _ in range(2)]
    names = [f"{'Mme' if p.feminine else 'M.'} {p.name}" for p in people]
    phone = "01 " + " ".join(f"{act.rng.randint(10, 99)}" for _ in range(4))
    text = act.pick("correspondants", c1=names[0], c2=names[1], tel=phone, courriel="contact@exemple.gouv.fr")
    return Section("contacts", act.rng.choice(("Correspondants", "Contacts")), [act.para(text)])


def _sprinkle(act: Act, sections: list[Section]) -> None:
    """Put sentences with foreign figures into some articles."""
    for section in act.rng.sample(sections, min(2, len(sections))):
        if section.key in ("suivi", "oblig_de", "montant", "modification") and chance(act.rng, 0.7):
            section.blocks.append(act.para(distraction(act), note=footnote(act)))
