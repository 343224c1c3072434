"""What people corrected: read from `data/corrections/*.csv`, applied to the rows after extraction, before the checks.

The format, and what becomes of a correction, are in `data/corrections/README.md`.
"""

from pipeline.corrections.apply import apply
from pipeline.corrections.files import append_correction, load_corrections, parse_correction
from pipeline.corrections.passage import fingerprint, locate
from pipeline.corrections.rewrite import SET_ASIDE
from pipeline.corrections.types import Correction, Corrections, Treated

__all__ = [
    "SET_ASIDE",
    "Correction",
    "Corrections",
    "Treated",
    "append_correction",
    "apply",
    "fingerprint",
    "load_corrections",
    "locate",
    "parse_correction",
]
