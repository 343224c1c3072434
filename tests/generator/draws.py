"""Draws from a seed: writers' habits, invented persons, services, operational units and days."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from typing import Any

from .french import MoneyStyle
from .lexicon import load
from .scene import Address, Hand, Organisation, Party, Person, Representative, Unit, chance, weighted

MINISTRIES = {
    "JUS": "Ministère de la justice",
    "DEF": "Ministère des armées",
    "MCC": "Ministère de la culture",
    "AGR": "Ministère de l'agriculture et de la souveraineté alimentaire",
    "OME": "Ministère des outre-mer",
    "SGSECV": "Ministère de l'intérieur",
    "SGSROU": "Ministère de l'intérieur",
    "GEN": "Ministère de l'intérieur",
    "FIP": "Ministère de l'économie et des finances",
    "ECO": "Ministère de l'économie et des finances",
    "DOU": "Ministère de l'économie et des finances",
    "RCH": "Ministère de l'enseignement supérieur et de la recherche",
    "REC": "Ministère de l'éducation nationale",
    "SGSD": "Ministère des solidarités et de la santé",
    "EMP": "Ministère du travail",
    "TER": "Ministère de la transition écologique",
    "ACI": "Ministère de la transition écologique",
    "MER": "Ministère de la mer",
    "SPM": "Services du Premier ministre",
    "DIN": "Services du Premier ministre",
    "SPO": "Ministère des sports",
}
"""Ministry by the beginning of its cost centres."""


def ministry_of(organisation: Organisation) -> str:
    """The ministry of a service, or none."""
    return next((name for start, name in MINISTRIES.items() if organisation.cost_centre.startswith(start)), "")


def draw_hand(rng: random.Random) -> Hand:
    """Draw a writer's habits."""
    unit = rng.choices((1, 1000, 1_000_000), (0.84, 0.12, 0.04))[0]
    suffix = {1: rng.choice(("€", "€", "€", "€", "euros", "EUR")), 1000: rng.choice(("k€", "K€")), 1_000_000: "M€"}[
        unit
    ]
    money = MoneyStyle(
        thousands=rng.choices(("\u00a0", " ", ".", "\u202f", "'"), (0.45, 0.2, 0.14, 0.2, 0.01))[0].replace("'", " "),
        decimals=unit == 1 and chance(rng, 0.22),
        suffix=suffix,
        unit=unit,
    )
    return Hand(
        money=money,
        date_form=weighted(rng, long=0.66, slash=0.16, dot=0.06, caps=0.06, short=0.03, dash=0.03),
        unit_form=weighted(rng, plain=0.52, short=0.12, spaced=0.1, dashes=0.08, lower=0.06, export=0.06, spaces=0.06),
        activity_form=weighted(rng, plain=0.4, pairs=0.3, four=0.15, lower=0.05, label=0.1),
        domain_form=weighted(rng, plain=0.6, short=0.15, action=0.15, spaced=0.1),
        numbering=weighted(
            rng,
            article_1er=0.26,
            premier=0.12,
            caps=0.1,
            short=0.08,
            digits=0.16,
            roman=0.1,
            roman_article=0.1,
            dash=0.08,
            none=0.06,
        ),
        number_sign=rng.choices(("n° ", "n°", "N° ", "nº "), (0.6, 0.2, 0.1, 0.1))[0],
        zero=rng.choice(("0", "0", "–", "-")),
        quotes=rng.choices((("« ", " »"), ("«\u00a0", "\u00a0»"), ('"', '"'), ("“", "”")), (0.5, 0.3, 0.1, 0.1))[0],
        upper_names=chance(rng, 0.5),
    )


def draw_person(rng: random.Random) -> Person:
    """Invent a person."""
    names = load("names")
    feminine = chance(rng, 0.5)
    born = rng.choice(names["noms"]) if feminine and chance(rng, 0.04) else None
    rank = rng.choice(names["rangs"]) if not feminine and chance(rng, 0.05) else None
    return Person(feminine, rng.choice(names["f" if feminine else "m"]), rng.choice(names["noms"]), born, rank)


def draw_place(rng: random.Random) -> dict[str, str]:
    """Draw a town with its region and département."""
    return dict(rng.choice(load("places")["villes"]))


