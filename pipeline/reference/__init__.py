"""What is known besides the documents (`rules/reference/*.csv`): programmes, organisations, products, texts, towns.

A lookup never guesses: where several entries could be meant it finds none and hands over the candidates.
"""

from pipeline.reference.lists import Match, Organisation, Produit, Programme, Reference, load_reference
from pipeline.reference.names import normalised
from pipeline.reference.texts import KnownTexts

__all__ = ["KnownTexts", "Match", "Organisation", "Produit", "Programme", "Reference", "load_reference", "normalised"]
