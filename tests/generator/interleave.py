"""Running heads in the flow: what a conversion leaves where the pages of a former edition ended."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace

from .blocks import Block, Grid, PageStart, Text

_EVERY = 38
"""Lines of the former edition's pages."""


def interleave(blocks: Sequence[Block], rng: random.Random) -> list[Block]:
    """Put a foot and a head of the former edition between its pages, even inside a sentence or a word."""
    foot = rng.choice(("Page {p}/{n}", "{p}", "– {p} –", "page {p} sur {n}", "Convention – {p}/{n}"))
    head = rng.choice(("", "Convention de délégation de gestion", "VERSION DÉFINITIVE", "Délégation – exemplaire n° 2"))
    total = max(2, sum(_lines(b) for b in blocks) // _EVERY + 1)
    found: list[Block] = []
    filled, page = 0, 1
    for block in blocks:
        filled += _lines(block)
        if filled < _EVERY or not isinstance(block, Text) or page >= total:
            found.append(block)
            continue
        first, rest = _cut(block, rng)
        found.append(first)
        found.append(Text(foot.format(p=page, n=total), align=rng.choice(("left", "right")), scale=0.9, after=3))
        if head:
            found.append(Text(head, align="left", underline=rng.random() < 0.3, after=6))
        found += [rest] if rest else []
        filled, page = 0, page + 1
    return found


def _lines(block: Block) -> int:
    if isinstance(block, Text):
        return len(block.text) // 90 + 1
    if isinstance(block, Grid):
        return len(block.rows)
    return 0 if isinstance(block, PageStart) else 2


def _cut(block: Text, rng: random.Random) -> tuple[Text, Text | None]:
    """Cut a long paragraph between two words without figures, sometimes inside one."""
    places = [
        m for m in re.finditer(r"(?<=[a-zéè]{4}) (?=[a-zéè]{8,})", block.text) if 60 < m.end() < len(block.text) - 40
    ]
    if not places or block.bold or block.bullet:
        return block, None
    place = rng.choice(places)
    head, tail = block.text[: place.start()], block.text[place.end() :]
    syllable = re.match(r"[a-zéè]{2,5}?[aeiouéè](?=[bcdfglmnprstv][aeiouéè])", tail)
    if syllable and rng.random() < 0.5:
        head, tail = f"{head} {syllable.group()}-", tail[syllable.end() :]
    return replace(block, text=head, note=""), replace(block, text=tail, keep=False)