def _address(rng: random.Random, record: dict[str, Any], place: dict[str, str]) -> Address:
    if "rue" in record:
        return Address(record["rue"], record["cp"], record["ville"])
    places = load("places")
    street = f"{rng.randint(1, 214)} {rng.choice(places['rues'])}"
    if chance(rng, 0.25):
        street = f"{rng.choice(places['immeubles'])}, {street}"
    if chance(rng, 0.2):
        street += f", {rng.choice(('BP', 'CS'))} {rng.randint(10000, 98999)}"
    digits = 5 - len(place["cp"])
    number = rng.choice(("0", "00")[digits - 1 : digits]) if chance(rng, 0.5) else f"{rng.randint(10, 95)}"[:digits]
    town = place["ville"] + rng.choice(("", "", " Cedex", f" Cedex {rng.randint(1, 9)}"))
    return Address(street, (place["cp"] + number).ljust(5, "0"), town)


_CHIEFS = {
    "Direction": ("directeur", "directrice"),
    "Secrétariat": ("secrétaire", "secrétaire"),
    "Service": ("directeur du service", "directrice du service"),
}
_FEMININE = {
    "général": "générale",
    "interministériel": "interministérielle",
    "régional": "régionale",
    "départemental": "départementale",
    "interrégional": "interrégionale",
}
_MASCULINE = {f: m for m, f in _FEMININE.items()}


def chief_of(name: str) -> tuple[str, str]:
    """Derive the function of a service's head from the service's name."""
    head, _, rest = name.partition(" ")
    masculine, feminine = _CHIEFS[head]
    adjective, _, object_ = rest.partition(" ")
    base = _MASCULINE.get(adjective, adjective)
    feminine_adjective = _FEMININE.get(base, adjective)
    return f"{masculine} {base} {object_}".strip(), f"{feminine} {feminine_adjective} {object_}".strip()


def draw_organisation(rng: random.Random, family: str) -> Organisation:
    """Draw a body of a family of `organisations.yml`."""
    record = rng.choice(load("organisations")[family])
    place = draw_place(rng)
    name = record["nom"].format(**place)
    chief = tuple(c.format(**place) for c in record["chef"]) if "chef" in record else chief_of(name)
    acronym = record["sigle"]
    if acronym and family == "deconcentres" and chance(rng, 0.6):
        acronym = f"{acronym} {place['region'] if 'region' in record['nom'] else place['ville']}"
    accounting = record.get("comptable")
    if family == "deconcentres" and accounting is None:
        head = rng.choice(("le directeur régional", "la directrice régionale"))
        accounting = f"{head} des finances publiques {place['de_region']}"
    return Organisation(
        name,
        acronym,
        record["art"],
        _address(rng, record, place),
        (chief[0], chief[1]),
        tuple(record.get("prog", ())),
        record.get("cc", "GENGEN"),
        accounting,
        place,
    )


_DEPUTIES = (
    ("chef de service, adjoint au {m}", "cheffe de service, adjointe au {m}"),
    ("sous-directeur des affaires financières", "sous-directrice des affaires financières"),
    ("secrétaire général", "secrétaire générale"),
    ("chef du service des moyens", "cheffe du service des moyens"),
    ("sous-directeur du pilotage et des ressources", "sous-directrice du pilotage et des ressources"),
    ("responsable du budget opérationnel de programme", "responsable du budget opérationnel de programme"),
)


def draw_function(rng: random.Random, organisation: Organisation, feminine: bool, *, deputy: float = 0.3) -> str:
    """Draw a function in an organisation."""
    if chance(rng, deputy):
        pair = rng.choice(_DEPUTIES)
        text = pair[1] if feminine else pair[0]
        return text.replace("{m}", organisation.chief[0].split(",")[0])
    base = organisation.chief[1] if feminine else organisation.chief[0]
    return base + (" par intérim" if chance(rng, 0.05) and "," not in base else "")


def draw_representatives(rng: random.Random, organisation: Organisation) -> list[Representative]:
    """Draw who represents a party: usually one person, sometimes a function alone or two persons."""
    form = weighted(rng, person=0.8, function=0.13, two=0.07)
    if form == "function":
        return [Representative(None, organisation.chief[1 if chance(rng, 0.5) else 0])]
    found = []
    for i in range(2 if form == "two" else 1):
        person = draw_person(rng)
        found.append(
            Representative(person, draw_function(rng, organisation, person.feminine, deputy=0.9 if i else 0.3))
        )
    return found


