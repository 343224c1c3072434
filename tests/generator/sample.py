"""The bundled sample and the held-out set: which documents, from which seeds, in which looks."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

from .amendments import write_amendment
from .document import Document, build
from .gold import Gold

SAMPLE: tuple[tuple[str, str, int, str], ...] = (
    ("delegation-deux-exercices", "delegation", 66, "native"),
    ("delegation-deux-delegants", "delegation", 31, "native"),
    ("delegation-signee-en-ligne", "delegation", 39, "native"),
    ("delegation-numerisee", "delegation", 51, "scan"),
    ("bulletin-deux-conventions", "bulletin", 9, "native"),
    ("retablissement-de-credits", "retablissement", 5, "native"),
    ("subvention-mal-reconnue", "subvention", 3, "ocr"),
    ("arrete-hors-perimetre", "hors-perimetre", 47, "native"),
)
"""Name, kind, seed and look of the documents of `data/sample`."""
AMENDED = "delegation-deux-exercices"
AMENDMENT = "avenant-a-la-delegation"
DAMAGED = "fichier-endommage"
HELDOUT_SEED = 72_000_000
"""Drawn anew (the next million) once rules were worked on with these documents: rates measured on them would flatter."""
HELDOUT_LOOKS = ("native", "native", "scan", "native", "ocr", "native", "native", "mixte")
README = """# Échantillon

Ces documents sont **inventés** : personnes, projets, codes et montants n'existent pas (les services de l'État,
eux, existent). Ils montrent ce que la chaîne rencontre : des délégations de gestion, un avenant à l'une d'elles, un
bulletin de deux conventions, un document numérisé, un autre dont la couche de texte est fautive, un acte hors
périmètre, un fichier endommagé.

`gold/` contient ce qu'un lecteur attentif relèverait dans chacun ; ces fichiers ne servent qu'à l'évaluation.

Pour les refaire à l'identique : `python -m tests.generator --sample`.
"""


def amendment_to(mother: Document, name: str, seed: int) -> Document:
    """Write an avenant to a délégation that exists: same parties, project and units, a year later."""
    act = mother.gold.acts[0]
    rng = random.Random(f"avenant/{seed}")
    scene = replace(act.scene, rng=rng, years=[year + 1 for year in act.scene.years], parties=list(act.scene.parties))
    gold = Gold()
    blocks = write_amendment(gold, rng, scene=scene, mother=act.signed)
    return Document(name, "avenant", seed, blocks, mother.typography, gold)


def write_sample(folder: Path) -> list[Path]:
    """Write the sample into a folder: PDFs named without their look, `gold/`, and a README."""
    (folder / "gold").mkdir(parents=True, exist_ok=True)
    written = []
    for name, kind, seed, look in SAMPLE:
        document = build(seed, kind, name=name)
        written.append(_put(folder, document, look))
        if name == AMENDED:
            written.append(_put(folder, amendment_to(document, AMENDMENT, 1), "native"))
    written.append(folder / f"{DAMAGED}.pdf")
    whole = build(30, "delegation").render()
    written[-1].write_bytes(whole[: len(whole) // 2])
    _write_json(folder / "gold" / f"{DAMAGED}.json", {"documents": [{"statut": "illisible"}], "conventions": []})
    (folder / "README.md").write_text(README, encoding="utf-8")
    return written


def _put(folder: Path, document: Document, look: str) -> Path:
    path = folder / f"{document.name}.pdf"
    path.write_bytes(document.render(look, dpi=150))
    _write_json(folder / "gold" / f"{document.name}.json", document.truth(look))
    return path


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_heldout(folder: Path, count: int = 40, seed: int = HELDOUT_SEED) -> None:
    """Write a varied set of documents with their truth, `<stem>.<look>.pdf` and `gold/<stem>.json`."""
    for i in range(count):
        build(seed + i).write(folder, HELDOUT_LOOKS[i % len(HELDOUT_LOOKS)])
