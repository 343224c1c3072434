"""Acts between the State and others: rétablissement de crédits, subvention, partenariat."""

from __future__ import annotations

import random

from .act import Act, Section, forms, print_unit
from .blocks import Block
from .draws import draw_hand, draw_party
from .french import Noun
from .gold import Gold
from .lexicon import load
from .parts.chorus import write_imputation
from .parts.common import (
    FLAWS,
    draw_flaws,
    draw_units,
    set_slots,
    state_product,
    state_units,
    write_accounting,
    write_annexed,
    write_object,
    write_opening,
)
from .parts.contributions import write_grant, write_instalments, write_participation, write_plan
from .parts.heading import write_heading
from .parts.numbering import write_articles
from .parts.parties import write_parties
from .parts.signing import draw_signing, write_signing
from .parts.term import draw_term, write_term, write_termination
from .parts.visas import write_formula, write_preamble, write_visas
from .scene import Hand, Party, Scene, chance


def _name(party: Party, fallback: Noun) -> Noun:
    """How the act calls a party: its acronym, or a word for its part."""
    organisation = party.organisation
    noun = fallback
    if organisation.acronym and party.with_acronym:
        noun = Noun(organisation.article, organisation.acronym)
    party.nickname = noun.le
    return noun


def draw_contract_scene(rng: random.Random, kind: str, *, hand: Hand | None = None) -> Scene:
    """Draw the scene of an act whose parties are neither délégant nor délégataire."""
    parties = [draw_party(rng, "autre", "centrales" if kind != "retablissement_credits" else "operateurs")]
    families = {
        "subvention": ("autres", "operateurs"),
        "retablissement_credits": ("centrales",),
        "partenariat": ("autres", "operateurs", "autres"),
    }[kind]
    count = rng.choice((2, 3, 4)) if kind == "partenariat" else 2
    for i in range(count - 1):
        parties.append(draw_party(rng, "autre", families[i % len(families)], [p.organisation for p in parties]))
    words = {
        "subvention": ("l'Administration", "le Bénéficiaire"),
        "retablissement_credits": ("le financeur", "le bénéficiaire"),
    }
    for i, party in enumerate(parties):
        word = (
            words[kind][i]
            if kind in words
            else ("l'État", "le porteur", "le second partenaire", "le troisième partenaire")[i]
        )
        _name(party, Noun.parse(word))
    year = rng.randint(2019, 2026)
    years = list(range(year, year + (1 if kind == "retablissement_credits" else rng.choice((1, 2, 3)))))
    payer = [parties[1]] if kind == "retablissement_credits" else [parties[0]]
    return Scene(
        rng,
        kind,
        hand or draw_hand(rng),
        parties,
        rng.choice(load("projects")),
        draw_units(rng, payer)[:1],
        years,
        f"{year}-{rng.randint(1, 400):03d}",
        Noun("le", "financeur"),
        Noun("le", "bénéficiaire"),
    )


def _act(gold: Gold, rng: random.Random, kind: str, hand: Hand | None) -> Act:
    scene = draw_contract_scene(rng, kind, hand=hand)
    act = Act(
        scene, gold, draw_flaws(rng, *FLAWS) - {"total_incoherent", "date_reference_incoherente", "uo_incomplete"}
    )
    gold.convention(type=kind, numero_avenant=None)
    set_slots(act)
    first, second = scene.parties[0], scene.parties[1]
    for key, party in (("p1", first), ("p2", second)):
        noun = _name(party, Noun.parse(party.nickname))
        act.slots |= forms(key, noun)
    return act


def _write(act: Act, sections: list[Section], signing: str) -> list[Block]:
    blocks = write_heading(act, act.scene.kind)
    blocks += write_parties(act)
    blocks += write_visas(act)
    preamble = write_preamble(act) if chance(act.rng, 0.5) and act.scene.kind == "partenariat" else None
    blocks += write_formula(act)
    blocks += write_opening(act, preamble) if preamble else []
    blocks += write_articles(act, sections)
    blocks += write_signing(act, signing)
    blocks += write_annexed(act)
    state_product(act)
    for code in ("publication_absente", "compte_rendu_absent", "comptable_absent"):
        act.gold.anomaly(code, optional=True)
    return blocks


def _ending(act: Act) -> list[Section]:
    term, ending = draw_term(act), write_termination(act)
    sections = [write_term(act, term), Section("resiliation", act.title("resiliation"), [act.para(ending)])]
    if chance(act.rng, 0.5):
        sections.append(Section("litiges", act.title("litiges"), [act.para(act.pick("litiges"))]))
    return sections


def write_refund(gold: Gold, rng: random.Random, *, hand: Hand | None = None) -> list[Block]:
    """Write a convention de rétablissement de crédits."""
    act = _act(gold, rng, "retablissement_credits", hand)
    signing = draw_signing(act)
    payer, unit = act.scene.parties[0], act.scene.units[0]
    amount, total = write_participation(act, payer)
    uo = print_unit(unit, act.hand.unit_form)
    refund = act.pick("retablissement", uo=uo, annee=str(act.scene.years[0]))
    state_units(act)
    sections = [write_object(act, "objet_retablissement"), amount]
    if chance(rng, 0.7):
        sections.append(write_instalments(act, payer, total))
    booking = write_imputation(act)
    sections.append(Section("retablissement", act.title("retablissement"), [act.para(refund)]))
    sections += _with_accounting(act, booking)
    return _write(act, sections + _ending(act), signing)


def write_grant_act(gold: Gold, rng: random.Random, *, hand: Hand | None = None) -> list[Block]:
    """Write a convention attributive de subvention."""
    act = _act(gold, rng, "subvention", hand)
    signing = draw_signing(act)
    amount, total = write_grant(act, act.scene.parties[0])
    sections = [write_object(act, "objet_subvention"), amount]
    state_units(act)
    booking = write_imputation(act)
    instalments = write_instalments(act, act.scene.parties[0], total)
    booking_first = chance(rng, 0.5)
    booked = _with_accounting(act, booking)
    sections += [*booked, instalments] if booking_first else [instalments, *booked]
    duties = [act.para(act.fill(c)) for c in load("clauses")["subvention_devoirs"]]
    sections.append(Section("controle", act.title("controle"), list(duties)))
    return _write(act, sections + _ending(act), signing)


def write_partnership(gold: Gold, rng: random.Random, *, hand: Hand | None = None) -> list[Block]:
    """Write a convention de partenariat."""
    act = _act(gold, rng, "partenariat", hand)
    signing = draw_signing(act)
    sections = [write_object(act, "objet_partenariat"), write_plan(act)]
    if chance(rng, 0.5):
        state_units(act)
        sections += _with_accounting(act, write_imputation(act))
    else:
        act.gold.fix(comptable_assignataire=None)
        _without_unit(act)
    return _write(act, sections + _ending(act), signing)


def _with_accounting(act: Act, booking: Section) -> list[Section]:
    money = [booking]
    write_accounting(act, money)
    return money


def _without_unit(act: Act) -> None:
    """The act names no unit: its amounts belong to none."""
    act.scene.units = []
    for row in act.gold.rows["montants"]:
        if row["convention"] == len(act.gold.conventions):
            row["uo"] = None


__all__ = ["draw_contract_scene", "write_grant_act", "write_partnership", "write_refund"]
