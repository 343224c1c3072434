"""One generated document: its kind and look drawn from a seed, its pages and its truth."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from .amendments import write_amendment
from .blocks import Block
from .bulletins import write_bulletin
from .contracts import write_grant_act, write_partnership, write_refund
from .delegations import write_delegation
from .fonts import register
from .gold import Gold
from .interleave import interleave
from .layout import compose
from .outsiders import write_outsider
from .pages import Page, Typography
from .render import render
from .typography import draw_typography

Writer = Callable[[Gold, random.Random], list[Block]]

KINDS: dict[str, tuple[Writer, float]] = {
    "delegation": (write_delegation, 0.5),
    "avenant": (write_amendment, 0.14),
    "retablissement": (write_refund, 0.08),
    "subvention": (write_grant_act, 0.08),
    "partenariat": (write_partnership, 0.08),
    "bulletin": (write_bulletin, 0.05),
    "hors-perimetre": (write_outsider, 0.07),
}
"""Kind → its writer and its share of an unconstrained draw."""


@dataclass(frozen=True)
class Document:
    """An invented document: what it says (`blocks`), how it looks and what is true of it."""

    name: str
    kind: str
    seed: int
    blocks: list[Block]
    typography: Typography
    gold: Gold

    @cached_property
    def pages(self) -> list[Page]:
        """The composed pages."""
        return compose(self.blocks, self.typography)

    def render(self, look: str = "native", **options: Any) -> bytes:
        """Return the PDF in one of the looks."""
        return render(self.pages, look, self.seed, **options)

    def truth(self, look: str = "native") -> dict[str, Any]:
        """Return the content of the gold file for a look: a poor reading may be questioned."""
        truth = self.gold.as_json()
        if look != "native" and self.gold.conventions:
            for number in range(1, len(self.gold.conventions) + 1):
                where = {"convention": number} if len(self.gold.conventions) > 1 else {}
                for code in ("lecture_incertaine", "code_malforme"):
                    row = {**where, "code": code, "_optional": True}
                    if row not in truth["anomalies"]:
                        truth["anomalies"].append(row)
        return truth

    def write(self, folder: Path, look: str = "native", **options: Any) -> Path:
        """Write `<name>.<look>.pdf` and `gold/<name>.json` into a folder; return the PDF's path."""
        (folder / "gold").mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.name}.{look}.pdf"
        path.write_bytes(self.render(look, **options))
        text = json.dumps(self.truth(look), ensure_ascii=False, indent=1)
        (folder / "gold" / f"{self.name}.json").write_text(text + "\n", encoding="utf-8")
        return path


def build(
    seed: int, kind: str | None = None, *, name: str | None = None, typography: Typography | None = None
) -> Document:
    """Write the document of a seed; `kind` is drawn when not given."""
    register()
    rng = random.Random(f"acte/{seed}/{kind or ''}")
    if kind is None:
        kind = rng.choices(list(KINDS), [share for _, share in KINDS.values()])[0]
    gold = Gold()
    blocks = KINDS[kind][0](gold, rng)
    paging = random.Random(f"page/{seed}/{kind}")
    look = typography or draw_typography(paging, kind)
    if typography is None and paging.random() < 0.12:
        blocks, look = interleave(blocks, paging), replace(look, head="", foot="")
    return Document(name or f"{kind.replace('_', '-')}-{seed:05d}", kind, seed, blocks, look, gold)