def draw_party(rng: random.Random, role: str, family: str, taken: Sequence[Organisation] = ()) -> Party:
    """Draw a party that is none of `taken`, and who signs for it."""
    organisation = draw_organisation(rng, family)
    while any(o.name == organisation.name or (o.acronym and o.acronym == organisation.acronym) for o in taken):
        organisation = draw_organisation(rng, family)
    representatives = draw_representatives(rng, organisation)
    party = Party(
        organisation,
        role,
        representatives,
        with_acronym=bool(organisation.acronym) and chance(rng, 0.8),
        with_address=chance(rng, 0.82),
    )
    if family == "centrales" and chance(rng, 0.12):
        party.ministry = ministry_of(organisation)
    first = representatives[0]
    if first.person is None or chance(rng, 0.12):
        person = draw_person(rng)
        party.signatory = Representative(person, draw_function(rng, organisation, person.feminine, deputy=0.8))
    else:
        party.signatory = first
    return party


_BLOCK = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def draw_unit(rng: random.Random, programme: str, cost_centre: str, place: dict[str, str], taken: set[str]) -> Unit:
    """Draw an operational unit of a programme and its references."""
    budget = load("budget")
    while True:
        bop = rng.choice(budget["bops"]) if chance(rng, 0.7) else "".join(rng.choices(_BLOCK, k=4))
        uo = (
            rng.choice(budget["uos"])
            if chance(rng, 0.7)
            else "".join(rng.choices(_BLOCK, k=2)) + f"{rng.randint(1, 99):02d}"
        )
        code = f"0{programme}-{bop}-{uo}"
        if code not in taken:
            break
    taken.add(code)
    action = rng.randint(1, 14)
    domain = f"0{programme}-{action:02d}" + (f"-{rng.randint(1, 9):02d}" if chance(rng, 0.6) else "")
    body = f"{rng.randint(1, 20):02d}{rng.randint(1, 30):02d}{rng.randint(1, 30):02d}{rng.randint(1, 30):02d}"
    if chance(rng, 0.2):
        body = body[:2] + "".join(rng.choices(_BLOCK, k=2)) + body[4:]
    centre = f"{cost_centre[:6]:X<6}0{place['n']:0>3}"
    extra = _extra_fields(rng)
    return Unit(code, f"0{programme}", domain, f"0{programme}{body}", centre, extra)


def _extra_fields(rng: random.Random) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    if chance(rng, 0.35):
        found.append(
            ("axe_ministeriel_1", f"{rng.randint(10, 99)}-{''.join(rng.choices(_BLOCK, k=4))}-{rng.randint(1, 30):02d}")
        )
    if chance(rng, 0.12):
        found.append(("axe_ministeriel_2", f"{''.join(rng.choices(_BLOCK, k=3))}-{rng.randint(2020, 2026)}"))
    if chance(rng, 0.18):
        found.append(("fonds", f"1-{rng.randint(1, 2)}-{rng.randint(100, 999):05d}"))
    if chance(rng, 0.18):
        found.append(("compte_pce", f"6{rng.randint(1, 5)}{rng.randint(10, 89)}{rng.choice(('0', '1'))}00000"))
    if chance(rng, 0.25):
        found.append(
            ("groupe_marchandises", f"{rng.randint(7, 48):02d}.{rng.randint(1, 9):02d}.{rng.randint(1, 9):02d}")
        )
    if chance(rng, 0.18):
        found.append(("localisation", rng.choice(("N11", "N1175", "N53", "N84", "N7630189", "S1200594", "B104788"))))
    return tuple(found)


def draw_day(rng: random.Random, year: int) -> dt.date:
    """Draw a working day of a year, the first of a month more often than chance would."""
    day = dt.date(year, 1, 4) + dt.timedelta(days=rng.randrange(0, 340))
    if chance(rng, 0.12):
        day = day.replace(day=1)
    return day + dt.timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0)) if day.day != 1 else day
