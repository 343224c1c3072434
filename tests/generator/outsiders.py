"""Documents of an administration that hold no convention: arrêtés, circulaires, guides, letters, minutes, contracts."""

from __future__ import annotations

import random
from typing import Any

from .act import forms
from .blocks import Align, Block, Cell, Grid, Space, Text
from .draws import draw_day, draw_organisation, draw_person
from .french import Noun, print_date
from .gold import Gold
from .lexicon import load
from .scene import Hand


def write_outsider(gold: Gold, rng: random.Random, *, hand: Hand | None = None, form: str | None = None) -> list[Block]:
    """Write a document without a convention; its truth is that there is none."""
    record = load("outsiders")[form or rng.choice(sorted(load("outsiders")))]
    organisation = draw_organisation(rng, rng.choice(("centrales", "deconcentres")))
    slots = _slots(rng, organisation.chief) | {"organisation": organisation.name}
    blocks: list[Block] = [Text(organisation.name.upper(), bold=True, after=14)]
    align: Align = "center" if rng.random() < 0.6 else "left"
    blocks += [Text(line.format(**slots), align=align, bold=True, scale=1.2) for line in record["titre"]]
    blocks += [Space(12), *_body(record, slots)]
    if "tableau" in record:
        rows = tuple(tuple(Cell(c) for c in row) for row in record["tableau"])
        blocks.append(Grid(rows, (0.3,) * len(rows[0]), header=1))
    place = organisation.address.short_town
    return [*blocks, Text(f"Fait à {place}, le {slots['d1']}", before=14), Text(slots["p1"], align="right")]


def _slots(rng: random.Random, chief: tuple[str, str]) -> dict[str, str]:
    first, second = draw_person(rng), draw_person(rng)
    year = rng.randint(2019, 2026)
    return {
        **forms("projet", Noun.parse(rng.choice(load("projects"))["objet"])),
        "p1": f"{'Mme' if first.feminine else 'M.'} {first.name}",
        "p2": f"{'Mme' if second.feminine else 'M.'} {second.name}",
        "f1": chief[1 if first.feminine else 0],
        "d1": print_date(draw_day(rng, year), "long"),
        "d2": print_date(draw_day(rng, year - 1), "long"),
    }


def _body(record: dict[str, Any], slots: dict[str, str]) -> list[Block]:
    blocks: list[Block] = []
    for i, template in enumerate(record["corps"], 1):
        text = template.format(**slots)
        if record.get("articles"):
            blocks.append(Text(f"Article {'1er' if i == 1 else i}", bold=True, align="center", keep=True))
        blocks.append(Text(f"{i}. {text}" if record.get("numeros") else text))
    return blocks
