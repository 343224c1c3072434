"""Bulletins officiels that hold several conventions behind a table of contents."""

from __future__ import annotations

import datetime as dt
import random

from .amendments import write_amendment
from .blocks import Block, PageStart, Rule, Space, Text
from .delegations import write_delegation
from .draws import draw_day, draw_hand
from .french import print_date
from .gold import Gold
from .scene import Hand, chance


def write_bulletin(
    gold: Gold, rng: random.Random, *, hand: Hand | None = None, count: int | None = None
) -> list[Block]:
    """Write a bulletin: a cover with its contents, then two or three conventions."""
    hand = hand or draw_hand(rng)
    bodies: list[list[Block]] = []
    year = rng.randint(2019, 2025)
    day = draw_day(rng, year + 1)
    day = day.replace(day=min(day.day, 28), month=rng.randint(1, 2))
    for _ in range(count or rng.choice((2, 2, 3))):
        writer = write_amendment if chance(rng, 0.25) else write_delegation
        bodies.append(writer(gold, rng, hand=hand, year=year))
    titles = [_title(row["intitule"]) for row in gold.conventions]
    _published(gold, day)
    blocks = _cover(rng, titles, day)
    for body in bodies:
        blocks += [PageStart(), *body] if chance(rng, 0.8) or body is bodies[0] else [Rule(), Space(20), *body]
    if chance(rng, 0.4):
        blocks += [
            Rule(),
            Text("Textes signalés", bold=True),
            Text("Arrêté du 3 mars portant ouverture d'un concours interne (non reproduit).", bullet="–"),
        ]
    return blocks


def _title(title: str | list[str]) -> str:
    return title if isinstance(title, str) else title[-1] if len(title[-1]) < 220 else title[0]


def _published(gold: Gold, day: dt.date) -> None:
    """What the bulletin itself says of its texts: they are published, on its date."""
    for row in gold.rows["anomalies"]:
        if row["code"] == "publication_absente":
            row["_optional"] = True
    for convention in gold.conventions:
        if "publication" in str(convention["regle_effet"]) and convention["date_effet"] is None:
            after = day + dt.timedelta(days=1)
            convention["date_effet"] = [None, day.isoformat(), after.isoformat()]
            if convention["regle_fin"] == "duree":
                convention.pop("date_fin")


def _cover(rng: random.Random, titles: list[str], day: dt.date) -> list[Block]:
    ministry = rng.choice(("DE LA CULTURE", "DES ARMÉES", "DE L'AGRICULTURE", "DE LA JUSTICE"))
    blocks: list[Block] = [
        Text("BULLETIN OFFICIEL", align="center", bold=True, scale=1.8, after=4),
        Text(f"DU MINISTÈRE {ministry}", align="center", bold=True, scale=1.2),
        Text(f"N° {day.month:02d}-{day.year} – {print_date(day, 'long')}", align="center", after=26),
        Text(rng.choice(("Sommaire", "SOMMAIRE", "Table des matières")), bold=True, scale=1.15, after=10),
    ]
    dots = rng.choice((" ...... ", " .............. ", "  "))
    for i, title in enumerate(titles):
        label = rng.choice((f"Texte n° {i + 1} – ", f"{i + 1}. ", "– "))
        blocks.append(Text(f"{label}{title}{dots}{2 + 3 * i}", align="left", after=6))
    return blocks
