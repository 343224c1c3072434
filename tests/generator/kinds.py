"""The kinds of acts, each assembled from parts: what is written, in which order, with which flaws."""

from __future__ import annotations

import random

from .act import Act, Section, print_unit
from .blocks import Block, Text
from .draws import draw_day, draw_hand, draw_party, draw_person, draw_place, draw_unit
from .french import capital, print_date
from .gold import Gold
from .lexicon import load
from .parts.chorus import write_imputation
from .parts.heading import write_heading
from .parts.money import write_amounts, write_estimate
from .parts.naming import OTHER_WORDS, collective_noun
from .parts.numbering import write_annexes, write_articles, write_preamble_heading
from .parts.parties import write_parties
from .parts.signing import draw_signing, write_signing
from .parts.term import draw_term, write_term, write_termination
from .parts.visas import distraction, footnote, write_formula, write_preamble, write_visas
from .scene import Hand, Scene, Unit, chance, weighted

FLAWS = (
    "date_reference_incoherente", "uo_incomplete", "a_confirmer", "programme_incoherent", "total_incoherent",
    "montant_lettres_chiffres", "date_liee_incoherente", "effet_contradictoire", "code_postal_incoherent",
)  # fmt: skip


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
        rng, "delegation_gestion", hand, parties, rng.choice(load("projects")), draw_units(rng, parties), years,
        f"{first_year}-{rng.randint(1, 400):03d}", dt, de,
    )  # fmt: skip


def draw_units(rng: random.Random, parties: list[object]) -> list[Unit]:
    payers = [p for p in parties if getattr(p, "role", "") in ("delegant", "autre")]
    taken: set[str] = set()
    units = []
    for _ in range(rng.choices((1, 2, 3), (0.62, 0.28, 0.1))[0]):
        organisation = rng.choice(payers).organisation  # type: ignore[attr-defined]
        programmes = organisation.programmes or ("354",)
        centre = rng.choice(parties).organisation.cost_centre  # type: ignore[attr-defined]
        units.append(draw_unit(rng, rng.choice(programmes), centre, draw_place(rng), taken))
    return units


def draw_flaws(rng: random.Random, *allowed: str) -> set[str]:
    return {flaw for flaw in allowed if chance(rng, 0.06)}


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


def set_slots(act: Act) -> None:
    """Draw habits that hold for the whole act."""
    named = all(p.nickname and not p.nickname.startswith("le service") for p in act.scene.parties)
    if act.scene.kind == "delegation_gestion" and len(act.scene.parties) == 2 and named and chance(act.rng, 0.7):
        act.slots["roles_later"] = "1"
    act.slots["programme_line"] = "1" if chance(act.rng, 0.25) else ""
    if chance(act.rng, 0.2):
        act.slots["civilite"] = "long"


def write_opening(act: Act, preamble: tuple[str | None, list[Block]]) -> list[Block]:
    title, body = preamble
    return [*write_preamble_heading(act, title), *body]


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
    write_accounting(act, sections, money)
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


def write_accounting(act: Act, sections: list[Section], money: list[Section]) -> None:
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
