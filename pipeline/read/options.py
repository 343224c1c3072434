"""What the reader may spend on one document, and how it looks at scans."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ReadOptions:
    """Bounds and tastes of the `read` stage; part of what makes a reading, so part of its cache key."""

    max_pages: int = 400
    """A longer document is refused (`LimitError`)."""
    max_chars: int = 4_000_000
    """A document whose text layer is longer is refused (`LimitError`)."""
    max_pixels: int = 40_000_000
    """A page image larger than this is not decoded at full size."""
    ocr: bool = True
    """False: a page without a usable text layer stays without text (layer 'aucune')."""
    dpi: int = 200
    """Resolution at which a page is rendered for OCR when its own image cannot be taken."""
