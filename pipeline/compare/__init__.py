"""Rows held against rows: what counts as the same value, which rows are the same row, what changed."""

from pipeline.compare.changes import Change, Difference, DocumentChanges, Moved, difference
from pipeline.compare.dataset import Content, Dataset, Version
from pipeline.compare.pairing import Pairs, pair
from pipeline.compare.values import agree, comparable

__all__ = [
    "Change",
    "Content",
    "Dataset",
    "Difference",
    "DocumentChanges",
    "Moved",
    "Pairs",
    "Version",
    "agree",
    "comparable",
    "difference",
    "pair",
]
