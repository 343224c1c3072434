"""A document in which no convention was found, though it speaks as one: from its page to the list of what to look at."""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipeline.run import run
from pipeline.settings import Settings
from tests.read.pdf.drawing import Sheet, pdf


def _draw(sheet: Sheet) -> None:
    said = "Le délégant confie au délégataire le paiement des factures.", "Les crédits s'élèvent à 40 000 € en AE."
    sheet.lines(60, 80, ("Fiche de suivi", *said))


def _listed(settings: Settings) -> list[tuple[object, ...]]:
    with duckdb.connect(str(settings.target), read_only=True) as con:
        return con.execute(
            "SELECT sujet, code, fichier, convention_id, statut FROM v_a_verifier JOIN documents USING (fichier)"
        ).fetchall()


def test_it_is_listed_as_long_as_it_is_published(tmp_path: Path) -> None:
    source = tmp_path / "actes"
    source.mkdir()
    for name in ("fiche.pdf", "autre.pdf"):
        (source / name).write_bytes(pdf(_draw) + (b"%" + name.encode()))
    settings = Settings(sources=(str(source),), data_dir=tmp_path / "data", jobs=1)
    [doubt] = run(settings, until="check").doutes[:1]
    assert (doubt.convention_id, doubt.code) == (None, "convention_possible")
    run(settings)
    found = ("anomalie", "convention_possible")
    assert sorted(row[2] for row in _listed(settings) if row[:2] == found) == ["autre.pdf", "fiche.pdf"]
    (source / "autre.pdf").unlink()
    run(settings)
    assert _listed(settings) == [(*found, "fiche.pdf", None, "hors_perimetre")]
