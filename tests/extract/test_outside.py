"""Documents left out that speak as a convention does: somebody is told."""

from __future__ import annotations

import pytest

from pipeline.extract.document import extract_document
from tests.extract.helpers import book, reading_of, reference

CREDITS = "Les crédits s'élèvent à 40 000 € en AE et en CP."
AGREED = "Les parties conviennent de ce qui suit :"


def doubts(*lines: str) -> list[str]:
    made = extract_document(reading_of("\n".join(lines)), book(), reference())
    assert made.conventions == ()
    return [doubt.code for doubt in made.doubts]


@pytest.mark.parametrize("said", ["Le délégant confie au délégataire le paiement des factures.", AGREED])
@pytest.mark.parametrize("figures", [CREDITS, "Ils sont ouverts sur l'UO 0176-CRES-PHAR."])
def test_a_text_that_speaks_as_a_convention_is_doubted(said: str, figures: str) -> None:
    assert doubts("Fiche de suivi", said, figures) == ["convention_possible"]


@pytest.mark.parametrize(
    "lines",
    [
        ("Le délégant confie au délégataire le paiement des factures.", "Un bilan est dressé chaque année."),
        ("Le délégataire paie les factures.", CREDITS),
        ("Le rapport du phare est remis au directeur.", CREDITS),
    ],
)
def test_any_other_is_left_out_without_a_word(lines: tuple[str, ...]) -> None:
    assert doubts("Fiche de suivi", *lines) == []
