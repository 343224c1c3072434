"""Reads evidence boxes back from the files: does the page say, at that place, what the evidence quotes?"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import pypdfium2

from pipeline.compare import comparable
from pipeline.errors import SourceError
from pipeline.read.overlays import get_page

_ALIKE = 0.85
"""Ratio from which the text in the box is the quoted one, but for its spacing or a glyph."""
_MARGIN = 1.0
"""Points around the box."""


class PdfText:
    """The text of one file, box by box."""

    def __init__(self, path: Path) -> None:
        """Open `path`. Raises SourceError when it is no readable PDF."""
        try:
            self._pdf = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError as error:
            raise SourceError(f"{path.name} : {error}") from None
        self._pdf.init_forms()
        self._page = lru_cache(maxsize=8)(self._open)

    def says(self, proofs: Iterable[Mapping[str, Any]]) -> bool:
        """Tell whether the file has, in the box of one of the proofs, the text that it quotes."""
        return any(self._grounds(proof) for proof in proofs if proof["page"] is not None and proof["x0"] is not None)

    def _grounds(self, proof: Mapping[str, Any]) -> bool:
        height, page = self._page(proof["page"])
        left, right = proof["x0"] - _MARGIN, proof["x1"] + _MARGIN
        text = page.get_text_bounded(left, height - proof["y1"] - _MARGIN, right, height - proof["y0"] + _MARGIN)
        seen, quoted = str(comparable(text or "")), str(comparable(proof["texte"] or ""))
        return bool(quoted) and (quoted in seen or difflib.SequenceMatcher(None, seen, quoted).ratio() > _ALIKE)

    def _open(self, number: int) -> tuple[float, Any]:
        page = get_page(self._pdf, number - 1)
        return page.get_height(), page.get_textpage()
