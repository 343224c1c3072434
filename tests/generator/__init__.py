"""Invented conventions with their truth: new acts of the genre, drawn from a seed, in the looks that readers meet.

`build(seed)` writes one document's blocks and truth; `Document.render(look)` makes its PDF. The same seed gives the
same bytes. Nothing here reads the pipeline: it is the independent side of the measure.
"""

from __future__ import annotations

from .document import KINDS, Document, build
from .render import LOOKS

__all__ = ["KINDS", "LOOKS", "Document", "build"]
