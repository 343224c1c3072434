"""The steps add up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipeline.collect import Step, collect, tally
from tests.collect.conftest import Desk, pdf


def test_nothing_vanishes_between_two_steps(desk: Desk, folder: Callable[..., Path], packed: bytes) -> None:
    root = folder(a_pdf=pdf("alpha"), b_pdf=pdf("beta"), c_pdf=b"<!doctype html>", lot_zip=packed, d_pdf=pdf("delta"))
    with collect([str(root)], data_dir=desk.data_dir, options=desk.options) as found:
        ids = [document.document_id for document in found.documents]
        ends = ["publie", "publie", "lu", "collecte", "publie"]
        found.ledger.reached([Step(i, etape) for i, etape in zip(ids, ends, strict=True)])  # type: ignore[arg-type]
        rows = found.ledger.couverture(found.sources)
    steps = tally(rows)
    assert [(step.etape, step.atteint, step.arrete) for step in steps] == [
        ("annonce", 8, 2),
        ("collecte", 6, 2),
        ("lu", 4, 1),
        ("retenu", 3, 0),
        ("extrait", 3, 0),
        ("publie", 3, 3),
    ]
    assert dict(steps[0].motifs) == {"page HTML à la place d'un PDF": 1, "texte, non PDF": 1}
    assert dict(steps[1].motifs) == {"archive ZIP ouverte": 1}


def test_an_empty_ledger_adds_up_too() -> None:
    assert [step.atteint for step in tally([])] == [0] * 6
