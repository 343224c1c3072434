"""Years and taxes of single sentences: months, heads of clauses, sums said without taxes and with them."""

from __future__ import annotations

import pytest

from tests.extract.credits import decided, rows, said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Les CP seront mis à disposition ainsi : avril 2023 : 50 000 € ; septembre 2023 : 30 000 € ; mars 2024 : 40 000 €.",
         [("CP", 50000, 2023), ("CP", 30000, 2023), ("CP", 40000, 2024)]),
        ("Mise à disposition des CP :\n- janvier 2025 : 25 000 € ;\n- 15 juillet 2026 : 35 000 €.",
         [("CP", 25000, 2025), ("CP", 35000, 2026)]),
        ("Sont mis à disposition en AE les montants suivants : 2024 : 50 000 €, 2025 : 60 000 €.",
         [("AE", 50000, 2024), ("AE", 60000, 2025)]),
        ("Le délégant verse 50 000 € au mois d'avril 2023 et 40 000 € au mois de mars 2024.",
         [(None, 50000, 2023), (None, 40000, 2024)]),
        ("Le budget prévisionnel 2023 est de 12 000 € en AE, celui de 2024 de 13 000 € en AE.",
         [("AE", 12000, 2023), ("AE", 13000, 2024)]),
        ("En 2023 : 120 000 € d'AE ; 50 000 € de CP. En 2024 : 70 000 € de CP.",
         [("AE", 120000, 2023), ("CP", 50000, 2023), ("CP", 70000, 2024)]),
        ("Les crédits sont versés en T1 2025 (20 000 €), T2 2025 (20 000 €) et T3 2025 (10 000 €).",
         [(None, 20000, 2025), (None, 20000, 2025), (None, 10000, 2025)]),
    ],
)  # fmt: skip
def test_the_year_of_each_sum(text: str, expected: list[tuple[str | None, int, int | None]]) -> None:
    assert [(nature, value, year) for nature, value, year, _, _ in rows(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Le montant des prestations est de 30 000 € HT, soit 36 000 € TTC, en AE et en CP pour l'exercice 2025.",
        "Les crédits délégués s'élèvent à 36 000 € TTC (30 000 € HT) en AE et en CP pour l'exercice 2025.",
    ],
)
def test_a_sum_without_taxes_said_with_them_too_is_doubted(text: str) -> None:
    facts = decided(text).facts
    told = {(said(f, "nature"), int(said(f, "montant")), f.values["montant"].confidence < 0.9) for f in facts}
    assert told == {("AE", 36000, False), ("CP", 36000, False), (None, 30000, True)}
    assert all(said(f, "exercice") == 2025 for f in facts if said(f, "nature"))


def test_sums_without_taxes_for_another_thing_are_sure() -> None:
    facts = decided("Le délégant verse 30 000 € HT pour l'étude et 36 000 € TTC pour les travaux.").facts
    assert [f.values["montant"].confidence > 0.9 for f in facts] == [True, True]
