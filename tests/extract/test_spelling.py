"""Titles of scanned acts: a single misread letter is undone by words that the document or the genre uses."""

from __future__ import annotations

import pytest

from pipeline.extract.spelling import Speller

GENRE = ("objet", "moyens", "financiers", "suivi", "compte", "rendu", "numérique")
SPELLER = Speller("Les balises sont peintes ; les balises sont relevées ; trois balises manquent.", GENRE)


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Obiet", "Objet"),
        ("0bjet", "Objet"),
        ("Movens financiers", "Moyens financiers"),
        ("SUIVI ET COMNTE RENDU", "SUIVI ET COMPTE RENDU"),
        ("numériaue", "numérique"),
        ("Relevé des balizes", "Relevé des balizes"),
        ("Objet", "Objet"),
        ("Phares de Bretagne", "Phares de Bretagne"),
    ],
)
def test_misread_words(read: str, meant: str) -> None:
    assert SPELLER.corrected(read) == meant
