"""Titles, NOR numbers and letterheads."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from ..act import Act
from ..blocks import Align, Block, PageStart, Rule, Space, Text
from ..draws import draw_person, ministry_of
from ..gold import alternatives
from ..lexicon import load
from ..scene import chance


def write_heading(act: Act, kind: str, **slots: str) -> list[Block]:
    """Write the letterhead and the title, and state title and NOR."""
    rng = act.rng
    blocks: list[Block] = []
    if chance(rng, 0.55):
        blocks.append(Text(_office(act), align=rng.choice(("left", "center")), bold=chance(rng, 0.5), scale=0.95))
        if chance(rng, 0.3):
            blocks.append(Text("Liberté – Égalité – Fraternité", align="left", italic=True, scale=0.8))
        blocks += _letterhead(act)
        blocks.append(Space(14))
    lines = _title_lines(act, kind, slots)
    tracking = 2.2 if lines[0].isupper() and len(lines[0]) < 36 and chance(rng, 0.2) else 0.0
    scale = rng.choice((1.15, 1.3, 1.5))
    for i, line in enumerate(lines):
        blocks.append(
            Text(
                line,
                align=rng.choice(("center",) * 3 + ("left",)) if i == 0 else blocks_align(blocks),
                bold=i == 0 or chance(rng, 0.5),
                scale=scale if i == 0 else max(1.0, scale - 0.2),
                tracking=tracking if i == 0 else 0.0,
                keep=True,
            )
        )
    if lines[0] == "CONVENTION" and chance(rng, 0.3):
        blocks = [
            replace(b, text=" ".join(lines[0])) if isinstance(b, Text) and b.text == lines[0] else b for b in blocks
        ]
    if chance(rng, 0.06):
        blocks = [Space(180), *blocks, PageStart(), *blocks]
    joined = [" ".join(lines[: i + 1]) for i in range(len(lines))]
    act.gold.fix(intitule=alternatives(*joined, *lines[1:2] if len(lines[0]) < 14 else ()))
    blocks += _nor(act)
    if chance(rng, 0.2):
        blocks.append(Rule())
    blocks.append(Space(10))
    return blocks


def _office(act: Act) -> str:
    """What stands at the top of the first page."""
    ministry = next((m for p in act.scene.parties if (m := ministry_of(p.organisation))), "")
    return act.rng.choice(
        (ministry.upper() or "RÉPUBLIQUE FRANÇAISE", "RÉPUBLIQUE FRANÇAISE", ministry or "PREMIER MINISTRE")
    )


def _letterhead(act: Act) -> list[Block]:
    """Who follows the file, with numbers and names that belong to no party, sometimes."""
    rng = act.rng
    if not chance(rng, 0.15):
        return []
    agent = draw_person(rng)
    phone = f"01 {rng.randint(40, 58)} {rng.randint(10, 99)} {rng.randint(10, 99)} {rng.randint(10, 99)}"
    lines = [
        f"Affaire suivie par : {agent.name}",
        f"Tél. : {phone}",
        f"N/Réf. : {rng.randint(2, 99)}-{rng.randint(1000, 99999)}",
    ]
    return [Text(line, align="left", scale=0.8, after=1) for line in lines[: rng.randint(1, 3)]]


def blocks_align(blocks: list[Block]) -> Align | None:
    """The alignment of the last text."""
    return next((b.align for b in reversed(blocks) if isinstance(b, Text)), None)


def _title_lines(act: Act, kind: str, slots: dict[str, str]) -> list[str]:
    scene = act.scene
    product = scene.project["produit"]
    sigles = " et ".join(
        p.organisation.acronym if p.with_acronym and p.organisation.acronym else p.organisation.name
        for p in scene.parties[:2]
    )
    values = {
        "reference": scene.reference,
        "sigles": sigles,
        "produit_ou_projet": act.quote(product) if product else scene.project["objet"],
        **slots,
    }
    template = act.rng.choice(load("clauses")["titres"][kind])
    if any("{produit_ou_projet}" in line for line in template):
        act.slots["produit_titre"] = "1"
    return [act.fill(line, **values) for line in template]


def _nor(act: Act) -> list[Block]:
    rng = act.rng
    if not chance(rng, 0.2):
        act.gold.fix(nor=None)
        return []
    year = (act.signed or dt.date(act.scene.years[0], 1, 1)).year
    letters = rng.choice(("JUSF", "ARMS", "MICB", "AGRS", "IOMA", "TREK", "ESRD", "SPRZ", "PRMX"))
    nor = f"{letters}{year % 100:02d}{rng.randint(1000, 39999):05d}{rng.choice('XCSA')}"
    act.gold.fix(nor=nor)
    shown = rng.choice((nor, nor, " ".join(nor), f"{nor[:4]} {nor[4:6]} {nor[6:]}"))
    return [
        Text(rng.choice(("NOR : ", "NOR ", "NOR: ")) + shown, align=rng.choice(("left", "right", "center")), scale=0.9)
    ]
